import NGram
import Testing

@Suite struct NGramScoreTests {
    @Test func namesLookMoreLikeNamesThanNoiseDoes() {
        let model = ShippedNames.lastNames
        for (name, noise) in [("harrington", "xqzvkjwpqz"), ("petersson", "sspnretoe"), ("wilkins", "8812734")] {
            #expect(model.score(name) > model.score(noise) + 1)
        }
        #expect(model.score("smith") > -3)
        #expect(model.score("zzzzzz") < -5)
    }

    @Test func eachModelKnowsItsOwn() {
        #expect(ShippedNames.firstNames.score("johanna") > ShippedNames.lastNames.score("johanna"))
        #expect(ShippedNames.lastNames.score("richardson") > ShippedNames.firstNames.score("richardson"))
    }

    @Test func everyWordHasAFiniteScore() {
        for word in ["a", "日本", "🙂", "smith smith", String(repeating: "x", count: 10_000)] {
            #expect(ShippedNames.lastNames.score(word).isFinite)
            #expect(ShippedNames.lastNames.score(word) < 0)
        }
        #expect(ShippedNames.lastNames.score("") == -.infinity)
        #expect(ShippedNames.lastNames.score("xsmithx".dropFirst().dropLast()) == ShippedNames.lastNames.score("smith"))
    }

    /// Pinned to the last bit: the logarithm is our own.
    @Test func scoresArePinned() {
        let model = NGramModel.train(words: ["anna", "hanna"], options: TrainingOptions(minimumDistinctWords: 1))
        #expect(model.score("anna") == Golden.score)
    }
}
