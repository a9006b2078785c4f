package import NIOCore

/// Makes a prepared statement. Shape: name, SQL, each with a NUL; an unsigned 16-bit count, a type OID for each.
package struct Parse: FrontendMessage {
    package static let tag = FrontendTag.parse

    package var name: [UInt8]
    /// The SQL without its NUL, in the client's encoding; a slice of the message it was read from.
    package var text: ByteBuffer
    /// As many as the client cares to declare, which may be fewer than the statement has; 0 leaves one open.
    package var parameterTypes: [UInt32]

    package init(name: [UInt8] = [], text: ByteBuffer, parameterTypes: [UInt32] = []) {
        self.name = name
        self.text = text
        self.parameterTypes = parameterTypes
    }

    package init(name: String = "", sql: String, parameterTypes: [UInt32] = []) {
        self.init(name: Array(name.utf8), text: ByteBuffer(string: sql), parameterTypes: parameterTypes)
    }

    package var nameText: String { String(decoding: name, as: UTF8.self) }

    /// The SQL; what is not UTF-8 is repaired. For decisions that must see the very bytes, use `validatedSQL`.
    package var sql: String { String(buffer: text) }

    /// The SQL, or `nil` if it is not UTF-8.
    package var validatedSQL: String? { String(validating: text.readableBytesView, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        name = try body.wireString(of: Self.tag)
        text = try body.wireStringSlice(of: Self.tag)
        parameterTypes = try body.wireIntegers(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(name, of: Self.tag)
        try buffer.writeWireString(text, of: Self.tag)
        try buffer.writeWireIntegers(parameterTypes, of: Self.tag)
    }
}
