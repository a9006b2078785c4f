import BasicContainers
import Keys

/// A random-looking uuid (version 4, RFC 9562) drawn from the value's seed.
struct UUIDTransform: ~Copyable, Sendable {
    let key: DomainKey

    func applyBinary(_ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard value.count == 16 else { return false }
        append(for: key.seed(value), into: &out)
        return true
    }

    /// Any text with 32 hexadecimal digits, hyphens between them and perhaps braces around: those stay where they are,
    /// and so do capitals.
    func applyText(_ text: Span<UInt8>, into out: inout ByteArray) -> Bool {
        let start = out.count
        guard text.count <= 64 else { return false }
        var digits = 0
        var high: UInt8 = 0
        var isUppercase = false
        for index in text.indices {
            let byte = text[index]
            if let digit = byte.hexadecimalValue {
                if digits % 2 == 0 { high = digit << 4 } else { out.append(high | digit) }
                digits &+= 1
                if byte.isASCIIUppercase { isUppercase = true }
            } else if byte != UInt8(ascii: "-"), byte != UInt8(ascii: "{"), byte != UInt8(ascii: "}") {
                out.truncate(to: start)
                return false
            }
        }
        guard digits == 32 else {
            out.truncate(to: start)
            return false
        }
        append(for: key.seed(ofTail: &out, from: start), into: &out)
        var nibble = 0
        for index in text.indices {
            guard text[index].hexadecimalValue != nil else {
                out.append(text[index])
                continue
            }
            let byte = out[start &+ nibble / 2]
            let digit = nibble % 2 == 0 ? byte >> 4 : byte & 0xF
            nibble &+= 1
            out.append(
                digit < 10
                    ? UInt8.zero &+ digit : (isUppercase ? UInt8(ascii: "A") : UInt8(ascii: "a")) &+ digit &- 10)
        }
        out.removeSubrange(start..<(start &+ 16))
        return true
    }

    /// Whether hyphens stand where the server writes them, and nothing else but digits.
    static func isServerForm(_ text: Span<UInt8>) -> Bool {
        guard text.count == 36 else { return false }
        for index in text.indices {
            let isHyphen = text[index] == UInt8(ascii: "-")
            switch index {
            case 8, 13, 18, 23: if !isHyphen { return false }
            default: if text[index].hexadecimalValue == nil { return false }
            }
        }
        return true
    }

    private func append(for seed: Seed, into out: inout ByteArray) {
        var random = StandInRandom(seed)
        out.append(bigEndian: random.next() & 0xFFFF_FFFF_FFFF_0FFF | 0x4000)
        out.append(bigEndian: random.next() & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000)
    }
}
