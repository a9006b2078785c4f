package import NIOCore

/// The server awaits the next query. Shape: one byte of transaction status.
package struct ReadyForQuery: BackendMessage {
    package enum Status: UInt8, Sendable {
        /// `I`: no transaction block.
        case idle = 0x49
        /// `T`: within a transaction block.
        case inTransaction = 0x54
        /// `E`: within a failed one; everything but its end is refused.
        case inFailedTransaction = 0x45
    }

    package static let tag = BackendTag.readyForQuery

    package var status: Status

    package init(status: Status) { self.status = status }

    package init(body: inout ByteBuffer) throws(WireError) {
        let code: UInt8 = try body.wireInteger(of: Self.tag)
        guard let status = Status(rawValue: code) else {
            throw WireError.malformed("unknown transaction status", tag: Self.tag)
        }
        self.status = status
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(status.rawValue)
    }
}
