import BasicContainers
import Keys

/// What the digits that replace others must look like.
struct DigitShape {
    /// Digits at the ends that stay.
    var keepFirst = 0
    var keepLast = 0
    /// The first digit that is replaced, and the last one, are not 0.
    var firstIsNonZero = false
    var lastIsNonZero = false
    /// The largest number that all digits together may make.
    var maximum: UInt64?
    /// Not one digit over and over.
    var isMixed = false

    /// Where nothing would be hidden, everything is replaced.
    func replaced(of count: Int) -> Range<Int> {
        count > keepFirst &+ keepLast ? keepFirst..<(count &- keepLast) : 0..<count
    }

    func allows(_ digits: Span<UInt8>) -> Bool {
        let replaced = replaced(of: digits.count)
        guard let first = replaced.first, let last = replaced.last else { return true }
        if firstIsNonZero, digits[first] == .zero { return false }
        if lastIsNonZero, digits[last] == .zero { return false }
        if let maximum {
            var number: UInt64 = 0
            for index in digits.indices {
                let (shifted, isTooLarge) = number.multipliedReportingOverflow(by: 10)
                let (sum, isTooLargeToo) = shifted.addingReportingOverflow(UInt64(digits[index] &- .zero))
                if isTooLarge || isTooLargeToo || sum > maximum { return false }
                number = sum
            }
        }
        if isMixed, replaced.count > 1 {
            for index in replaced where digits[index] != digits[first] { return true }
            return false
        }
        return true
    }
}

/// Replaces the digits that stand in a buffer from an offset to its end, where they stand.
enum DigitReplacement {
    /// Enough for the rarest shape: one draw in eight fits the ten-digit numbers of `int4`.
    private static let attempts = 512
    /// Drawing twelve digits out of one 64-bit word favours none by more than 10^-7.
    private static let digitsInWord = 12

    /// Digits drawn from the seed. Where four or more are replaced they differ from those they replace. False, with the
    /// digits removed, if none of the allowed shape were found.
    static func draw(_ seed: Seed, shape: DigitShape, in out: inout ByteArray, from start: Int) -> Bool {
        let end = out.count
        let count = end &- start
        let replaced = shape.replaced(of: count)
        guard !replaced.isEmpty else { return true }
        var random = StandInRandom(seed)
        for _ in 0..<attempts {
            var word: UInt64 = 0
            var left = 0
            for index in 0..<count {
                guard replaced.contains(index) else {
                    out.append(out[start &+ index])
                    continue
                }
                if left == 0 {
                    word = random.next()
                    left = digitsInWord
                }
                left &-= 1
                let skipsZero =
                    shape.firstIsNonZero && index == replaced.lowerBound
                    || shape.lastIsNonZero && index == replaced.upperBound &- 1
                let (digit, rest) = word.multipliedFullWidth(by: skipsZero ? 9 : 10)
                word = rest
                out.append(UInt8.zero &+ UInt8(truncatingIfNeeded: digit) &+ (skipsZero ? 1 : 0))
            }
            let differs = replaced.count < 4 || replaced.contains { out[start &+ $0] != out[end &+ $0] }
            if differs, shape.allows(out.span.extracting(end..<out.count)) {
                out.removeSubrange(start..<end)
                return true
            }
            out.truncate(to: end)
        }
        out.truncate(to: start)
        return false
    }

    /// The digits that a bijection gives: applied again until the shape allows the result (cycle-walking), so that it is
    /// a bijection on the strings of the shape too. False, with the digits removed, if there is none for this length.
    static func permute(
        with permutation: DigitPermutation, shape: DigitShape, in out: inout ByteArray, from start: Int
    ) -> Bool {
        let replaced = shape.replaced(of: out.count &- start)
        guard !replaced.isEmpty else { return true }
        let range = (start &+ replaced.lowerBound)..<(start &+ replaced.upperBound)
        for _ in 0..<10_000 {
            guard permutation.apply(to: &out, range) else { break }
            if shape.allows(out.span.extracting(start..<out.count)) { return true }
        }
        out.truncate(to: start)
        return false
    }
}
