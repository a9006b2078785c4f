/// A character-level n-gram chain over Unicode scalars: it invents words that look like those it was trained on, and
/// says how much a word looks like them.
///
/// Each context is a node with two alias tables, one for scalars inside the word and one for those that end it; a
/// missing context has been resolved to its longest known suffix when the model was compiled, so a step costs one
/// draw and one table read. What a model says is a function of model and random stream alone, the same on every
/// machine.
///
/// A value: immutable, shared freely between threads, some tens of kilobytes for a thousand names. It does not
/// capitalise, and knows nothing of sentences yet.
@usableFromInline
package struct NGramModel: Sendable {
    /// Node 0 is the empty context, to which every other falls back in the end.
    @usableFromInline
    struct Node: Sendable {
        @usableFromInline var children = AliasRange()
        @usableFromInline var lastChildren = AliasRange()
        /// The longest known proper suffix of this context.
        @usableFromInline var fallback: UInt32 = 0
        /// The sum of both tables' weights, for scoring.
        var total: UInt64 = 0
    }

    @usableFromInline var nodes: [Node]
    @usableFromInline var tables: AliasTables
    /// The context before a word's first scalar.
    @usableFromInline var startNode: Int
    /// A table of lengths in scalars: a drawn length is one from which the word may end.
    @usableFromInline var lengths: AliasRange
    @usableFromInline var originals: OriginalSet
    @usableFromInline var rules: WordRules
    /// Every scalar the model can say, ascending.
    let alphabet: [UInt32]

    /// True where nothing was learned (no words, or none shared by k of them): such a model generates empty words.
    @inlinable
    package var isEmpty: Bool { nodes[0].children.isEmpty && nodes[0].lastChildren.isEmpty }

    /// Contexts kept, the empty one included.
    package var contextCount: Int { nodes.count }

    /// The lengths, in scalars, of the words this model makes when the caller sets no tighter bound.
    package var generatedLengths: ClosedRange<Int> { rules.minimumLength...rules.maximumLength }

    /// A model of a list of words, each counted as often as it stands there.
    package static func train(words: [String], options: TrainingOptions = TrainingOptions()) -> NGramModel {
        var trainer = Trainer(options: options)
        for word in words { trainer.add(word: word) }
        return trainer.model()
    }
}

extension NGramModel: CustomStringConvertible, CustomReflectable {
    @usableFromInline
    package var description: String { "NGramModel(\(nodes.count) contexts, \(alphabet.count) scalars)" }

    /// No children: a dump of tables helps nobody, and a private model's hashes stay out of logs.
    @usableFromInline
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// What a generated word must satisfy besides having been drawn.
@usableFromInline
struct WordRules: Sendable {
    @usableFromInline var minimumLength: Int
    @usableFromInline var maximumLength: Int
    /// The longest run of one scalar.
    @usableFromInline var maximumRun: Int
    /// One of these must be there, unless the list is empty.
    @usableFromInline var required: [UInt32]
    /// The longest stretch without one of the required.
    @usableFromInline var maximumGap: Int
}
