import Lineage
import Masking
import NIOCore
import PostgresLineage
import PostgresWire

/// What the texts of the client's statements mean for the session: read once, remembered by fingerprint.
extension Relay {
    private static let textsLimit = 512

    /// Of a Query, whose text ends with the NUL of its message.
    func readQuery(_ body: ByteBuffer) throws(RelayFailure) -> StatementText {
        var text = body
        let end = ByteScan.firstZero(in: body.readableBytesUInt8Span)
        guard end >= body.readableBytes - 1 else { throw violation(.client, "a statement contains a NUL byte") }
        text.moveWriterIndex(to: text.readerIndex + end)
        return read(text, mode: mode) ?? .unknown()
    }

    /// Of a Parse.
    func readParsed(_ text: ByteBuffer) -> StatementText {
        let mode = mode
        if let known = parsedTexts.text(of: text, mode: mode) { return known }
        guard let found = read(text, mode: mode) else { return .unknown() }
        parsedTexts.remember(text, mode: mode, text: found)
        return found
    }

    /// While a SET is on its way nobody knows how the server will read the text.
    private var mode: SQLMode {
        SQLMode(
            standardConformingStrings: standardConformingStrings && settingsInFlight == 0,
            isUTF8: clientEncodingIsUTF8 && settingsInFlight == 0)
    }

    /// `nil` for a text that cannot be read.
    private func read(_ text: ByteBuffer, mode: SQLMode) -> StatementText? {
        guard let fingerprint = StatementFingerprint(text.readableBytesUInt8Span, mode: mode) else { return nil }
        if let (last, text) = lastText, last == fingerprint { return text }
        if let known = texts[fingerprint] {
            lastText = (fingerprint, known)
            return known
        }
        var found = analyses[fingerprint]
        if found == nil {
            found = PostgresAnalyzer.analyze(Array(text.readableBytesView), mode: mode)
            // What could not be read may lie in the literals, which the fingerprint leaves out.
            guard let found else { return nil }
            analyses[fingerprint] = found
        }
        let result = StatementText(analyses: found ?? [.unknown])
        if texts.count >= Self.textsLimit { texts.removeAll(keepingCapacity: true) }
        texts[fingerprint] = result
        return result
    }

    /// The context that decides over a statement's results: of a FETCH or an EXECUTE, the one of what was declared.
    func context(of text: StatementText, at index: Int) -> StatementContext? {
        guard let database else { return nil }
        if index == 0, let plain = text.plainContext(database) { return plain }
        if text.analyses.count == 1, text.analyses[0].isOpaque { return .unknown(database.protection) }
        let own = judged(text.context(at: index, database), database)
        switch own.analysis.form {
        case .fetch(let name):
            return context(of: cursors[Array(name.utf8)], database)
        case .execute(let name):
            return context(of: prepared[Array(name.utf8)], database)
        default: return own
        }
    }

    private func context(of named: NamedStatement?, _ database: ProtectedDatabase) -> StatementContext {
        named.map { judged($0.text.context(at: $0.index, database), database) } ?? .unknown(database.protection)
    }

    /// A statement that shows settings shows whatever was put there.
    private func judged(_ context: StatementContext, _ database: ProtectedDatabase) -> StatementContext {
        settingsMayHoldValues && SessionSettings.mayShow(context.analysis) ? .unknown(database.protection) : context
    }

    /// From code that cannot be seen on, a setting may hold a protected value: what was decided before is decided again, but
    /// for rows that were asked for before.
    private func noteSettings(_ context: StatementContext) {
        guard !settingsMayHoldValues, context.touchesProtected,
            context.reach.isUnknown || SessionSettings.callsUserCode(context.analysis)
        else { return }
        settingsMayHoldValues = true
        for portal in portals.values { portal.isOutdated = true }
    }

    /// The text of what is being answered, and which of its statements.
    func currentText() -> (text: StatementText, index: Int)? {
        switch queue.first {
        case .query(let text?): (text, statementIndex)
        case .parse(let statement?), .describeStatement(let statement?): (statement.text, 0)
        case .bind(let portal?), .execute(let portal?), .describePortal(let portal?, _): (portal.text, 0)
        default: nil
        }
    }

    func currentContext() -> StatementContext? {
        guard let (text, index) = currentText() else { return nil }
        return context(of: text, at: index)
    }

    /// Keeps what a statement changes in the session, when it is sent; the result goes into the queue with the request.
    func noteSent(_ text: StatementText) -> RequestEffects {
        guard let database else { return [] }
        var effects: RequestEffects = []
        defer { transactionEffects.formUnion(effects) }
        if let plain = text.plainContext(database) {
            if plain.touchesProtected { effects.insert(.touchesProtected) }
            catalogue.transactionHasQueried = true
            return effects
        }
        for index in text.analyses.indices {
            guard let context = context(of: text, at: index) else { continue }
            if context.touchesProtected { effects.insert(.touchesProtected) }
            noteSettings(context)
            // Of the text itself: what an EXECUTE stands for has been noted when it was prepared.
            let form = text.analyses[index].form
            switch form {
            case .select, .modify, .copyOut, .copyIn, .copyServerSide, .fetch, .declareCursor, .explain, .execute:
                catalogue.transactionHasQueried = true
            case .closeCursor, .show, .listen, .maintenance, .prepare: break
            case .transaction(let form):
                let hasChanged = transactionEffects.union(effects).contains(.changesShape)
                if form == .rollback || (form == .commit && hasChanged) { shapeEpoch += 1 }
            case .set, .discard, .deallocate: changeShape(&effects)
            case .define, .call, .other:
                changeShape(&effects)
                catalogue.transactionHasQueried = true
                catalogue.isSuspect = true
            }
            let isOpaque = text.analyses[index].isOpaque
            if isOpaque || SessionSettings.sets(text.analyses[index]) { changeShape(&effects) }
            switch form {
            case .declareCursor(let name): portals[Array(name.utf8)] = nil
            case .closeCursor(let name?): portals[Array(name.utf8)] = nil
            case .closeCursor(nil): portals.removeAll()
            default: break
            }
            if isOpaque {
                // It may reopen a cursor under any name, and define anything.
                portals.removeAll()
                catalogue.isSuspect = true
            }
        }
        return effects
    }

    /// Behind a definition that the catalogue does not show yet, no name is certain.
    func doubted(_ text: StatementText) -> StatementText {
        guard catalogue.isSuspect else { return text }
        return StatementText(
            analyses: text.analyses.map {
                var analysis = $0
                analysis.isOpaque = true
                return analysis
            })
    }

    private func changeShape(_ effects: inout RequestEffects) {
        settingsInFlight += 1
        shapeEpoch += 1
        effects.insert(.changesShape)
    }

    /// Keeps what a statement made, when the server says that it did.
    func noteCompleted(_ text: StatementText, at index: Int) {
        noteRan(text, at: index)
        guard index < text.analyses.count else { return }
        switch text.analyses[index].form {
        case .declareCursor(let name):
            cursors[Array(name.utf8)] = NamedStatement(text: text, index: index)
        case .closeCursor(let name?): cursors[Array(name.utf8)] = nil
        case .closeCursor(nil): cursors.removeAll()
        case .prepare(let name):
            let key = Array(name.utf8)
            let inner = StatementText(analyses: [text.analyses[index]])
            let statement = PreparedStatement(name: key, text: inner, previous: nil)
            statements[key] = statement
            prepared[key] = NamedStatement(text: inner, index: 0, statement: statement)
        case .deallocate(let name?):
            statements[Array(name.utf8)] = nil
            prepared[Array(name.utf8)] = nil
        case .deallocate(nil):
            statements.removeAll()
            prepared.removeAll()
        case .discard:
            statements.removeAll()
            prepared.removeAll()
            cursors.removeAll()
        default: break
        }
    }

    /// Code that cannot be seen has run, to its end or as far as a row limit: names may stand for other things now.
    func noteRan(_ text: StatementText, at index: Int) {
        guard index >= text.analyses.count || text.analyses[index].isOpaque else { return }
        cursors.removeAll()
        prepared.removeAll()
    }

    /// Why a text is not sent at all; `nil`: it is.
    func refusalMessage(of text: StatementText) -> String? {
        guard !isObserving, let database, text.plainContext(database) == nil else { return nil }
        return text.refusal(database)
    }

    /// COPY of a query says nothing about its columns, so the server is asked before the COPY is sent. True: the client
    /// must wait for that answer.
    func describeCopiesFirst(of text: StatementText) throws(RelayFailure) -> Bool {
        guard let database, !isObserving, text.plainContext(database) == nil else { return false }
        if text.copyEpoch != shapeEpoch {
            text.copyColumns.removeAll()
            text.copyEpoch = shapeEpoch
        }
        for (index, context) in text.contexts(database).enumerated() {
            guard case .copyOut(let copy) = context.analysis.form, case .query(let query) = copy.source,
                context.touchesProtected, !context.analysis.isOpaque, text.copyColumns[index] == nil
            else { continue }
            if queue.isEmpty, !isUnsynced {
                try describe(query, for: text, at: index)
                return true
            }
            // Behind unfinished extended requests there is no room for a question: the COPY is denied when it answers.
            guard !isUnsynced, queue.isSelfCompleting else { return false }
            isHoldingClient = true
            return true
        }
        return false
    }

    private func describe(_ query: String, for text: StatementText, at index: Int) throws(RelayFailure) {
        isHoldingClient = true
        catalogue.describing = (text, index)
        text.copyColumns[index] = .some(nil)
        _ = queue.push(.ownDescribe)
        try writeToServer { buffer throws(WireError) in
            let name = Array("phony_copy".utf8)
            try Close(.statement, name: name).write(into: &buffer)
            try Parse(name: name, text: ByteBuffer(string: query), parameterTypes: []).write(into: &buffer)
            try Describe(.statement, name: name).write(into: &buffer)
            try Close(.statement, name: name).write(into: &buffer)
            try Sync().write(into: &buffer)
        }
    }
}
