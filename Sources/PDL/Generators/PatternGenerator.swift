import Keys

/// Texts by a regular expression.
struct PatternGenerator: Generator {
    let key: StreamKey
    let pattern: TextPattern
    /// The key of the permutation of all texts and how many there are, where no two rows may have the same.
    var unique: (key: StreamKey, space: UInt64)?
    var type: ValueType { .text }
    var isUnique: Bool { unique != nil }

    func column(_ block: Block) -> Column {
        var text: [UInt8] = []
        return .text(
            block.rows.map { row in
                text.removeAll(keepingCapacity: true)
                if let unique {
                    // As a mask's: from the left, each choice takes what is left over by its number.
                    var rest = unique.key.permute(row, below: unique.space)
                    pattern.write(into: &text) { count in
                        defer { rest /= UInt64(count) }
                        return Int(rest % UInt64(count))
                    }
                } else {
                    var random = key.stream(row: row)
                    pattern.write(into: &text) { Int(random.below(UInt64($0))) }
                }
                return text.withUnsafeBytes { block.arena.copy($0) }
            })
    }
}
