package import NIOCore

/// A password, in clear or as an MD5 response. Shape: the text and a NUL.
///
/// It shares its type byte with the SASL and GSS answers; what the server asked for says which it is. An empty
/// password is read as such: PostgreSQL refuses it with 28P01, and so must whoever checks it.
package struct PasswordMessage: FrontendMessage {
    package static let tag = FrontendTag.password

    package var password: Secret

    package init(password: Secret) { self.password = password }

    package init(body: inout ByteBuffer) throws(WireError) {
        password = Secret(try body.wireString(of: Self.tag))
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(password.bytes, of: Self.tag)
    }
}

/// The client's choice of a SASL mechanism. Shape: its name and a NUL, a length `Int32` (-1: none), the first message.
package struct SASLInitialResponse: FrontendMessage {
    package static let tag = FrontendTag.password

    package var mechanism: [UInt8]
    package var data: ByteBuffer?

    package init(mechanism: String, data: ByteBuffer?) {
        self.mechanism = Array(mechanism.utf8)
        self.data = data
    }

    package var mechanismText: String { String(decoding: mechanism, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        mechanism = try body.wireString(of: Self.tag)
        data = try body.wireField(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(mechanism, of: Self.tag)
        try buffer.writeWireField(data, of: Self.tag)
    }
}

/// A later SASL message of the client. Shape: bytes to the end of the message.
package struct SASLResponse: FrontendMessage {
    package static let tag = FrontendTag.password
    package var data: ByteBuffer

    package init(data: ByteBuffer) { self.data = data }

    package init(body: inout ByteBuffer) throws(WireError) { data = body.wireRest() }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireBytes(data, of: Self.tag)
    }
}

/// A GSSAPI or SSPI token of the client. Shape: bytes to the end of the message.
package struct GSSResponse: FrontendMessage {
    package static let tag = FrontendTag.password
    package var data: ByteBuffer

    package init(data: ByteBuffer) { self.data = data }

    package init(body: inout ByteBuffer) throws(WireError) { data = body.wireRest() }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireBytes(data, of: Self.tag)
    }
}
