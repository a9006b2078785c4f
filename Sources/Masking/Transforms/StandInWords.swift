import BasicContainers
import Keys
import NGram

/// How a value's letters are cased, so that what replaces it looks alike.
enum LetterCase: Sendable {
    case lower, upper, capitalised

    init(of text: Span<UInt8>) {
        var upper = 0
        var hasLower = false
        ByteWords.forEach(text) { word in
            let (isUpper, isLower) = ByteWords.letters(word)
            upper &+= isUpper.nonzeroBitCount
            hasLower = hasLower || isLower != 0
        }
        self = upper > 1 && !hasLower ? .upper : upper == 0 && hasLower ? .lower : .capitalised
    }
}

/// Invented words of plain ASCII letters, which every client encoding can carry.
enum StandInWords {
    /// Longer inventions look odd.
    static let maximumLength = 12
    /// The models invent no shorter words; columns for initials get plain letters.
    private static let shortestInvention = 4

    /// Appends one word of at most `limit` letters.
    static func append(
        _ vocabulary: Vocabulary, using random: inout StandInRandom, limit: Int, letterCase: LetterCase,
        into out: inout ByteArray
    ) {
        let choice = random.next()
        if limit >= shortestInvention {
            var word = vocabulary.word(choice: choice, limit: min(limit, maximumLength))
            if word.count > 0 {
                switch letterCase {
                case .lower: break
                case .upper: word.uppercase()
                case .capitalised: word.capitalise()
                }
                return out.append(word)
            }
        }
        appendLetters(min(limit, shortestInvention), using: &random, letterCase: letterCase, into: &out)
    }

    private static func appendLetters(
        _ count: Int, using random: inout StandInRandom, letterCase: LetterCase, into out: inout ByteArray
    ) {
        for index in 0..<max(0, count) {
            let letter = UInt8(ascii: "a") &+ UInt8(truncatingIfNeeded: random.below(26))
            let isUpper = letterCase == .upper || letterCase == .capitalised && index == 0
            out.append(isUpper ? letter.asciiUppercased : letter)
        }
    }
}

extension DomainKey {
    /// The seed of the canonical value that stands in `out` from `start` on, and removes it from there.
    func seed(ofTail out: inout ByteArray, from start: Int) -> Seed {
        let seed = seed(out.span.extracting(start..<out.count))
        out.truncate(to: start)
        return seed
    }
}
