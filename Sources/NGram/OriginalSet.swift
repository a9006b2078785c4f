/// The words a model may not say, as 64-bit hashes in an open-addressed table: a word of the set is always found;
/// another is taken for one of the set once in 2⁶⁴ or so, and is then merely drawn again.
@usableFromInline
struct OriginalSet: Sendable {
    /// A power of two long and at most half full; 0 is an empty place.
    @usableFromInline var table: [UInt64]

    init() { table = [] }

    init(_ words: some Collection<[Unicode.Scalar]>) {
        guard !words.isEmpty else {
            table = []
            return
        }
        var capacity = 16
        while capacity < words.count * 2 { capacity *= 2 }
        table = [UInt64](repeating: 0, count: capacity)
        for word in words {
            var hash = WordHash()
            for scalar in word { hash.add(scalar.value) }
            insert(hash.finished)
        }
    }

    private mutating func insert(_ hash: UInt64) {
        let mask = table.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while table[index] != 0 {
            if table[index] == hash { return }
            index = (index + 1) & mask
        }
        table[index] = hash
    }

    @inlinable
    func contains(_ hash: UInt64) -> Bool {
        if table.isEmpty { return false }
        let mask = table.count - 1
        var index = Int(truncatingIfNeeded: hash) & mask
        while table[index] != 0 {
            if table[index] == hash { return true }
            index = (index + 1) & mask
        }
        return false
    }
}

/// FNV-1a over a word's scalars, with the 64-bit finisher of MurmurHash3; never 0. It must not change between runs,
/// so it is not Swift's own hashing.
@usableFromInline
struct WordHash {
    @usableFromInline var state: UInt64 = 0xCBF2_9CE4_8422_2325

    @inlinable init() {}

    @inlinable
    mutating func add(_ scalar: UInt32) {
        state = (state ^ UInt64(scalar)) &* 0x0000_0100_0000_01B3
    }

    @inlinable var finished: UInt64 {
        var hash = state
        hash ^= hash >> 33
        hash &*= 0xFF51_AFD7_ED55_8CCD
        hash ^= hash >> 33
        hash &*= 0xC4CE_B9FE_1A85_EC53
        hash ^= hash >> 33
        return hash == 0 ? 1 : hash
    }
}
