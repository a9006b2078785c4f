import BasicContainers
import Masking
import Testing

@Suite struct EmailTransformTests {
    let mask = Kit.mask(TransformRule(kind: .email), Kit.type(.text))

    @Test func aStandInIsAnAddressInADomainWithoutMail() {
        for value in ["ann@corp.com", "no at sign", "@", "ü@ö.de", String(repeating: "x", count: 5000) + "@y.z"] {
            let pattern = /[a-z'-]+\.[a-z'-]+[0-9a-z]{8}@example\.(com|net|org)/
            #expect(mask.apply(value).wholeMatch(of: pattern) != nil, "\(mask.apply(value))")
        }
    }

    @Test func caseAndBlanksAreNotToldApart() {
        #expect(mask.apply("A@X.io") == mask.apply("a@x.io"))
        #expect(mask.apply("  a@x.io\n") == mask.apply("a@x.io"))
        #expect(mask.apply("b@x.io") != mask.apply("a@x.io"))
        #expect(mask.apply("") == "")
    }

    @Test func theSameAddressAgreesAcrossTypesAndFormats() {
        let expected = mask.apply("ann@corp.com")
        for kind in [ValueType.Kind.varchar, .name, .citext] {
            for format in [WireFormat.text, .binary] {
                #expect(Kit.mask(TransformRule(kind: .email), Kit.type(kind), format).apply("ann@corp.com") == expected)
            }
        }
        let padded = Kit.mask(TransformRule(kind: .email), Kit.text(.bpchar, 60))
        #expect(padded.apply("ann@corp.com" + String(repeating: " ", count: 48)).count == 60)
        #expect(padded.apply("ann@corp.com" + String(repeating: " ", count: 48)).hasPrefix(expected + " "))
        #expect(Kit.mask(TransformRule(kind: .email), Kit.type(.jsonb)).apply("\"ann@corp.com\"") == "\"\(expected)\"")
    }

    @Test func keysAndDomainsTellStandInsApart() {
        let other = Kit.mask(TransformRule(kind: .email), Kit.type(.text), root: Kit.otherRoot)
        let domain = Kit.mask(TransformRule(kind: .email, domain: "work"), Kit.type(.text))
        #expect(Set([mask, other, domain].map { $0.apply("ann@corp.com") }).count == 3)
    }

    @Test func keepDomainKeepsAHostNameOnly() {
        let mask = Kit.mask(TransformRule(kind: .email, keepDomain: true), Kit.type(.text))
        #expect(mask.apply("Ann@Corp.Example").hasSuffix("@corp.example"))
        #expect(!mask.apply("write to @ the secret garden").contains("garden"))
        #expect(!mask.apply("a@b@").hasSuffix("@"))
    }

    @Test(arguments: [18, 19, 26, 27, 28, 29, 35, 40, 60] as [Int32])
    func shortColumnsKeepTheTag(limit: Int32) {
        let mask = Kit.mask(TransformRule(kind: .email), Kit.text(.varchar, limit))
        var seen: Set<String> = []
        for index in 0..<2000 {
            let standIn = mask.apply("person\(index)@corp.com")
            #expect(standIn.count <= Int(limit))
            #expect(standIn.wholeMatch(of: /[a-z'.0-9-]{6,}@example\.(com|net|org)/) != nil)
            seen.insert(standIn)
        }
        #expect(seen.count == 2000)
        #expect(mask.compileProblem == nil)
    }

    @Test func aColumnTooShortIsRedactedAndSaysSo() {
        let mask = Kit.mask(TransformRule(kind: .email), Kit.text(.varchar, 17))
        #expect(mask.compileProblem != nil)
        #expect(mask.apply("ann@corp.com") == "[redacted]")
    }

    @Test func standInsOf200000AddressesDiffer() {
        var seen: Set<[UInt8]> = []
        for index in 0..<200_000 {
            var out = ByteArray()
            _ = mask.apply(Array("user.\(index)@mail.example".utf8).span, into: &out)
            seen.insert(out.bytes())
        }
        #expect(seen.count == 200_000)
    }
}
