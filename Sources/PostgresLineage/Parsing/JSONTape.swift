/// A JSON text as a flat list of its values in reading order, each with the place of the next value that is not inside
/// it. Strings stay where they are in the text. Reading, walking and freeing it needs no recursion.
///
/// The text belongs to the caller and must outlive the tape. It is read as libpg_query writes it; whatever is not
/// well-formed yields no tape.
struct JSONTape {
    enum Kind: UInt8 { case object, array, string, scalar }

    struct Value {
        var kind: Kind
        /// Strings: has escapes.
        var isEscaped: Bool
        /// Strings: inside the quotes.
        var start: UInt32
        var end: UInt32
        /// The index of the value after this one and everything inside it.
        var next: UInt32
    }

    let text: UnsafeBufferPointer<UInt8>
    private(set) var values: [Value] = []

    init?(_ text: UnsafeBufferPointer<UInt8>) {
        guard text.count < 1 << 30 else { return nil }
        self.text = text
        values.reserveCapacity(min(text.count / 12, 1 << 20))
        guard fill() else { return nil }
    }

    private mutating func fill() -> Bool {
        var open: [Int] = []
        var position = 0
        while position < text.count {
            let byte = text[position]
            switch byte {
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                open.append(values.count)
                append(byte == UInt8(ascii: "{") ? .object : .array, position, position)
                position += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"):
                guard let index = open.popLast(),
                    (values[index].kind == .object) == (byte == UInt8(ascii: "}"))
                else { return false }
                values[index].next = UInt32(truncatingIfNeeded: values.count)
                position += 1
                if open.isEmpty { return true }
            case UInt8(ascii: "\""):
                guard let end = stringEnd(from: position + 1) else { return false }
                append(.string, position + 1, end.position, isEscaped: end.isEscaped)
                position = end.position + 1
            case UInt8(ascii: ","), UInt8(ascii: ":"), 0x20, 0x0A, 0x0D, 0x09: position += 1
            default:
                let start = position
                while position < text.count, !Self.endsScalar(text[position]) { position += 1 }
                guard position > start else { return false }
                append(.scalar, start, position)
            }
        }
        return false
    }

    private mutating func append(_ kind: Kind, _ start: Int, _ end: Int, isEscaped: Bool = false) {
        values.append(
            Value(
                kind: kind, isEscaped: isEscaped, start: UInt32(truncatingIfNeeded: start),
                end: UInt32(truncatingIfNeeded: end), next: UInt32(truncatingIfNeeded: values.count + 1)))
    }

    private func stringEnd(from start: Int) -> (position: Int, isEscaped: Bool)? {
        var position = start
        var isEscaped = false
        while position < text.count {
            switch text[position] {
            case UInt8(ascii: "\""): return (position, isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            default: position += 1
            }
        }
        return nil
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), UInt8(ascii: ":"), UInt8(ascii: "\""),
            UInt8(ascii: "{"), UInt8(ascii: "["), 0x20, 0x0A, 0x0D, 0x09:
            true
        default: false
        }
    }
}
