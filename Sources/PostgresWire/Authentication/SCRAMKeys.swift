import Crypto

/// The two keys a password, a salt and an iteration count yield (RFC 5802, section 3), for SHA-256 (RFC 7677).
///
/// Deriving them is the costly part of SCRAM, on purpose: milliseconds at the usual 4,096 iterations. Whoever logs in
/// often with one password can keep them, and whoever holds them can log in, so they are secrets as the password is.
package struct SCRAMKeys: Sendable, Equatable {
    package let salt: [UInt8]
    package let iterations: Int
    package let clientKey: Secret
    package let serverKey: Secret

    /// - Parameter password: as typed; SASLprep is applied here, and what it refuses is used raw, as PostgreSQL does.
    /// - Parameter iterations: under 1 is taken for 1.
    package init(password: [UInt8], salt: [UInt8], iterations: Int) {
        let salted = PBKDF2.derive(
            password: SASLPrep.normalized(password), salt: salt, iterations: iterations)
        self.salt = salt
        self.iterations = max(iterations, 1)
        clientKey = Secret(SCRAMKeys.hmac(Array("Client Key".utf8), key: salted))
        serverKey = Secret(SCRAMKeys.hmac(Array("Server Key".utf8), key: salted))
    }

    /// What a server keeps of the client's key.
    var storedKey: [UInt8] { Self.digest(clientKey.bytes) }

    static func hmac(_ data: [UInt8], key: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: key)))
    }

    static func digest(_ data: [UInt8]) -> [UInt8] { Array(SHA256.hash(data: data)) }

    static func xor(_ left: [UInt8], _ right: [UInt8]) -> [UInt8] { zip(left, right).map { $0 ^ $1 } }
}

/// One block of PBKDF2 over HMAC-SHA-256 (RFC 8018, section 5.2), which is `Hi` of RFC 5802.
enum PBKDF2 {
    static func derive(password: [UInt8], salt: [UInt8], iterations: Int) -> [UInt8] {
        // The keyed state is copied for each round: half the work of keying anew.
        let keyed = HMAC<SHA256>(key: SymmetricKey(data: password))
        var first = keyed
        first.update(data: salt + [0, 0, 0, 1])
        var block = first.finalize()
        var result = Array(block)
        for _ in 1..<max(iterations, 1) {
            var round = keyed
            block.withUnsafeBytes { round.update(data: $0) }
            block = round.finalize()
            block.withUnsafeBytes { bytes in
                for (index, byte) in bytes.enumerated() { result[index] ^= byte }
            }
        }
        return result
    }
}
