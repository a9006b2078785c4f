import Masking
import Testing

@Suite struct JSONMaskTests {
    let email = Kit.mask(TransformRule(kind: .email), Kit.type(.text)).apply("ann@corp.com")

    @Test func aBareStringIsTransformedInside() {
        for (kind, format) in [(ValueType.Kind.json, WireFormat.text), (.json, .binary), (.jsonb, .text)] {
            let mask = Kit.mask(TransformRule(kind: .email), Kit.type(kind), format)
            #expect(mask.apply("\"ann@corp.com\"") == "\"\(email)\"")
            #expect(mask.apply(" \"ann\\u0040corp\\u002ecom\" ") == "\"\(email)\"")
        }
        let binary = Kit.mask(TransformRule(kind: .email), Kit.type(.jsonb), .binary)
        #expect(binary.apply("\u{1}\"ann@corp.com\"") == "\u{1}\"\(email)\"")
    }

    @Test(arguments: [
        ("{\"a\":\"ann@corp.com\"}", "{}"), ("[\"ann@corp.com\"]", "[]"), ("12", "0"), ("\"a\" \"b\"", "\"\""),
        ("\"\\x\"", "\"\""), ("\"\\ud800\"", "\"\""), ("\"a\n\"", "\"\""), ("\"", "\"\""), ("\"\\\"", "\"\""),
    ])
    func anythingElseIsRedacted(value: String, expected: String) {
        #expect(Kit.mask(TransformRule(kind: .email), Kit.type(.jsonb)).apply(value) == expected)
    }

    @Test func whatStaysIsEscaped() {
        let mask = Kit.mask(TransformRule(kind: .partial, keepFirst: 5), Kit.type(.json))
        #expect(mask.apply("\"\\\"\\\\\\n\\u00e4\\ud83d\\ude00xyz\"") == "\"\\\"\\\\\\u000aä😀***\"")
        let latin = Kit.mask(
            TransformRule(kind: .partial, keepFirst: 2), Kit.type(.json), settings: ValueSettings(encoding: .latin1))
        #expect(latin.apply(bytes: [0x22, 0xE4, 0xFC, 0x78, 0x22]) == Array("\"\\u00e4\\u00fc*\"".utf8))
    }
}
