package import NIOCore

/// Runs a portal. Shape: its name and a NUL, the most rows to return `Int32`; PostgreSQL takes 0 and less for all.
package struct Execute: FrontendMessage {
    package static let tag = FrontendTag.execute

    package var portal: [UInt8]
    package var maxRows: Int32

    package init(portal: [UInt8] = [], maxRows: Int32 = 0) {
        self.portal = portal
        self.maxRows = maxRows
    }

    package var portalText: String { String(decoding: portal, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        portal = try body.wireString(of: Self.tag)
        maxRows = try body.wireInteger(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(portal, of: Self.tag)
        buffer.writeInteger(maxRows)
    }
}
