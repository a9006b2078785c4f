/// Arithmetic of PEL: on whole numbers and on numbers with decimals, exact in 128 bits, and moved to the nearest that 64
/// bits hold.
enum NumberFunctions {
    static let all: [Function] = [
        onTwo("add", "a + b") { $0 + $1 },
        onTwo("subtract", "a − b") { $0 - $1 },
        Function(
            name: "multiply", parameters: [.number, .number], required: 2, result: .by(widest),
            about: "multiply(a, b): a × b, to the decimals of the more exact of the two"
        ) { call in
            let (one, other) = (call.columns[0].scaled, call.columns[1].scaled)
            let decimals = max(one.decimals, other.decimals)
            let divisor = power(one.decimals + other.decimals - decimals)
            return number(
                call.rows.map { rounded(Int128(one.values[$0]) * Int128(other.values[$0]), divisor) }, decimals, call)
        },
        Function(
            name: "divide", parameters: [.number, .number, .literalInteger(0...15)], required: 3,
            result: .by { _, literals in literals.last == .integer(0) ? .integer : .decimal },
            nulls: .also { call in call.columns[1].scaled.values.map { $0 == 0 } },
            about: "divide(a, b, decimals): a / b, rounded; no value where b is 0"
        ) { call in
            let (one, other) = (call.columns[0].scaled, call.columns[1].scaled)
            let decimals = Int(call.literalInteger(2) ?? 0)
            // a / 10^p over b / 10^q, times 10^decimals.
            let shift = other.decimals + decimals - one.decimals
            let (up, down) = (power(shift), power(-shift))
            return number(
                call.rows.map { quotient(one.values[$0], up, other.values[$0], down) }, decimals,
                isDecimal: decimals > 0)
        },
        Function(
            name: "round", parameters: [.number, .literalInteger(0...15)], required: 1,
            result: .by { _, literals in literals.count < 2 || literals[1] == .integer(0) ? .integer : .decimal },
            about: "round(number, decimals): half away from zero, to a whole number where nothing is given"
        ) { call in
            let column = call.columns[0].scaled
            let decimals = Int(call.literalInteger(1) ?? 0)
            let (up, down) = (power(max(decimals - column.decimals, 0)), power(max(column.decimals - decimals, 0)))
            return number(
                column.values.map { rounded(Int128($0) * up, down) }, decimals, isDecimal: decimals > 0)
        },
        onTwo("least", "the smaller of the two") { min($0, $1) },
        onTwo("greatest", "the greater of the two") { max($0, $1) },
        Function(
            name: "index", parameters: [], required: 0, result: .fixed(.integer),
            about: "index(): the number of the record, from 0"
        ) { call in .integer(call.block.rows.map { Int64(clamping: $0) }) },
    ]

    private static func onTwo(
        _ name: String, _ about: String, _ body: @escaping @Sendable (Int128, Int128) -> Int128
    ) -> Function {
        Function(
            name: name, parameters: [.number, .number], required: 2, result: .by(widest),
            about: "\(name)(a, b): \(about)"
        ) { call in
            let (one, other, decimals) = aligned(call.columns[0], call.columns[1])
            return number(call.rows.map { clamped(body(one[$0], other[$0])) }, decimals, call)
        }
    }

    @Sendable
    private static func widest(_ types: [ValueType], _: [Expression]) -> ValueType {
        types.contains(.decimal) ? .decimal : .integer
    }

    private static func number(_ values: [Int64], _ decimals: Int, _ call: Call) -> Column {
        number(values, decimals, isDecimal: call.columns.contains { $0.type == .decimal })
    }

    private static func number(_ values: [Int64], _ decimals: Int, isDecimal: Bool) -> Column {
        isDecimal ? .decimal(values, decimals: decimals) : .integer(values)
    }

    /// a × up / (b × down), where one of the factors is 1; 0 where b is.
    private static func quotient(_ a: Int64, _ up: Int128, _ b: Int64, _ down: Int128) -> Int64 {
        guard b != 0 else { return 0 }
        let (product, isTooMuch) = Int128(a).multipliedReportingOverflow(by: up)
        // What 128 bits do not hold is too much for 64, whatever it is divided by.
        if isTooMuch { return (a < 0) == (b < 0) ? .max : .min }
        return rounded(product, Int128(b) * down)
    }

    // MARK: scales

    /// Both with the decimals of the more exact one.
    static func aligned(_ one: Column, _ other: Column) -> (one: [Int128], other: [Int128], decimals: Int) {
        let (one, other) = (one.scaled, other.scaled)
        let decimals = max(one.decimals, other.decimals)
        let factors = (power(decimals - one.decimals), power(decimals - other.decimals))
        return (
            one.values.map { Int128($0) * factors.0 }, other.values.map { Int128($0) * factors.1 }, decimals
        )
    }

    /// At most 10³⁰.
    static func power(_ exponent: Int) -> Int128 { (0..<max(exponent, 0)).reduce(Int128(1)) { power, _ in power * 10 } }

    /// Half away from zero.
    static func rounded(_ number: Int128, _ divisor: Int128) -> Int64 {
        let (quotient, rest) = number.quotientAndRemainder(dividingBy: divisor)
        guard rest.magnitude * 2 >= divisor.magnitude else { return clamped(quotient) }
        return clamped(quotient + ((number < 0) == (divisor < 0) ? 1 : -1))
    }

    static func clamped(_ number: Int128) -> Int64 { Int64(clamping: number) }
}
