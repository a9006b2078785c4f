/// Reads a template's pattern: text, and expressions between `{{` and `}}`. `\{\{` and `\}\}` are braces that stand for
/// themselves, and `\\` is a backslash.
///
///     expression = name [ "." name ] | name "(" [ expression { "," expression } ] ")" | string | number | "true" | "false"
///     string     = "'" { character | "''" } "'"  |  '"' { character | '""' } '"'
struct ExpressionParser {
    private let characters: [Unicode.Scalar]
    private var place = 0
    private var depth = 0

    private static let longest = 65_536
    private static let deepest = 32

    static func parse(_ pattern: String) throws(ExpressionError) -> Expression {
        var parser = ExpressionParser(characters: Array(pattern.unicodeScalars))
        guard parser.characters.count <= longest else {
            throw ExpressionError(place: longest, message: "the pattern is longer than \(longest) characters")
        }
        return try parser.pattern()
    }

    private init(characters: [Unicode.Scalar]) { self.characters = characters }

    private mutating func pattern() throws(ExpressionError) -> Expression {
        var parts: [Expression] = []
        var text = ""
        while let character = current {
            if starts(with: "{{") {
                if !text.isEmpty { parts.append(.text(text)) }
                text = ""
                place += 2
                parts.append(try expression())
                skipSpace()
                guard starts(with: "}}") else { throw error("}} should be here") }
                place += 2
            } else if starts(with: "}}") {
                throw error("}} without {{; write \\}\\} for braces that stand for themselves")
            } else {
                if character == "\\", let next = following, "{}\\".unicodeScalars.contains(next) { place += 1 }
                text.unicodeScalars.append(characters[place])
                place += 1
            }
        }
        if !text.isEmpty || parts.isEmpty { parts.append(.text(text)) }
        return parts.count == 1 ? parts[0] : .joined(parts)
    }

    private mutating func expression() throws(ExpressionError) -> Expression {
        depth += 1
        defer { depth -= 1 }
        guard depth <= Self.deepest else { throw error("calls are nested deeper than \(Self.deepest)") }
        skipSpace()
        guard let character = current else { throw error("the pattern ends within an expression") }
        if character == "'" || character == "\"" { return .text(try string(character)) }
        if character == "-" || Self.isDigit(character) { return try number() }
        let name = try name()
        if starts(with: "(") { return .call(name, try arguments()) }
        if name == "true" || name == "false" { return .boolean(name == "true") }
        guard starts(with: ".") else { return .reference(name, property: nil) }
        place += 1
        return .reference(name, property: try self.name())
    }

    private mutating func arguments() throws(ExpressionError) -> [Expression] {
        place += 1
        var arguments: [Expression] = []
        skipSpace()
        if starts(with: ")") {
            place += 1
            return []
        }
        while true {
            arguments.append(try expression())
            skipSpace()
            if starts(with: ")") { break }
            guard starts(with: ",") else { throw error("a comma or ) should be here") }
            place += 1
        }
        place += 1
        return arguments
    }

    private mutating func name() throws(ExpressionError) -> String {
        let start = place
        while let character = current,
            character == "_" || character.isASCII && (character.properties.isAlphabetic || Self.isDigit(character))
        {
            place += 1
        }
        guard place > start else { throw error("a name, a number or a text in quotes should be here") }
        return String(String.UnicodeScalarView(characters[start..<place]))
    }

    private mutating func string(_ quote: Unicode.Scalar) throws(ExpressionError) -> String {
        let start = place
        place += 1
        var text = ""
        while let character = current {
            place += 1
            if character == quote {
                if current != quote { return text }
                place += 1
            }
            text.unicodeScalars.append(character)
        }
        place = start
        throw error("the quote does not end")
    }

    private mutating func number() throws(ExpressionError) -> Expression {
        let start = place
        if starts(with: "-") { place += 1 }
        var digits = ""
        var decimals: Int?
        while let character = current, Self.isDigit(character) || character == "." && decimals == nil {
            place += 1
            if character == "." {
                decimals = 0
            } else {
                digits.unicodeScalars.append(character)
                decimals = decimals.map { $0 + 1 }
            }
        }
        let sign = characters[start] == "-" ? "-" : ""
        guard let value = Int64(sign + digits), decimals != 0, (decimals ?? 0) <= 15 else {
            place = start
            throw error("no number begins so")
        }
        return decimals.map { .decimal(value, decimals: $0) } ?? .integer(value)
    }

    // MARK: characters

    private static func isDigit(_ character: Unicode.Scalar) -> Bool { ("0"..."9").contains(character) }

    private var current: Unicode.Scalar? { place < characters.count ? characters[place] : nil }
    private var following: Unicode.Scalar? { place + 1 < characters.count ? characters[place + 1] : nil }

    private func starts(with text: String) -> Bool { characters[place...].starts(with: text.unicodeScalars) }

    private mutating func skipSpace() {
        while let character = current, character.properties.isWhitespace { place += 1 }
    }

    private func error(_ message: String) -> ExpressionError { ExpressionError(place: place + 1, message: message) }
}
