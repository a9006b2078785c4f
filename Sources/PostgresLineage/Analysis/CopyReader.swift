internal import Lineage

/// Reads a COPY statement: where it copies to and in which format, with PostgreSQL's defaults.
struct CopyReader {
    let tree: JSONTape
    let mode: SQLMode

    private struct Options {
        var format = CopyOut.Format.text
        var delimiter: [UInt8]?
        var null: [UInt8]?
        var hasHeader = false
        var quote: [UInt8]?
        var escape: [UInt8]?
        var encoding: String?
    }

    /// `nil` where an option cannot be read, which the server would refuse or a newer one understand.
    func form(of node: Int, text: Span<UInt8>) -> StatementForm? {
        if tree.member(node, "filename") != nil || tree.isTrue(tree.member(node, "is_program")) {
            return .copyServerSide
        }
        if tree.isTrue(tree.member(node, "is_from")) { return .copyIn }
        guard mode.standardConformingStrings || !text.contains(UInt8(ascii: "\\")),
            let source = source(of: node, text: text), let options = options(of: node)
        else { return nil }
        let isCSV = options.format == .csv
        let quote = options.quote ?? [UInt8(ascii: "\"")]
        let escape = options.escape ?? quote
        let delimiter = options.delimiter ?? [isCSV ? UInt8(ascii: ",") : 0x09]
        guard delimiter.count == 1, quote.count == 1, escape.count == 1 else { return nil }
        return .copyOut(
            CopyOut(
                source: source, format: options.format, delimiter: delimiter[0],
                null: options.null ?? (isCSV ? [] : Array("\\N".utf8)), hasHeader: options.hasHeader,
                quote: quote[0], escape: escape[0], encoding: options.encoding))
    }

    private func source(of node: Int, text: Span<UInt8>) -> CopyOut.Source? {
        if let relation = tree.member(node, "relation") {
            guard let name = tree.string(tree.member(relation, "relname")) else { return nil }
            let columns = tree.elements(tree.member(node, "attlist"))
                .compactMap { tree.string(tree.member(tree.node($0, "String"), "sval")) }
            let schema = tree.string(tree.member(relation, "schemaname"))
            return .relation(QualifiedName(schema: schema, name: name), columns: columns)
        }
        guard tree.member(node, "query") != nil else { return nil }
        return innerText(text).map { .query($0) }
    }

    /// What stands between the first parenthesis, which follows COPY, and the one that closes it.
    private func innerText(_ text: Span<UInt8>) -> String? {
        var lexer = SQLLexer(standardConformingStrings: mode.standardConformingStrings)
        var depth = 0
        var start = 0
        while let token = lexer.next(text) {
            switch token.kind {
            case .leftParenthesis:
                depth += 1
                if depth == 1 { start = token.end }
            case .rightParenthesis:
                depth -= 1
                guard depth == 0 else { continue }
                var bytes: [UInt8] = []
                bytes.reserveCapacity(token.start - start)
                for index in start..<token.start { bytes.append(text[index]) }
                return String(validating: bytes, as: UTF8.self)
            case .invalid: return nil
            default: continue
            }
        }
        return nil
    }

    private func options(of node: Int) -> Options? {
        var options = Options()
        for element in tree.elements(tree.member(node, "options")) {
            guard let option = tree.node(element, "DefElem") else { return nil }
            let name = tree.string(tree.member(option, "defname"))?.lowercased()
            let value = value(tree.member(option, "arg"))
            switch name {
            case "format":
                switch value.map({ String(decoding: $0, as: UTF8.self) }) {
                case "text": options.format = .text
                case "csv": options.format = .csv
                case "binary": options.format = .binary
                default: return nil
                }
            case "delimiter": options.delimiter = value
            case "null": options.null = value
            case "quote": options.quote = value
            case "escape": options.escape = value
            case "encoding": options.encoding = value.map { String(decoding: $0, as: UTF8.self) }
            case "header":
                guard let header = header(value, isGiven: tree.member(option, "arg") != nil) else { return nil }
                options.hasHeader = header
            case "force_quote", "freeze", "oids": break  // they change neither where a field ends nor what it holds
            default: return nil
            }
        }
        return options
    }

    private func header(_ value: [UInt8]?, isGiven: Bool) -> Bool? {
        guard isGiven else { return true }
        switch value.map({ String(decoding: $0, as: UTF8.self).lowercased() }) {
        case "true", "on", "1": return true
        case "false", "off", "0": return false
        default: return nil
        }
    }

    /// An option's value as text, whatever node holds it.
    private func value(_ node: Int?) -> [UInt8]? {
        guard let (_, inner) = tree.wrapped(node) else { return nil }
        if let bytes = tree.bytes(tree.member(inner, "sval")) { return bytes }
        if tree.node(node, "Boolean") != nil {
            return Array((tree.isTrue(tree.member(inner, "boolval")) ? "true" : "false").utf8)
        }
        if tree.node(node, "Integer") != nil { return Array((tree.scalar(tree.member(inner, "ival")) ?? "0").utf8) }
        return tree.node(node, "String") != nil ? [] : nil
    }
}

extension Span where Element == UInt8 {
    func contains(_ byte: UInt8) -> Bool {
        for index in indices where self[index] == byte { return true }
        return false
    }
}
