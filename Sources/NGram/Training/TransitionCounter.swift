/// Counts, for contexts of 0 to n scalars, which scalar follows and whether it ends the word, and how many distinct
/// words each count comes from.
///
/// A word begins behind a mark that belongs to its contexts, so "at the start", "after `^s`", "after `^sm`" are
/// contexts like any other and back off in the same way, but for the last step: what begins words says nothing of what is
/// inside them, so the empty context does not count it. A context is packed into 21 bits a scalar, five at most, and a
/// transition adds 22 more: both fit 128 bits, sort by context, and hash without touching memory.
struct TransitionCounter {
    let order: Int
    /// k.
    let threshold: Int
    private(set) var transitions: [UInt128: Tally] = [:]
    /// What begins words, as transitions of the empty context.
    private(set) var initials: [UInt128: Tally] = [:]
    private(set) var lengths: [Int: Tally] = [:]
    private var wordsSeen = 0

    init(order: Int, threshold: Int) {
        self.order = order
        self.threshold = threshold
    }

    /// Counts one distinct word; each is to be given once, with how often it came.
    mutating func add(_ word: [Unicode.Scalar], times: Int) {
        let id = wordsSeen
        wordsSeen += 1
        lengths[word.count, default: Tally()].count(times, word: id, threshold)
        var history = ContextKey.wordStart
        for (index, scalar) in word.enumerated() {
            let step = Transition(scalar: scalar.value, endsWord: index == word.count - 1)
            if index == 0 { initials[step.packed(after: .empty), default: Tally()].count(times, word: id, threshold) }
            var context = history
            while index > 0 || context != .empty {
                transitions[step.packed(after: context), default: Tally()].count(times, word: id, threshold)
                guard let shorter = context.shortened else { break }
                context = shorter
            }
            history = history.followed(by: scalar.value, order: order)
        }
    }
}

/// How much was counted, and from how many distinct words.
///
/// No word weighs more in a count than the k-th heaviest: otherwise a single one that came a thousand times could be told
/// from the weights of what it shares with k − 1 others.
struct Tally: Sendable {
    private(set) var distinctWords = 0
    private var sum: UInt64 = 0
    /// The heaviest contributions of words that are done, at most k, in ascending order.
    private var heaviest: [UInt64] = []
    private var current: UInt64 = 0
    private var lastWord = -1

    /// - Parameter word: all of a word's counts come one behind the other.
    mutating func count(_ weight: Int, word: Int, _ threshold: Int) {
        if lastWord != word {
            if threshold > 1 { heaviest = heaviest(threshold) }
            distinctWords += 1
            lastWord = word
            current = 0
        }
        sum &+= UInt64(weight)
        current &+= UInt64(weight)
    }

    func weight(_ threshold: Int) -> UInt64 {
        guard threshold > 1 else { return sum }
        let heaviest = heaviest(threshold)
        guard heaviest.count == threshold, let limit = heaviest.first else { return sum }
        return heaviest.reduce(sum) { $0 - ($1 - limit) }
    }

    /// With the present word's.
    private func heaviest(_ threshold: Int) -> [UInt64] {
        guard distinctWords > 0 else { return [] }
        var all = heaviest
        if all.count == threshold, let least = all.first, least >= current { return all }
        all.insert(current, at: all.firstIndex { $0 > current } ?? all.count)
        return all.count > threshold ? Array(all.dropFirst()) : all
    }
}

/// One step of a word: a scalar, and whether the word ends with it.
struct Transition: Hashable {
    var scalar: UInt32
    var endsWord: Bool

    /// As tables hold it.
    var symbol: UInt32 { Unicode.Scalar(scalar).map { Symbol($0).bytes } ?? 0 }

    func packed(after context: ContextKey) -> UInt128 {
        context.packed << 22 | UInt128(scalar) << 1 | (endsWord ? 1 : 0)
    }

    static func unpack(_ packed: UInt128) -> (context: ContextKey, transition: Transition) {
        let scalar = UInt32(truncatingIfNeeded: packed >> 1) & 0x1F_FFFF
        return (ContextKey(packed: packed >> 22), Transition(scalar: scalar, endsWord: packed & 1 == 1))
    }
}

/// Up to five scalars in 21 bits each, the latest in the lowest bits; every scalar is stored plus one, so lengths
/// differ.
struct ContextKey: Hashable {
    var packed: UInt128

    static let empty = ContextKey(packed: 0)
    /// The mark before a word's first scalar; its code is beyond Unicode's last.
    static let wordStart = ContextKey(packed: 0x11_0001)

    /// Scalars, the word start's mark included.
    var count: Int { (UInt128.bitWidth - packed.leadingZeroBitCount + 20) / 21 }

    /// The mark left out.
    var scalars: [Unicode.Scalar] {
        (0..<count).reversed().compactMap { place in
            Unicode.Scalar(UInt32(truncatingIfNeeded: packed >> UInt128(21 * place)) & 0x1F_FFFF &- 1)
        }
    }

    /// Without the scalar longest ago; nil where nothing is left to drop.
    var shortened: ContextKey? {
        let count = count
        guard count > 0 else { return nil }
        return ContextKey(packed: packed & ((1 << UInt128((count - 1) * 21)) - 1))
    }

    func followed(by scalar: UInt32, order: Int) -> ContextKey {
        let longer = packed << 21 | UInt128(scalar &+ 1)
        return ContextKey(packed: longer & ((1 << UInt128(order * 21)) - 1))
    }
}
