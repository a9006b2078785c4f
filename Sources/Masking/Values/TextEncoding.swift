import BasicContainers

/// UTF-8 and LATIN1, as far as masking has to look inside text.
enum TextEncoding {
    /// The length in bytes of the well-formed UTF-8 scalar at `offset`, or nil.
    static func scalarLength(in text: Span<UInt8>, at offset: Int) -> Int? {
        guard offset < text.count else { return nil }
        let first = text[offset]
        if first < 0x80 { return 1 }
        let length: Int
        var lowest: UInt8 = 0x80
        var highest: UInt8 = 0xBF
        switch first {
        case 0xC2...0xDF: length = 2
        case 0xE0:
            length = 3
            lowest = 0xA0
        case 0xED:
            length = 3
            highest = 0x9F
        case 0xE1...0xEF: length = 3
        case 0xF0:
            length = 4
            lowest = 0x90
        case 0xF4:
            length = 4
            highest = 0x8F
        case 0xF1...0xF3: length = 4
        default: return nil
        }
        guard length <= text.count &- offset else { return nil }
        guard text[offset &+ 1] >= lowest, text[offset &+ 1] <= highest else { return nil }
        for index in 2..<max(2, length) where text[offset &+ index] & 0xC0 != 0x80 { return nil }
        return length
    }

    static func isUTF8(_ text: Span<UInt8>) -> Bool {
        var offset = 0
        while offset < text.count {
            guard let length = scalarLength(in: text, at: offset) else { return false }
            offset &+= length
        }
        return true
    }

    /// Characters, that is scalars, of well-formed UTF-8.
    static func characterCount(_ text: Span<UInt8>) -> Int {
        var count = 0
        for index in text.indices where text[index] & 0xC0 != 0x80 { count &+= 1 }
        return count
    }

    static func appendScalar(_ scalar: UInt32, into out: inout ByteArray) {
        switch scalar {
        case 0..<0x80:
            out.append(UInt8(truncatingIfNeeded: scalar))
        case 0x80..<0x800:
            out.append(0xC0 | UInt8(truncatingIfNeeded: scalar >> 6))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        case 0x800..<0x10000:
            out.append(0xE0 | UInt8(truncatingIfNeeded: scalar >> 12))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        default:
            out.append(0xF0 | UInt8(truncatingIfNeeded: scalar >> 18))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 12 & 0x3F))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar >> 6 & 0x3F))
            out.append(0x80 | UInt8(truncatingIfNeeded: scalar & 0x3F))
        }
    }

    /// The scalar of the well-formed sequence of `length` bytes at `offset`.
    static func scalar(in text: Span<UInt8>, at offset: Int, length: Int) -> UInt32 {
        let first = UInt32(text[offset])
        if length == 1 { return first }
        var scalar = first & (0xFF >> UInt32(truncatingIfNeeded: length &+ 1))
        for index in 1..<length { scalar = scalar << 6 | UInt32(text[offset &+ index] & 0x3F) }
        return scalar
    }

    static func appendUTF8(fromLatin1 text: Span<UInt8>, into out: inout ByteArray) {
        for index in text.indices { appendScalar(UInt32(text[index]), into: &out) }
    }

    /// Rewrites what stands in `out` from `start` on, well-formed UTF-8, as LATIN1; false if a character has none.
    static func convertTailToLatin1(_ out: inout ByteArray, from start: Int) -> Bool {
        var write = start
        var read = start
        while read < out.count {
            let byte = out[read]
            if byte < 0x80 {
                out[write] = byte
                read &+= 1
            } else {
                guard byte == 0xC2 || byte == 0xC3, read &+ 1 < out.count else { return false }
                out[write] = byte << 6 | out[read &+ 1] & 0x3F
                read &+= 2
            }
            write &+= 1
        }
        out.truncate(to: write)
        return true
    }
}
