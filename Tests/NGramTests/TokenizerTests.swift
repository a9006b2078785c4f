import NGram
import Testing

@Suite struct TokenizerTests {
    @Test func cutsSentencesAndTokens() {
        let tokenizer = Tokenizer(accepted: .asciiAlphanumerics)
        #expect(
            tokenizer.sentences("One, TWO... three!\n\n -- ; four-five\tsix")
                == [["one", "two"], ["three"], ["fourfive", "six"]])
        #expect(tokenizer.sentences("").isEmpty)
    }

    @Test func lettersOfAllScriptsStay() {
        #expect(Tokenizer().sentences("Größe ДОМ 東京 n°5") == [["größe", "дом", "東京", "n5"]])
    }

    @Test func turkishHasItsOwnI() {
        #expect(
            Tokenizer(casing: .lowercase(CaseMapping(locale: "tr_TR"))).sentences("IŞIK İzmir") == [["ışık", "izmir"]])
        #expect(Tokenizer(casing: .unchanged).sentences("IŞIK") == [["IŞIK"]])
    }
}
