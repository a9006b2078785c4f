package import NIOCore

/// The packets that open a connection, which have no type byte: a length that counts itself, then a code that is a
/// protocol version or one of three reserved ones (documentation 54.7).
package enum StartupPacket: Equatable, Sendable {
    case sslRequest
    case gssencRequest
    case cancel(CancelRequest)
    case startup(StartupMessage)
    /// A protocol whose major number is not 3; nothing after the version was looked at.
    case unsupported(ProtocolVersion)

    /// Length and code.
    package static let minimumLength = 8

    /// PostgreSQL's `MAX_STARTUP_PACKET_LENGTH`, which does not count the length field.
    package static let lengthLimit = 10_000 + 4

    static let sslRequestCode: UInt32 = 80_877_103
    static let gssencRequestCode: UInt32 = 80_877_104

    /// Takes one whole packet from the front of `buffer`.
    ///
    /// - Returns: `nil`, with nothing consumed, while the packet is incomplete. A length no packet may have throws
    ///   `.malformed` or `.tooLong` as soon as its four bytes are there.
    package static func read(from buffer: inout ByteBuffer) throws(WireError) -> StartupPacket? {
        guard let length = buffer.getInteger(at: buffer.readerIndex, as: UInt32.self) else { return nil }
        guard length >= UInt32(minimumLength) else { throw WireError.invalidLength(Int(length), tag: nil) }
        guard length <= UInt32(lengthLimit) else { throw WireError.tooLong(Int(length), tag: nil) }
        guard var body = buffer.readSlice(length: Int(length)) else { return nil }
        body.moveReaderIndex(forwardBy: 4)
        let code: UInt32 = try body.wireInteger(of: nil)
        switch code {
        case sslRequestCode:
            try body.expectEnd(of: nil)
            return .sslRequest
        case gssencRequestCode:
            try body.expectEnd(of: nil)
            return .gssencRequest
        case CancelRequest.code:
            return .cancel(try CancelRequest(body: &body))
        default:
            let version = ProtocolVersion(rawValue: code)
            guard version.major == 3 else { return .unsupported(version) }
            return .startup(try StartupMessage(version: version, body: &body))
        }
    }

    /// Asks a server for TLS; the answer is one byte, `S` or `N`, or from very old servers an ErrorResponse.
    package static func writeSSLRequest(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(UInt32(minimumLength), sslRequestCode)
    }

    /// Asks a server for GSSAPI encryption.
    package static func writeGSSENCRequest(into buffer: inout ByteBuffer) {
        buffer.writeMultipleIntegers(UInt32(minimumLength), gssencRequestCode)
    }
}
