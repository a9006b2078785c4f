import Masking
import Testing

@Suite struct PartialTransformTests {
    @Test func endsAreShown() {
        let mask = Kit.mask(TransformRule(kind: .partial, keepFirst: 1, keepLast: 2), Kit.type(.text))
        #expect(mask.apply("secret") == "s***et")
        #expect(mask.apply("Ünal") == "Ü*al")
        #expect(mask.apply("李小龍傳") == "李*龍傳")
    }

    @Test(arguments: ["", "a", "ab", "abc"])
    func whatIsNotLongerThanTheEndsIsHiddenWhole(value: String) {
        let mask = Kit.mask(TransformRule(kind: .partial, keepFirst: 1, keepLast: 2), Kit.type(.text))
        #expect(mask.apply(value) == String(repeating: "*", count: value.count))
    }

    @Test func paddedTypesCountWithoutTheirBlanks() {
        let mask = Kit.mask(TransformRule(kind: .partial, keepLast: 2), Kit.text(.bpchar, 10))
        #expect(mask.apply("secret    ") == "****et    ")
        let unknown = Kit.mask(TransformRule(kind: .partial, keepLast: 2), Kit.type(.bpchar))
        #expect(unknown.apply("secret    ") == "****et    ")
        #expect(unknown.apply("secret") == "****et")
    }

    @Test func otherPads() {
        #expect(Kit.mask(TransformRule(kind: .partial, pad: "x"), Kit.type(.text)).apply("abc") == "xxx")
        #expect(Kit.mask(TransformRule(kind: .partial, pad: "•"), Kit.type(.text)).apply("abc") == "***")
        #expect(
            Kit.mask(TransformRule(kind: .partial, keepFirst: .max, keepLast: .max), Kit.type(.text)).apply("a") == "*")
        #expect(Kit.mask(TransformRule(kind: .partial, keepFirst: -5), Kit.type(.text)).apply("a") == "*")
    }

    @Test func encodings() {
        let rule = TransformRule(kind: .partial, keepFirst: 1, keepLast: 1)
        let latin = Kit.mask(rule, Kit.type(.text), settings: ValueSettings(encoding: .latin1))
        #expect(latin.apply(bytes: [0xDC, 0xE4, 0xFC]) == [0xDC, 0x2A, 0xFC])
        let other = Kit.mask(rule, Kit.type(.text), settings: ValueSettings(encoding: .other))
        #expect(other.apply(bytes: [0x81, 0x5C, 0x41]) == Array("[redacted]".utf8))
        #expect(other.apply("abc") == "a*c")
        #expect(Kit.mask(rule, Kit.type(.text)).apply(bytes: [0x61, 0xFF, 0x62]) == Array("[redacted]".utf8))
    }

    @Test func latin1AndUTF8ShareACanonicalForm() {
        let rule = TransformRule(kind: .email)
        let latin = Kit.mask(rule, Kit.type(.text), settings: ValueSettings(encoding: .latin1))
        #expect(
            latin.apply(bytes: [0xFC, 0x40, 0x78]) == Kit.mask(rule, Kit.type(.text)).apply(bytes: Array("ü@x".utf8)))
    }
}
