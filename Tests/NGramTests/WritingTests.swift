import NGram
import Testing

/// Words side by side, beginnings, sentences and texts.
@Suite struct WritingTests {
    private static let prose = """
        The old ferry crossed the river twice a day. Nobody counted the passengers. A grey dog slept on the warm deck and \
        never looked up. The captain sang while the children waved from the shore. On Sundays the ferry carried flour, \
        lamps and letters for the village.
        """

    private static func prose(repeating count: Int = 1) -> NGramModel {
        var trainer = Trainer(
            options: TrainingOptions(
                order: 3, minimumWordLength: 1, minimumDistinctWords: 1, excludeOriginals: false, positions: 2))
        for _ in 0..<count { trainer.add(text: prose, tokenizer: Tokenizer()) }
        return trainer.model()
    }

    @Test(arguments: [1, 2, 7, 8, 9, 300], [1, 3, 6, .max])
    func sideBySideIsOneByOne(_ count: Int, _ maximumLength: Int) {
        for model in [ShippedNames.lastNames, ShippedNames.firstNames, Self.prose()] {
            let stride = model.room(maximumLength)
            let place = UnsafeMutableRawPointer.allocate(byteCount: stride * count, alignment: 1)
            let lengths = UnsafeMutablePointer<Int32>.allocate(capacity: count)
            defer {
                place.deallocate()
                lengths.deallocate()
            }
            model.writeWords(count, at: place, stride: stride, lengths: lengths, maximumLength: maximumLength) {
                TestRandom(UInt64($0) &* 77)
            }
            for number in 0..<count {
                let bytes = UnsafeRawBufferPointer(start: place + number * stride, count: Int(lengths[number]))
                let word = model.words(1, seed: UInt64(number) &* 77, maximumLength: maximumLength)[0]
                #expect(String(decoding: bytes, as: UTF8.self) == word)
            }
        }
    }

    @Test func wordsBeginAsAsked() {
        var random = TestRandom(3)
        for prefix in ["mac", "o", "Zz", "ñé", "harringtonian"] {
            for length in [1, 3, 5, .max] {
                var output: [UInt8] = []
                ShippedNames.lastNames.generate(
                    using: &random, into: &output, maximumLength: length, prefix: WordPrefix(prefix))
                let word = String(decoding: output, as: UTF8.self)
                let shared = min(prefix.count, word.count)
                #expect(word.prefix(shared) == prefix.prefix(shared))
                #expect(word.count <= min(length, 10))
            }
        }
    }

    @Test func sentencesBeginAndEndLikeThoseOfTheText() {
        let model = Self.prose()
        var random = TestRandom(9)
        var starts: Set<String> = []
        var lengths: Set<Int> = []
        for _ in 0..<500 {
            var output: [UInt8] = []
            model.generateSentence(using: &random, into: &output)
            let sentence = String(decoding: output, as: UTF8.self)
            let words = sentence.dropLast().split(separator: " ")
            #expect(sentence.last == "." && sentence.first?.isUppercase == true)
            lengths.insert(words.count)
            starts.insert(String(words[0].prefix(3)))
        }
        #expect(starts.isSubset(of: ["The", "Nob", "A", "On"]))
        #expect(starts.count == 4)
        #expect(lengths == [4, 9, 10, 12])
    }

    @Test func sentencesHaveAsManyWordsAsAsked() {
        var random = TestRandom(10)
        for count in 1...6 {
            var output = Array("> ".utf8)
            Self.prose().generateSentence(using: &random, into: &output, words: count...count)
            #expect(String(decoding: output, as: UTF8.self).split(separator: " ").count == count + 1)
        }
    }

    @Test func turkishSentencesBeginWithTurkishLetters() {
        var trainer = Trainer(options: TrainingOptions(minimumDistinctWords: 1, excludeOriginals: false))
        trainer.add(text: "ilik ilik ilik", tokenizer: Tokenizer())
        var random = TestRandom(1)
        var output: [UInt8] = []
        trainer.model().generateSentence(using: &random, into: &output, casing: CaseMapping(locale: "tr"))
        #expect(String(decoding: output, as: UTF8.self).hasPrefix("İl"))
    }

    @Test func textsAreCutAtWholeScalars() {
        var trainer = Trainer(options: TrainingOptions(order: 2, minimumWordLength: 1, minimumDistinctWords: 1))
        trainer.add(text: "größe 李小龙 𝒜𝒜𝒜 ñandú", tokenizer: Tokenizer())
        let model = trainer.model()
        var random = TestRandom(4)
        for length in 0...300 {
            var output: [UInt8] = []
            model.generateText(using: &random, into: &output, maximumBytes: length)
            #expect(output.count <= length && output.count >= length - 3)
            #expect(String(validating: output, as: UTF8.self) != nil)
        }
    }

    @Test func paragraphsHaveAsManySentencesAsAsked() {
        var random = TestRandom(5)
        var output: [UInt8] = []
        Self.prose().generateParagraph(using: &random, into: &output, sentences: 4...4)
        #expect(output.filter { $0 == UInt8(ascii: ".") }.count == 4)
    }

    @Test func rareStartsAreNotKept() {
        var trainer = Trainer(
            options: TrainingOptions(order: 2, minimumWordLength: 1, minimumDistinctWords: 2, excludeOriginals: false))
        for word in ["alder", "alter", "algae"] { trainer.add(text: "\(word) grows", tokenizer: Tokenizer()) }
        for _ in 0..<50 { trainer.add(text: "zulu grows", tokenizer: Tokenizer()) }
        var random = TestRandom(6)
        for _ in 0..<200 {
            var output: [UInt8] = []
            trainer.model().generateSentence(using: &random, into: &output)
            #expect(output.first == UInt8(ascii: "A"))
        }
    }
}
