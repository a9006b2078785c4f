import Masking
import Testing

@Suite struct NameTransformTests {
    static let names = ["Ann", "MARY", "john", "O'Brien", "Ünal", "李", "van der Berg", "A", " Ann "]

    @Test(arguments: [TransformKind.firstName, .lastName, .fullName])
    func neverTheNameItself(kind: TransformKind) {
        for limit: Int32 in [0, 1, 2, 3, 5, 10, 40] {
            let type = limit == 0 ? Kit.type(.text) : Kit.text(.varchar, limit)
            let mask = Kit.mask(TransformRule(kind: kind), type)
            for name in Self.names + (0..<500).map({ "Name\($0)" }) + "abcdefghijklmnopqrstuvwxyz".map(String.init) {
                let value = String(name.prefix(limit == 0 ? 99 : Int(limit)))
                let standIn = mask.apply(value)
                #expect(standIn.isEmpty == value.allSatisfy(\.isWhitespace))
                #expect(standIn.isEmpty || standIn.lowercased() != value.lowercased())
                #expect(standIn.utf8.allSatisfy { $0 < 0x80 })
                if limit > 0 { #expect(standIn.count <= Int(limit)) }
            }
        }
    }

    @Test func lettersAreCasedAlike() {
        let mask = Kit.mask(TransformRule(kind: .fullName), Kit.type(.text))
        let capitalised = mask.apply("Ann Lee")
        #expect(capitalised.wholeMatch(of: /[A-Z][a-z'-]+.* [A-Z][a-z'-]+.*/) != nil, "\(capitalised)")
        #expect(mask.apply("ANN LEE") == capitalised.uppercased())
        #expect(mask.apply("ann lee") == capitalised.lowercased())
        #expect(mask.apply("  ann lee ") == capitalised.lowercased())
    }

    @Test func domainsKeepKindsApartUnlessTheyShareOne() {
        let first = Kit.mask(TransformRule(kind: .firstName), Kit.type(.text)).apply("Ann")
        let shared = Kit.mask(TransformRule(kind: .firstName, domain: "people"), Kit.type(.text)).apply("Ann")
        #expect(first != shared)
    }
}
