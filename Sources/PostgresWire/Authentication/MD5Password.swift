import Crypto

/// PostgreSQL's MD5 password method: an answer to a salt that shows the password was known, to today's standards
/// barely.
package enum MD5Password {
    /// `md5` and the hex of `md5(hex(md5(password + user)) + salt)`, as PasswordMessage carries it.
    package static func response(user: String, password: [UInt8], salt: [UInt8]) -> [UInt8] {
        let stored = hex(Insecure.MD5.hash(data: password + Array(user.utf8)))
        return Array("md5".utf8) + hex(Insecure.MD5.hash(data: stored + salt))
    }

    private static func hex(_ digest: Insecure.MD5Digest) -> [UInt8] {
        let digits = Array("0123456789abcdef".utf8)
        return digest.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }
    }
}
