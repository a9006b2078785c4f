package import NIOCore

/// The present value of a setting clients care about; it may come at any time. Shape: name, value, each with a NUL.
package struct ParameterStatus: BackendMessage {
    package static let tag = BackendTag.parameterStatus

    package var name: [UInt8]
    package var value: [UInt8]

    package init(name: [UInt8], value: [UInt8]) {
        self.name = name
        self.value = value
    }

    package init(name: String, value: String) {
        self.init(name: Array(name.utf8), value: Array(value.utf8))
    }

    package var nameText: String { String(decoding: name, as: UTF8.self) }
    package var valueText: String { String(decoding: value, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        name = try body.wireString(of: Self.tag)
        value = try body.wireString(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(name, of: Self.tag)
        try buffer.writeWireString(value, of: Self.tag)
    }
}
