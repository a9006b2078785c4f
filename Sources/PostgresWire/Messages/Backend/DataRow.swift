package import NIOCore

/// One row. Shape: a 16-bit count of columns, then for each a length `Int32` (-1 is NULL) and as many bytes.
///
/// It takes every value apart, so it is for tests and small answers; rows on their way to a client are walked in place.
package struct DataRow: BackendMessage {
    package static let tag = BackendTag.dataRow

    package var columns: [ByteBuffer?]

    package init(columns: [ByteBuffer?]) { self.columns = columns }

    package init(body: inout ByteBuffer) throws(WireError) {
        columns = try body.wireFields(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireFields(columns, of: Self.tag)
    }
}
