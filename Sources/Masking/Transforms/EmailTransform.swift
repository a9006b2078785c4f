import BasicContainers
import Keys
import NGram

/// `first.last<tag>@example.com`: an invented address in a domain that can receive no mail (RFC 2606).
///
/// Two addresses that differ beyond case and surrounding blanks get different stand-ins, but for a negligible chance:
/// the seed is a 128-bit PRF of the address, and 40 of its bits stand in the tag, beside the two invented names and the
/// choice of domain, which carry some 20 more. Where a column is too short for the names, the tag alone stands there with
/// up to 80 bits, at the least 30; a shorter column (under 18 characters) gets the placeholder.
struct EmailTransform: ~Copyable, Sendable {
    let key: DomainKey
    let keepDomain: Bool
    private let firstNames = ShippedNames.firstNameVocabulary
    private let lastNames = ShippedNames.lastNameVocabulary

    init(key: DomainKey, keepDomain: Bool) {
        self.key = key
        self.keepDomain = keepDomain
    }

    private static let shortestTag = 6
    static let shortestAddress = shortestTag + "@example.com".utf8.count
    private static let tagBesideNames = 8
    private static let longestTag = 16

    /// Text of well-formed UTF-8; false if no stand-in fits, with nothing appended.
    func apply(_ text: Span<UInt8>, limit: Int?, into out: inout ByteArray) -> Bool {
        let trimmed = text.extracting(text.trimmedRange)
        if trimmed.isEmpty { return true }
        let start = out.count
        var random = StandInRandom(key.seed(lowercasing: trimmed))
        let low = random.next()
        let high = random.next()
        let domain: StaticString =
            switch random.below(3) {
            case 0: "@example.com"
            case 1: "@example.net"
            default: "@example.org"
            }
        let kept = keepDomain ? Self.domain(of: trimmed) : nil
        let domainLength = kept?.count ?? domain.utf8CodeUnitCount
        let room = (limit ?? .max) &- domainLength

        StandInWords.append(
            firstNames, using: &random, limit: StandInWords.maximumLength, letterCase: .lower, into: &out)
        out.append(UInt8(ascii: "."))
        StandInWords.append(
            lastNames, using: &random, limit: StandInWords.maximumLength, letterCase: .lower, into: &out)
        if out.count &- start &+ Self.tagBesideNames <= room {
            appendTag(low, high, length: Self.tagBesideNames, into: &out)
        } else {
            out.truncate(to: start)
            guard room >= Self.shortestTag else { return false }
            appendTag(low, high, length: min(room, Self.longestTag), into: &out)
        }
        if let kept {
            for index in kept { out.append(trimmed[index].asciiLowercased) }
        } else {
            out.append(ascii: domain)
        }
        return true
    }

    private func appendTag(_ low: UInt64, _ high: UInt64, length: Int, into out: inout ByteArray) {
        out.append(Self.tag(low), count: min(length, 8))
        if length > 8 { out.append(Self.tag(high), count: length &- 8) }
    }

    /// Eight characters, five of the bits each, the lowest first: digits, and small letters without i, l, o and u.
    private static func tag(_ bits: UInt64) -> UInt64 {
        var values = bits & 0xFFFFF | (bits & 0xFF_FFF0_0000) &<< 12
        values = values & 0x3FF_0000_03FF | (values & 0xFFC00_000F_FC00) &<< 6
        values = values & 0x1F_001F_001F_001F | (values & 0x3E0_03E0_03E0_03E0) &<< 3
        let ones: UInt64 = 0x0101_0101_0101_0101
        func atLeast(_ value: UInt64) -> UInt64 { (values &+ (0x80 &- value) &* ones) &>> 7 & ones }
        let skipped = atLeast(18) &+ atLeast(20) &+ atLeast(22) &+ atLeast(27)
        return values &+ UInt64(UInt8.zero) &* ones &+ 39 &* atLeast(10) &+ skipped
    }

    /// From the last @ on, if a host name follows it: anything else could be prose that happens to hold an @.
    private static func domain(of text: Span<UInt8>) -> Range<Int>? {
        var at = text.count &- 1
        while at >= 0, text[at] != UInt8(ascii: "@") { at &-= 1 }
        guard at >= 0, at &+ 1 < text.count, text.count &- at <= 254 else { return nil }
        for index in (at &+ 1)..<text.count {
            let byte = text[index]
            guard byte.isASCIILetter || byte.isASCIIDigit || byte == UInt8(ascii: ".") || byte == UInt8(ascii: "-")
            else { return nil }
        }
        return at..<text.count
    }
}
