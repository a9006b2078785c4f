/// Why bytes were refused, or why a message could not be written: a kind, fixed words, and where it happened.
///
/// It never carries payload: no value, parameter, name or key of a peer. Message type, length and the place in this
/// code are all there is, so it may be logged as it stands. Equal by `code` and `tag`.
@usableFromInline
package struct WireError: Error, Equatable, Sendable {
    /// What kind of refusal it is; an open set.
    package struct Code: Hashable, Sendable, CustomStringConvertible {
        package let description: String
        /// The SQLSTATE a peer should be told.
        package let sqlState: String

        /// The bytes do not follow the protocol's grammar.
        package static let malformed = Code(description: "malformed", sqlState: "08P01")
        /// A length over the protocol's or this layer's bound.
        package static let tooLong = Code(description: "tooLong", sqlState: "08P01")
        /// A well-formed message that has no place in the present state.
        package static let unexpected = Code(description: "unexpected", sqlState: "08P01")
        /// A feature this layer refuses to speak.
        package static let unsupported = Code(description: "unsupported", sqlState: "0A000")
        /// Bytes that came in clear where only encrypted ones may be: stuffing, or a start-up without TLS.
        package static let unencrypted = Code(description: "unencrypted", sqlState: "08P01")
        /// TLS is required and the client did not ask for it.
        package static let encryptionRequired = Code(description: "encryptionRequired", sqlState: "28000")
        /// A start-up that names no usable identity, or a channel-binding downgrade.
        package static let invalidAuthorization = Code(description: "invalidAuthorization", sqlState: "28000")
        /// A proof that does not hold, of either side.
        package static let authenticationFailed = Code(description: "authenticationFailed", sqlState: "28P01")
    }

    package let code: Code
    /// Fixed words of this code base; never a peer's.
    package let message: String
    /// The type byte of the message that was read or written, where there was one.
    package let tag: UInt8?
    /// The length that was announced or needed, where that is what is wrong.
    package let length: Int?
    package let file: StaticString
    package let line: UInt

    @inline(never)
    package init(
        _ code: Code,
        _ message: String,
        tag: UInt8? = nil,
        length: Int? = nil,
        file: StaticString = #fileID,
        line: UInt = #line
    ) {
        self.code = code
        self.message = message
        self.tag = tag
        self.length = length
        self.file = file
        self.line = line
    }

    @usableFromInline
    package static func == (left: WireError, right: WireError) -> Bool {
        left.code == right.code && left.tag == right.tag
    }

    /// Whether a peer may simply have mistyped its credentials, as opposed to breaking the protocol.
    package var isAuthenticationFailure: Bool {
        code == .authenticationFailed || code == .invalidAuthorization
    }
}

extension WireError: CustomStringConvertible {
    @usableFromInline
    package var description: String {
        var text = "\(code): \(message)"
        if let tag { text += ", type \(String(UnicodeScalar(tag)).debugDescription)" }
        if let length { text += ", length \(length)" }
        return text + " (\(file):\(line))"
    }
}

extension WireError {
    @inline(never)
    static func malformed(
        _ message: String, tag: UInt8?, file: StaticString = #fileID, line: UInt = #line
    ) -> WireError {
        WireError(.malformed, message, tag: tag, file: file, line: line)
    }

    @inline(never)
    static func truncated(tag: UInt8?, file: StaticString = #fileID, line: UInt = #line) -> WireError {
        WireError(.malformed, "message ends early", tag: tag, file: file, line: line)
    }

    @inline(never)
    @usableFromInline
    package static func invalidLength(_ length: Int, tag: UInt8?) -> WireError {
        WireError(.malformed, "invalid message length", tag: tag, length: length)
    }

    @inline(never)
    @usableFromInline
    package static func tooLong(_ length: Int, tag: UInt8?) -> WireError {
        WireError(.tooLong, "message is too long", tag: tag, length: length)
    }
}
