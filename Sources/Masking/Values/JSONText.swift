import BasicContainers

/// A bare JSON string: taken out of its escapes, and put back into them.
enum JSONText {
    /// Appends the characters of a document that is one string, as UTF-8; false if it is anything else or malformed.
    static func appendString(of json: Span<UInt8>, into out: inout ByteArray) -> Bool {
        let range = json.trimmedRange
        guard range.count >= 2, json[range.lowerBound] == UInt8(ascii: "\""),
            json[range.upperBound &- 1] == UInt8(ascii: "\"")
        else { return false }
        let end = range.upperBound &- 1
        var offset = range.lowerBound &+ 1
        while offset < end {
            let byte = json[offset]
            switch byte {
            case 0..<0x20, UInt8(ascii: "\""): return false
            case UInt8(ascii: "\\"):
                guard offset &+ 1 < end else { return false }
                let escape = json[offset &+ 1]
                offset &+= 2
                switch escape {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): out.append(escape)
                case UInt8(ascii: "b"): out.append(8)
                case UInt8(ascii: "f"): out.append(12)
                case UInt8(ascii: "n"): out.append(10)
                case UInt8(ascii: "r"): out.append(13)
                case UInt8(ascii: "t"): out.append(9)
                case UInt8(ascii: "u"):
                    guard let scalar = scalar(json, at: &offset, end: end) else { return false }
                    TextEncoding.appendScalar(scalar, into: &out)
                default: return false
                }
            default:
                out.append(byte)
                offset &+= 1
            }
        }
        return true
    }

    /// Appends well-formed UTF-8 as a JSON string; outside ASCII as escapes where the client's encoding is not UTF-8.
    static func append(string text: Span<UInt8>, escapingNonASCII: Bool, into out: inout ByteArray) {
        out.append(UInt8(ascii: "\""))
        var offset = 0
        while offset < text.count {
            let byte = text[offset]
            guard byte >= 0x80 else {
                offset &+= 1
                switch byte {
                case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                    out.append(UInt8(ascii: "\\"))
                    out.append(byte)
                case 0..<0x20: appendEscape(UInt32(byte), into: &out)
                default: out.append(byte)
                }
                continue
            }
            guard let length = TextEncoding.scalarLength(in: text, at: offset) else {
                offset &+= 1
                continue
            }
            if escapingNonASCII {
                let scalar = TextEncoding.scalar(in: text, at: offset, length: length)
                if scalar < 0x10000 {
                    appendEscape(scalar, into: &out)
                } else {
                    appendEscape(0xD800 &+ (scalar &- 0x10000) >> 10, into: &out)
                    appendEscape(0xDC00 &+ (scalar & 0x3FF), into: &out)
                }
            } else {
                out.append(text.extracting(offset..<(offset &+ length)))
            }
            offset &+= length
        }
        out.append(UInt8(ascii: "\""))
    }

    private static func appendEscape(_ unit: UInt32, into out: inout ByteArray) {
        out.append(ascii: "\\u")
        for shift: UInt32 in [12, 8, 4, 0] {
            let digit = UInt8(truncatingIfNeeded: unit >> shift & 0xF)
            out.append(digit < 10 ? .zero &+ digit : UInt8(ascii: "a") &+ digit &- 10)
        }
    }

    private static func scalar(_ json: Span<UInt8>, at offset: inout Int, end: Int) -> UInt32? {
        guard let first = unit(json, at: &offset, end: end) else { return nil }
        switch first {
        case 0xD800..<0xDC00:
            guard offset &+ 1 < end, json[offset] == UInt8(ascii: "\\"), json[offset &+ 1] == UInt8(ascii: "u") else {
                return nil
            }
            offset &+= 2
            guard let second = unit(json, at: &offset, end: end), (0xDC00..<0xE000).contains(second) else { return nil }
            return 0x10000 &+ (first &- 0xD800) << 10 &+ (second &- 0xDC00)
        case 0xDC00..<0xE000: return nil
        default: return first
        }
    }

    private static func unit(_ json: Span<UInt8>, at offset: inout Int, end: Int) -> UInt32? {
        guard offset &+ 4 <= end else { return nil }
        var unit: UInt32 = 0
        for index in offset..<(offset &+ 4) {
            guard let digit = json[index].hexadecimalValue else { return nil }
            unit = unit << 4 | UInt32(digit)
        }
        offset &+= 4
        return unit
    }
}
