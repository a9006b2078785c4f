/// A function of what others gave.
struct FunctionGenerator: Generator {
    let function: Function
    let type: ValueType
    let inputs: [Int]
    /// The arguments as they were written.
    let literals: [Expression]
    let environment: FunctionEnvironment
    /// Some input has rows without a value.
    let inputsMayBeNull: Bool

    var mayBeNull: Bool {
        if case .also = function.nulls { true } else { inputsMayBeNull }
    }

    func column(_ block: Block) -> Column { values(block).column }

    func values(_ block: Block) -> (column: Column, nulls: [Bool]?) {
        let call = call(block)
        return (function.apply(call), nulls(call))
    }

    private func nulls(_ call: Call) -> [Bool]? {
        switch function.nulls {
        case .arguments: return any(call)
        case .also(let isNull):
            let (own, arguments) = (isNull(call), any(call))
            return call.rows.map { own[$0] || arguments?[$0] == true }
        case .chosen(let argument):
            guard inputsMayBeNull else { return nil }
            let arguments = argument(call)
            return call.rows.map { call.nulls[arguments[$0]]?[$0] == true }
        }
    }

    private func any(_ call: Call) -> [Bool]? {
        let nulls = call.nulls.enumerated().compactMap { function.parameter($0) == .text ? nil : $1 }
        return nulls.isEmpty ? nil : call.rows.map { row in nulls.contains { $0[row] } }
    }

    private func call(_ block: Block) -> Call {
        Call(
            columns: inputs.map { block.columns[$0] }, nulls: inputs.map { block.nulls[$0] }, literals: literals,
            block: block, environment: environment)
    }
}
