import Keys

/// Texts by a regular expression.
struct PatternGenerator: Generator {
    let key: StreamKey
    let pattern: TextPattern
    /// Where no two rows may have the same text.
    var unique: UniqueChoices?
    var type: ValueType { .text }
    var isUnique: Bool { unique != nil }

    func column(_ block: Block) -> Column {
        var text: [UInt8] = []
        return .text(
            block.rows.map { row in
                text.removeAll(keepingCapacity: true)
                if let unique {
                    unique.choices(of: row) { pattern.write(into: &text, choosing: $0) }
                } else {
                    var random = key.stream(row: row)
                    pattern.write(into: &text) { Int(random.below(UInt64($0))) }
                }
                return text.withUnsafeBytes { block.arena.copy($0) }
            })
    }
}
