import Crypto

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The 32 random bytes from which every other key comes. It is held in memory that is wiped when the last copy goes.
package struct MasterKey: Sendable, RedactedSecret {
    package static let byteCount = 32

    let key: SymmetricKey

    /// Reads the key's text form: base64 (RFC 4648 section 4, with padding) of 32 bytes, white space around it ignored.
    package init(base64 text: String) throws(KeyError) {
        let trimmed = text.drop(while: \.isWhitespace)
        let end = trimmed.lastIndex { !$0.isWhitespace }
        guard let end, let data = Data(base64Encoded: String(trimmed[...end])) else {
            if end == nil { throw .wrongKeyLength(found: 0, expected: "\(Self.byteCount)") }
            throw .notBase64()
        }
        try self.init(bytes: [UInt8](data))
    }

    package init(bytes: [UInt8]) throws(KeyError) {
        guard bytes.count == Self.byteCount else {
            throw .wrongKeyLength(found: bytes.count, expected: "\(Self.byteCount)")
        }
        key = SymmetricKey(data: bytes)
    }

    private init(key: SymmetricKey) { self.key = key }

    /// A new key from the system's random source.
    package static func generate() -> MasterKey { MasterKey(key: SymmetricKey(size: .bits256)) }

    /// The key's text form, for the file it is kept in and for nothing else.
    package var base64: String { key.withUnsafeBytes { Data($0).base64EncodedString() } }
}
