import BasicContainers

/// Whether bytes are one JSON document (RFC 8259). For what a configuration states, not for rows.
enum JSONValidator {
    private static let maximumDepth = 100

    static func isDocument(_ json: Span<UInt8>) -> Bool {
        guard TextEncoding.isUTF8(json) else { return false }
        var offset = 0
        skipBlanks(json, &offset)
        guard value(json, &offset, depth: 0) else { return false }
        skipBlanks(json, &offset)
        return offset == json.count
    }

    private static func skipBlanks(_ json: Span<UInt8>, _ offset: inout Int) {
        while offset < json.count, [0x20, 0x09, 0x0A, 0x0D].contains(json[offset]) { offset += 1 }
    }

    private static func skip(_ json: Span<UInt8>, _ offset: inout Int, _ text: String) -> Bool {
        guard json.extracting(offset..<json.count).starts(with: text) else { return false }
        offset += text.utf8.count
        return true
    }

    private static func value(_ json: Span<UInt8>, _ offset: inout Int, depth: Int) -> Bool {
        guard offset < json.count, depth < maximumDepth else { return false }
        switch json[offset] {
        case UInt8(ascii: "{"): return members(json, &offset, depth: depth, end: "}", areNamed: true)
        case UInt8(ascii: "["): return members(json, &offset, depth: depth, end: "]", areNamed: false)
        case UInt8(ascii: "\""): return string(json, &offset)
        case UInt8(ascii: "t"): return skip(json, &offset, "true")
        case UInt8(ascii: "f"): return skip(json, &offset, "false")
        case UInt8(ascii: "n"): return skip(json, &offset, "null")
        default: return number(json, &offset)
        }
    }

    private static func members(
        _ json: Span<UInt8>, _ offset: inout Int, depth: Int, end: String, areNamed: Bool
    ) -> Bool {
        offset += 1
        skipBlanks(json, &offset)
        if skip(json, &offset, end) { return true }
        while true {
            if areNamed {
                guard string(json, &offset) else { return false }
                skipBlanks(json, &offset)
                guard skip(json, &offset, ":") else { return false }
                skipBlanks(json, &offset)
            }
            guard value(json, &offset, depth: depth + 1) else { return false }
            skipBlanks(json, &offset)
            if skip(json, &offset, end) { return true }
            guard skip(json, &offset, ",") else { return false }
            skipBlanks(json, &offset)
        }
    }

    private static func string(_ json: Span<UInt8>, _ offset: inout Int) -> Bool {
        let start = offset
        guard skip(json, &offset, "\"") else { return false }
        while offset < json.count {
            if json[offset] == UInt8(ascii: "\"") {
                offset += 1
                var characters = ByteArray()
                return JSONText.appendString(of: json.extracting(start..<offset), into: &characters)
            }
            offset += json[offset] == UInt8(ascii: "\\") ? 2 : 1
        }
        return false
    }

    private static func number(_ json: Span<UInt8>, _ offset: inout Int) -> Bool {
        _ = skip(json, &offset, "-")
        if !skip(json, &offset, "0") {
            guard digits(json, &offset) else { return false }
        }
        if skip(json, &offset, ".") {
            guard digits(json, &offset) else { return false }
        }
        if skip(json, &offset, "e") || skip(json, &offset, "E") {
            _ = skip(json, &offset, "+") || skip(json, &offset, "-")
            guard digits(json, &offset) else { return false }
        }
        return true
    }

    private static func digits(_ json: Span<UInt8>, _ offset: inout Int) -> Bool {
        let start = offset
        while offset < json.count, json[offset].isASCIIDigit { offset += 1 }
        return offset > start
    }
}
