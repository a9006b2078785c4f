/// One of some things in proportion to their weights, by one random word: an alias table that stands alone.
package struct WeightedChoice: Sendable {
    private let slots: [AliasSlot]

    /// - Parameter weights: finite and not negative, one of them above zero; as shares of the greatest, of which 2³¹ parts are kept. What weighs anything keeps
    ///   one part.
    package init(weights: [Double]) {
        let greatest = weights.max() ?? 1
        var tables = AliasTables()
        _ = tables.add(
            weights.enumerated().map { index, weight in
                let parts = weight > 0 ? max((weight / greatest * 0x1p31 + 0.5).rounded(.down), 1) : 0
                return (UInt32(index), 0, UInt32(parts))
            })
        slots = tables.slots
    }

    /// As ``NGramModel`` draws.
    package func draw(using random: inout some NGramRandom) -> Int {
        guard !slots.isEmpty else { return 0 }
        let word = random.next()
        return slots.withUnsafeBufferPointer { slots in
            slots.baseAddress.map { AliasSlot.place(in: $0, count: UInt32(slots.count), word) } ?? 0
        }
    }
}
