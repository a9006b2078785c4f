import Masking

/// Whether bytes are a value of a type, as a client would parse it. Written apart from the codecs under test.
enum ValueValidator {
    static func accepts(
        _ bytes: [UInt8], as type: ValueType, _ format: WireFormat, settings: ValueSettings = ValueSettings()
    ) -> Bool {
        if let limit = type.characterLimit, type.kind != .name {
            let isSingleByte = settings.encoding == .latin1
            let count = isSingleByte ? bytes.count : bytes.count { $0 & 0xC0 != 0x80 }
            guard count <= limit else { return false }
        }
        switch type.kind {
        case .text, .varchar, .bpchar, .name, .citext, .singleChar, .xml: return isText(bytes, settings)
        case .json: return isText(bytes, settings) && JSONReader.accepts(bytes)
        case .jsonb where format == .binary:
            return bytes.first == 1 && isText(bytes, settings) && JSONReader.accepts(Array(bytes.dropFirst()))
        case .jsonb: return isText(bytes, settings) && JSONReader.accepts(bytes)
        default: break
        }
        if format == .binary { return acceptsBinary(bytes, type) }
        guard bytes.allSatisfy({ $0 < 0x80 }) || type.isArray else { return false }
        return acceptsText(String(decoding: bytes, as: UTF8.self), type, settings)
    }

    private static func isText(_ bytes: [UInt8], _ settings: ValueSettings) -> Bool {
        settings.encoding == .latin1 || settings.encoding == .other || String(validating: bytes, as: UTF8.self) != nil
    }

    private static func acceptsText(_ text: String, _ type: ValueType, _ settings: ValueSettings) -> Bool {
        switch type.kind {
        case .int2: return Int16(text) != nil
        case .int4: return Int32(text) != nil
        case .int8: return Int64(text) != nil
        case .oid: return UInt32(text) != nil
        case .float4, .float8: return Double(text) != nil || ["NaN", "Infinity", "-Infinity"].contains(text)
        case .numeric:
            return ["NaN", "Infinity", "-Infinity"].contains(text) || text.wholeMatch(of: /-?\d+(\.\d+)?/) != nil
        case .money: return text.wholeMatch(of: /-?\$[\d,]+\.\d\d/) != nil
        case .uuid:
            return text.wholeMatch(of: /[0-9a-fA-F]{8}-([0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}/) != nil
        case .bool: return text == "t" || text == "f"
        case .bytea: return text.isEmpty || text.wholeMatch(of: /\\x([0-9a-f]{2})*|0*/) != nil
        case .date: return isDate(text, rest: /( BC)?/) || text.hasSuffix("infinity")
        case .timestamp: return isDate(text, rest: /\ \d\d:\d\d:\d\d(\.\d{1,6})?( BC)?/) || text.hasSuffix("infinity")
        case .timestamptz:
            return isDate(text, rest: /\ \d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d(:\d\d){0,2}( BC)?/)
                || text.hasSuffix("infinity")
        case .time: return text.wholeMatch(of: /\d\d:\d\d:\d\d(\.\d{1,6})?/) != nil
        case .timetz: return text.wholeMatch(of: /\d\d:\d\d:\d\d(\.\d{1,6})?[+-]\d\d/) != nil
        case .interval: return text.wholeMatch(of: /(\d+ days )?\d\d:\d\d:\d\d(\.\d{1,6})?/) != nil
        case .inet: return text.wholeMatch(of: /[0-9.]{7,15}|[0-9:]{2,39}/) != nil
        case .cidr: return text.wholeMatch(of: /([0-9.]{7,15}|[0-9:]{2,39})\/\d+/) != nil
        case .macaddr: return text.wholeMatch(of: /([0-9a-f]{2}:){5}[0-9a-f]{2}/) != nil
        case .macaddr8: return text.wholeMatch(of: /([0-9a-f]{2}:){7}[0-9a-f]{2}/) != nil
        case .bit, .varbit: return text.allSatisfy { $0 == "0" || $0 == "1" }
        case .tsvector, .tsquery: return text.allSatisfy { $0 == " " }
        case .range: return text.wholeMatch(of: /empty */) != nil
        case .multirange: return text.wholeMatch(of: /\{ *\}/) != nil
        case .array(let element): return ArrayReader.accepts(text, element: element, settings: settings)
        default: return false
        }
    }

    private static func isDate(_ text: String, rest: some RegexComponent) -> Bool {
        guard let date = text.prefixMatch(of: /(\d{4,7})-(\d\d)-(\d\d)/), let month = Int(date.2), let day = Int(date.3)
        else { return false }
        let isBC = text.hasSuffix(" BC")
        let year = (Int(date.1) ?? 0) * (isBC ? -1 : 1) + (isBC ? 1 : 0)
        let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
        let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return (1...12).contains(month) && (1...lengths[month - 1]).contains(day)
            && text[date.range.upperBound...].wholeMatch(of: rest) != nil
    }

    private static func acceptsBinary(_ bytes: [UInt8], _ type: ValueType) -> Bool {
        switch type.kind {
        case .bool: bytes == [0] || bytes == [1]
        case .int2: bytes.count == 2
        case .int4, .oid, .float4, .date: bytes.count == 4
        case .int8, .float8, .money, .time, .timestamp, .timestamptz, .macaddr8: bytes.count == 8
        case .timetz: bytes.count == 12
        case .uuid, .interval: bytes.count == 16
        case .macaddr: bytes.count == 6
        case .bytea: true
        case .numeric: BinaryForms.numericText(bytes) != nil
        case .inet, .cidr:
            bytes.count == 8 && bytes[0] == 2 && bytes[3] == 4
                || bytes.count == 20 && bytes[0] == 3 && bytes[3] == 16
        case .bit, .varbit:
            bytes.count >= 4
                && (bytes.prefix(4).reduce(0) { $0 << 8 | Int($1) } + 7) / 8 == bytes.count - 4
        case .tsvector, .tsquery, .multirange: bytes == [0, 0, 0, 0]
        case .range: bytes == [1]
        case .array(let element):
            BinaryForms.elements(bytes).map {
                $0.allSatisfy { $0.map { accepts($0, as: element, .binary) } ?? true }
            } ?? false
        default: false
        }
    }
}

extension ValueType {
    var isArray: Bool { if case .array = kind { true } else { false } }
}

/// Reads array text as `array_in` does, as far as tests need.
enum ArrayReader {
    static func accepts(_ text: String, element: ValueType, settings: ValueSettings) -> Bool {
        elements(text)?.allSatisfy {
            $0.map { ValueValidator.accepts(Array($0.utf8), as: element, .text, settings: settings) } ?? true
        } ?? false
    }

    /// nil if malformed; elements that are nil are NULL.
    static func elements(_ text: String) -> [String?]? {
        var rest = Substring(text)
        if rest.first == "[" {
            guard let end = rest.firstIndex(of: "=") else { return nil }
            rest = rest[end...].dropFirst()
        }
        guard rest.first == "{", rest.last == "}" else { return nil }
        if rest.dropFirst().dropLast().allSatisfy({ $0 == " " }) { return [] }
        var elements: [String?] = []
        var depth = 0
        var characters = Array(rest.unicodeScalars)[...]
        while let scalar = characters.first {
            switch scalar {
            case "{": depth += 1
            case "}": depth -= 1
            case ",": break
            case "\"":
                characters.removeFirst()
                var element = String.UnicodeScalarView()
                while let inner = characters.first, inner != "\"" {
                    characters.removeFirst()
                    if inner == "\\" {
                        guard let escaped = characters.popFirst() else { return nil }
                        element.append(escaped)
                    } else {
                        element.append(inner)
                    }
                }
                guard !characters.isEmpty else { return nil }
                elements.append(String(element))
            default:
                var element = String.UnicodeScalarView()
                while let inner = characters.first, inner != ",", inner != "}" {
                    guard inner != "{", inner != "\"" else { return nil }
                    element.append(inner)
                    characters.removeFirst()
                }
                elements.append(String(element) == "NULL" ? nil : String(element))
                continue
            }
            characters.removeFirst()
            if depth == 0 { return characters.isEmpty ? elements : nil }
        }
        return nil
    }
}

/// A strict JSON reader.
struct JSONReader {
    private var rest: ArraySlice<UInt8>

    static func accepts(_ bytes: [UInt8]) -> Bool {
        var reader = JSONReader(rest: bytes[...])
        return reader.value() && reader.blanks() && reader.rest.isEmpty
    }

    private mutating func blanks() -> Bool {
        rest = rest.drop { [0x20, 0x0A, 0x0D, 0x09].contains($0) }
        return true
    }

    private mutating func take(_ text: String) -> Bool {
        guard rest.starts(with: text.utf8) else { return false }
        rest = rest.dropFirst(text.utf8.count)
        return true
    }

    private mutating func value() -> Bool {
        _ = blanks()
        switch rest.first {
        case UInt8(ascii: "{"): return members("{", "}", named: true)
        case UInt8(ascii: "["): return members("[", "]", named: false)
        case UInt8(ascii: "\""): return string()
        default: break
        }
        if take("true") || take("false") || take("null") { return true }
        let token = rest.prefix { UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 || "+-.eE".utf8.contains($0) }
        rest = rest.dropFirst(token.count)
        return String(decoding: token, as: UTF8.self).wholeMatch(of: /-?(0|[1-9]\d*)(\.\d+)?([eE][+-]?\d+)?/) != nil
    }

    private mutating func members(_ open: String, _ close: String, named: Bool) -> Bool {
        guard take(open), blanks() else { return false }
        if take(close) { return true }
        while true {
            if named { guard blanks(), string(), blanks(), take(":") else { return false } }
            guard value(), blanks() else { return false }
            if take(close) { return true }
            guard take(",") else { return false }
        }
    }

    private mutating func string() -> Bool {
        guard take("\"") else { return false }
        while let byte = rest.popFirst() {
            switch byte {
            case UInt8(ascii: "\""): return true
            case UInt8(ascii: "\\"):
                guard let escape = rest.popFirst(), "\"\\/bfnrtu".utf8.contains(escape) else { return false }
                if escape == UInt8(ascii: "u") {
                    let digits = rest.prefix(4)
                    guard digits.count == 4, UInt16(String(decoding: digits, as: UTF8.self), radix: 16) != nil else {
                        return false
                    }
                    rest = rest.dropFirst(4)
                }
            case ..<0x20: return false
            default: break
            }
        }
        return false
    }
}
