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
    var cost: Int { program.cost + 1 }
    var mayBeNull: Bool { program.mayBeNull }

    func column(_ block: Block) -> Column { values(block).column }

    /// Together: a record behind a record behind a record would be made again and again.
    func values(_ block: Block) -> (column: Column, nulls: [Bool]?) { program.only(rows(block), of: block) }

    private func rows(_ block: Block) -> [UInt64] {
        let count = block.counts[parent] ?? 0
        return block.rows.map { row in
            if isOneToOne { return key.permute(row, below: max(count, 1)) }
            var random = key.stream(row: row)
            return random.below(max(count, 1))
        }
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
            let (all, isMany) = first.multipliedReportingOverflow(by: second)
            let pair = key.permute(row, below: isMany ? .max : max(all, 1))
            return isSecond ? pair % max(second, 1) : pair / max(second, 1)
        }
        return program.only(rows, of: block).column
    }
}

extension CompiledEntity {
    /// The values of the first field in these rows, in the block's arena, and where there are none.
    func only(_ rows: [UInt64], of block: Block) -> (column: Column, nulls: [Bool]?) {
        let inner = Block(rows: rows, arena: block.arena, counts: block.counts)
        for generator in generators { inner.run(generator) }
        guard let field = fields.first else { return (.text([]), nil) }
        return (inner.columns[field.register], field.nulls(in: inner))
    }

    var onlyType: ValueType { generators[fields.first?.register ?? 0].type }
    var cost: Int { generators.reduce(0) { $0 + $1.cost } }
    var mayBeNull: Bool {
        fields.first.map { $0.nulls != nil || generators[$0.register].mayBeNull } ?? false
    }
}

extension CompiledEntity.Field {
    /// Those of the generator, and as many more as the field asks for.
    func nulls(in block: Block) -> [Bool]? {
        guard let (key, share) = nulls else { return block.nulls[register] }
        let own = block.nulls[register]
        return block.rows.indices.map { index in
            var random = key.stream(row: block.rows[index])
            return random.unit() < share || own?[index] == true
        }
    }
}
