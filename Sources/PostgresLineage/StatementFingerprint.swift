/// What two texts share if their analyses must be the same: 128 bits of SipHash-2-4 over the token stream, under a key
/// drawn at random when the process starts, so that nobody outside can make two texts collide.
///
/// White space and comments are left out and unquoted identifiers folded. Values of literals (never their kind) are left
/// out too, where every statement of the text begins as a query or a change of rows does: in utility statements literals
/// carry meaning (`COPY … DELIMITER 'x'`), so there they count, as they do beside `UESCAPE`, which changes how an
/// identifier is read. Whoever derives more from a text than an analysis (say, the value of a LIMIT) must not cache it
/// under this.
package struct StatementFingerprint: Hashable, Sendable {
    package let low: UInt64
    package let high: UInt64

    private static let key = SipHash.Key.random()

    /// `nil` for a text that cannot be cached: unterminated, over the limits, or with bytes outside the mode.
    package init?(_ text: Span<UInt8>, mode: SQLMode = SQLMode(), limits: SQLTextLimits = .standard) {
        self.init(text, mode: mode, limits: limits, key: Self.key)
    }

    private init?(_ text: Span<UInt8>, mode: SQLMode, limits: SQLTextLimits, key: SipHash.Key) {
        guard text.count <= limits.bytes else { return nil }
        var hash = SipHash(key: key)
        var outcome = TokenStream(mode: mode, limits: limits, dropsLiterals: true).hash(text, into: &hash)
        if outcome == .literalsMatter {
            hash = SipHash(key: key)
            outcome = TokenStream(mode: mode, limits: limits, dropsLiterals: false).hash(text, into: &hash)
        }
        guard outcome == .whole else { return nil }
        (low, high) = hash.finalize()
    }
}

/// One pass over a text: cuts tokens, measures, hashes.
///
/// Each token is a byte for its kind, below every byte that an unquoted token can hold, and its bytes; quoted ones have
/// their length between. So no two streams of tokens give the same bytes.
private struct TokenStream {
    enum Outcome { case whole, literalsMatter, unreadable }

    let mode: SQLMode
    let limits: SQLTextLimits
    let dropsLiterals: Bool

    func hash(_ text: Span<UInt8>, into result: inout SipHash) -> Outcome {
        var hash = result
        hash.update((mode.standardConformingStrings ? 1 : 0) | (mode.isUTF8 ? 2 : 0) | (dropsLiterals ? 4 : 0))
        if !mode.isUTF8 {
            for index in text.indices where text[index] >= 0x80 { return .unreadable }
        }
        var lexer = SQLLexer(standardConformingStrings: mode.standardConformingStrings)
        var measure = SQLTextMeasure()
        var isStatementStart = dropsLiterals
        while let token = lexer.next(text) {
            measure.count(token.kind)
            guard measure.isWithin(limits) else { return .unreadable }
            if isStatementStart, token.kind != .semicolon {
                guard Self.beginsQuery(text, token) else { return .literalsMatter }
                isStatementStart = false
            }
            hash.update(token.kind.rawValue)
            switch token.kind {
            case .leftParenthesis, .rightParenthesis, .leftBracket, .rightBracket, .comma, .dot: break
            case .semicolon: isStatementStart = dropsLiterals
            case .identifier:
                if dropsLiterals, text.equalsFolded(token, "uescape") { return .literalsMatter }
                updateFolded(text, token, &hash)
            case .symbol, .parameter:
                for index in token.range { hash.update(text[index]) }
            case .quotedIdentifier, .unicodeIdentifier: updateQuoted(text, token, &hash)
            case .string, .escapeString, .bitString, .hexString, .nationalString, .unicodeString, .dollarString,
                .number:
                if !dropsLiterals { updateQuoted(text, token, &hash) }
            case .invalid: return .unreadable
            }
        }
        result = hash
        return .whole
    }

    /// Eight bytes at a time, as far as the text reaches.
    @inline(__always)
    private func updateFolded(_ text: Span<UInt8>, _ token: SQLToken, _ hash: inout SipHash) {
        var index = token.start
        while index < token.end, index &+ 8 <= text.count {
            let count = min(8, token.end &- index)
            let loaded = text.bytes.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            let word = UInt64(littleEndian: loaded) & (UInt64.max &>> UInt64(64 &- 8 &* count))
            hash.update(CharacterClass.folded(word), count: count)
            index &+= count
        }
        while index < token.end {
            hash.update(CharacterClass.folded(text[index]))
            index &+= 1
        }
    }

    private func updateQuoted(_ text: Span<UInt8>, _ token: SQLToken, _ hash: inout SipHash) {
        var length = token.end - token.start
        for _ in 0..<4 {
            hash.update(UInt8(truncatingIfNeeded: length))
            length >>= 8
        }
        for index in token.range { hash.update(text[index]) }
    }

    private static func beginsQuery(_ text: Span<UInt8>, _ token: SQLToken) -> Bool {
        if token.kind == .leftParenthesis { return true }
        guard token.kind == .identifier else { return false }
        switch CharacterClass.folded(text[token.start]) {
        case UInt8(ascii: "s"): return text.equalsFolded(token, "select")
        case UInt8(ascii: "i"): return text.equalsFolded(token, "insert")
        case UInt8(ascii: "u"): return text.equalsFolded(token, "update")
        case UInt8(ascii: "d"): return text.equalsFolded(token, "delete")
        case UInt8(ascii: "w"): return text.equalsFolded(token, "with")
        case UInt8(ascii: "v"): return text.equalsFolded(token, "values")
        case UInt8(ascii: "t"): return text.equalsFolded(token, "table")
        case UInt8(ascii: "m"): return text.equalsFolded(token, "merge")
        default: return false
        }
    }
}

extension Span where Element == UInt8 {
    /// Whether the token is the word, which is in lower case.
    func equalsFolded(_ token: SQLToken, _ word: StaticString) -> Bool {
        guard token.end - token.start == word.utf8CodeUnitCount else { return false }
        return word.withUTF8Buffer { buffer in
            for index in 0..<buffer.count
            where CharacterClass.folded(self[token.start + index]) != buffer[index] {
                return false
            }
            return true
        }
    }
}
