package import NIOCore

/// A statement, or with FATAL the connection, failed.
package struct ErrorResponse: BackendMessage {
    package static let tag = BackendTag.errorResponse
    package var fields: ErrorFields

    package init(_ fields: ErrorFields) { self.fields = fields }

    package init(body: inout ByteBuffer) throws(WireError) { fields = try ErrorFields(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try fields.write(into: &buffer, of: Self.tag)
    }
}

/// Something a user may want to know; it may come at any time and changes nothing.
package struct NoticeResponse: BackendMessage {
    package static let tag = BackendTag.noticeResponse
    package var fields: ErrorFields

    package init(_ fields: ErrorFields) { self.fields = fields }

    package init(body: inout ByteBuffer) throws(WireError) { fields = try ErrorFields(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try fields.write(into: &buffer, of: Self.tag)
    }
}
