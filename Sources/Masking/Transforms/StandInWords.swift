import Keys
import NGram

/// How a value's letters are cased, so that what replaces it looks alike.
enum LetterCase: Sendable {
    case lower, upper, capitalised

    init(of text: Span<UInt8>) {
        var upper = 0
        var lower = 0
        for index in text.indices {
            if text[index].isASCIIUppercase { upper &+= 1 }
            if text[index].isASCIILowercase { lower &+= 1 }
        }
        self = upper > 1 && lower == 0 ? .upper : upper == 0 && lower > 0 ? .lower : .capitalised
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
        into out: inout [UInt8]
    ) {
        let start = out.count
        let choice = random.next()
        if limit >= shortestInvention {
            vocabulary.append(choice: choice, limit: min(limit, maximumLength), into: &out)
        }
        guard out.count > start else {
            return appendLetters(
                min(limit, shortestInvention), using: &random, letterCase: letterCase, into: &out)
        }
        if letterCase == .lower { return }
        var letters = out.mutableSpan
        var isInitial = true
        for index in start..<letters.count {
            let byte = letters[index]
            if isInitial || letterCase == .upper { letters[index] = byte.asciiUppercased }
            isInitial = !byte.isASCIILetter
        }
    }

    private static func appendLetters(
        _ count: Int, using random: inout StandInRandom, letterCase: LetterCase, into out: inout [UInt8]
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
    func seed(ofTail out: inout [UInt8], from start: Int) -> Seed {
        let seed = seed(out.span.extracting(start..<out.count))
        out.truncate(to: start)
        return seed
    }
}
