import Masking
import Testing

@Suite struct ConstantTests {
    @Test(
        arguments: [
            (ValueType.Kind.text, "n/a", Array("n/a".utf8)), (.int2, "-5", Int16(-5).networkBytes),
            (.int4, "7", Int32(7).networkBytes), (.int8, "7", Int64(7).networkBytes),
            (.oid, "7", UInt32(7).networkBytes),
            (.float4, "1.5", Float(1.5).bitPattern.networkBytes),
            (.float8, "-1e3", Double(-1000).bitPattern.networkBytes),
            (.numeric, "12345.670", BinaryForms.numeric("12345.670")), (.bool, "t", [1]), (.bool, "f", [0]),
            (.uuid, "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", BinaryForms.uuid("a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11")),
            (.bytea, "\\x00ff", [0, 255]), (.json, "[1, {\"a\": null}]", Array("[1, {\"a\": null}]".utf8)),
            (.jsonb, "{}", [1, 0x7B, 0x7D]), (.date, "1999-12-31", Int32(-1).networkBytes),
            (.timestamp, "2000-01-01 00:00:01.5", Int64(1_500_000).networkBytes),
            (.timestamptz, "2000-01-01 01:00:00+01", Int64(0).networkBytes),
        ] as [(ValueType.Kind, String, [UInt8])])
    func theConstantIsWrittenInBothFormats(kind: ValueType.Kind, value: String, binary: [UInt8]) {
        let rule = TransformRule(kind: .constant, value: value)
        #expect(rule.supports(kind))
        let text = Kit.mask(rule, Kit.type(kind))
        #expect(text.compileProblem == nil)
        #expect(text.apply("whatever") == value)
        #expect(Kit.mask(rule, Kit.type(kind), .binary).apply(bytes: [1, 2, 3]) == binary)
    }

    @Test(
        arguments: [
            (ValueType.Kind.int2, "40000"), (.int4, "x"), (.int4, ""), (.numeric, "1e5"), (.bool, "maybe"),
            (.uuid, "1"),
            (.bytea, "00"), (.bytea, "\\x0"), (.json, "{"), (.jsonb, "{\"a\":01}"), (.date, "2024-02-30"),
            (.date, "01.02.2024"), (.timestamp, "2024-01-01 00:00:00+01"), (.text, "a\u{0}b"), (.float8, "0x1p3"),
            (.interval, "1 day"), (.unknown, "x"),
        ] as [(ValueType.Kind, String)])
    func whatDoesNotFitIsRedactedAndSaysSo(kind: ValueType.Kind, value: String) {
        let mask = Kit.mask(TransformRule(kind: .constant, value: value), Kit.type(kind))
        #expect(mask.compileProblem != nil)
        #expect(mask.apply("whatever") == Kit.mask(nil, Kit.type(kind)).apply("whatever"))
    }

    @Test func lengthsAndScalesHold() {
        let rule = TransformRule(kind: .constant, value: "hidden")
        #expect(Kit.mask(rule, Kit.text(.varchar, 5)).compileProblem != nil)
        #expect(Kit.mask(rule, Kit.text(.varchar, 5)).apply("x") == "[reda")
        #expect(Kit.mask(rule, Kit.text(.bpchar, 8)).apply("x       ") == "hidden  ")
        let number = TransformRule(kind: .constant, value: "1.5")
        let type = Kit.type(.numeric, modifier: (4 << 16 | 2) + 4)
        #expect(Kit.mask(number, type).apply("0") == "1.50")
        #expect(Kit.mask(TransformRule(kind: .constant, value: "123.5"), type).compileProblem != nil)
    }

    @Test func otherEncodings() {
        let rule = TransformRule(kind: .constant, value: "é")
        let latin = Kit.mask(rule, Kit.type(.text), settings: ValueSettings(encoding: .latin1))
        #expect(latin.apply(bytes: [0x61]) == [0xE9])
        #expect(Kit.mask(rule, Kit.type(.text), settings: ValueSettings(encoding: .other)).compileProblem != nil)
    }

    @Test func arraysTakeItForEachElement() {
        let mask = Kit.mask(TransformRule(kind: .constant, value: "a b"), Kit.array(.text))
        #expect(mask.apply("{x,NULL,y}") == "{\"a b\",NULL,\"a b\"}")
    }
}
