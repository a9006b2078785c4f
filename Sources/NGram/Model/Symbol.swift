/// A Unicode scalar as the bytes of its UTF-8 form, the first lowest: writing one is a store of four bytes, of which
/// ``length`` count. Symbols are in the order of these numbers, ASCII first.
@usableFromInline
package struct Symbol: Hashable, Comparable, Sendable {
    @usableFromInline package var bytes: UInt32

    @inlinable
    init(bytes: UInt32) { self.bytes = bytes }

    package init(_ scalar: Unicode.Scalar) {
        let value = scalar.value
        switch value {
        case ..<0x80: bytes = value
        case ..<0x800: bytes = 0x80C0 | value >> 6 | (value & 0x3F) << 8
        case ..<0x1_0000: bytes = 0x80_80E0 | value >> 12 | (value >> 6 & 0x3F) << 8 | (value & 0x3F) << 16
        default:
            bytes =
                0x8080_80F0 | value >> 18 | (value >> 12 & 0x3F) << 8 | (value >> 6 & 0x3F) << 16
                | (value & 0x3F) << 24
        }
    }

    /// In bytes, 1 to 4.
    @inlinable @inline(__always)
    package var length: Int {
        // Not by the leading zeros, which some processors count slowly.
        1 &+ (bytes > 0x7F ? 1 : 0) &+ (bytes > 0xFFFF ? 1 : 0) &+ (bytes > 0xFF_FFFF ? 1 : 0)
    }

    /// `nil` where the bytes are no scalar's shortest form (RFC 3629).
    package var scalar: Unicode.Scalar? {
        let (second, third, fourth) = (bytes >> 8 & 0x3F, bytes >> 16 & 0x3F, bytes >> 24 & 0x3F)
        let value =
            switch length {
            case 1: bytes
            case 2: (bytes & 0x1F) << 6 | second
            case 3: (bytes & 0x0F) << 12 | second << 6 | third
            default: (bytes & 0x07) << 18 | second << 12 | third << 6 | fourth
            }
        // What was not looked at, and what is too long, is found by writing it again.
        return Unicode.Scalar(value).flatMap { Symbol($0) == self ? $0 : nil }
    }

    @inlinable
    package static func < (one: Symbol, other: Symbol) -> Bool { one.bytes < other.bytes }
}
