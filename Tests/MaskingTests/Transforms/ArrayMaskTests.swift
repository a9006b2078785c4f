import Masking
import Testing

@Suite struct ArrayMaskTests {
    let digits = TransformRule(kind: .digits)

    func scalar(_ text: String, _ kind: ValueType.Kind = .int4) -> String {
        Kit.mask(digits, Kit.type(kind)).apply(text)
    }

    @Test func everyElementIsMaskedAsAScalarIs() {
        let mask = Kit.mask(digits, Kit.array(.int4))
        let a = scalar("1234")
        let b = scalar("-56")
        #expect(mask.apply("{1234,NULL,-56}") == "{\(a),NULL,\(b)}")
        #expect(mask.apply("{{1234,-56},{NULL,1234}}") == "{{\(a),\(b)},{NULL,\(a)}}")
        #expect(mask.apply("[2:3]={1234,-56}") == "[2:3]={\(a),\(b)}")
        #expect(mask.apply("[0:0][-1:0]={{1234,-56}}") == "[0:0][-1:0]={{\(a),\(b)}}")
        #expect(mask.apply("{}") == "{}")
    }

    @Test func quotesAreTakenAndGiven() {
        let mask = Kit.mask(TransformRule(kind: .partial, keepFirst: 9), Kit.array(.text))
        let values = "{\"a \\\"b\\\" \\\\ c, d\",plain,\"NULL\",NULL,\"\",\"{x}\"}"
        let elements = ["a \"b\" \\ c, d", "plain", "NULL", nil, "", "{x}"].map { (value: String?) in
            value.map { Kit.mask(TransformRule(kind: .partial, keepFirst: 9), Kit.type(.text)).apply($0) }
        }
        #expect(ArrayReader.elements(mask.apply(values)) == elements)
        let name = Kit.mask(TransformRule(kind: .fullName), Kit.array(.text)).apply("{\"Ann Lee\",ann}")
        #expect(ArrayReader.elements(name)?.count == 2)
        #expect(name.hasPrefix("{\""))
    }

    @Test(arguments: [
        "", "{", "}", "{}}", "{1,}", "{,1}", "{1 ", "{{1}", "{1}{2}", "[1:2]", "[1:2]={1", "[a]={1}", "{\"1", "{\"1\\",
        "{{{{{{{1}}}}}}}", "1", "{1,{2}}x", "{1\"2\"}",
    ])
    func malformedArraysBecomeEmpty(value: String) {
        #expect(Kit.mask(digits, Kit.array(.text)).apply(value) == "{}")
    }

    @Test func binaryArrays() {
        let mask = Kit.mask(digits, Kit.array(.int4), .binary)
        let wire = BinaryForms.array([Int32(1234).networkBytes, nil, Int32(-56).networkBytes], oid: 23, lowerBound: 7)
        let expected = [scalar("1234"), "", scalar("-56")].map { Int32($0)?.networkBytes }
        #expect(mask.apply(bytes: wire) == BinaryForms.array(expected, oid: 23, lowerBound: 7))
        let text = Kit.mask(TransformRule(kind: .email), Kit.array(.text), .binary)
        let email = Kit.mask(TransformRule(kind: .email), Kit.type(.text)).apply("a@b.c")
        #expect(
            text.apply(bytes: BinaryForms.array([Array("a@b.c".utf8)], oid: 25))
                == BinaryForms.array([Array(email.utf8)], oid: 25))
        #expect(text.apply(bytes: BinaryForms.array([], oid: 25)) == BinaryForms.array([], oid: 25))
    }

    @Test func malformedBinaryArraysBecomeEmpty() {
        let mask = Kit.mask(digits, Kit.array(.int4), .binary)
        let wire = BinaryForms.array([Int32(1234).networkBytes, Int32(5).networkBytes], oid: 23)
        for length in 0..<wire.count {
            #expect(mask.apply(bytes: Array(wire.prefix(length))) == BinaryForms.array([], oid: 23))
        }
        #expect(mask.apply(bytes: wire + [0]) == BinaryForms.array([], oid: 23))
        let impossibleFlags: [Int32] = [0, 0x5E00, 23]
        #expect(mask.apply(bytes: impossibleFlags.flatMap(\.networkBytes)) == BinaryForms.array([], oid: 23))
    }

    @Test func anElementThatTheRuleCannotHandleIsRedacted() {
        #expect(Kit.mask(digits, Kit.array(.int4)).apply("{x,99999999999}") == "{0,0}")
        let dates = Kit.mask(
            TransformRule(kind: .dateShift), Kit.array(.date), settings: ValueSettings(dateStyle: .other))
        #expect(dates.apply("{29.02.2024}") == "{}")
    }
}
