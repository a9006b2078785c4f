/// What each symbol is worth in each context when a word is scored, and what each context leaves to its fallback.
///
/// A context's own counts are smoothed by those of the next shorter one, which weighs as much as the context leaves to it,
/// and two observations more (a Dirichlet prior, MacKay and Peto 1995), down to all symbols being alike, inside a word and
/// at its end.
struct SmoothedProbabilities {
    private static var priorWeight: Double { 2 * Double(NGramModel.weightScale) }

    /// By slot, of those that are symbols.
    private(set) var symbols: [Double]
    /// By node: what a symbol unseen there is worth, as a share of what it is worth in the fallback.
    private(set) var unseen: [Double] = []
    private let image: ModelImage
    private let least: Double

    init(_ image: ModelImage) {
        self.image = image
        symbols = [Double](repeating: 0, count: image.slots.count)
        least = 1 / Double(2 * (image.alphabet.count + 1))
        // A fallback stands before the contexts that fall back to it.
        for number in image.nodes.indices {
            let (total, left) = weights(of: number)
            unseen.append(left / (total + Self.priorWeight))
            let node = image.nodes[number]
            for (places, isLast) in [(node.children, false), (image.lastChildren(of: number), true)] {
                for place in places {
                    let shorter =
                        number == 0
                        ? least : probability(of: image.slots[place].symbol, isLast: isLast, in: Int(node.fallback))
                    symbols[place] = (Double(image.weights[place]) + left * shorter) / (total + Self.priorWeight)
                }
            }
        }
    }

    /// What all choices of a node weigh, and what of it is the fallback's, the prior included.
    private func weights(of number: Int) -> (total: Double, left: Double) {
        let choices = image.nodes[number].choices
        let places = Int(choices.start)..<Int(choices.start) + Int(choices.count)
        let total = places.reduce(UInt64(0)) { $0 + UInt64(image.weights[$1]) }
        let backsOff = places.last.map { image.slots[$0].target == AliasSlot.backOff } ?? false
        return (Double(total), Self.priorWeight + (backsOff ? Double(image.weights[places.upperBound - 1]) : 0))
    }

    private func probability(of symbol: UInt32, isLast: Bool, in start: Int) -> Double {
        var shares: [Double] = []
        var number = start
        while true {
            let places = isLast ? image.lastChildren(of: number) : image.nodes[number].children
            if let place = find(symbol, in: places) {
                return shares.reversed().reduce(symbols[place]) { $1 * $0 }
            }
            shares.append(unseen[number])
            if number == 0 { return shares.reversed().reduce(least) { $1 * $0 } }
            number = Int(image.nodes[number].fallback)
        }
    }

    private func find(_ symbol: UInt32, in places: Range<Int>) -> Int? {
        let place = places.firstNot { image.slots[$0].symbol < symbol }
        return place < places.upperBound && image.slots[place].symbol == symbol ? place : nil
    }
}
