import Foundation
package import NIOCore
import NIOPosix
import NIOSSL
import NIOTLS
import PostgresWire

/// Opens a connection to the server, TLS included: what comes back is ready for a start-up packet.
package struct UpstreamConnector {
    package let upstream: Upstream
    package let eventLoop: any EventLoop

    package init(upstream: Upstream, eventLoop: any EventLoop) {
        self.upstream = upstream
        self.eventLoop = eventLoop
    }

    package struct Connected {
        package var channel: any Channel
        package var isTLS: Bool
        /// Of the server's certificate, what SCRAM binds to; `nil` without TLS.
        package var endPoint: [UInt8]?
    }

    /// What became of the request for TLS.
    fileprivate struct Outcome: Sendable {
        var isTLS: Bool
        var endPoint: [UInt8]?
    }

    package struct Failure: Error, Sendable {
        /// Safe to show to a client: names and addresses of the configuration, no text of the peer.
        package var message: String
        package var isTLS = false
    }

    /// `handler` joins the pipeline when the connection is ready.
    package func connect() -> EventLoopFuture<Connected> {
        switch upstream.tls {
        case .disable: return open(tls: nil, isRequired: false)
        case .require(let context): return open(tls: context, isRequired: true)
        case .prefer(let context):
            return open(tls: context, isRequired: false).flatMapError { error in
                // As libpq: a server that fails at TLS is tried once more without.
                guard let failure = error as? Failure, failure.isTLS else { return eventLoop.makeFailedFuture(error) }
                return open(tls: nil, isRequired: false)
            }
        }
    }

    private func open(tls context: NIOSSLContext?, isRequired: Bool) -> EventLoopFuture<Connected> {
        let ready = eventLoop.makePromise(of: Outcome.self)
        let bootstrap = ClientBootstrap(group: eventLoop)
            .connectTimeout(upstream.connectTimeout)
            .channelOption(.socketOption(.tcp_nodelay), value: 1)
            .channelOption(.socketOption(.so_keepalive), value: 1)
            .channelOption(.autoRead, value: false)
            .channelOption(.allowRemoteHalfClosure, value: false)
            .channelOption(.writeBufferWaterMark, value: Session.waterMark)
        let dialled: EventLoopFuture<any Channel>
        let isUnix: Bool
        switch upstream.address {
        case .tcp(let host, let port):
            isUnix = false
            dialled = bootstrap.connect(host: host, port: port)
        case .unix(let path):
            isUnix = true
            dialled =
                ClientBootstrap(group: eventLoop)
                .connectTimeout(upstream.connectTimeout)
                .channelOption(.autoRead, value: false)
                .channelOption(.writeBufferWaterMark, value: Session.waterMark)
                .connect(unixDomainSocketPath: path)
        }
        return dialled.flatMapErrorThrowing { error in
            throw Failure(
                message: "the database server at \(upstream.description) cannot be reached: \(Self.reason(error))")
        }.flatMap { channel in
            guard let context, !isUnix else {
                return channel.eventLoop.makeSucceededFuture(Connected(channel: channel, isTLS: false))
            }
            let deadline = eventLoop.scheduleTask(in: upstream.connectTimeout) {
                ready.fail(
                    Failure(message: "the database server at \(upstream.description) did not answer", isTLS: false))
            }
            let negotiator = UpstreamTLSNegotiator(
                context: context, upstream: upstream, isRequired: isRequired, ready: ready)
            do {
                try channel.pipeline.syncOperations.addHandler(negotiator)
            } catch {
                ready.fail(error)
            }
            return ready.futureResult.map { Connected(channel: channel, isTLS: $0.isTLS, endPoint: $0.endPoint) }
                .always { result in
                    deadline.cancel()
                    if case .failure = result { channel.close(promise: nil) }
                }
        }
    }

    /// A reason in the operating system's words, without anything a peer sent.
    private static func reason(_ error: any Error) -> String {
        switch error {
        case let error as IOError: return String(cString: strerror(error.errnoCode))
        case let error as NIOConnectionError:
            if let first = error.connectionErrors.first { return reason(first.error) }
            return error.dnsAError != nil || error.dnsAAAAError != nil ? "the name is unknown" : "no address"
        case is ChannelError: return "it did not answer in time"
        default: return "the connection failed"
        }
    }
}

/// Asks the server for TLS and starts it. Whatever the server sends in clear beyond its one-byte answer ends the
/// connection: it would otherwise count as sent within TLS (CVE-2021-23222).
private final class UpstreamTLSNegotiator: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let context: NIOSSLContext
    private let upstream: Upstream
    private let isRequired: Bool
    private let ready: EventLoopPromise<UpstreamConnector.Outcome>
    private var isHandshaking = false

    init(
        context: NIOSSLContext, upstream: Upstream, isRequired: Bool, ready: EventLoopPromise<UpstreamConnector.Outcome>
    ) {
        self.context = context
        self.upstream = upstream
        self.isRequired = isRequired
        self.ready = ready
    }

    func handlerAdded(context: ChannelHandlerContext) {
        if upstream.negotiation == .direct {
            isHandshaking = true
            return startTLS(context)
        }
        var request = context.channel.allocator.buffer(capacity: 8)
        StartupPacket.writeSSLRequest(into: &request)
        context.writeAndFlush(NIOAny(request), promise: nil)
        context.read()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let answer = unwrapInboundIn(data)
        let isAlone = answer.readableBytes == 1
        // The first byte tells what it is: the rest of an error may come in one piece with it, or later.
        switch answer.getInteger(at: answer.readerIndex, as: UInt8.self) {
        case UInt8(ascii: "S") where isAlone && !isHandshaking:
            isHandshaking = true
            startTLS(context)
        case UInt8(ascii: "N") where isAlone && !isHandshaking:
            if isRequired {
                fail("does not offer TLS, which the configuration requires", isTLS: false)
            } else {
                finish(context, isTLS: false)
            }
        case _ where isHandshaking, UInt8(ascii: "S"), UInt8(ascii: "N"):
            fail("sent more than its answer to the request for TLS", isTLS: false)
        // As with libpq since 17, an error is no reason to go on in clear: a server that fails under load has TLS.
        case UInt8(ascii: "E"): fail("answered the request for TLS with an error", isTLS: false)
        default: fail("answered the request for TLS with neither yes nor no", isTLS: false)
        }
    }

    private func startTLS(_ context: ChannelHandlerContext) {
        do {
            var serverName: String?
            if case .tcp(let host, _) = upstream.address, AddressRange(host) == nil { serverName = host }
            let handler = try NIOSSLClientHandler(context: self.context, serverHostname: serverName)
            try context.pipeline.syncOperations.addHandler(handler, position: .first)
            context.read()
        } catch {
            fail("could not be asked for TLS", isTLS: true)
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.read() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent {
            // Without the protocol's name the peer may be a server of another protocol (PostgreSQL's own rule).
            if upstream.negotiation == .direct, negotiated != TLSPolicy.alpn {
                fail("does not take TLS without the request for it (negotiation: direct)", isTLS: true)
            } else {
                finish(context, isTLS: true)
            }
        }
        context.fireUserInboundEventTriggered(event)
    }

    private func finish(_ context: ChannelHandlerContext, isTLS: Bool) {
        let ready = self.ready
        var outcome = UpstreamConnector.Outcome(isTLS: isTLS)
        if isTLS, let certificate = try? context.pipeline.syncOperations.nioSSL_peerCertificate() {
            outcome.endPoint = (try? certificate.toDERBytes()).flatMap { CertificateFacts(der: $0)?.endPoint }
        }
        context.pipeline.syncOperations.removeHandler(self).whenComplete { [outcome] _ in ready.succeed(outcome) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        if upstream.negotiation == .direct, TLSFailure.isEnd(error) {
            // It took the hello for a packet of an impossible length.
            fail("closed the connection when TLS began; a PostgreSQL before 17 does (negotiation: direct)", isTLS: true)
        } else {
            fail("failed the TLS handshake: \(TLSFailure.reason(error))", isTLS: true)
        }
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(
            isHandshaking
                ? "closed the connection during the TLS handshake" : "closed the connection when it was asked for TLS",
            isTLS: isHandshaking)
        context.fireChannelInactive()
    }

    private func fail(_ what: String, isTLS: Bool) {
        ready.fail(
            UpstreamConnector.Failure(message: "the database server at \(upstream.description) \(what)", isTLS: isTLS))
    }
}

/// The reasons of TLS failures in words of our own.
enum TLSFailure {
    static func reason(_ error: any Error) -> String {
        if let error = error as? NIOSSLExtraError, error == .failedToValidateHostname {
            return "its certificate is for another host"
        }
        let text = String(describing: error)
        for (mark, reason) in [
            ("CERTIFICATE_VERIFY_FAILED", "its certificate is not trusted, or has expired"),
            ("CERTIFICATE_EXPIRED", "its certificate has expired"),
            ("UNKNOWN_CA", "it does not trust our certificate"),
            ("PEER_DID_NOT_RETURN_A_CERTIFICATE", "no client certificate was sent"),
            ("WRONG_VERSION_NUMBER", "it does not speak TLS"),
        ] where text.contains(mark) { return reason }
        return isEnd(error) ? "it closed the connection" : "no reason was given"
    }

    /// Whether the other side merely went away, with no word of TLS.
    static func isEnd(_ error: any Error) -> Bool {
        if error is IOError || (error as? NIOSSLError) == .uncleanShutdown { return true }
        return String(describing: error).contains("EOF during handshake")
    }

    /// What a server has against our certificate. With TLS 1.3 it says so after the handshake.
    static func refusalOfOurs(_ error: any Error) -> String? {
        let text = String(describing: error)
        for (mark, refusal) in [
            ("ALERT_CERTIFICATE_REQUIRED", "wants a certificate of the gateway (tls: certificate and key)"),
            ("ALERT_UNKNOWN_CA", "does not trust the certificate of the gateway"),
            ("ALERT_BAD_CERTIFICATE", "does not accept the certificate of the gateway"),
            ("ALERT_CERTIFICATE_EXPIRED", "says that the certificate of the gateway has expired"),
            ("ALERT_CERTIFICATE_REVOKED", "says that the certificate of the gateway was revoked"),
        ] where text.contains(mark) { return refusal }
        return nil
    }
}
