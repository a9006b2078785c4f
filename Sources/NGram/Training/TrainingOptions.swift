/// What decides a model besides its words: how long the contexts are, which words count, and how many distinct words
/// must share a pattern before the model may remember it.
package struct TrainingOptions: Sendable, Hashable {
    /// Scalars of context a letter is predicted from, 2 to 5; values outside are moved to the nearest bound.
    package var order: Int {
        didSet { order = Self.clampedOrder(order) }
    }
    /// Tokens shorter than this, in scalars, are left out.
    package var minimumWordLength: Int
    /// Tokens longer than this, in scalars, are left out: they are rarely words and each is its own context.
    package var maximumWordLength: Int
    /// k: a context, a transition or a length stays only when at least this many distinct words contribute to it. For
    /// private data this is the guarantee; 1 keeps everything.
    package var minimumDistinctWords: Int
    /// Whether a generated word that stands in the training set is drawn again. The set is kept as hashes, so it is for
    /// public data; a model of private data is trained without.
    package var excludeOriginals: Bool
    /// S: how many places from a sentence's start, and from its end, have their word starts counted apart.
    package var positions: Int
    /// Lengths of generated words in scalars; nil: the lengths that were learned.
    package var generatedLengths: ClosedRange<Int>?
    /// How often one scalar may stand in a row in a generated word; nil: as it comes.
    package var maximumRun: Int?
    /// At least one of these scalars stands in every generated word (the vowels, say); empty: no such demand.
    package var requiredScalars: String
    /// The longest stretch of a generated word without one of the required scalars; nil: as it comes.
    package var maximumGap: Int?
    /// How many observations the next shorter context is worth when the steps of a context are drawn: 0 follows the
    /// training words closely, more gives more variety. It acts on contexts with a shorter one of at least two scalars.
    package var fallbackWeight: Int

    package init(
        order: Int = 3, minimumWordLength: Int = 3, maximumWordLength: Int = 64, minimumDistinctWords: Int = 3,
        excludeOriginals: Bool = true, positions: Int = 2, generatedLengths: ClosedRange<Int>? = nil,
        maximumRun: Int? = nil, requiredScalars: String = "", maximumGap: Int? = nil, fallbackWeight: Int = 0
    ) {
        self.order = Self.clampedOrder(order)
        self.minimumWordLength = minimumWordLength
        self.maximumWordLength = maximumWordLength
        self.minimumDistinctWords = minimumDistinctWords
        self.excludeOriginals = excludeOriginals
        self.positions = positions
        self.generatedLengths = generatedLengths
        self.maximumRun = maximumRun
        self.requiredScalars = requiredScalars
        self.maximumGap = maximumGap
        self.fallbackWeight = max(fallbackWeight, 0)
    }

    /// No word that is generated is longer, in scalars.
    static let longestWord = 4096

    private static func clampedOrder(_ order: Int) -> Int { min(max(order, 2), 5) }
}
