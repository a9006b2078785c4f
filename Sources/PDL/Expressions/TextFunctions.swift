import NGram

/// What functions do to texts.
enum TextFunctions {
    /// Byte by byte where all is ASCII, else by the body.
    static func mapped(
        _ text: Text, _ arena: Arena, ascii: (UInt8) -> UInt8, isASCIIEnough: Bool, _ body: (String) -> String
    ) -> Text {
        guard isASCIIEnough, text.bytes.allSatisfy({ $0 < 0x80 }) else { return arena.copy(body(text.string)) }
        let place = arena.take(max(text.count, 1))
        for offset in 0..<text.count {
            place.storeBytes(of: ascii(text.bytes[offset]), toByteOffset: offset, as: UInt8.self)
        }
        return Text(start: UnsafeRawPointer(place), count: text.count)
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
        let missing = min(Int(clamping: length), 4096) - text.string.unicodeScalars.count
        guard missing > 0, !filling.isEmpty else { return text }
        let whole = String(repeating: filling, count: missing).unicodeScalars.prefix(missing)
        return arena.copy(String(String.UnicodeScalarView(whole)) + text.string)
    }

    /// Row by row: the texts and the integers among the arguments, each in their order.
    static func rows(
        _ columns: [Column], _ block: Block, _ body: (Int, [Text], [Int64?]) -> Text
    ) -> Column {
        var texts: [[Text]] = []
        var integers: [[Int64]] = []
        for column in columns {
            if case .integer(let numbers) = column, !texts.isEmpty {
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
            let count = columns.reduce(0) { $0 + $1[row].count }
            let place = block.arena.take(max(count, 1))
            var offset = 0
            for column in columns {
                (place + offset).copyMemory(from: column[row].start, byteCount: column[row].count)
                offset += column[row].count
            }
            return Text(start: UnsafeRawPointer(place), count: count)
        }
    }
}
