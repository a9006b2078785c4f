/// The quantities of the original Phony's training algorithm, by which ours is checked against its published figures:
/// an element is a window of n scalars; a word's first window is a first element, and each later window is a child of
/// the one before it, a last child where it ends the word.
package struct NGramCounts: Sendable {
    package struct Element: Sendable, Hashable {
        package var children: [String: Int] = [:]
        package var lastChildren: [String: Int] = [:]
    }

    package private(set) var elements: [String: Element] = [:]
    package private(set) var firstElements: [String: Int] = [:]
    /// Length in scalars to number of words.
    package private(set) var wordLengths: [Int: Int] = [:]
    /// Length in tokens to number of sentences.
    package let sentenceLengths: [Int: Int]
    /// By place in the sentence: 1, 2, … from its start, −1, −2, … from its end.
    package let sentenceElements: [Int: [String: Int]]
    /// The distinct words, which generation avoids where originals are excluded.
    package private(set) var excludedWords: Set<String> = []

    init(_ corpus: Trainer.Corpus, order: Int) {
        sentenceLengths = corpus.sentenceLengths
        sentenceElements = corpus.sentenceStarts.mapValues { words in
            words.reduce(into: [:]) { elements, word in
                // A word without a window of n scalars has no element.
                guard word.key.count >= order else { return }
                elements[Self.string(word.key[..<order]), default: 0] += word.value
            }
        }
        for (word, times) in corpus.words { add(word: word, times: times, order: order) }
    }

    private mutating func add(word: [Unicode.Scalar], times: Int, order: Int) {
        wordLengths[word.count, default: 0] += times
        excludedWords.insert(Self.string(word[...]))
        guard word.count >= order else { return }
        let last = word.count - order
        var previous = ""
        for start in 0...last {
            let window = Self.string(word[start..<start + order])
            if elements[window] == nil { elements[window] = Element() }
            if start == 0 {
                firstElements[window, default: 0] += times
            } else if start == last {
                elements[previous, default: Element()].lastChildren[window, default: 0] += times
            } else {
                elements[previous, default: Element()].children[window, default: 0] += times
            }
            previous = window
        }
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}
