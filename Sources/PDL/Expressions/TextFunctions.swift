import Crypto
import NGram

/// What functions do to texts.
enum TextFunctions {
    static let all: [Function] = [
        onText("lowercase", "in lower case, as the locale has it") { text, call in
            let casing = call.environment.casing
            return mapped(
                text, call.arena, ascii: { flipped($0, from: 0x41, to: 0x5A) }, isASCIIEnough: casing.isDefault
            ) { casing.lowercase($0) }
        },
        onText("uppercase", "in upper case, as the locale has it") { text, call in
            let casing = call.environment.casing
            return mapped(
                text, call.arena, ascii: { flipped($0, from: 0x61, to: 0x7A) }, isASCIIEnough: casing.isDefault
            ) { casing.uppercase($0) }
        },
        onText("titlecase", "with the first letter of each word large") { text, call in
            call.arena.copy(call.environment.casing.titlecase(text.string))
        },
        onText("capitalize", "with the first letter large") { text, call in
            call.arena.copy(call.environment.casing.capitalize(text.string))
        },
        onText("ascii", "with ASCII letters in the place of others, as é becomes e and ß ss") { text, call in
            mapped(text, call.arena, ascii: { $0 }, isASCIIEnough: true) { Transliteration.ascii($0) }
        },
        onText("slug", "lower-case ASCII letters and digits, with a hyphen in the place of what lies between") {
            slug($0, $1.arena, $1.environment.casing)
        },
        onText("trim", "without white space around it") { text, _ in trimmed(text) },
        Function(
            name: "substring", parameters: [.text, .integer, .integer], required: 2, result: .fixed(.text),
            about: "substring(text, start, length): characters from the start, which counts from 0"
        ) { call in
            let starts = call.columns[1].integers
            let counts = call.columns.count > 2 ? call.columns[2].integers : nil
            return onRows(call) { text, row in
                substring(text, from: starts[row], count: counts?[row], call.arena)
            }
        },
        Function(
            name: "pad", parameters: [.text, .integer, .text], required: 2, result: .fixed(.text),
            about: "pad(text, length, filling): filled from the left, with 0 where nothing is given"
        ) { call in
            let lengths = call.columns[1].integers
            let fillings = call.columns.count > 2 ? call.texts(2) : nil
            return onRows(call) { text, row in
                padded(text, to: lengths[row], with: fillings?[row].string ?? "0", call.arena)
            }
        },
        Function(
            name: "replace", parameters: [.text, .text, .text], required: 3, result: .fixed(.text),
            about: "replace(text, old, new): every old becomes new"
        ) { call in
            let (old, new) = (call.texts(1), call.texts(2))
            return onRows(call) { text, row in
                replaced(text, old[row], new[row], call.arena)
            }
        },
        Function(
            name: "concat", parameters: [.text], required: 1, isVariadic: true, result: .fixed(.text),
            about: "concat(a, b, …): one behind the other"
        ) { call in .text(joined(call.columns.indices.map { call.texts($0) }, call.block)) },
        Function(
            name: "coalesce", parameters: [.text], required: 1, isVariadic: true, result: .fixed(.text),
            about: "coalesce(a, b, …): the first that is not empty"
        ) { call in
            let texts = call.columns.indices.map { call.texts($0) }
            return .text(call.rows.map { row in (texts.first { $0[row].count > 0 } ?? texts[0])[row] })
        },
        Function(
            name: "length", parameters: [.text], required: 1, result: .fixed(.integer),
            about: "length(text): in characters"
        ) { call in .integer(call.texts(0).map { Int64($0.string.unicodeScalars.count) }) },
        Function(
            name: "hash", parameters: [.text, .literalInteger(1...64)], required: 1, result: .fixed(.text),
            about: "hash(text, length): the first digits of its SHA-256 in hexadecimal, all 64 where nothing is given"
        ) { call in
            let length = Int(call.literalInteger(1) ?? 64)
            return onRows(call) { text, _ in hash(text, length, call.arena) }
        },
    ]

    private static func onText(
        _ name: String, _ about: String, _ body: @escaping @Sendable (Text, Call) -> Text
    ) -> Function {
        Function(
            name: name, parameters: [.text], required: 1, result: .fixed(.text), about: "\(name)(text): \(about)"
        ) { call in .text(call.texts(0).map { cut(body($0, call)) }) }
    }

    /// The first argument, row by row.
    private static func onRows(_ call: Call, _ body: (Text, Int) -> Text) -> Column {
        let texts = call.texts(0)
        return .text(call.rows.map { body(texts[$0], $0) })
    }

    private static func hash(_ text: Text, _ length: Int, _ arena: Arena) -> Text {
        let place = arena.take(length)
        var digits = SHA256.hash(data: text.bytes).lazy.flatMap { [$0 >> 4, $0 & 15] }.makeIterator()
        for offset in 0..<length {
            let digit = digits.next() ?? 0
            place.storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, toByteOffset: offset, as: UInt8.self)
        }
        return Text(start: UnsafeRawPointer(place), count: length)
    }

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

    /// White space as Unicode has it.
    static func trimmed(_ text: Text) -> Text {
        let scalars = text.string.unicodeScalars
        let isSpace: (Unicode.Scalar) -> Bool = { $0.properties.isWhitespace }
        let before = scalars.prefix(while: isSpace).reduce(0) { $0 + $1.utf8.count }
        guard before < text.count else { return Text(start: text.start, count: 0) }
        let behind = scalars.reversed().prefix(while: isSpace).reduce(0) { $0 + $1.utf8.count }
        return Text(start: text.start + before, count: text.count - before - behind)
    }

    /// Byte by byte, from the left. An empty old changes nothing.
    static func replaced(_ text: Text, _ old: Text, _ new: Text, _ arena: Arena) -> Text {
        guard old.count > 0 else { return text }
        var result: [UInt8] = []
        var place = 0
        let search = TextSearch(old)
        while place < text.count, result.count <= longest {
            let found = search.find(in: text, from: place) ?? text.count
            result.append(contentsOf: text.bytes[place..<found])
            if found < text.count { result.append(contentsOf: new.bytes) }
            place = found + old.count
        }
        return result.withUnsafeBytes { cut(arena.copy($0)) }
    }

    static func substring(_ text: Text, from start: Int64, count: Int64?, _ arena: Arena) -> Text {
        let scalars = text.string.unicodeScalars.dropFirst(Int(clamping: max(start, 0)))
        return arena.copy(String(String.UnicodeScalarView(scalars.prefix(Int(clamping: max(count ?? .max, 0))))))
    }

    /// No longer than the longest a text may be made.
    static func padded(_ text: Text, to length: Int64, with filling: String, _ arena: Arena) -> Text {
        let missing = max(min(Int(clamping: length), 4096), 0) - text.string.unicodeScalars.count
        guard missing > 0, !filling.isEmpty else { return text }
        let part = Array(filling.unicodeScalars.prefix(missing))
        let whole = (0..<missing).map { part[$0 % part.count] }
        return arena.copy(String(String.UnicodeScalarView(whole)) + text.string)
    }

    /// No text that an expression makes is longer, in bytes; the rest is cut.
    static let longest = 16_384

    static func joined(_ columns: [[Text]], _ block: Block) -> [Text] {
        block.rows.indices.map { row in
            // One more than the longest, so that the cut sees what follows.
            let count = min(columns.reduce(0) { $0 + $1[row].count }, longest + 1)
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

    /// Where the last whole scalar ends, if the text is longer than it may be.
    static func cut(_ text: Text) -> Text {
        guard text.count > longest else { return text }
        var end = longest
        while end > 0, text.bytes[end] & 0xC0 == 0x80 { end -= 1 }
        return Text(start: text.start, count: end)
    }
}
