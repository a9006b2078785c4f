import NGram
import TestSupport
import Testing

@Suite struct ModelFileTests {
    private static let names = ["anna", "hanna", "joanna", "hannah", "jonah", "Zoë", "Žofie", "李小龙", "李小明", "𝒜𝒜𝒜"]

    private static func image(order: Int = 3, excludeOriginals: Bool = true) -> [UInt8] {
        var trainer = Trainer(
            options: TrainingOptions(
                order: order, minimumWordLength: 1, minimumDistinctWords: 1, excludeOriginals: excludeOriginals,
                maximumRun: 3, requiredScalars: "aeëoi小𝒜", maximumGap: 4, fallbackWeight: 1))
        trainer.notes = [("locale", "xx_XX"), ("title", "A \t test\nof notes")]
        for name in names { trainer.add(word: name, times: name.utf8.count) }
        trainer.add(text: "hanna saw anna. anna saw the joanna!", tokenizer: Tokenizer())
        return trainer.model().image
    }

    private static func read(_ image: [UInt8]) throws(ModelFileError) -> NGramModel { try NGramModel(image: image) }

    private static func refusal(_ image: [UInt8]) -> ModelFileError.Code? {
        do {
            _ = try read(image)
            return nil
        } catch { return error.code }
    }

    @Test(arguments: 2...5)
    func whatIsReadIsWhatWasWritten(_ order: Int) throws {
        let image = Self.image(order: order)
        let model = try Self.read(image)
        #expect(model.image == image)
        #expect(model.facts.order == order)
        #expect(model.facts.note("locale") == "xx_XX")
        #expect(model.facts.note("title") == "A \t test of notes")
        #expect(model.facts.excludesOriginals)
        #expect(model.words(200, seed: 5) == (try Self.read(image)).words(200, seed: 5))
    }

    @Test func everyFlippedBitIsRefused() {
        let image = Self.image()
        for place in image.indices {
            for bit in 0..<8 {
                var damaged = image
                damaged[place] ^= 1 << UInt8(bit)
                guard Self.refusal(damaged) == nil else { continue }
                Issue.record("bit \(bit) of byte \(place) may be flipped")
                return
            }
        }
    }

    @Test func everyTruncationIsRefused() {
        let image = Self.image()
        for length in image.indices where Self.refusal(Array(image[..<length])) == nil {
            Issue.record("\(length) of \(image.count) bytes are taken")
        }
        #expect(Self.refusal(image + [0]) == .truncated)
    }

    @Test func refusalsSayWhy() throws {
        let image = Self.image()
        #expect(Self.refusal([]) == .foreign)
        #expect(Self.refusal(Array("name,email\nann,ann@example.com\n".utf8)) == .foreign)
        #expect(Self.refusal(Array(image[..<100])) == .truncated)
        var other = image
        other[8] = 2
        #expect(Self.refusal(other) == .version)
        #expect(throws: ModelFileError.self) { try Self.read(other) }
        var damaged = image
        damaged[image.count - 1] ^= 1
        #expect(Self.refusal(damaged) == .damaged)
    }

    /// Whoever makes a file can also make its checksum. What is then read must still not trap, hang or leave its memory.
    @Test func hostileFilesDoNoHarm() throws {
        var random = TestRandom(20_261_127 + Soak.seed)
        var taken = 0
        for _ in 0..<40_000 * Soak.factor {
            var image = Self.image(random.next())
            for _ in 0...Int(random.next() % 4) { Self.mutate(&image, &random) }
            ModelFile.seal(&image)
            guard let model = try? Self.read(image) else { continue }
            taken += 1
            var output: [UInt8] = []
            for length in [1, 3, .max] { model.generate(using: &random, into: &output, maximumLength: length) }
            model.generate(using: &random, into: &output, prefix: WordPrefix("hé小"))
            model.generateText(using: &random, into: &output, maximumBytes: 500)
            _ = model.score("hanna")
            _ = model.score("李Zë\u{10FFFF}")
            #expect(String(validating: output, as: UTF8.self) != nil)
        }
        #expect(taken > 100, "too few mutations pass to test what happens then")
    }

    private static let images = [image(), image(order: 2, excludeOriginals: false), image(order: 5)]

    private static func image(_ choice: UInt64) -> [UInt8] { images[Int(choice % 3)] }

    private static func mutate(_ image: inout [UInt8], _ random: inout TestRandom) {
        // The header is small and matters most.
        let limit = random.next() % 2 == 0 ? 384 : image.count - 4
        let place = Int(random.next() % UInt64(limit)) & ~3
        switch random.next() % 4 {
        case 0: image[place] ^= 1 << UInt8(random.next() % 8)
        case 1: image[place] = UInt8(truncatingIfNeeded: random.next())
        case 2: for offset in 0..<4 { image[place + offset] = random.next() % 2 == 0 ? 0xFF : 0 }
        default:
            let other = Int(random.next() % UInt64(image.count - 4)) & ~3
            for offset in 0..<4 { image[place + offset] = image[other + offset] }
        }
    }
}
