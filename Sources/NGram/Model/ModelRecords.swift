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

    /// The word ends with the symbol.
    @inlinable static var end: UInt32 { .max }
    /// No symbol, but a draw from the node that the context falls back to.
    @inlinable static var backOff: UInt32 { .max - 1 }
}

/// What a slot weighs in its table, and what it is worth when a word is scored: the base-2 logarithm of its smoothed
/// probability.
@usableFromInline
struct SlotWorth: BitwiseCopyable, Sendable {
    @usableFromInline var weight: UInt32
    @usableFromInline var score: Float32
}

/// A context, as drawing sees it: one table of what follows. First what goes on with the word and then what ends it, each in
/// ascending order of the symbols; last, where there is one, the slot that backs off.
@usableFromInline
struct Node: BitwiseCopyable, Sendable {
    @usableFromInline var choices = AliasRange()
    /// How many choices go on.
    @usableFromInline var childCount: UInt32 = 0
    /// How many choices end the word.
    @usableFromInline var lastCount: UInt32 = 0

    init() {}

    /// As places among all slots.
    @inlinable var children: Range<Int> { Int(choices.start)..<Int(choices.start) + Int(childCount) }
    @inlinable var lastChildren: Range<Int> {
        Int(choices.start) + Int(childCount)..<Int(choices.start) + Int(childCount) + Int(lastCount)
    }
}

/// The same context, as back-off and scoring see it.
@usableFromInline
struct Context: BitwiseCopyable, Sendable {
    /// Which of the alphabet's first 128 symbols are among the children: the least bit is the first.
    @usableFromInline var childrenMask: (UInt64, UInt64) = (0, 0)
    /// The sum of the table's weights.
    @usableFromInline var total: UInt64 = 0
    /// The longest known proper suffix of the context: a lower number, but for node 0, the empty context.
    @usableFromInline var fallback: UInt32 = 0
    /// The base-2 logarithm of what a symbol unseen here is worth, as a share of what it is worth in the fallback.
    @usableFromInline var unseen: Float32 = 0

    init() {}
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
