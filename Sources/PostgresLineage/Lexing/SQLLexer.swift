/// Cuts a statement's bytes into tokens exactly as PostgreSQL's own scanner (scan.l) does, without copying any.
///
/// It owns a position only; the text is handed to every call. Where the scanners of PostgreSQL 12 to 18 disagree on a
/// text (numbers followed by letters, vertical tabs), the answer is an invalid token. So it is where the server's scanner
/// would take time that grows with the square of the text: it reads a run of operator characters to its end for every
/// operator and comment that begins in the run. It never reads past the text, never allocates, and every call moves on.
package struct SQLLexer {
    let standardConformingStrings: Bool
    var position = 0

    /// The server refuses longer operators.
    private static let longestOperator = 63
    /// Of operator characters, the comment's own included: `/*****`, `/**//**/`.
    private static let longestCommentStart = 256

    package init(standardConformingStrings: Bool = true) {
        self.standardConformingStrings = standardConformingStrings
    }

    /// The next token, white space and comments skipped; `nil` at the end. After an invalid token there is none.
    package mutating func next(_ text: Span<UInt8>) -> SQLToken? {
        while position < text.count, CharacterClass.isSpace(text[position]) { position += 1 }
        guard position < text.count else { return nil }
        if text[position] == UInt8(ascii: "-") || text[position] == UInt8(ascii: "/") {
            guard skipComments(text) else { return invalid(text, from: position) }
            guard position < text.count else { return nil }
        }
        let start = position
        let byte = text[start]
        if CharacterClass.isIdentifierStart(byte) { return word(text) }
        switch byte {
        case UInt8(ascii: "'"):
            return quoted(
                text, from: start, opening: start, kind: .string, escapes: !standardConformingStrings, doubles: true)
        case UInt8(ascii: "\""):
            return quotedIdentifier(text, from: start, opening: start, kind: .quotedIdentifier)
        case UInt8(ascii: "$"): return dollar(text)
        case UInt8(ascii: "("): return single(.leftParenthesis)
        case UInt8(ascii: ")"): return single(.rightParenthesis)
        case UInt8(ascii: "["): return single(.leftBracket)
        case UInt8(ascii: "]"): return single(.rightBracket)
        case UInt8(ascii: ","): return single(.comma)
        case UInt8(ascii: ";"): return single(.semicolon)
        case UInt8(ascii: "."):
            if let next = text.byte(start + 1) {
                if CharacterClass.isDigit(next) { return number(text) }
                if next == UInt8(ascii: ".") { return symbol(length: 2) }
            }
            return single(.dot)
        case UInt8(ascii: ":"):
            let next = text.byte(start + 1)
            return symbol(length: next == UInt8(ascii: ":") || next == UInt8(ascii: "=") ? 2 : 1)
        default:
            if CharacterClass.isDigit(byte) { return number(text) }
            if CharacterClass.isOperator(byte) { return operatorSymbol(text) }
            return invalid(text, from: start)
        }
    }

    func invalidToken(_ text: Span<UInt8>, from start: Int) -> SQLToken {
        SQLToken(kind: .invalid, start: min(start, text.count), end: text.count)
    }

    mutating func invalid(_ text: Span<UInt8>, from start: Int) -> SQLToken {
        position = text.count
        return invalidToken(text, from: start)
    }

    private mutating func single(_ kind: SQLToken.Kind) -> SQLToken {
        position += 1
        return SQLToken(kind: kind, start: position - 1, end: position)
    }

    private mutating func symbol(length: Int) -> SQLToken {
        position += length
        return SQLToken(kind: .symbol, start: position - length, end: position)
    }

    /// Skips white space and comments. False if a comment is not closed.
    private mutating func skipComments(_ text: Span<UInt8>) -> Bool {
        while position < text.count {
            let byte = text[position]
            if CharacterClass.isSpace(byte) {
                position += 1
            } else if byte == UInt8(ascii: "-"), text.byte(position + 1) == UInt8(ascii: "-") {
                skipLine(text)
            } else if byte == UInt8(ascii: "/"), text.byte(position + 1) == UInt8(ascii: "*") {
                guard skipBlock(text) else { return false }
            } else {
                return true
            }
        }
        return true
    }

    mutating func skipLine(_ text: Span<UInt8>) {
        while position < text.count, !CharacterClass.isNewline(text[position]) { position += 1 }
    }

    private mutating func skipBlock(_ text: Span<UInt8>) -> Bool {
        var depth = 0
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "/"), text.byte(position + 1) == UInt8(ascii: "*") {
                guard operatorRun(text, limit: Self.longestCommentStart) else { return false }
                depth += 1
                position += 2
            } else if byte == UInt8(ascii: "*"), text.byte(position + 1) == UInt8(ascii: "/") {
                depth -= 1
                position += 2
                if depth == 0 { return true }
            } else {
                position += 1
            }
        }
        return false
    }

    /// Whether the run of operator characters at the position ends within the limit.
    private func operatorRun(_ text: Span<UInt8>, limit: Int) -> Bool {
        var end = position
        while end < text.count, CharacterClass.isOperator(text[end]) {
            end += 1
            if end - position > limit { return false }
        }
        return true
    }

    /// The longest run of operator characters that a comment does not begin in, less trailing signs where SQL's own
    /// operators must stay apart from them (`a=-1`).
    private mutating func operatorSymbol(_ text: Span<UInt8>) -> SQLToken {
        let start = position
        var end = start
        var keepsSign = false
        guard operatorRun(text, limit: Self.longestCommentStart) else { return invalid(text, from: start) }
        while end < text.count, CharacterClass.isOperator(text[end]) {
            let next = text.byte(end + 1)
            if text[end] == UInt8(ascii: "/"), next == UInt8(ascii: "*") { break }
            if text[end] == UInt8(ascii: "-"), next == UInt8(ascii: "-") { break }
            keepsSign = keepsSign || CharacterClass.allowsTrailingSign(text[end])
            end += 1
            if end - start > Self.longestOperator { return invalid(text, from: start) }
        }
        if !keepsSign {
            while end - start > 1, text[end - 1] == UInt8(ascii: "+") || text[end - 1] == UInt8(ascii: "-") {
                end -= 1
            }
        }
        // A comment at the very start was skipped before, so there is at least one character.
        position = max(end, start + 1)
        return SQLToken(kind: .symbol, start: start, end: position)
    }
}

extension Span where Element == UInt8 {
    @inline(__always)
    func byte(_ index: Int) -> UInt8? { index >= 0 && index < count ? self[index] : nil }
}
