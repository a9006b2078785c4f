import NIOCore
import PostgresWire

/// A message that can be made at random.
protocol Arbitrary: WireMessage {
    static func arbitrary(_ random: inout SeededGenerator) -> Self

    /// Whether a body ends where its own counts say, so that any cut and any addition must be refused.
    static var isSelfDelimiting: Bool { get }
}

extension Arbitrary {
    static var isSelfDelimiting: Bool { true }
}

extension EmptyMessage {
    static func arbitrary(_ random: inout SeededGenerator) -> Self { Self() }
}

/// Every message of both sides.
let allMessages: [any Arbitrary.Type] = [
    Authentication.self, BackendKeyData.self, BindComplete.self, CloseComplete.self, CommandComplete.self,
    CopyBothResponse.self, CopyData.self, CopyDone.self, CopyInResponse.self, CopyOutResponse.self, DataRow.self,
    EmptyQueryResponse.self, ErrorResponse.self, FunctionCallResponse.self, NegotiateProtocolVersion.self,
    NoData.self, NoticeResponse.self, NotificationResponse.self, ParameterDescription.self, ParameterStatus.self,
    ParseComplete.self, PortalSuspended.self, ReadyForQuery.self, RowDescription.self, Bind.self, Close.self,
    CopyFail.self, Describe.self, Execute.self, Flush.self, FunctionCall.self, GSSResponse.self, Parse.self,
    PasswordMessage.self, Query.self, SASLInitialResponse.self, SASLResponse.self, Sync.self, Terminate.self,
]

extension SeededGenerator {
    mutating func buffer() -> ByteBuffer { ByteBuffer(bytes: bytes(upTo: 12)) }
    mutating func field() -> ByteBuffer? { Bool.random(using: &self) ? buffer() : nil }
    mutating func key() -> Secret {
        Secret((0..<Int.random(in: 4...256, using: &self)).map { _ in UInt8.random(in: 0...255, using: &self) })
    }
}
