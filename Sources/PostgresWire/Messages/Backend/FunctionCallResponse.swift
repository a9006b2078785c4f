package import NIOCore

/// What a FunctionCall returned: row data without a description. Shape: a length `Int32` (-1 is NULL), the bytes.
package struct FunctionCallResponse: BackendMessage {
    package static let tag = BackendTag.functionCallResponse

    package var result: ByteBuffer?

    package init(result: ByteBuffer?) { self.result = result }

    package init(body: inout ByteBuffer) throws(WireError) {
        result = try body.wireField(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireField(result, of: Self.tag)
    }
}
