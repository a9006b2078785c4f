/// A word of at most fifteen lower-case letters, hyphens and apostrophes, which a register holds: writing one is a store of
/// 16 bytes, changing its case a few operations on all of them at once.
@usableFromInline
package struct InventedWord: Sendable {
    /// The first letter lowest; zeros behind the last, and in the highest byte ``count``.
    @usableFromInline package var letters: UInt128

    @usableFromInline package static let longest = 15

    /// Without a letter.
    @inlinable
    init() { letters = 0 }

    /// Bytes beyond the fifteenth are left out.
    package init(_ word: [UInt8]) {
        letters = UInt128(min(word.count, Self.longest)) << 120
        for (place, letter) in word.prefix(Self.longest).enumerated() {
            letters |= UInt128(letter) << UInt128(8 * place)
        }
    }

    @inlinable
    package var count: Int { Int(truncatingIfNeeded: letters >> 120) }

    /// Of all that a word is made of, only letters have this bit.
    @inlinable @inline(__always)
    var isLetter: UInt128 { letters & (UInt128(0x4040_4040_4040_4040) << 64 | 0x4040_4040_4040_4040) }

    @inlinable @inline(__always)
    package mutating func uppercase() { letters ^= isLetter >> 1 }

    /// Makes capitals of the first letter and of those that follow a hyphen or an apostrophe.
    @inlinable @inline(__always)
    package mutating func capitalise() { letters ^= (isLetter & ~(isLetter << 8)) >> 1 }
}
