import ArgumentParser
import Foundation
import NGram

struct Info: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Says what an n-gram model is, how it does, and shows ten samples.",
        discussion: """
            With --quality DATA the values of DATA (a list, or a column of a CSV file) are split in halves: a model with the \
            same settings is trained on one and compared with the other, beside what the halves differ from each other.

            Example: phony info names.ngram
            Example: phony info names.ngram --quality names.csv --column name
            """)

    @Argument(help: "The model.")
    var model: String
    @Option(name: .long, help: "How many samples to show.")
    var samples = 10
    @Option(name: .long, help: "What the samples are drawn from: a whole number.")
    var seed: UInt64 = 1
    @Option(name: .long, help: "Only samples that begin so.")
    var startsWith: String?
    @Option(name: .long, help: "Data like that which the model was trained on, a value a line.")
    var quality: String?
    @Option(name: .long, help: "The column of --quality, where that is a CSV file.")
    var column: String?
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Report: Encodable {
        var file: String
        var bytes: Int
        var order: Int
        var minimumDistinctWords: Int
        var positions: Int
        var excludesOriginals: Bool
        var falsePositiveRate: Double
        var variety: Int
        var distinctWords: Int
        var totalWords: Int
        var contexts: Int
        var transitions: Int
        var alphabet: String
        var lengths: [Int]
        var notes: [String: String]
        var samples: [String]
        var sentence: String?
        var quality: ModelQuality?
    }

    func validate() throws {
        guard (0...100_000).contains(samples) else { throw ValidationError("--samples is 0 to 100000") }
        guard column == nil || quality != nil else { throw ValidationError("--column goes with --quality") }
    }

    func run() async throws {
        try await reporting {
            let model = try ModelStore.load(path: model)
            let facts = model.facts
            var report = Report(
                file: self.model, bytes: model.size, order: facts.order,
                minimumDistinctWords: facts.minimumDistinctWords, positions: facts.positions,
                excludesOriginals: facts.excludesOriginals, falsePositiveRate: model.falsePositiveRate,
                variety: facts.fallbackWeight, distinctWords: facts.distinctWords, totalWords: facts.totalWords,
                contexts: model.contextCount, transitions: model.transitionCount, alphabet: model.letters,
                lengths: [model.generatedLengths.lowerBound, model.generatedLengths.upperBound],
                notes: Dictionary(facts.notes.map { ($0.name, $0.value) }, uniquingKeysWith: { $1 }), samples: [])
            draw(model, &report)
            if let quality { report.quality = try HeldOutQuality.measure(facts, data: quality, column: column) }
            if json { try printJSON(report) } else { printText(report, facts) }
        }
    }

    private func draw(_ model: NGramModel, _ report: inout Report) {
        var random = SplitMix64(seed)
        var bytes: [UInt8] = []
        let prefix = startsWith.map { WordPrefix($0.precomposedStringWithCanonicalMapping) }
        for _ in 0..<samples {
            bytes.removeAll(keepingCapacity: true)
            model.generate(using: &random, into: &bytes, prefix: prefix)
            report.samples.append(String(decoding: bytes, as: UTF8.self))
        }
        guard model.facts.positions > 0, samples > 0 else { return }
        bytes.removeAll()
        let casing = CaseMapping(locale: model.facts.note("locale") ?? "")
        model.generateSentence(using: &random, into: &bytes, casing: casing)
        report.sentence = String(decoding: bytes, as: UTF8.self)
    }

    private func printText(_ report: Report, _ facts: ModelFacts) {
        print("\(report.file): \(report.bytes) bytes, order \(report.order)")
        for note in facts.notes { print("  \(note.name): \(note.value)") }
        print("  learned from: \(report.distinctWords) distinct words of \(report.totalWords)")
        print("  kept: what \(report.minimumDistinctWords) distinct words share, in \(report.contexts) contexts")
        print("  transitions: \(report.transitions)")
        print(
            "  lengths: \(report.lengths[0]) to \(report.lengths[1]) of \(report.alphabet.count) letters: \(report.alphabet)"
        )
        if report.excludesOriginals {
            let rate = String(format: "%.1e", report.falsePositiveRate)
            print("  originals: never generated; another word is taken for one with probability \(rate)")
        } else {
            print("  originals: not kept, and may be generated")
        }
        if let quality = report.quality { printQuality(quality) }
        if !report.samples.isEmpty { print("  samples: \(report.samples.joined(separator: ", "))") }
        if let sentence = report.sentence { print("  sentence: \(sentence)") }
    }

    private func printQuality(_ quality: ModelQuality) {
        print("  held out: \(quality.draws) draws of a model of one half, beside the other half")
        for note in quality.notes where note.name != "divergence" { print("    \(note.name): \(note.value)") }
        for (n, divergence, floor) in [
            (2, quality.divergence2, quality.floor2), (3, quality.divergence3, quality.floor3),
        ] {
            guard let floor else { continue }
            print("    divergence of \(n)-grams: \(divergence.figures), halves from each other: \(floor.figures)")
        }
    }
}
