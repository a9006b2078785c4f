/// Reads JSON (RFC 8259). No more than that is taken: no comments, no trailing commas, no member twice.
package struct JSONReader {
    private let bytes: [UInt8]
    private let file: String?
    private var place = 0
    private var line = 1
    /// A place in the present line up to which its characters are counted.
    private var counted = 0
    private var characters = 0
    private var depth = 0

    private static let deepest = 64

    /// - Parameter file: what the places of the values will name.
    package static func read(_ bytes: [UInt8], file: String? = nil) throws(JSONError) -> JSONValue {
        var reader = JSONReader(bytes: bytes, file: file)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { (reader.place, reader.counted) = (3, 3) }
        let value = try reader.value()
        reader.skipSpace()
        guard reader.place == bytes.count else { throw reader.error("something follows the value") }
        return value
    }

    private init(bytes: [UInt8], file: String?) {
        self.bytes = bytes
        self.file = file
    }

    // MARK: values

    private mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        let start = here()
        switch current {
        case UInt8(ascii: "{"): return JSONValue(kind: .object(try object()), place: start)
        case UInt8(ascii: "["): return JSONValue(kind: .array(try array()), place: start)
        case UInt8(ascii: "\""): return JSONValue(kind: .string(try string()), place: start)
        case let byte? where byte == UInt8(ascii: "-") || byte &- 0x30 < 10:
            return JSONValue(kind: .number(try number()), place: start)
        case nil: throw error("the text ends where a value should be")
        default: break
        }
        for (word, kind) in [("true", JSONValue.Kind.boolean(true)), ("false", .boolean(false)), ("null", .null)]
        where bytes[place...].starts(with: word.utf8) {
            place += word.utf8.count
            return JSONValue(kind: kind, place: start)
        }
        throw error("no value begins so")
    }

    private mutating func object() throws(JSONError) -> [(name: String, value: JSONValue)] {
        var members: [(name: String, value: JSONValue)] = []
        var names: Set<String> = []
        try enter()
        while true {
            skipSpace()
            if members.isEmpty, take("}") { break }
            guard current == UInt8(ascii: "\"") else { throw error("a member's name in double quotes should be here") }
            let start = place
            let name = try string()
            guard names.insert(name).inserted else {
                place = start
                throw error("the member \"\(name.prefix(100))\" is here twice")
            }
            skipSpace()
            guard take(":") else { throw error("a colon should be here") }
            members.append((name, try value()))
            skipSpace()
            if take("}") { break }
            guard take(",") else { throw error("a comma or } should be here") }
        }
        depth -= 1
        return members
    }

    private mutating func array() throws(JSONError) -> [JSONValue] {
        var elements: [JSONValue] = []
        try enter()
        while true {
            skipSpace()
            if elements.isEmpty, take("]") { break }
            elements.append(try value())
            skipSpace()
            if take("]") { break }
            guard take(",") else { throw error("a comma or ] should be here") }
        }
        depth -= 1
        return elements
    }

    private mutating func enter() throws(JSONError) {
        place += 1
        depth += 1
        guard depth <= Self.deepest else { throw error("values are nested deeper than \(Self.deepest)") }
    }

    private mutating func number() throws(JSONError) -> String {
        let start = place
        _ = take("-")
        if !take("0") { try digits() }
        if take(".") { try digits() }
        if take("e") || take("E") {
            if !take("+") { _ = take("-") }
            try digits()
        }
        return String(decoding: bytes[start..<place], as: UTF8.self)
    }

    private mutating func digits() throws(JSONError) {
        let start = place
        while let byte = current, byte &- 0x30 < 10 { place += 1 }
        guard place > start else { throw error("a digit should be here") }
    }

    // MARK: strings

    private mutating func string() throws(JSONError) -> String {
        place += 1
        var text: [UInt8] = []
        while let byte = current {
            switch byte {
            case UInt8(ascii: "\""):
                guard let string = String(validating: text, as: UTF8.self) else {
                    throw error("the string is no UTF-8")
                }
                place += 1
                return string
            case UInt8(ascii: "\\"): text.append(contentsOf: try escape())
            case 0..<0x20: throw error("a control character stands in a string; write it as \\u00..")
            default:
                text.append(byte)
                place += 1
            }
        }
        throw error("a string does not end")
    }

    private mutating func escape() throws(JSONError) -> [UInt8] {
        place += 1
        let byte = current
        place += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return [byte ?? 0]
        case UInt8(ascii: "b"): return [8]
        case UInt8(ascii: "f"): return [12]
        case UInt8(ascii: "n"): return [10]
        case UInt8(ascii: "r"): return [13]
        case UInt8(ascii: "t"): return [9]
        case UInt8(ascii: "u"):
            var code = try hexadecimal()
            if 0xD800..<0xDC00 ~= code, bytes[place...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) {
                place += 2
                let low = try hexadecimal()
                guard 0xDC00..<0xE000 ~= low else { throw error("half a surrogate pair") }
                code = 0x1_0000 + (code - 0xD800) << 10 + (low - 0xDC00)
            }
            guard let scalar = Unicode.Scalar(code) else { throw error("half a surrogate pair") }
            return Array(scalar.utf8)
        default:
            place -= 1
            throw error("no escape begins so")
        }
    }

    private mutating func hexadecimal() throws(JSONError) -> UInt32 {
        let end = place + 4
        guard end <= bytes.count, bytes[place..<end].allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }),
            let code = UInt32(String(decoding: bytes[place..<end], as: UTF8.self), radix: 16)
        else { throw error("four hexadecimal digits should be here") }
        place = end
        return code
    }

    // MARK: bytes

    private var current: UInt8? { place < bytes.count ? bytes[place] : nil }

    private mutating func take(_ character: Unicode.Scalar) -> Bool {
        guard current == UInt8(ascii: character) else { return false }
        place += 1
        return true
    }

    private mutating func skipSpace() {
        while let byte = current, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            place += 1
            if byte == 0x0A {
                line += 1
                (counted, characters) = (place, 0)
            }
        }
    }

    private mutating func here() -> JSONValue.Place {
        if place < counted { (counted, characters) = (place, max(characters - (counted - place), 0)) }
        characters += bytes[counted..<min(place, bytes.count)].count { $0 & 0xC0 != 0x80 }
        counted = min(place, bytes.count)
        return JSONValue.Place(line: line, column: characters + 1, file: file)
    }

    private mutating func error(_ message: String) -> JSONError { JSONError(place: here(), message: message) }
}

/// Why a text is no JSON.
package struct JSONError: Error, Equatable, CustomStringConvertible {
    package let place: JSONValue.Place
    package let message: String

    package var description: String { "line \(place.line), column \(place.column): \(message)" }
}
