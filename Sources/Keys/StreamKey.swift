/// Where the random streams of generated data come from: a key a generator, from which each row and attempt has a stream of
/// its own. So a value depends on nothing but the seed, the generator's name, its row and its attempt, and rows can be made
/// in any order.
///
/// **Specification** (docs/determinism.md), which fixes everything that is generated. The root of a seed, which is a text,
/// is SipHash-2-4 with 128 bits of output, under the 16 bytes `phony/generate/1`, of its UTF-8; a child's key is the same
/// function, under its parent's 16 bytes (low word first, little-endian), of the child's name. With m the finisher of
/// SplitMix64, the seed of row r and attempt a is
///
///     low = m(key.low + r · 0x9E3779B97F4A7C15),   high = m((key.high ⊕ low) + a · 0xD1B54A32D192ED03)
///
/// in 64-bit arithmetic. Both steps are bijective, in r and in a, so no two rows or attempts of a generator share a stream.
/// Nothing here is secret: whoever knows the seed knows the data.
@usableFromInline
package struct StreamKey: Sendable, Hashable {
    @usableFromInline let low: UInt64
    @usableFromInline let high: UInt64

    private init(_ seed: Seed) {
        low = seed.low
        high = seed.high
    }

    /// The root of a seed.
    package init(seed: String) {
        self.init(Self.hash(seed, under: Array("phony/generate/1".utf8)))
    }

    package func child(_ name: String) -> StreamKey {
        var key: [UInt8] = []
        for word in [low, high] { withUnsafeBytes(of: word.littleEndian) { key.append(contentsOf: $0) } }
        return StreamKey(Self.hash(name, under: key))
    }

    private static func hash(_ text: String, under key: [UInt8]) -> Seed {
        SipHashKey(littleEndian: key.span.bytes).hash(Array(text.utf8).span.bytes)
    }

    /// What the values of a row are drawn from.
    @inlinable @inline(__always)
    package func stream(row: UInt64, attempt: UInt64 = 0) -> StandInRandom {
        let first = Self.mix(low &+ row &* 0x9E37_79B9_7F4A_7C15)
        return StandInRandom(Seed(low: first, high: Self.mix((high ^ first) &+ attempt &* 0xD1B5_4A32_D192_ED03)))
    }

    /// A permutation of the numbers below n: six Feistel rounds over the fewest bits, even in number, that hold n, applied
    /// again while the result is not below n.
    package func permute(_ number: UInt64, below n: UInt64) -> UInt64 {
        guard n > 1 else { return 0 }
        let bits = UInt64(max((UInt64.bitWidth - (n - 1).leadingZeroBitCount + 1) / 2, 1))
        let mask = bits == 32 ? UInt64(UInt32.max) : (1 << bits) - 1
        var image = number < n ? number : number % n
        repeat {
            var (left, right) = (image >> bits, image & mask)
            for round in 0..<UInt64(6) {
                let key = round & 1 == 0 ? low : high
                let mixed = Self.mix((right ^ key) &+ (round + 1) &* 0x9E37_79B9_7F4A_7C15) & mask
                (left, right) = (right, left ^ mixed)
            }
            image = left << bits | right
        } while image >= n
        return image
    }

    @inlinable @inline(__always)
    static func mix(_ word: UInt64) -> UInt64 {
        var word = word
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }
}
