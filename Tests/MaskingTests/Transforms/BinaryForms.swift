/// Binary forms of values, written independently of the codecs under test, after the server's `*_send` functions.
enum BinaryForms {
    /// From decimal text.
    static func numeric(_ text: String) -> [UInt8] {
        switch text {
        case "NaN": return [0, 0, 0, 0, 0xC0, 0, 0, 0]
        case "Infinity": return [0, 0, 0, 0, 0xD0, 0, 0, 0]
        case "-Infinity": return [0, 0, 0, 0, 0xF0, 0, 0, 0]
        default: break
        }
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", omittingEmptySubsequences: false)
        var integer = Array(parts[0])
        var fraction = parts.count > 1 ? Array(parts[1]) : []
        let scale = fraction.count
        while integer.count % 4 != 0 { integer.insert("0", at: 0) }
        while fraction.count % 4 != 0 { fraction.append("0") }
        var weight = integer.count / 4 - 1
        var words: [UInt16] = []
        let all = integer + fraction
        for start in stride(from: 0, to: all.count, by: 4) { words.append(UInt16(String(all[start..<start + 4])) ?? 0) }
        while words.first == 0 {
            words.removeFirst()
            weight -= 1
        }
        while words.last == 0 { words.removeLast() }
        if words.isEmpty { weight = 0 }
        let sign: UInt16 = isNegative && !words.isEmpty ? 0x4000 : 0
        let header = [UInt16(words.count), UInt16(bitPattern: Int16(weight)), sign, UInt16(scale)]
        return (header + words).flatMap(\.networkBytes)
    }

    /// Back to decimal text; nil if malformed.
    static func numericText(_ bytes: [UInt8]) -> String? {
        guard bytes.count >= 8 else { return nil }
        func word(_ index: Int) -> Int { Int(bytes[2 * index]) << 8 | Int(bytes[2 * index + 1]) }
        let count = word(0)
        let sign = word(2)
        let scale = word(3)
        let weight = Int(Int16(truncatingIfNeeded: word(1)))
        guard bytes.count == 8 + 2 * count else { return nil }
        switch sign {
        case 0, 0x4000: break
        case 0xC000: return "NaN"
        case 0xD000: return "Infinity"
        case 0xF000: return "-Infinity"
        default: return nil
        }
        func group(_ index: Int) -> String? {
            let value = index >= 0 && index < count ? word(4 + index) : 0
            guard value < 10_000 else { return nil }
            return String(repeating: "0", count: 4 - String(value).count) + String(value)
        }
        var integer = ""
        for index in 0..<max(0, weight + 1) {
            guard let digits = group(index) else { return nil }
            integer += digits
        }
        var fraction = ""
        var index = weight + 1
        while fraction.count < scale {
            guard let digits = group(index) else { return nil }
            fraction += digits
            index += 1
        }
        let whole = String(integer.drop { $0 == "0" })
        return (sign == 0 ? "" : "-") + (whole.isEmpty ? "0" : whole) + (scale > 0 ? "." + fraction.prefix(scale) : "")
    }

    static func uuid(_ text: String) -> [UInt8] {
        let digits = Array(text.filter { $0 != "-" })
        return stride(from: 0, to: digits.count, by: 2).map { UInt8(String(digits[$0...($0 + 1)]), radix: 16) ?? 0 }
    }

    static func uuidText(_ bytes: [UInt8]) -> String {
        var text = ""
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text += "-" }
            text += (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }
        return text
    }

    /// One dimension; nil is NULL.
    static func array(_ elements: [[UInt8]?], oid: UInt32, lowerBound: Int32 = 1) -> [UInt8] {
        let hasNull: Int32 = elements.contains { $0 == nil } ? 1 : 0
        var header: [Int32] = [elements.isEmpty ? 0 : 1, hasNull, Int32(oid)]
        if !elements.isEmpty { header += [Int32(elements.count), lowerBound] }
        var bytes = header.flatMap(\.networkBytes)
        for element in elements {
            bytes += Int32(element?.count ?? -1).networkBytes
            bytes += element ?? []
        }
        return bytes
    }

    /// Elements of an array of any number of dimensions; nil if malformed.
    static func elements(_ bytes: [UInt8]) -> [[UInt8]?]? {
        var offset = 0
        func int() -> Int? {
            guard offset + 4 <= bytes.count else { return nil }
            defer { offset += 4 }
            return Int(Int32(truncatingIfNeeded: bytes[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) }))
        }
        guard let dimensions = int(), (0...6).contains(dimensions), let flag = int(), (0...1).contains(flag),
            int() != nil
        else { return nil }
        var count = dimensions == 0 ? 0 : 1
        for _ in 0..<dimensions {
            guard let length = int(), length >= 0, int() != nil else { return nil }
            count *= length
            guard count <= bytes.count else { return nil }
        }
        var elements: [[UInt8]?] = []
        for _ in 0..<count {
            guard let length = int() else { return nil }
            if length == -1 {
                guard flag == 1 else { return nil }
                elements.append(nil)
                continue
            }
            guard length >= 0, offset + length <= bytes.count else { return nil }
            elements.append(Array(bytes[offset..<offset + length]))
            offset += length
        }
        return offset == bytes.count ? elements : nil
    }

    /// Days since 2000-01-01, by counting.
    static func days(year: Int, month: Int, day: Int) -> Int32 {
        func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }
        var days = 0
        if year >= 2000 {
            for each in 2000..<year { days += isLeap(each) ? 366 : 365 }
        } else {
            for each in year..<2000 { days -= isLeap(each) ? 366 : 365 }
        }
        let lengths = [31, isLeap(year) ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        return Int32(days + lengths.prefix(month - 1).reduce(0, +) + day - 1)
    }
}
