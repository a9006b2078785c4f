import DequeModule

/// Requests in the order they were sent, with PostgreSQL's rules for what an error, a Sync and a COPY do to the ones
/// behind it (protocol chapters "Extended Query" and "COPY Operations").
struct RequestQueue {
    private var requests: Deque<Request> = []
    /// The server rejected an extended request and ignores everything until the next Sync that it reads.
    private(set) var isSkipping = false
    /// The server is reading COPY data: it ignores Sync until CopyDone or CopyFail.
    private(set) var isCopyingIn = false
    /// Syncs believed ignored during a COPY that then failed: the server may have read them after the failure.
    private(set) var doubtfulSyncs = 0
    private var ignoredSyncs = 0
    /// The first request has had an answer besides ReadyForQuery.
    private(set) var firstIsAnswered = false

    var first: Request? { requests.first }
    var isEmpty: Bool { requests.isEmpty }
    var count: Int { requests.count }

    /// Every request will be answered without another message from the client.
    var isSelfCompleting: Bool {
        guard !isCopyingIn, let last = requests.last else { return !isCopyingIn && !isSkipping }
        switch last {
        case .sync, .query, .functionCall, .ownQuery, .ownDescribe, .refused(_, isSimple: true): return true
        default: return false
        }
    }

    /// Returns false if the server will ignore the message, so that no reply is to be expected.
    mutating func push(_ request: Request) -> Bool {
        if isSkipping {
            guard request.isSync else { return false }
            isSkipping = false
            requests.append(request)
            return true
        }
        if isCopyingIn {
            switch request {
            case .sync:
                ignoredSyncs += 1
                return false
            case .copyEnd:
                isCopyingIn = false
                return false
            default: break
            }
        } else if case .copyEnd = request, requests.isEmpty {
            return false
        }
        requests.append(request)
        return true
    }

    /// Whether ReadyForQuery can end the first request: a Sync needs no other answer, a simple query has had one.
    var firstMayEnd: Bool {
        switch requests.first {
        case .sync: true
        case .query, .functionCall, .refused(_, isSimple: true): firstIsAnswered
        default: false
        }
    }

    /// An answer to the first request came. Whatever was sent before it has been read by the server, so a Sync in doubt
    /// is in doubt no longer.
    mutating func answerArrived() {
        firstIsAnswered = true
        doubtfulSyncs = 0
    }

    /// The server may be ignoring everything, or may not: only a Sync can be sent without guessing.
    var isInDoubt: Bool { isSkipping && doubtfulSyncs > 0 }

    mutating func pop() {
        firstIsAnswered = false
        if !requests.isEmpty { requests.removeFirst() }
        dropCopyEnds()
    }

    /// CopyInResponse for the first request: Syncs sent ahead of the data are ignored by the server.
    mutating func copyInStarted() {
        ignoredSyncs = 0
        isCopyingIn = true
        var kept: Deque<Request> = []
        for (offset, request) in requests.enumerated() {
            if offset == 0 || !isCopyingIn {
                kept.append(request)
                continue
            }
            switch request {
            case .sync: ignoredSyncs += 1
            case .copyEnd: isCopyingIn = false
            default: kept.append(request)
            }
        }
        requests = kept
    }

    /// The COPY that reads data is over.
    mutating func copyInEnded(failed: Bool) {
        if failed { doubtfulSyncs += ignoredSyncs }
        ignoredSyncs = 0
        isCopyingIn = false
    }

    /// An error for an extended request: it and everything up to the next Sync is dropped; the dropped ones, latest
    /// first, so that what they changed can be undone.
    mutating func failFirst() -> [Request] {
        firstIsAnswered = false
        var dropped: [Request] = []
        while let request = requests.first, !request.isSync { dropped.append(requests.removeFirst()) }
        if requests.isEmpty { isSkipping = true }
        return dropped.reversed()
    }

    /// ReadyForQuery that no request in the queue explains.
    mutating func takeDoubtfulSync() -> Bool {
        guard doubtfulSyncs > 0 else { return false }
        doubtfulSyncs -= 1
        isSkipping = false
        return true
    }

    private mutating func dropCopyEnds() {
        while case .copyEnd? = requests.first { requests.removeFirst() }
    }
}
