package import Keys
import Synchronization

/// The domain keys of one tenant, derived once each.
package final class KeyRing: Sendable {
    private let root: PseudonymRoot
    private let derived = Mutex<[String: DomainKey]>([:])
    private let permutations = Mutex<[String: KeyedPermutation]>([:])

    package init(_ root: PseudonymRoot) { self.root = root }

    /// The permutation of a domain, whose tables are built once; `nil` if it cannot be made.
    package func permutation(for domain: String) -> KeyedPermutation? {
        let key = key(for: domain)
        return permutations.withLock { permutations in
            if let known = permutations[domain] { return known }
            guard let made = try? KeyedPermutation(key: key) else { return nil }
            permutations[domain] = made
            return made
        }
    }

    package func key(for domain: String) -> DomainKey {
        derived.withLock { derived in
            if let key = derived[domain] { return key }
            let key = root.domainKey(domain: domain)
            derived[domain] = key
            return key
        }
    }
}
