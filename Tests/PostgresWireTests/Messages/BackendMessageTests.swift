import NIOCore
import PostgresWire
import Testing

/// Bytes as PostgreSQL writes them, and the traps of single messages.
struct BackendMessageTests {
    @Test func rowDescriptionAsOnTheWire() throws {
        let wire = hex("00 01 69 64 00 00 00 40 01 00 02 00 00 00 17 00 04 ff ff ff ff 00 01")
        let description = try decode(RowDescription.self, wire)
        #expect(
            description.columns == [
                .init(
                    name: utf8("id"), tableOID: 16_385, attribute: 2, typeOID: 23, typeSize: 4, typeModifier: -1,
                    format: 1)
            ])
        #expect(description.columns.first?.nameText == "id")
    }

    @Test(arguments: [-2, -3, Int32.min])
    func onlyMinusOneIsNull(length: Int32) throws {
        #expect(try decode(DataRow.self, [0, 1, 0xff, 0xff, 0xff, 0xff]).columns == [nil])
        #expect(try decode(DataRow.self, [0, 1, 0, 0, 0, 0]).columns == [ByteBuffer()])
        var body = ByteBuffer()
        body.writeMultipleIntegers(UInt16(1), length)
        #expect(throws: WireError(.malformed, "", tag: DataRow.tag)) { try DataRow(body: &body) }
        var result = ByteBuffer(integer: length)
        #expect(throws: WireError(.malformed, "", tag: FunctionCallResponse.tag)) {
            try FunctionCallResponse(body: &result)
        }
    }

    @Test(arguments: [6, 0x7fff_ffff] as [Int32])
    func fieldLongerThanTheMessageIsRefused(length: Int32) {
        var body = ByteBuffer()
        body.writeMultipleIntegers(UInt16(1), length)
        body.writeString("12345")
        #expect(throws: WireError(.malformed, "", tag: DataRow.tag)) { try DataRow(body: &body) }
    }

    @Test func countBeyondTheMessageIsRefusedBeforeAllocating() {
        #expect(throws: WireError(.malformed, "", tag: DataRow.tag)) { try decode(DataRow.self, [0xff, 0xff]) }
        #expect(throws: WireError(.malformed, "", tag: RowDescription.tag)) {
            try decode(RowDescription.self, [0x80, 0])
        }
        #expect(throws: WireError(.malformed, "", tag: NegotiateProtocolVersion.tag)) {
            try decode(NegotiateProtocolVersion.self, [0, 3, 0, 2, 0xff, 0xff, 0xff, 0xff])
        }
    }

    @Test func negotiateProtocolVersionAsOnTheWire() throws {
        let message = try decode(NegotiateProtocolVersion.self, hex("00030000 00000001 5f70715f2e7800"))
        #expect(message == NegotiateProtocolVersion(version: .oldest, options: [utf8("_pq_.x")]))
    }

    @Test func backendKeysOf4To256Bytes() throws {
        #expect(try decode(BackendKeyData.self, [0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]).processID == .max)
        for count in [0, 3, 257, 1_000] {
            let key = [UInt8](repeating: 7, count: count)
            #expect(throws: WireError(.malformed, "", tag: BackendKeyData.tag)) {
                try decode(BackendKeyData.self, [0, 0, 0, 1] + key)
            }
            #expect(throws: WireError(.malformed, "", tag: BackendKeyData.tag)) {
                try BackendKeyData(processID: 1, key: Secret(key)).frame()
            }
        }
        for count in [4, 32, 256] {
            let message = BackendKeyData(processID: 1, key: Secret([UInt8](repeating: 7, count: count)))
            var body = try body(of: message.frame())
            #expect(try BackendKeyData(body: &body) == message)
        }
    }

    @Test func unknownStatusAndFormatAreRefused() {
        #expect(throws: WireError(.malformed, "", tag: ReadyForQuery.tag)) { try decode(ReadyForQuery.self, [0x58]) }
        #expect(throws: WireError(.malformed, "", tag: CopyOutResponse.tag)) {
            try decode(CopyOutResponse.self, [2, 0, 0])
        }
    }

    @Test func frameOfReadyForQuery() throws {
        #expect(bytes(try ReadyForQuery(status: .idle).frame()) == [0x5a, 0, 0, 0, 5, 0x49])
    }
}

struct AuthenticationTests {
    @Test func kinds() throws {
        #expect(try decode(Authentication.self, [0, 0, 0, 0]) == .ok)
        #expect(try decode(Authentication.self, [0, 0, 0, 3]) == .cleartextPassword)
        #expect(try decode(Authentication.self, [0, 0, 0, 5, 1, 2, 3, 4]) == .md5Password(salt: [1, 2, 3, 4]))
        #expect(try decode(Authentication.self, [0, 0, 0, 99, 1]) == .unknown(kind: 99, ByteBuffer(bytes: [1])))
        #expect(try decode(Authentication.self, [0xff, 0, 0, 0]) == .unknown(kind: 0xff00_0000, ByteBuffer()))
    }

    @Test func wholeMechanismListIsRead() throws {
        let wire = [0, 0, 0, 10] + utf8("SCRAM-SHA-256-PLUS\0SCRAM-SHA-256\0\0")
        let expected = [utf8("SCRAM-SHA-256-PLUS"), utf8("SCRAM-SHA-256")]
        #expect(try decode(Authentication.self, wire) == .sasl(expected))
        #expect(throws: WireError(.malformed, "", tag: Authentication.tag)) {
            try decode(Authentication.self, wire.dropLast())
        }
        #expect(throws: WireError(.malformed, "", tag: Authentication.tag)) {
            try decode(Authentication.self, wire + [0])
        }
    }

    @Test func bytesAfterOkOrSaltAreRefused() {
        for wire in [[0, 0, 0, 0, 0], [0, 0, 0, 3, 1], [0, 0, 0, 5, 1, 2, 3], [0, 0, 0, 5, 1, 2, 3, 4, 5]] as [[UInt8]]
        {
            #expect(throws: WireError(.malformed, "", tag: Authentication.tag)) {
                try decode(Authentication.self, wire)
            }
        }
    }
}

struct ErrorFieldsTests {
    @Test func ourOwnErrors() {
        let fields = ErrorFields(severity: "FATAL", code: "28000", message: "no", hint: "try")
        #expect(fields.fields.map(\.code) == utf8("SVCMH"))
        #expect(fields.sqlState == "28000")
        #expect(fields.isFatal)
        #expect(!ErrorFields(severity: "ERROR", code: "42601", message: "no").isFatal)
    }

    @Test func everyFieldIsOptional() throws {
        let none = try decode(ErrorResponse.self, [0])
        #expect(none.fields.fields.isEmpty)
        #expect(none.fields.sqlState == nil)
        #expect(!none.fields.isFatal)
    }

    @Test func subscriptKeepsOrderAndDropsRepeats() {
        var fields = ErrorFields(fields: [
            .init(code: 0x4d, value: [1]), .init(code: 0x44, value: [2]), .init(code: 0x4d, value: [3]),
        ])
        #expect(fields[0x4d] == [1])
        fields[0x4d] = [9]
        #expect(fields.fields == [.init(code: 0x4d, value: [9]), .init(code: 0x44, value: [2])])
        fields[0x44] = nil
        #expect(fields.fields == [.init(code: 0x4d, value: [9])])
        fields[0x43] = [4]
        #expect(fields.fields.last == .init(code: 0x43, value: [4]))
    }

    @Test func noMoreFieldsThanThereAreCodes() throws {
        let field: [UInt8] = [0x4d, 0]
        let most: [UInt8] = Array(Array(repeating: field, count: 256).joined()) + [0]
        #expect(try decode(ErrorResponse.self, most).fields.fields.count == 256)
        #expect(throws: WireError(.malformed, "", tag: ErrorResponse.tag)) {
            try decode(ErrorResponse.self, field + most)
        }
    }

    @Test func severityInEnglishDecides() {
        let fields = ErrorFields(fields: [
            .init(code: 0x53, value: utf8("FATAL ERROR")), .init(code: 0x56, value: utf8("PANIC")),
        ])
        #expect(fields.isFatal)
    }
}
