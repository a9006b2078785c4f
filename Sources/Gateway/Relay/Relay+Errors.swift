import Lineage
import Masking
import NIOCore
import PostgresWire

/// Errors, notices and the other messages that carry text: forwarded where nothing protected can be in them, cleansed
/// where it can.
extension Relay {
    private static let textLimit = 1 << 20

    func handleError(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard header.bodyLength <= Self.textLimit else {
            discardServer(header)
            try sendError(ErrorFields(severity: "ERROR", code: "XX000", message: ErrorCleanser.ellipsis))
            try failHead()
            return true
        }
        guard var body = completeServerBody(header) else { return false }
        guard let error = try? ErrorResponse(body: &body) else {
            throw violation(.server, "ErrorResponse is malformed")
        }
        let fields = error.fields
        if fields.isFatal { hasSeenFatal = true }
        switch queue.first {
        case .ownQuery where !fields.isFatal:
            catalogue.failed = true
            queue.answerArrived(isFinal: true)
            discardServer(header)
            return true
        case .ownDescribe where !fields.isFatal:
            catalogue.describing?.text.describeError = fields
            queue.answerArrived(isFinal: true)
            discardServer(header)
            return true
        case .refused(let refusal, isSimple: _) where !fields.isFatal:
            discardServer(header)
            try sendError(refusal)
        case .query(let text?) where fields.sqlState == "25P02" && text.describeError != nil:
            // The transaction failed when the gateway asked for the columns of the COPY: the first error is the answer.
            discardServer(header)
            try sendError(cleanser.cleanse(text.describeError ?? fields))
            text.describeError = nil
        default:
            if isSuppressing {
                discardServer(header)
            } else if mayCarryValues(fields) {
                discardServer(header)
                try sendError(cleanser.cleanse(fields))
            } else {
                forwardServer(header)
            }
        }
        try failHead()
        return true
    }

    private func sendError(_ fields: ErrorFields) throws(RelayFailure) {
        try writeToClient { buffer throws(WireError) in try ErrorResponse(fields).write(into: &buffer) }
    }

    /// What an error does to the queue, and to the names that the requests it cancels had made or removed.
    private func failHead() throws(RelayFailure) {
        rows = .undecided
        endCopyOut()
        guard let head = queue.first else { return }
        queue.answerArrived(isFinal: true)
        switch head {
        case .query: queue.copyInEnded(failed: true)
        case _ where head.isExtended:
            queue.copyInEnded(failed: true)
            let dropped = queue.failFirst()
            guard queue.doubtfulSyncs == 0 || dropped.count <= 1 else { throw ambiguous }
            for request in dropped { undo(request) }
        default: break
        }
        // Nothing may be left that a client which was held could wait for: the server says no more until a Sync.
        try resumeClientIfIdle()
    }

    /// Whether the server ignored a Sync during a COPY, or read it after the COPY had failed, cannot be told; what was
    /// sent behind it may or may not be answered.
    var ambiguous: RelayFailure {
        violation(.client, "requests follow a failed COPY whose Sync the server may or may not have read")
    }

    private func undo(_ request: Request) {
        switch request {
        case .parse(let statement?):
            if statements[statement.name] === statement { statements[statement.name] = statement.previous }
        case .bind(let portal?):
            if portals[portal.name] === portal { portals[portal.name] = portal.previous }
        case .close(let closed?):
            // What was sent behind may have given the name to another.
            if let statement = closed.statement, statements[closed.name] == nil { statements[closed.name] = statement }
            if let portal = closed.portal, portals[closed.name] == nil { portals[closed.name] = portal }
        case .describeStatement(let statement?):
            statement.isDescribing = false
            statement.epoch = -1
        case .describePortal(let portal?, _):
            portal.undoDescribe()
            if portal.isAdopted, portal.plan == nil, portals[portal.name] === portal { portals[portal.name] = nil }
        default: break
        }
    }

    func handleNotice(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard header.bodyLength <= Self.textLimit else {
            discardServer(header)
            return true
        }
        guard var body = completeServerBody(header) else { return false }
        guard let notice = try? NoticeResponse(body: &body) else {
            throw violation(.server, "NoticeResponse is malformed")
        }
        if queue.first?.isOwn == true {
            discardServer(header)
        } else if mayCarryValues(notice.fields) {
            discardServer(header)
            let cleansed = cleanser.cleanse(notice.fields)
            try writeToClient { buffer throws(WireError) in try NoticeResponse(cleansed).write(into: &buffer) }
        } else {
            forwardServer(header)
        }
        return true
    }

    private var cleanser: ErrorCleanser {
        ErrorCleanser(identifiers: database?.protection.catalog.identifiers ?? [])
    }

    /// Whether what is being answered may have read a protected value.
    private func mayCarryValues(_ fields: ErrorFields) -> Bool {
        guard isMasking, !isObserving else { return false }
        switch queue.first {
        case .startup: return false
        case .sync, nil: return transactionTouches
        default: break
        }
        guard let (text, _) = currentText(), let database else { return true }
        // Errors of a COMMIT speak of what came before it; those of a trigger, of rows that the text does not name.
        if transactionTouches, text.analyses.contains(where: { $0.form == .transaction(.commit) }) { return true }
        if text.contexts(database).indices.contains(where: { context(of: text, at: $0)?.touchesProtected ?? true }) {
            return true
        }
        let ranCode = fields[ErrorFields.Code.context] != nil
        return ranCode && text.analyses.contains { $0.form.mayFireTriggers }
    }

    // MARK: status and notifications

    func handleParameterStatus(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard var body = completeServerBody(header) else { return false }
        guard let status = try? ParameterStatus(body: &body) else {
            throw violation(.server, "ParameterStatus is malformed")
        }
        let name = String(decoding: status.name, as: UTF8.self)
        let value = String(decoding: status.value, as: UTF8.self)
        if settings.parameterReported(name: name, value: value) { shapeEpoch += 1 }
        switch name {
        case "client_encoding": clientEncodingIsUTF8 = ["UTF8", "UNICODE"].contains(value.uppercased())
        case "standard_conforming_strings": standardConformingStrings = value == "on"
        default: break
        }
        if case .startup = queue.first {
            forwardServer(header)
        } else if isMasking, !isObserving, transactionTouches, !Self.fixedParameters.contains(name) {
            // Set by a statement that may have read protected values: `set_config('application_name', ssn, …)`.
            counters.refuse("parameter_status")
            discardServer(header)
        } else {
            forwardServer(header)
        }
        return true
    }

    /// Parameters whose values the server chooses from a list of its own.
    private static let fixedParameters: Set<String> = [
        "client_encoding", "DateStyle", "IntervalStyle", "standard_conforming_strings", "in_hot_standby",
        "integer_datetimes", "is_superuser", "server_encoding", "server_version", "default_transaction_read_only",
        "scram_iterations",
    ]

    func handleNotification(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard isMasking, !isObserving, policy.policy.notifications == .redact else {
            forwardServer(header)
            return true
        }
        guard header.bodyLength <= Self.textLimit else {
            discardServer(header)
            return true
        }
        guard var body = completeServerBody(header) else { return false }
        guard var notification = try? NotificationResponse(body: &body) else {
            throw violation(.server, "NotificationResponse is malformed")
        }
        if notification.payload.isEmpty {
            forwardServer(header)
        } else {
            discardServer(header)
            notification.payload = Array(ErrorCleanser.ellipsis.utf8)
            let cleansed = notification
            try writeToClient { buffer throws(WireError) in try cleansed.write(into: &buffer) }
        }
        return true
    }
}

extension StatementForm {
    /// Triggers run code that the statement does not name.
    fileprivate var mayFireTriggers: Bool {
        switch self {
        case .modify, .copyIn, .call, .define, .execute, .other: true
        default: false
        }
    }
}
