package import NIOCore

/// A NOTIFY on a channel this connection listens to. Shape: process `Int32`, channel, payload, each with a NUL.
package struct NotificationResponse: BackendMessage {
    package static let tag = BackendTag.notificationResponse

    package var processID: UInt32
    package var channel: [UInt8]
    package var payload: [UInt8]

    package init(processID: UInt32, channel: [UInt8], payload: [UInt8]) {
        self.processID = processID
        self.channel = channel
        self.payload = payload
    }

    package var channelText: String { String(decoding: channel, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        processID = try body.wireInteger(of: Self.tag)
        channel = try body.wireString(of: Self.tag)
        payload = try body.wireString(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(processID)
        try buffer.writeWireString(channel, of: Self.tag)
        try buffer.writeWireString(payload, of: Self.tag)
    }
}
