package import NIOCore

/// What a server asks of a client before it lets it in, or that it is satisfied.
///
/// Shape: kind `Int32`, then what the kind needs (documentation 54.7). A kind this code does not know
/// is kept with its data, so that whoever reads it can refuse it by name.
package enum Authentication: BackendMessage {
    case ok
    case kerberosV5
    case cleartextPassword
    /// A salt of four bytes.
    case md5Password(salt: [UInt8])
    case scmCredential
    case gss
    case gssContinue(ByteBuffer)
    case sspi
    /// Mechanism names in the server's order of preference.
    case sasl([[UInt8]])
    case saslContinue(ByteBuffer)
    case saslFinal(ByteBuffer)
    case unknown(kind: UInt32, ByteBuffer)

    package static let tag = BackendTag.authentication

    package init(body: inout ByteBuffer) throws(WireError) {
        let kind: UInt32 = try body.wireInteger(of: Self.tag)
        switch kind {
        case 0: self = .ok
        case 2: self = .kerberosV5
        case 3: self = .cleartextPassword
        case 5:
            guard let salt = body.readBytes(length: 4) else { throw WireError.truncated(tag: Self.tag) }
            self = .md5Password(salt: salt)
        case 6: self = .scmCredential
        case 7: self = .gss
        case 8: self = .gssContinue(body.wireRest())
        case 9: self = .sspi
        case 10: self = .sasl(try Self.readMechanisms(&body))
        case 11: self = .saslContinue(body.wireRest())
        case 12: self = .saslFinal(body.wireRest())
        default: self = .unknown(kind: kind, body.wireRest())
        }
        try body.expectEnd(of: Self.tag)
    }

    /// Names up to an empty one.
    private static func readMechanisms(_ body: inout ByteBuffer) throws(WireError) -> [[UInt8]] {
        var mechanisms: [[UInt8]] = []
        while true {
            let mechanism = try body.wireString(of: tag)
            if mechanism.isEmpty { return mechanisms }
            mechanisms.append(mechanism)
        }
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(kind)
        switch self {
        case .ok, .kerberosV5, .cleartextPassword, .scmCredential, .gss, .sspi:
            break
        case .md5Password(let salt):
            guard salt.count == 4 else { throw WireError.malformed("salt is not four bytes", tag: Self.tag) }
            buffer.writeBytes(salt)
        case .sasl(let mechanisms):
            for mechanism in mechanisms {
                guard !mechanism.isEmpty else { throw WireError.malformed("empty mechanism name", tag: Self.tag) }
                try buffer.writeWireString(mechanism, of: Self.tag)
            }
            buffer.writeInteger(UInt8(0))
        case .gssContinue(let data), .saslContinue(let data), .saslFinal(let data), .unknown(_, let data):
            try buffer.writeWireBytes(data, of: Self.tag)
        }
    }

    private var kind: UInt32 {
        switch self {
        case .ok: 0
        case .kerberosV5: 2
        case .cleartextPassword: 3
        case .md5Password: 5
        case .scmCredential: 6
        case .gss: 7
        case .gssContinue: 8
        case .sspi: 9
        case .sasl: 10
        case .saslContinue: 11
        case .saslFinal: 12
        case .unknown(let kind, _): kind
        }
    }
}
