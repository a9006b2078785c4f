/// The records of a model as they lie in its file and in memory, little-endian, without gaps (docs/ngram-format.md).

/// Where a table's slots lie among the slots of all tables.
@usableFromInline
struct AliasRange: BitwiseCopyable, Sendable, Equatable {
    @usableFromInline var start: UInt32 = 0
    @usableFromInline var count: UInt32 = 0

    @inlinable init(start: UInt32 = 0, count: UInt32 = 0) {
        self.start = start
        self.count = count
    }

    @inlinable var isEmpty: Bool { count == 0 }
}

/// One slot of an alias table: a draw that falls on the slot keeps its own symbol with probability `threshold` / 2³²,
/// and otherwise takes the slot that `alias` names (Walker 1977, built by Vose's method 1991).
@usableFromInline
struct AliasSlot: BitwiseCopyable, Sendable {
    @usableFromInline var threshold: UInt32
    /// Offset from the table's first slot.
    @usableFromInline var alias: UInt32
    /// A ``Symbol``; of a slot that backs off, a node; in other tables, a length or the number of a word start.
    @usableFromInline var symbol: UInt32
    /// The node that follows the symbol, ``end`` or ``backOff``; of no meaning in other tables.
    @usableFromInline var target: UInt32

    @inlinable
    init(threshold: UInt32 = 0, alias: UInt32 = 0, symbol: UInt32, target: UInt32) {
        self.threshold = threshold
        self.alias = alias
        self.symbol = symbol
        self.target = target
    }

    /// One choice in proportion to the weights, by a single random word: the high half of word × count is the slot, the
    /// top 32 bits of the low half are the coin. The bias is below count / 2⁶⁴ for the slot and 2⁻³² for the coin.
    @inlinable @inline(__always)
    static func place(in slots: UnsafePointer<AliasSlot>, count: UInt32, _ word: UInt64) -> Int {
        let product = word.multipliedFullWidth(by: UInt64(count))
        let (first, coin) = (product.high, product.low >> 32)
        let slot = slots[Int(truncatingIfNeeded: first)]
        // No branch, which the compiler makes of a choice: how the coin falls cannot be foretold, and a wrong guess costs
        // more than the second look.
        let isOwn = UInt64(bitPattern: Int64(bitPattern: coin &- UInt64(slot.threshold)) >> 63)
        let other = UInt64(slot.alias)
        return Int(truncatingIfNeeded: other ^ ((other ^ first) & isOwn))
    }

    /// The word ends with the symbol.
    @inlinable static var end: UInt32 { .max }
    /// No symbol, but a draw from the node that the context falls back to.
    @inlinable static var backOff: UInt32 { .max - 1 }
}

/// A context: one table of what follows. First what goes on with the word and then what ends it, each in ascending order of
/// the symbols; last, where there is one, the slot that backs off.
@usableFromInline
struct Node: BitwiseCopyable, Sendable {
    @usableFromInline var choices = AliasRange()
    /// How many choices go on.
    @usableFromInline var childCount: UInt32 = 0
    /// The longest known proper suffix of the context: a lower number, but for node 0, the empty context.
    @usableFromInline var fallback: UInt32 = 0

    init() {}

    /// As places among all slots.
    @inlinable var children: Range<Int> { Int(choices.start)..<Int(choices.start) + Int(childCount) }

    /// - Parameter target: of a slot.
    func lastChildren(target: (Int) -> UInt32) -> Range<Int> {
        let end = Int(choices.start) + Int(choices.count)
        let backsOff = choices.count > childCount && target(end - 1) == AliasSlot.backOff
        return children.upperBound..<(backsOff ? end - 1 : end)
    }
}

/// One cell of the scoring automaton (``ScoringTable``).
struct ScoreCell: BitwiseCopyable, Sendable, Equatable {
    /// The state that the cell belongs to; that of the cell itself, where it is a state's first; or ``free``.
    var owner: UInt32 = ScoreCell.free
    /// The state that follows: behind the symbol, or, of a first cell, the state of the context that it falls back to.
    var next: UInt32 = 0
    /// A base-2 logarithm: what the symbol is worth or, of a first cell, what a symbol unseen here is worth as a share of
    /// what it is worth in the fallback.
    var score: Float32 = 0

    static let free = UInt32.max
}

/// What a word at a certain place of a sentence begins with: as many symbols as the model has in a context, fewer where the
/// word is that short, none where any word may stand.
@usableFromInline
struct WordStart: BitwiseCopyable, Sendable {
    @usableFromInline var symbols: (UInt32, UInt32, UInt32, UInt32, UInt32) = (0, 0, 0, 0, 0)
    /// Where the word goes on.
    @usableFromInline var node: UInt32 = 0
    @usableFromInline var count: UInt32 = 0
    /// 1: the word ends here.
    @usableFromInline var isWhole: UInt32 = 0

    init() {}

    /// As many as count.
    var all: [UInt32] { Array([symbols.0, symbols.1, symbols.2, symbols.3, symbols.4].prefix(Int(count))) }
}
