import Crypto

/// What a server needs to check a SCRAM proof: salt, iteration count, StoredKey and ServerKey, without the password.
///
/// Make one for each user when configuration is read, not for each login: that costs the derivation, and a salt that
/// changes between two attempts would tell a known user from an unknown one, whose salt never does. For the same reason
/// all users and `mock` should share an iteration count.
package struct SCRAMVerifier: Sendable, Equatable {
    package static let defaultIterations = 4_096

    package let salt: [UInt8]
    package let iterations: Int
    let storedKey: Secret
    let serverKey: Secret
    /// Set for users that do not exist: no proof passes, whatever it is.
    let alwaysFails: Bool

    init(salt: [UInt8], iterations: Int, storedKey: [UInt8], serverKey: [UInt8], alwaysFails: Bool = false) {
        self.salt = salt
        self.iterations = iterations
        self.storedKey = Secret(storedKey)
        self.serverKey = Secret(serverKey)
        self.alwaysFails = alwaysFails
    }

    /// From a plaintext password and a random salt.
    package init(password: [UInt8], salt: [UInt8], iterations: Int = defaultIterations) {
        let keys = SCRAMKeys(password: password, salt: salt, iterations: iterations)
        self.init(
            salt: salt, iterations: keys.iterations, storedKey: keys.storedKey, serverKey: keys.serverKey.bytes)
    }

    /// From PostgreSQL's stored form: `SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`.
    ///
    /// `nil` for anything else, and for values out of `SCRAMBounds`.
    package init?(stored text: String) {
        let parts = text.split(separator: "$", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "SCRAM-SHA-256" else { return nil }
        let work = parts[1].split(separator: ":", omittingEmptySubsequences: false)
        let keys = parts[2].split(separator: ":", omittingEmptySubsequences: false)
        guard work.count == 2, keys.count == 2,
            let iterations = SCRAMAttributes.iterations(work[0].utf8),
            let salt = Base64.decode(work[1].utf8), SCRAMBounds.saltLengths.contains(salt.count),
            let storedKey = Base64.decode(keys[0].utf8), storedKey.count == SHA256.byteCount,
            let serverKey = Base64.decode(keys[1].utf8), serverKey.count == SHA256.byteCount
        else { return nil }
        self.init(salt: salt, iterations: iterations, storedKey: storedKey, serverKey: serverKey)
    }

    /// For a user that does not exist: the exchange is the same to the last message, and always fails.
    ///
    /// - Parameter secret: the server's own, kept over restarts if unknown users are to keep their salts.
    package static func mock(user: String, secret: [UInt8], iterations: Int = defaultIterations) -> SCRAMVerifier {
        SCRAMVerifier(
            salt: salt(user: user, secret: secret),
            iterations: max(iterations, 1),
            storedKey: derive("stored key", user: user, secret: secret),
            serverKey: derive("server key", user: user, secret: secret),
            alwaysFails: true)
    }

    /// The salt that `mock` gives a user: 16 bytes, the same each time. Usable for users that exist, too.
    package static func salt(user: String, secret: [UInt8]) -> [UInt8] {
        Array(derive("salt", user: user, secret: secret).prefix(16))
    }

    private static func derive(_ purpose: String, user: String, secret: [UInt8]) -> [UInt8] {
        SCRAMKeys.hmac(Array(purpose.utf8) + [0] + Array(user.utf8), key: secret)
    }

    /// PostgreSQL's stored form.
    package var stored: String {
        let text = { (bytes: [UInt8]) in String(decoding: Base64.encode(bytes), as: UTF8.self) }
        return "SCRAM-SHA-256$\(iterations):\(text(salt))$\(text(storedKey.bytes)):\(text(serverKey.bytes))"
    }
}
