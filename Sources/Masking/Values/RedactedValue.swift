import BasicContainers

/// What stands for a value that may not be shown: a constant of its type, parseable in the format asked for.
///
/// Text is `[redacted]` cut to the type's length, numbers are 0, dates 1970-01-01, a uuid is nil, a boolean false, JSON
/// an empty object, array or scalar like the one it replaces, bytes and arrays are empty.
enum RedactedValue: Sendable {
    /// The type has no codec, or its text form under the session's settings is not ours to write.
    case null
    case fixed([UInt8])
    /// char(n): the mark, cut to n and padded with blanks like the value it replaces.
    case padded(limit: Int?)
    case json(isBinary: Bool)
    /// Empty, in the output style of the value it replaces.
    case byteaText
    /// bit(n): as many zeros as the value it replaces has bits.
    case bitText
    case bitBinary

    static let mark: [UInt8] = Array("[redacted]".utf8)

    init(type: ValueType, format: WireFormat, settings: ValueSettings) {
        self =
            switch format {
            case .text: Self.text(type, settings)
            case .binary: Self.binary(type)
            }
    }

    func append(replacing value: Span<UInt8>, into out: inout ByteArray) -> MaskResult {
        switch self {
        case .null:
            return .null
        case .fixed(let bytes):
            out.append(contentsOf: bytes)
        case .padded(let limit):
            // The server sends n characters, so at least n bytes: a modifier that claims more is not believed.
            let length = min(limit ?? value.count, value.count)
            out.append(Self.mark.span.extracting(first: length))
            out.append(repeating: UInt8(ascii: " "), count: length &- Self.mark.count)
        case .json(let isBinary):
            var start = 0
            if isBinary {
                out.append(1)
                start = 1
            }
            out.append(ascii: Self.emptyJSON(like: value, from: start))
        case .byteaText:
            if value.starts(with: "\\x") { out.append(ascii: "\\x") }
        case .bitText:
            out.append(repeating: .zero, count: value.count)
        case .bitBinary:
            guard let bits = value.bigEndian(at: 0, as: Int32.self), bits >= 0,
                value.count == 4 &+ (Int(bits) &+ 7) / 8
            else { return .null }
            out.append(bigEndian: bits)
            out.append(repeating: 0, count: value.count &- 4)
        }
        return .value
    }

    private static func emptyJSON(like value: Span<UInt8>, from start: Int) -> StaticString {
        var offset = start
        while offset < value.count, value[offset].isASCIIWhitespace { offset &+= 1 }
        guard offset < value.count else { return "\"\"" }
        return switch value[offset] {
        case UInt8(ascii: "{"): "{}"
        case UInt8(ascii: "["): "[]"
        case UInt8(ascii: "t"), UInt8(ascii: "f"): "false"
        case UInt8(ascii: "n"): "null"
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): "0"
        default: "\"\""
        }
    }

    private static func text(_ type: ValueType, _ settings: ValueSettings) -> RedactedValue {
        switch type.kind {
        case .text, .varchar, .bpchar, .name, .citext, .singleChar, .xml: mark(type)
        case .int2, .int4, .int8, .float4, .float8, .oid: .fixed([.zero])
        case .numeric: .fixed(zero(scale: NumericCodec.scale(ofModifier: type.modifier) ?? 0))
        case .money: .fixed(Array("$0.00".utf8))
        case .uuid: .fixed(Array("00000000-0000-0000-0000-000000000000".utf8))
        case .bool: .fixed([UInt8(ascii: "f")])
        case .bytea: .byteaText
        case .json, .jsonb: .json(isBinary: false)
        case .date: settings.dateStyle == .iso ? .fixed(Array("1970-01-01".utf8)) : .null
        case .timestamp: settings.dateStyle == .iso ? .fixed(Array("1970-01-01 00:00:00".utf8)) : .null
        case .timestamptz: settings.dateStyle == .iso ? .fixed(Array("1970-01-01 00:00:00+00".utf8)) : .null
        case .time: .fixed(Array("00:00:00".utf8))
        case .timetz: .fixed(Array("00:00:00+00".utf8))
        case .interval: settings.intervalStyle == .postgres ? .fixed(Array("00:00:00".utf8)) : .null
        case .inet: .fixed(Array("0.0.0.0".utf8))
        case .cidr: .fixed(Array("0.0.0.0/32".utf8))
        case .macaddr: .fixed(Array("00:00:00:00:00:00".utf8))
        case .macaddr8: .fixed(Array("00:00:00:00:00:00:00:00".utf8))
        case .bit: .bitText
        case .varbit, .tsvector, .tsquery: .fixed([])
        case .range: .fixed(Array("empty".utf8))
        case .multirange, .array: .fixed(Array("{}".utf8))
        case .unknown: .null
        }
    }

    /// As the server writes zero in a column of this scale.
    private static func zero(scale: Int) -> [UInt8] {
        scale > 0 ? [.zero, UInt8(ascii: ".")] + [UInt8](repeating: .zero, count: scale) : [.zero]
    }

    private static func binary(_ type: ValueType) -> RedactedValue {
        switch type.kind {
        case .text, .varchar, .bpchar, .name, .citext, .singleChar, .xml: return mark(type)
        case .int2: return zeros(2)
        case .int4, .float4, .oid, .varbit, .tsvector, .tsquery, .multirange: return zeros(4)
        case .int8, .float8, .money, .time, .macaddr8: return zeros(8)
        // No digits, weight and sign zero, and the display scale that the type declares.
        case .numeric:
            let scale = max(0, NumericCodec.scale(ofModifier: type.modifier) ?? 0)
            return .fixed([0, 0, 0, 0, 0, 0, UInt8(truncatingIfNeeded: scale >> 8), UInt8(truncatingIfNeeded: scale)])
        case .timetz: return zeros(12)
        case .uuid, .interval: return zeros(16)
        case .macaddr: return zeros(6)
        case .bool: return zeros(1)
        case .bytea: return .fixed([])
        case .json: return .json(isBinary: false)
        case .jsonb: return .json(isBinary: true)
        case .date: return bigEndian(Int32(-10_957))
        case .timestamp, .timestamptz: return bigEndian(Int64(-946_684_800_000_000))
        // Family (AF_INET is 2 in every server's mind), bits, whether it is a cidr, length, address.
        case .inet: return .fixed([2, 32, 0, 4, 0, 0, 0, 0])
        case .cidr: return .fixed([2, 32, 1, 4, 0, 0, 0, 0])
        case .bit: return .bitBinary
        // RANGE_EMPTY.
        case .range: return .fixed([1])
        case .array(let element): return .fixed(ArrayCodec.emptyBinary(element: element.oid))
        case .unknown: return .null
        }
    }

    private static func mark(_ type: ValueType) -> RedactedValue {
        if type.kind == .bpchar { return .padded(limit: type.characterLimit) }
        return .fixed(Array(mark.prefix(type.characterLimit ?? mark.count)))
    }

    private static func zeros(_ count: Int) -> RedactedValue { .fixed([UInt8](repeating: 0, count: count)) }

    private static func bigEndian(_ value: some FixedWidthInteger) -> RedactedValue {
        var bytes = ByteArray()
        bytes.append(bigEndian: value)
        return .fixed(bytes.bytes())
    }
}
