import NIOCore
import PostgresWire
import Testing

/// Writing refuses what a peer would not take, and leaves the buffer as it was.
struct WireLimitTests {
    @Test func shortBackendMessageOver30000IsRefused() throws {
        let longest = BackendTag.shortBodyLimit - "name".utf8.count - 2
        let fits = ParameterStatus(name: utf8("name"), value: Array(repeating: 0x61, count: longest))
        #expect(try fits.frame().readableBytes == 30_001)
        let over = ParameterStatus(name: utf8("name"), value: Array(repeating: 0x61, count: longest + 1))
        expectRefusal(of: over, .tooLong)
        expectRefusal(of: CommandComplete(command: Array(repeating: 0x61, count: 30_000)), .tooLong)
    }

    @Test func shortFrontendMessageOver10000IsRefused() throws {
        expectRefusal(of: Describe(.statement, name: Array(repeating: 0x61, count: 9_995)), .tooLong)
        #expect(try Describe(.statement, name: Array(repeating: 0x61, count: 9_994)).frame().readableBytes == 10_001)
        expectRefusal(of: PasswordMessage(password: Secret(Array(repeating: 0x61, count: 65_531))), .tooLong)
        expectRefusal(of: SASLResponse(data: ByteBuffer(repeating: 0x61, count: 65_532)), .tooLong)
    }

    @Test func countsStopAt65535() throws {
        let types = Array(repeating: UInt32(23), count: 65_535)
        let parse = Parse(sql: "SELECT 1", parameterTypes: types)
        var body = try body(of: parse.frame())
        #expect(try Parse(body: &body).parameterTypes.count == 65_535)
        expectRefusal(of: Parse(sql: "SELECT 1", parameterTypes: types + [23]), .tooLong)
        expectRefusal(of: ParameterDescription(types: types + [23]), .tooLong)
        expectRefusal(of: DataRow(columns: Array(repeating: nil, count: 65_536)), .tooLong)
        expectRefusal(of: Bind(parameters: Array(repeating: nil, count: 65_536)), .tooLong)
    }

    @Test func countsAreUnsigned() throws {
        let row = DataRow(columns: Array(repeating: nil, count: 40_000))
        var rowBody = try body(of: row.frame())
        #expect(try DataRow(body: &rowBody).columns.count == 40_000)
        let columns = Array(repeating: RowDescription.Column(name: [], typeOID: 25), count: 65_535)
        var description = try body(of: RowDescription(columns: columns).frame())
        #expect(try RowDescription(body: &description).columns.count == 65_535)
    }

    @Test func nulWithinAStringIsRefused() {
        let bad: [UInt8] = [0x61, 0, 0x62]
        expectRefusal(of: Query(text: ByteBuffer(bytes: bad)), .malformed)
        expectRefusal(of: Parse(name: bad, text: ByteBuffer()), .malformed)
        expectRefusal(of: Bind(portal: bad), .malformed)
        expectRefusal(of: CommandComplete(command: bad), .malformed)
        expectRefusal(of: ErrorResponse(ErrorFields(fields: [.init(code: 0x4d, value: bad)])), .malformed)
        expectRefusal(of: ErrorResponse(ErrorFields(fields: [.init(code: 0, value: [])])), .malformed)
        expectRefusal(of: Authentication.sasl([[]]), .malformed)
        expectRefusal(of: Authentication.md5Password(salt: [1, 2, 3]), .malformed)
    }

    private func expectRefusal<M: WireMessage>(
        of message: M, _ code: WireError.Code, sourceLocation: SourceLocation = #_sourceLocation
    ) {
        var buffer = ByteBuffer(string: "before")
        #expect(throws: WireError(code, "", tag: M.tag), sourceLocation: sourceLocation) {
            try message.write(into: &buffer)
        }
        #expect(buffer == ByteBuffer(string: "before"), sourceLocation: sourceLocation)
    }
}
