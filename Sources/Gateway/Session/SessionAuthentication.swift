import Logging
import Masking
import NIOCore
import PostgresWire

/// A client's authentication, and the gateway's own towards the server: relayed, or settled here (docs/ARCHITECTURE.md).
///
/// With `relay` the server's messages pass, but for two cases. Where only the server's leg has TLS, the mechanism with
/// channel binding is taken out of the offer. Where both legs have TLS, SCRAM cannot pass at all, as each end would see
/// the other's TLS missing; then the client is asked for its password inside its TLS, and the gateway proves it.
final class SessionAuthentication {
    private unowned let session: Session
    private let message: StartupMessage
    private let user: String
    private let negotiation: ProtocolNegotiation
    private var step: Step = .idle
    private var scram: SCRAMServer?
    private var login: UpstreamLogin?
    private var fromServer = ByteBuffer()
    private var upstreamUser: String?
    private var upstreamPassword: Secret?
    private var policy: PolicyInForce
    private var hasNegotiated = false
    private var wasChallenged = false
    private(set) var hasSeenError = false
    /// The server asked for a message that the client has not sent yet: one for each request is let through.
    private var isAwaited = false

    private enum Step {
        case idle
        /// The gateway is the server: SCRAM's messages are due from the client.
        case awaitingSASLInitial
        case awaitingSASLFirst
        case awaitingSASLFinal
        /// The server's exchange passes through.
        case relaying
        /// The client's password is due, asked for by the gateway.
        case awaitingPassword(mechanisms: Authentication)
        /// The gateway proves itself to the server.
        case provingUpstream
    }

    init(session: Session, message: StartupMessage, user: String) {
        self.session = session
        self.message = message
        self.user = user
        negotiation = ProtocolNegotiation(client: message)
        policy = session.configuration.policy
    }

    // MARK: the gateway as server

    /// A user that does not exist gets the same exchange, which then fails.
    func challenge(_ known: ListenerConfiguration.Client?) {
        guard negotiate(serverAnswer: nil) else { return }
        upstreamUser = known?.upstreamUser
        upstreamPassword = known?.upstreamPassword
        if let known { policy = known.policy }
        let binding: SCRAMServer.ChannelBinding =
            session.clientServesTLS?.endPoint.map { .tlsServerEndPoint($0) } ?? .unavailable
        let verifier = known?.verifier ?? SCRAMVerifier.mock(user: user, secret: ListenerServices.mockSecret)
        do throws(WireError) {
            scram = try SCRAMServer(
                verifier: verifier, nonce: Base64Nonce.make(), channelBinding: binding)
        } catch {
            return reject(error)
        }
        step = .awaitingSASLInitial
        send(Authentication.sasl(binding.mechanisms.map { Array($0.utf8) }))
    }

    // MARK: the server is connected

    func connected() {
        var startup = negotiation.serverStartup
        if let upstreamUser { startup.set("user", to: upstreamUser) }
        var packet = ByteBuffer()
        do throws(WireError) {
            try startup.write(into: &packet)
        } catch {
            return reject(error)
        }
        session.server?.writeAndFlush(packet, promise: nil)
        if login == nil { step = .relaying }
    }

    // MARK: messages of the client

    func clientReceived(_ buffer: inout ByteBuffer) {
        do throws(WireError) {
            while let header = try FrameHeader.peek(&buffer) {
                guard header.tag == FrontendTag.password || header.tag == FrontendTag.terminate,
                    let limit = FrontendTag.limit(of: header.tag), header.bodyLength <= limit
                else {
                    return session.reject(
                        "expected password response, got message type \(header.tag)", code: "08P01",
                        reason: "protocol")
                }
                guard buffer.readableBytes >= header.frameLength else { return }
                if header.tag == FrontendTag.terminate { return session.finish() }
                guard let frame = buffer.readSlice(length: header.frameLength) else { return }
                var body = frame
                body.moveReaderIndex(forwardBy: FrameHeader.size)
                try passwordReceived(frame, &body)
                if case .closed = session.phase { return }
            }
        } catch {
            reject(error)
        }
    }

    private func passwordReceived(_ frame: ByteBuffer, _ body: inout ByteBuffer) throws(WireError) {
        switch step {
        case .relaying:
            guard isAwaited else { throw WireError(.unexpected, "a password came that was not asked for") }
            isAwaited = false
            session.server?.writeAndFlush(frame, promise: nil)
        case .awaitingSASLInitial:
            let response = try SASLInitialResponse(body: &body)
            if let first = try scram?.initialResponseReceived(response) {
                send(.saslContinue(ByteBuffer(bytes: first)))
                step = .awaitingSASLFinal
            } else {
                send(.saslContinue(ByteBuffer()))
                step = .awaitingSASLFirst
            }
        case .awaitingSASLFirst:
            let response = try SASLResponse(body: &body)
            let first = try scram?.clientFirstReceived(Array(response.data.readableBytesView)) ?? []
            send(.saslContinue(ByteBuffer(bytes: first)))
            step = .awaitingSASLFinal
        case .awaitingSASLFinal:
            let response = try SASLResponse(body: &body)
            let final = try scram?.clientFinalReceived(Array(response.data.readableBytesView)) ?? []
            guard scram?.isAuthenticated == true, let upstreamUser else {
                throw WireError(.authenticationFailed, "password authentication failed")
            }
            send(.saslFinal(ByteBuffer(bytes: final)))
            send(.ok)
            login = UpstreamLogin(user: upstreamUser, password: upstreamPassword, allowCleartext: mayShowPassword)
            step = .provingUpstream
            session.phase = .connecting
            session.connectUpstream { [self] session, _ in
                // A plaintext upstream is known only now.
                login = UpstreamLogin(
                    user: upstreamUser, password: upstreamPassword, allowCleartext: mayShowPassword,
                    endPoint: session.serverEndPoint)
                session.phase = .authenticating(self)
                connected()
            }
        case .awaitingPassword(let request):
            let password = try PasswordMessage(body: &body).password
            var login = UpstreamLogin(
                user: user, password: password, allowCleartext: true, endPoint: session.serverEndPoint)
            let action = try login.receive(request, nonce: Base64Nonce.random)
            self.login = consume login
            step = .provingUpstream
            if case .send(let frame) = action { session.server?.writeAndFlush(frame, promise: nil) }
        case .idle, .provingUpstream:
            throw WireError(.unexpected, "a password came that was not asked for")
        }
    }

    private var mayShowPassword: Bool {
        session.configuration.upstream.mayCarryPassword(isTLS: session.serverIsTLS)
    }

    // MARK: messages of the server

    func serverReceived(_ bytes: ByteBuffer) {
        Relay.append(bytes, to: &fromServer)
        do throws(WireError) {
            while case .authenticating = session.phase,
                let header = try FrameHeader.peek(&fromServer)
            {
                // Nothing a server sends before it lets a client in is long.
                guard header.bodyLength <= BackendTag.shortBodyLimit else {
                    throw WireError(.tooLong, "a message of the server is too long")
                }
                guard fromServer.readableBytes >= header.frameLength,
                    let frame = fromServer.readSlice(length: header.frameLength)
                else { return }
                try serverFrame(header, frame)
            }
        } catch {
            session.logger.error("authentication failed: \(error.message)")
            session.fail("Phony: the database server's authentication failed: \(error.message)", code: "08006")
        }
    }

    private func serverFrame(_ header: FrameHeader, _ frame: ByteBuffer) throws(WireError) {
        var body = frame
        body.moveReaderIndex(forwardBy: FrameHeader.size)
        if header.tag == BackendTag.negotiateProtocolVersion {
            guard !hasAnswered else { throw WireError(.unexpected, "a second protocol negotiation") }
            hasAnswered = true
            let answer = try NegotiateProtocolVersion(body: &body)
            if !hasNegotiated { _ = negotiate(serverAnswer: answer) }
            return
        }
        if !hasNegotiated, header.tag == BackendTag.authentication {
            guard negotiate(serverAnswer: nil) else { return }
        }
        switch header.tag {
        case BackendTag.authentication: try authenticationReceived(Authentication(body: &body), frame)
        case BackendTag.errorResponse:
            refusalReceived(try ErrorResponse(body: &body).fields, frame)
        case BackendTag.noticeResponse: session.client?.writeAndFlush(frame, promise: nil)
        default: throw WireError(.unexpected, "message type \(header.tag) before authentication", tag: header.tag)
        }
    }

    private func refusalReceived(_ fields: ErrorFields, _ frame: ByteBuffer) {
        hasSeenError = true
        let code = String(decoding: fields[ErrorFields.Code.sqlState] ?? [], as: UTF8.self).logSafe
        session.logger.notice(
            "the database server refused the login",
            metadata: [
                "reason": "authentication", "sqlstate": "\(code)", "as": "\((upstreamUser ?? user).logSafe)",
            ])
        session.services.metrics.refused("authentication")
        if upstreamUser != nil, code.hasPrefix("28") {
            // The client has proved itself; that our own login does not do is the operator's business.
            return session.fail("Phony: the database server does not let the gateway in", code: "08001")
        }
        session.client?.writeAndFlush(frame, promise: nil)
        session.finish()
    }

    private var hasAnswered = false

    private func authenticationReceived(_ request: Authentication, _ frame: ByteBuffer) throws(WireError) {
        if case .provingUpstream = step {
            switch try login?.receive(request, nonce: Base64Nonce.random) {
            case .send(let frame): session.server?.writeAndFlush(frame, promise: nil)
            case .authenticated(let usedPassword):
                wasChallenged = usedPassword
                // A client whose own exchange ended here has had its AuthenticationOk; one that was asked has not.
                if scram == nil { send(.ok) }
                begin()
            case .nothing, nil: break
            }
            return
        }
        switch request {
        case .ok:
            session.client?.writeAndFlush(frame, promise: nil)
            begin()
        case .sasl(let mechanisms):
            wasChallenged = true
            isAwaited = true
            if session.clientIsTLS, session.serverIsTLS {
                step = .awaitingPassword(mechanisms: request)
                return send(.cleartextPassword)
            }
            let plain = mechanisms.filter { $0 != Array(SCRAMServer.bindingMechanism.utf8) }
            if session.serverIsTLS, plain.count < mechanisms.count {
                send(.sasl(plain))
            } else {
                session.client?.writeAndFlush(frame, promise: nil)
            }
        case .cleartextPassword where session.clientIsTLS && !mayShowPassword:
            // A client shows its password because its own leg is encrypted; it cannot know of the other.
            throw WireError(
                .unsupported, "server asks for a password in clear over an unprotected connection",
                tag: BackendTag.authentication)
        default:
            wasChallenged = true
            if case .saslFinal = request {} else { isAwaited = true }
            session.client?.writeAndFlush(frame, promise: nil)
        }
    }

    // MARK: the ends

    /// Tells the client which protocol is spoken; once, before it is asked to authenticate.
    private func negotiate(serverAnswer: NegotiateProtocolVersion?) -> Bool {
        hasNegotiated = true
        do throws(WireError) {
            if let notice = try negotiation.outcome(serverAnswer: serverAnswer).message { send(notice) }
            return true
        } catch {
            reject(error)
            return false
        }
    }

    /// The server lets the session in: from here on its messages are relayed.
    private func begin() {
        if !wasChallenged {
            session.services.warnOfOpenUpstream(session)
        }
        let relay = Relay(
            source: policy, analyses: session.services.analyses, databaseName: message.database ?? user,
            pool: .ofThisThread)
        session.phase = .relaying(relay)
        if !session.clientIsTLS { session.clientEnd?.writeDirectly() }
        if !session.serverIsTLS { session.serverEnd?.writeDirectly() }
        session.watchIdleness()
        let rest = fromServer
        fromServer = ByteBuffer()
        relay.begin()
        if rest.readableBytes > 0 { relay.serverReceived(rest) }
        // A client may send its first requests before it is told that it may.
        if session.inbound.readableBytes > 0 {
            let early = session.inbound
            session.inbound = ByteBuffer()
            relay.clientReceived(early)
        }
    }

    private func send(_ message: some WireMessage) {
        guard let client = session.client else { return }
        var buffer = client.allocator.buffer(capacity: 64)
        guard (try? message.write(into: &buffer)) != nil else { return session.finish() }
        client.writeAndFlush(buffer, promise: nil)
    }

    private func send(_ message: Authentication) { sendMessage(message) }
    private func sendMessage(_ message: Authentication) {
        guard let client = session.client else { return }
        var buffer = client.allocator.buffer(capacity: 64)
        guard (try? message.write(into: &buffer)) != nil else { return session.finish() }
        client.writeAndFlush(buffer, promise: nil)
    }

    private func reject(_ error: WireError) {
        let isLogin = error.isAuthenticationFailure
        session.reject(
            isLogin ? "password authentication failed for user \"\(user.logSafe)\"" : error.message,
            code: error.code.sqlState, reason: isLogin ? "authentication" : "protocol")
    }
}

/// Nonces for SCRAM: printable, without commas.
enum Base64Nonce {
    static func random() -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<18).map { _ in UInt8.random(in: 0...255, using: &generator) }
    }

    static func make() -> [UInt8] {
        let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
        return random().map { alphabet[Int($0 & 63)] }
    }
}
