/// A PEL expression, as it was written and where.
indirect enum Expression: Equatable {
    /// Text outside of braces, or in quotes.
    case text(String)
    case integer(Int64)
    case decimal(Int64, decimals: Int)
    case boolean(Bool)
    /// A generator, or a part of what it gives: `city`, `city.postcode`.
    case reference(String, property: String?)
    case call(String, [Expression])
    /// One behind the other.
    case joined([Expression])
}

/// Why a pattern is no PEL: where in it, in characters from 1.
struct ExpressionError: Error, Equatable, CustomStringConvertible {
    let place: Int
    let message: String

    var description: String { "character \(place) of the pattern: \(message)" }
}
