package import Lineage

/// What is read out of a parsed query as PostgreSQL stores it (pg_node_tree, text form): which columns the outputs are,
/// and which relations and functions occur anywhere.
///
/// The text is cut as the server's own reader cuts it: at white space, braces and parentheses, a backslash taking the
/// next byte with it. Fields are known by name, so the shapes of versions 12 to 18 all do. Deep nesting costs a counter.
package struct ViewRule: Sendable, Equatable {
    /// By output column: the column of a table or further view that it is. Outputs that are expressions are absent.
    package var origins: [Int16: ColumnReference] = [:]
    package var relations: Set<UInt32> = []
    package var functions: Set<UInt32> = []
    /// Some query in it is not a SELECT.
    package var modifies = false

    /// `nil` if the text ends too early or closes what it did not open.
    package init?(nodeTree: [UInt8]) {
        var reader = NodeTreeReader()
        guard reader.read(nodeTree.span) else { return nil }
        origins = reader.origins
        relations = reader.relations
        functions = reader.functions
        modifies = reader.modifies
    }

    package static func origins(nodeTree: [UInt8]) -> [Int16: ColumnReference] {
        ViewRule(nodeTree: nodeTree)?.origins ?? [:]
    }
}

/// One pass over a tree. A target entry counts where it stands directly in the target list of the first, outermost query.
private struct NodeTreeReader {
    var origins: [Int16: ColumnReference] = [:]
    var relations: Set<UInt32> = []
    var functions: Set<UInt32> = []
    var modifies = false

    private enum Field {
        case command, targetList, number, relation, column, junk, relationAnywhere, functionAnywhere, other
    }

    private struct Entry {
        var number: Int16 = 0
        var relation: UInt32 = 0
        var column: Int16 = 0
        var isJunk = false
    }

    private var braces = 0
    private var parentheses = 0
    private var queries = 0
    private var field = Field.other
    /// Inside the outermost target list, whose parenthesis this is.
    private var listDepth: Int?
    private var entry: Entry?

    mutating func read(_ text: Span<UInt8>) -> Bool {
        var position = 0
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "{"):
                braces += 1
                if braces == 1 { queries += 1 }
                if braces == 2, listDepth == parentheses { entry = Entry() }
                field = .other
                position += 1
            case UInt8(ascii: "}"):
                guard braces > 0 else { return false }
                if braces == 2, listDepth == parentheses { finishEntry() }
                braces -= 1
                field = .other
                position += 1
            case UInt8(ascii: "("):
                parentheses += 1
                if field == .targetList, braces == 1 { listDepth = parentheses }
                field = .other
                position += 1
            case UInt8(ascii: ")"):
                guard parentheses > 0 else { return false }
                if listDepth == parentheses { listDepth = nil }
                parentheses -= 1
                position += 1
            case 0x20, 0x0A, 0x09: position += 1
            default:
                let start = position
                while position < text.count, !Self.endsToken(text[position]) {
                    position += text[position] == UInt8(ascii: "\\") ? 2 : 1
                }
                token(text.extracting(start..<min(position, text.count)))
            }
        }
        return braces == 0 && parentheses == 0
    }

    private static func endsToken(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x20, 0x0A, 0x09, UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "{"), UInt8(ascii: "}"): true
        default: false
        }
    }

    private mutating func token(_ token: Span<UInt8>) {
        if token.byte(0) == UInt8(ascii: ":") {
            field = fieldNamed(token)
            return
        }
        defer { field = .other }
        switch field {
        case .other, .targetList: return
        case .command: if Self.number(token) != 1 { modifies = true }
        case .relationAnywhere: if let id = Self.number(token), id > 0 { relations.insert(id) }
        case .functionAnywhere: if let id = Self.number(token), id > 0 { functions.insert(id) }
        case .number: entry?.number = Self.number(token).flatMap { Int16(exactly: $0) } ?? 0
        case .relation: entry?.relation = Self.number(token) ?? 0
        case .column: entry?.column = Self.number(token).flatMap { Int16(exactly: $0) } ?? 0
        case .junk: entry?.isJunk = token.byte(0) != UInt8(ascii: "f")
        }
    }

    private func fieldNamed(_ token: Span<UInt8>) -> Field {
        if token.equals(":relid") { return .relationAnywhere }
        if token.equals(":funcid") || token.equals(":aggfnoid") || token.equals(":winfnoid")
            || token.equals(":opfuncid")
        {
            return .functionAnywhere
        }
        if token.equals(":commandType") { return .command }
        if braces == 1, queries == 1, token.equals(":targetList") { return .targetList }
        guard braces == 2, listDepth == parentheses else { return .other }
        if token.equals(":resno") { return .number }
        if token.equals(":resorigtbl") { return .relation }
        if token.equals(":resorigcol") { return .column }
        if token.equals(":resjunk") { return .junk }
        return .other
    }

    private mutating func finishEntry() {
        if let entry, !entry.isJunk, entry.number > 0, entry.relation > 0, entry.column > 0 {
            origins[entry.number] = ColumnReference(relation: entry.relation, column: entry.column)
        }
        entry = nil
    }

    private static func number(_ token: Span<UInt8>) -> UInt32? {
        guard token.count > 0, token.count <= 10 else { return nil }
        var value: UInt64 = 0
        for index in token.indices {
            guard CharacterClass.isDigit(token[index]) else { return nil }
            value = value * 10 + UInt64(token[index] - UInt8(ascii: "0"))
        }
        return UInt32(exactly: value)
    }
}

extension Span where Element == UInt8 {
    func equals(_ word: StaticString) -> Bool {
        guard count == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { buffer in
            for index in 0..<buffer.count where self[index] != buffer[index] { return false }
            return true
        }
    }
}
