/// How a text falls into sentences, and a sentence into tokens: cut at the sentence ends, split on white space, fold
/// the case, drop every scalar that is not accepted. A token of which nothing remains is no token.
package struct Tokenizer: Sendable {
    package enum Accepted: Sendable, Hashable {
        /// `0-9`, `a-z` and `A-Z`.
        case asciiAlphanumerics
        /// Whatever Unicode calls alphabetic, a mark on it, or a decimal digit.
        case lettersAndDigits
    }

    package enum Casing: Sendable, Hashable {
        case unchanged
        /// Unicode's default lower case, whatever the machine's locale says.
        case lowercase
        /// As `lowercase`, but `I` becomes `ı` and `İ` becomes `i`, as Turkish and Azeri have it.
        case turkishLowercase
    }

    package var sentenceEnds: Set<Unicode.Scalar>
    package var accepted: Accepted
    package var casing: Casing

    package init(
        sentenceEnds: Set<Unicode.Scalar> = [".", "?", "!", ":", ";", "\n"], accepted: Accepted = .lettersAndDigits,
        casing: Casing = .lowercase
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
        sentence.unicodeScalars.split(whereSeparator: \.properties.isWhitespace).compactMap { piece in
            var token = String.UnicodeScalarView()
            for scalar in piece {
                token.append(contentsOf: folded(scalar).filter(accepts))
            }
            return token.isEmpty ? nil : String(token)
        }
    }

    private func folded(_ scalar: Unicode.Scalar) -> String.UnicodeScalarView {
        switch (casing, scalar) {
        case (.unchanged, _): String(scalar).unicodeScalars
        case (.turkishLowercase, "I"): "ı".unicodeScalars
        case (.turkishLowercase, "İ"): "i".unicodeScalars
        case (.lowercase, _), (.turkishLowercase, _): scalar.properties.lowercaseMapping.unicodeScalars
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
        }
    }
}
