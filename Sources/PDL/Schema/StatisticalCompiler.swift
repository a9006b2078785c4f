import Keys
import NGram

/// Generators of the type `statistical` that give one value, by their distribution.
enum StatisticalCompiler {
    static func generator(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> (any Generator)? {
        func number(_ name: String, or standard: Double) -> Double { definition[name]?.double ?? standard }
        let distribution: Distribution
        var isWhole = false
        switch definition["distribution"]?.string {
        case "normal": distribution = .normal(mean: number("mean", or: 0), deviation: number("deviation", or: 1))
        case "lognormal": distribution = .lognormal(mean: number("mean", or: 0), deviation: number("deviation", or: 1))
        case "exponential": distribution = .exponential(rate: number("rate", or: 1))
        case "poisson":
            distribution = .poisson(mean: number("mean", or: 1))
            isWhole = true
        case "zipf":
            let exponent = number("exponent", or: 1)
            let ranks = 1...(definition["count"]?.integer ?? 1)
            let weights = ranks.map { SpecifiedMath.exp(-exponent * SpecifiedMath.log(Double($0))) }
            distribution = .zipf(WeightedChoice(weights: weights))
            isWhole = true
        case "categorical":
            let values = definition["values"]?.elements ?? []
            guard let weights = weights(definition, for: values.count, at: path, &schema) else { return nil }
            return ListGenerator(key: key, values: ListedValues(values), choice: WeightedChoice(weights: weights))
        case "histogram":
            let edges = definition["edges"]?.elements.compactMap(\.double) ?? []
            guard zip(edges, edges.dropFirst()).allSatisfy({ $0 < $1 }) else {
                schema.report("\(path).edges", definition["edges"], "the edges do not ascend")
                return nil
            }
            guard let weights = weights(definition, for: edges.count - 1, at: path, &schema) else { return nil }
            let bins = zip(edges, edges.dropFirst()).map { (low: $0, high: $1) }
            distribution = .histogram(bins, WeightedChoice(weights: weights))
        default: return nil
        }
        let (low, high) = (number("min", or: -1e15), number("max", or: 1e15))
        guard low <= high else {
            schema.report(path, definition, "the least is above the greatest")
            return nil
        }
        let decimals = isWhole ? 0 : definition["decimals"]?.integer ?? 2
        let most = Int64(1) << 62
        let least = definition["min"]?.numberText.map { ScaledNumber.value($0, decimals: decimals, up: true) } ?? -most
        let greatest =
            definition["max"]?.numberText.map { ScaledNumber.value($0, decimals: decimals, up: false) } ?? most
        let reach = (abs(number("mean", or: 0)) + 10 * number("deviation", or: 0)) * Double(Format.power(decimals))
        let isLogarithm = definition["distribution"]?.string == "lognormal"
        guard let least, let greatest, least <= greatest, isLogarithm || reach < 4e18 else {
            schema.report(
                path, definition,
                "no number with \(decimals) decimals, of at most 18 digits in all, lies between the bounds")
            return nil
        }
        return StatisticalGenerator(
            key: key, distribution: distribution, bounds: low...high, steps: least...greatest,
            decimals: isWhole ? nil : decimals)
    }

    /// As many as there are things to weigh, and one of them above 0.
    static func weights(
        _ definition: JSONValue, for count: Int, at path: String, _ schema: inout SchemaCompiler
    ) -> [Double]? {
        let weights = definition["weights"]?.elements.compactMap(\.double) ?? []
        guard weights.count == count else {
            let message = "\(count) weights are expected, one for each, not \(weights.count)"
            schema.report("\(path).weights", definition["weights"], message)
            return nil
        }
        guard weights.contains(where: { $0 > 0 }) else {
            schema.report("\(path).weights", definition["weights"], "one of the weights must be above 0")
            return nil
        }
        return weights
    }
}
