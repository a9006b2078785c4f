import BasicContainers

/// `numeric`: its decimal text form and its binary form (`numeric_send`): four 16-bit fields, the number of base-10000
/// digits, the first one's weight, the sign, the display scale; then the digits.
enum NumericCodec {
    static let positive: UInt16 = 0x0000
    static let negative: UInt16 = 0x4000
    static let notANumber: UInt16 = 0xC000
    static let infinity: UInt16 = 0xD000
    static let negativeInfinity: UInt16 = 0xF000

    /// Of a column declared `numeric(precision, scale)`; negative scales exist since PostgreSQL 15.
    static func scale(ofModifier modifier: Int32) -> Int? {
        guard modifier >= 4 else { return nil }
        return Int(((modifier &- 4) & 0x7FF) ^ 1024) - 1024
    }

    static func precision(ofModifier modifier: Int32) -> Int? {
        guard modifier >= 4 else { return nil }
        return Int((modifier &- 4) >> 16 & 0xFFFF)
    }

    /// A decimal number in text: where its digits stand.
    struct Decimal {
        var isNegative: Bool
        var integer: Range<Int>
        /// Empty where there is no point.
        var fraction: Range<Int>
    }

    static func isSpecial(_ text: Span<UInt8>) -> Bool {
        text.equals("NaN") || text.equals("Infinity") || text.equals("-Infinity")
    }

    /// Reads the form that the server writes: an optional minus, digits, and a point between digits. No exponent.
    static func parse(_ text: Span<UInt8>) -> Decimal? {
        var offset = 0
        let isNegative = text.count > 0 && text[0] == UInt8(ascii: "-")
        if isNegative { offset = 1 }
        let start = offset
        while offset < text.count, text[offset].isASCIIDigit { offset &+= 1 }
        let integer = start..<offset
        guard !integer.isEmpty else { return nil }
        guard offset < text.count else {
            return Decimal(isNegative: isNegative, integer: integer, fraction: offset..<offset)
        }
        guard text[offset] == UInt8(ascii: ".") else { return nil }
        offset &+= 1
        let point = offset
        while offset < text.count, text[offset].isASCIIDigit { offset &+= 1 }
        guard offset == text.count, offset > point else { return nil }
        return Decimal(isNegative: isNegative, integer: integer, fraction: point..<offset)
    }

    /// Appends the text form of a binary value; false, with nothing appended, if it is malformed.
    static func appendText(ofBinary value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard let digitCount = value.bigEndian(at: 0, as: Int16.self), digitCount >= 0,
            let weight = value.bigEndian(at: 2, as: Int16.self),
            let sign = value.bigEndian(at: 4, as: UInt16.self),
            let scale = value.bigEndian(at: 6, as: UInt16.self), scale <= 0x3FFF,
            value.count == 8 &+ 2 &* Int(digitCount)
        else { return false }
        let beginning = out.count
        switch sign {
        case positive: break
        case negative: out.append(UInt8(ascii: "-"))
        case notANumber:
            out.append(ascii: "NaN")
            return true
        case infinity:
            out.append(ascii: "Infinity")
            return true
        case negativeInfinity:
            out.append(ascii: "-Infinity")
            return true
        default: return false
        }
        let start = out.count
        let digits = Int(digitCount)
        let highest = Int(weight)
        if highest < 0 {
            out.append(.zero)
        } else {
            for group in 0...highest {
                guard let word = group < digits ? value.bigEndian(at: 8 &+ 2 &* group, as: UInt16.self) : 0,
                    word < 10_000
                else {
                    out.truncate(to: beginning)
                    return false
                }
                if out.count == start, word == 0, group < highest { continue }
                out.append(decimal: UInt64(word), minimumDigits: out.count == start ? 1 : 4)
            }
        }
        guard scale > 0 else { return true }
        out.append(UInt8(ascii: "."))
        let end = out.count &+ Int(scale)
        var group = highest &+ 1
        while out.count < end {
            guard
                let word = group >= 0 && group < digits ? value.bigEndian(at: 8 &+ 2 &* group, as: UInt16.self) : 0,
                word < 10_000
            else {
                out.truncate(to: beginning)
                return false
            }
            // Groups between the point and a value that starts far behind it are not sent.
            out.append(decimal: UInt64(word), minimumDigits: 4)
            group &+= 1
        }
        out.truncate(to: end)
        return true
    }

    /// Puts the binary form in the place of the text form that stands in `out` from `start` on; false, with that text
    /// removed, if it is none.
    static func replaceTextWithBinary(in out: inout ByteArray, from start: Int) -> Bool {
        let end = out.count
        guard let decimal = parse(out.span.extracting(start..<end)) else {
            out.truncate(to: start)
            return false
        }
        let integer = decimal.integer
        let fraction = decimal.fraction
        let integerGroups = (integer.count &+ 3) / 4
        let fractionGroups = (fraction.count &+ 3) / 4
        guard fraction.count <= 0x3FFF, integerGroups &+ fractionGroups <= Int(Int16.max) else {
            out.truncate(to: start)
            return false
        }
        // The digit before (negative index) or behind the point.
        func digit(_ index: Int) -> UInt16 {
            if index < 0 {
                return integer.count &+ index >= 0
                    ? UInt16(out[start &+ integer.upperBound &+ index] &- .zero) : 0
            }
            return index < fraction.count ? UInt16(out[start &+ fraction.lowerBound &+ index] &- .zero) : 0
        }
        func word(_ group: Int) -> UInt16 {
            let first = (group &- integerGroups) &* 4
            return ((digit(first) &* 10 &+ digit(first &+ 1)) &* 10 &+ digit(first &+ 2)) &* 10 &+ digit(first &+ 3)
        }
        var first = 0
        var last = integerGroups &+ fractionGroups
        while first < last, word(first) == 0 { first &+= 1 }
        while last > first, word(last &- 1) == 0 { last &-= 1 }
        let isZero = first == last
        let header = Header(
            digits: Int16(truncatingIfNeeded: last &- first),
            weight: isZero ? 0 : Int16(truncatingIfNeeded: integerGroups &- 1 &- first),
            sign: decimal.isNegative && !isZero ? negative : positive,
            scale: UInt16(truncatingIfNeeded: fraction.count))
        header.append(to: &out)
        var group = first
        while group < last {
            out.append(bigEndian: word(group))
            group &+= 1
        }
        out.removeSubrange(start..<end)
        return true
    }

    private struct Header {
        var digits: Int16
        var weight: Int16
        var sign: UInt16
        var scale: UInt16

        func append(to out: inout ByteArray) {
            out.append(bigEndian: digits)
            out.append(bigEndian: weight)
            out.append(bigEndian: sign)
            out.append(bigEndian: scale)
        }
    }
}
