/// One lexical element of a statement: its kind and the bytes it covers, quotes and prefixes included.
package struct SQLToken: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        case identifier, quotedIdentifier, unicodeIdentifier
        case string, escapeString, bitString, hexString, nationalString, unicodeString, dollarString
        case number, parameter
        case symbol, leftParenthesis, rightParenthesis, leftBracket, rightBracket, comma, dot, semicolon
        /// Unterminated, or bytes that no token begins with; nothing follows it.
        case invalid
    }

    package var kind: Kind
    package var start: Int
    package var end: Int

    package init(kind: Kind, start: Int, end: Int) {
        self.kind = kind
        self.start = start
        self.end = end
    }

    package var range: Range<Int> { start..<end }
}
