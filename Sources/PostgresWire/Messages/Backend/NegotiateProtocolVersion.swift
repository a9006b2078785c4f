package import NIOCore

/// A server speaks less than the client asked for, and which `_pq_.` options it does not know.
///
/// Shape: the newest version `Int32`, major in the upper and minor in the lower half as PostgreSQL sends it, a 32-bit
/// count, and as many option names.
package struct NegotiateProtocolVersion: BackendMessage {
    package static let tag = BackendTag.negotiateProtocolVersion

    package var version: ProtocolVersion
    package var options: [[UInt8]]

    package init(version: ProtocolVersion, options: [[UInt8]] = []) {
        self.version = version
        self.options = options
    }

    package init(body: inout ByteBuffer) throws(WireError) {
        version = ProtocolVersion(rawValue: try body.wireInteger(of: Self.tag))
        let count: UInt32 = try body.wireInteger(of: Self.tag)
        guard Int(count) <= body.readableBytes else {
            throw WireError.malformed("count exceeds the message", tag: Self.tag)
        }
        options = []
        for _ in 0..<count { options.append(try body.wireString(of: Self.tag)) }
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(version.rawValue)
        guard let count = UInt32(exactly: options.count) else {
            throw WireError.tooLong(options.count, tag: Self.tag)
        }
        buffer.writeInteger(count)
        for option in options { try buffer.writeWireString(option, of: Self.tag) }
    }
}
