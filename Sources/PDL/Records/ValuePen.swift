/// Writes values where there is room for them.
struct ValuePen {
    private(set) var place: UnsafeMutableRawPointer

    /// - Parameter place: with as much room behind it as ``room(for:_:)`` says, and what is written besides.
    init(at place: UnsafeMutableRawPointer) { self.place = place }

    /// The most bytes that a value takes, with what a copy may spill over.
    static func room(for text: Text, _ format: RecordFormat) -> Int {
        (format == .jsonl ? 6 : 2) * text.count + 2 + Text.overhang
    }

    mutating func write(_ bytes: [UInt8]) {
        for byte in bytes { write(byte) }
    }

    mutating func write(_ text: StaticString) {
        place.copyMemory(from: text.utf8Start, byteCount: text.utf8CodeUnitCount)
        place += text.utf8CodeUnitCount
    }

    mutating func write(_ text: Text) {
        place.copyMemory(from: text.start, byteCount: text.count)
        place += text.count
    }

    mutating func write(_ byte: UInt8) {
        place.storeBytes(of: byte, as: UInt8.self)
        place += 1
    }

    // MARK: quotes

    /// As it is, where nothing in it needs quotes (RFC 4180): eight bytes at a time, of which the last may be too many.
    mutating func writeCSV(_ text: Text) {
        var special: UInt64 = 0
        var offset = 0
        while offset < text.count {
            var word = text.start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            place.storeBytes(of: word, toByteOffset: offset, as: UInt64.self)
            // What lies behind the text counts as nothing.
            if text.count - offset < 8 { word &= ~(UInt64.max << UInt64(8 * (text.count - offset))) }
            for byte: UInt8 in [0x22, 0x2C, 0x0A, 0x0D] { special |= Self.bytes(equalTo: byte, in: word) }
            offset += 8
        }
        if special == 0, text.count > 0 {
            place += text.count
        } else {
            quote(text, with: 0x22)
        }
    }

    mutating func writeSQL(_ text: Text) { quote(text, with: 0x27) }

    private mutating func quote(_ text: Text, with mark: UInt8) {
        write(mark)
        for byte in text.bytes {
            if byte == mark { write(mark) }
            write(byte)
        }
        write(mark)
    }

    mutating func writeJSON(_ text: Text) {
        write(UInt8(ascii: "\""))
        for byte in text.bytes {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"):
                write(UInt8(ascii: "\\"))
                write(byte)
            case 0x0A: write("\\n")
            case 0..<0x20:
                write("\\u00")
                write(byte < 16 ? UInt8(ascii: "0") : UInt8(ascii: "1"))
                write(byte % 16 < 10 ? UInt8(ascii: "0") + byte % 16 : UInt8(ascii: "a") + byte % 16 - 10)
            default: write(byte)
            }
        }
        write(UInt8(ascii: "\""))
    }

    /// Not zero where one of the eight bytes is this one.
    @inline(__always)
    private static func bytes(equalTo byte: UInt8, in word: UInt64) -> UInt64 {
        let difference = word ^ (0x0101_0101_0101_0101 &* UInt64(byte))
        return (difference &- 0x0101_0101_0101_0101) & ~difference & 0x8080_8080_8080_8080
    }
}
