import Keys

/// Which record of another entity each record refers to, and what stands in one of its fields. Nothing is stored: what the
/// other record holds is made again from its number.
struct ReferenceGenerator: Generator {
    /// Shared by all that is taken from the same record.
    let key: StreamKey
    let parent: String
    let isOneToOne: Bool
    /// The parent, as far as the field needs it: its only field.
    let program: CompiledEntity
    let type: ValueType
    var isUnique: Bool { isOneToOne && program.isUnique }

    func column(_ block: Block) -> Column {
        let count = block.counts[parent] ?? 0
        let rows = block.rows.map { row in
            if isOneToOne { return key.permute(row, below: max(count, 1)) }
            var random = key.stream(row: row)
            return random.below(max(count, 1))
        }
        return program.onlyColumn(rows, of: block)
    }
}

/// One side of the pairs of a many-to-many relationship: every pair there can be has a number, and each record has another.
struct PairGenerator: Generator {
    let key: StreamKey
    let entities: (String, String)
    let isSecond: Bool
    let program: CompiledEntity
    let type: ValueType

    func column(_ block: Block) -> Column {
        let (first, second) = (block.counts[entities.0] ?? 0, block.counts[entities.1] ?? 0)
        let rows = block.rows.map { row in
            let pair = key.permute(row, below: max(first &* second, 1))
            return isSecond ? pair % max(second, 1) : pair / max(second, 1)
        }
        return program.onlyColumn(rows, of: block)
    }
}

extension CompiledEntity {
    /// The values of the first field in these rows, in the block's arena.
    func onlyColumn(_ rows: [UInt64], of block: Block) -> Column {
        let inner = Block(rows: rows, arena: block.arena, counts: block.counts)
        for generator in generators { inner.run(generator) }
        return inner.columns[fields.first?.register ?? 0]
    }

    var onlyType: ValueType { generators[fields.first?.register ?? 0].type }
}
