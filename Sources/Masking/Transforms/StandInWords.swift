import Keys
import NGram

/// A value's random stream, as the models draw from it.
private struct WordStream: NGramRandom {
    var random: StandInRandom

    mutating func next() -> UInt64 { random.next() }
}

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

    enum Kind { case firstName, lastName }

    /// Appends one word of at most `limit` letters.
    static func append(
        _ kind: Kind, using random: inout StandInRandom, limit: Int, letterCase: LetterCase,
        into out: inout [UInt8]
    ) {
        let start = out.count
        guard limit >= shortestInvention else {
            appendLetters(limit, using: &random, letterCase: letterCase, into: &out)
            return
        }
        var stream = WordStream(random: random)
        let longest = min(limit, maximumLength)
        switch kind {
        case .firstName: ShippedNames.firstNames.generate(using: &stream, into: &out, maximumLength: longest)
        case .lastName: ShippedNames.lastNames.generate(using: &stream, into: &out, maximumLength: longest)
        }
        random = stream.random
        var write = start
        var isInitial = true
        for read in start..<out.count {
            let byte = out[read]
            let isLetter = byte.isASCIILetter
            guard isLetter || write > start && (byte == UInt8(ascii: "-") || byte == UInt8(ascii: "'")) else {
                continue
            }
            out[write] =
                switch letterCase {
                case .lower: byte.asciiLowercased
                case .upper: byte.asciiUppercased
                case .capitalised: isInitial ? byte.asciiUppercased : byte.asciiLowercased
                }
            isInitial = !isLetter
            write &+= 1
        }
        out.truncate(to: write)
        if write == start {
            appendLetters(shortestInvention, using: &random, letterCase: letterCase, into: &out)
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
