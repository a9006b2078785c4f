import NGram
import Testing

@Suite struct ShippedNamesTests {
    @Test func theListsAreCleanAndLargeEnough() {
        #expect(ShippedNames.firstNameList.count >= 250)
        #expect(ShippedNames.lastNameList.count >= 350)
        for list in [ShippedNames.firstNameList, ShippedNames.lastNameList] {
            #expect(Set(list).count == list.count)
            #expect(list == list.sorted())
            #expect(list.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } })
        }
    }

    enum Kind: CaseIterable { case first, last }

    @Test(arguments: Kind.allCases)
    func tenThousandNamesAreNewVariedAndWellFormed(_ kind: Kind) {
        let (model, list, lengths) =
            switch kind {
            case .first: (ShippedNames.firstNames, ShippedNames.firstNameList, 4...9)
            case .last: (ShippedNames.lastNames, ShippedNames.lastNameList, 4...10)
            }
        let originals = Set(list)
        let words = model.words(10_000, seed: 1)
        #expect(model.generatedLengths == lengths)
        #expect(words.allSatisfy { !originals.contains($0) })
        #expect(Set(words).count >= 6_000)
        #expect(words.allSatisfy { lengths.contains($0.utf8.count) })
        #expect(words.allSatisfy { $0.utf8.allSatisfy { (0x61...0x7A).contains($0) } })
        #expect(words.allSatisfy { $0.contains(where: "aeiouy".contains) })
        for word in words {
            let letters = Array(word.utf8)
            #expect(!zip(letters, zip(letters.dropFirst(), letters.dropFirst(2))).contains { $0 == $1.0 && $0 == $1.1 })
        }
    }

    /// These fix the names users see as stand-ins: a change here changes all of them, and wants a new epoch.
    @Test func theNamesOfASeedArePinned() {
        #expect(ShippedNames.firstNames.words(20, seed: 20_260_101).joined(separator: " ") == Golden.firstNames)
        #expect(ShippedNames.lastNames.words(20, seed: 20_260_101).joined(separator: " ") == Golden.lastNames)
    }
}
