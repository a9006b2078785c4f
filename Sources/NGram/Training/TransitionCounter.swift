/// Counts, for contexts of 0 to n scalars, which scalar follows and whether it ends the word, and how many distinct
/// words each count comes from.
///
/// A word begins behind a mark that belongs to its contexts, so "at the start", "after `^s`", "after `^sm`" are
/// contexts like any other and back off in the same way. A context is packed into 21 bits a scalar, five at most, and
/// a transition adds 22 more: both fit 128 bits, sort by context, and hash without touching memory.
struct TransitionCounter {
    struct Tally {
        var weight: UInt64 = 0
        var distinctWords = 0
        fileprivate var lastWord = -1

        fileprivate mutating func count(_ weight: Int, word: Int) {
            self.weight &+= UInt64(weight)
            if lastWord != word {
                distinctWords += 1
                lastWord = word
            }
        }
    }

    let order: Int
    private(set) var contexts: [ContextKey: Tally] = [:]
    private(set) var transitions: [UInt128: Tally] = [:]
    private(set) var lengths: [Int: Tally] = [:]
    private var wordsSeen = 0

    init(order: Int) { self.order = order }

    /// Counts one distinct word; each is to be given once, with how often it came.
    mutating func add(_ word: [Unicode.Scalar], times: Int) {
        let id = wordsSeen
        wordsSeen += 1
        lengths[word.count, default: Tally()].count(times, word: id)
        var history = ContextKey.wordStart
        for (index, scalar) in word.enumerated() {
            let step = Transition(scalar: scalar.value, endsWord: index == word.count - 1)
            var context = history
            while true {
                contexts[context, default: Tally()].count(times, word: id)
                transitions[step.packed(after: context), default: Tally()].count(times, word: id)
                guard let shorter = context.shortened else { break }
                context = shorter
            }
            history = history.followed(by: scalar.value, order: order)
        }
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
