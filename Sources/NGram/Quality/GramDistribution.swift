/// How often each run of n scalars stands in some words, the marks before a word's first and behind its last scalar
/// included.
package struct GramDistribution {
    private var counts: [UInt128: Int] = [:]
    private var total = 0
    private let length: Int

    /// Beyond Unicode's last scalar; both marks are the same.
    private static let mark: UInt128 = 0x11_0000

    /// - Parameter length: n, 1 to 6.
    package init(of words: some Sequence<String>, length: Int) {
        self.length = min(max(length, 1), 6)
        for word in words { add(word) }
    }

    private mutating func add(_ word: String) {
        let symbols = [Self.mark] + word.unicodeScalars.map { UInt128($0.value) } + [Self.mark]
        guard symbols.count >= length else { return }
        for start in 0...(symbols.count - length) {
            let gram = symbols[start..<start + length].reduce(0) { $0 << 21 | $1 }
            counts[gram, default: 0] += 1
            total += 1
        }
    }

    /// The Jensen-Shannon divergence (Lin 1991) in bits: 0 for the same distribution, 1 for two that share nothing.
    package func divergence(from other: GramDistribution) -> Double {
        guard total > 0, other.total > 0 else { return total == other.total ? 0 : 1 }
        var sum = 0.0
        // In a fixed order, so that the last bits of the sum are always the same.
        for gram in Set(counts.keys).union(other.counts.keys).sorted() {
            let p = Double(counts[gram] ?? 0) / Double(total)
            let q = Double(other.counts[gram] ?? 0) / Double(other.total)
            let middle = (p + q) / 2
            if p > 0 { sum += p / 2 * SpecifiedMath.log2(p / middle) }
            if q > 0 { sum += q / 2 * SpecifiedMath.log2(q / middle) }
        }
        return sum
    }
}
