package import NIOCore

/// A piece of COPY data, from either side; its boundaries mean nothing. Shape: bytes to the end of the message.
package struct CopyData: BackendMessage, FrontendMessage {
    package static let tag = BackendTag.copyData
    package static let bodyLimit = FrameHeader.bodyLimit

    package var data: ByteBuffer

    package init(data: ByteBuffer) { self.data = data }

    package init(body: inout ByteBuffer) throws(WireError) { data = body.wireRest() }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireBytes(data, of: Self.tag)
    }
}

/// A COPY ended well, said by the side that sent the data.
package struct CopyDone: BackendMessage, FrontendMessage, EmptyMessage {
    package static let tag = BackendTag.copyDone
    package static let bodyLimit = 0

    package init() {}
}
