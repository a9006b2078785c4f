import Keys
import NGram

/// What an n-gram model invents: a word, or running text.
struct ModelGenerator: Generator {
    enum Mode: Sendable {
        case word(maximumLength: Int, prefix: WordPrefix?)
        case sentence
        case paragraph
        case text(bytes: Int)
    }

    let key: StreamKey
    let model: NGramModel
    let mode: Mode
    let casing: CaseMapping
    var type: ValueType { .text }

    func column(_ block: Block) -> Column {
        if case .word(let maximumLength, nil) = mode { return .text(words(block, maximumLength)) }
        var bytes: [UInt8] = []
        return .text(
            block.rows.map { row in
                bytes.removeAll(keepingCapacity: true)
                var random = key.stream(row: row)
                switch mode {
                case .word(let maximumLength, let prefix):
                    model.generate(using: &random, into: &bytes, maximumLength: maximumLength, prefix: prefix)
                case .sentence: model.generateSentence(using: &random, into: &bytes, casing: casing)
                case .paragraph: model.generateParagraph(using: &random, into: &bytes, casing: casing)
                case .text(let count):
                    model.generateText(using: &random, into: &bytes, maximumBytes: count, casing: casing)
                }
                return bytes.withUnsafeBytes { block.arena.copy($0) }
            })
    }

    /// Side by side, where they stay.
    private func words(_ block: Block, _ maximumLength: Int) -> [Text] {
        let count = block.rows.count
        let stride = model.room(maximumLength)
        let place = block.arena.take(stride * count)
        return withUnsafeTemporaryAllocation(of: Int32.self, capacity: count) { lengths in
            guard let lengths = lengths.baseAddress else { return [] }
            model.writeWords(count, at: place, stride: stride, lengths: lengths, maximumLength: maximumLength) {
                key.stream(row: block.rows[$0])
            }
            return (0..<count).map {
                Text(start: UnsafeRawPointer(place + $0 * stride), count: Int(lengths[$0]))
            }
        }
    }
}
