import Keys
import NGram

/// How numbers are spread. Each draw takes its random words in the order that docs/determinism.md gives.
enum Distribution: Sendable {
    case normal(mean: Double, deviation: Double)
    /// Of the logarithm.
    case lognormal(mean: Double, deviation: Double)
    case exponential(rate: Double)
    case poisson(mean: Double)
    /// 1 to a count, k in proportion to 1 / k^exponent.
    case zipf(WeightedChoice)
    /// Bins of [low, high), by their weights, and any number of the bin.
    case histogram([(low: Double, high: Double)], WeightedChoice)

    /// Poisson's mean is worked off in parts of at most so much.
    private static let part = 16.0

    func draw(using random: inout StandInRandom) -> Double {
        switch self {
        case .normal(let mean, let deviation): return mean + deviation * Self.standardPair(using: &random).0
        case .lognormal(let mean, let deviation):
            return SpecifiedMath.exp(mean + deviation * Self.standardPair(using: &random).0)
        case .exponential(let rate): return -SpecifiedMath.log(1 - random.unit()) / rate
        case .poisson(let mean): return Self.poisson(mean, using: &random)
        case .zipf(let choice): return Double(choice.draw(using: &random) + 1)
        case .histogram(let bins, let choice):
            let bin = bins[choice.draw(using: &random)]
            return bin.low + (bin.high - bin.low) * random.unit()
        }
    }

    /// Two independent normal numbers of mean 0 and deviation 1, by Marsaglia's polar method (1964).
    static func standardPair(using random: inout StandInRandom) -> (Double, Double) {
        while true {
            let u = 2 * random.unit() - 1
            let v = 2 * random.unit() - 1
            let s = u * u + v * v
            guard s > 0, s < 1 else { continue }
            let factor = (-2 * SpecifiedMath.log(s) / s).squareRoot()
            return (u * factor, v * factor)
        }
    }

    /// A sum of numbers of smaller means, each by counting how many uniform numbers can be multiplied before the product falls
    /// to e^−mean (Knuth).
    private static func poisson(_ mean: Double, using random: inout StandInRandom) -> Double {
        var rest = mean
        var count = 0.0
        while rest > 0 {
            let limit = SpecifiedMath.exp(-min(rest, part))
            rest -= part
            var product = random.unit()
            while product > limit {
                count += 1
                product *= random.unit()
            }
        }
        return count
    }
}

/// Numbers of a distribution, within bounds and to so many decimals.
struct StatisticalGenerator: Generator {
    let key: StreamKey
    let distribution: Distribution
    /// What lies outside is drawn again, sixteen times, and then moved to the bound.
    let bounds: ClosedRange<Double>
    /// The bounds in steps of the last decimal: rounding does not lead out of them.
    let steps: ClosedRange<Int64>
    /// nil: whole numbers.
    let decimals: Int?
    var type: ValueType { decimals == nil ? .integer : .decimal }

    static let draws = 16

    func column(_ block: Block) -> Column {
        let scale = Double(Format.power(decimals ?? 0))
        let values = block.rows.map { row in
            var random = key.stream(row: row)
            return min(max(Self.rounded(value(using: &random), scale), steps.lowerBound), steps.upperBound)
        }
        return decimals.map { .decimal(values, decimals: $0) } ?? .integer(values)
    }

    private func value(using random: inout StandInRandom) -> Double {
        var value = 0.0
        for _ in 0..<Self.draws {
            value = distribution.draw(using: &random)
            if bounds.contains(value) { return value }
        }
        return min(max(value, bounds.lowerBound), bounds.upperBound)
    }

    /// Half away from zero.
    static func rounded(_ value: Double, _ scale: Double) -> Int64 {
        let magnitude = (abs(value) * scale + 0.5).rounded(.down)
        let whole = magnitude < 0x1p62 ? Int64(magnitude) : 1 << 62
        return value < 0 ? -whole : whole
    }
}
