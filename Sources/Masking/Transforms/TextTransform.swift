import BasicContainers

/// What becomes of characters, whatever type carries them: text itself, or a string inside JSON.
///
/// Not copyable, like all that a mask holds: a copy would count references that all threads share, on every value.
enum TextTransform: ~Copyable, Sendable {
    case email(EmailTransform)
    case name(NameTransform)
    case phone(PhoneTransform)
    case digits(DigitsTransform)
    case partial(PartialTransform)
    case uuid(UUIDTransform)
    case dateShift(DateShift)
    case constant([UInt8])

    /// Appends what replaces well-formed UTF-8, at most `limit` characters; false, with nothing appended, where only the
    /// placeholder is left.
    func apply(_ text: Span<UInt8>, limit: Int?, into out: inout ByteArray) -> Bool {
        let start = out.count
        let isDone =
            switch self {
            case .email(let transform): transform.apply(text, limit: limit, into: &out)
            case .name(let transform): transform.apply(text, limit: limit, into: &out)
            case .phone(let transform): transform.apply(text, into: &out)
            case .digits(let transform): transform.applyText(text, into: &out)
            case .partial(let transform): transform.apply(text, into: &out)
            case .uuid(let transform): transform.applyText(text, into: &out)
            case .dateShift(let transform): transform.applyText(text, .any, into: &out)
            case .constant(let bytes): Self.append(bytes, into: &out)
            }
        guard isDone else {
            out.truncate(to: start)
            return false
        }
        if let limit, out.count &- start > limit,
            TextEncoding.characterCount(out.span.extracting(start..<out.count)) > limit
        {
            out.truncate(to: start)
            return false
        }
        return true
    }

    private static func append(_ bytes: [UInt8], into out: inout ByteArray) -> Bool {
        out.append(contentsOf: bytes)
        return true
    }
}
