import BasicContainers
import Keys

/// Replaces the digits of a telephone number, in place. A country code after a leading + stays if the rule says so, and
/// so do zeros at the beginning, which are prefixes and say nothing.
///
/// The stand-in depends on the digits and a leading +, so however a number is punctuated it agrees.
struct PhoneTransform: ~Copyable, Sendable {
    let key: DomainKey
    let keepCountry: Bool

    /// Text of well-formed UTF-8; false, with nothing appended, if it holds what no telephone number does.
    func apply(_ text: Span<UInt8>, into out: inout ByteArray) -> Bool {
        let start = out.count
        var isInternational = false
        for index in text.indices {
            let byte = text[index]
            if byte.isASCIIDigit {
                out.append(byte)
            } else if !Self.isPunctuation(byte) {
                out.truncate(to: start)
                return false
            } else if byte == UInt8(ascii: "+"), out.count == start {
                isInternational = true
                out.append(byte)
            }
        }
        let seed = key.seed(out.span.extracting(start..<out.count))
        if isInternational { out.remove(at: start) }
        let count = out.count &- start
        let shape = shape(out.span.extracting(start..<out.count), isInternational: isInternational)
        guard DigitReplacement.draw(seed, shape: shape, in: &out, from: start) else { return false }
        var next = start
        for index in text.indices {
            if text[index].isASCIIDigit {
                out.append(out[next])
                next &+= 1
            } else {
                out.append(text[index])
            }
        }
        out.removeSubrange(start..<(start &+ count))
        return true
    }

    private func shape(_ digits: Span<UInt8>, isInternational: Bool) -> DigitShape {
        var shape = DigitShape(isMixed: true)
        if isInternational, keepCountry { shape.keepFirst = Self.countryCodeLength(digits) }
        for _ in 0..<2 where shape.keepFirst &+ 4 < digits.count && digits[shape.keepFirst] == .zero {
            shape.keepFirst &+= 1
        }
        if let first = shape.replaced(of: digits.count).first { shape.firstIsNonZero = digits[first] != .zero }
        return shape
    }

    /// Also the letters of `ext` and `x`.
    private static func isPunctuation(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "+"), UInt8(ascii: "-"), UInt8(ascii: "("),
            UInt8(ascii: ")"), UInt8(ascii: "."), UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "*"),
            UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "x"), UInt8(ascii: "X"),
            UInt8(ascii: "e"), UInt8(ascii: "E"), UInt8(ascii: "t"), UInt8(ascii: "T"):
            true
        default: false
        }
    }

    /// ITU-T E.164: zones 1 and 7 have one digit, the countries listed have two, all others three.
    private static func countryCodeLength(_ digits: Span<UInt8>) -> Int {
        guard digits.count >= 2 else { return 0 }
        let first = digits[0] &- .zero
        if first == 1 || first == 7 { return 1 }
        switch first &* 10 &+ (digits[1] &- .zero) {
        case 20, 27, 30...34, 36, 39...41, 43...49, 51...58, 60...66, 81, 82, 84, 86, 90...95, 98: return 2
        default: return 3
        }
    }
}
