import BasicContainers

/// The value that a `constant` rule states, parsed as the column's type and written in its format, once.
enum ConstantValue {
    struct Problem: Error {
        var message: String
    }

    /// Besides text types.
    static let otherTypes: Set<ValueType.Kind> = [
        .int2, .int4, .int8, .oid, .numeric, .float4, .float8, .bool, .uuid, .bytea, .json, .jsonb, .date, .timestamp,
        .timestamptz,
    ]

    static func encode(
        _ value: String, _ type: ValueType, _ format: WireFormat, _ settings: ValueSettings
    ) -> Result<[UInt8], Problem> {
        if let bytes = bytes(of: value, type, format, settings) { return .success(bytes) }
        return .failure(
            Problem(message: "the constant is no value of the column's type, or too long; its values are redacted"))
    }

    private static func bytes(
        of value: String, _ type: ValueType, _ format: WireFormat, _ settings: ValueSettings
    ) -> [UInt8]? {
        let bytes = Array(value.utf8)
        switch type.kind {
        case .text, .varchar, .bpchar, .name, .citext: return text(bytes, type, settings)
        case .int2: return Int16(value).map { integer($0, format) }
        case .int4: return Int32(value).map { integer($0, format) }
        case .int8: return Int64(value).map { integer($0, format) }
        case .oid: return UInt32(value).map { integer($0, format) }
        case .float4:
            guard isDecimal(bytes), let number = Float(value) else { return nil }
            return format == .text ? bytes : integer(number.bitPattern, .binary)
        case .float8:
            guard isDecimal(bytes), let number = Double(value) else { return nil }
            return format == .text ? bytes : integer(number.bitPattern, .binary)
        case .numeric: return numeric(bytes, type, format)
        case .bool:
            guard ["true", "false", "t", "f"].contains(value) else { return nil }
            let isTrue = value.utf8.first == UInt8(ascii: "t")
            return format == .text ? [isTrue ? UInt8(ascii: "t") : UInt8(ascii: "f")] : [isTrue ? 1 : 0]
        case .uuid: return uuid(bytes, format)
        case .bytea: return bytea(bytes, format)
        case .json: return json(bytes, prefix: [], settings)
        case .jsonb: return json(bytes, prefix: format == .binary ? [1] : [], settings)
        case .date, .timestamp, .timestamptz: return moment(bytes, type.kind, format, settings)
        default: return nil
        }
    }

    private static func text(_ bytes: [UInt8], _ type: ValueType, _ settings: ValueSettings) -> [UInt8]? {
        guard !bytes.contains(0) else { return nil }
        if let limit = type.characterLimit, TextEncoding.characterCount(bytes.span) > limit { return nil }
        if type.kind == .name, bytes.count > 63 { return nil }
        guard !bytes.span.isASCII else { return bytes }
        switch settings.encoding {
        case .utf8, .ascii: return bytes
        // The transform of a padded column converts by itself.
        case .latin1 where type.kind == .bpchar: return bytes
        case .latin1:
            var converted = ByteArray(copying: bytes)
            return TextEncoding.convertTailToLatin1(&converted, from: 0) ? converted.bytes() : nil
        case .other: return nil
        }
    }

    private static func integer(_ number: some FixedWidthInteger, _ format: WireFormat) -> [UInt8] {
        if format == .text { return Array(String(number).utf8) }
        var bytes = ByteArray()
        bytes.append(bigEndian: number)
        return bytes.bytes()
    }

    /// Swift also reads hexadecimal floats and other names for infinity, which PostgreSQL does not.
    private static func isDecimal(_ bytes: [UInt8]) -> Bool {
        if ["NaN", "Infinity", "-Infinity"].contains(where: { bytes.elementsEqual($0.utf8) }) { return true }
        return bytes.allSatisfy { $0.isASCIIDigit || "+-.eE".utf8.contains($0) }
    }

    private static func numeric(_ bytes: [UInt8], _ type: ValueType, _ format: WireFormat) -> [UInt8]? {
        var bytes = bytes
        guard let decimal = NumericCodec.parse(bytes.span) else { return nil }
        let significant = bytes[decimal.integer].drop { $0 == .zero }.count
        if let scale = NumericCodec.scale(ofModifier: type.modifier),
            let precision = NumericCodec.precision(ofModifier: type.modifier)
        {
            guard scale >= 0, decimal.fraction.count <= scale, significant <= max(0, precision - scale) else {
                return nil
            }
            if decimal.fraction.isEmpty, scale > 0 { bytes.append(UInt8(ascii: ".")) }
            bytes += [UInt8](repeating: .zero, count: scale - decimal.fraction.count)
        }
        if format == .text { return bytes }
        var binary = ByteArray(copying: bytes)
        return NumericCodec.replaceTextWithBinary(in: &binary, from: 0) ? binary.bytes() : nil
    }

    private static func uuid(_ bytes: [UInt8], _ format: WireFormat) -> [UInt8]? {
        guard bytes.count == 36 else { return nil }
        var binary: [UInt8] = []
        var high: UInt8?
        for (index, byte) in bytes.enumerated() {
            if [8, 13, 18, 23].contains(index) {
                guard byte == UInt8(ascii: "-") else { return nil }
                continue
            }
            guard let digit = byte.hexadecimalValue else { return nil }
            if let first = high { binary.append(first << 4 | digit) }
            high = high == nil ? digit : nil
        }
        return format == .text ? bytes : binary
    }

    private static func bytea(_ bytes: [UInt8], _ format: WireFormat) -> [UInt8]? {
        guard bytes.starts(with: "\\x".utf8), bytes.count % 2 == 0 else { return nil }
        var binary: [UInt8] = []
        var index = 2
        while index < bytes.count {
            guard let high = bytes[index].hexadecimalValue, let low = bytes[index + 1].hexadecimalValue else {
                return nil
            }
            binary.append(high << 4 | low)
            index += 2
        }
        return format == .text ? bytes : binary
    }

    private static func json(_ bytes: [UInt8], prefix: [UInt8], _ settings: ValueSettings) -> [UInt8]? {
        guard JSONValidator.isDocument(bytes.span) else { return nil }
        guard bytes.span.isASCII || settings.encoding == .utf8 || settings.encoding == .ascii else { return nil }
        return prefix + bytes
    }

    private static func moment(
        _ bytes: [UInt8], _ kind: ValueType.Kind, _ format: WireFormat, _ settings: ValueSettings
    ) -> [UInt8]? {
        guard let value = ISOTimestamp(bytes.span), value.time.isEmpty || kind != .date else { return nil }
        guard CivilDate.timestampRange.contains(value.utcDay), kind == .timestamptz || !value.hasOffset else {
            return nil
        }
        if format == .text {
            guard settings.dateStyle == .iso else { return nil }
            guard kind != .date else { return bytes }
            let era = value.date.isBeforeChrist ? Array(" BC".utf8) : []
            var text = Array(bytes.dropLast(era.count))
            if value.time.isEmpty { text += " 00:00:00".utf8 }
            if let index = text.firstIndex(of: UInt8(ascii: "T")) { text[index] = UInt8(ascii: " ") }
            if text.last == UInt8(ascii: "Z") { text.removeLast() }
            if kind == .timestamptz, !value.hasOffset || bytes.dropLast(era.count).last == UInt8(ascii: "Z") {
                text += "+00".utf8
            }
            return text + era
        }
        if kind == .date { return Int32(exactly: value.date.days).map { integer($0, .binary) } }
        let seconds = value.date.days * 86_400 + value.seconds - value.offset
        return integer(seconds * 1_000_000 + value.microseconds, .binary)
    }
}
