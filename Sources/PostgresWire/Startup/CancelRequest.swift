package import NIOCore

/// Asks for a query of another connection to be cancelled, on a connection of its own that gets no answer.
///
/// Shape: length `Int32`, code `Int32`, process `Int32`, then the key to the end: 4 bytes in protocol 3.0, up to 256 in
/// 3.2. Keys are compared in constant time and never described.
package struct CancelRequest: Equatable, Sendable {
    static let code: UInt32 = 80_877_102

    package var processID: UInt32
    package var key: Secret

    package init(processID: UInt32, key: Secret) {
        self.processID = processID
        self.key = key
    }

    /// Reads what follows the code.
    init(body: inout ByteBuffer) throws(WireError) {
        processID = try body.wireInteger(of: nil)
        key = try Secret(cancelKey: &body, of: nil)
    }

    /// Whether this names the connection of `keyData`.
    package func matches(_ keyData: BackendKeyData) -> Bool {
        key == keyData.key && processID == keyData.processID
    }

    /// Appends the packet; throws `.malformed`, with nothing written, for a key of an impossible length.
    package func write(into buffer: inout ByteBuffer) throws(WireError) {
        guard BackendKeyData.keyLengths.contains(key.bytes.count) else {
            throw WireError(.malformed, "invalid cancel key length", length: key.bytes.count)
        }
        buffer.writeMultipleIntegers(UInt32(12 + key.bytes.count), Self.code, processID)
        buffer.writeBytes(key.bytes)
    }
}
