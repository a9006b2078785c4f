import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire

/// Messages of the client: each is forwarded, held until it can be judged, or replaced by one that the server rejects.
extension Relay {
    func processClient() throws(RelayFailure) {
        defer {
            flushClientRun()
            Self.release(&fromClient)
        }
        while !isHoldingForServer, !hasTerminated {
            switch clientBody {
            case .forward(let remaining):
                guard fromClient.readableBytes > 0 else { return }
                forwardClientBody(remaining)
                continue
            case .discard(let remaining):
                let taken = min(remaining, fromClient.readableBytes)
                guard taken > 0 else { return }
                flushClientRun()
                fromClient.moveReaderIndex(forwardBy: taken)
                clientBody = taken == remaining ? .none : .discard(remaining - taken)
                continue
            case .none, .largeRow, .copyData: break
            }
            guard let header = try clientHeader() else { return }
            guard try handleClient(header) else { return }
        }
    }

    private func clientHeader() throws(RelayFailure) -> FrameHeader? {
        let header: FrameHeader?
        do {
            header = try FrameHeader.peek(&fromClient)
        } catch {
            throw violation(.client, "a frame of the client is malformed: \(error.message)")
        }
        guard let header else { return nil }
        guard let limit = FrontendTag.limit(of: header.tag) else {
            throw violation(.client, "invalid frontend message type \(header.tag)")
        }
        guard header.bodyLength <= limit else {
            throw violation(.client, "a message of type \(header.tag) is too long (\(header.bodyLength) bytes)")
        }
        return header
    }

    /// Returns false if more bytes, or an answer, must come first.
    private func handleClient(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        if header.tag != FrontendTag.copyData, try renewPolicyIfNeeded() { return false }
        if queue.isInDoubt, !FrontendTag.isHarmlessInDoubt(header.tag) { throw ambiguous }
        if FrontendTag.isExtended(header.tag) { isUnsynced = true }
        switch header.tag {
        case FrontendTag.query: return try handleQuery(header)
        case FrontendTag.parse: return try handleParse(header)
        case FrontendTag.bind: return try handleBind(header)
        case FrontendTag.describe: return try handleDescribe(header)
        case FrontendTag.execute: return try handleExecute(header)
        case FrontendTag.close: return try handleClose(header)
        case FrontendTag.sync:
            isUnsynced = false
            counters.requests += 1
            _ = queue.push(.sync)
            forwardClient(header)
        case FrontendTag.copyDone, FrontendTag.copyFail:
            _ = queue.push(.copyEnd)
            forwardClient(header)
        case FrontendTag.flush, FrontendTag.copyData:
            forwardClient(header)
        case FrontendTag.functionCall:
            if isMasking, !isObserving {
                try refuse(
                    header, isSimple: true, reason: "function_call",
                    message: "fast-path function calls are refused: their results cannot be masked")
            } else {
                _ = queue.push(.functionCall)
                forwardClient(header)
            }
        case FrontendTag.terminate:
            hasTerminated = true
            forwardClient(header)
        default:
            throw violation(.client, "a message of type \(header.tag) is not expected after authentication")
        }
        return true
    }

    // MARK: forwarding

    func forwardClient(_ header: FrameHeader) {
        clientBody = .forward(FrameHeader.size + header.bodyLength)
        forwardClientBody(FrameHeader.size + header.bodyLength)
    }

    private func forwardClientBody(_ remaining: Int) {
        let taken = min(remaining, fromClient.readableBytes)
        passClient(taken)
        clientBody = taken == remaining ? .none : .forward(remaining - taken)
    }

    /// The body, if all of it is here; the frame stays in the buffer.
    private func completeBody(_ header: FrameHeader) -> ByteBuffer? {
        fromClient.getSlice(at: fromClient.readerIndex + FrameHeader.size, length: header.bodyLength)
    }

    /// Puts a statement that no server accepts in the place of the client's, so that the server itself keeps the state
    /// of the transaction and of the pipeline; its error is then replaced by one that says what was refused.
    private func refuse(
        _ header: FrameHeader, isSimple: Bool, reason: String, message: String
    ) throws(RelayFailure) {
        counters.refuse(reason)
        let error = ErrorFields(severity: "ERROR", code: "42501", message: "Phony: \(message)")
        _ = queue.push(.refused(error, isSimple: isSimple))
        clientBody = .discard(FrameHeader.size + header.bodyLength)
        try writeToServer { buffer throws(WireError) in
            let text = Array("refused by phony".utf8)
            if isSimple {
                try Query(text: ByteBuffer(bytes: text)).write(into: &buffer)
            } else {
                try Parse(name: [], text: ByteBuffer(bytes: text), parameterTypes: []).write(into: &buffer)
            }
        }
    }

    // MARK: simple query

    private func handleQuery(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard isMasking else {
            counters.requests += 1
            _ = queue.push(.query(nil))
            forwardClient(header)
            return true
        }
        let text: StatementText
        if header.bodyLength <= Self.analysisLimit {
            guard let body = completeBody(header) else { return false }
            text = doubted(try readQuery(body))
        } else {
            text = .unknown()
        }
        if try describeCopiesFirst(of: text) { return false }
        counters.requests += 1
        if let message = refusalMessage(of: text) {
            try refuse(header, isSimple: true, reason: "statement", message: message)
            return true
        }
        let effects = noteSent(text)
        // A simple query ends the life of the unnamed statement and portal.
        statements[[]] = nil
        portals[[]] = nil
        isUnsynced = false
        _ = queue.push(.query(text), effects)
        forwardClient(header)
        return true
    }

    // MARK: extended query

    private func handleParse(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        counters.requests += 1
        guard isMasking else {
            _ = queue.push(.parse(nil))
            forwardClient(header)
            return true
        }
        let name: [UInt8]
        let text: StatementText
        if header.bodyLength <= Self.analysisLimit {
            guard var body = completeBody(header) else {
                counters.requests -= 1
                return false
            }
            guard let parsedName = body.readNulTerminated(), let query = body.readNulTerminatedSlice() else {
                throw violation(.client, "Parse is malformed")
            }
            name = parsedName
            text = doubted(readParsed(query))
        } else {
            guard let parsedName = try leadingNames(header, count: 1)?.first else {
                counters.requests -= 1
                return false
            }
            name = parsedName
            text = .unknown()
        }
        if try describeCopiesFirst(of: text) {
            counters.requests -= 1
            return false
        }
        if let message = refusalMessage(of: text) {
            try refuse(header, isSimple: false, reason: "statement", message: message)
            return true
        }
        let statement = makeStatement(name: name, text: text)
        if queue.push(.parse(statement)) { statements[name] = statement }
        forwardClient(header)
        return true
    }

    private func handleBind(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        counters.requests += 1
        guard isMasking else {
            _ = queue.push(.bind(nil))
            forwardClient(header)
            return true
        }
        let portalName: [UInt8]
        let statementName: [UInt8]
        var formats = ResultFormats.unknown
        if header.bodyLength <= Self.analysisLimit {
            guard var body = completeBody(header) else {
                counters.requests -= 1
                return false
            }
            guard let bind = try? BindOutline(body: &body) else { throw violation(.client, "Bind is malformed") }
            (portalName, statementName) = (bind.portal, bind.statement)
            formats = ResultFormats(bind.resultFormats)
        } else {
            guard let found = try leadingNames(header, count: 2) else {
                counters.requests -= 1
                return false
            }
            (portalName, statementName) = (found[0], found[1])
        }
        let portal = makePortal(name: portalName, statementName: statementName, formats: formats)
        if queue.push(.bind(portal)) { portals[portal.name] = portal }
        forwardClient(header)
        return true
    }

    private func handleDescribe(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard let (kind, name) = try target(header) else { return false }
        counters.requests += 1
        guard isMasking else {
            _ = queue.push(
                kind == UInt8(ascii: "S") ? .describeStatement(nil) : .describePortal(nil, hidden: false))
            forwardClient(header)
            return true
        }
        if kind == UInt8(ascii: "S") {
            let statement = statements[name] ?? PreparedStatement(name: name, text: .unknown(), previous: nil)
            if queue.push(.describeStatement(statement)) {
                statement.isDescribing = true
                statement.epoch = shapeEpoch
            }
        } else {
            let portal = portals[name] ?? adoptedPortal(name)
            if queue.push(.describePortal(portal, hidden: false)) {
                portal.describe()
                portals[name] = portal
            }
        }
        forwardClient(header)
        return true
    }

    private func handleExecute(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard isMasking else {
            counters.requests += 1
            _ = queue.push(.execute(nil))
            forwardClient(header)
            return true
        }
        guard var body = completeBody(header) else { return false }
        guard let execute = try? Execute(body: &body) else { throw violation(.client, "Execute is malformed") }
        counters.requests += 1
        let portal = portals[execute.portal] ?? adoptedPortal(execute.portal)
        if !isDescribed(portal) {
            if queue.push(.describePortal(portal, hidden: true)) {
                portal.describe()
                portals[execute.portal] = portal
            }
            try writeToServer { buffer throws(WireError) in
                try Describe(.portal, name: execute.portal).write(into: &buffer)
            }
        }
        let effects: RequestEffects
        if portal.isAdopted {
            // A cursor that SQL declared was judged then; its fetching defines nothing.
            effects = .touchesProtected
            transactionEffects.formUnion(effects)
        } else {
            effects = noteSent(portal.text)
        }
        _ = queue.push(.execute(portal), effects)
        forwardClient(header)
        return true
    }

    private func handleClose(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard let (kind, name) = try target(header) else { return false }
        counters.requests += 1
        var closed = ClosedName(isStatement: kind == UInt8(ascii: "S"), name: name)
        if closed.isStatement { closed.statement = statements[name] } else { closed.portal = portals[name] }
        if queue.push(.close(isMasking ? closed : nil)), isMasking {
            if kind == UInt8(ascii: "S") { statements[name] = nil } else { portals[name] = nil }
        }
        forwardClient(header)
        return true
    }

    // MARK: parts

    /// Describe and Close: the kind byte and the name.
    private func target(_ header: FrameHeader) throws(RelayFailure) -> (UInt8, [UInt8])? {
        guard var body = completeBody(header) else { return nil }
        guard let kind = body.readInteger(as: UInt8.self), kind == UInt8(ascii: "S") || kind == UInt8(ascii: "P"),
            let name = body.readNulTerminated()
        else { throw violation(.client, "a Describe or Close is malformed") }
        return (kind, name)
    }

    /// The names that stand first in a message too large to hold.
    private func leadingNames(_ header: FrameHeader, count: Int) throws(RelayFailure) -> [[UInt8]]? {
        let held = min(fromClient.readableBytes - FrameHeader.size, Self.namesLimit)
        guard var prefix = fromClient.getSlice(at: fromClient.readerIndex + FrameHeader.size, length: held) else {
            return nil
        }
        var names: [[UInt8]] = []
        for _ in 0..<count {
            guard let name = prefix.readNulTerminated() else {
                if held < Self.namesLimit { return nil }
                throw violation(.client, "a name in a message of type \(header.tag) is too long")
            }
            names.append(name)
        }
        return names
    }

    /// A cursor made by SQL, or a name that the server will not know. It is kept only while the server is to say which.
    private func adoptedPortal(_ name: [UInt8]) -> Portal {
        let portal = Portal(name: name, statement: nil, text: .unknown(), formats: .unknown, previous: nil)
        portal.isAdopted = true
        return portal
    }

    /// Whether the columns of what the portal returns are known, or will be when its rows come.
    private func isDescribed(_ portal: Portal) -> Bool {
        if portal.isOutdated { return false }
        if portal.isDescribed { return true }
        guard let statement = portal.statement, portal.formats != .unknown else { return false }
        return statement.epoch == shapeEpoch
            && (statement.isDescribing || statement.columns != nil || statement.returnsNoRows)
    }
}

extension FrontendTag {
    fileprivate static func isExtended(_ tag: UInt8) -> Bool {
        switch tag {
        case parse, bind, describe, execute, close: true
        default: false
        }
    }

    /// What a server that ignores everything up to a Sync, and one that does not, take alike.
    fileprivate static func isHarmlessInDoubt(_ tag: UInt8) -> Bool {
        [sync, flush, copyData, copyDone, copyFail, terminate].contains(tag)
    }
}

extension ResultFormats {
    init(_ formats: BindOutline.ResultFormats) {
        switch formats {
        case .all(let code): self = .all(code == 0 ? .text : .binary)
        case .each(let codes): self = .each(codes.map { $0 == 0 ? .text : .binary })
        }
    }
}

extension ByteBuffer {
    mutating func readNulTerminated() -> [UInt8]? {
        // The unnamed statement and portal, which most messages mean.
        if getInteger(at: readerIndex, as: UInt8.self) == 0 {
            moveReaderIndex(forwardBy: 1)
            return []
        }
        return readNulTerminatedSlice().map { Array($0.readableBytesView) }
    }

    mutating func readNulTerminatedSlice() -> ByteBuffer? {
        let end = ByteScan.firstZero(in: readableBytesUInt8Span)
        guard end < readableBytes else { return nil }
        let slice = readSlice(length: end)
        moveReaderIndex(forwardBy: 1)
        return slice
    }
}
