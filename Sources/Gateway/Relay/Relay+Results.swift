import BasicContainers
import Lineage
import Masking
import NIOCore
import PostgresWire

/// Row descriptions and rows: a plan is made when a result's shape is known, and walked for each row.
extension Relay {
    func handleRowDescription(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        switch queue.first {
        case .query(nil), .describeStatement(nil), .describePortal(nil, _):
            forwardServer(header)
            if case .query = queue.first { rows = .forward } else { queue.pop() }
            return true
        default: break
        }
        guard let body = completeServerBody(header) else { return false }
        switch queue.first {
        case .query(let text?):
            let plan = try plan(for: body, text: text, index: statementIndex)
            if let refusal = plan.refusal, !isObserving {
                discardServer(header)
                try deny(refusal, reason: "type")
            } else {
                forwardServer(header)
                rows = rowsAction(plan)
            }
        case .describeStatement(let statement?):
            let described = described(statement)
            described.columns = try columns(body)
            described.plan = nil
            described.returnsNoRows = false
            forwardServer(header)
            queue.pop()
        case .describePortal(let portal?, let hidden):
            portal.plan = try plan(for: body, text: portal.text, index: 0)
            if hidden { discardServer(header) } else { forwardServer(header) }
            queue.pop()
        case .ownDescribe:
            if let (text, index) = catalogue.describing { text.copyColumns[index] = .some(try columns(body)) }
            discardServer(header)
        default: throw unexpected(header)
        }
        return true
    }

    func handleDataRow(_ header: FrameHeader) throws(RelayFailure) -> Bool {
        if case .undecided = rows { rows = try decideRows(header) }
        switch rows {
        case .undecided: throw unexpected(header)
        case .forward:
            counters.rows += 1
            forwardServer(header)
        case .discard: discardServer(header)
        case .collect:
            guard header.bodyLength <= Self.catalogueLimit - catalogue.collected else {
                throw violation(.server, "the answer to a catalogue query is too long")
            }
            guard let body = completeServerBody(header) else { return false }
            try account(header.bodyLength)
            try collect(body)
            discardServer(header)
        case .rewrite(let plan):
            guard !isSuppressing else {
                discardServer(header)
                return true
            }
            if header.bodyLength > Self.rowLimit {
                guard fromServer.readableBytes >= FrameHeader.size + Self.rowLimit else { return false }
                counters.rows += 1
                flushServerRun()
                fromServer.moveReaderIndex(forwardBy: FrameHeader.size)
                let row = LargeRow(bodyLength: header.bodyLength, plan: plan)
                serverBody = .largeRow(row)
                return true
            }
            guard fromServer.readableBytes >= FrameHeader.size + header.bodyLength else { return false }
            flushServerRun()
            try rewriteRows(plan)
        }
        return true
    }

    /// The row at the reader's place and those behind it that are whole. Those before a fault are sound and leave.
    private func rewriteRows(_ plan: ColumnPlan) throws(RelayFailure) {
        let buffer = fromServer
        let bytes = buffer.readableBytesUInt8Span
        var run = FrameRun(of: BackendTag.dataRow, limit: Self.rowLimit)
        var failure: RelayFailure?
        var (rows, masked, done) = (0, 0, 0)
        toClient.write { out in
            while let body = run.next(bytes) {
                let start = out.count
                do throws(RelayFailure) {
                    masked += try RowRewriter.rewrite(bytes.extracting(body), plan: plan, into: &out)
                } catch {
                    out.truncate(to: start)
                    failure = error
                    return
                }
                rows += 1
                done = run.offset
            }
        }
        fromServer.moveReaderIndex(forwardBy: done)
        counters.rows += rows
        counters.maskedValues += masked
        if let failure { throw failure }
    }

    /// As far as rows are whole; the frame at the reader's place is a row, and may not be.
    func forwardRows(_ header: FrameHeader) {
        let buffer = fromServer
        let bytes = buffer.readableBytesUInt8Span
        var run = FrameRun(of: BackendTag.dataRow, limit: FrameHeader.bodyLimit)
        var rows = 0
        while run.next(bytes) != nil { rows += 1 }
        guard rows > 0 else {
            counters.rows += 1
            return forwardServer(header)
        }
        counters.rows += rows
        passServer(run.offset)
    }

    /// Rows without a RowDescription just before them: of a portal.
    private func decideRows(_ header: FrameHeader) throws(RelayFailure) -> RowsAction {
        switch queue.first {
        case .execute(nil): return .forward
        case .ownQuery: return .collect
        case .execute(let portal?):
            let plan: ColumnPlan
            if let known = portal.plan {
                plan = known
            } else if let made = try planFromStatement(portal) {
                plan = made
            } else {
                try deny(
                    "the columns of this result are not known: another request of the pipeline failed",
                    reason: "pipeline")
                return .discard
            }
            portal.plan = plan
            if let refusal = plan.refusal, !isObserving {
                try deny(refusal, reason: "type")
                return .discard
            }
            return rowsAction(plan)
        default: throw unexpected(header)
        }
    }

    func rowsAction(_ plan: ColumnPlan) -> RowsAction {
        if isObserving {
            counters.wouldMask += plan.maskedCount
            return .forward
        }
        return plan.isTransparent ? .forward : .rewrite(plan)
    }

    // MARK: plans

    private var planKey: PlanKey? {
        database.map {
            PlanKey(
                protection: $0.protection.version, settings: settings, settingsMayHoldValues: settingsMayHoldValues)
        }
    }

    private func plan(for body: ByteBuffer, text: StatementText, index: Int) throws(RelayFailure) -> ColumnPlan {
        guard let database, let key = planKey, let context = context(of: text, at: index) else {
            throw RelayFailure(
                side: .gateway, message: "a result came before the policy was compiled", sqlState: "XX000")
        }
        // What a FETCH or an EXECUTE returns is decided by what its name stands for at the moment.
        let isNamed = index < text.analyses.count && text.analyses[index].form.standsForAnother
        if !isNamed, let known = text.plan(statement: index, shape: body, key: key) { return known }
        let columns = try columns(body)
        noteUnknown(columns)
        let plan = ColumnPlan(
            columns: columns, statement: context, protection: database.protection, settings: settings,
            keys: policy.keys)
        if !isNamed { text.remember(plan, statement: index, shape: body, key: key) }
        return plan
    }

    /// The server describes what the name stands for by the order of its answers, which a Parse that failed can have made
    /// another statement than the one asked about.
    func described(_ asked: PreparedStatement) -> PreparedStatement {
        asked.isDescribing = false
        let described = prepared[asked.name]?.statement ?? asked
        described.epoch = asked.epoch
        return described
    }

    /// `nil` where the columns are not known: a name stands for something else than it seemed when the request was sent.
    private func planFromStatement(_ portal: Portal) throws(RelayFailure) -> ColumnPlan? {
        if portal.statement?.returnsNoRows == true { return .noRows }
        guard let database, let key = planKey, let statement = portal.statement, let described = statement.columns,
            !portal.hasChanged || statement.epoch == shapeEpoch, let context = context(of: statement.text, at: 0)
        else { return nil }
        if let known = statement.plan, known.formats == portal.formats, known.key == key { return known.plan }
        var columns: [OutputColumn] = []
        for (index, column) in described.enumerated() {
            guard let format = portal.formats.format(of: index, count: described.count) else {
                throw violation(.server, "rows came in formats that were not asked for")
            }
            var column = column
            column.format = format
            columns.append(column)
        }
        let plan = ColumnPlan(
            columns: columns, statement: context, protection: database.protection, settings: settings,
            keys: policy.keys)
        statement.plan = (portal.formats, key, plan)
        return plan
    }

    private func columns(_ body: ByteBuffer) throws(RelayFailure) -> [OutputColumn] {
        var body = body
        guard let description = try? RowDescription(body: &body) else {
            throw violation(.server, "RowDescription is malformed")
        }
        return description.columns.map {
            OutputColumn(
                relation: $0.tableOID, attribute: $0.attribute, type: $0.typeOID, typeModifier: $0.typeModifier,
                format: $0.format == 0 ? .text : .binary)
        }
    }

    /// A relation or column that the catalogue, as last read, does not have: it is read again at the next chance.
    private func noteUnknown(_ columns: [OutputColumn]) {
        guard let database else { return }
        let isUnknown = columns.contains { column in
            guard column.relation >= Protection.firstUserObject else { return false }
            guard let relation = database.protection.catalog.relations[column.relation] else { return true }
            return column.attribute > 0 && relation.column(column.attribute) == nil
        }
        if isUnknown { catalogue.isSuspect = true }
    }

    /// Answers the request at the head with an error, and keeps quiet until the server is ready again. For results that
    /// only their shape shows to be unanswerable; what a statement's text shows is refused before it is sent.
    func deny(_ message: String, reason: String) throws(RelayFailure) {
        counters.refuse(reason)
        try writeToClient { buffer throws(WireError) in
            try ErrorResponse(ErrorFields(severity: "ERROR", code: "42501", message: "Phony: \(message)"))
                .write(into: &buffer)
        }
        isSuppressing = true
        rows = .discard
    }
}

extension StatementForm {
    /// FETCH and EXECUTE: the name decides.
    var standsForAnother: Bool {
        switch self {
        case .fetch, .execute: true
        default: false
        }
    }
}
