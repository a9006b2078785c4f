public import NIOCore

/// The five bytes before every framed message: its type, and a length that counts itself.
///
/// Shape: type `UInt8`, length `Int32` in network order, then `length - 4` bytes of body (PostgreSQL documentation
/// 54.1.1, "Messaging overview"). A length under 4 or over PostgreSQL's own bound is an error at once, whether or not
/// the body has arrived: a connection that waits for an impossible message would buffer for ever.
@usableFromInline
package struct FrameHeader: Hashable, Sendable {
    /// The bytes a header takes.
    @inlinable package static var size: Int { 5 }

    /// `MaxAllocSize - 1`: what PostgreSQL lets a length field hold.
    @inlinable package static var lengthLimit: Int { 0x3fff_ffff - 1 }

    /// The longest body a header can announce.
    @inlinable package static var bodyLimit: Int { lengthLimit - 4 }

    @usableFromInline package var tag: UInt8
    /// Bytes after the header, 0 through `bodyLimit`.
    @usableFromInline package var bodyLength: Int

    @inlinable
    package init(tag: UInt8, bodyLength: Int) {
        self.tag = tag
        self.bodyLength = bodyLength
    }

    /// Header and body together.
    @inlinable package var frameLength: Int { Self.size + bodyLength }

    /// Looks at the header at the reader's place without consuming it. The buffer is not changed: one that an object holds
    /// would be copied, and its storage counted, to be read.
    ///
    /// - Returns: `nil` while fewer than five bytes are there.
    @inlinable
    package static func peek(_ buffer: inout ByteBuffer) throws(WireError) -> FrameHeader? {
        let found: (tag: UInt8, length: UInt32)? = buffer.withUnsafeReadableBytes {
            guard $0.count >= size else { return nil }
            return ($0[0], UInt32(bigEndian: $0.loadUnaligned(fromByteOffset: 1, as: UInt32.self)))
        }
        guard let found else { return nil }
        return try FrameHeader(tag: found.tag, length: found.length)
    }

    /// - Parameter length: as it stands in the frame.
    @inlinable @inline(__always)
    init(tag: UInt8, length: UInt32) throws(WireError) {
        guard length >= 4 else { throw WireError.invalidLength(Int(length), tag: tag) }
        guard length <= UInt32(Self.lengthLimit) else { throw WireError.tooLong(Int(length), tag: tag) }
        self.init(tag: tag, bodyLength: Int(length) - 4)
    }

    /// Writes the five bytes; nothing is written if the body could not be announced.
    ///
    /// For whoever streams a body: the length is checked in 64 bits before the first byte leaves.
    @inlinable
    package func write(into buffer: inout ByteBuffer) throws(WireError) {
        guard bodyLength >= 0, bodyLength <= Self.lengthLimit - 4, let length = UInt32(exactly: bodyLength + 4) else {
            throw WireError.tooLong(bodyLength, tag: tag)
        }
        buffer.writeInteger(tag)
        buffer.writeInteger(length)
    }
}
