package import Lineage
package import Masking
package import PostgresLineage
import Synchronization

/// A database as the sessions of one listener and policy see it: verdicts, and the resolver of what statements reach.
package final class ProtectedDatabase: Sendable {
    package let protection: Protection
    package let resolver: ReachResolver
    /// What the server's catalogue fingerprint was when this was read.
    package let fingerprint: [UInt8]

    package init(protection: Protection, fingerprint: [UInt8]) {
        self.protection = protection
        self.resolver = ReachResolver(protection.catalog)
        self.fingerprint = fingerprint
    }
}

/// The policy that a listener's sessions follow now, with what is known of each database they met. Shared by sessions on
/// all event loops; a reload replaces the policy, and every session takes the new one up at its next request.
package final class PolicyInForce: Sendable {
    package struct Snapshot: Sendable {
        package var policy: Policy
        package var keys: KeyRing
        package var generation: UInt64
    }

    private struct State {
        var snapshot: Snapshot
        var databases: [String: ProtectedDatabase] = [:]
        var nextCheck: [String: UInt64] = [:]
        var nextVersion: UInt64 = 1
    }

    private let state: Mutex<State>
    /// Rises whenever a session should look again: a reload, a renewed catalogue.
    private let changes = Atomic<UInt64>(1)
    /// How old the knowledge of a catalogue may get, in nanoseconds: the window in which a change made behind the
    /// gateway's back goes unnoticed.
    package static let checkInterval: UInt64 = 1_000_000_000

    package init(policy: Policy, keys: KeyRing) {
        state = Mutex(State(snapshot: Snapshot(policy: policy, keys: keys, generation: 1)))
    }

    package var changeCount: UInt64 { changes.load(ordering: .acquiring) }

    package var snapshot: Snapshot { state.withLock { $0.snapshot } }

    package func replace(policy: Policy, keys: KeyRing) {
        state.withLock { state in
            state.snapshot = Snapshot(policy: policy, keys: keys, generation: state.snapshot.generation + 1)
            state.databases.removeAll()
        }
        changes.add(1, ordering: .releasing)
    }

    package func database(_ name: String) -> ProtectedDatabase? {
        state.withLock { $0.databases[name] }
    }

    /// Applies the policy to a catalogue just read. A session that read it inside a transaction of its own keeps the
    /// result to itself (`isPrivate`).
    package func protect(
        _ catalog: Catalog, database name: String, fingerprint: [UInt8], isPrivate: Bool
    ) -> ProtectedDatabase {
        let (snapshot, previous, version) = state.withLock { state in
            defer { state.nextVersion += 1 }
            return (state.snapshot, state.databases[name], state.nextVersion)
        }
        let database = ProtectedDatabase(
            protection: Protection(
                policy: snapshot.policy, database: name, catalog: catalog, version: version,
                previous: previous?.protection),
            fingerprint: fingerprint)
        guard !isPrivate else { return database }
        state.withLock { state in
            guard state.snapshot.generation == snapshot.generation else { return }
            state.databases[name] = database
        }
        changes.add(1, ordering: .releasing)
        return database
    }

    /// Asks to compare the fingerprint now, which one session does each interval.
    ///
    /// - Returns: whether it is the caller's turn, and before when asking again is in vain.
    package func claimCheck(_ name: String, now: UInt64) -> (isClaimed: Bool, nextAt: UInt64) {
        state.withLock { state in
            if let due = state.nextCheck[name], now < due { return (false, due) }
            let due = now &+ Self.checkInterval
            state.nextCheck[name] = due
            return (true, due)
        }
    }
}
