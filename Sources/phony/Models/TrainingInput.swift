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
        defer { progress.end() }
        while let line = try lines.next() {
            trainer.add(text: try text(line, path, lines.line), tokenizer: tokenizer)
            show(lines.bytesRead, of: lines.size)
        }
    }

    /// Lines of a value, and perhaps a tab and its weight.
    mutating func read(list path: String) throws {
        var lines = try LineReader(path: path)
        defer { progress.end() }
        while let line = try lines.next() {
            let parts = line.split(separator: 9, maxSplits: 1, omittingEmptySubsequences: false)
            var weight = 1
            if parts.count == 2 {
                guard let given = Int(String(decoding: parts[1], as: UTF8.self)), given >= 1, given <= Int(UInt32.max)
                else {
                    throw CommandFailure(
                        description: "\(path):\(lines.line): the weight behind the tab is a whole number from 1")
                }
                weight = given
            }
            add(value: try text(Array(parts.first ?? []), path, lines.line), times: weight)
            show(lines.bytesRead, of: lines.size)
        }
    }

    /// One column of a CSV file, by the name in its first line or by its number.
    mutating func read(csv path: String, column: String, delimiter: UInt8) throws {
        var records = try CSVReader(path: path, delimiter: delimiter)
        guard let header = try records.next() else { throw CommandFailure(description: "\(path) is empty") }
        let names = try header.map { try text($0, path, 1).trimmingCharacters(in: [" "]) }
        var index = names.firstIndex(of: column)
        if index == nil, let number = Int(column), (1...names.count).contains(number) { index = number - 1 }
        guard let index else {
            throw CommandFailure(
                description: "\(path) has no column \(column); it has \(names.joined(separator: ", "))")
        }
        defer { progress.end() }
        while let record = try records.next() {
            guard record.count > index else {
                throw CommandFailure(
                    description: "\(path):\(records.line): the record has \(record.count) fields, and no \(column)")
            }
            add(value: try text(record[index], path, records.line), times: 1)
            show(records.bytesRead, of: records.size)
        }
    }

    /// White space inside a value becomes one space; around it, it is no part of the value.
    private mutating func add(value text: String, times: Int) {
        let value = text.split(whereSeparator: \.isWhitespace).joined(separator: " ")
        guard !value.isEmpty else { return }
        if !trainer.add(word: tokenizer.folded(value[...]), times: times) { skipped += 1 }
    }

    /// In Unicode's normal form C, so that one letter is one scalar wherever it can be.
    private func text(_ bytes: [UInt8], _ path: String, _ line: Int) throws -> String {
        guard let text = String(validating: bytes, as: UTF8.self) else {
            throw CommandFailure(description: "\(path):\(line): this is not UTF-8; convert it with iconv -t UTF-8")
        }
        return text.precomposedStringWithCanonicalMapping
    }

    private mutating func show(_ read: Int, of size: Int?) {
        let words = trainer.distinctWords
        progress.show { _ in
            let share = size.map { $0 > 0 ? " (\(100 * read / $0) %)" : "" } ?? ""
            return "read \(read >> 20) MiB\(share), \(words) distinct words"
        }
    }
}
