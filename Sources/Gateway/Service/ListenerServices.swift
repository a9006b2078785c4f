package import Logging
import NIOConcurrencyHelpers
package import NIOCore
import Synchronization

/// What the sessions of one listener share. Safe from any event loop.
package final class ListenerServices: Sendable {
    package let logger: Logger
    package let metrics: GatewayMetrics
    let analyses: AnalysisCache
    /// Gives every user, known or not, the same salt from one try to the next, so that none stands out.
    package static let mockSecret = Base64Nonce.random()
    private let current: NIOLockedValueBox<ListenerConfiguration>
    private let sessions = NIOLockedValueBox<[UInt64: NIOLoopBound<Session>]>([:])
    private let admitted = NIOLockedValueBox<Set<UInt64>>([])
    private let nextID = Atomic<UInt64>(1)
    private let hasWarned = Atomic<Bool>(false)

    package init(configuration: ListenerConfiguration, logger: Logger, analyses: AnalysisCache) {
        var logger = logger
        logger[metadataKey: "listener"] = "\(configuration.name)"
        self.logger = logger
        metrics = GatewayMetrics(listener: configuration.name)
        self.analyses = analyses
        current = NIOLockedValueBox(configuration)
    }

    package var configuration: ListenerConfiguration { current.withLockedValue { $0 } }

    /// New sessions follow the new settings; certificates too. The address stays what it is.
    package func replace(_ configuration: ListenerConfiguration) { current.withLockedValue { $0 = configuration } }

    package func open(on eventLoop: any EventLoop) -> Session {
        let id = nextID.wrappingAdd(1, ordering: .relaxed).oldValue
        let session = Session(id: id, services: self, eventLoop: eventLoop)
        let count = sessions.withLockedValue { sessions in
            sessions[id] = NIOLoopBound(session, eventLoop: eventLoop)
            return sessions.count
        }
        metrics.sessionOpened(now: count)
        return session
    }

    /// Whether there is room for one more client.
    func admit(_ session: Session) -> Bool {
        let limit = configuration.limits.clients
        return admitted.withLockedValue { admitted in
            guard admitted.count < limit else { return false }
            admitted.insert(session.id)
            return true
        }
    }

    func sessionEnded(_ session: Session, failed: Bool) {
        _ = admitted.withLockedValue { $0.remove(session.id) }
        let count = sessions.withLockedValue { sessions in
            sessions[session.id] = nil
            return sessions.count
        }
        metrics.sessionClosed(now: count, failed: failed)
    }

    fileprivate func sessionsSnapshot() -> [NIOLoopBound<Session>] { sessions.withLockedValue { Array($0.values) } }

    package var sessionCount: Int { sessions.withLockedValue { $0.count } }

    /// Runs on each session's own event loop.
    package func forEachSession(_ body: @escaping @Sendable (Session) -> Void) {
        for bound in sessionsSnapshot() {
            bound._eventLoop.execute { body(bound.value) }
        }
    }

    /// The server asked the gateway's address for no password: whoever reaches the listener is in.
    func warnOfOpenUpstream(_ session: Session) {
        // Under terminate the gateway itself has asked.
        guard case .relay = configuration.authentication else { return }
        guard !hasWarned.exchange(true, ordering: .relaxed) else { return }
        logger.warning(
            """
            the database server let a session in without asking the client for any proof: with auth: relay everybody \
            who may connect to this listener gets in as whoever they say they are; require a password for the \
            gateway's address in pg_hba.conf, or use auth: terminate
            """)
    }
}

extension NIOLoopBound {
    var _eventLoop: any EventLoop { eventLoop }
}

extension ListenerServices {
    /// Asks every session, each on its own event loop, since when it has been busy, and records the longest.
    func recordOldest() {
        let now = NIODeadline.now().uptimeNanoseconds
        let futures = sessionsSnapshot().map { bound in
            bound._eventLoop.submit { bound.value.activeSince }
        }
        guard let first = futures.first else { return metrics.oldestActive(seconds: 0) }
        EventLoopFuture.whenAllSucceed(futures, on: first.eventLoop).whenSuccess { [metrics] starts in
            let oldest = starts.compactMap { $0 }.min()
            metrics.oldestActive(seconds: oldest.map { Double(now &- min($0, now)) / 1e9 } ?? 0)
        }
    }
}
