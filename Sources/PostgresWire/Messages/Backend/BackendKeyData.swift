package import NIOCore

/// What a client must show to cancel a query of this connection.
///
/// Shape: process `Int32`, then the key to the end of the message: 4 bytes in protocol 3.0, up to 256 in 3.2.
package struct BackendKeyData: BackendMessage {
    /// How long a key may be, in every message that holds one.
    package static let keyLengths = 4...256

    package static let tag = BackendTag.backendKeyData

    package var processID: UInt32
    package var key: Secret

    package init(processID: UInt32, key: Secret) {
        self.processID = processID
        self.key = key
    }

    package init(body: inout ByteBuffer) throws(WireError) {
        processID = try body.wireInteger(of: Self.tag)
        key = try Secret(cancelKey: &body, of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(processID)
        try key.write(cancelKeyInto: &buffer, of: Self.tag)
    }
}

extension Secret {
    /// Takes the rest of `body` for a cancel key.
    init(cancelKey body: inout ByteBuffer, of tag: UInt8?) throws(WireError) {
        guard BackendKeyData.keyLengths.contains(body.readableBytes) else {
            throw WireError(.malformed, "invalid cancel key length", tag: tag, length: body.readableBytes)
        }
        self.init(Array(body.wireRest().readableBytesView))
    }

    func write(cancelKeyInto buffer: inout ByteBuffer, of tag: UInt8?) throws(WireError) {
        guard BackendKeyData.keyLengths.contains(bytes.count) else {
            throw WireError(.malformed, "invalid cancel key length", tag: tag, length: bytes.count)
        }
        buffer.writeBytes(bytes)
    }
}
