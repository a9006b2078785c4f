package import NIOCore

/// Proves one identity to a server, from its first Authentication message to AuthenticationOk.
///
/// Owns the choice of method, what has been proved, and the rule that a SCRAM server is not believed before it has
/// proved itself. Does not own ParameterStatus and the rest that follows, nor errors: whoever reads the server's
/// messages handles ErrorResponse and NegotiateProtocolVersion. After a throw every call throws `.unexpected`; close
/// the connection.
package struct UpstreamLogin: ~Copyable, Sendable {
    package enum Action: Equatable, Sendable {
        /// Send this frame.
        case send(ByteBuffer)
        /// Wait for the next message.
        case nothing
        /// AuthenticationOk; whether the server wanted a password at all.
        case authenticated(usedPassword: Bool)
    }

    private enum State: ~Copyable {
        /// To any but `awaitingSCRAMOk`.
        case awaitingRequest
        /// A password was sent, in clear or MD5. To `authenticated` or `failed`.
        case awaitingOk
        /// To `awaitingSCRAMFinal` or `failed`.
        case awaitingSCRAMFirst(SCRAMClient)
        /// To `awaitingSCRAMOk` or `failed`.
        case awaitingSCRAMFinal(SCRAMClient)
        /// The server has proved itself. To `authenticated` or `failed`.
        case awaitingSCRAMOk
        /// Stays, but that a further message is an error.
        case authenticated
        /// Stays.
        case failed
    }

    private let user: String
    private let password: Secret?
    private let allowsCleartext: Bool
    private let endPoint: [UInt8]?
    private var state: State

    /// Keys of a SCRAM derivation, to spare the next login with this password the work; `nil` until there was one.
    package private(set) var keys: SCRAMKeys?

    /// - Parameter password: `nil` or empty if there is none; the server must then not ask.
    /// - Parameter allowCleartext: only where nobody can read along: TLS, a unix socket, the loopback interface.
    /// - Parameter endPoint: of the server's certificate, the data of `tls-server-end-point`; `nil` without TLS.
    /// - Parameter keys: of an earlier login with the same password.
    package init(
        user: String, password: Secret?, allowCleartext: Bool = false, endPoint: [UInt8]? = nil, keys: SCRAMKeys? = nil
    ) {
        self.user = user
        self.password = password
        self.allowsCleartext = allowCleartext
        self.endPoint = endPoint
        self.keys = keys
        state = .awaitingRequest
    }

    /// - Parameter nonce: gives at least 16 random bytes, of any value; called when SCRAM begins.
    package mutating func receive(
        _ authentication: Authentication, nonce: () -> [UInt8]
    ) throws(WireError) -> Action {
        // Whatever throws below leaves the state behind as failed.
        let current = exchange(&state, with: .failed)
        switch consume current {
        case .awaitingRequest:
            return try requestReceived(authentication, nonce: nonce)
        case .awaitingOk:
            guard case .ok = authentication else { throw unexpected }
            state = .authenticated
            return .authenticated(usedPassword: true)
        case .awaitingSCRAMFirst(var client):
            guard case .saslContinue(let data) = authentication else { throw unexpected }
            let message = try client.serverFirstReceived(Array(data.readableBytesView))
            keys = client.keys
            state = .awaitingSCRAMFinal(client)
            return .send(try SASLResponse(data: ByteBuffer(bytes: message)).frame())
        case .awaitingSCRAMFinal(var client):
            guard case .saslFinal(let data) = authentication else { throw unexpected }
            try client.serverFinalReceived(Array(data.readableBytesView))
            state = .awaitingSCRAMOk
            return .nothing
        case .awaitingSCRAMOk:
            guard case .ok = authentication else { throw unexpected }
            state = .authenticated
            return .authenticated(usedPassword: true)
        case .authenticated:
            throw unexpected
        case .failed:
            throw unexpected
        }
    }

    private mutating func requestReceived(
        _ authentication: Authentication, nonce: () -> [UInt8]
    ) throws(WireError) -> Action {
        switch authentication {
        case .ok:
            state = .authenticated
            return .authenticated(usedPassword: false)
        case .cleartextPassword:
            guard allowsCleartext else {
                throw refuse("server asks for a password in clear over an unprotected connection")
            }
            let frame = try PasswordMessage(password: try requiredPassword()).frame()
            state = .awaitingOk
            return .send(frame)
        case .md5Password(let salt):
            let response = MD5Password.response(user: user, password: try requiredPassword().bytes, salt: salt)
            let frame = try PasswordMessage(password: Secret(response)).frame()
            state = .awaitingOk
            return .send(frame)
        case .sasl(let mechanisms):
            return try saslReceived(mechanisms, nonce: nonce)
        case .kerberosV5, .scmCredential, .gss, .sspi, .unknown:
            throw refuse("server asks for an authentication method that is not supported")
        case .gssContinue, .saslContinue, .saslFinal:
            throw unexpected
        }
    }

    private mutating func saslReceived(
        _ mechanisms: [[UInt8]], nonce: () -> [UInt8]
    ) throws(WireError) -> Action {
        var binding = SCRAMClient.ChannelBinding.unavailable
        if let endPoint {
            let isOffered = mechanisms.contains(Array(SCRAMClient.bindingMechanism.utf8))
            binding = isOffered ? .tlsServerEndPoint(endPoint) : .notOffered
        }
        guard mechanisms.contains(Array(binding.mechanism.utf8)) else {
            throw refuse("server offers no SASL mechanism that is supported")
        }
        let random = nonce()
        guard random.count >= 16 else { throw WireError(.malformed, "client nonce is too short") }
        var client = try SCRAMClient(
            password: try requiredPassword(), nonce: Base64.encode(random), binding: binding, keys: keys)
        let first = ByteBuffer(bytes: try client.clientFirst())
        let frame = try SASLInitialResponse(mechanism: binding.mechanism, data: first).frame()
        state = .awaitingSCRAMFirst(client)
        return .send(frame)
    }

    private func requiredPassword() throws(WireError) -> Secret {
        guard let password, !password.bytes.isEmpty else {
            throw WireError(
                .authenticationFailed, "server asks for a password and none is configured",
                tag: BackendTag.authentication)
        }
        return password
    }

    private func refuse(_ message: String) -> WireError {
        WireError(.unsupported, message, tag: BackendTag.authentication)
    }

    private var unexpected: WireError {
        WireError(.unexpected, "authentication message out of order", tag: BackendTag.authentication)
    }
}
