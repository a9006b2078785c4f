/// Collects words and sentences, and turns them into a model.
///
/// It holds the distinct words with how often each came, so it grows with the vocabulary, not with the text, and the
/// order of feeding is of no consequence. What it holds is the training data itself: it is for the training process,
/// and nothing of it but counts (and, where originals are excluded, hashes) goes into the model.
package struct Trainer: Sendable {
    package let options: TrainingOptions

    private(set) var words: [[Unicode.Scalar]: Int] = [:]
    private var sentenceLengths: [Int: Int] = [:]
    /// By place, 1 and up from the sentence's start, −1 and down from its end: how often each word start stood there.
    private var sentenceElements: [Int: [String: Int]] = [:]

    package init(options: TrainingOptions = TrainingOptions()) {
        self.options = options
    }

    /// Counts one word, case and all as it stands. A word of a refused length is passed over.
    package mutating func add(word: String, times: Int = 1) {
        let scalars = Array(word.unicodeScalars)
        guard accepts(scalars), times > 0 else { return }
        words[scalars, default: 0] += times
    }

    /// Counts one sentence's accepted tokens, and where in the sentence they stood.
    package mutating func add(sentence tokens: [String]) {
        let accepted = tokens.map { Array($0.unicodeScalars) }.filter(accepts)
        guard !accepted.isEmpty else { return }
        sentenceLengths[accepted.count, default: 0] += 1
        for (index, token) in accepted.enumerated() {
            words[token, default: 0] += 1
            guard token.count >= options.order else { continue }
            let start = String(token.prefix(options.order))
            let fromEnd = accepted.count - 1 - index
            if index < options.positions { sentenceElements[index + 1, default: [:]][start, default: 0] += 1 }
            if fromEnd < options.positions { sentenceElements[-(fromEnd + 1), default: [:]][start, default: 0] += 1 }
        }
    }

    /// Counts every sentence of a text.
    package mutating func add(text: String, tokenizer: Tokenizer) {
        for sentence in tokenizer.sentences(text) { add(sentence: sentence) }
    }

    /// Everything that was counted, no threshold applied: for looking at, not for shipping.
    package func counts() -> NGramCounts {
        var counts = NGramCounts(sentenceLengths: sentenceLengths, sentenceElements: sentenceElements)
        for (word, times) in words { counts.add(word: word, times: times, order: options.order) }
        return counts
    }

    /// The model of what was fed so far: what fewer than k distinct words share is dropped here.
    package func model() -> NGramModel {
        NGramModel(words: words, options: options)
    }

    private func accepts(_ token: [Unicode.Scalar]) -> Bool {
        !token.isEmpty && token.count >= options.minimumWordLength && token.count <= options.maximumWordLength
    }
}

extension String {
    fileprivate init(_ scalars: ArraySlice<Unicode.Scalar>) {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        self.init(view)
    }
}
