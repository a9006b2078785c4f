/// The same value for every row.
struct ConstantGenerator: Generator {
    /// One.
    let value: ListedValues
    var type: ValueType { value.type }

    func column(_ block: Block) -> Column { value.column(Array(repeating: 0, count: block.rows.count)) }
}

/// What others gave, one behind the other.
struct JoinGenerator: Generator {
    let inputs: [Int]
    var type: ValueType { .text }

    func column(_ block: Block) -> Column {
        .text(TextFunctions.joined(inputs.map { block.texts($0) }, block))
    }
}
