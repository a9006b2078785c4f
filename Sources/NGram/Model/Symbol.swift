/// A Unicode scalar as the bytes of its UTF-8 form, the first lowest: writing one is a store of four bytes, of which
/// ``length`` count. Symbols are in the order of these numbers, ASCII first.
@usableFromInline
package struct Symbol: Hashable, Comparable, Sendable {
    @usableFromInline package var bytes: UInt32

    @inlinable
    init(bytes: UInt32) { self.bytes = bytes }

    package init(_ scalar: Unicode.Scalar) {
        bytes = 0
        for byte in scalar.utf8.reversed() { bytes = bytes << 8 | UInt32(byte) }
    }

    /// In bytes, 1 to 4.
    @inlinable @inline(__always)
    package var length: Int { max(1, 4 - bytes.leadingZeroBitCount >> 3) }

    /// `nil` where the bytes are no scalar's shortest form (RFC 3629).
    package var scalar: Unicode.Scalar? {
        let encoded = (0..<length).map { UInt8(truncatingIfNeeded: bytes >> UInt32(8 * $0)) }
        var decoder = UTF8()
        var iterator = encoded.makeIterator()
        guard case .scalarValue(let scalar) = decoder.decode(&iterator), Symbol(scalar) == self else { return nil }
        return scalar
    }

    @inlinable
    package static func < (one: Symbol, other: Symbol) -> Bool { one.bytes < other.bytes }
}
