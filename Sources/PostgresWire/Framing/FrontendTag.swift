/// The type bytes a client may send after its start-up packet, and how long such a message may be (documentation
/// 54.7; `SocketBackend` in PostgreSQL's `postgres.c`).
package enum FrontendTag {
    package static let bind = UInt8(ascii: "B")
    package static let close = UInt8(ascii: "C")
    package static let copyData = UInt8(ascii: "d")
    package static let copyDone = UInt8(ascii: "c")
    package static let copyFail = UInt8(ascii: "f")
    package static let describe = UInt8(ascii: "D")
    package static let execute = UInt8(ascii: "E")
    package static let flush = UInt8(ascii: "H")
    package static let functionCall = UInt8(ascii: "F")
    package static let parse = UInt8(ascii: "P")
    /// PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse share it; the state says which it is.
    package static let password = UInt8(ascii: "p")
    package static let query = UInt8(ascii: "Q")
    package static let sync = UInt8(ascii: "S")
    package static let terminate = UInt8(ascii: "X")

    /// `PQ_SMALL_MESSAGE_LIMIT`, less the length field that it counts.
    package static let shortBodyLimit = 10_000 - 4
    /// `PG_MAX_AUTH_TOKEN_LENGTH`, less the length field that it counts.
    package static let passwordBodyLimit = 65_535 - 4

    /// The longest body PostgreSQL itself would accept for `tag`; `nil` for a type no client sends.
    package static func limit(of tag: UInt8) -> Int? {
        switch tag {
        case query, parse, bind, functionCall, copyData: FrameHeader.bodyLimit
        case close, copyDone, copyFail, describe, execute, flush, sync, terminate: shortBodyLimit
        case password: passwordBodyLimit
        default: nil
        }
    }
}
