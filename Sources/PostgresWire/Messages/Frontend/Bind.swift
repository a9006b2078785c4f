package import NIOCore

/// Makes a portal of a statement and its parameters.
///
/// Shape: portal, statement, each with a NUL; a count of parameter formats and the formats; a count of parameters, each
/// a length `Int32` (-1 is NULL) and its bytes; a count of result formats and the formats. All counts are unsigned.
package struct Bind: FrontendMessage {
    package static let tag = FrontendTag.bind

    package var portal: [UInt8]
    package var statement: [UInt8]
    /// None: all text. One: all alike. Else one for each parameter.
    package var parameterFormats: [Int16]
    /// Slices of the message they were read from.
    package var parameters: [ByteBuffer?]
    /// As `parameterFormats`, for the columns of the result.
    package var resultFormats: [Int16]

    package init(
        portal: [UInt8] = [],
        statement: [UInt8] = [],
        parameterFormats: [Int16] = [],
        parameters: [ByteBuffer?] = [],
        resultFormats: [Int16] = []
    ) {
        self.portal = portal
        self.statement = statement
        self.parameterFormats = parameterFormats
        self.parameters = parameters
        self.resultFormats = resultFormats
    }

    package var portalText: String { String(decoding: portal, as: UTF8.self) }
    package var statementText: String { String(decoding: statement, as: UTF8.self) }

    package func parameterFormat(at index: Int) -> Int16? { Self.format(parameterFormats, at: index) }
    package func resultFormat(at index: Int) -> Int16? { Self.format(resultFormats, at: index) }

    /// The format of one of many values under the rule of none, one or each; `nil` when the codes do not reach it.
    package static func format(_ codes: [Int16], at index: Int) -> Int16? {
        switch codes.count {
        case 0: 0
        case 1: codes[0]
        case let count: index >= 0 && index < count ? codes[index] : nil
        }
    }

    package init(body: inout ByteBuffer) throws(WireError) {
        portal = try body.wireString(of: Self.tag)
        statement = try body.wireString(of: Self.tag)
        parameterFormats = try body.wireIntegers(of: Self.tag)
        parameters = try body.wireFields(of: Self.tag)
        resultFormats = try body.wireIntegers(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        try buffer.writeWireString(portal, of: Self.tag)
        try buffer.writeWireString(statement, of: Self.tag)
        try buffer.writeWireIntegers(parameterFormats, of: Self.tag)
        try buffer.writeWireFields(parameters, of: Self.tag)
        try buffer.writeWireIntegers(resultFormats, of: Self.tag)
    }
}
