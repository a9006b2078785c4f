import PostgresLineage
import Testing

/// The kinds and texts of a statement's tokens.
private func tokens(_ text: String, conforming: Bool = true) -> [String] {
    let bytes = Array(text.utf8)
    var lexer = SQLLexer(standardConformingStrings: conforming)
    var found: [String] = []
    while let token = lexer.next(bytes.span) {
        found.append("\(token.kind):\(String(decoding: bytes[token.range], as: UTF8.self))")
        if found.count > 10_000 { break }
    }
    return found
}

private func kinds(_ text: String, conforming: Bool = true) -> [SQLToken.Kind] {
    let bytes = Array(text.utf8)
    var lexer = SQLLexer(standardConformingStrings: conforming)
    var found: [SQLToken.Kind] = []
    while let token = lexer.next(bytes.span) { found.append(token.kind) }
    return found
}

@Suite struct SQLLexerTests {
    /// Words are read eight bytes at a time where so many are left: every byte, at every place, ends one or does not.
    @Test func whatEndsAWord() {
        for byte in UInt8.min...UInt8.max where byte != UInt8(ascii: "'") && byte != UInt8(ascii: "\"") {
            let character = Unicode.Scalar(byte)
            let isPart =
                byte >= 0x80 || character.properties.isAlphabetic || "0123456789_$".unicodeScalars.contains(character)
            for place in 1..<12 {
                for rest in [0, 3, 12] {
                    let word = [UInt8](repeating: UInt8(ascii: "z"), count: place)
                    let text = word + [byte] + [UInt8](repeating: UInt8(ascii: "q"), count: rest)
                    var lexer = SQLLexer()
                    let end = lexer.next(text.span)?.end
                    #expect(end == (isPart ? text.count : place), "byte \(byte) at \(place) before \(rest)")
                }
            }
        }
    }

    @Test func words() {
        #expect(
            tokens("a$1_é \"q \"\"x\" U&\"d\\0061\"") == [
                "identifier:a$1_é", "quotedIdentifier:\"q \"\"x\"", "unicodeIdentifier:U&\"d\\0061\"",
            ])
        #expect(tokens("u & \"a\"") == ["identifier:u", "symbol:&", "quotedIdentifier:\"a\""])
        #expect(tokens("foe'x'") == ["identifier:foe", "string:'x'"])
        #expect(
            kinds("e'a' E'b' b'1' X'f' n'x' U&'x' ") == [
                .escapeString, .escapeString, .bitString, .hexString, .nationalString, .unicodeString,
            ])
    }

    @Test func strings() {
        #expect(tokens("'a''b' x") == ["string:'a''b'", "identifier:x"])
        #expect(tokens("'a\\' x") == ["string:'a\\'", "identifier:x"])
        #expect(kinds("'a\\' x", conforming: false) == [.invalid])
        #expect(tokens("'a\\' x'", conforming: false) == ["string:'a\\' x'"])
        #expect(tokens("E'a\\'b' x") == ["escapeString:E'a\\'b'", "identifier:x"])
        #expect(kinds("U&'x'", conforming: false) == [.invalid])
    }

    /// After white space with a newline a string goes on, and in the way it began.
    @Test func continuations() {
        #expect(tokens("'a'\n'b' c") == ["string:'a'\n'b'", "identifier:c"])
        #expect(tokens("'a' 'b'") == ["string:'a'", "string:'b'"])
        #expect(tokens("E'a' -- c\n  '\\'' c") == ["escapeString:E'a' -- c\n  '\\''", "identifier:c"])
        #expect(tokens("'a' /* \n */ 'b'") == ["string:'a'", "string:'b'"])
        #expect(tokens("'a'\n, b") == ["string:'a'", "comma:,", "identifier:b"])
        #expect(tokens("b'1'\n'0'") == ["bitString:b'1'\n'0'"])
    }

    @Test func dollars() {
        #expect(tokens("$$a'b$$ c") == ["dollarString:$$a'b$$", "identifier:c"])
        #expect(tokens("$x$ $y$ $$ $x$") == ["dollarString:$x$ $y$ $$ $x$"])
        #expect(tokens("$1+$22") == ["parameter:$1", "symbol:+", "parameter:$22"])
        #expect(tokens("a$$b") == ["identifier:a$$b"])
        #expect(kinds("$x$ $y$") == [.invalid])
        #expect(kinds("$") == [.invalid])
        #expect(kinds("$1a") == [.invalid])
        #expect(tokens("$é$x$é$") == ["dollarString:$é$x$é$"])
    }

    @Test func comments() {
        #expect(tokens("a -- b\nc") == ["identifier:a", "identifier:c"])
        #expect(tokens("a /* /* */ b */ c") == ["identifier:a", "identifier:c"])
        #expect(tokens("a /*/ */ c") == ["identifier:a", "identifier:c"])
        #expect(kinds("a /* /* */ b") == [.identifier, .invalid])
        #expect(tokens("a+/*x*/b") == ["identifier:a", "symbol:+", "identifier:b"])
        #expect(tokens("a*--x\nb") == ["identifier:a", "symbol:*", "identifier:b"])
        #expect(tokens("1 - -1") == ["number:1", "symbol:-", "symbol:-", "number:1"])
    }

    @Test func operators() {
        #expect(tokens("a=-1") == ["identifier:a", "symbol:=", "symbol:-", "number:1"])
        #expect(tokens("a@-1") == ["identifier:a", "symbol:@-", "number:1"])
        #expect(
            tokens("a<>b::c:=d..e") == [
                "identifier:a", "symbol:<>", "identifier:b", "symbol:::", "identifier:c", "symbol::=", "identifier:d",
                "symbol:..", "identifier:e",
            ])
        #expect(tokens("a->>'b'") == ["identifier:a", "symbol:->>", "string:'b'"])
        #expect(tokens("+-+") == ["symbol:+", "symbol:-", "symbol:+"])
    }

    @Test func numbers() {
        #expect(
            tokens("1 1.5 .5 1. 1e5 1.5E-3 1..2") == [
                "number:1", "number:1.5", "number:.5", "number:1.", "number:1e5", "number:1.5E-3", "number:1",
                "symbol:..",
                "number:2",
            ])
        for text in ["1a", "1e", "1e+", "0x1F", "1_000"] { #expect(kinds(text) == [.invalid], "\(text)") }
    }

    @Test func punctuation() {
        #expect(
            kinds("(a[1],b.c);") == [
                .leftParenthesis, .identifier, .leftBracket, .number, .rightBracket, .comma, .identifier, .dot,
                .identifier,
                .rightParenthesis, .semicolon,
            ])
        for text in ["{", "\\", "\u{0B}", "\0", "\u{7F}"] { #expect(kinds(text) == [.invalid]) }
    }

    @Test func everyTokenMovesOnWhateverTheBytes() {
        var generator = SplitMix(state: 7)
        let alphabet = Array("'\"$eE\\-/*\n ab1.;()[]&uU:+é\0\u{0B}".utf8)
        var wrong = 0
        for _ in 0..<5000 {
            let bytes = (0..<Int(generator.next() % 40)).map { _ in
                alphabet[Int(generator.next() % UInt64(alphabet.count))]
            }
            for conforming in [true, false] {
                var lexer = SQLLexer(standardConformingStrings: conforming)
                var end = 0
                while let token = lexer.next(bytes.span) {
                    let isWhole = token.start >= end && token.end >= token.start && token.end <= bytes.count
                    if !isWhole || token.end == token.start && token.kind != .invalid { wrong += 1 }
                    end = token.end
                    if token.kind == .invalid { break }
                }
            }
            _ = StatementFingerprint(bytes.span)
            _ = ViewRule(nodeTree: bytes)
        }
        #expect(wrong == 0)
    }
}

struct SplitMix: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }
}
