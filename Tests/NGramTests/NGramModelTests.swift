import NGram
import Testing

@Suite struct NGramModelTests {
    @Test func anEmptyModelSaysNothing() {
        for model in [
            NGramModel.train(words: []), NGramModel.train(words: ["ab", ""]),
            NGramModel.train(words: ["solitary", "unlike"], options: TrainingOptions(minimumDistinctWords: 3)),
        ] {
            #expect(model.isEmpty)
            #expect(model.words(3, seed: 1) == ["", "", ""])
            #expect(model.score("word") == -.infinity)
        }
    }

    @Test func appendsAndLeavesWhatWasThere() {
        var random = TestRandom(1)
        var output = Array("Dr. ".utf8)
        ShippedNames.lastNames.generate(using: &random, into: &output, maximumLength: 8)
        #expect(output.starts(with: Array("Dr. ".utf8)))
        #expect((5...12).contains(output.count))
    }

    @Test(arguments: 1...12)
    func keepsToTheCallersLength(_ length: Int) {
        let words = ShippedNames.lastNames.words(500, seed: 3, maximumLength: length)
        #expect(words.allSatisfy { (min(length, 4)...length).contains($0.count) })
        #expect(words.allSatisfy { !ShippedNames.lastNameList.contains($0) })
    }

    @Test func nothingIsAppendedWhereThereIsNoRoom() {
        #expect(ShippedNames.lastNames.words(2, seed: 3, maximumLength: 0) == ["", ""])
        #expect(ShippedNames.lastNames.words(2, seed: 3, maximumLength: -5) == ["", ""])
    }

    @Test func wordsOfOneRareSourceLeaveNoTrace() {
        let common = ["marina", "marino", "marian", "martin", "martina", "karina", "karin", "corina"]
        let options = TrainingOptions(order: 3, minimumDistinctWords: 2, excludeOriginals: false)
        var trainer = Trainer(options: options)
        for word in common { trainer.add(word: word) }
        for _ in 0..<1000 { trainer.add(word: "zxqvwzzy") }
        let words = trainer.model().words(5_000, seed: 4)
        #expect(words.allSatisfy { !$0.isEmpty && $0.allSatisfy(Set("marinokctc").contains) })
        #expect(words.allSatisfy { $0.count <= 7 })
    }

    /// Where every draw is an original the work stays bounded, and the word is altered.
    @Test func alwaysFindsAWordThatIsNew() {
        let only = NGramModel.train(words: ["anna"], options: TrainingOptions(minimumDistinctWords: 1))
        var random = TestRandom(5)
        for _ in 0..<100 {
            var output: [UInt8] = []
            let before = random.words
            only.generate(using: &random, into: &output, maximumLength: 4)
            let word = String(decoding: output, as: UTF8.self)
            #expect(word != "anna" && word.count == 4 && word.allSatisfy(Set("an").contains))
            #expect(random.words - before <= 32 * 5)
        }
    }

    /// No new word can be made of one letter when all of them are originals; then an original is the answer.
    @Test func givesUpWhereNoWordIsNew() {
        let letters = NGramModel.train(
            words: ["a", "b"], options: TrainingOptions(minimumWordLength: 1, minimumDistinctWords: 1))
        #expect(Set(letters.words(50, seed: 6, maximumLength: 1)) == ["a", "b"])
    }

    @Test func everyScriptIsWholeScalars() {
        let words = ["βασίλης", "βασιλική", "βασίλειος", "東京都", "東京市", "Zoë", "Zoé", "Zoè", "𝒜𝒜𝒜𝒜", "𝒜𝒜𝒜𝒜𝒜"]
        let options = TrainingOptions(order: 2, minimumDistinctWords: 1, excludeOriginals: true)
        let model = NGramModel.train(words: words, options: options)
        let alphabet = Set(words.joined().unicodeScalars)
        for word in model.words(2_000, seed: 7, maximumLength: 6) {
            #expect(!word.isEmpty && word.unicodeScalars.allSatisfy(alphabet.contains))
            #expect(word.unicodeScalars.count <= 6)
            #expect(!words.contains(word))
        }
    }

    @Test func trainingOrderIsOfNoConsequence() {
        let options = TrainingOptions(order: 3, minimumDistinctWords: 2, fallbackWeight: 2)
        let forward = NGramModel.train(words: ShippedNames.firstNameList, options: options)
        let backward = NGramModel.train(words: ShippedNames.firstNameList.reversed(), options: options)
        #expect(forward.words(200, seed: 8) == backward.words(200, seed: 8))
        #expect(forward.contextCount == backward.contextCount)
    }

    @Test func frequentWordsWeighMore() {
        let options = TrainingOptions(order: 2, minimumDistinctWords: 1, excludeOriginals: false)
        var trainer = Trainer(options: options)
        trainer.add(word: "aaab", times: 90)
        trainer.add(word: "cccd", times: 10)
        let starts = trainer.model().words(10_000, seed: 9).filter { $0.hasPrefix("a") }.count
        #expect((8_800...9_200).contains(starts))
    }

    @Test func ordersOutsideAreMovedToTheBounds() {
        #expect(TrainingOptions(order: 0).order == 2)
        #expect(TrainingOptions(order: 9).order == 5)
        var options = TrainingOptions()
        options.order = -3
        #expect(options.order == 2)
    }
}
