/// The random stream that a seed starts, from which one stand-in is made.
///
/// **Specification**, which fixes every stand-in and so must never change:
///
/// - The generator is xoroshiro128++ 1.0 (Blackman and Vigna, 2019). Its state is s0 = the seed's low word and s1 = its
///   high word; where both are zero, which the generator does not allow, s0 = 0x9E3779B97F4A7C15 and
///   s1 = 0xBF58476D1CE4E5B9.
/// - `next()` gives rotl(s0 + s1, 17) + s0, then s1 ← s1 ⊕ s0, s0 ← rotl(s0, 49) ⊕ s1 ⊕ (s1 << 21), s1 ← rotl(s1, 28).
/// - `below(n)` is Lemire's (2019): x = next(), m = x · n in 128 bits; while the low half of m is below 2⁶⁴ mod n, draw
///   again; the result is the high half. It is exactly uniform.
/// - `unit()` is the upper 53 bits of next(), times 2⁻⁵³: 0 ≤ u < 1.
///
/// It is no cryptographic generator and need not be: a stream serves one value and its state is worth no more than the
/// stand-in itself, since the seed gives away neither the key nor any other seed.
@usableFromInline
package struct StandInRandom: Sendable {
    @usableFromInline var s0: UInt64
    @usableFromInline var s1: UInt64

    @inlinable
    package init(_ seed: Seed) {
        s0 = seed.low
        s1 = seed.high
        if s0 | s1 == 0 {
            s0 = 0x9E37_79B9_7F4A_7C15
            s1 = 0xBF58_476D_1CE4_E5B9
        }
    }

    /// 64 uniform bits.
    @inlinable @inline(__always)
    package mutating func next() -> UInt64 {
        let sum = s0 &+ s1
        let result = (sum << 17 | sum >> 47) &+ s0
        s1 ^= s0
        s0 = (s0 << 49 | s0 >> 15) ^ s1 ^ (s1 << 21)
        s1 = s1 << 28 | s1 >> 36
        return result
    }

    /// A uniform number from 0 up to but not including the bound; 0 where the bound is 0.
    @inlinable @inline(__always)
    package mutating func below(_ bound: UInt64) -> UInt64 {
        guard bound > 0 else { return 0 }
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let rejected = (0 &- bound) % bound
            while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }

    /// A uniform number from 0 up to but not including 1, a multiple of 2⁻⁵³.
    @inlinable
    package mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
