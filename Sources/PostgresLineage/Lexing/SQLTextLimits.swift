/// How large and how deep a text may be before it is not read at all.
///
/// The figures are proven by tests: with them neither PostgreSQL's parser, nor the tree that libpg_query writes, nor the
/// walk over it comes near the end of the parsing threads' stack. Nesting of every kind costs at least one token a
/// level, so the number of tokens bounds what the parentheses do not show (`NOT NOT …`, `1+1+…`, `CASE WHEN CASE …`).
package struct SQLTextLimits: Sendable, Equatable {
    package var bytes: Int
    package var tokens: Int
    /// Parentheses and brackets.
    package var nesting: Int
    /// Tokens as often as the tree repeats them. `SET (a, b, c) = (…)` writes the right side once per column, and does so
    /// again inside: 60 kB of it would make a tree of gigabytes, which ends in libpg_query ending the process.
    package var weight: Int

    package init(bytes: Int = 1 << 20, tokens: Int = 50_000, nesting: Int = 500, weight: Int = 200_000) {
        self.bytes = bytes
        self.tokens = tokens
        self.nesting = nesting
        self.weight = weight
    }

    package static let standard = SQLTextLimits()
}

/// Tokens and depth seen so far in one text.
struct SQLTextMeasure {
    private(set) var tokens = 0
    private(set) var depth = 0
    private(set) var maximalDepth = 0

    @inline(__always)
    mutating func count(_ kind: SQLToken.Kind) {
        tokens += 1
        switch kind {
        case .leftParenthesis, .leftBracket:
            depth += 1
            if depth > maximalDepth { maximalDepth = depth }
        case .rightParenthesis, .rightBracket: depth -= 1
        default: break
        }
    }

    @inline(__always)
    func isWithin(_ limits: SQLTextLimits) -> Bool { tokens <= limits.tokens && maximalDepth <= limits.nesting }

    /// Whether a text may be given to the parser: within the limits, every token whole, no bytes outside the mode, and,
    /// where the meaning of backslashes is not certain, cut into the same tokens either way.
    static func isReadable(_ text: Span<UInt8>, mode: SQLMode, limits: SQLTextLimits) -> Bool {
        guard text.count <= limits.bytes else { return false }
        if !mode.isUTF8 {
            for index in text.indices where text[index] >= 0x80 { return false }
        }
        var lexer = SQLLexer()
        var escapingLexer = SQLLexer(standardConformingStrings: false)
        var measure = SQLTextMeasure()
        var weight = SQLTextWeight()
        while let token = lexer.next(text) {
            guard token.kind != .invalid else { return false }
            measure.count(token.kind)
            weight.count(token, text)
            guard measure.isWithin(limits), weight.total <= limits.weight else { return false }
            if !mode.standardConformingStrings {
                guard escapingLexer.next(text) == token else { return false }
            }
        }
        return mode.standardConformingStrings || escapingLexer.next(text) == nil
    }
}
