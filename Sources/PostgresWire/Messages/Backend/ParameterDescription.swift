package import NIOCore

/// The types of a statement's parameters. Shape: an unsigned 16-bit count, a type OID for each.
package struct ParameterDescription: BackendMessage {
    package static let tag = BackendTag.parameterDescription

    package var types: [UInt32]

    package init(types: [UInt32]) { self.types = types }

    package init(body: inout ByteBuffer) throws(WireError) {
        types = try body.wireIntegers(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireIntegers(types, of: Self.tag)
    }
}
