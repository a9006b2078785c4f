import NGram
import Testing

@Suite struct InventedWordTests {
    private static func text(_ word: InventedWord) -> String {
        String(
            decoding: (0..<word.count).map { UInt8(truncatingIfNeeded: word.letters >> UInt128(8 * $0)) }, as: UTF8.self
        )
    }

    @Test(arguments: [
        ("", "", ""), ("a", "A", "A"), ("anna", "ANNA", "Anna"), ("o'neil", "O'NEIL", "O'Neil"),
        ("abcdefg-hijklmn", "ABCDEFG-HIJKLMN", "Abcdefg-Hijklmn"), ("ab'cd-e-zz", "AB'CD-E-ZZ", "Ab'Cd-E-Zz"),
        ("abcdefghijklmno", "ABCDEFGHIJKLMNO", "Abcdefghijklmno"),
    ])
    func lettersAreCasedTogether(word: String, upper: String, capitalised: String) {
        var invented = InventedWord(Array(word.utf8))
        #expect(Self.text(invented) == word)
        invented.capitalise()
        #expect(Self.text(invented) == capitalised)
        var shouted = InventedWord(Array(word.utf8))
        shouted.uppercase()
        #expect(Self.text(shouted) == upper)
    }

    @Test func whatIsTooLongIsCut() {
        #expect(InventedWord([UInt8](repeating: UInt8(ascii: "a"), count: 40)).count == 15)
    }

    /// As many random bits as there are choose each word of a length about as often as any other, and never a longer one.
    @Test func aWordFitsTheLimit() {
        let vocabulary = ShippedNames.firstNameVocabulary
        for limit in 0...20 {
            for choice in [0, 1, UInt64.max / 2, UInt64.max - 1, UInt64.max] {
                let word = vocabulary.word(choice: choice, limit: limit)
                #expect(word.count <= limit)
                #expect(vocabulary.count(limit: limit) == 0 || word.count > 0)
            }
        }
    }
}
