package import NIOCore

/// A message with a type byte and a length before its body.
///
/// Reading takes the body alone and must consume it to the last byte. Writing produces the whole frame or nothing.
package protocol WireMessage: Equatable, Sendable {
    static var tag: UInt8 { get }

    /// The longest body that may be written.
    static var bodyLimit: Int { get }

    /// Reads a body that stands alone in `body`.
    ///
    /// Throws `.malformed` when bytes are missing, left over or out of range.
    init(body: inout ByteBuffer) throws(WireError)

    /// Appends the body, without type and length.
    func writeBody(into buffer: inout ByteBuffer) throws(WireError)
}

/// A message of a server.
package protocol BackendMessage: WireMessage {}

/// A message of a client.
package protocol FrontendMessage: WireMessage {}

extension BackendMessage {
    package static var bodyLimit: Int { BackendTag.limit(of: tag) ?? 0 }
}

extension FrontendMessage {
    package static var bodyLimit: Int { FrontendTag.limit(of: tag) ?? 0 }
}

extension WireMessage {
    /// Appends the frame: type, length, body.
    ///
    /// Throws `.tooLong` when the body exceeds `bodyLimit` or a count its 16 bits, `.malformed` when a string holds a
    /// NUL. `buffer` is then as it was: a length is never truncated, since what follows would be read as new messages.
    package func write(into buffer: inout ByteBuffer) throws(WireError) {
        let start = buffer.writerIndex
        do throws(WireError) {
            buffer.writeInteger(Self.tag)
            buffer.writeInteger(UInt32(0))
            try writeBody(into: &buffer)
            let bodyLength = buffer.writerIndex - start - FrameHeader.size
            guard bodyLength <= Self.bodyLimit, let length = UInt32(exactly: bodyLength + 4) else {
                throw WireError.tooLong(bodyLength, tag: Self.tag)
            }
            buffer.setInteger(length, at: start + 1)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
    }

    /// The frame in a buffer of its own.
    package func frame() throws(WireError) -> ByteBuffer {
        var buffer = ByteBuffer()
        try write(into: &buffer)
        return buffer
    }
}

/// A message that is its type byte alone; any body is trailing bytes.
package protocol EmptyMessage: WireMessage {
    init()
}

extension EmptyMessage {
    package init(body: inout ByteBuffer) throws(WireError) {
        try body.expectEnd(of: Self.tag)
        self.init()
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {}
}
