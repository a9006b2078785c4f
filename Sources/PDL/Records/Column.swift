/// The values of one generator for a block of records.
enum Column {
    case text([Text])
    case integer([Int64])
    /// Numbers times ten to the power of the decimals, rounded: what is written is exact.
    case decimal([Int64], decimals: Int)
    case boolean([Bool])
    /// Days since 1970-01-01.
    case date([Int64])
    /// Seconds since 1970-01-01 00:00:00 UTC.
    case datetime([Int64])

    var type: ValueType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        case .date: .date
        case .datetime: .datetime
        }
    }

    /// As texts.
    func texts(_ arena: Arena) -> [Text] {
        switch self {
        case .text(let texts): texts
        case .integer(let numbers): numbers.map { Format.integer($0, arena) }
        case .decimal(let numbers, let decimals): numbers.map { Format.decimal($0, decimals, arena) }
        case .boolean(let booleans): booleans.map { arena.copy($0 ? "true" : "false") }
        case .date(let days): days.map { Format.date($0, arena) }
        case .datetime(let seconds): seconds.map { Format.datetime($0, arena) }
        }
    }
}

/// What kind of value a generator or an expression gives.
package enum ValueType: String, Sendable {
    case text, integer, decimal, boolean, date, datetime
}
