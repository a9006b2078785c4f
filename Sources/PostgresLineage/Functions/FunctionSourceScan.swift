internal import Lineage

/// The words of a PL/pgSQL source, and whether it runs text that it builds.
struct FunctionSourceScan {
    struct Word: Hashable {
        /// With the word before the dot, if there is one.
        var name: QualifiedName
        /// A parenthesis follows.
        var isCalled = false
        /// It stands after a dot.
        var isSelected = false
        var isOperator = false
    }

    private(set) var words: Set<Word> = []
    /// EXECUTE, other than that of a trigger's definition.
    private(set) var runsBuiltText = false
    /// FETCH from a cursor, which may be one that somebody else opened.
    private(set) var fetches = false

    private let source: [UInt8]
    private var tokens: [SQLToken] = []

    init(source: [UInt8]) { self.source = source }

    /// False where the source cannot be cut into tokens, or quotes identifiers in a way that is not read here.
    mutating func run() -> Bool {
        var lexer = SQLLexer()
        while let token = lexer.next(source.span) {
            guard token.kind != .invalid, token.kind != .unicodeIdentifier else { return false }
            tokens.append(token)
        }
        for index in tokens.indices {
            switch tokens[index].kind {
            case .identifier, .quotedIdentifier: addWord(index)
            case .symbol:
                words.insert(Word(name: QualifiedName(name: text(tokens[index])), isOperator: true))
            default: continue
            }
        }
        return true
    }

    private mutating func addWord(_ index: Int) {
        if isWord(index, "execute"), !isWord(index + 1, "function"), !isWord(index + 1, "procedure") {
            runsBuiltText = true
        }
        if isWord(index, "fetch"), !isLimit(index) { fetches = true }
        let isCalled = index + 1 < tokens.count && tokens[index + 1].kind == .leftParenthesis
        let isSelected = index > 0 && tokens[index - 1].kind == .dot
        var name = QualifiedName(name: identifier(tokens[index]))
        if isSelected, index > 1, tokens[index - 2].kind == .identifier || tokens[index - 2].kind == .quotedIdentifier {
            name.schema = identifier(tokens[index - 2])
        }
        words.insert(Word(name: name, isCalled: isCalled, isSelected: isSelected))
    }

    /// `FETCH FIRST n ROWS ONLY` instead of a cursor's FETCH.
    private func isLimit(_ index: Int) -> Bool {
        guard isWord(index + 1, "first") || isWord(index + 1, "next") else { return false }
        for position in index + 2..<index + 8
        where (isWord(position, "row") || isWord(position, "rows"))
            && (isWord(position + 1, "only") || isWord(position + 1, "with"))
        {
            return true
        }
        return false
    }

    private func isWord(_ index: Int, _ word: StaticString) -> Bool {
        guard index >= 0, index < tokens.count, tokens[index].kind == .identifier else { return false }
        return source.span.equalsFolded(tokens[index], word)
    }

    private func text(_ token: SQLToken) -> String { String(decoding: source[token.range], as: UTF8.self) }

    /// As the server reads it: folded, or quotes taken off.
    private func identifier(_ token: SQLToken) -> String {
        guard token.kind == .quotedIdentifier else {
            return String(decoding: source[token.range].map(CharacterClass.folded), as: UTF8.self)
        }
        var bytes: [UInt8] = []
        var index = token.start + 1
        while index < token.end - 1 {
            bytes.append(source[index])
            index += source[index] == UInt8(ascii: "\"") ? 2 : 1
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}
