package import Logging
import NIOConcurrencyHelpers
package import NIOCore
import NIOPosix
import ServiceLifecycle

/// The listeners and their sessions, as one service: starts, serves, drains, stops.
///
/// Graceful shutdown closes the listening sockets, ends idle sessions with 57P01 and waits for transactions, at most for
/// the longest `drain` of the listeners; cancellation stops at once.
package final class Gateway: Service {
    private let listeners: [ListenerServices]
    private let group: any EventLoopGroup
    private let logger: Logger
    private let channels = NIOLockedValueBox<[any Channel]>([])
    private let onReady: @Sendable ([(name: String, address: String)]) -> Void

    package struct StartError: Error, CustomStringConvertible {
        package var description: String

        package init(description: String) { self.description = description }
    }

    package init(
        listeners: [ListenerServices], group: any EventLoopGroup, logger: Logger,
        onReady: @escaping @Sendable ([(name: String, address: String)]) -> Void
    ) {
        self.listeners = listeners
        self.group = group
        self.logger = logger
        self.onReady = onReady
    }

    package func run() async throws {
        var ready: [(name: String, address: String)] = []
        do {
            for listener in listeners { ready.append(try await start(listener)) }
        } catch {
            await closeListeners()
            throw error
        }
        onReady(ready)
        let watcher = watchOldest()
        defer { watcher.cancel() }
        try? await gracefulShutdown()
        await closeListeners()
        if Task.isCancelled {
            logger.notice("stopping at once")
        } else {
            logger.notice("draining", metadata: ["sessions": "\(sessionCount)"])
            await drain()
        }
    }

    private var sessionCount: Int { listeners.reduce(0) { $0 + $1.sessionCount } }

    private func start(_ listener: ListenerServices) async throws -> (name: String, address: String) {
        let address = listener.configuration.address
        let logger = self.logger
        let bootstrap = ServerBootstrap(group: group)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(AcceptPause(logger: logger))
                }
            }
            .childChannelOption(.socketOption(.tcp_nodelay), value: 1)
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(.autoRead, value: false)
            .childChannelOption(.writeBufferWaterMark, value: Session.waterMark)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let session = listener.open(on: channel.eventLoop)
                    try channel.pipeline.syncOperations.addHandler(ClientHandler(session: session))
                }
            }
        let channel: any Channel
        do {
            channel = try await bootstrap.bind(host: address.host, port: address.port).get()
        } catch {
            throw StartError(
                description:
                    "listener “\(listener.configuration.name)” cannot listen on \(address): \(Self.reason(error))")
        }
        channels.withLockedValue { $0.append(channel) }
        let bound = ListenAddress(host: address.host, port: channel.localAddress?.port ?? address.port)
        logger.info("listening", metadata: ["listener": "\(listener.configuration.name)", "address": "\(bound)"])
        return (listener.configuration.name, bound.description)
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "the address is not valid here" }
        switch error.errnoCode {
        case 98: return "the port is taken by another process"
        case 13: return "permission denied"
        case 99: return "the address is not one of this machine's"
        default: return "error \(error.errnoCode)"
        }
    }

    private func closeListeners() async {
        let open = channels.withLockedValue { channels in
            defer { channels.removeAll() }
            return channels
        }
        for channel in open { try? await channel.close().get() }
    }

    private func drain() async {
        for listener in listeners { listener.forEachSession { $0.drain() } }
        let limit = listeners.map(\.configuration.limits.drain).max() ?? .zero
        let end = ContinuousClock.now + .nanoseconds(limit.nanoseconds)
        while sessionCount > 0, ContinuousClock.now < end, !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(20))
        }
        let left = sessionCount
        if left > 0 {
            logger.warning("sessions were cut off", metadata: ["sessions": "\(left)"])
            for listener in listeners { listener.forEachSession { $0.finish() } }
            try? await Task.sleep(for: .milliseconds(50))
        }
    }

    /// The age of the oldest request under way: what shows a session that is stuck.
    private func watchOldest() -> RepeatedTask {
        let listeners = self.listeners
        return group.next().scheduleRepeatedTask(initialDelay: .seconds(1), delay: .seconds(1)) { _ in
            for listener in listeners { listener.recordOldest() }
        }
    }
}
