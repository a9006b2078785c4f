package import NIOCore

/// SQL to run at once; it may hold many statements or none. Shape: the text and a NUL, which is the last byte and the
/// only one.
package struct Query: FrontendMessage {
    package static let tag = FrontendTag.query

    /// The SQL without its NUL, in the client's encoding; a slice of the message it was read from.
    package var text: ByteBuffer

    package init(text: ByteBuffer) { self.text = text }

    package init(_ sql: String) { text = ByteBuffer(string: sql) }

    /// The SQL; what is not UTF-8 is repaired. For decisions that must see the very bytes, use `validatedSQL`.
    package var sql: String { String(buffer: text) }

    /// The SQL, or `nil` if it is not UTF-8.
    package var validatedSQL: String? { String(validating: text.readableBytesView, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        text = try body.wireStringSlice(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(text, of: Self.tag)
    }
}
