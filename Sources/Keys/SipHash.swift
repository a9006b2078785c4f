/// A SipHash key: two 64-bit words, read little-endian from 16 bytes.
@usableFromInline
struct SipHashKey: Sendable, RedactedSecret {
    @usableFromInline let k0: UInt64
    @usableFromInline let k1: UInt64

    /// Reads 16 bytes; those that are missing count as zero.
    init(littleEndian bytes: RawSpan) {
        k0 = SipHashState.word(of: bytes, at: 0)
        k1 = SipHashState.word(of: bytes, at: 8)
    }

    /// SipHash-2-4 with 128 bits of output, as the reference implementation defines it (github.com/veorq/SipHash). The
    /// first eight bytes of its output are `low`, little-endian, the last eight `high`.
    ///
    /// - Parameter lowercasing: hashes the bytes with ASCII letters in lower case, without a copy of them.
    @inlinable
    func hash(_ bytes: RawSpan, lowercasing: Bool = false) -> Seed {
        var state = SipHashState(self)
        let count = bytes.byteCount
        var offset = 0
        while offset &+ 8 <= count {
            let word = bytes.word(at: offset)
            state.absorb(lowercasing ? Self.lowercased(word) : word)
            offset &+= 8
        }
        let last = UInt64(truncatingIfNeeded: count) << 56 | bytes.lastWord
        state.absorb(lowercasing ? Self.lowercased(last, keeping: 0xFF << 56) : last)
        return state.finished()
    }

    /// Eight bytes at once, but for those under the mask: the last word holds a length too.
    @inlinable @inline(__always)
    static func lowercased(_ word: UInt64, keeping mask: UInt64 = 0) -> UInt64 {
        let low7 = word & 0x7F7F_7F7F_7F7F_7F7F
        let fromA = low7 &+ 0x3F3F_3F3F_3F3F_3F3F
        let pastZ = low7 &+ 0x2525_2525_2525_2525
        let isUpper = fromA & ~pastZ & ~word & 0x8080_8080_8080_8080 & ~mask
        return word | isUpper >> 2
    }

    /// The hash of one 64-bit word, as eight bytes little-endian: a pseudorandom stream when the word counts up.
    func hash(_ word: UInt64, _ other: UInt64) -> Seed {
        var state = SipHashState(self)
        state.absorb(word)
        state.absorb(other)
        state.absorb(16 << 56)
        return state.finished()
    }
}

/// The four words of SipHash's state between blocks.
@usableFromInline
struct SipHashState {
    @usableFromInline var v0, v1, v2, v3: UInt64

    @inlinable
    init(_ key: SipHashKey) {
        v0 = key.k0 ^ 0x736F_6D65_7073_6575
        v1 = key.k1 ^ 0x646F_7261_6E64_6F6D ^ 0xEE
        v2 = key.k0 ^ 0x6C79_6765_6E65_7261
        v3 = key.k1 ^ 0x7465_6462_7974_6573
    }

    @inlinable @inline(__always)
    mutating func absorb(_ word: UInt64) {
        v3 ^= word
        round()
        round()
        v0 ^= word
    }

    @inlinable @inline(__always)
    mutating func finished() -> Seed {
        v2 ^= 0xEE
        for _ in 0..<4 { round() }
        let low = v0 ^ v1 ^ v2 ^ v3
        v1 ^= 0xDD
        for _ in 0..<4 { round() }
        return Seed(low: low, high: v0 ^ v1 ^ v2 ^ v3)
    }

    @inlinable @inline(__always)
    mutating func round() {
        v0 &+= v1
        v1 = Self.rotate(v1, 13) ^ v0
        v0 = Self.rotate(v0, 32)
        v2 &+= v3
        v3 = Self.rotate(v3, 16) ^ v2
        v0 &+= v3
        v3 = Self.rotate(v3, 21) ^ v0
        v2 &+= v1
        v1 = Self.rotate(v1, 17) ^ v2
        v2 = Self.rotate(v2, 32)
    }

    @inlinable @inline(__always)
    static func rotate(_ word: UInt64, _ bits: UInt64) -> UInt64 { word << bits | word >> (64 &- bits) }

    static func word(of bytes: RawSpan, at offset: Int) -> UInt64 {
        var word: UInt64 = 0
        for index in 0..<8 where offset + index < bytes.byteCount {
            word |= UInt64(bytes.unsafeLoad(fromByteOffset: offset + index, as: UInt8.self)) << UInt64(8 * index)
        }
        return word
    }
}
