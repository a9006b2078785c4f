package import PostgresWire

/// Takes values out of an ErrorResponse or NoticeResponse and leaves what the server itself wrote: severity, a SQLSTATE
/// it knows, its sentences, and names that exist in the catalogue.
package struct ErrorCleanser {
    package static let ellipsis = "…"

    package let identifiers: Set<String>

    package init(identifiers: Set<String>) { self.identifiers = identifiers }

    package func cleanse(_ original: ErrorFields) -> ErrorFields {
        typealias Code = ErrorFields.Code
        let isOfStatement = isAboutStatementText(original)
        var result: [ErrorFields.Field] = []
        for field in original.fields {
            let text = String(decoding: field.value, as: UTF8.self)
            let kept: String?
            switch field.code {
            case Code.severity, Code.severityNonLocalized, Code.position, Code.internalPosition, Code.file, Code.line,
                Code.routine:
                kept = text
            case Code.sqlState: kept = KnownSQLStates.contains(text) ? text : "P0001"
            case Code.message:
                kept = isOfStatement ? text : isWrittenByUser(original) ? Self.ellipsis : message(text)
            case Code.detail: kept = isOfStatement ? text : detail(text)
            case Code.hint: kept = isOfStatement ? text : Self.ellipsis
            case Code.context, Code.internalQuery: kept = Self.ellipsis
            case Code.schema, Code.table, Code.column, Code.constraint, Code.dataType:
                kept = identifiers.contains(text) ? text : nil
            default: kept = nil
            }
            if let kept { result.append(.init(code: field.code, value: kept == text ? field.value : Array(kept.utf8))) }
        }
        return ErrorFields(fields: result)
    }

    /// Raised by the parser or the analysis of the text that the client itself sent, before any row was read: it has a
    /// position in that text, and neither a context nor an internal query.
    private func isAboutStatementText(_ fields: ErrorFields) -> Bool {
        guard let code = fields.sqlState, KnownSQLStates.contains(code), !isWrittenByUser(fields),
            fields[ErrorFields.Code.context] == nil, fields[ErrorFields.Code.internalQuery] == nil
        else { return false }
        // The name of a statement or cursor that does not exist is the one that the client itself gave.
        if code == "26000" || code == "34000" { return true }
        return code.hasPrefix("42") && fields[ErrorFields.Code.position] != nil
    }

    /// The sentence is the text of somebody's RAISE, ASSERT or procedural code, or of another server.
    private func isWrittenByUser(_ fields: ErrorFields) -> Bool {
        guard let code = fields.sqlState, KnownSQLStates.contains(code), code != "P0001", !code.hasPrefix("HV") else {
            return true
        }
        guard let routine = fields.text(ErrorFields.Code.routine) else { return true }
        let prefixes = ["exec_stmt_raise", "exec_stmt_assert", "PLy_", "plperl", "pltcl", "dblink", "pgfdw"]
        return prefixes.contains { routine.hasPrefix($0) }
    }

    // MARK: sentences

    /// Words that the server puts between two quoted names.
    private static let connectives: Set<String> = [
        " of relation ", " violates foreign key constraint ", " on table ", " of table ", " for relation ",
        " in table ",
        " does not exist in table ", " of type ", " for type ", " on relation ", " from table ", " in relation ",
        " violates not-null constraint of relation ", " for partition ", " of constraint ", " to table ", " and ", ", ",
        " is of type ", " references ", " for table ", " of column ",
    ]

    func message(_ text: String) -> String {
        var parts = text.split(separator: "\"", omittingEmptySubsequences: false).map(String.init)
        guard parts.count > 1 else { return withoutNumbers(text) }
        let last = withoutNumbers(parts.removeLast())
        let first = withoutNumbers(parts.removeFirst())
        // An even number of quotes, each quoted part a name, and only the server's own words between: nothing to hide.
        let isHarmless =
            parts.count % 2 == 1
            && parts.enumerated().allSatisfy { index, part in
                index % 2 == 0 ? identifiers.contains(part) : Self.connectives.contains(part)
            }
        // Otherwise a value may hold quotes itself: everything from the first to the last goes.
        return isHarmless
            ? "\(first)\"\(parts.joined(separator: "\""))\"\(last)" : "\(first)\"\(Self.ellipsis)\"\(last)"
    }

    /// Numbers outside quotes may be values; a type's length is not.
    private func withoutNumbers(_ text: String) -> String {
        var result = ""
        var run = false
        for character in text {
            if character.isNumber {
                if !run {
                    result += isTypeLength(result) ? String(character) : Self.ellipsis
                } else if result.last?.isNumber == true {
                    result.append(character)
                }
                run = true
            } else {
                run = false
                result.append(character)
            }
        }
        return result
    }

    private func isTypeLength(_ prefix: String) -> Bool {
        prefix.hasSuffix("varying(") || prefix.hasSuffix("character(") || prefix.hasSuffix("bit(")
    }

    // MARK: details

    func detail(_ text: String) -> String {
        if text.hasPrefix("Failing row contains (") { return "Failing row contains (\(Self.ellipsis))." }
        guard text.hasPrefix("Key ("), let end = text.range(of: ")=(") else { return Self.ellipsis }
        let names = text[text.index(text.startIndex, offsetBy: 5)..<end.lowerBound]
        let shown = names.split(separator: ", ").map {
            identifiers.contains(String($0).unquoted) ? String($0) : Self.ellipsis
        }
        let key = "Key (\(shown.joined(separator: ", ")))=(\(Self.ellipsis))"
        for ending in [" already exists.", " is duplicated."] where text.hasSuffix(ending) { return key + ending }
        for phrase in [" is not present in table ", " is still referenced from table "] {
            guard let found = text.range(of: phrase, options: .backwards) else { continue }
            let table = String(text[found.upperBound...].dropLast()).unquoted
            if identifiers.contains(table) { return "\(key)\(phrase)\"\(table)\"." }
        }
        return key + "."
    }
}

extension String {
    fileprivate var unquoted: String {
        count >= 2 && hasPrefix("\"") && hasSuffix("\"") ? String(dropFirst().dropLast()) : self
    }

    fileprivate enum SearchDirection { case forwards, backwards }

    /// A plain search; Foundation's is not needed for it.
    fileprivate func range(of needle: String, options direction: SearchDirection = .forwards) -> Range<Index>? {
        let ranges = self.ranges(of: needle)
        return direction == .forwards ? ranges.first : ranges.last
    }
}
