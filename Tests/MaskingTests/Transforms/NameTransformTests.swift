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

    /// Letters are looked at eight at a time.
    @Test func oneLetterDecidesWhereverItStands() {
        let mask = Kit.mask(TransformRule(kind: .firstName), Kit.type(.text))
        for length in 2...20 {
            let small = String(repeating: "m", count: length)
            #expect(mask.apply(small) == mask.apply(small).lowercased())
            #expect(mask.apply(small.uppercased()) == mask.apply(small).uppercased())
            for place in 0..<length {
                var letters = Array(small)
                letters[place] = "M"
                #expect(mask.apply(String(letters)).first?.isUppercase == true, "a capital at \(place) of \(length)")
                var capitals = Array(small.uppercased())
                capitals[place] = "m"
                let standIn = mask.apply(String(capitals))
                let hasSmall = standIn.dropFirst().contains { $0.isLowercase }
                #expect(hasSmall, "a small letter at \(place) of \(length)")
            }
        }
        // Beside the letters, in ASCII and beyond it: none of these is one.
        for other in ["@", "[", "`", "{", "\u{7f}", "À", "0"] {
            #expect(mask.apply("mm" + other + "mm").first?.isLowercase == true)
            let shouted = mask.apply("MM" + other + "MM")
            #expect(shouted == shouted.uppercased())
        }
    }

    @Test func domainsKeepKindsApartUnlessTheyShareOne() {
        let first = Kit.mask(TransformRule(kind: .firstName), Kit.type(.text)).apply("Ann")
        let shared = Kit.mask(TransformRule(kind: .firstName, domain: "people"), Kit.type(.text)).apply("Ann")
        #expect(first != shared)
    }
}
