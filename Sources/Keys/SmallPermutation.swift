/// A keyed permutation of the numbers 0 ..< count as two tables, for domains that are too small for FF1: every one of
/// the count! permutations is as likely as any other, as far as anyone without the key can tell.
///
/// **Specification:** Fisher and Yates' shuffle (Durstenfeld 1964): the table starts as 0, 1, …, and its entries i
/// and j are exchanged for i = count − 1 down to 1, j uniform in 0 … i by Lemire's method (see ``StandInRandom``).
/// The random words are SipHash-2-4-128 under the domain's table key of the 16 bytes (count, k), each 64 bits
/// little-endian, for k = 0, 1, …; the low word first, then the high one. It is a pseudorandom function in counter
/// mode and not a fast generator, because whoever knows some pairs of such a table must not be able to compute the
/// others.
///
/// It occupies eight bytes an entry, and takes some 50 ns an entry to build.
package struct SmallPermutation: Sendable, RedactedSecret {
    /// Numbers in the domain; below ``FF1/smallestDomain``.
    package let count: Int

    private let forward: [UInt32]
    private let backward: [UInt32]

    package init(key: DomainKey, count: Int) throws(KeyError) {
        guard count >= 0, count < FF1.smallestDomain else {
            throw .unsupportedDomain("a permutation table has below \(FF1.smallestDomain) entries, not \(count)")
        }
        self.count = count
        var random = TableRandom(key: key.tableKey, count: UInt64(count))
        var forward = Array(0..<UInt32(count))
        for index in stride(from: count - 1, to: 0, by: -1) {
            forward.swapAt(index, Int(random.below(UInt64(index) + 1)))
        }
        var backward = forward
        for (index, image) in forward.enumerated() { backward[Int(image)] = UInt32(index) }
        self.forward = forward
        self.backward = backward
    }

    /// The image of a number below count.
    package func map(_ value: UInt64) throws(KeyError) -> UInt64 {
        guard value < UInt64(count) else { throw .outsideDomain("the number is not below \(count)") }
        return UInt64(forward[Int(value)])
    }

    /// The number whose image is given.
    package func inverse(_ image: UInt64) throws(KeyError) -> UInt64 {
        guard image < UInt64(count) else { throw .outsideDomain("the number is not below \(count)") }
        return UInt64(backward[Int(image)])
    }
}

/// SipHash in counter mode.
private struct TableRandom {
    let key: SipHashKey
    let count: UInt64
    private var counter: UInt64 = 0
    private var spare: UInt64?

    init(key: SipHashKey, count: UInt64) {
        self.key = key
        self.count = count
    }

    mutating func next() -> UInt64 {
        if let word = spare {
            spare = nil
            return word
        }
        let block = key.hash(count, counter)
        counter &+= 1
        spare = block.high
        return block.low
    }

    mutating func below(_ bound: UInt64) -> UInt64 {
        var product = next().multipliedFullWidth(by: bound)
        if product.low < bound {
            let rejected = (0 &- bound) % bound
            while product.low < rejected { product = next().multipliedFullWidth(by: bound) }
        }
        return product.high
    }
}
