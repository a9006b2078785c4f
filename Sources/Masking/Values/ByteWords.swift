import Keys

/// Eight bytes at a time, for what is asked of every byte of a value.
enum ByteWords {
    static let tops: UInt64 = 0x8080_8080_8080_8080

    /// All bytes, in words whose first byte is lowest; the last one is filled up with zeros.
    @inline(__always)
    static func forEach(_ bytes: Span<UInt8>, _ body: (UInt64) -> Void) {
        let raw = bytes.bytes
        var offset = 0
        while offset &+ 8 <= raw.byteCount {
            body(raw.word(at: offset))
            offset &+= 8
        }
        body(raw.lastWord)
    }

    /// The highest bit of each byte that is an ASCII capital, and of each that is a small letter.
    @inline(__always)
    static func letters(_ word: UInt64) -> (upper: UInt64, lower: UInt64) {
        let folded = word & 0x5F5F_5F5F_5F5F_5F5F
        let fromA = folded &+ 0x3F3F_3F3F_3F3F_3F3F
        let pastZ = folded &+ 0x2525_2525_2525_2525
        // Neither sum carries into the next byte.
        let isLetter = fromA & ~pastZ & ~word & tops
        let isSmall = isLetter & (word &<< 2)
        return (isLetter & ~isSmall, isSmall)
    }
}
