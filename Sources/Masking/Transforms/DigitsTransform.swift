import BasicContainers
import Keys

/// Replaces every digit, and every letter by another of its case, and leaves spaces and punctuation as they are: text
/// keeps its form, an integer its sign and its number of digits, a numeric its sign and its scale.
///
/// The stand-in of the digits depends on the digits alone, so `123-45-6789` and `123456789` agree. Trailing zeros behind a decimal
/// point stay, since 1.5 and 1.50 are one value.
struct DigitsTransform: ~Copyable, Sendable {
    let key: DomainKey
    /// Set where no two values may share a stand-in.
    let permutation: DigitPermutation?
    let keepFirst: Int
    let keepLast: Int

    init(rule: TransformRule, key: DomainKey, permutation: DigitPermutation?) {
        self.key = key
        self.permutation = permutation
        keepFirst = max(0, min(rule.keepFirst, 1 << 30))
        keepLast = max(0, min(rule.keepLast, 1 << 30))
    }

    private func replace(_ shape: DigitShape, in out: inout ByteArray, from start: Int) -> Bool {
        if let permutation {
            return DigitReplacement.permute(with: permutation, shape: shape, in: &out, from: start)
        }
        let seed = key.seed(out.span.extracting(start..<out.count))
        return DigitReplacement.draw(seed, shape: shape, in: &out, from: start)
    }

    private var shape: DigitShape { DigitShape(keepFirst: keepFirst, keepLast: keepLast) }

    /// False, with nothing appended, where characters of another script would stay readable.
    func applyText(_ text: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard text.isASCII else { return false }
        let start = out.count
        for index in text.indices where text[index].isASCIIDigit { out.append(text[index]) }
        let count = out.count &- start
        var shape = shape
        // Like a number, which is written without leading zeros; a bijection needs all strings of the length.
        shape.firstIsNonZero = permutation == nil && keepFirst == 0 && count > 0 && out[start] != .zero
        guard replace(shape, in: &out, from: start) else { return false }
        var next = start
        // Most such columns hold no letter.
        var shifts = text.indices.contains { text[$0].isASCIILetter } ? letterShifts(length: text.count) : nil
        for index in text.indices {
            let byte = text[index]
            let shift = UInt8(truncatingIfNeeded: (shifts?.below(25) ?? 0) &+ 1)
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                out.append(out[next])
                next &+= 1
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): out.append((byte &- 65 &+ shift) % 26 &+ 65)
            case UInt8(ascii: "a")...UInt8(ascii: "z"): out.append((byte &- 97 &+ shift) % 26 &+ 97)
            default: out.append(byte)
            }
        }
        out.removeSubrange(start..<(start &+ count))
        return true
    }

    /// How far the letter at each place moves on: never by 0, the same for all texts of a length, so that two texts that
    /// differ in a letter still differ. What it gives away: equal letters at one place of texts of one length.
    private func letterShifts(length: Int) -> StandInRandom {
        let length = UInt64(length)
        return withUnsafeBytes(of: (UInt64(bigEndian: 0x6c65_7474_6572_7300), length.bigEndian)) {
            StandInRandom(key.seed($0))
        }
    }

    /// The stand-in of a number whose type holds `minimum...maximum`, or nil.
    func apply(_ number: Int64, in range: ClosedRange<Int64>, scratch out: inout ByteArray) -> Int64? {
        let start = out.count
        out.append(decimal: number.magnitude)
        var shape = shape
        let isSingle = out.count &- start == 1
        shape.maximum = number < 0 ? range.lowerBound.magnitude : range.upperBound.magnitude
        // Without its first digit a number would get shorter, and -0 would meet 0.
        shape.firstIsNonZero = !isSingle || number < 0 || permutation == nil && number != 0
        if shape.replaced(of: out.count &- start).lowerBound > 0 { shape.firstIsNonZero = false }
        guard replace(shape, in: &out, from: start) else { return nil }
        var magnitude: UInt64 = 0
        for index in start..<out.count { magnitude = magnitude &* 10 &+ UInt64(out[index] &- .zero) }
        out.truncate(to: start)
        return number < 0 ? Int64(exactly: 0 - Int128(magnitude)) : Int64(exactly: magnitude)
    }

    /// Replaces the decimal text that stands in `out` from `start` on. False, with it removed, if it is no number.
    func applyNumericText(in out: inout ByteArray, from start: Int) -> Bool {
        let end = out.count
        if NumericCodec.isSpecial(out.span.extracting(start..<end)) { return true }
        guard let decimal = NumericCodec.parse(out.span.extracting(start..<end)) else {
            out.truncate(to: start)
            return false
        }
        var integer = (start &+ decimal.integer.lowerBound)..<(start &+ decimal.integer.upperBound)
        var fraction = (start &+ decimal.fraction.lowerBound)..<(start &+ decimal.fraction.upperBound)
        while let last = fraction.last, out[last] == .zero { fraction = fraction.lowerBound..<last }
        if integer.count == 1, out[integer.lowerBound] == .zero, !fraction.isEmpty {
            integer = integer.upperBound..<integer.upperBound
        }
        var shape = shape
        let count = integer.count &+ fraction.count
        shape.lastIsNonZero = !fraction.isEmpty && shape.replaced(of: count).upperBound == count
        if let first = integer.first, shape.replaced(of: count).lowerBound == 0 {
            shape.firstIsNonZero = count > 1 || decimal.isNegative || permutation == nil && out[first] != .zero
        }
        for index in integer { out.append(out[index]) }
        for index in fraction { out.append(out[index]) }
        guard replace(shape, in: &out, from: end) else {
            out.truncate(to: start)
            return false
        }
        var next = end
        for index in integer {
            out[index] = out[next]
            next &+= 1
        }
        for index in fraction {
            out[index] = out[next]
            next &+= 1
        }
        out.truncate(to: end)
        return true
    }
}
