import BasicContainers
import Keys
import NGram

/// An invented first name, last name, or both, cased like the value it replaces and never equal to it.
struct NameTransform: ~Copyable, Sendable {
    enum Part: Sendable { case first, last, full }

    let key: DomainKey
    let part: Part
    private let firstNames = ShippedNames.firstNameVocabulary
    private let lastNames = ShippedNames.lastNameVocabulary

    init(key: DomainKey, part: Part) {
        self.key = key
        self.part = part
    }

    private static let attempts = 16

    /// Text of well-formed UTF-8; false if no stand-in could be found, with nothing appended.
    func apply(_ text: Span<UInt8>, limit: Int?, into out: inout ByteArray) -> Bool {
        let trimmed = text.extracting(text.trimmedRange)
        if trimmed.isEmpty { return true }
        let limit = limit ?? .max
        let start = out.count
        var random = StandInRandom(key.seed(lowercasing: trimmed))
        let letterCase = LetterCase(of: trimmed)
        for _ in 0..<Self.attempts {
            append(limit: limit, letterCase: letterCase, using: &random, into: &out)
            if !isSame(out.span.extracting(start..<out.count), trimmed) { return true }
            out.truncate(to: start)
        }
        return false
    }

    private func append(
        limit: Int, letterCase: LetterCase, using random: inout StandInRandom, into out: inout ByteArray
    ) {
        switch part {
        case .first:
            StandInWords.append(firstNames, using: &random, limit: limit, letterCase: letterCase, into: &out)
        case .last:
            StandInWords.append(lastNames, using: &random, limit: limit, letterCase: letterCase, into: &out)
        case .full:
            // Two letters and a blank at the least; below that, initials without a last name.
            let room = limit == .max ? limit : limit &- 1
            StandInWords.append(
                firstNames, using: &random, limit: limit < 3 ? limit : room / 2, letterCase: letterCase,
                into: &out)
            guard limit >= 3 else { return }
            out.append(UInt8(ascii: " "))
            StandInWords.append(
                lastNames, using: &random, limit: room &- room / 2, letterCase: letterCase, into: &out)
        }
    }

    private func isSame(_ standIn: Span<UInt8>, _ text: Span<UInt8>) -> Bool {
        guard standIn.count == text.count else { return false }
        for index in standIn.indices where standIn[index].asciiLowercased != text[index].asciiLowercased {
            return false
        }
        return true
    }
}
