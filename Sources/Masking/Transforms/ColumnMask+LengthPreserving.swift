import BasicContainers

extension ColumnMask {
    /// What a field gets whose `length` bytes are announced but not held, as in rows that are streamed: whatever the
    /// rule, a placeholder of the type. nil: there is none of this length, the row must be refused.
    package func lengthPreserving(_ length: Int) -> LengthPreservingFill? {
        guard length >= 0 else { return nil }
        switch type.kind {
        case .text, .varchar, .bpchar, .name, .citext, .singleChar, .xml: return characters(length)
        case .json: return json(length, prefix: [])
        case .jsonb:
            guard format == .binary else { return json(length, prefix: []) }
            return length > 0 ? json(length &- 1, prefix: [1]) : nil
        default: return format == .text ? text(length) : binary(length)
        }
    }

    private func characters(_ length: Int) -> LengthPreservingFill? {
        guard let limit = type.characterLimit, length > limit, type.kind != .name else {
            return LengthPreservingFill("*", count: length)
        }
        // So many bytes were more-byte characters; as many stars would be too many characters.
        guard settings.encoding == .utf8, limit > 0 else { return nil }
        let width = length / limit &+ (length % limit == 0 ? 0 : 1)
        let characters: [[UInt8]] = [[0x2A], [0xC2, 0xB7], [0xE2, 0x96, 0x88], [0xF0, 0x9F, 0x94, 0x92]]
        guard width <= 4 else { return nil }
        let rest = length % width
        return LengthPreservingFill(
            prefix: rest == 0 ? [] : characters[rest - 1], unit: characters[width - 1], repetitions: length / width)
    }

    private func json(_ length: Int, prefix: [UInt8]) -> LengthPreservingFill? {
        switch length {
        case ..<1: nil
        case 1: LengthPreservingFill(prefix: prefix + [.zero], unit: [0x20], repetitions: 0)
        default: LengthPreservingFill(prefix: prefix + "{}".utf8, unit: [0x20], repetitions: length &- 2)
        }
    }

    private func text(_ length: Int) -> LengthPreservingFill? {
        switch type.kind {
        case .int2, .int4, .int8, .numeric, .float4, .float8, .oid, .bit, .varbit:
            length > 0 || type.kind == .varbit ? LengthPreservingFill("0", count: length) : nil
        // All of it plain characters in the escape form.
        case .bytea: LengthPreservingFill("0", count: length)
        case .money: LengthPreservingFill(prefix: "$0", "0", suffix: ".00", length: length)
        case .bool: length == 1 ? LengthPreservingFill(text: "f") : nil
        case .uuid: length == 36 ? LengthPreservingFill(text: "00000000-0000-0000-0000-000000000000") : nil
        case .date, .timestamp, .timestamptz: settings.dateStyle == .iso ? Self.moment(type.kind, length) : nil
        case .time: Self.time(length).map(LengthPreservingFill.init(text:))
        case .timetz: Self.time(length &- 3).map { LengthPreservingFill(text: $0 + "+00") }
        case .interval: settings.intervalStyle == .postgres ? Self.interval(length) : nil
        case .inet: Self.address(length).map(LengthPreservingFill.init(text:))
        case .cidr: Self.address(length &- 2).map { LengthPreservingFill(text: $0 + "/0") }
        case .macaddr: length == 17 ? LengthPreservingFill(text: "00:00:00:00:00:00") : nil
        case .macaddr8: length == 23 ? LengthPreservingFill(text: "00:00:00:00:00:00:00:00") : nil
        case .tsvector, .tsquery: LengthPreservingFill(" ", count: length)
        case .range: LengthPreservingFill(prefix: "empty", " ", length: length)
        case .array, .multirange: LengthPreservingFill(prefix: "{", " ", suffix: "}", length: length)
        default: nil
        }
    }

    private func binary(_ length: Int) -> LengthPreservingFill? {
        switch type.kind {
        case .bool: fixed(length, 1)
        case .int2: fixed(length, 2)
        case .int4, .oid, .float4, .date: fixed(length, 4)
        case .int8, .float8, .money, .time, .timestamp, .timestamptz, .macaddr8: fixed(length, 8)
        case .timetz: fixed(length, 12)
        case .uuid, .interval: fixed(length, 16)
        case .macaddr: fixed(length, 6)
        case .bytea: LengthPreservingFill(unit: [0], repetitions: length)
        case .numeric: numericZeros(length)
        case .array(let element):
            length == 12
                ? LengthPreservingFill(
                    prefix: ArrayCodec.emptyBinary(element: element.oid), unit: [0], repetitions: 0) : nil
        case .bit, .varbit: bits(length)
        case .tsvector, .tsquery, .multirange: fixed(length, 4)
        case .range: length == 1 ? LengthPreservingFill(prefix: [1], unit: [0], repetitions: 0) : nil
        case .inet, .cidr:
            length == 8 || length == 20
                ? LengthPreservingFill(
                    prefix: length == 8 ? [2, 32] : [3, 128], unit: [0], repetitions: length &- 4,
                    suffix: []
                ).withAddressHeader(isCIDR: type.kind == .cidr) : nil
        default: nil
        }
    }

    private func fixed(_ length: Int, _ width: Int) -> LengthPreservingFill? {
        length == width ? LengthPreservingFill(unit: [0], repetitions: length) : nil
    }

    /// A header, and as many digits as there is room for, all zero.
    private func numericZeros(_ length: Int) -> LengthPreservingFill? {
        guard length >= 8, length % 2 == 0, let digits = Int16(exactly: (length &- 8) / 2) else { return nil }
        var header = ByteArray()
        header.append(bigEndian: digits)
        return LengthPreservingFill(prefix: header.bytes(), unit: [0], repetitions: length &- 2)
    }

    private func bits(_ length: Int) -> LengthPreservingFill? {
        guard length >= 4, let all = Int32(exactly: (length &- 4) &* 8) else { return nil }
        var count = all
        if type.modifier > 0 { count = type.kind == .bit ? type.modifier : min(all, type.modifier) }
        guard (Int(count) &+ 7) / 8 == length &- 4 else { return nil }
        var header = ByteArray()
        header.append(bigEndian: count)
        return LengthPreservingFill(prefix: header.bytes(), unit: [0], repetitions: length &- 4)
    }

    // MARK: Text forms crafted to a length

    private static func moment(_ kind: ValueType.Kind, _ length: Int) -> LengthPreservingFill? {
        let years = ["1970", "10000", "100000", "1000000"]
        let fractions = ["", ".0", ".00", ".000", ".0000", ".00000", ".000000"]
        let times = kind == .date ? [""] : fractions.map { " 00:00:00" + $0 }
        let offsets = kind == .timestamptz ? ["+00", "+00:00", "+00:00:00"] : [""]
        for era in ["", " BC"] {
            // A timestamp ends in the year 294276, and 4714 years before Christ.
            for year in years where (kind == .date || year.utf8.count < 7) && (era.isEmpty || year == "1970") {
                for offset in offsets {
                    for time in times {
                        let text = year + "-01-01" + time + offset + era
                        if text.utf8.count == length { return LengthPreservingFill(text: text) }
                    }
                }
            }
        }
        return nil
    }

    private static func time(_ length: Int) -> String? {
        switch length {
        case 8: "00:00:00"
        case 10...15: "00:00:00." + String(repeating: "0", count: length - 9)
        default: nil
        }
    }

    private static func interval(_ length: Int) -> LengthPreservingFill? {
        if let time = time(length) { return LengthPreservingFill(text: time) }
        return LengthPreservingFill(prefix: "0", "0", suffix: " days 00:00:00", length: length)
    }

    /// Of IPv4 or IPv6.
    private static func address(_ length: Int) -> String? {
        let parts: (count: Int, separator: String, width: Int)
        switch length {
        case 2...6: return "::" + String(repeating: "0", count: length - 2)
        case 7...14: parts = (4, ".", 3)
        case 15...39: parts = (8, ":", 4)
        default: return nil
        }
        var digits = length - (parts.count - 1)
        var groups: [String] = []
        for left in (0..<parts.count).reversed() {
            let width = min(parts.width, digits - left)
            digits -= width
            groups.append(String(repeating: "0", count: width))
        }
        return groups.joined(separator: parts.separator)
    }
}

extension LengthPreservingFill {
    /// The third and fourth byte of a binary inet: whether it is a cidr, and the address's length.
    fileprivate func withAddressHeader(isCIDR: Bool) -> LengthPreservingFill {
        LengthPreservingFill(
            prefix: prefix + [isCIDR ? 1 : 0, UInt8(truncatingIfNeeded: repetitions)], unit: unit,
            repetitions: repetitions)
    }
}
