import Lineage
import Masking
import NIOCore
import PostgresWire

/// COPY … TO STDOUT: its columns are not described by the protocol, so they come from the statement; where they cannot,
/// the COPY is denied.
extension Relay {
    var rowsBelongToCopy: Bool {
        switch queue.first {
        case .query, .execute: true
        default: false
        }
    }

    func handleCopyOut(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        guard rowsBelongToCopy else { throw unexpected(header) }
        var judged: StatementContext?
        if isMasking, !isObserving, let (text, index) = currentText() {
            judged = context(of: text, at: index)
            // A statement that was read and is no COPY is not answered by one.
            if let judged, !judged.analysis.isOpaque, !judged.analysis.form.isCopyOut { throw unexpected(header) }
        }
        guard let context = judged, context.touchesProtected, let (text, index) = currentText(), let database else {
            isCopyingOut = true
            forwardServer(header)
            return true
        }
        guard var body = completeServerBody(header) else { return false }
        guard let response = try? CopyOutResponse(body: &body) else {
            throw violation(.server, "CopyOutResponse is malformed")
        }
        guard case .copyOut(let copy) = context.analysis.form,
            (copy.format == .binary) == (response.formats.overall == .binary),
            let masks = copyMasks(copy, context: context, text: text, index: index, database: database),
            masks.count == response.formats.columns.count
        else {
            discardServer(header)
            try deny("the columns of this COPY are not known, so it cannot be masked", reason: "copy")
            return true
        }
        isCopyingOut = true
        forwardServer(header)
        if !masks.isEmpty { copyOut = CopyRewriter(masks: masks, format: copy) }
        return true
    }

    func handleCopyData(_ header: FrameHeader) throws(RelayFailure) {
        guard rowsBelongToCopy, isCopyingOut || isSuppressing else { throw unexpected(header) }
        guard copyOut != nil, !isSuppressing else { return forwardServer(header) }
        flushServerRun()
        if try rewriteCopyMessages() { return }
        fromServer.moveReaderIndex(forwardBy: FrameHeader.size)
        serverBody = .copyData(header.bodyLength)
        if header.bodyLength == 0 { serverBody = .none }
    }

    /// The message at the reader's place and those behind it that are whole; false if there is none.
    private func rewriteCopyMessages() throws(RelayFailure) -> Bool {
        guard let copyOut else { return false }
        let buffer = fromServer
        let bytes = buffer.readableBytesUInt8Span
        var run = FrameRun(of: BackendTag.copyData, limit: FrameHeader.bodyLimit)
        defer { copyOut.handOver(to: &toClient) }
        while let body = run.next(bytes) { try copyOut.consume(bytes.extracting(body)) }
        fromServer.moveReaderIndex(forwardBy: run.offset)
        return run.offset > 0
    }

    func continueCopyData(_ remaining: Int) throws(RelayFailure) {
        let taken = min(remaining, fromServer.readableBytes)
        guard let slice = fromServer.readSlice(length: taken) else { return }
        try copyOut?.consume(slice.readableBytesUInt8Span, into: &toClient)
        serverBody = taken == remaining ? .none : .copyData(remaining - taken)
    }

    func handleCopyDone(_ header: FrameHeader) throws(RelayFailure) {
        guard rowsBelongToCopy, isCopyingOut || isSuppressing else { throw unexpected(header) }
        if let copyOut {
            flushServerRun()
            try copyOut.finish(into: &toClient)
            counters.rows += copyOut.rows
            counters.maskedValues += copyOut.maskedValues
        }
        endCopyOut()
        forwardServer(header)
    }

    func endCopyOut() {
        copyOut = nil
        isCopyingOut = false
    }

    /// One entry a column of the COPY; `nil` if the columns cannot be known for certain.
    private func copyMasks(
        _ copy: CopyOut, context: StatementContext, text: StatementText, index: Int, database: ProtectedDatabase
    ) -> ColumnMasks? {
        // In other encodings a byte of a character may look like a delimiter.
        guard settings.encoding != .other, copy.encoding == nil, !context.analysis.isOpaque else { return nil }
        let format: WireFormat = copy.format == .binary ? .binary : .text
        let columns: [OutputColumn]
        switch copy.source {
        case .relation(let name, let names):
            guard let found = copyColumns(of: name, names, database: database) else { return nil }
            columns = found
        case .query:
            guard let found = text.copyColumns[index], let described = found else { return nil }
            columns = described
        }
        let plan = ColumnPlan(
            columns: columns.map { column in
                var column = column
                column.format = format
                return column
            }, statement: context, protection: database.protection, settings: settings, keys: policy.keys)
        return plan.refusal == nil ? plan.masks : nil
    }

    /// The columns of a table as COPY sends them. An unqualified name that several schemas have is decided only where
    /// they agree.
    private func copyColumns(
        of name: QualifiedName, _ names: [String], database: ProtectedDatabase
    ) -> [OutputColumn]? {
        let candidates = database.protection.catalog.relations(named: name).filter(\.holdsData)
        guard candidates.count == 1, let relation = candidates.first else { return nil }
        var columns: [OutputColumn] = []
        let chosen =
            names.isEmpty
            ? relation.columns.filter { !$0.isGenerated } : names.compactMap { relation.column(named: $0) }
        guard names.isEmpty || chosen.count == names.count else { return nil }
        for column in chosen {
            columns.append(
                OutputColumn(
                    relation: relation.id, attribute: column.number, type: column.type,
                    typeModifier: column.typeModifier, format: .text))
        }
        return columns
    }
}

extension StatementForm {
    fileprivate var isCopyOut: Bool {
        if case .copyOut = self { true } else { false }
    }
}
