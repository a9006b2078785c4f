import NGram

/// What functions do to texts.
enum TextFunctions {
    /// ASCII by itself, eight bytes at a time; what has other letters by the body.
    @inline(__always)
    static func mapped(
        _ text: Text, _ arena: Arena, ascii: (UInt64) -> UInt64, isASCIIEnough: Bool, _ body: (String) -> String
    ) -> Text {
        let place = arena.take(text.count + Text.overhang)
        var isASCII = isASCIIEnough
        var offset = 0
        while offset < text.count {
            let word = text.start.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
            let isShort = text.count - offset < 8
            let known = isShort ? word & ~(UInt64.max << UInt64(8 * (text.count - offset))) : word
            isASCII = isASCII && known & 0x8080_8080_8080_8080 == 0
            place.storeBytes(of: ascii(known), toByteOffset: offset, as: UInt64.self)
            offset += 8
        }
        arena.giveBack(isASCII ? Text.overhang : text.count + Text.overhang)
        return isASCII ? Text(start: UnsafeRawPointer(place), count: text.count) : arena.copy(body(text.string))
    }

    /// With another case for the letters between two, of eight ASCII bytes.
    static func flipped(_ word: UInt64, from first: UInt8, to last: UInt8) -> UInt64 {
        let ones: UInt64 = 0x0101_0101_0101_0101
        // The high bit of each byte: it is at least the first, it is above the last.
        let isReached = word &+ ones &* UInt64(0x80 - first)
        let isPassed = word &+ ones &* UInt64(0x7F - last)
        return word ^ ((isReached & ~isPassed & 0x8080_8080_8080_8080) >> 2)
    }

    static func slug(_ text: Text, _ arena: Arena, _ casing: CaseMapping) -> Text {
        let lower = text.bytes.allSatisfy { $0 < 0x80 } ? text.string.lowercased() : casing.lowercase(text.string)
        var slug: [UInt8] = []
        for byte in Transliteration.ascii(lower).utf8 {
            if byte &- 0x61 < 26 || byte &- 0x30 < 10 {
                slug.append(byte)
            } else if let last = slug.last, last != UInt8(ascii: "-"), byte != UInt8(ascii: "'") {
                slug.append(UInt8(ascii: "-"))
            }
        }
        if slug.last == UInt8(ascii: "-") { slug.removeLast() }
        return slug.withUnsafeBytes { arena.copy($0) }
    }

    static func trimmed(_ text: Text) -> Text {
        let isSpace: (UInt8) -> Bool = { $0 == 0x20 || $0 &- 9 < 5 }
        let start = text.bytes.firstIndex { !isSpace($0) } ?? text.count
        let end = (text.bytes.lastIndex { !isSpace($0) } ?? start - 1) + 1
        return Text(start: text.start + start, count: end - start)
    }

    static func substring(_ text: Text, from start: Int64, count: Int64?, _ arena: Arena) -> Text {
        let scalars = text.string.unicodeScalars.dropFirst(Int(clamping: max(start, 0)))
        return arena.copy(String(String.UnicodeScalarView(scalars.prefix(Int(clamping: max(count ?? .max, 0))))))
    }

    /// No longer than the longest a text may be made.
    static func padded(_ text: Text, to length: Int64, with filling: String, _ arena: Arena) -> Text {
        let missing = max(min(Int(clamping: length), 4096), 0) - text.string.unicodeScalars.count
        guard missing > 0, !filling.isEmpty else { return text }
        let whole = String(repeating: filling, count: missing).unicodeScalars.prefix(missing)
        return arena.copy(String(String.UnicodeScalarView(whole)) + text.string)
    }

    /// No text that an expression makes is longer, in bytes; the rest is cut.
    static let longest = 16_384

    /// Row by row: the arguments at the given places as integers, the others as texts, each in their order.
    static func rows(
        _ columns: [Column], _ block: Block, integers places: ClosedRange<Int>? = nil,
        _ body: (Int, [Text], [Int64?]) -> Text
    ) -> Column {
        var texts: [[Text]] = []
        var integers: [[Int64]] = []
        for (place, column) in columns.enumerated() {
            if case .integer(let numbers) = column, places?.contains(place) == true {
                integers.append(numbers)
            } else {
                texts.append(column.texts(block.arena))
            }
        }
        return .text(
            block.rows.indices.map { row in
                body(row, texts.map { $0[row] }, integers.map { $0[row] } + [nil, nil])
            })
    }

    static func joined(_ columns: [[Text]], _ block: Block) -> [Text] {
        block.rows.indices.map { row in
            let count = min(columns.reduce(0) { $0 + $1[row].count }, longest)
            let place = block.arena.take(max(count, 1))
            var offset = 0
            for column in columns {
                let part = min(column[row].count, count - offset)
                (place + offset).copyMemory(from: column[row].start, byteCount: part)
                offset += part
            }
            return cut(Text(start: UnsafeRawPointer(place), count: count))
        }
    }

    /// At the end of a whole scalar, where the text is as long as it may be.
    static func cut(_ text: Text) -> Text {
        guard text.count >= longest else { return text }
        var end = longest
        while end > 0, end < text.count || end == longest, text.bytes[end - 1] & 0xC0 == 0x80 { end -= 1 }
        // The scalar that begins here may be whole or not: it goes.
        if end > 0, text.bytes[end - 1] >= 0xC0 { end -= 1 }
        return Text(start: text.start, count: end)
    }
}
