import Masking
import Testing

@Suite struct RedactionTests {
    @Test(
        arguments: [
            (ValueType.Kind.text, "[redacted]"), (.citext, "[redacted]"), (.name, "[redacted]"), (.int4, "0"),
            (.numeric, "0"), (.float8, "0"), (.date, "1970-01-01"), (.timestamp, "1970-01-01 00:00:00"),
            (.timestamptz, "1970-01-01 00:00:00+00"), (.uuid, "00000000-0000-0000-0000-000000000000"), (.bool, "f"),
            (.json, "\"\""), (.bytea, ""), (.unknown, "∅"),
        ] as [(ValueType.Kind, String)])
    func eachTypeHasItsPlaceholder(kind: ValueType.Kind, expected: String) {
        #expect(Kit.mask(nil, Kit.type(kind)).apply("whatever") == expected)
        #expect(Kit.mask(TransformRule(kind: .redact), Kit.type(kind)).apply("whatever") == expected)
    }

    @Test func itsBinaryFormIsTheSameValue() {
        func binary(_ kind: ValueType.Kind) -> [UInt8]? { Kit.mask(nil, Kit.type(kind), .binary).apply(bytes: [9]) }
        #expect(binary(.date) == BinaryForms.days(year: 1970, month: 1, day: 1).networkBytes)
        #expect(
            binary(.timestamp) == (Int64(BinaryForms.days(year: 1970, month: 1, day: 1)) * 86_400_000_000).networkBytes)
        #expect(binary(.numeric) == BinaryForms.numeric("0"))
        #expect(binary(.jsonb) == Array("\u{1}\"\"".utf8))
        #expect(binary(.unknown) == nil)
    }

    @Test(arguments: [
        (" {\"name\": \"Ann\"}", "{}"), ("[1]", "[]"), ("\"Ann\"", "\"\""), ("-12.5", "0"), ("true", "false"),
        ("null", "null"), ("", "\"\""), ("Ann", "\"\""),
    ])
    func jsonKeepsItsKind(value: String, expected: String) {
        #expect(Kit.mask(nil, Kit.type(.json)).apply(value) == expected)
        #expect(Kit.mask(nil, Kit.type(.jsonb), .binary).apply("\u{1}" + value) == "\u{1}" + expected)
    }

    @Test func textIsCutAndPadded() {
        #expect(Kit.mask(nil, Kit.text(.varchar, 4)).apply("Ann") == "[red")
        #expect(Kit.mask(nil, Kit.text(.bpchar, 12)).apply("Ann         ") == "[redacted]  ")
        #expect(Kit.mask(nil, Kit.text(.bpchar, 3)).apply("Ann") == "[re")
        #expect(Kit.mask(nil, Kit.type(.bpchar)).apply("Ann  ") == "[reda")
        // A modifier that claims more than the value holds fills no memory.
        #expect(Kit.mask(nil, Kit.type(.bpchar, modifier: .max)).apply("Ann").count == 3)
    }

    @Test func byteaKeepsItsOutputStyle() {
        #expect(Kit.mask(nil, Kit.type(.bytea)).apply("\\x0102") == "\\x")
        #expect(Kit.mask(nil, Kit.type(.bytea)).apply("abc\\001") == "")
    }

    @Test func nullIsNullForEveryType() {
        for (kind, _) in Kit.oids {
            for format in [WireFormat.text, .binary] {
                #expect(Kit.mask(TransformRule(kind: .null), Kit.type(kind), format).apply("x") == "∅")
            }
        }
        #expect(Kit.mask(TransformRule(kind: .null), Kit.array(.text)).apply("{a}") == "∅")
    }

    @Test func anUnsupportedTypeIsRedactedAndSaysSo() {
        let mask = Kit.mask(TransformRule(kind: .email), Kit.type(.int4))
        #expect(mask.compileProblem != nil)
        #expect(mask.apply("42") == "0")
        #expect(Kit.mask(TransformRule(kind: .email), Kit.array(.int4)).apply("{42}") == "{}")
    }
}
