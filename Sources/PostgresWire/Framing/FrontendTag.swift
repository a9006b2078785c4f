/// The type bytes a client may send after its start-up packet, and how long such a message may be (documentation
/// 54.7; `SocketBackend` in PostgreSQL's `postgres.c`).
@usableFromInline
package enum FrontendTag {
    @inlinable package static var bind: UInt8 { UInt8(ascii: "B") }
    @inlinable package static var close: UInt8 { UInt8(ascii: "C") }
    @inlinable package static var copyData: UInt8 { UInt8(ascii: "d") }
    @inlinable package static var copyDone: UInt8 { UInt8(ascii: "c") }
    @inlinable package static var copyFail: UInt8 { UInt8(ascii: "f") }
    @inlinable package static var describe: UInt8 { UInt8(ascii: "D") }
    @inlinable package static var execute: UInt8 { UInt8(ascii: "E") }
    @inlinable package static var flush: UInt8 { UInt8(ascii: "H") }
    @inlinable package static var functionCall: UInt8 { UInt8(ascii: "F") }
    @inlinable package static var parse: UInt8 { UInt8(ascii: "P") }
    /// PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse share it; the state says which it is.
    @inlinable package static var password: UInt8 { UInt8(ascii: "p") }
    @inlinable package static var query: UInt8 { UInt8(ascii: "Q") }
    @inlinable package static var sync: UInt8 { UInt8(ascii: "S") }
    @inlinable package static var terminate: UInt8 { UInt8(ascii: "X") }

    /// `PQ_SMALL_MESSAGE_LIMIT`, less the length field that it counts.
    @inlinable package static var shortBodyLimit: Int { 10_000 - 4 }
    /// `PG_MAX_AUTH_TOKEN_LENGTH`, less the length field that it counts.
    @inlinable package static var passwordBodyLimit: Int { 65_535 - 4 }

    /// The longest body PostgreSQL itself would accept for `tag`; `nil` for a type no client sends.
    @inlinable
    package static func limit(of tag: UInt8) -> Int? {
        switch tag {
        case query, parse, bind, functionCall, copyData: FrameHeader.bodyLimit
        case close, copyDone, copyFail, describe, execute, flush, sync, terminate: shortBodyLimit
        case password: passwordBodyLimit
        default: nil
        }
    }
}
