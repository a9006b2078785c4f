package import Lineage
package import PostgresLineage
import Synchronization

/// Analyses of statement texts, by fingerprint, shared by all sessions. Bounded: when full it starts anew, which costs
/// a parse a text and cannot be used to push out one victim's entries.
package final class AnalysisCache: Sendable {
    private let entries = Mutex<[StatementFingerprint: [StatementAnalysis]]>([:])
    private let limit: Int

    package init(limit: Int = 8192) { self.limit = limit }

    package subscript(fingerprint: StatementFingerprint) -> [StatementAnalysis]? {
        get { entries.withLock { $0[fingerprint] } }
        set {
            entries.withLock { entries in
                if entries.count >= limit { entries.removeAll(keepingCapacity: true) }
                entries[fingerprint] = newValue
            }
        }
    }
}
