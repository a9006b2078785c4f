package import NIOCore

/// A prepared statement or a portal, by name: what Describe and Close are about.
///
/// Shape: `S` or `P`, then the name and a NUL. The empty name is the unnamed one.
package struct NamedObject: Hashable, Sendable {
    package enum Kind: UInt8, Sendable {
        /// `S`
        case statement = 0x53
        /// `P`
        case portal = 0x50
    }

    package var kind: Kind
    package var name: [UInt8]

    package init(kind: Kind, name: [UInt8]) {
        self.kind = kind
        self.name = name
    }

    init(body: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        let code: UInt8 = try body.wireInteger(of: tag)
        guard let kind = Kind(rawValue: code) else {
            throw WireError.malformed("neither statement nor portal", tag: tag)
        }
        self.kind = kind
        name = try body.wireString(of: tag)
        try body.expectEnd(of: tag)
    }

    func write(into buffer: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        buffer.writeInteger(kind.rawValue)
        try buffer.writeWireString(name, of: tag)
    }
}

/// Asks what a statement takes and returns, or what a portal returns.
package struct Describe: FrontendMessage {
    package static let tag = FrontendTag.describe
    package var object: NamedObject

    package init(_ kind: NamedObject.Kind, name: [UInt8] = []) { object = NamedObject(kind: kind, name: name) }

    package var kind: NamedObject.Kind { object.kind }
    package var name: [UInt8] { object.name }
    package var nameText: String { String(decoding: name, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) { object = try NamedObject(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try object.write(into: &buffer, of: Self.tag)
    }
}

/// Gives a statement or portal back.
package struct Close: FrontendMessage {
    package static let tag = FrontendTag.close
    package var object: NamedObject

    package init(_ kind: NamedObject.Kind, name: [UInt8] = []) { object = NamedObject(kind: kind, name: name) }

    package var kind: NamedObject.Kind { object.kind }
    package var name: [UInt8] { object.name }
    package var nameText: String { String(decoding: name, as: UTF8.self) }

    package init(body: inout ByteBuffer) throws(WireError) { object = try NamedObject(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try object.write(into: &buffer, of: Self.tag)
    }
}
