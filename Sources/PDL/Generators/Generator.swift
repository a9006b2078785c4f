public import Keys
public import NGram

extension StandInRandom: NGramRandom {}

/// Makes the values of one column. What it makes of a row is a function of its key and the row alone.
protocol Generator: Sendable {
    var type: ValueType { get }

    func column(_ block: Block) -> Column
}

/// Some records of an entity while they are made.
final class Block {
    let rows: [UInt64]
    let arena: Arena
    /// What the generators before gave.
    private(set) var columns: [Column] = []

    init(rows: [UInt64], arena: Arena) {
        self.rows = rows
        self.arena = arena
    }

    func add(_ column: Column) { columns.append(column) }
}
