package import NIOCore

/// The client gives a COPY up. Shape: a reason and a NUL.
package struct CopyFail: FrontendMessage {
    package static let tag = FrontendTag.copyFail

    package var reason: [UInt8]

    package init(reason: [UInt8]) { self.reason = reason }

    package init(body: inout ByteBuffer) throws(WireError) {
        reason = try body.wireString(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(reason, of: Self.tag)
    }
}
