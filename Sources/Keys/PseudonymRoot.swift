import Crypto

/// The secret from which the keys of all stand-ins are derived. It outlives the master key it first came from: rotating
/// the master key changes no stand-in, replacing the root changes all.
///
/// Derivation is HKDF-SHA-256 (RFC 5869). The root is 32 bytes from the master key under the info string
/// "phony pseudonym root 1", without salt. A domain's keys are 64 bytes from the root, without salt, whose info is a list of
/// three byte strings, each preceded by its length as a 32-bit big-endian number, so that no two lists encode alike:
///
///     "phony domain keys 1", the tenant in UTF-8, the domain in UTF-8
package struct PseudonymRoot: Sendable, RedactedSecret {
    package static let byteCount = 32

    private let key: SymmetricKey

    package init(_ master: MasterKey) {
        key = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: master.key, info: Array("phony pseudonym root 1".utf8), outputByteCount: Self.byteCount)
    }

    /// A root that was kept wrapped.
    package init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongKeyLength(found: bytes.count, expected: "\(Self.byteCount)")
        }
        key = SymmetricKey(data: bytes)
    }

    /// The key of one domain of one tenant. Names count byte by byte; letter case and Unicode forms are told apart.
    package func domainKey(tenant: String = "default", domain: String) -> DomainKey {
        var info: [UInt8] = []
        for field in ["phony domain keys 1", tenant, domain] {
            let bytes = Array(field.utf8)
            withUnsafeBytes(of: UInt32(truncatingIfNeeded: bytes.count).bigEndian) { info.append(contentsOf: $0) }
            info.append(contentsOf: bytes)
        }
        let derived = HKDF<SHA256>.deriveKey(
            inputKeyMaterial: key, info: info, outputByteCount: DomainKey.derivedByteCount)
        return DomainKey(derived: derived)
    }
}
