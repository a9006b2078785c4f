import NGram
import Testing

/// The original Phony's published training figures for a corpus of pangrams.
@Suite struct ConformanceTests {
    private let counts: NGramCounts

    init() {
        let repeated = [
            "Sphinx of black quartz, judge my vow.", "How vexingly quick daft zebras jump!",
            "The five boxing wizards jump quickly.", "Jackdaws love my big sphinx of quartz.",
            "Pack my box with five dozen liquor jugs.",
        ]
        let feeds =
            [
                "The quick brown fox jumps over the lazy dog.", "Jived fox nymph grabs quick waltz.",
                "Glib jocks quiz nymph to vex dwarf.",
            ] + repeated + repeated
        var trainer = Trainer(
            options: TrainingOptions(
                order: 4, minimumWordLength: 4, minimumDistinctWords: 1, excludeOriginals: true, positions: 2))
        for feed in feeds {
            trainer.add(text: feed, tokenizer: Tokenizer(accepted: .asciiAlphanumerics))
        }
        counts = trainer.counts()
    }

    @Test func elements() {
        #expect(counts.elements.count == 64)
        #expect(counts.firstElements.count == 30)
        #expect(counts.firstElements.values.reduce(0, +) == 63)
        #expect(counts.firstElements["quic"] == 6)
        #expect(counts.firstElements["jump"] == 5)
        #expect(["sphi", "quar", "five"].map { counts.firstElements[$0] } == [4, 4, 4])
        #expect(counts.firstElements.values.filter { $0 >= 4 }.count == 5)
    }

    @Test func lengths() {
        #expect(counts.wordLengths == [8: 4, 7: 4, 6: 14, 5: 19, 4: 22])
        #expect(counts.sentenceLengths == [6: 2, 4: 4, 5: 7])
        #expect(counts.excludedWords.count == 32)
    }

    @Test func positions() {
        #expect(
            counts.sentenceElements[1]
                == ["quic": 1, "jive": 1, "glib": 1, "sphi": 2, "vexi": 2, "five": 2, "jack": 2, "pack": 2])
        #expect(
            counts.sentenceElements[2]
                == ["brow": 1, "nymp": 1, "jock": 1, "blac": 2, "quic": 2, "boxi": 2, "love": 2, "with": 2])
        #expect(
            counts.sentenceElements[-1]
                == ["lazy": 1, "walt": 1, "dwar": 1, "judg": 2, "jump": 2, "quic": 2, "quar": 2, "jugs": 2])
        #expect(
            counts.sentenceElements[-2]
                == ["over": 1, "quic": 1, "nymp": 1, "quar": 2, "zebr": 2, "jump": 2, "sphi": 2, "liqu": 2])
        #expect(Set(counts.sentenceElements.keys) == [1, 2, -1, -2])
    }

    @Test func children() {
        #expect(counts.elements["sphi"]?.children == ["phin": 4])
        #expect(counts.elements["sphi"]?.lastChildren == [:])
        #expect(counts.elements["phin"]?.children == [:])
        #expect(counts.elements["phin"]?.lastChildren == ["hinx": 4])
        #expect(counts.elements["hinx"]?.children == [:])
        #expect(counts.elements["hinx"]?.lastChildren == [:])
    }
}
