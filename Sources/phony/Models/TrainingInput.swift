import Foundation
import NGram

/// Feeds a trainer from files, piece by piece, and shows how far it is.
struct TrainingInput {
    var trainer: Trainer
    let tokenizer: Tokenizer
    /// Values that were too short or too long.
    private(set) var skipped = 0
    private var progress = Progress()

    init(trainer: Trainer, tokenizer: Tokenizer) {
        self.trainer = trainer
        self.tokenizer = tokenizer
    }

    /// Lines of prose. A line break ends a sentence only where the tokenizer says so, and it always does.
    mutating func read(text path: String) throws {
        var lines = try LineReader(path: path)
        while let line = try lines.next() {
            trainer.add(text: Self.text(line), tokenizer: tokenizer)
            show(lines.bytesRead, of: lines.size)
        }
        progress.end()
    }

    /// Lines of a value, and perhaps a tab and its weight.
    mutating func read(list path: String) throws {
        var lines = try LineReader(path: path)
        var number = 0
        while let line = try lines.next() {
            number += 1
            let parts = line.split(separator: 9, maxSplits: 1, omittingEmptySubsequences: false)
            var weight = 1
            if parts.count == 2 {
                guard let given = Int(Self.text(Array(parts[1]))), given >= 1, given <= Int(UInt32.max) else {
                    throw CommandFailure(
                        description: "\(path):\(number): the weight behind the tab is a whole number from 1")
                }
                weight = given
            }
            add(value: Array(parts.first ?? []), times: weight)
            show(lines.bytesRead, of: lines.size)
        }
        progress.end()
    }

    /// One column of a CSV file, by the name in its first line or by its number.
    mutating func read(csv path: String, column: String, delimiter: UInt8) throws {
        var records = try CSVReader(path: path, delimiter: delimiter)
        guard let header = try records.next() else { throw CommandFailure(description: "\(path) is empty") }
        let names = header.map { Self.text($0).trimmingCharacters(in: ["\u{FEFF}", " "]) }
        var index = names.firstIndex(of: column)
        if index == nil, let number = Int(column), (1...names.count).contains(number) { index = number - 1 }
        guard let index else {
            throw CommandFailure(
                description: "\(path) has no column \(column); it has \(names.joined(separator: ", "))")
        }
        while let record = try records.next() {
            guard record.count > index else {
                throw CommandFailure(
                    description: "\(path):\(records.line): the record has \(record.count) fields, and no \(column)")
            }
            add(value: record[index], times: 1)
            show(records.bytesRead, of: records.size)
        }
        progress.end()
    }

    /// White space inside a value becomes one space; around it, it is no part of the value.
    private mutating func add(value bytes: [UInt8], times: Int) {
        let value = Self.text(bytes).split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !value.isEmpty else { return }
        if !trainer.add(word: tokenizer.folded(value[...]), times: times) { skipped += 1 }
    }

    /// In Unicode's normal form C, so that one letter is one scalar wherever it can be.
    private static func text(_ bytes: [UInt8]) -> String {
        String(decoding: bytes, as: UTF8.self).precomposedStringWithCanonicalMapping
    }

    private mutating func show(_ read: Int, of size: Int?) {
        let words = trainer.distinctWords
        progress.show { _ in
            let share = size.map { $0 > 0 ? " (\(100 * read / $0) %)" : "" } ?? ""
            return "read \(read >> 20) MiB\(share), \(words) distinct words"
        }
    }
}
