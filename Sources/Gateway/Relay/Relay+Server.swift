import Lineage
import Masking
import NIOCore
import PostgresWire

/// Messages of the server: each must answer the request at the head of the queue, or be one the server may send at any
/// time. What needs no change is forwarded as the bytes it came in; runs of such frames stay one slice.
extension Relay {
    func processServer() throws(RelayFailure) {
        defer { Self.release(&fromServer) }
        while try processServerFrame() {}
        flushServerRun()
    }

    /// One frame, or one piece of a frame. Returns false if more bytes must come first.
    private func processServerFrame() throws(RelayFailure) -> Bool {
        switch serverBody {
        case .none: break
        case .forward(let remaining):
            let taken = min(remaining, fromServer.readableBytes)
            guard taken > 0 else { return false }
            passServer(taken)
            serverBody = taken == remaining ? .none : .forward(remaining - taken)
            return true
        case .discard(let remaining):
            let taken = min(remaining, fromServer.readableBytes)
            guard taken > 0 else { return false }
            flushServerRun()
            fromServer.moveReaderIndex(forwardBy: taken)
            serverBody = taken == remaining ? .none : .discard(remaining - taken)
            return true
        case .largeRow(let row):
            guard fromServer.readableBytes > 0 else { return false }
            flushServerRun()
            try row.continue(reading: &fromServer, into: &toClient, relay: self)
            if row.isFinished { serverBody = .none }
            return true
        case .copyData(let remaining):
            guard fromServer.readableBytes > 0 else { return false }
            try continueCopyData(remaining)
            return true
        }
        let frameStart = fromServer.readerIndex
        do throws(RelayFailure) {
            guard let header = try serverHeader() else { return false }
            if header.tag == BackendTag.dataRow, case .forward = rows, !isSuppressing {
                forwardRows(header)
                return true
            }
            return try handleServer(header)
        } catch {
            // The frames before the fault are sound. What the handler had consumed when it gave up must not pass with them.
            fromServer.moveReaderIndex(to: frameStart)
            flushServerRun()
            throw error
        }
    }

    private func serverHeader() throws(RelayFailure) -> FrameHeader? {
        let header: FrameHeader?
        do {
            header = try FrameHeader.peek(&fromServer)
        } catch {
            throw violation(.server, "a frame of the server is malformed: \(error.message)")
        }
        guard let header else { return nil }
        guard let limit = BackendTag.limit(of: header.tag) else {
            throw violation(.server, "the server sent an unknown message type (\(header.tag))")
        }
        guard header.bodyLength <= limit else {
            throw violation(.server, "a message of type \(header.tag) is too long (\(header.bodyLength) bytes)")
        }
        return header
    }

    /// Lets the frame pass, the part of it that is not here yet included.
    func forwardServer(_ header: FrameHeader) {
        guard !isSuppressing else { return discardServer(header) }
        pass(header)
    }

    private func pass(_ header: FrameHeader) {
        let length = FrameHeader.size + header.bodyLength
        let taken = min(length, fromServer.readableBytes)
        passServer(taken)
        serverBody = taken == length ? .none : .forward(length - taken)
    }

    func discardServer(_ header: FrameHeader) {
        let length = FrameHeader.size + header.bodyLength
        let taken = min(length, fromServer.readableBytes)
        flushServerRun()
        fromServer.moveReaderIndex(forwardBy: taken)
        serverBody = taken == length ? .none : .discard(length - taken)
    }

    /// The body if all of it is here; the frame stays in the buffer.
    func completeServerBody(_ header: FrameHeader) -> ByteBuffer? {
        fromServer.getSlice(at: fromServer.readerIndex + FrameHeader.size, length: header.bodyLength)
    }

    /// Returns false if more bytes must come first.
    private func handleServer(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        if BackendTag.isAnswer(header.tag) {
            let isFirst = queue.answerArrived(isFinal: BackendTag.isFinalAnswer(header.tag))
            if isFirst { settlePortal() }
        }
        switch header.tag {
        case BackendTag.dataRow: return try handleDataRow(header)
        case BackendTag.rowDescription: return try handleRowDescription(header)
        case BackendTag.commandComplete, BackendTag.emptyQueryResponse: return try handleCompletion(header)
        case BackendTag.readyForQuery: return try handleReadyForQuery(header)
        case BackendTag.errorResponse: return try handleError(header)
        case BackendTag.noticeResponse: return try handleNotice(header)
        case BackendTag.parameterStatus: return try handleParameterStatus(header)
        case BackendTag.notificationResponse: return try handleNotification(header)
        case BackendTag.parseComplete, BackendTag.bindComplete, BackendTag.closeComplete:
            return try handleStep(header)
        case BackendTag.parameterDescription, BackendTag.noData: return try handleDescription(header)
        case BackendTag.portalSuspended:
            guard case .execute(let portal) = queue.first else { throw unexpected(header) }
            if let portal { noteRan(portal.text, at: 0) }
            forwardServer(header)
            queue.pop()
            rows = .undecided
        case BackendTag.copyInResponse:
            switch queue.first {
            case .query, .execute: break
            default: throw unexpected(header)
            }
            queue.copyInStarted()
            forwardServer(header)
        case BackendTag.copyOutResponse: return try handleCopyOut(header)
        case BackendTag.copyData: try handleCopyData(header)
        case BackendTag.copyDone: try handleCopyDone(header)
        case BackendTag.functionCallResponse:
            guard case .functionCall = queue.first else { throw unexpected(header) }
            forwardServer(header)
        case BackendTag.backendKeyData:
            guard case .startup = queue.first else { throw unexpected(header) }
            forwardServer(header)
        case BackendTag.copyBothResponse:
            throw violation(.server, "the server began a replication stream, which is refused")
        default: throw unexpected(header)
        }
        return true
    }

    /// Which portal answers is settled by the order of the server's answers: behind an error in a pipeline, a name can stand
    /// for another one than it seemed when the request was sent.
    private func settlePortal() {
        guard let asked = queue.firstPortal else { return }
        let bound = cursors.withValue(asked.name) { $0?.portal }
        if bound === asked { return }
        if let bound { queue.redirectFirst(to: bound) } else if !asked.isAdopted { asked.lose() }
    }

    func unexpected(_ header: FrameHeader) -> RelayFailure {
        violation(.server, "the server sent a message of type \(header.tag) that no request explains")
    }

    // MARK: steps without data

    private func handleStep(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        switch (header.tag, queue.first) {
        case (_, .ownDescribe), (_, .ownQuery):
            discardServer(header)
            return true
        case (BackendTag.parseComplete, .parse(let statement)):
            if let statement {
                retirePrevious(of: statement)
                prepared[statement.name] = NamedStatement(text: statement.text, index: 0, statement: statement)
            }
        case (BackendTag.bindComplete, .bind(let portal)):
            if let portal {
                // A Parse that the client had sent before may have been skipped: the name stood for something else.
                prepared.withValue(portal.statementName) { portal.confirm($0) }
                retirePrevious(of: portal)
                cursors[portal.name] = NamedStatement(text: portal.text, index: 0, portal: portal)
            }
        case (BackendTag.closeComplete, .close(let closed)):
            if let closed {
                if closed.isStatement { prepared[closed.name] = nil } else { cursors[closed.name] = nil }
            }
        default: throw unexpected(header)
        }
        forwardServer(header)
        queue.pop()
        return true
    }

    private func handleDescription(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        switch (header.tag, queue.first) {
        case (_, .ownDescribe): discardServer(header)
        case (BackendTag.parameterDescription, .describeStatement): forwardServer(header)
        case (BackendTag.noData, .describeStatement(let statement)):
            if let statement {
                let described = described(statement)
                described.columns = nil
                described.returnsNoRows = true
            }
            forwardServer(header)
            queue.pop()
        case (BackendTag.noData, .describePortal(let portal, let hidden)):
            portal?.plan = .noRows
            if hidden { discardServer(header) } else { forwardServer(header) }
            queue.pop()
        default: throw unexpected(header)
        }
        return true
    }

    private func handleCompletion(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        switch queue.first {
        case .query(let text):
            if let text {
                if header.tag == BackendTag.commandComplete { noteCompleted(text, at: statementIndex) }
                statementIndex += 1
            }
            queue.copyInEnded(failed: false)
            forwardServer(header)
        case .execute(let portal):
            if let portal, header.tag == BackendTag.commandComplete { noteCompleted(portal.text, at: 0) }
            queue.copyInEnded(failed: false)
            forwardServer(header)
            queue.pop()
        case .ownQuery:
            catalogue.results.append([])
            discardServer(header)
        case .refused(_, isSimple: _): throw unexpected(header)
        default: throw unexpected(header)
        }
        rows = .undecided
        endCopyOut()
        return true
    }

    private func handleReadyForQuery(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard var body = completeServerBody(header) else { return false }
        guard let ready = try? ReadyForQuery(body: &body) else {
            throw violation(.server, "ReadyForQuery is malformed")
        }
        transactionStatus = ready.status.rawValue
        isSuppressing = false
        rows = .undecided
        endCopyOut()
        statementIndex = 0
        if ready.status == .idle { transactionEnded() }
        switch queue.first {
        case .ownQuery where queue.firstMayEnd && catalogue.isAnswered, .ownDescribe where queue.firstMayEnd:
            discardServer(header)
            queue.pop()
            try ownRequestFinished()
        case .startup:
            queue.pop()
            seenChanges = source.changeCount
            guard isMasking, try loadCatalogueAtStart(holding: ready) else {
                isHoldingClient = false
                forwardServer(header)
                return true
            }
            discardServer(header)
        case let first? where !first.isOwn && queue.firstMayEnd:
            queue.copyInEnded(failed: false)
            forwardServer(header)
            queue.pop()
            if queue.isEmpty { settingsInFlight = 0 }
            try resumeClientIfIdle()
        default:
            guard queue.takeDoubtfulSync() else { throw unexpected(header) }
            forwardServer(header)
        }
        return true
    }

    private func transactionEnded() {
        transactionEffects = queue.effectsBehindFirst
        cursors.removeAll()
        // Portals end with their transaction; those that the client has bound since belong to the next one.
        if queue.count <= 1 { retirePortals() }
        catalogueTransactionEnded()
    }

    /// A client that waited for the queue to empty goes on.
    func resumeClientIfIdle() throws(RelayFailure) {
        if isHoldingClient, queue.isEmpty, !catalogue.isBusy { isHoldingClient = false }
    }
}
