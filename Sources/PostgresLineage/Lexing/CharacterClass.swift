/// The byte classes of PostgreSQL's scan.l.
enum CharacterClass {
    @inline(__always)
    static func isIdentifierStart(_ byte: UInt8) -> Bool {
        (byte | 0x20) &- UInt8(ascii: "a") < 26 || byte == UInt8(ascii: "_") || byte >= 0x80
    }

    @inline(__always)
    static func isDigit(_ byte: UInt8) -> Bool { byte &- UInt8(ascii: "0") < 10 }

    @inline(__always)
    static func isIdentifierPart(_ byte: UInt8) -> Bool {
        // Digits and `$`; letters and `_`; a bit for each. This decides for most bytes of most statements.
        let bits: UInt64 = byte & 0x40 == 0 ? 0x03FF_0010_0000_0000 : 0x07FF_FFFE_87FF_FFFE
        return byte >= 0x80 || bits &>> UInt64(byte & 0x3F) & 1 == 1
    }

    /// How many of eight bytes, the first of them lowest, continue an identifier, up to the first that does not.
    @inline(__always)
    static func identifierParts(_ word: UInt64) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        // In the highest bit of each byte: at least the first, and not beyond the last. No sum carries.
        func isWithin(_ first: UInt64, _ last: UInt64, _ bytes: UInt64) -> UInt64 {
            (bytes &+ (0x80 &- first) &* ones) & ~(bytes &+ (0x7F &- last) &* ones)
        }
        let letters = isWithin(0x41, 0x5A, low & 0x5F5F_5F5F_5F5F_5F5F)
        let digits = isWithin(0x30, 0x39, low)
        let others = isWithin(0x5F, 0x5F, low) | isWithin(0x24, 0x24, low)
        let parts = (letters | digits | others | word) & 0x8080_8080_8080_8080
        return (parts ^ 0x8080_8080_8080_8080).trailingZeroBitCount / 8
    }

    /// Inside the tag of a dollar quote, after its first character.
    @inline(__always)
    static func isTagPart(_ byte: UInt8) -> Bool { isIdentifierStart(byte) || isDigit(byte) }

    /// Vertical tabs are white space from PostgreSQL 16 on only, so they are none here and no text with one is read.
    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 || byte == 0x0C
    }

    @inline(__always)
    static func isNewline(_ byte: UInt8) -> Bool { byte == 0x0A || byte == 0x0D }

    @inline(__always)
    static func isOperator(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "^"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"), UInt8(ascii: "+"),
            UInt8(ascii: "-"), UInt8(ascii: "*"), UInt8(ascii: "/"), UInt8(ascii: "%"), UInt8(ascii: "<"),
            UInt8(ascii: ">"), UInt8(ascii: "="):
            true
        default: false
        }
    }

    /// Operators that hold one of these may end in `+` or `-`.
    @inline(__always)
    static func allowsTrailingSign(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "~"), UInt8(ascii: "!"), UInt8(ascii: "@"), UInt8(ascii: "#"), UInt8(ascii: "^"),
            UInt8(ascii: "&"), UInt8(ascii: "|"), UInt8(ascii: "`"), UInt8(ascii: "?"), UInt8(ascii: "%"):
            true
        default: false
        }
    }

    /// As an unquoted identifier is folded: ASCII only.
    @inline(__always)
    static func folded(_ byte: UInt8) -> UInt8 { byte &- UInt8(ascii: "A") < 26 ? byte | 0x20 : byte }

    /// Eight bytes folded at once.
    @inline(__always)
    static func folded(_ word: UInt64) -> UInt64 {
        let low = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromA = low &+ 0x3F3F_3F3F_3F3F_3F3F
        let beyondZ = low &+ 0x2525_2525_2525_2525
        let capitals = (fromA ^ beyondZ) & ~word & 0x8080_8080_8080_8080
        return word | capitals &>> 2
    }
}
