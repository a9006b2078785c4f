/// How a text falls into sentences, and a sentence into tokens: cut at the sentence ends, split on white space, fold
/// the case, drop every scalar that is not accepted. A token of which nothing remains is no token.
package struct Tokenizer: Sendable {
    package enum Accepted: Sendable, Hashable {
        /// `0-9`, `a-z` and `A-Z`.
        case asciiAlphanumerics
        /// Whatever Unicode calls alphabetic, a mark on it, or a decimal digit.
        case lettersAndDigits
        /// Whatever is no white space.
        case all
    }

    package enum Casing: Sendable, Hashable {
        case unchanged
        case lowercase(CaseMapping)
        case titlecase(CaseMapping)
    }

    package var sentenceEnds: Set<Unicode.Scalar>
    package var accepted: Accepted
    package var casing: Casing

    package init(
        sentenceEnds: Set<Unicode.Scalar> = [".", "?", "!", ":", ";", "\n"], accepted: Accepted = .lettersAndDigits,
        casing: Casing = .lowercase(CaseMapping())
    ) {
        self.sentenceEnds = sentenceEnds
        self.accepted = accepted
        self.casing = casing
    }

    /// The sentences of a text that hold at least one token, each as its tokens, in order.
    package func sentences(_ text: String) -> [[String]] {
        text.unicodeScalars.split(whereSeparator: sentenceEnds.contains)
            .map { tokens(Substring($0)) }
            .filter { !$0.isEmpty }
    }

    private func tokens(_ sentence: Substring) -> [String] {
        sentence.split(whereSeparator: \.isWhitespace).compactMap { piece in
            let token = folded(piece).unicodeScalars.filter(accepts)
            return token.isEmpty ? nil : String(token)
        }
    }

    package func folded(_ text: Substring) -> String {
        switch casing {
        case .unchanged: String(text)
        case .lowercase(let mapping): mapping.lowercase(text)
        case .titlecase(let mapping): mapping.titlecase(text)
        }
    }

    private func accepts(_ scalar: Unicode.Scalar) -> Bool {
        switch accepted {
        case .asciiAlphanumerics:
            switch scalar {
            case "0"..."9", "a"..."z", "A"..."Z": true
            default: false
            }
        case .lettersAndDigits:
            scalar.properties.isAlphabetic || scalar.properties.generalCategory == .decimalNumber
                || scalar.properties.generalCategory == .nonspacingMark
        case .all: true
        }
    }
}
