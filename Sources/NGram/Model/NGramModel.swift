/// A character-level n-gram chain over Unicode scalars: it invents words and sentences that look like those it was trained
/// on, and says how much a word looks like them.
///
/// Each context is a node with one alias table of what may follow, inside a word or as its end; a missing context has been
/// resolved to its longest known suffix when the model was made, so a step costs one draw and one table read. What a model says is a function of model and random stream alone, the same on every machine.
///
/// A value, immutable, shared freely between threads. It lies in one piece of memory that may be a mapped file, and was
/// checked whole before there was a model: every number in it that is used as a place is one.
@usableFromInline
package struct NGramModel: @unchecked Sendable {
    @usableFromInline package let memory: ModelMemory
    @usableFromInline let nodes: UnsafePointer<Node>
    @usableFromInline let slots: UnsafePointer<AliasSlot>
    @usableFromInline let originals: OriginalFilter
    @usableFromInline let rules: WordRules
    /// The context before a word's first symbol.
    @usableFromInline let startNode: Int

    let nodeCount: Int
    /// By slot.
    let weights: UnsafePointer<UInt32>
    let scores: UnsafePointer<ScoreCell>
    /// ``ScoringTable``'s state before a word's first symbol.
    let startState: UInt32
    /// Every symbol the model can say, ascending.
    let alphabet: UnsafeBufferPointer<UInt32>
    /// By code point below ``ModelFile/indexed``, one more than the scalar's place in the alphabet.
    let index: UnsafePointer<UInt16>
    let starts: UnsafePointer<WordStart>
    let startTables: UnsafeBufferPointer<AliasRange>
    let sentenceLengths: AliasRange
    /// The score of a symbol that no context knows, before the back-offs.
    let unknownScore: Double
    package let facts: ModelFacts

    /// True where no beginning of a word was learned (no words, or none that k of them share): such a model generates empty
    /// words.
    @inlinable
    package var isEmpty: Bool { startNode == 0 }

    /// Choices in all tables of symbols.
    package var transitionCount: Int {
        (0..<nodeCount).reduce(0) { $0 + Int(nodes[$1].choices.count) }
    }

    /// Every letter the model can say.
    package var letters: String {
        alphabet.reduce(into: "") { text, symbol in
            if let scalar = Symbol(bytes: symbol).scalar { text.unicodeScalars.append(scalar) }
        }
    }

    /// The probability that a word which is no original is taken for one.
    package var falsePositiveRate: Double { originals.falsePositiveRate }

    /// Contexts kept, the empty one included.
    package var contextCount: Int { nodeCount }

    /// The lengths, in scalars, of the words this model makes when the caller sets no tighter bound.
    package var generatedLengths: ClosedRange<Int> { rules.minimumLength...rules.maximumLength }

    /// The file, as long as the body runs.
    package func withImage<Result, Failure: Error>(
        _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
    ) throws(Failure) -> Result {
        defer { extendLifetime(memory) }
        return try body(memory.bytes)
    }

    /// A copy of the file.
    package var image: [UInt8] { withImage { Array($0) } }

    /// Of the file, in bytes.
    package var size: Int { memory.count }

    /// A model of a list of words, each counted as often as it stands there.
    package static func train(words: [String], options: TrainingOptions = TrainingOptions()) -> NGramModel {
        var trainer = Trainer(options: options)
        for word in words { trainer.add(word: word) }
        return trainer.model()
    }
}

extension NGramModel: CustomStringConvertible, CustomReflectable {
    @usableFromInline
    package var description: String { "NGramModel(\(nodeCount) contexts, \(alphabet.count) scalars)" }

    /// No children: a dump of tables helps nobody, and a private model's hashes stay out of logs.
    @usableFromInline
    package var customMirror: Mirror { Mirror(self, children: EmptyCollection<Mirror.Child>()) }
}

/// What a model says about itself.
package struct ModelFacts: Sendable, Equatable {
    /// Symbols of context a symbol is predicted from.
    package var order = 3
    /// k: how many distinct words stand behind everything that the model knows.
    package var minimumDistinctWords = 1
    /// S: how many places from a sentence's start and end have word starts of their own.
    package var positions = 0
    package var excludesOriginals = false
    package var fallbackWeight = 0
    package var distinctWords = 0
    package var totalWords = 0
    /// Locale, name, origin, licence and the like, by name, for people to read.
    package var notes: [(name: String, value: String)] = []

    package static func == (one: Self, other: Self) -> Bool {
        one.order == other.order && one.minimumDistinctWords == other.minimumDistinctWords
            && one.positions == other.positions && one.excludesOriginals == other.excludesOriginals
            && one.fallbackWeight == other.fallbackWeight && one.distinctWords == other.distinctWords
            && one.totalWords == other.totalWords
            && one.notes.elementsEqual(other.notes) { $0.name == $1.name && $0.value == $1.value }
    }

    package func note(_ name: String) -> String? { notes.first { $0.name == name }?.value }
}

/// What a generated word must satisfy besides having been drawn.
@usableFromInline
struct WordRules: Sendable, Equatable {
    @usableFromInline var minimumLength: Int
    @usableFromInline var maximumLength: Int
    /// The longest run of one symbol.
    @usableFromInline var maximumRun: Int = .max
    /// One of these symbols must be there, unless the list is empty.
    @usableFromInline var required: [UInt32] = []
    /// The longest stretch without one of the required.
    @usableFromInline var maximumGap: Int = .max

    /// Only the length counts.
    @usableFromInline let isPlain: Bool

    init(minimumLength: Int, maximumLength: Int, maximumRun: Int?, required: [UInt32], maximumGap: Int?) {
        self.minimumLength = minimumLength
        self.maximumLength = maximumLength
        self.maximumRun = maximumRun ?? .max
        self.required = required
        self.maximumGap = maximumGap ?? .max
        isPlain = maximumRun == nil && required.isEmpty
    }
}
