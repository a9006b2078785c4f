/// One slot of an alias table: a draw that falls on the slot keeps its own symbol with probability `threshold` / 2³²,
/// and otherwise takes the slot that `alias` names (Walker 1977, built by Vose's method 1991).
@usableFromInline
struct AliasSlot: Sendable {
    @usableFromInline var threshold: UInt32
    /// Offset from the table's first slot.
    @usableFromInline var alias: UInt32
    /// A Unicode scalar's value, or a length.
    @usableFromInline var symbol: UInt32
    /// The node that follows the symbol; of no meaning where the word ends.
    @usableFromInline var target: UInt32
}

/// Where a table's slots lie in the model's one array of slots.
@usableFromInline
struct AliasRange: Sendable {
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var count: UInt32 = 0

    @inlinable var isEmpty: Bool { count == 0 }
}

/// The slots of all tables of a model, and beside them the weights they were built from, for scoring.
@usableFromInline
struct AliasTables: Sendable {
    @usableFromInline var slots: [AliasSlot] = []
    private(set) var weights: [UInt32] = []

    init() {}

    /// One choice in proportion to the weights, by a single random word: the high half of word × count is the slot, the
    /// top 32 bits of the low half are the coin. The bias is below count / 2⁶⁴ for the slot and 2⁻³² for the coin.
    @inlinable
    func draw(_ range: AliasRange, using random: inout some NGramRandom) -> AliasSlot {
        let product = random.next().multipliedFullWidth(by: UInt64(range.count))
        let slot = slots[Int(range.start) + Int(product.high)]
        if UInt32(truncatingIfNeeded: product.low >> 32) < slot.threshold { return slot }
        return slots[Int(range.start) + Int(slot.alias)]
    }

    /// Adds a table. The order of the choices is part of the model: the same choices in another order draw differently.
    mutating func add(_ choices: [(symbol: UInt32, target: UInt32, weight: UInt32)]) -> AliasRange {
        let total = choices.reduce(UInt64(0)) { $0 + UInt64($1.weight) }
        guard total > 0 else { return AliasRange() }
        let range = AliasRange(start: UInt32(slots.count), count: UInt32(choices.count))

        // Whole numbers throughout: each slot has room for `total` units, and choice i brings weight × count of them.
        var units = choices.map { UInt64($0.weight) * UInt64(choices.count) }
        var alias = Array(UInt32(0)..<range.count)
        var threshold = [UInt32](repeating: .max, count: choices.count)
        var small = units.indices.filter { units[$0] < total }
        var large = units.indices.filter { units[$0] >= total }
        while let poor = small.popLast() {
            guard let rich = large.last else { break }
            threshold[poor] = UInt32(truncatingIfNeeded: (UInt128(units[poor]) << 32) / UInt128(total))
            alias[poor] = UInt32(rich)
            units[rich] -= total - units[poor]
            if units[rich] < total {
                large.removeLast()
                small.append(rich)
            }
        }
        for (index, choice) in choices.enumerated() {
            slots.append(
                AliasSlot(
                    threshold: threshold[index], alias: alias[index], symbol: choice.symbol, target: choice.target))
            weights.append(choice.weight)
        }
        return range
    }

    /// What a choice weighs in a table whose choices ascend by symbol; nil where the table does not have it.
    func find(_ symbol: UInt32, in range: AliasRange) -> (weight: UInt32, target: UInt32)? {
        var low = Int(range.start)
        var high = low + Int(range.count)
        while low < high {
            let middle = (low + high) / 2
            if slots[middle].symbol < symbol { low = middle + 1 } else { high = middle }
        }
        guard low < Int(range.start) + Int(range.count), slots[low].symbol == symbol else { return nil }
        return (weights[low], slots[low].target)
    }
}
