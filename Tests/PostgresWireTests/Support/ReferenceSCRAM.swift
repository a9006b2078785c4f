import Crypto
import Foundation

/// The client's side of SCRAM straight from the RFC's formulas, to check ours against.
enum ReferenceSCRAM {
    static func proof(password: String, salt: [UInt8], iterations: Int, authMessage: String) -> [UInt8] {
        var block = hmac(Array(password.utf8), salt + [0, 0, 0, 1])
        var salted = block
        for _ in 1..<iterations {
            block = hmac(Array(password.utf8), block)
            salted = zip(salted, block).map { $0 ^ $1 }
        }
        let clientKey = hmac(salted, Array("Client Key".utf8))
        let signature = hmac(Array(SHA256.hash(data: clientKey)), Array(authMessage.utf8))
        return zip(clientKey, signature).map { $0 ^ $1 }
    }

    private static func hmac(_ key: [UInt8], _ data: [UInt8]) -> [UInt8] {
        Array(HMAC<SHA256>.authenticationCode(for: data, using: SymmetricKey(data: key)))
    }
}

func base64(_ bytes: [UInt8]) -> String { Data(bytes).base64EncodedString() }
