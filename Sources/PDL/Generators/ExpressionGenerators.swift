/// The same value for every row.
struct ConstantGenerator: Generator {
    enum Value: Sendable {
        case text(ListedTexts)
        case integer(Int64)
        case decimal(Int64, decimals: Int)
        case boolean(Bool)
    }

    let value: Value

    init(_ value: Value) { self.value = value }

    var type: ValueType {
        switch value {
        case .text: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        }
    }

    func column(_ block: Block) -> Column {
        let count = block.rows.count
        return switch value {
        case .text(let values): .text(Array(repeating: values[0], count: count))
        case .integer(let number): .integer(Array(repeating: number, count: count))
        case .decimal(let number, let decimals):
            .decimal(Array(repeating: number, count: count), decimals: decimals)
        case .boolean(let boolean): .boolean(Array(repeating: boolean, count: count))
        }
    }
}

/// What others gave, one behind the other.
struct JoinGenerator: Generator {
    let inputs: [Int]
    var type: ValueType { .text }

    func column(_ block: Block) -> Column {
        .text(TextFunctions.joined(inputs.map { block.texts($0) }, block))
    }
}
