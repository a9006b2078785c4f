public import NIOCore

/// The five bytes before every framed message: its type, and a length that counts itself.
///
/// Shape: type `UInt8`, length `Int32` in network order, then `length - 4` bytes of body (PostgreSQL documentation
/// 54.1.1, "Messaging overview"). A length under 4 or over PostgreSQL's own bound is an error at once, whether or not
/// the body has arrived: a connection that waits for an impossible message would buffer for ever.
@usableFromInline
package struct FrameHeader: Hashable, Sendable {
    /// The bytes a header takes.
    @usableFromInline package static let size = 5

    /// `MaxAllocSize - 1`: what PostgreSQL lets a length field hold.
    @usableFromInline package static let lengthLimit = 0x3fff_ffff - 1

    /// The longest body a header can announce.
    package static let bodyLimit = lengthLimit - 4

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

    /// Looks at a header without consuming it.
    ///
    /// - Parameter index: an index of `buffer` in the sense of `readerIndex`.
    /// - Returns: `nil` while fewer than five bytes stand at `index`.
    @inlinable
    package static func peek(_ buffer: ByteBuffer, at index: Int) throws(WireError) -> FrameHeader? {
        guard index <= buffer.writerIndex - size,
            let tag = buffer.getInteger(at: index, as: UInt8.self),
            let length = buffer.getInteger(at: index + 1, as: UInt32.self)
        else { return nil }
        guard length >= 4 else { throw WireError.invalidLength(Int(length), tag: tag) }
        guard length <= UInt32(lengthLimit) else { throw WireError.tooLong(Int(length), tag: tag) }
        return FrameHeader(tag: tag, bodyLength: Int(length) - 4)
    }

    /// Looks at the header at the reader's place. The buffer is not changed: one that an object holds would be copied,
    /// and its storage counted, to be read.
    @inlinable
    package static func peek(_ buffer: inout ByteBuffer) throws(WireError) -> FrameHeader? {
        try peek(buffer, at: buffer.readerIndex)
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
