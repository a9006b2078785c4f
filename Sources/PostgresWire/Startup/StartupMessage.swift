package import NIOCore

/// What a client wants of a connection: a protocol version and parameters, in order and with whatever repeats.
///
/// Shape: length `Int32`, version `Int32`, then name and value, each with a NUL, and an empty name at the end. Names
/// and values may be in any encoding. Where a name repeats the last counts, as in PostgreSQL.
package struct StartupMessage: Hashable, Sendable {
    package struct Parameter: Hashable, Sendable {
        package var name: [UInt8]
        package var value: [UInt8]

        package init(name: [UInt8], value: [UInt8]) {
            self.name = name
            self.value = value
        }

        package init(_ name: String, _ value: String) {
            self.init(name: Array(name.utf8), value: Array(value.utf8))
        }

        package var nameText: String { String(decoding: name, as: UTF8.self) }
    }

    package var version: ProtocolVersion
    package var parameters: [Parameter]

    package init(version: ProtocolVersion = .newest, parameters: [Parameter]) {
        self.version = version
        self.parameters = parameters
    }

    package init(major: UInt16 = 3, minor: UInt16, parameters: [(String, String)]) {
        self.init(
            version: ProtocolVersion(major: major, minor: minor),
            parameters: parameters.map { Parameter($0.0, $0.1) })
    }

    /// Reads what follows the version.
    init(version: ProtocolVersion, body: inout ByteBuffer) throws(WireError) {
        self.version = version
        parameters = []
        while true {
            let name = try body.wireString(of: nil)
            if name.isEmpty { break }
            parameters.append(Parameter(name: name, value: try body.wireString(of: nil)))
        }
        try body.expectEnd(of: nil)
    }

    /// Appends the packet; with nothing written, throws `.malformed` for an empty name or a NUL, and `.tooLong` over
    /// PostgreSQL's bound.
    package func write(into buffer: inout ByteBuffer) throws(WireError) {
        let start = buffer.writerIndex
        do throws(WireError) {
            buffer.writeMultipleIntegers(UInt32(0), version.rawValue)
            for parameter in parameters {
                guard !parameter.name.isEmpty else { throw WireError.malformed("parameter without a name", tag: nil) }
                try buffer.writeWireString(parameter.name, of: nil)
                try buffer.writeWireString(parameter.value, of: nil)
            }
            buffer.writeInteger(UInt8(0))
            let length = buffer.writerIndex - start
            guard length <= StartupPacket.lengthLimit, let field = UInt32(exactly: length) else {
                throw WireError.tooLong(length, tag: nil)
            }
            buffer.setInteger(field, at: start)
        } catch {
            buffer.moveWriterIndex(to: start)
            throw error
        }
    }
}
