import NIOCore
import PostgresWire
import Testing

struct FrontendMessageTests {
    @Test func queryEndsAtItsOnlyNul() throws {
        #expect(try decode(Query.self, utf8("SELECT 1\0")).sql == "SELECT 1")
        #expect(try decode(Query.self, [0]).sql == "")
        for wire in ["", "SELECT 1", "SELECT 1\0; DROP TABLE t\0", "SELECT 1\0\0"] {
            #expect(throws: WireError(.malformed, "", tag: Query.tag)) { try decode(Query.self, utf8(wire)) }
        }
    }

    @Test func sqlThatIsNotUTF8IsKept() throws {
        let latin: [UInt8] = [0x27, 0xe9, 0x27]
        let query = try decode(Query.self, latin + [0])
        #expect(bytes(query.text) == latin)
        #expect(query.validatedSQL == nil)
        #expect(query.sql == "'\u{fffd}'")
        let parse = try decode(Parse.self, [0xe9, 0] + latin + [0, 0, 0])
        #expect(parse.name == [0xe9])
        #expect(parse.validatedSQL == nil)
        #expect(Query("SELECT 'é'").validatedSQL == "SELECT 'é'")
    }

    @Test func bindAsOnTheWire() throws {
        let wire = utf8("p\0s\0") + hex("0001 0001 0002 ffffffff 00000002 6869 0002 0000 0001")
        let bind = try decode(Bind.self, wire)
        #expect(bind.portalText == "p" && bind.statementText == "s")
        #expect(bind.parameters == [nil, ByteBuffer(string: "hi")])
        #expect(bind.parameterFormats == [1])
        #expect(bind.resultFormats == [0, 1])
        #expect(bind.parameterFormat(at: 1) == 1)
        #expect((0..<3).map { bind.resultFormat(at: $0) } == [0, 1, nil])
    }

    /// Every cut of a Bind, and every byte of it changed: the outline is malformed where the message is.
    @Test func theOutlineOfABindTakesWhatABindTakes() throws {
        let wire = utf8("p\0s\0") + hex("0001 0001 0002 ffffffff 00000002 6869 0002 0000 0001")
        var variants = wire.indices.map { Array(wire[..<$0]) } + [wire, wire + [0]]
        for index in wire.indices {
            for value: UInt8 in [0, 1, 2, 0x7f, 0x80, 0xff] {
                variants.append(wire)
                variants[variants.count - 1][index] = value
            }
        }
        for variant in variants {
            var (body, copy) = (ByteBuffer(bytes: variant), ByteBuffer(bytes: variant))
            let bind = try? Bind(body: &body)
            let outline = try? BindOutline(body: &copy)
            #expect(bind?.portal == outline?.portal && bind?.statement == outline?.statement, "\(variant)")
            let formats: BindOutline.ResultFormats? = bind.map {
                $0.resultFormats.count > 1 ? .each($0.resultFormats) : .all($0.resultFormats.first ?? 0)
            }
            #expect(formats == outline?.resultFormats, "\(variant)")
        }
    }

    @Test func formatsOfNoneOneOrEach() {
        #expect(Bind.format([], at: 7) == 0)
        #expect(Bind.format([1], at: 7) == 1)
        #expect(Bind.format([0, 1], at: -1) == nil)
    }

    @Test func countsBeyondTheMessageAreRefused() {
        for wire in ["00 00 ffff", "00 00 0000 ffff", "00 00 0000 0000 ffff", "00 00 0000 0001 fffffffe 0000"] {
            #expect(throws: WireError(.malformed, "", tag: Bind.tag)) { try decode(Bind.self, hex(wire)) }
        }
        #expect(throws: WireError(.malformed, "", tag: Parse.tag)) { try decode(Parse.self, hex("00 00 8000")) }
    }

    @Test func describeAndCloseNameOneOfTwoKinds() throws {
        #expect(try decode(Describe.self, utf8("Sx\0")) == Describe(.statement, name: utf8("x")))
        #expect(try decode(Close.self, utf8("P\0")) == Close(.portal))
        #expect(throws: WireError(.malformed, "", tag: Describe.tag)) { try decode(Describe.self, utf8("Xx\0")) }
        #expect(throws: WireError(.malformed, "", tag: Close.tag)) { try decode(Close.self, utf8("sx\0")) }
    }

    @Test func executeKeepsItsRowLimit() throws {
        let execute = try decode(Execute.self, utf8("c1\0") + [0xff, 0xff, 0xff, 0xff])
        #expect(execute == Execute(portal: utf8("c1"), maxRows: -1))
    }

    @Test func passwordsOfAnyLength() throws {
        #expect(try decode(PasswordMessage.self, [0]).password.bytes.isEmpty)
        let long = [UInt8](repeating: 0x61, count: 5_000)
        #expect(try decode(PasswordMessage.self, long + [0]).password.bytes == long)
    }

    @Test func saslInitialResponseWithAndWithoutData() throws {
        let name = utf8("SCRAM-SHA-256\0")
        #expect(try decode(SASLInitialResponse.self, name + [0xff, 0xff, 0xff, 0xff]).data == nil)
        #expect(try decode(SASLInitialResponse.self, name + [0, 0, 0, 1, 0x6e]).data == ByteBuffer(string: "n"))
        for tail in [[0xff, 0xff, 0xff, 0xfe], [0x7f, 0xff, 0xff, 0xff], [0, 0, 0, 2, 0x6e], [0, 0, 0]] as [[UInt8]] {
            #expect(throws: WireError(.malformed, "", tag: 0x70)) {
                try decode(SASLInitialResponse.self, name + tail)
            }
        }
    }
}
