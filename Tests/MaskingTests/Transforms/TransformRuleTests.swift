import Masking
import Testing

@Suite struct TransformRuleTests {
    @Test func theDomainIsTheKindUnlessStated() {
        #expect(TransformRule(kind: .firstName).domain == "first_name")
        #expect(TransformRule(kind: .firstName, domain: "people").domain == "people")
    }

    @Test func everyKindHasACard() {
        for kind in TransformKind.allCases {
            #expect(kind.card.kind == kind)
            #expect(!kind.card.whatItLeaks.isEmpty && !kind.card.types.isEmpty && !kind.card.nulls.isEmpty)
            #expect(kind.card.isDeterministic)
        }
    }

    @Test func theCardNamesTheTypesThatAreSupported() {
        for kind in TransformKind.allCases where ![.redact, .null].contains(kind) {
            for (type, name) in [
                (ValueType.Kind.uuid, "uuid"), (.int4, "int4"), (.numeric, "numeric"), (.date, "date"),
            ] {
                #expect(TransformRule(kind: kind).supports(type) == kind.card.types.contains(name), "\(kind) \(type)")
            }
            #expect(TransformRule(kind: kind).supports(.text))
            #expect(!TransformRule(kind: kind).supports(.unknown))
        }
    }

    @Test func arraysAreSupportedAsTheirElementsAre() {
        #expect(TransformRule(kind: .digits).supports(Kit.array(.int4).kind))
        #expect(!TransformRule(kind: .email).supports(Kit.array(.int4).kind))
    }
}
