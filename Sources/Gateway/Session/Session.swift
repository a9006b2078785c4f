import Dispatch
import Logging
import Masking
package import NIOCore
import NIOSSL
import PostgresWire

/// One client connection and its one upstream connection, on one event loop.
///
/// It owns the two channels, the phases from first byte to relaying, deadlines, and when each side is read: the server
/// only while the client takes what it is sent, the client only while the server does. What messages mean is the
/// business of ``ClientStartup``, ``SessionAuthentication`` and ``Relay``. All calls are made on the event loop.
package final class Session {
    enum Phase {
        case startup
        case connecting
        case authenticating(SessionAuthentication)
        case relaying(Relay)
        /// A cancel request is on its way; nothing is read from the client.
        case cancelling
        case closed
    }

    /// Above the high mark the opposite socket is no longer read.
    package static let waterMark = ChannelOptions.Types.WriteBufferWaterMark(low: 64 * 1024, high: 256 * 1024)

    let id: UInt64
    let services: ListenerServices
    var configuration: ListenerConfiguration { services.configuration }
    let eventLoop: any EventLoop
    var logger: Logger
    var phase = Phase.startup {
        didSet { if case .relaying(let relay) = phase { self.relay = relay } else { relay = nil } }
    }
    /// Of the phase `relaying`, at hand for every message.
    private var relay: Relay?
    var startup: ClientStartup
    var client: (any Channel)?
    var server: (any Channel)?
    /// The same ends as relaying uses them.
    var clientEnd: SessionEnd?
    var serverEnd: SessionEnd?
    var clientIsTLS = false
    var serverIsTLS = false
    var serverEndPoint: [UInt8]?
    var clientServesTLS: ServerTLS?
    var inbound = ByteBuffer()
    var remoteHost = ""
    var isAllowed: Bool
    private var deadline: Scheduled<Void>?
    private var isDraining = false
    private var hasFailed = false
    private var activity: UInt64 = 0
    private var workSince: UInt64?
    private var isClosing = false

    package init(id: UInt64, services: ListenerServices, eventLoop: any EventLoop) {
        self.id = id
        self.services = services
        self.eventLoop = eventLoop
        logger = services.logger
        logger[metadataKey: "session"] = "\(id)"
        let configuration = services.configuration
        startup = ClientStartup(
            configuration: .init(
                tls: configuration.tls, canServeTLS: configuration.serverTLS != nil, isUnixSocket: false,
                expectsProxyHeader: configuration.proxyProtocol != .off))
        isAllowed = false
    }

    // MARK: client

    func clientConnected(_ channel: any Channel) {
        client = channel
        let host = channel.remoteAddress?.ipAddress ?? ""
        identify(host)
        if configuration.proxyProtocol != .off { isAllowed = true }
        startDeadline(configuration.limits.startup) { session in
            session.reject("the start-up message did not come in time", code: "08006", reason: "startup_timeout")
        }
        channel.read()
    }

    func identify(_ host: String) {
        remoteHost = host
        logger[metadataKey: "client"] = "\(host)"
        isAllowed = configuration.allowedFrom.contains { $0.contains(host) }
    }

    func clientRead(_ bytes: ByteBuffer) {
        services.metrics.received(fromClient: bytes.readableBytes)
        if let relay {
            noteTime(relay)
            return relay.clientReceived(bytes)
        }
        switch phase {
        case .startup:
            Relay.append(bytes, to: &inbound)
            advanceStartup()
        case .connecting: Relay.append(bytes, to: &inbound)
        case .authenticating(let authentication):
            Relay.append(bytes, to: &inbound)
            // Taken out for the time: what a message leads to may end the session, or hand the rest to the relay.
            var buffer = inbound
            inbound = ByteBuffer()
            authentication.clientReceived(&buffer)
            guard buffer.readableBytes > 0 else { return }
            switch phase {
            case .relaying(let relay): relay.clientReceived(buffer)
            case .closed: break
            default: inbound = buffer
            }
        case .relaying, .cancelling, .closed: break
        }
    }

    func clientClosed() {
        if case .closed = phase { return }
        logger.debug("client closed the connection")
        finish()
    }

    func clientFailed(_ error: any Error) {
        if case .closed = phase { return }
        if clientIsTLS, TLSFailure.isEnd(error) {
            // Most clients close the socket without ending TLS first.
            logger.debug("client closed the connection")
        } else if error is NIOSSLError || error is BoringSSLError || error is NIOSSLExtraError {
            logger.info("TLS with the client failed", metadata: ["reason": "\(TLSFailure.reason(error))"])
        }
        finish()
    }

    // MARK: server

    func serverRead(_ bytes: ByteBuffer) {
        services.metrics.received(fromServer: bytes.readableBytes)
        if let relay {
            noteTime(relay)
            relay.serverReceived(bytes)
        } else if case .authenticating(let authentication) = phase {
            authentication.serverReceived(bytes)
        }
    }

    func serverClosed() {
        switch phase {
        case .closed: return
        case .cancelling: finish()
        case .relaying(let relay):
            guard !isClosing, !relay.hasTerminated, !relay.hasSeenFatal else {
                drainOutboxes(relay)
                return finish()
            }
            drainOutboxes(relay)
            fail("the database server closed the connection unexpectedly", code: "08006", isMidFrame: relay.isMidFrame)
        case .authenticating(let authentication) where authentication.hasSeenError: finish()
        default: fail("the database server closed the connection during start-up", code: "08006")
        }
    }

    func serverFailed(_ error: any Error) {
        if case .closed = phase { return }
        if case .authenticating = phase, let refusal = TLSFailure.refusalOfOurs(error) {
            let message = "the database server at \(configuration.upstream.description) \(refusal)"
            logger.error("\(message)")
            services.metrics.refused("upstream")
            return fail("Phony: \(message)", code: "08001")
        }
        logger.warning("the connection to the database server failed")
        server?.close(promise: nil)
    }

    // MARK: bytes out, reads in

    /// After every burst of events: what is to be written is written and flushed once, then whoever may be read is.
    func pump() {
        guard let relay else { return requestReads() }
        drainOutboxes(relay)
        services.metrics.take(&relay.counters)
        if !relay.notes.isEmpty {
            for note in relay.notes { logger.warning("\(note)", metadata: ["database": "\(relay.databaseLabel)"]) }
            relay.notes.removeAll()
        }
        if let failure = relay.failure { return failed(failure) }
        trackWork(relay)
        if isDraining, relay.isIdle { return endForShutdown() }
        requestReads(relay)
    }

    private func drainOutboxes(_ relay: Relay) {
        if !relay.toServer.isEmpty, let serverEnd {
            relay.toServer.drain { serverEnd.write($0) }
            serverEnd.flush()
        }
        if !relay.toClient.isEmpty, let clientEnd {
            var count = 0
            relay.toClient.drain { chunk in
                count += chunk.readableBytes
                clientEnd.write(chunk)
            }
            clientEnd.flush()
            services.metrics.sent(toClient: count)
        }
    }

    private func requestReads(_ relay: Relay) {
        guard let clientEnd, let serverEnd else { return }
        if serverEnd.isWritable, !relay.isHoldingForServer { clientEnd.read() }
        if clientEnd.isWritable { serverEnd.read() }
    }

    /// Before relaying.
    private func requestReads() {
        guard let client else { return }
        switch phase {
        case .startup: client.read()
        case .authenticating:
            if server?.isWritable ?? true { client.read() }
            if client.isWritable { server?.read() }
        case .cancelling: server?.read()
        case .connecting, .relaying, .closed: break
        }
    }

    // MARK: time

    private func noteTime(_ relay: Relay) {
        let now = DispatchTime.now().uptimeNanoseconds
        relay.now = now
        activity = now
    }

    private func trackWork(_ relay: Relay) {
        if relay.hasWork {
            if workSince == nil { workSince = relay.now }
        } else if let since = workSince {
            services.metrics.answered(after: relay.now &- since)
            workSince = nil
        }
    }

    /// When the request that is being answered began, in nanoseconds of uptime.
    var activeSince: UInt64? { workSince }

    func startDeadline(_ amount: TimeAmount, _ body: @escaping (Session) -> Void) {
        deadline?.cancel()
        guard amount > .zero else { return }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        let action = NIOLoopBound(body, eventLoop: eventLoop)
        deadline = eventLoop.scheduleTask(in: amount) { action.value(bound.value) }
    }

    func cancelDeadline() {
        deadline?.cancel()
        deadline = nil
    }

    /// Relaying begins: the only clock left is the one for idleness.
    func watchIdleness() {
        cancelDeadline()
        let idle = configuration.limits.idle
        guard idle > .zero else { return }
        activity = DispatchTime.now().uptimeNanoseconds
        checkIdleness(in: idle)
    }

    private func checkIdleness(in amount: TimeAmount) {
        startDeadline(amount) { session in
            guard case .relaying(let relay) = session.phase else { return }
            let limit = UInt64(clamping: session.configuration.limits.idle.nanoseconds)
            let passed = DispatchTime.now().uptimeNanoseconds &- session.activity
            if relay.isIdle, passed >= limit {
                session.services.metrics.refused("idle_timeout")
                session.fail("terminating connection due to idle-session timeout", code: "57P05")
            } else {
                let rest = relay.isIdle ? Int64(clamping: limit &- min(passed, limit)) : Int64(clamping: limit)
                session.checkIdleness(in: .nanoseconds(max(rest, 1_000_000)))
            }
        }
    }

    // MARK: endings

    package func drain() {
        isDraining = true
        pump()
        switch phase {
        case .startup, .connecting, .authenticating: endForShutdown()
        case .relaying, .cancelling, .closed: break
        }
    }

    private func endForShutdown() {
        fail("terminating connection due to administrator command", code: "57P01", isFailure: false)
    }

    private func failed(_ failure: RelayFailure) {
        logger.error(
            "session ended: \(failure.message)",
            metadata: ["side": "\(failure.side.rawValue)", "sqlstate": "\(failure.sqlState)"])
        services.metrics.refused("protocol")
        hasFailed = true
        let shown = failure.side == .server ? "Phony: the database server broke the protocol" : failure.message
        fail(shown, code: failure.sqlState, isMidFrame: failure.isMidFrame || relayIsMidFrame)
    }

    private var relayIsMidFrame: Bool {
        if case .relaying(let relay) = phase { relay.isMidFrame } else { false }
    }

    /// Turned away before there was a session.
    func reject(_ message: String, code: String, reason: String) {
        logger.notice("connection refused: \(message)", metadata: ["reason": "\(reason)"])
        services.metrics.refused(reason)
        fail(message, code: code)
    }

    /// Ends the session with a FATAL error, where the client can still read one.
    func fail(_ message: String, code: String, isMidFrame: Bool = false, isFailure: Bool = true) {
        if isFailure { hasFailed = true }
        send(ErrorFields(severity: "FATAL", code: code, message: message), isMidFrame: isMidFrame)
        finish()
    }

    func send(_ fields: ErrorFields, isMidFrame: Bool = false) {
        guard let client, client.isActive, !isMidFrame else { return }
        var buffer = client.allocator.buffer(capacity: 256)
        guard (try? ErrorResponse(fields).write(into: &buffer)) != nil else { return }
        client.writeAndFlush(buffer, promise: nil)
    }

    /// Closes both ends, each after what is already written to it. The session has ended when both are closed.
    func finish() {
        if case .closed = phase { return }
        let wasRelaying: Bool
        if case .relaying(let relay) = phase {
            wasRelaying = !relay.hasTerminated
            services.metrics.take(&relay.counters)
        } else {
            wasRelaying = false
        }
        phase = .closed
        isClosing = true
        cancelDeadline()
        inbound = ByteBuffer()
        if let server, server.isActive {
            if wasRelaying {
                var buffer = server.allocator.buffer(capacity: 5)
                if (try? Terminate().write(into: &buffer)) != nil { server.writeAndFlush(buffer, promise: nil) }
            }
            closeAfterWrites(server)
        }
        if let client { closeAfterWrites(client) }
        let ends = [client, server].compactMap { $0?.closeFuture }
        let bound = NIOLoopBound(self, eventLoop: eventLoop)
        EventLoopFuture.andAllComplete(ends, on: eventLoop).whenComplete { _ in
            bound.value.services.sessionEnded(bound.value, failed: bound.value.hasFailed)
        }
    }

    /// How long a peer has to take what was written to it before its session ended.
    private static let lingering = TimeAmount.seconds(30)

    /// Closing a channel drops what its socket has not taken yet, so the close waits for it.
    private func closeAfterWrites(_ channel: any Channel) {
        let buffered = try? channel.syncOptions?.getOption(.bufferedWritableBytes)
        guard channel.isActive, buffered != 0 else { return channel.close(promise: nil) }
        let timer = channel.eventLoop.scheduleTask(in: Self.lingering) { channel.close(promise: nil) }
        channel.writeAndFlush(ByteBuffer()).whenComplete { _ in channel.close(promise: nil) }
        channel.closeFuture.whenComplete { _ in timer.cancel() }
    }
}
