/// Why a key was refused, or a value could not be permuted.
///
/// Equality is by code. The message says what is wrong and what would be right; it never quotes a key or a value.
package struct KeyError: Error, Sendable, Equatable, CustomStringConvertible {
    /// What kind of error it is; more may come, so a switch needs a default.
    package struct Code: Sendable, Hashable, CustomStringConvertible {
        package let description: String

        /// The text of a key is not base64.
        package static let notBase64 = Code(description: "notBase64")
        /// A key has another number of bytes than it must have.
        package static let wrongKeyLength = Code(description: "wrongKeyLength")
        /// A radix, length or tweak is outside what the cipher is defined for.
        package static let unsupportedDomain = Code(description: "unsupportedDomain")
        /// A value does not belong to the domain that was to be permuted.
        package static let outsideDomain = Code(description: "outsideDomain")
        /// The crypto library refused an operation, which happens only when memory runs out.
        package static let cipherFailed = Code(description: "cipherFailed")
    }

    package let code: Code
    package let message: String

    package var description: String { "\(code): \(message)" }

    package static func == (left: KeyError, right: KeyError) -> Bool { left.code == right.code }
}

extension KeyError {
    @inline(never)
    static func notBase64() -> KeyError {
        KeyError(code: .notBase64, message: "the key is not base64 text (RFC 4648, with padding)")
    }

    @inline(never)
    static func wrongKeyLength(found: Int, expected: String) -> KeyError {
        KeyError(code: .wrongKeyLength, message: "the key has \(found) bytes, it must have \(expected)")
    }

    @inline(never)
    static func unsupportedDomain(_ message: String) -> KeyError {
        KeyError(code: .unsupportedDomain, message: message)
    }

    @inline(never)
    static func outsideDomain(_ message: String) -> KeyError {
        KeyError(code: .outsideDomain, message: message)
    }

    @inline(never)
    static func cipherFailed(_ operation: String) -> KeyError {
        KeyError(code: .cipherFailed, message: "libcrypto failed at \(operation)")
    }
}
