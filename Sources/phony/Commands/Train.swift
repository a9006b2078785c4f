import ArgumentParser
import Foundation
import NGram

struct Train: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Trains an n-gram model from a text, a list or a column of a CSV file.",
        discussion: """
            A text is cut into sentences and words; of a CSV file the named column is learned, value by value; with --list \
            each line is a value, behind a tab its weight. What fewer than --min-words distinct words share is not kept, so \
            no rare value can be read back. --exclude-originals, for public data, keeps a hash of every word so that none is \
            ever generated.

            Example: phony train input.txt --locale tr_TR -o words.ngram
            Example: phony train people.csv --column name -o names.ngram
            """)

    @Argument(help: "The file to learn from; - is standard input.")
    var input: String
    @Option(name: .shortAndLong, help: "The model to write. (default: the input's name with .ngram)")
    var output: String?
    @Option(name: .long, help: "The column of a CSV file with a header line: its name or its number from 1.")
    var column: String?
    @Option(name: .long, help: "What separates the fields of a CSV file: one character, or tab.")
    var delimiter = ","
    @Flag(name: .long, help: "Each line is one value, and behind a tab how much it weighs.")
    var list = false
    @Option(name: .long, help: "Whose rules of case to follow, as in tr_TR.")
    var locale = ""
    @Option(name: .long, help: "Letters of context: 2 to 5.")
    var order = 3
    @Option(name: .long, help: "k: distinct words that must share what is kept; 1 keeps everything.")
    var minWords = 3
    @Flag(name: .long, help: "Never generate a word of the training data. For public data: its hashes are kept.")
    var excludeOriginals = false
    @Option(name: .long, help: "Words and values shorter than this, in characters, are left out.")
    var minLength = 1
    @Option(name: .long, help: "Words and values longer than this are left out.")
    var maxLength = 64
    @Option(name: .customLong("case"), help: "keep, lower or title. (default: lower for a text, else keep)")
    var casing: String?
    @Option(name: .long, help: "What a text's words may hold: letters (and digits), ascii (0-9, a-z), or any.")
    var characters = "letters"
    @Option(name: .long, help: "The characters that end a sentence of a text, besides a line break.")
    var sentenceEnds = ".?!:;"
    @Option(name: .long, help: "S: the first and last places of a sentence whose words are learned apart.")
    var positions = 2
    @Option(name: .long, help: "How many observations a shorter context is worth: more gives more variety.")
    var variety = 0
    @Option(name: .long, help: "A line for people to read, as name=value: title, origin, licence. May be repeated.")
    var note: [String] = []
    @Flag(name: .long, help: "Print JSON.")
    var json = false

    private struct Report: Encodable {
        var output: String
        var bytes: Int
        var words: Int
        var distinctWords: Int
        var skipped: Int
        var contexts: Int
        var quality: ModelQuality
    }

    /// Words that are drawn to say how the model does.
    private static let draws = 10_000

    func validate() throws {
        guard (2...5).contains(order) else { throw ValidationError("--order is 2 to 5") }
        guard minWords >= 1 else { throw ValidationError("--min-words is at least 1") }
        guard minLength >= 1, minLength <= maxLength, maxLength <= 4096 else {
            throw ValidationError("--min-length is at least 1 and at most --max-length, which is at most 4096")
        }
        guard (0...64).contains(positions) else { throw ValidationError("--positions is 0 to 64") }
        guard (0...1000).contains(variety) else { throw ValidationError("--variety is 0 to 1000") }
        guard ["keep", "lower", "title", nil].contains(casing) else {
            throw ValidationError("--case is keep, lower or title")
        }
        guard ["letters", "ascii", "any"].contains(characters) else {
            throw ValidationError("--characters is letters, ascii or any")
        }
        guard output != nil || input != "-" && defaultOutput != input else {
            throw ValidationError("name the model to write with -o")
        }
        guard column == nil || !list else { throw ValidationError("--column and --list exclude each other") }
        guard delimiter == "tab" || delimiter.utf8.count == 1 else {
            throw ValidationError("--delimiter is one ASCII character, or tab")
        }
        for note in note where !note.contains("=") || note.hasPrefix("=") || note.hasSuffix("=") {
            throw ValidationError("--note is name=value, not \(note)")
        }
    }

    func run() async throws {
        try await reporting {
            let output = output ?? defaultOutput
            var corpus = TrainingInput(trainer: Trainer(options: options), tokenizer: tokenizer)
            corpus.trainer.notes = notes
            if let column {
                try corpus.read(
                    csv: input, column: column, delimiter: delimiter == "tab" ? 9 : delimiter.utf8.first ?? 44)
            } else if list {
                try corpus.read(list: input)
            } else {
                try corpus.read(text: input)
            }
            guard corpus.trainer.distinctWords > 0 else {
                throw CommandFailure(description: "\(input) holds no words to learn from")
            }
            var model = corpus.trainer.model()
            guard !model.isEmpty else {
                throw CommandFailure(
                    description: """
                        nothing is shared by \(minWords) distinct words of the \(corpus.trainer.distinctWords) in \
                        \(input): feed more, or lower --min-words if the data is public
                        """)
            }
            let quality = corpus.trainer.quality(of: model, draws: Self.draws)
            model = try model.with(notes: model.facts.notes + quality.notes)
            try ModelStore.save(model, path: output)
            try report(
                Report(
                    output: output, bytes: model.size, words: model.facts.totalWords,
                    distinctWords: model.facts.distinctWords, skipped: corpus.skipped, contexts: model.contextCount,
                    quality: quality))
        }
    }

    private func report(_ report: Report) throws {
        if json { return try printJSON(report) }
        let skipped = report.skipped > 0 ? ", \(report.skipped) left out for their length" : ""
        print(
            """
            wrote \(report.output): \(report.distinctWords) distinct words of \(report.words)\(skipped), \
            \(report.contexts) contexts, \(report.bytes) bytes; \(report.quality.memorisedShare.percent) of 10,000 draws \
            stand in the training data
            """)
    }

    private var defaultOutput: String {
        URL(fileURLWithPath: input).deletingPathExtension().appendingPathExtension("ngram").relativePath
    }

    private var options: TrainingOptions {
        TrainingOptions(
            order: order, minimumWordLength: minLength, maximumWordLength: maxLength, minimumDistinctWords: minWords,
            excludeOriginals: excludeOriginals, positions: positions, fallbackWeight: variety)
    }

    private var tokenizer: Tokenizer {
        let mapping = CaseMapping(locale: locale)
        let isText = column == nil && !list
        var tokenizer = Tokenizer(sentenceEnds: Set(sentenceEnds.unicodeScalars).union(["\n"]))
        switch characters {
        case "ascii": tokenizer.accepted = .asciiAlphanumerics
        case "any": tokenizer.accepted = .all
        default: tokenizer.accepted = .lettersAndDigits
        }
        switch casing ?? (isText ? "lower" : "keep") {
        case "lower": tokenizer.casing = .lowercase(mapping)
        case "title": tokenizer.casing = .titlecase(mapping)
        default: tokenizer.casing = .unchanged
        }
        return tokenizer
    }

    private var notes: [(name: String, value: String)] {
        var notes = note.map { line in
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            return (name: String(parts[0]), value: String(parts[1]))
        }
        if !locale.isEmpty { notes.insert((name: "locale", value: locale), at: 0) }
        return notes
    }
}
