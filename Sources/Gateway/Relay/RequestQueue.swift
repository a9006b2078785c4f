import DequeModule

/// Requests in the order they were sent, with PostgreSQL's rules for what an error, a Sync and a COPY do to the ones
/// behind it (protocol chapters "Extended Query" and "COPY Operations").
struct RequestQueue {
    private struct Entry {
        var request: Request
        var effects: RequestEffects
    }

    private var entries: Deque<Entry> = []
    /// Requests in the queue with each effect.
    private var touching = 0
    private var reshaping = 0
    /// The server rejected an extended request and ignores everything until the next Sync that it reads.
    private(set) var isSkipping = false
    /// The server is reading COPY data: it ignores Sync until CopyDone or CopyFail.
    private(set) var isCopyingIn = false
    /// Syncs believed ignored during a COPY that then failed: the server may have read them after the failure.
    private(set) var doubtfulSyncs = 0
    private var ignoredSyncs = 0
    /// The last answer to the first request is one that nothing but ReadyForQuery, or a next statement's, can follow.
    private(set) var firstIsComplete = false
    private var firstIsAnswered = false

    var first: Request? { entries.first?.request }
    /// The portal that the first request asks about or runs.
    var firstPortal: Portal? {
        switch entries.first?.request {
        case .execute(let portal), .describePortal(let portal, _): portal
        default: nil
        }
    }
    var isEmpty: Bool { entries.isEmpty }
    var count: Int { entries.count }

    /// What the requests behind the first do: they were sent already, and belong to transactions to come.
    var effectsBehindFirst: RequestEffects {
        let first = entries.first?.effects ?? []
        var effects: RequestEffects = []
        if touching > (first.contains(.touchesProtected) ? 1 : 0) { effects.insert(.touchesProtected) }
        if reshaping > (first.contains(.changesShape) ? 1 : 0) { effects.insert(.changesShape) }
        return effects
    }

    /// Every request will be answered without another message from the client.
    var isSelfCompleting: Bool {
        guard !isCopyingIn, let last = entries.last?.request else { return !isCopyingIn && !isSkipping }
        switch last {
        case .sync, .query, .functionCall, .ownQuery, .ownDescribe, .refused(_, isSimple: true): return true
        default: return false
        }
    }

    /// Returns false if the server will ignore the message, so that no reply is to be expected.
    mutating func push(_ request: Request, _ effects: RequestEffects = []) -> Bool {
        if isSkipping {
            guard request.isSync else { return false }
            isSkipping = false
            append(request, effects)
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
        } else if case .copyEnd = request, entries.isEmpty {
            return false
        }
        append(request, effects)
        return true
    }

    private mutating func append(_ request: Request, _ effects: RequestEffects) {
        entries.append(Entry(request: request, effects: effects))
        count(effects, 1)
    }

    private mutating func removeFirst() -> Request {
        let entry = entries.removeFirst()
        count(entry.effects, -1)
        return entry.request
    }

    private mutating func count(_ effects: RequestEffects, _ change: Int) {
        if effects.isEmpty { return }
        if effects.contains(.touchesProtected) { touching += change }
        if effects.contains(.changesShape) { reshaping += change }
    }

    /// Whether ReadyForQuery can end the first request: a Sync needs no other answer, a query has had its last.
    var firstMayEnd: Bool {
        switch entries.first?.request {
        case .sync: true
        case .query, .functionCall, .refused(_, isSimple: true), .ownQuery, .ownDescribe: firstIsComplete
        default: false
        }
    }

    /// An answer to the first request came. Whatever was sent before it has been read by the server, so a Sync in doubt
    /// is in doubt no longer. Returns whether it is the first answer to that request.
    @discardableResult
    mutating func answerArrived(isFinal: Bool) -> Bool {
        defer { firstIsAnswered = true }
        firstIsComplete = isFinal
        doubtfulSyncs = 0
        return !firstIsAnswered
    }

    /// The server may be ignoring everything, or may not: only a Sync can be sent without guessing.
    var isInDoubt: Bool { isSkipping && doubtfulSyncs > 0 }

    /// The first request, about a portal, is about this one.
    mutating func redirectFirst(to portal: Portal) {
        switch entries.first?.request {
        case .execute: entries[0].request = .execute(portal)
        case .describePortal(_, let hidden): entries[0].request = .describePortal(portal, hidden: hidden)
        default: break
        }
    }

    mutating func pop() {
        (firstIsAnswered, firstIsComplete) = (false, false)
        if !entries.isEmpty { _ = removeFirst() }
        dropCopyEnds()
    }

    /// CopyInResponse for the first request: Syncs sent ahead of the data are ignored by the server.
    mutating func copyInStarted() {
        ignoredSyncs = 0
        isCopyingIn = true
        var kept: Deque<Entry> = []
        for (offset, entry) in entries.enumerated() {
            if offset == 0 || !isCopyingIn {
                kept.append(entry)
                continue
            }
            // Neither has an effect that is counted.
            switch entry.request {
            case .sync: ignoredSyncs += 1
            case .copyEnd: isCopyingIn = false
            default: kept.append(entry)
            }
        }
        entries = kept
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
        (firstIsAnswered, firstIsComplete) = (false, false)
        var dropped: [Request] = []
        while let request = entries.first?.request, !request.isSync { dropped.append(removeFirst()) }
        if entries.isEmpty { isSkipping = true }
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
        while case .copyEnd? = entries.first?.request { _ = removeFirst() }
    }
}
