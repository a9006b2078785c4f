/// Looks at eight bytes at a time, for the scans that every byte of a statement or of a COPY passes.
///
/// The tests are those of "Bit Twiddling Hacks", "Determine if a word has a zero byte": the lowest byte found is right,
/// higher ones may be found in error.
enum ByteScan {
    private static let ones: UInt64 = 0x0101_0101_0101_0101
    private static let tops: UInt64 = 0x8080_8080_8080_8080

    @inline(__always)
    private static func zeros(_ word: UInt64) -> UInt64 { (word &- ones) & ~word & tops }

    /// The place of the first zero; the end where there is none.
    static func firstZero(in bytes: Span<UInt8>) -> Int {
        let raw = bytes.bytes
        var index = 0
        while index &+ 8 <= bytes.count {
            let found = zeros(UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)))
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count, bytes[index] != 0 { index &+= 1 }
        return index
    }

    /// The first place from `start` on that holds one of three bytes; the end where there is none.
    static func first(_ a: UInt8, _ b: UInt8, _ c: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
        let (wordA, wordB, wordC) = (ones &* UInt64(a), ones &* UInt64(b), ones &* UInt64(c))
        let raw = bytes.bytes
        var index = start
        while index &+ 8 <= bytes.count {
            let word = UInt64(littleEndian: raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self))
            let found = zeros(word ^ wordA) | zeros(word ^ wordB) | zeros(word ^ wordC)
            if found != 0 { return index &+ found.trailingZeroBitCount / 8 }
            index &+= 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte == a || byte == b || byte == c { break }
            index &+= 1
        }
        return index
    }

    /// Whether a byte from `start` on is below the limit (at most 128), or one of two.
    static func hasByte(below limit: UInt8, or a: UInt8, or b: UInt8, in bytes: Span<UInt8>, from start: Int) -> Bool {
        let (words, wordA, wordB) = (ones &* UInt64(limit), ones &* UInt64(a), ones &* UInt64(b))
        let raw = bytes.bytes
        var index = start
        while index &+ 8 <= bytes.count {
            let word = raw.unsafeLoadUnaligned(fromByteOffset: index, as: UInt64.self)
            if ((word &- words) & ~word & tops) | zeros(word ^ wordA) | zeros(word ^ wordB) != 0 { return true }
            index &+= 8
        }
        while index < bytes.count {
            let byte = bytes[index]
            if byte < limit || byte == a || byte == b { return true }
            index &+= 1
        }
        return false
    }
}
