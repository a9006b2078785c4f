import BasicContainers
import Keys

// The value's way through its codec: read, transform, write.
extension ColumnMask {
    func applyText(_ transform: borrowing TextTransform, _ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard type.kind == .bpchar else { return applyCharacters(transform, value, limit: limit, into: &out) }
        var end = value.count
        while end > 0, value[end &- 1] == UInt8(ascii: " ") { end &-= 1 }
        // Blanks at the end mean that the server padded the value to its length, even if the modifier is not known.
        let isPadded = end < value.count || limit != nil
        let blanks = value.count &- end
        let text = value.extracting(0..<end)
        let characters =
            settings.encoding == .utf8 || settings.encoding == .ascii
            ? TextEncoding.characterCount(text) : end
        let length = isPadded ? min(limit ?? .max, characters &+ blanks) : nil
        let start = out.count
        guard applyCharacters(transform, text, limit: length, into: &out) else { return false }
        if let length {
            var count = out.count &- start
            if settings.encoding != .latin1 {
                count = TextEncoding.characterCount(out.span.extracting(start..<out.count))
            }
            out.append(repeating: UInt8(ascii: " "), count: length &- count)
        }
        return true
    }

    func applyCharacters(
        _ transform: borrowing TextTransform, _ text: Span<UInt8>, limit: Int?, into out: inout ByteArray
    ) -> Bool {
        if text.isASCII { return transform.apply(text, limit: limit, into: &out) }
        switch settings.encoding {
        case .utf8, .ascii:
            return TextEncoding.isUTF8(text) && transform.apply(text, limit: limit, into: &out)
        case .latin1:
            var converted = ByteArray()
            TextEncoding.appendUTF8(fromLatin1: text, into: &converted)
            let start = out.count
            return transform.apply(converted.span, limit: limit, into: &out)
                && TextEncoding.convertTailToLatin1(&out, from: start)
        case .other:
            return false
        }
    }

    func applyJSON(
        _ transform: borrowing TextTransform, _ value: Span<UInt8>, into out: inout ByteArray
    ) -> Bool {
        let isBinary = type.kind == .jsonb && format == .binary
        var json = value
        if isBinary {
            guard value.count > 1, value[0] == 1 else { return false }
            json = value.extracting(1..<value.count)
        }
        if settings.encoding == .other, !json.isASCII { return false }
        var text = ByteArray()
        if settings.encoding == .latin1, !json.isASCII {
            var converted = ByteArray()
            TextEncoding.appendUTF8(fromLatin1: json, into: &converted)
            guard JSONText.appendString(of: converted.span, into: &text) else { return false }
        } else {
            guard JSONText.appendString(of: json, into: &text) else { return false }
        }
        guard TextEncoding.isUTF8(text.span) else { return false }
        var standIn = ByteArray()
        guard transform.apply(text.span, limit: nil, into: &standIn) else { return false }
        if isBinary { out.append(1) }
        JSONText.append(
            string: standIn.span, escapingNonASCII: settings.encoding == .latin1 || settings.encoding == .other,
            into: &out)
        return true
    }

    func applyInteger(
        _ digits: borrowing DigitsTransform, _ value: Span<UInt8>, into out: inout ByteArray
    ) -> Bool {
        guard let number = IntegerCodec.read(value, type.kind, format), integerRange.contains(number),
            let standIn = digits.apply(number, in: integerRange, scratch: &out)
        else { return false }
        IntegerCodec.append(standIn, type.kind, format, into: &out)
        return true
    }

    func applyNumeric(_ digits: borrowing DigitsTransform, _ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        let start = out.count
        switch format {
        case .text:
            out.append(value)
            return digits.applyNumericText(in: &out, from: start)
        case .binary:
            guard NumericCodec.appendText(ofBinary: value, into: &out) else { return false }
            if NumericCodec.isSpecial(out.span.extracting(start..<out.count)) {
                out.truncate(to: start)
                out.append(value)
                return true
            }
            return digits.applyNumericText(in: &out, from: start)
                && NumericCodec.replaceTextWithBinary(in: &out, from: start)
        }
    }
}
