package import NIOCore

/// What a Bind names and which formats it asks for, read past its parameters: for whoever only relays them.
package struct BindOutline {
    package let portal: [UInt8]
    package let statement: [UInt8]
    /// None: all text. One: all alike. Else one for each column.
    package let resultFormats: [Int16]

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
        resultFormats = try body.wireIntegers(of: Bind.tag)
        try body.expectEnd(of: Bind.tag)
    }
}
