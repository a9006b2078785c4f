import Logging
import Masking
import NIOCore
import NIOSSL
import PostgresWire

/// From a client's first byte to an upstream connection.
extension Session {
    func advanceStartup() {
        while case .startup = phase {
            let action = startup.receive(&inbound)
            if action == .needMore { return }
            if case .proxied = action {
            } else if !isAllowed {
                return reject(
                    "no entry of allow_from admits host \(remoteHost)", code: "28000", reason: "allow_from")
            }
            switch action {
            case .needMore: return
            case .proxied(let source):
                if case .address(let host, port: _) = source {
                    identify(host)
                } else {
                    identify(client?.remoteAddress?.ipAddress ?? "")
                }
            case .startDirectTLS:
                startTLS(answer: nil)
                return
            case .acceptTLS:
                startTLS(answer: UInt8(ascii: "S"))
                return
            case .declineTLS, .declineGSS: answer(UInt8(ascii: "N"))
            case .cancel(let request): return forward(request)
            case .startup(let message): return begin(message)
            case .reject(let rejection):
                logger.notice("connection refused: \(rejection.error.message)", metadata: ["reason": "startup"])
                services.metrics.refused("startup")
                if let response = rejection.response { send(response) }
                return finish()
            }
        }
    }

    private func answer(_ byte: UInt8) {
        guard let client else { return }
        client.writeAndFlush(ByteBuffer(bytes: [byte]), promise: nil)
    }

    private func startTLS(answer byte: UInt8?) {
        guard let client, let tls = configuration.serverTLS else { return finish() }
        if let byte { answer(byte) }
        clientServesTLS = tls
        do {
            try client.pipeline.syncOperations.addHandler(NIOSSLServerHandler(context: tls.context), position: .first)
        } catch {
            return finish()
        }
        // Direct TLS: what was peeked at belongs to the handshake.
        let peeked = inbound
        inbound = ByteBuffer()
        if peeked.readableBytes > 0 {
            client.pipeline.fireChannelRead(peeked)
            client.pipeline.fireChannelReadComplete()
        }
        client.read()
    }

    func clientTLSEstablished(alpn: String?) {
        guard case .startup = phase else { return }
        clientIsTLS = true
        do {
            try startup.tlsEstablished(alpn: alpn)
        } catch {
            logger.notice("connection refused: \(error.error.message)", metadata: ["reason": "tls"])
            services.metrics.refused("tls")
            if let response = error.response { send(response) }
            finish()
        }
    }

    // MARK: cancel

    /// Passed on as it is: the key is the server's own.
    private func forward(_ request: CancelRequest) {
        phase = .cancelling
        startDeadline(configuration.limits.startup) { $0.finish() }
        var packet = ByteBuffer()
        guard (try? request.write(into: &packet)) != nil else { return finish() }
        connectUpstream { session, channel in
            channel.writeAndFlush(packet, promise: nil)
            channel.read()
        }
    }

    // MARK: start-up

    private func begin(_ message: StartupMessage) {
        cancelDeadline()
        if message.requestsReplication {
            return reject("replication connections are refused", code: "0A000", reason: "replication")
        }
        guard let user = message.user else {
            return reject("no PostgreSQL user name specified in startup packet", code: "28000", reason: "startup")
        }
        guard services.admit(self) else {
            return reject("sorry, too many clients already", code: "53300", reason: "max_clients")
        }
        startDeadline(configuration.limits.authentication) { session in
            session.reject("authentication did not finish in time", code: "08006", reason: "authentication_timeout")
        }
        var message = message
        if let database = configuration.upstream.database {
            message.set("database", to: database)
        }
        logger[metadataKey: "user"] = "\(user.logSafe)"
        logger[metadataKey: "database"] = "\((message.database ?? "").logSafe)"
        let authentication = SessionAuthentication(session: self, message: message, user: user)
        switch configuration.authentication {
        case .relay:
            phase = .connecting
            connectUpstream { session, _ in
                session.phase = .authenticating(authentication)
                authentication.connected()
            }
        case .terminate(let clients):
            phase = .authenticating(authentication)
            authentication.challenge(clients[user])
        }
    }

    func connectUpstream(_ body: @escaping (Session, any Channel) -> Void) {
        let connector = UpstreamConnector(upstream: configuration.upstream, eventLoop: eventLoop)
        let bound = NIOLoopBound((self, body), eventLoop: eventLoop)
        connector.connect().assumeIsolated().whenComplete { result in
            let (session, body) = bound.value
            switch result {
            case .success(let connected):
                if case .closed = session.phase {
                    connected.channel.close(promise: nil)
                    return
                }
                session.server = connected.channel
                session.serverIsTLS = connected.isTLS
                session.serverEndPoint = connected.endPoint
                do {
                    try connected.channel.pipeline.syncOperations.addHandler(UpstreamHandler(session: session))
                } catch {
                    return session.finish()
                }
                body(session, connected.channel)
                session.pump()
            case .failure(let error):
                let message =
                    (error as? UpstreamConnector.Failure)?.message
                    ?? "the database server at \(session.configuration.upstream.description) cannot be reached"
                session.logger.error("\(message)")
                if case .cancelling = session.phase { return session.finish() }
                session.services.metrics.refused("upstream")
                session.fail("Phony: \(message)", code: "08001")
            }
        }
    }
}

extension String {
    /// Cut and without control characters: for log lines, which a peer must not be able to break.
    var logSafe: String {
        String(
            String.UnicodeScalarView(
                unicodeScalars.prefix(64).map { $0.properties.generalCategory == .control ? "?" : $0 }))
    }
}
