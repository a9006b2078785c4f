/// The words a model may not say, as a split block Bloom filter (Putze, Sanders and Singler 2007): a word of the set is always
/// found, at the price of half a cache line; another is taken for one of the set about once in 760 times, and is then
/// merely drawn again.
@usableFromInline
struct OriginalFilter: @unchecked Sendable {
    /// Of each of the eight, a word of the set has one bit.
    @usableFromInline typealias Block = InlineArray<8, UInt32>

    @usableFromInline let blocks: UnsafePointer<Block>
    /// 0: every word may be said.
    @usableFromInline let count: Int

    init(blocks: UnsafePointer<Block>, count: Int) {
        self.blocks = blocks
        self.count = count
    }

    /// A look for a word that has begun: half of its block is on the way from memory.
    @usableFromInline
    struct Probe {
        @usableFromInline var hash: UInt64 = 0
        /// Without it, nothing is there.
        @usableFromInline var block: UnsafePointer<Block>?
        /// Of the first bit.
        @usableFromInline var isThere: UInt32 = 0

        @inlinable @inline(__always)
        init() {}
    }

    @inlinable @inline(__always)
    func probe(_ word: WordCursor) -> Probe {
        count > 0 ? probe(word.hash.finished) : Probe()
    }

    @inlinable @inline(__always)
    func probe(_ hash: UInt64) -> Probe {
        var probe = Probe()
        guard count > 0 else { return probe }
        let block = blocks + Self.block(hash, of: count)
        probe.hash = hash
        probe.block = block
        probe.isThere = block.pointee[0] &>> Self.bit(hash, 0)
        return probe
    }

    @inlinable @inline(__always)
    func contains(_ probe: Probe) -> Bool {
        guard let block = probe.block else { return false }
        var isThere = probe.isThere & 1
        for number in 1..<8 { isThere &= block.pointee[number] &>> Self.bit(probe.hash, number) }
        return isThere == 1
    }

    func contains(_ hash: UInt64) -> Bool { contains(probe(hash)) }

    /// The blocks for a set of words, 16 bits a word.
    static func blocks(_ words: some Collection<[Unicode.Scalar]>) -> [Block] {
        guard !words.isEmpty else { return [] }
        var blocks = [Block](repeating: Block(repeating: 0), count: (words.count + 15) / 16)
        for word in words {
            let hash = WordHash(word.map { Symbol($0).bytes }).finished
            let block = block(hash, of: blocks.count)
            for number in 0..<8 { blocks[block][number] |= 1 &<< bit(hash, number) }
        }
        return blocks
    }

    /// The probability that a word outside the set is taken for one of it.
    var falsePositiveRate: Double {
        guard count > 0 else { return 0 }
        let sum = (0..<count).reduce(0.0) { sum, block in
            sum + (0..<8).reduce(1.0) { $0 * Double(blocks[block][$1].nonzeroBitCount) / 32 }
        }
        return sum / Double(count)
    }

    /// By the high half of the hash.
    @inlinable @inline(__always)
    static func block(_ hash: UInt64, of count: Int) -> Int {
        Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
    }

    /// Of a block's word: five bits of the hash, from the lowest on.
    @inlinable @inline(__always)
    static func bit(_ hash: UInt64, _ number: Int) -> UInt32 {
        UInt32(truncatingIfNeeded: hash &>> UInt64(truncatingIfNeeded: 5 &* number)) & 31
    }
}

/// Of a word's symbols, each mixed in while it is written. It must not change between runs, so it is not Swift's own hashing.
@usableFromInline
struct WordHash {
    @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

    @inlinable init() {}

    init(_ symbols: some Sequence<UInt32>) {
        for symbol in symbols { add(symbol) }
    }

    @inlinable @inline(__always)
    mutating func add(_ symbol: UInt32) { state = (state ^ UInt64(symbol)) &* 0x9E37_79B9_7F4A_7C15 }

    /// Takes back the symbol that was added last: the factor is the inverse of the other, modulo 2⁶⁴.
    @inlinable @inline(__always)
    mutating func remove(_ symbol: UInt32) { state = (state &* 0xF1DE_83E1_9937_733D) ^ UInt64(symbol) }

    @inlinable @inline(__always)
    var finished: UInt64 {
        let hash = (state ^ state >> 32) &* 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 32
    }
}
