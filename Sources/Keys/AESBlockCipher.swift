import CCrypto
import Synchronization

/// AES on single blocks with a kept key schedule: what FF1 is built on, and nothing to encrypt data with by itself.
///
/// libcrypto's contexts may be used by one thread at a time, so there are a few, each behind a lock; a call takes the
/// first that is free. The key lives only inside them, and libcrypto wipes it when they go.
final class AESBlockCipher: Sendable {
    private let lanes: [Lane]

    /// A key of 16, 24 or 32 bytes: AES-128, AES-192 or AES-256 (FIPS 197).
    init(key: [UInt8]) throws(KeyError) {
        var lanes: [Lane] = []
        for _ in 0..<4 { lanes.append(try Lane(key: key)) }
        self.lanes = lanes
    }

    /// The cipher's output for one block; a block is 16 bytes read as a big-endian number.
    func encrypt(_ block: UInt128) throws(KeyError) -> UInt128 {
        for lane in lanes {
            if let output = lane.context.withLockIfAvailable({ $0.encrypt(block) }) {
                guard let output else { throw .cipherFailed("EVP_EncryptUpdate") }
                return output
            }
        }
        guard let output = lanes[0].context.withLock({ $0.encrypt(block) }) else {
            throw .cipherFailed("EVP_EncryptUpdate")
        }
        return output
    }

    private final class Lane: Sendable {
        let context: Mutex<Context>

        init(key: [UInt8]) throws(KeyError) {
            let cipher =
                switch key.count {
                case 16: EVP_aes_128_ecb()
                case 24: EVP_aes_192_ecb()
                case 32: EVP_aes_256_ecb()
                default: throw .wrongKeyLength(found: key.count, expected: "16, 24 or 32")
                }
            guard let pointer = EVP_CIPHER_CTX_new() else { throw .cipherFailed("EVP_CIPHER_CTX_new") }
            guard EVP_EncryptInit_ex(pointer, cipher, nil, key, nil) == 1,
                EVP_CIPHER_CTX_set_padding(pointer, 0) == 1
            else {
                EVP_CIPHER_CTX_free(pointer)
                throw .cipherFailed("EVP_EncryptInit_ex")
            }
            context = Mutex(Context(owning: pointer))
        }
    }

    /// Owns one libcrypto context.
    private struct Context: ~Copyable, @unchecked Sendable {
        private let pointer: OpaquePointer

        init(owning pointer: OpaquePointer) { self.pointer = pointer }

        deinit { EVP_CIPHER_CTX_free(pointer) }

        mutating func encrypt(_ block: UInt128) -> UInt128? {
            var input = block.bigEndian
            var output: UInt128 = 0
            var written: CInt = 0
            let status = withUnsafeBytes(of: &input) { input in
                withUnsafeMutableBytes(of: &output) { output in
                    EVP_EncryptUpdate(
                        pointer, output.assumingMemoryBound(to: UInt8.self).baseAddress, &written,
                        input.assumingMemoryBound(to: UInt8.self).baseAddress, 16)
                }
            }
            return status == 1 && written == 16 ? UInt128(bigEndian: output) : nil
        }
    }
}
