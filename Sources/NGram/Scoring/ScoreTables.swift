/// What scoring needs, worked out once: of each slot its smoothed probability, of each context what it leaves to its fallback.
///
/// A context's own counts are smoothed by those of the next shorter one, which weighs as much as the context leaves to it,
/// and two observations more (a Dirichlet prior, MacKay and Peto 1995), down to all symbols being alike, inside a word and
/// at its end.
enum ScoreTables {
    private static var priorWeight: Double { 2 * Double(NGramModel.weightScale) }

    static func fill(_ image: inout ModelImage, weights: [UInt32]) {
        let symbols = Dictionary(uniqueKeysWithValues: zip(image.alphabet, 0...))
        image.worths = weights.map { SlotWorth(weight: $0, score: 0) }
        /// By slot, as exact as it can be had; the file holds its logarithm.
        var probabilities = [Double](repeating: 0, count: weights.count)
        let least = 1 / Double(2 * (image.alphabet.count + 1))

        // A fallback stands before the contexts that fall back to it.
        for number in image.nodes.indices {
            let node = image.nodes[number]
            let total = Double(
                (0..<Int(node.choices.count)).reduce(UInt64(0)) {
                    $0 + UInt64(weights[Int(node.choices.start) + $1])
                })
            let left = left(by: node, weights)
            for (places, isLast) in [(node.children, false), (node.lastChildren, true)] {
                for place in places {
                    let symbol = image.slots[place].symbol
                    let shorter =
                        number == 0
                        ? least
                        : probability(
                            of: symbol, isLast: isLast, in: Int(image.contexts[number].fallback), image, probabilities,
                            least, weights)
                    let probability = (Double(weights[place]) + left * shorter) / (total + priorWeight)
                    probabilities[place] = probability
                    image.worths[place].score = Float32(min(SpecifiedMath.log2(probability), 0))
                    if !isLast { set(symbols[symbol] ?? .max, in: &image.contexts[number].childrenMask) }
                }
            }
            image.contexts[number].total = UInt64(total)
            image.contexts[number].unseen = Float32(min(SpecifiedMath.log2(left / (total + priorWeight)), 0))
        }
    }

    /// What the fallback weighs.
    private static func left(by node: Node, _ weights: [UInt32]) -> Double {
        let known = Int(node.childCount) + Int(node.lastCount)
        let backsOff = Int(node.choices.count) > known
        return priorWeight + (backsOff ? Double(weights[Int(node.choices.start) + known]) : 0)
    }

    private static func probability(
        of symbol: UInt32, isLast: Bool, in number: Int, _ image: ModelImage, _ probabilities: [Double],
        _ least: Double,
        _ weights: [UInt32]
    ) -> Double {
        let node = image.nodes[number]
        if let place = find(symbol, in: isLast ? node.lastChildren : node.children, image.slots) {
            return probabilities[place]
        }
        let shorter =
            number == 0
            ? least
            : probability(
                of: symbol, isLast: isLast, in: Int(image.contexts[number].fallback), image, probabilities, least,
                weights)
        return left(by: node, weights) * shorter / (Double(image.contexts[number].total) + priorWeight)
    }

    private static func find(_ symbol: UInt32, in range: Range<Int>, _ slots: [AliasSlot]) -> Int? {
        var (low, high) = (range.lowerBound, range.upperBound)
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        return low < range.upperBound && slots[low].symbol == symbol ? low : nil
    }

    private static func set(_ place: Int, in mask: inout (UInt64, UInt64)) {
        if place < 64 { mask.0 |= 1 << UInt64(place) } else if place < 128 { mask.1 |= 1 << UInt64(place - 64) }
    }
}
