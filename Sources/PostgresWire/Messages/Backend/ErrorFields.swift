import NIOCore

/// The fields of an ErrorResponse or NoticeResponse, in order, with whatever repeats.
///
/// Shape: a code byte and a string, repeated, then a NUL (documentation 54.7 and 54.8). Every field is optional, the
/// SQLSTATE too. Values may be in any encoding.
package struct ErrorFields: Hashable, Sendable {
    package struct Field: Hashable, Sendable {
        package var code: UInt8
        package var value: [UInt8]

        package init(code: UInt8, value: [UInt8]) {
            self.code = code
            self.value = value
        }
    }

    /// The code bytes that PostgreSQL sends.
    package enum Code {
        package static let severity = UInt8(ascii: "S")
        /// The severity in English, since 9.6.
        package static let severityNonLocalized = UInt8(ascii: "V")
        package static let sqlState = UInt8(ascii: "C")
        package static let message = UInt8(ascii: "M")
        package static let detail = UInt8(ascii: "D")
        package static let hint = UInt8(ascii: "H")
        package static let position = UInt8(ascii: "P")
        package static let internalPosition = UInt8(ascii: "p")
        package static let internalQuery = UInt8(ascii: "q")
        package static let context = UInt8(ascii: "W")
        package static let schema = UInt8(ascii: "s")
        package static let table = UInt8(ascii: "t")
        package static let column = UInt8(ascii: "c")
        package static let dataType = UInt8(ascii: "d")
        package static let constraint = UInt8(ascii: "n")
        package static let file = UInt8(ascii: "F")
        package static let line = UInt8(ascii: "L")
        package static let routine = UInt8(ascii: "R")
    }

    /// PostgreSQL knows eighteen fields. The bound keeps a hostile server from making millions of small arrays.
    package static let fieldLimit = 256

    package var fields: [Field]

    package init(fields: [Field]) { self.fields = fields }

    /// An error or notice of our own; `code` is the SQLSTATE.
    package init(severity: String, code: String, message: String, detail: String? = nil, hint: String? = nil) {
        fields = []
        self[Code.severity] = Array(severity.utf8)
        self[Code.severityNonLocalized] = Array(severity.utf8)
        self[Code.sqlState] = Array(code.utf8)
        self[Code.message] = Array(message.utf8)
        if let detail { self[Code.detail] = Array(detail.utf8) }
        if let hint { self[Code.hint] = Array(hint.utf8) }
    }

    /// What to tell a peer of an error of this layer.
    package init(severity: String = "FATAL", _ error: WireError) {
        self.init(severity: severity, code: error.code.sqlState, message: error.message)
    }

    /// The first value under a code. Setting replaces the first in place and drops the others; `nil` removes all.
    package subscript(code: UInt8) -> [UInt8]? {
        get { fields.first { $0.code == code }?.value }
        set {
            let place = fields.firstIndex { $0.code == code }
            fields.removeAll { $0.code == code }
            if let newValue {
                fields.insert(Field(code: code, value: newValue), at: place ?? fields.endIndex)
            }
        }
    }

    /// `nil` when absent; values that are not UTF-8 are repaired.
    package func text(_ code: UInt8) -> String? {
        self[code].map { String(decoding: $0, as: UTF8.self) }
    }

    package var sqlState: String? { text(Code.sqlState) }

    /// Whether the server closes the connection after this one.
    package var isFatal: Bool {
        let severity = text(Code.severityNonLocalized) ?? text(Code.severity)
        return severity == "FATAL" || severity == "PANIC"
    }

    init(body: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        fields = []
        while true {
            let code: UInt8 = try body.wireInteger(of: tag)
            if code == 0 { break }
            guard fields.count < Self.fieldLimit else { throw WireError.malformed("too many fields", tag: tag) }
            fields.append(Field(code: code, value: try body.wireString(of: tag)))
        }
        try body.expectEnd(of: tag)
    }

    func write(into buffer: inout ByteBuffer, of tag: UInt8) throws(WireError) {
        for field in fields {
            guard field.code != 0 else { throw WireError.malformed("field without a code", tag: tag) }
            buffer.writeInteger(field.code)
            try buffer.writeWireString(field.value, of: tag)
        }
        buffer.writeInteger(UInt8(0))
    }
}
