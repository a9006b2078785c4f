import NIOCore

/// The protocol's primitive values, read with the bounds checked before anything is allocated.
///
/// All of them consume what they return and throw `.malformed` when the bytes do not suffice.
extension ByteBuffer {
    mutating func wireInteger<T: FixedWidthInteger>(
        _ type: T.Type = T.self, of tag: UInt8?
    ) throws(WireError) -> T {
        guard let value = readInteger(as: T.self) else { throw WireError.truncated(tag: tag) }
        return value
    }

    /// An unsigned 16-bit count of elements that take at least `minimumSize` bytes each.
    mutating func wireCount(minimumSize: Int, of tag: UInt8?) throws(WireError) -> Int {
        let count = Int(try wireInteger(UInt16.self, of: tag))
        guard count * minimumSize <= readableBytes else {
            throw WireError.malformed("count exceeds the message", tag: tag)
        }
        return count
    }

    /// Bytes up to a NUL, which is consumed and not returned.
    mutating func wireStringSlice(of tag: UInt8?) throws(WireError) -> ByteBuffer {
        let bytes = readableBytesView
        guard let end = bytes.firstIndex(of: 0), let slice = readSlice(length: end - bytes.startIndex) else {
            throw WireError.malformed("unterminated string", tag: tag)
        }
        moveReaderIndex(forwardBy: 1)
        return slice
    }

    /// Bytes up to a NUL, copied.
    mutating func wireString(of tag: UInt8?) throws(WireError) -> [UInt8] {
        // The unnamed statement and portal, which most messages mean.
        if getInteger(at: readerIndex, as: UInt8.self) == 0 {
            moveReaderIndex(forwardBy: 1)
            return []
        }
        return Array(try wireStringSlice(of: tag).readableBytesView)
    }

    /// An `Int32` length and as many bytes; `nil` for NULL. Only -1 is NULL, anything else below zero is malformed.
    mutating func wireField(of tag: UInt8?) throws(WireError) -> ByteBuffer? {
        let length = try wireInteger(Int32.self, of: tag)
        if length == -1 { return nil }
        guard length >= 0, Int(length) <= readableBytes, let slice = readSlice(length: Int(length)) else {
            throw WireError.malformed("invalid field length", tag: tag)
        }
        return slice
    }

    /// A count and as many fields.
    mutating func wireFields(of tag: UInt8?) throws(WireError) -> [ByteBuffer?] {
        let count = try wireCount(minimumSize: 4, of: tag)
        var fields: [ByteBuffer?] = []
        fields.reserveCapacity(count)
        for _ in 0..<count { fields.append(try wireField(of: tag)) }
        return fields
    }

    /// A count and as many integers.
    mutating func wireIntegers<T: FixedWidthInteger>(
        _ type: T.Type = T.self, of tag: UInt8?
    ) throws(WireError) -> [T] {
        let count = try wireCount(minimumSize: MemoryLayout<T>.size, of: tag)
        var integers: [T] = []
        integers.reserveCapacity(count)
        for _ in 0..<count { integers.append(try wireInteger(of: tag)) }
        return integers
    }

    /// Everything that is left.
    mutating func wireRest() -> ByteBuffer {
        let rest = slice()
        moveReaderIndex(to: writerIndex)
        return rest
    }

    func expectEnd(of tag: UInt8?) throws(WireError) {
        guard readableBytes == 0 else { throw WireError.malformed("trailing bytes", tag: tag) }
    }
}
