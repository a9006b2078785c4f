public import Keys
public import NGram

extension StandInRandom: NGramRandom {}

/// Makes the values of one column. What it makes of a row is a function of its key and the row alone.
protocol Generator: Sendable {
    var type: ValueType { get }

    /// No two rows have the same value.
    var isUnique: Bool { get }

    /// How many generators it stands for: those that make other records again included.
    var cost: Int { get }

    /// Whether there are rows without a value.
    var mayBeNull: Bool { get }

    /// What every row has; where some have no value, anything stands for it.
    func column(_ block: Block) -> Column

    /// The column, and in which rows there is no value; nil: in none.
    func values(_ block: Block) -> (column: Column, nulls: [Bool]?)
}

extension Generator {
    var isUnique: Bool { false }
    var cost: Int { 1 }
    var mayBeNull: Bool { false }
    func values(_ block: Block) -> (column: Column, nulls: [Bool]?) { (column(block), nil) }
}

/// Some records of an entity while they are made.
final class Block {
    let rows: [UInt64]
    let arena: Arena
    /// How many records of each entity there are.
    let counts: [String: UInt64]
    /// What the generators before gave.
    private(set) var columns: [Column] = []
    private(set) var nulls: [[Bool]?] = []

    init(rows: [UInt64], arena: Arena, counts: [String: UInt64]) {
        self.rows = rows
        self.arena = arena
        self.counts = counts
    }

    func run(_ generator: some Generator) {
        let values = generator.values(self)
        columns.append(values.column)
        nulls.append(values.nulls)
    }

    /// A column as texts: where there is no value, an empty one.
    func texts(_ register: Int) -> [Text] { columns[register].texts(arena, nulls: nulls[register]) }
}
