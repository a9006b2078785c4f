/// Collects words and sentences, and turns them into a model.
///
/// It holds the distinct words with how often each came, so it grows with the vocabulary, not with the text, and the
/// order of feeding is of no consequence. What it holds is the training data itself: it is for the training process,
/// and nothing of it but counts (and, where originals are excluded, hashes) goes into the model.
package struct Trainer: Sendable {
    /// What was fed.
    struct Corpus: Sendable {
        var words: [[Unicode.Scalar]: Int] = [:]
        var sentenceLengths: [Int: Int] = [:]
        /// The words of a place, 1 and up from the sentence's start, −1 and down from its end.
        var sentenceStarts: [Int: [[Unicode.Scalar]: Int]] = [:]
    }

    package let options: TrainingOptions
    /// To be written into the model, by name.
    package var notes: [(name: String, value: String)] = []
    private(set) var corpus = Corpus()

    package init(options: TrainingOptions = TrainingOptions()) {
        self.options = options
    }

    /// Distinct words so far.
    package var distinctWords: Int { corpus.words.count }

    /// Counts one word, case and all as it stands. A word of a refused length is passed over: false.
    @discardableResult
    package mutating func add(word: String, times: Int = 1) -> Bool {
        let scalars = Array(word.unicodeScalars)
        guard accepts(scalars), times > 0 else { return false }
        corpus.words[scalars, default: 0] += times
        return true
    }

    /// Counts one sentence's accepted tokens, and where in the sentence they stood.
    package mutating func add(sentence tokens: [String]) {
        let accepted = tokens.map { Array($0.unicodeScalars) }.filter(accepts)
        guard !accepted.isEmpty else { return }
        corpus.sentenceLengths[accepted.count, default: 0] += 1
        for (index, token) in accepted.enumerated() {
            corpus.words[token, default: 0] += 1
            let fromEnd = accepted.count - 1 - index
            if index < options.positions { corpus.sentenceStarts[index + 1, default: [:]][token, default: 0] += 1 }
            if fromEnd < options.positions {
                corpus.sentenceStarts[-(fromEnd + 1), default: [:]][token, default: 0] += 1
            }
        }
    }

    /// Counts every sentence of a text.
    package mutating func add(text: String, tokenizer: Tokenizer) {
        for sentence in tokenizer.sentences(text) { add(sentence: sentence) }
    }

    /// Everything that was counted, no threshold applied: for looking at, not for shipping.
    package func counts() -> NGramCounts { NGramCounts(corpus, order: options.order) }

    /// The model of what was fed so far: what fewer than k distinct words share is dropped here.
    package func model() -> NGramModel { .compile(corpus, options: options, notes: notes) }

    /// How a model does beside what was fed.
    package func quality(of model: NGramModel, draws: Int) -> ModelQuality {
        var random = SplitMix64()
        return ModelQuality(of: model, training: values, draws: draws, using: &random)
    }

    /// The distinct words, and how often each came.
    package var values: [String: Int] {
        Dictionary(
            corpus.words.map { (String(String.UnicodeScalarView($0.key)), $0.value) }, uniquingKeysWith: +)
    }

    private func accepts(_ token: [Unicode.Scalar]) -> Bool {
        !token.isEmpty && token.count >= options.minimumWordLength && token.count <= options.maximumWordLength
    }
}

/// What a word at a place of a sentence begins with.
struct SentenceStart: Hashable, Sendable {
    /// As many scalars as the model has in a context; fewer where the word is that short.
    let packed: ContextKey
    /// The word is no longer than that.
    let isWhole: Bool

    init(of word: [Unicode.Scalar], order: Int) {
        var key = ContextKey.empty
        for scalar in word.prefix(order) { key = key.followed(by: scalar.value, order: order) }
        packed = key
        isWhole = word.count <= order
    }

    init(packed: ContextKey, isWhole: Bool) {
        self.packed = packed
        self.isWhole = isWhole
    }
}
