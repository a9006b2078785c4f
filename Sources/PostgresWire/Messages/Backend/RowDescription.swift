package import NIOCore

/// The columns of the rows that follow, or would follow.
///
/// Shape: an unsigned 16-bit count, then for each column its name, table OID `Int32`, attribute number `Int16`, type
/// OID `Int32`, type size `Int16`, type modifier `Int32`, format `Int16`. Table and attribute are 0 for whatever is not
/// plainly a table's column. The description of a *statement* says format 0 whatever a Bind will ask for.
package struct RowDescription: BackendMessage {
    package struct Column: Hashable, Sendable {
        package var name: [UInt8]
        package var tableOID: UInt32
        package var attribute: Int16
        package var typeOID: UInt32
        package var typeSize: Int16
        package var typeModifier: Int32
        package var format: Int16

        package init(
            name: [UInt8],
            tableOID: UInt32 = 0,
            attribute: Int16 = 0,
            typeOID: UInt32,
            typeSize: Int16 = -1,
            typeModifier: Int32 = -1,
            format: Int16 = 0
        ) {
            self.name = name
            self.tableOID = tableOID
            self.attribute = attribute
            self.typeOID = typeOID
            self.typeSize = typeSize
            self.typeModifier = typeModifier
            self.format = format
        }

        package var nameText: String { String(decoding: name, as: UTF8.self) }

        /// What a column takes with an empty name.
        static let minimumSize = 19
    }

    package static let tag = BackendTag.rowDescription

    package var columns: [Column]

    package init(columns: [Column]) { self.columns = columns }

    package init(body: inout ByteBuffer) throws(WireError) {
        let count = try body.wireCount(minimumSize: Column.minimumSize, of: Self.tag)
        columns = []
        columns.reserveCapacity(count)
        for _ in 0..<count { columns.append(try Column(body: &body)) }
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireCount(columns.count, of: Self.tag)
        for column in columns { try column.write(into: &buffer) }
    }
}

extension RowDescription.Column {
    fileprivate init(body: inout ByteBuffer) throws(WireError) {
        name = try body.wireString(of: RowDescription.tag)
        guard
            let fixed = body.readMultipleIntegers(
                as: (UInt32, Int16, UInt32, Int16, Int32, Int16).self)
        else { throw WireError.truncated(tag: RowDescription.tag) }
        (tableOID, attribute, typeOID, typeSize, typeModifier, format) = fixed
    }

    fileprivate func write(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(name, of: RowDescription.tag)
        buffer.writeMultipleIntegers(tableOID, attribute, typeOID, typeSize, typeModifier, format)
    }
}
