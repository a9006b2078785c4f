/// Words, numbers and everything in quotes.
extension SQLLexer {
    /// An identifier or keyword, or a string whose prefix looks like one.
    mutating func word(_ text: Span<UInt8>) -> SQLToken {
        let start = position
        switch (text[start] | 0x20, text.byte(start + 1)) {
        case (UInt8(ascii: "e"), UInt8(ascii: "'")):
            return quoted(text, from: start, opening: start + 1, kind: .escapeString, escapes: true, doubles: true)
        case (UInt8(ascii: "b"), UInt8(ascii: "'")):
            return quoted(text, from: start, opening: start + 1, kind: .bitString, escapes: false, doubles: false)
        case (UInt8(ascii: "x"), UInt8(ascii: "'")):
            return quoted(text, from: start, opening: start + 1, kind: .hexString, escapes: false, doubles: false)
        case (UInt8(ascii: "n"), UInt8(ascii: "'")):
            return quoted(
                text, from: start, opening: start + 1, kind: .nationalString, escapes: !standardConformingStrings,
                doubles: true)
        case (UInt8(ascii: "u"), UInt8(ascii: "&")):
            if text.byte(start + 2) == UInt8(ascii: "\"") {
                return quotedIdentifier(text, from: start, opening: start + 2, kind: .unicodeIdentifier)
            }
            if text.byte(start + 2) == UInt8(ascii: "'") {
                // The server refuses these where backslashes escape in plain strings.
                guard standardConformingStrings else { return invalid(text, from: start) }
                return quoted(
                    text, from: start, opening: start + 2, kind: .unicodeString, escapes: false, doubles: true)
            }
        default: break
        }
        var end = start + 1
        while end &+ 8 <= text.count {
            let word = UInt64(littleEndian: text.bytes.unsafeLoadUnaligned(fromByteOffset: end, as: UInt64.self))
            let count = CharacterClass.identifierParts(word)
            end &+= count
            guard count == 8 else {
                position = end
                return SQLToken(kind: .identifier, start: start, end: end)
            }
        }
        while end < text.count, CharacterClass.isIdentifierPart(text[end]) { end += 1 }
        position = end
        return SQLToken(kind: .identifier, start: start, end: end)
    }

    /// A string in single quotes and its continuations: a further quoted piece after white space with a newline belongs
    /// to it and is read in the same way.
    mutating func quoted(
        _ text: Span<UInt8>, from start: Int, opening: Int, kind: SQLToken.Kind, escapes: Bool, doubles: Bool
    ) -> SQLToken {
        position = opening + 1
        while position < text.count {
            let byte = text[position]
            if byte == UInt8(ascii: "\\"), escapes {
                position += 2
            } else if byte == UInt8(ascii: "'") {
                position += 1
                if doubles, text.byte(position) == UInt8(ascii: "'") {
                    position += 1
                } else if !skipToContinuation(text) {
                    return SQLToken(kind: kind, start: start, end: position)
                }
            } else {
                position += 1
            }
        }
        return invalid(text, from: start)
    }

    /// Moves inside the continuation of the string that ended at the position, if one follows; otherwise stays.
    private mutating func skipToContinuation(_ text: Span<UInt8>) -> Bool {
        let end = position
        var hasNewline = false
        while position < text.count {
            let byte = text[position]
            if CharacterClass.isSpace(byte) {
                hasNewline = hasNewline || CharacterClass.isNewline(byte)
                position += 1
            } else if byte == UInt8(ascii: "-"), text.byte(position + 1) == UInt8(ascii: "-") {
                skipLine(text)
            } else {
                if byte == UInt8(ascii: "'"), hasNewline {
                    position += 1
                    return true
                }
                break
            }
        }
        position = end
        return false
    }

    mutating func quotedIdentifier(
        _ text: Span<UInt8>, from start: Int, opening: Int, kind: SQLToken.Kind
    ) -> SQLToken {
        position = opening + 1
        while position < text.count {
            guard text[position] == UInt8(ascii: "\"") else {
                position += 1
                continue
            }
            position += 1
            guard text.byte(position) == UInt8(ascii: "\"") else {
                return SQLToken(kind: kind, start: start, end: position)
            }
            position += 1
        }
        return invalid(text, from: start)
    }

    /// A parameter (`$1`) or a dollar-quoted string.
    mutating func dollar(_ text: Span<UInt8>) -> SQLToken {
        let start = position
        var end = start + 1
        if let byte = text.byte(end), CharacterClass.isDigit(byte) {
            while let byte = text.byte(end), CharacterClass.isDigit(byte) { end += 1 }
            // `$1a` is two tokens up to PostgreSQL 15 and an error after.
            if let byte = text.byte(end), CharacterClass.isIdentifierStart(byte) { return invalid(text, from: start) }
            position = end
            return SQLToken(kind: .parameter, start: start, end: end)
        }
        if let byte = text.byte(end), CharacterClass.isIdentifierStart(byte) {
            while let byte = text.byte(end), CharacterClass.isTagPart(byte) { end += 1 }
        }
        guard text.byte(end) == UInt8(ascii: "$") else { return invalid(text, from: start) }
        let tag = text.extracting(start..<end + 1)
        position = end + 1
        while position + tag.count <= text.count {
            if text[position] == UInt8(ascii: "$"), text.extracting(position..<position + tag.count).equals(tag) {
                position += tag.count
                return SQLToken(kind: .dollarString, start: start, end: position)
            }
            position += 1
        }
        return invalid(text, from: start)
    }

    mutating func number(_ text: Span<UInt8>) -> SQLToken {
        let start = position
        var end = start
        while let byte = text.byte(end), CharacterClass.isDigit(byte) { end += 1 }
        if text.byte(end) == UInt8(ascii: "."), end == start || text.byte(end + 1) != UInt8(ascii: ".") {
            end += 1
            while let byte = text.byte(end), CharacterClass.isDigit(byte) { end += 1 }
        }
        if let byte = text.byte(end), byte | 0x20 == UInt8(ascii: "e") {
            var digits = end + 1
            if let sign = text.byte(digits), sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") { digits += 1 }
            guard let first = text.byte(digits), CharacterClass.isDigit(first) else {
                return invalid(text, from: start)
            }
            end = digits
            while let byte = text.byte(end), CharacterClass.isDigit(byte) { end += 1 }
        }
        if let byte = text.byte(end), CharacterClass.isIdentifierStart(byte) { return invalid(text, from: start) }
        position = end
        return SQLToken(kind: .number, start: start, end: end)
    }
}

extension Span where Element == UInt8 {
    func equals(_ other: Span<UInt8>) -> Bool {
        guard count == other.count else { return false }
        for index in 0..<count where self[index] != other[index] { return false }
        return true
    }
}
