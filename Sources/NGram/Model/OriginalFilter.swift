/// The words a model may not say, as a split block Bloom filter (Putze, Sanders and Singler 2007; the blocks and salts of
/// Apache Parquet's): a word of the set is always found, at the price of one cache line; another is taken for one of the set
/// about once in 27,000 times, and is then merely drawn again.
@usableFromInline
struct OriginalFilter: @unchecked Sendable {
    @usableFromInline typealias Block = SIMD8<UInt32>

    @usableFromInline let blocks: UnsafePointer<Block>
    /// 0: every word may be said.
    @usableFromInline let count: Int

    init(blocks: UnsafePointer<Block>, count: Int) {
        self.blocks = blocks
        self.count = count
    }

    @inlinable @inline(__always)
    func contains(_ hash: UInt64) -> Bool {
        guard count > 0 else { return false }
        let mask = Self.mask(hash)
        return blocks[Self.block(hash, of: count)] & mask == mask
    }

    /// The blocks for a set of words, 32 bits a word.
    static func blocks(_ words: some Collection<[Unicode.Scalar]>) -> [Block] {
        guard !words.isEmpty else { return [] }
        var blocks = [Block](repeating: .zero, count: (words.count + 7) / 8)
        for word in words {
            var hash = WordHash()
            for scalar in word { hash.add(Symbol(scalar).bytes) }
            blocks[block(hash.finished, of: blocks.count)] |= mask(hash.finished)
        }
        return blocks
    }

    /// The probability that a word outside the set is taken for one of it.
    var falsePositiveRate: Double {
        guard count > 0 else { return 0 }
        let sum = (0..<count).reduce(0.0) { sum, number in
            let block = blocks[number]
            return sum + block.indices.reduce(1.0) { $0 * Double(block[$1].nonzeroBitCount) / 32 }
        }
        return sum / Double(count)
    }

    /// By the high half of the hash.
    @inlinable @inline(__always)
    static func block(_ hash: UInt64, of count: Int) -> Int {
        Int(truncatingIfNeeded: ((hash >> 32) &* UInt64(truncatingIfNeeded: count)) >> 32)
    }

    /// By the low half: one bit in each of the block's words.
    @inlinable @inline(__always)
    static func mask(_ hash: UInt64) -> Block {
        let salts = Block(
            0x47B6_137B, 0x4497_4D91, 0x8824_AD5B, 0xA2B7_289D, 0x7054_95C7, 0x2DF1_424B, 0x9EFC_4947, 0x5C6B_FB31)
        let key = Block(repeating: UInt32(truncatingIfNeeded: hash))
        return Block(repeating: 1) &<< ((key &* salts) &>> 27)
    }
}

/// FNV-1a over a word's symbols, with the 64-bit finisher of MurmurHash3. It must not change between runs, so it is not
/// Swift's own hashing.
@usableFromInline
struct WordHash {
    @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

    @inlinable init() {}

    @inlinable @inline(__always)
    mutating func add(_ symbol: UInt32) {
        state = (state ^ UInt64(symbol)) &* 0x0000_0100_0000_01B3
    }

    @inlinable var finished: UInt64 {
        var hash = state
        hash ^= hash >> 33
        hash &*= 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash &*= 0xC4CE_B9FE_1A85_EC53
        return hash ^ hash >> 33
    }
}
