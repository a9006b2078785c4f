/// What invented words are to begin with.
@usableFromInline
package struct WordPrefix: Sendable {
    @usableFromInline let symbols: [UInt32]

    package init(_ text: some StringProtocol) { symbols = text.unicodeScalars.map { Symbol($0).bytes } }
}

extension NGramModel {
    /// Writes the prefix, as far as there is room; returns the node behind it: the longest known context, where the model has
    /// never seen such a beginning.
    @usableFromInline
    func write(_ prefix: WordPrefix, to word: inout WordCursor, longest: Int) -> Int {
        var node = startNode
        for symbol in prefix.symbols.prefix(longest) {
            word.append(symbol)
            node = child(symbol, of: node)
        }
        return node
    }

    /// The node behind a symbol.
    private func child(_ symbol: UInt32, of start: Int) -> Int {
        var node = start
        while true {
            if let slot = slot(of: symbol, among: nodes[node].children) { return Int(slots[slot].target) }
            if node == 0 { return 0 }
            node = fallback(of: node)
        }
    }

    private func slot(of symbol: UInt32, among places: Range<Int>) -> Int? {
        let place = places.firstNot { slots[$0].symbol < symbol }
        return place < places.upperBound && slots[place].symbol == symbol ? place : nil
    }
}
