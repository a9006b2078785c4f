package import NIOCore

/// What a Bind names and which formats it asks for, read past its parameters: for whoever only relays them.
package struct BindOutline {
    package let portal: [UInt8]
    package let statement: [UInt8]
    package let resultFormats: ResultFormats

    package enum ResultFormats: Equatable, Sendable {
        /// None was given, which means text, or one.
        case all(Int16)
        /// One for each column.
        case each([Int16])
    }

    /// Accepts what ``Bind`` accepts, and nothing else.
    package init(body: inout ByteBuffer) throws(WireError) {
        portal = try body.wireString(of: Bind.tag)
        statement = try body.wireString(of: Bind.tag)
        let formats = try body.wireCount(minimumSize: 2, of: Bind.tag)
        body.moveReaderIndex(forwardBy: 2 * formats)
        let parameters = try body.wireCount(minimumSize: 4, of: Bind.tag)
        for _ in 0..<parameters {
            let length = try body.wireInteger(Int32.self, of: Bind.tag)
            guard length >= -1, Int(length) <= body.readableBytes else {
                throw WireError.malformed("invalid field length", tag: Bind.tag)
            }
            if length > 0 { body.moveReaderIndex(forwardBy: Int(length)) }
        }
        switch body.getInteger(at: body.readerIndex, as: UInt16.self) {
        case 0:
            body.moveReaderIndex(forwardBy: 2)
            resultFormats = .all(0)
        case 1:
            body.moveReaderIndex(forwardBy: 2)
            resultFormats = .all(try body.wireInteger(of: Bind.tag))
        default: resultFormats = .each(try body.wireIntegers(of: Bind.tag))
        }
        try body.expectEnd(of: Bind.tag)
    }
}
