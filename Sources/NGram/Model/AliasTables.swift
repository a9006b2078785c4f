/// The slots of all tables of a model that is being made, and beside them the weights they are built from.
struct AliasTables {
    private(set) var slots: [AliasSlot] = []
    private(set) var weights: [UInt32] = []

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
}
