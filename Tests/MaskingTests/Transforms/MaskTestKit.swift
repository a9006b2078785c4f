import BasicContainers
import Keys
import Masking

/// Shorthand for the tests of values: types by name, keys from fixed bytes, values as strings or bytes.
enum Kit {
    static let root: PseudonymRoot = root(filledWith: 7)
    static let otherRoot: PseudonymRoot = root(filledWith: 8)

    static func root(filledWith byte: UInt8) -> PseudonymRoot {
        do {
            return try PseudonymRoot(bytes: [UInt8](repeating: byte, count: 32))
        } catch {
            fatalError("32 bytes make a root: \(error)")
        }
    }

    static let oids: [(ValueType.Kind, UInt32)] = [
        (.text, 25), (.varchar, 1043), (.bpchar, 1042), (.name, 19), (.singleChar, 18), (.xml, 142), (.int2, 21),
        (.int4, 23), (.int8, 20), (.numeric, 1700), (.float4, 700), (.float8, 701), (.oid, 26), (.money, 790),
        (.uuid, 2950), (.bool, 16), (.bytea, 17), (.json, 114), (.jsonb, 3802), (.date, 1082), (.timestamp, 1114),
        (.timestamptz, 1184), (.time, 1083), (.timetz, 1266), (.interval, 1186), (.inet, 869), (.cidr, 650),
        (.macaddr, 829), (.macaddr8, 774), (.bit, 1560), (.varbit, 1562), (.tsvector, 3614), (.tsquery, 3615),
        (.range, 3904), (.multirange, 4451),
    ]

    static func type(_ kind: ValueType.Kind, modifier: Int32 = -1) -> ValueType {
        let oid = oids.first { $0.0 == kind }?.1 ?? 16_400
        return ValueType(oid: oid, modifier: modifier, kind: kind)
    }

    static func array(_ kind: ValueType.Kind, modifier: Int32 = -1) -> ValueType {
        ValueType(oid: 16_500, modifier: modifier, kind: .array(element: type(kind, modifier: modifier)))
    }

    /// char(n), varchar(n).
    static func text(_ kind: ValueType.Kind, _ limit: Int32) -> ValueType { type(kind, modifier: limit + 4) }

    static func mask(
        _ rule: TransformRule?, _ type: ValueType, _ format: WireFormat = .text,
        settings: ValueSettings = ValueSettings(), root: PseudonymRoot = root
    ) -> ColumnMask {
        ColumnMask(
            rule: rule, type: type, format: format, settings: settings, keys: { root.domainKey(domain: $0) })
    }
}

extension ColumnMask {
    /// nil for NULL.
    func apply(bytes: [UInt8]) -> [UInt8]? {
        // Something stands before, which must stay as it is.
        var out = ByteArray(copying: [0xAA, 0xBB])
        let result = apply(bytes.span, into: &out)
        let all = out.bytes()
        precondition(all.starts(with: [0xAA, 0xBB]))
        if result == .null { precondition(all.count == 2) }
        return result == .null ? nil : Array(all.dropFirst(2))
    }

    /// NULL as "∅"; what is no UTF-8 shows as such.
    func apply(_ text: String) -> String {
        apply(bytes: Array(text.utf8)).map { String(decoding: $0, as: UTF8.self) } ?? "∅"
    }
}

extension FixedWidthInteger {
    var networkBytes: [UInt8] { withUnsafeBytes(of: bigEndian) { Array($0) } }
}

/// A small generator for tests that must repeat.
struct TestRandom: RandomNumberGenerator {
    private var state: UInt64

    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var word = state
        word = (word ^ (word >> 30)) &* 0xBF58_476D_1CE4_E5B9
        word = (word ^ (word >> 27)) &* 0x94D0_49BB_1331_11EB
        return word ^ (word >> 31)
    }

    mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(truncatingIfNeeded: next()) } }
}
