/// The values of one generator for a block of records.
enum Column {
    case text([Text])
    case integer([Int64])
    /// Numbers times ten to the power of the decimals, rounded: what is written is exact.
    case decimal([Int64], decimals: Int)
    case boolean([Bool])
    /// Days since 1970-01-01.
    case date([Int64])
    /// Seconds since midnight.
    case time([Int64])
    /// Seconds since 1970-01-01 00:00:00 UTC.
    case datetime([Int64])

    var type: ValueType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        case .date: .date
        case .time: .time
        case .datetime: .datetime
        }
    }

    /// As texts: where there is no value, an empty one.
    func texts(_ arena: Arena, nulls: [Bool]?) -> [Text] {
        var texts = texts(arena)
        guard let nulls else { return texts }
        for row in texts.indices where nulls[row] { texts[row].count = 0 }
        return texts
    }

    private func texts(_ arena: Arena) -> [Text] {
        switch self {
        case .text(let texts): texts
        case .integer(let numbers): numbers.map { Format.integer($0, arena) }
        case .decimal(let numbers, let decimals): numbers.map { Format.decimal($0, decimals, arena) }
        case .boolean(let booleans): booleans.map { arena.copy($0 ? "true" : "false") }
        case .date(let days): days.map { Format.date($0, arena) }
        case .time(let seconds): seconds.map { Format.time($0, arena) }
        case .datetime(let seconds): seconds.map { Format.datetime($0, arena) }
        }
    }

    // MARK: as what it is

    /// What it counts; of what counts nothing, none.
    var integers: [Int64] {
        switch self {
        case .integer(let numbers), .date(let numbers), .time(let numbers), .datetime(let numbers): numbers
        case .text, .decimal, .boolean: []
        }
    }

    var booleans: [Bool] {
        if case .boolean(let booleans) = self { booleans } else { [] }
    }

    /// Numbers times ten to the power of the decimals.
    var scaled: (values: [Int64], decimals: Int) {
        if case .decimal(let numbers, let decimals) = self { (numbers, decimals) } else { (integers, 0) }
    }

    /// Of a date its first, since 1970.
    var seconds: [Int64] {
        if case .date(let days) = self { days.map { $0 * 86_400 } } else { integers }
    }

    /// Both are numbers, or both the same kind of time, so that the greater number is the later or greater value.
    func isOrdered(like other: Column) -> Bool {
        switch (type, other.type) {
        case (.integer, .integer), (.integer, .decimal), (.decimal, .integer), (.decimal, .decimal), (.date, .date),
            (.time, .time), (.datetime, .datetime):
            true
        default: false
        }
    }
}

/// What kind of value a generator or an expression gives.
package enum ValueType: String, Sendable {
    case text, integer, decimal, boolean, date, time, datetime

    /// What values of these types can be together: numbers are numbers, and what differs otherwise is a text.
    static func common(_ types: some Collection<ValueType>) -> ValueType {
        guard let first = types.first else { return .text }
        if types.allSatisfy({ $0 == first }) { return first }
        return types.allSatisfy { $0 == .integer || $0 == .decimal } ? .decimal : .text
    }
}
