package import Keys
import Synchronization

/// The domain keys of one tenant, derived once each.
package final class KeyRing: Sendable {
    private let root: PseudonymRoot
    private let derived = Mutex<[String: DomainKey]>([:])

    package init(_ root: PseudonymRoot) { self.root = root }

    package func key(for domain: String) -> DomainKey {
        derived.withLock { derived in
            if let key = derived[domain] { return key }
            let key = root.domainKey(domain: domain)
            derived[domain] = key
            return key
        }
    }
}
