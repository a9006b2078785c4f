package import NIOCore

/// How the data of a COPY is written: what CopyInResponse, CopyOutResponse and CopyBothResponse all say.
///
/// Shape: overall format `Int8` (0 text, 1 binary), a 16-bit count of columns, a format `Int16` for each. There are
/// neither names nor types.
package struct CopyFormats: Hashable, Sendable {
    package enum Overall: UInt8, Sendable {
        case text = 0
        case binary = 1
    }

    package var overall: Overall
    package var columns: [Int16]

    package init(overall: Overall, columns: [Int16]) {
        self.overall = overall
        self.columns = columns
    }

    init(body: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        let code: UInt8 = try body.wireInteger(of: tag)
        guard let overall = Overall(rawValue: code) else { throw WireError.malformed("unknown copy format", tag: tag) }
        self.overall = overall
        columns = try body.wireIntegers(of: tag)
        try body.expectEnd(of: tag)
    }

    func write(into buffer: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        buffer.writeInteger(overall.rawValue)
        try buffer.writeWireIntegers(columns, of: tag)
    }
}

/// The server waits for CopyData from the client.
///
/// As with its siblings, a COPY of more than about 15,000 columns could not be announced to libpq; tables end at 1,600.
package struct CopyInResponse: BackendMessage {
    package static let tag = BackendTag.copyInResponse
    package var formats: CopyFormats

    package init(formats: CopyFormats) { self.formats = formats }

    package init(body: inout ByteBuffer) throws(WireError) { formats = try CopyFormats(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try formats.write(into: &buffer, of: Self.tag)
    }
}

/// CopyData from the server follows.
package struct CopyOutResponse: BackendMessage {
    package static let tag = BackendTag.copyOutResponse
    package var formats: CopyFormats

    package init(formats: CopyFormats) { self.formats = formats }

    package init(body: inout ByteBuffer) throws(WireError) { formats = try CopyFormats(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try formats.write(into: &buffer, of: Self.tag)
    }
}

/// CopyData in both directions follows: streaming replication.
package struct CopyBothResponse: BackendMessage {
    package static let tag = BackendTag.copyBothResponse
    package var formats: CopyFormats

    package init(formats: CopyFormats) { self.formats = formats }

    package init(body: inout ByteBuffer) throws(WireError) { formats = try CopyFormats(body: &body, of: Self.tag) }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try formats.write(into: &buffer, of: Self.tag)
    }
}
