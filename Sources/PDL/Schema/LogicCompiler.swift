import Keys

/// Generators of the type `logic`, by their kind.
enum LogicCompiler {
    static func generator(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> (any Generator)? {
        switch definition["kind"]?.string {
        case "uuid": return uuid(key, definition, at: path, &schema)
        case "integer":
            let low = Int64(definition["min"]?.integer ?? 0)
            let high = Int64(definition["max"]?.integer ?? max(2_147_483_647, Int(low)))
            guard ordered(low, high, definition, at: path, &schema) else { return nil }
            return IntegerGenerator(key: key, range: low...high)
        case "float": return float(key, definition, at: path, &schema)
        case "boolean": return BooleanGenerator(key: key, share: definition["true"]?.double ?? 0.5)
        case "date":
            return days(definition, at: path, &schema).map { DateGenerator(key: key, range: $0, hasTime: false) }
        case "datetime":
            return days(definition, at: path, &schema).map {
                DateGenerator(key: key, range: $0.lowerBound * 86_400...$0.upperBound * 86_400 + 86_399, hasTime: true)
            }
        case "time":
            return times(definition, at: path, &schema).map { TimeGenerator(key: key, range: $0) }
        case "regex":
            guard let pattern = definition["pattern"] else { return nil }
            do throws(ExpressionError) {
                return PatternGenerator(key: key, pattern: try TextPattern(pattern.string ?? ""))
            } catch {
                schema.report("\(path).pattern", pattern, error.description)
                return nil
            }
        case "phone":
            let country = definition["country"]?.string ?? schema.country(among: PhoneNumbers.patterns.keys) ?? "US"
            return PhoneNumbers.patterns[country].flatMap { try? TextPattern($0) }.map {
                PatternGenerator(key: key, pattern: $0)
            }
        case "sequence":
            return SequenceGenerator(
                start: Int64(definition["start"]?.integer ?? 1), step: Int64(definition["step"]?.integer ?? 1))
        case "ip":
            return AddressGenerator(
                key: key,
                form: definition["version"]?.string == "6"
                    ? .version6(prefix: 0x2001_0DB8_0000_0000) : .version4(base: 10 << 24, bits: 24))
        case "mac": return AddressGenerator(key: key, form: .mac)
        case "iban":
            let country =
                definition["country"]?.string ?? schema.country(among: ChecksumGenerator.accounts.keys) ?? "DE"
            return ChecksumGenerator.accounts[country].map {
                ChecksumGenerator(mask: MaskGenerator(key: key, mask: $0), form: .iban(country: country))
            }
        case "payment_card":
            return ChecksumGenerator.cards[definition["brand"]?.string ?? "visa"].map {
                ChecksumGenerator(mask: MaskGenerator(key: key, mask: $0), form: .luhn)
            }
        case "mask":
            guard let mask = definition["mask"]?.string else { return nil }
            guard !mask.isEmpty, mask.utf8.count <= 1000 else {
                schema.report("\(path).mask", definition["mask"], "a mask has 1 to 1000 characters")
                return nil
            }
            return MaskGenerator(key: key, mask: mask)
        default: return nil
        }
    }

    private static func uuid(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> UUIDGenerator? {
        guard definition["version"]?.string == "7" else { return UUIDGenerator(key: key, times: nil) }
        let start = CalendarDay("2020-01-01").map(\.days) ?? 0
        return UUIDGenerator(key: key, times: start * 86_400_000...(start + 3653) * 86_400_000)
    }

    /// Whole steps of the last decimal between the bounds.
    private static func float(
        _ key: StreamKey, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> DecimalGenerator? {
        let decimals = definition["decimals"]?.integer ?? 2
        let (low, high) = (definition["min"]?.double ?? 0, definition["max"]?.double ?? 1)
        guard ordered(low, high, definition, at: path, &schema) else { return nil }
        guard
            let first = ScaledNumber.value(definition["min"]?.numberText ?? "0", decimals: decimals, up: true),
            let last = ScaledNumber.value(definition["max"]?.numberText ?? "1", decimals: decimals, up: false),
            first <= last
        else {
            schema.report(
                path, definition,
                "no number with \(decimals) decimals, of at most 18 digits in all, lies between the bounds")
            return nil
        }
        return DecimalGenerator(key: key, range: first...last, decimals: decimals)
    }

    static func days(
        _ definition: JSONValue, from first: String = "1970-01-01", to last: String = "2037-12-31", at path: String,
        _ schema: inout SchemaCompiler
    ) -> ClosedRange<Int64>? {
        func day(_ name: String, or standard: String) -> Int64? {
            guard let day = CalendarDay(definition[name]?.string ?? standard) else {
                schema.report("\(path).\(name)", definition[name], "a day is expected, as 2026-01-31")
                return nil
            }
            return day.days
        }
        guard let first = day("from", or: first), let last = day("to", or: last) else { return nil }
        return ordered(first, last, definition, at: path, &schema) ? first...last : nil
    }

    private static func times(
        _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> ClosedRange<Int64>? {
        func time(_ name: String, or standard: Int64) -> Int64? {
            guard let value = definition[name] else { return standard }
            guard let time = CalendarDay.timeOfDay(value.string ?? "") else {
                schema.report("\(path).\(name)", value, "a time of the day is expected, as 08:30 or 08:30:59")
                return nil
            }
            return time
        }
        guard let first = time("from", or: 0), let last = time("to", or: 86_399) else { return nil }
        return ordered(first, last, definition, at: path, &schema) ? first...last : nil
    }

    private static func ordered<Value: Comparable>(
        _ low: Value, _ high: Value, _ definition: JSONValue, at path: String, _ schema: inout SchemaCompiler
    ) -> Bool {
        if low <= high { return true }
        schema.report(path, definition, "the least is above the greatest")
        return false
    }
}
