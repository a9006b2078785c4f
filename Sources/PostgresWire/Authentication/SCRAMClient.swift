/// Proves a password to a server by SCRAM-SHA-256 (RFC 5802, RFC 7677), bound to the TLS session where there is one, and
/// makes the server prove in turn that it knew the password.
///
/// Owns the exchange; the frames around its messages are `UpstreamLogin`'s. A call out of order throws `.unexpected`,
/// and after any error every call does. The server is not trusted: its nonce, salt and iteration count are bounded.
package struct SCRAMClient: ~Copyable, Sendable {
    package static let mechanism = "SCRAM-SHA-256"
    package static let bindingMechanism = "SCRAM-SHA-256-PLUS"

    package enum ChannelBinding: Equatable, Sendable {
        /// No TLS, or a certificate that cannot be bound to.
        case unavailable
        /// Could be had, but the server does not offer it: it must hear so, to notice if somebody took its offer away.
        case notOffered
        /// The data of `tls-server-end-point` (RFC 5929), for the mechanism PLUS.
        case tlsServerEndPoint([UInt8])

        /// The gs2-header (RFC 5802, section 7).
        var header: [UInt8] {
            switch self {
            case .unavailable: Array("n,,".utf8)
            case .notOffered: Array("y,,".utf8)
            case .tlsServerEndPoint: Array("p=tls-server-end-point,,".utf8)
            }
        }

        var data: [UInt8] {
            if case .tlsServerEndPoint(let data) = self { data } else { [] }
        }

        package var mechanism: String {
            if case .tlsServerEndPoint = self { SCRAMClient.bindingMechanism } else { SCRAMClient.mechanism }
        }
    }

    private enum State {
        /// To `awaitingServerFirst`.
        case initial
        /// To `awaitingServerFinal` or `failed`.
        case awaitingServerFirst
        /// To `verified` or `failed`.
        case awaitingServerFinal(serverSignature: [UInt8])
        /// The server has proved itself. Stays.
        case verified
        /// Stays.
        case failed
    }

    private let password: Secret
    private let firstBare: [UInt8]
    private let nonce: [UInt8]
    private let binding: ChannelBinding
    private var state: State

    /// The keys of the last derivation, and to begin with those of an earlier login that may be used again.
    package private(set) var keys: SCRAMKeys?

    /// - Parameter user: PostgreSQL ignores it and libpq leaves it empty: the start-up has named the user.
    /// - Parameter nonce: random, printable and without commas, such as base 64 of 18 random bytes. `.malformed` if
    ///   not.
    /// - Parameter keys: used instead of a derivation if the server's salt and count turn out the same.
    package init(
        user: String = "", password: Secret, nonce: [UInt8], binding: ChannelBinding = .unavailable,
        keys: SCRAMKeys? = nil
    ) throws(WireError) {
        guard SCRAMAttributes.isNonce(nonce) else { throw WireError(.malformed, "unusable client nonce") }
        self.password = password
        self.nonce = nonce
        self.binding = binding
        self.keys = keys
        let name = user.flatMap { $0 == "=" ? "=3D" : $0 == "," ? "=2C" : String($0) }
        firstBare = Array("n=".utf8) + Array(String(name).utf8) + Array(",r=".utf8) + nonce
        state = .initial
    }

    package var isVerified: Bool {
        if case .verified = state { true } else { false }
    }

    /// The client-first-message.
    package mutating func clientFirst() throws(WireError) -> [UInt8] {
        guard case .initial = state else { throw fail(outOfOrder) }
        state = .awaitingServerFirst
        return binding.header + firstBare
    }

    /// Takes the server-first-message and gives the client-final-message.
    ///
    /// Costs as many HMACs as the server asks for, 10,000,000 at most, unless kept keys fit.
    package mutating func serverFirstReceived(_ message: [UInt8]) throws(WireError) -> [UInt8] {
        guard case .awaitingServerFirst = state else { throw fail(outOfOrder) }
        state = .failed
        var attributes = try SCRAMAttributes(message, tag: BackendTag.authentication)
        let fullNonce = try attributes.expect("r")
        let saltText = try attributes.expect("s")
        let iterationsText = try attributes.expect("i")
        try attributes.skipExtensions()
        guard SCRAMAttributes.isNonce(fullNonce), fullNonce.count > nonce.count, fullNonce.starts(with: nonce) else {
            throw WireError(.malformed, "invalid SCRAM nonce", tag: BackendTag.authentication)
        }
        guard saltText.count <= (SCRAMBounds.saltLengths.upperBound + 2) / 3 * 4, let salt = Base64.decode(saltText),
            SCRAMBounds.saltLengths.contains(salt.count),
            let iterations = SCRAMAttributes.iterations(iterationsText)
        else { throw WireError(.malformed, "invalid SCRAM salt or iteration count", tag: BackendTag.authentication) }

        let keys = keys(salt: salt, iterations: iterations)
        let channel = Base64.encode(binding.header + binding.data)
        let withoutProof = Array("c=".utf8) + channel + Array(",r=".utf8) + fullNonce
        let comma = Array(",".utf8)
        let authMessage = firstBare + comma + message + comma + withoutProof
        let clientSignature = SCRAMKeys.hmac(authMessage, key: keys.storedKey)
        let proof = SCRAMKeys.xor(keys.clientKey.bytes, clientSignature)
        state = .awaitingServerFinal(serverSignature: SCRAMKeys.hmac(authMessage, key: keys.serverKey.bytes))
        return withoutProof + Array(",p=".utf8) + Base64.encode(proof)
    }

    /// Takes the server-final-message; throws `.authenticationFailed` unless it proves the server.
    package mutating func serverFinalReceived(_ message: [UInt8]) throws(WireError) {
        guard case .awaitingServerFinal(let expected) = state else { throw fail(outOfOrder) }
        state = .failed
        var attributes = try SCRAMAttributes(message, tag: BackendTag.authentication)
        guard let attribute = try attributes.next() else { throw attributes.malformed }
        guard attribute.name != UInt8(ascii: "e") else {
            throw WireError(.authenticationFailed, "server refused the SCRAM proof", tag: BackendTag.authentication)
        }
        guard attribute.name == UInt8(ascii: "v"), let signature = Base64.decode(attribute.value) else {
            throw attributes.malformed
        }
        try attributes.skipExtensions()
        guard constantTimeEquals(signature, expected) else {
            throw WireError(
                .authenticationFailed, "server does not know the password", tag: BackendTag.authentication)
        }
        state = .verified
    }

    private mutating func keys(salt: [UInt8], iterations: Int) -> SCRAMKeys {
        if let keys, keys.salt == salt, keys.iterations == iterations { return keys }
        let derived = SCRAMKeys(password: password.bytes, salt: salt, iterations: iterations)
        keys = derived
        return derived
    }

    private mutating func fail(_ error: WireError) -> WireError {
        state = .failed
        return error
    }

    private var outOfOrder: WireError {
        WireError(.unexpected, "SCRAM message out of order", tag: BackendTag.authentication)
    }
}
