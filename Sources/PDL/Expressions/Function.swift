import Keys
import NGram

/// A function of PEL: its name, what it takes and gives, and how it works on columns.
struct Function: Sendable {
    let name: String
    let parameters: [Parameter]
    /// How many of the parameters must be there.
    let required: Int
    /// The last parameter may be given any number of times.
    var isVariadic = false
    let result: Result
    var nulls = Nulls.arguments
    let about: String
    let apply: @Sendable (Call) -> Column

    enum Parameter: Sendable, Equatable {
        /// Whatever has a text.
        case text
        case integer
        /// With decimals or without.
        case number
        case boolean
        /// A day, or a time of one.
        case date
        case any
        /// A whole number of these that is written out.
        case literalInteger(ClosedRange<Int64>)
        /// A text of these that is written out.
        case literalText([String])
    }

    enum Result: Sendable {
        case fixed(ValueType)
        /// By what the arguments are.
        case by(@Sendable (_ types: [ValueType], _ literals: [Expression]) -> ValueType)
        /// What the arguments from this one on are, or text where they differ.
        case alike(from: Int)
    }

    /// Where there is no value.
    enum Nulls: Sendable {
        /// Where an argument has none; but one that is taken as a text is an empty text then.
        case arguments
        /// Where this says, too.
        case also(@Sendable (Call) -> [Bool])
        /// Where the argument that was chosen has none: its place, by row.
        case chosen(@Sendable (Call) -> [Int])
    }

    /// Of an argument.
    func parameter(_ argument: Int) -> Parameter { parameters[min(argument, parameters.count - 1)] }

    static let all = TextFunctions.all + NumberFunctions.all + DateFunctions.all + ConditionFunctions.all
    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

/// One use of a function: what its arguments gave for a block of records.
struct Call {
    let columns: [Column]
    /// By argument; nil: all have a value.
    let nulls: [[Bool]?]
    /// The arguments as they were written.
    let literals: [Expression]
    let block: Block
    let environment: FunctionEnvironment

    var arena: Arena { block.arena }
    var rows: Range<Int> { block.rows.indices }

    /// An argument as texts: where there is no value, an empty one.
    func texts(_ argument: Int) -> [Text] { columns[argument].texts(arena, nulls: nulls[argument]) }

    /// - Returns: nil where there is no such argument.
    func literalInteger(_ argument: Int) -> Int64? {
        guard argument < literals.count, case .integer(let number) = literals[argument] else { return nil }
        return number
    }

    func literalText(_ argument: Int) -> String? {
        guard argument < literals.count, case .text(let text) = literals[argument] else { return nil }
        return text
    }
}

/// What functions depend on besides their arguments.
struct FunctionEnvironment: Sendable {
    let casing: CaseMapping
    /// In seconds since 1970; nil: nobody said.
    let now: Int64?
    /// Of this use of the function: what it draws from.
    let key: StreamKey
}
