package import NIOCore

/// A statement ended well. Shape: the command tag, such as `SELECT 5`, and a NUL.
package struct CommandComplete: BackendMessage {
    package static let tag = BackendTag.commandComplete

    package var command: [UInt8]

    package init(command: [UInt8]) { self.command = command }

    package init(_ command: String) { self.command = Array(command.utf8) }

    package var commandText: String { String(decoding: command, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) {
        command = try body.wireString(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(command, of: Self.tag)
    }
}
