import NIOCore

/// The protocol's primitive values, written so that no length or count can wrap and no string can end early.
extension ByteBuffer {
    /// Whether `count` more bytes could belong to a message at all.
    ///
    /// A `ByteBuffer` counts in 32 bits and traps beyond them, so the bound stands before the bytes are written.
    func checkRoom(for count: Int, of tag: UInt8?) throws(WireError) {
        guard count <= FrameHeader.bodyLimit, writerIndex <= Int(Int32.max) - count else {
            throw WireError.tooLong(count, tag: tag)
        }
    }

    /// All of `bytes`.
    mutating func writeWireBytes(_ bytes: ByteBuffer, of tag: UInt8?) throws(WireError) {
        try checkRoom(for: bytes.readableBytes, of: tag)
        writeImmutableBuffer(bytes)
    }

    /// The bytes and a NUL; `.malformed` if they contain one.
    mutating func writeWireString(_ bytes: some Collection<UInt8>, of tag: UInt8?) throws(WireError) {
        guard !bytes.contains(0) else { throw WireError.malformed("NUL within a string", tag: tag) }
        try checkRoom(for: bytes.count + 1, of: tag)
        writeBytes(bytes)
        writeInteger(UInt8(0))
    }

    mutating func writeWireString(_ slice: ByteBuffer, of tag: UInt8?) throws(WireError) {
        try writeWireString(slice.readableBytesView, of: tag)
    }

    mutating func writeWireCount(_ count: Int, of tag: UInt8?) throws(WireError) {
        guard let count = UInt16(exactly: count) else { throw WireError.tooLong(count, tag: tag) }
        writeInteger(count)
    }

    mutating func writeWireField(_ field: ByteBuffer?, of tag: UInt8?) throws(WireError) {
        guard let field else {
            writeInteger(Int32(-1))
            return
        }
        guard let length = Int32(exactly: field.readableBytes) else {
            throw WireError.tooLong(field.readableBytes, tag: tag)
        }
        writeInteger(length)
        try writeWireBytes(field, of: tag)
    }

    mutating func writeWireFields(_ fields: [ByteBuffer?], of tag: UInt8?) throws(WireError) {
        try writeWireCount(fields.count, of: tag)
        for field in fields { try writeWireField(field, of: tag) }
    }

    mutating func writeWireIntegers<T: FixedWidthInteger>(_ integers: [T], of tag: UInt8?) throws(WireError) {
        try writeWireCount(integers.count, of: tag)
        for integer in integers { writeInteger(integer) }
    }
}
