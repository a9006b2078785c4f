/// The type bytes a server may send, and how long such a message may be (documentation 54.7).
package enum BackendTag {
    package static let authentication = UInt8(ascii: "R")
    package static let backendKeyData = UInt8(ascii: "K")
    package static let bindComplete = UInt8(ascii: "2")
    package static let closeComplete = UInt8(ascii: "3")
    package static let commandComplete = UInt8(ascii: "C")
    package static let copyBothResponse = UInt8(ascii: "W")
    package static let copyData = UInt8(ascii: "d")
    package static let copyDone = UInt8(ascii: "c")
    package static let copyInResponse = UInt8(ascii: "G")
    package static let copyOutResponse = UInt8(ascii: "H")
    package static let dataRow = UInt8(ascii: "D")
    package static let emptyQueryResponse = UInt8(ascii: "I")
    package static let errorResponse = UInt8(ascii: "E")
    package static let functionCallResponse = UInt8(ascii: "V")
    package static let negotiateProtocolVersion = UInt8(ascii: "v")
    package static let noData = UInt8(ascii: "n")
    package static let noticeResponse = UInt8(ascii: "N")
    package static let notificationResponse = UInt8(ascii: "A")
    package static let parameterDescription = UInt8(ascii: "t")
    package static let parameterStatus = UInt8(ascii: "S")
    package static let parseComplete = UInt8(ascii: "1")
    package static let portalSuspended = UInt8(ascii: "s")
    package static let readyForQuery = UInt8(ascii: "Z")
    package static let rowDescription = UInt8(ascii: "T")

    /// Whether the message answers a request: not one that a server may send at any time, nor ReadyForQuery.
    package static func isAnswer(_ tag: UInt8) -> Bool {
        switch tag {
        case readyForQuery, errorResponse, noticeResponse, parameterStatus, notificationResponse, backendKeyData: false
        default: true
        }
    }

    /// Whether nothing more can come for the statement that the message answers.
    package static func isFinalAnswer(_ tag: UInt8) -> Bool {
        switch tag {
        case commandComplete, emptyQueryResponse, functionCallResponse, closeComplete: true
        default: false
        }
    }

    /// libpq drops a connection whose length field exceeds 30,000 for a type outside `VALID_LONG_MESSAGE_TYPE`.
    package static let shortBodyLimit = 30_000 - 4

    /// The longest body a client of libpq's rules would accept for `tag`; `nil` for a type no server sends.
    ///
    /// ParameterDescription is held to be long as well: a statement may have 65,535 parameters.
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
