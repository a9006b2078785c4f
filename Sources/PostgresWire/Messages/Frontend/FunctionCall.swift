package import NIOCore

/// Calls a function by its OID, past the SQL parser.
///
/// Shape: function `Int32`; a count of argument formats and the formats; a count of arguments, each a length `Int32`
/// (-1 is NULL) and its bytes; the format of the result `Int16`.
package struct FunctionCall: FrontendMessage {
    package static let tag = FrontendTag.functionCall

    package var function: UInt32
    package var argumentFormats: [Int16]
    package var arguments: [ByteBuffer?]
    package var resultFormat: Int16

    package init(function: UInt32, argumentFormats: [Int16], arguments: [ByteBuffer?], resultFormat: Int16) {
        self.function = function
        self.argumentFormats = argumentFormats
        self.arguments = arguments
        self.resultFormat = resultFormat
    }

    package init(body: inout ByteBuffer) throws(WireError) {
        function = try body.wireInteger(of: Self.tag)
        argumentFormats = try body.wireIntegers(of: Self.tag)
        arguments = try body.wireFields(of: Self.tag)
        resultFormat = try body.wireInteger(of: Self.tag)
        try body.expectEnd(of: Self.tag)
    }

    package func writeBody(into buffer: inout ByteBuffer) throws(WireError) {
        buffer.writeInteger(function)
        try buffer.writeWireIntegers(argumentFormats, of: Self.tag)
        try buffer.writeWireFields(arguments, of: Self.tag)
        buffer.writeInteger(resultFormat)
    }
}
