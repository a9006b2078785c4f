/// The type bytes a server may send, and how long such a message may be (documentation 54.7).
@usableFromInline
package enum BackendTag {
    @inlinable package static var authentication: UInt8 { UInt8(ascii: "R") }
    @inlinable package static var backendKeyData: UInt8 { UInt8(ascii: "K") }
    @inlinable package static var bindComplete: UInt8 { UInt8(ascii: "2") }
    @inlinable package static var closeComplete: UInt8 { UInt8(ascii: "3") }
    @inlinable package static var commandComplete: UInt8 { UInt8(ascii: "C") }
    @inlinable package static var copyBothResponse: UInt8 { UInt8(ascii: "W") }
    @inlinable package static var copyData: UInt8 { UInt8(ascii: "d") }
    @inlinable package static var copyDone: UInt8 { UInt8(ascii: "c") }
    @inlinable package static var copyInResponse: UInt8 { UInt8(ascii: "G") }
    @inlinable package static var copyOutResponse: UInt8 { UInt8(ascii: "H") }
    @inlinable package static var dataRow: UInt8 { UInt8(ascii: "D") }
    @inlinable package static var emptyQueryResponse: UInt8 { UInt8(ascii: "I") }
    @inlinable package static var errorResponse: UInt8 { UInt8(ascii: "E") }
    @inlinable package static var functionCallResponse: UInt8 { UInt8(ascii: "V") }
    @inlinable package static var negotiateProtocolVersion: UInt8 { UInt8(ascii: "v") }
    @inlinable package static var noData: UInt8 { UInt8(ascii: "n") }
    @inlinable package static var noticeResponse: UInt8 { UInt8(ascii: "N") }
    @inlinable package static var notificationResponse: UInt8 { UInt8(ascii: "A") }
    @inlinable package static var parameterDescription: UInt8 { UInt8(ascii: "t") }
    @inlinable package static var parameterStatus: UInt8 { UInt8(ascii: "S") }
    @inlinable package static var parseComplete: UInt8 { UInt8(ascii: "1") }
    @inlinable package static var portalSuspended: UInt8 { UInt8(ascii: "s") }
    @inlinable package static var readyForQuery: UInt8 { UInt8(ascii: "Z") }
    @inlinable package static var rowDescription: UInt8 { UInt8(ascii: "T") }

    /// Whether the message answers a request: not one that a server may send at any time, nor ReadyForQuery.
    @inlinable
    package static func isAnswer(_ tag: UInt8) -> Bool {
        switch tag {
        case readyForQuery, errorResponse, noticeResponse, parameterStatus, notificationResponse, backendKeyData: false
        default: true
        }
    }

    /// Whether nothing more can come for the statement that the message answers.
    @inlinable
    package static func isFinalAnswer(_ tag: UInt8) -> Bool {
        switch tag {
        case commandComplete, emptyQueryResponse, functionCallResponse, closeComplete: true
        default: false
        }
    }

    /// libpq drops a connection whose length field exceeds 30,000 for a type outside `VALID_LONG_MESSAGE_TYPE`.
    @inlinable package static var shortBodyLimit: Int { 30_000 - 4 }

    /// The longest body a client of libpq's rules would accept for `tag`; `nil` for a type no server sends.
    ///
    /// ParameterDescription is held to be long as well: a statement may have 65,535 parameters.
    @inlinable
    package static func limit(of tag: UInt8) -> Int? {
        switch tag {
        case rowDescription, dataRow, copyData, functionCallResponse, errorResponse, noticeResponse,
            notificationResponse, parameterDescription:
            FrameHeader.bodyLimit
        case authentication, backendKeyData, bindComplete, closeComplete, commandComplete, copyBothResponse, copyDone,
            copyInResponse, copyOutResponse, emptyQueryResponse, negotiateProtocolVersion, noData, parameterStatus,
            parseComplete, portalSuspended, readyForQuery:
            shortBodyLimit
        default:
            nil
        }
    }
}
