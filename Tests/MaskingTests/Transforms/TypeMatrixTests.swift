import BasicContainers
import Masking
import Testing

/// Every type × every transform × both formats: whatever goes in, a value of the type comes out.
@Suite struct TypeMatrixTests {
    static let rules: [TransformRule?] =
        [nil]
        + TransformKind.allCases.map { TransformRule(kind: $0, value: "1") } + [
            TransformRule(kind: .digits, unique: true), TransformRule(kind: .digits, keepFirst: 1, keepLast: 2),
            TransformRule(kind: .email, keepDomain: true), TransformRule(kind: .partial, keepFirst: 2, keepLast: 2),
        ]

    static let types: [ValueType] =
        Kit.oids.map { Kit.type($0.0) } + Kit.oids.map { Kit.array($0.0) } + [
            Kit.text(.varchar, 1), Kit.text(.varchar, 6), Kit.text(.varchar, 20), Kit.text(.bpchar, 1),
            Kit.text(.bpchar, 12), Kit.text(.bpchar, 40), Kit.type(.citext), Kit.array(.varchar, modifier: 9),
            Kit.type(.numeric, modifier: (10 << 16 | 2) + 4), Kit.type(.unknown),
        ]

    static let texts: [String] =
        [
            "", " ", "0", "-0", "1", "-1", "42", "32767", "-32768", "2147483647", "-2147483648", "9223372036854775807",
            "-9223372036854775808", "9223372036854775808", "99999999999999999999999", "0.5", "-12.340", "1e5", "NaN",
            "Infinity", "-Infinity", ".", "-", "--1", "t", "f", "true", "a@b.c", "Ann@Example.COM", "@", "a@", "Ann",
            "ANN LEE", "ann lee", "Ünal Öz", "李明", "😀", "+49 (0)30 123456", "555-1234", "\\x00ff", "\\x", "abc\\000",
            "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "{A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11}", "2024-02-29",
            "2024-02-30", "infinity", "-infinity", "4714-11-24 BC", "5874897-12-31", "2024-02-29 23:59:59.123456",
            "2024-02-29 23:59:59.1+05:30", "294276-12-31 23:59:59.999999+00", "{}", "{1,2,NULL}", "{{1,2},{3,4}}",
            "[2:3]={1,2}", "{\"a b\",\"c\\\"d\",NULL,\"NULL\",\"\"}", "{", "}", "{,}", "{1,}", "{\"", "{\"a", "{\"a\\",
            "[1:2=", "{}x", "{{}", "[]", "[1,2]", "{\"a\":1}", "\"Ann\"", "\"\\u00e4\\ud83d\\ude00\\n\"", "\"\\ud83d\"",
            "null", "false", " 12 ", "\"a", "192.168.0.1/24", "::1", "B'101'", "101", "[1,10)", "empty",
            "Ann         ",
        ] + [String(repeating: "9", count: 400), String(repeating: "ä", count: 3000)]

    static func binaries() -> [[UInt8]] {
        var all: [[UInt8]] = [[], [0], [1], [1, 0x22, 0x22], [1, 0x7B, 0x7D], [0xFF], [0xC3], [0xC3, 0x28]]
        for number: Int64 in [0, 1, -1, 42, 9999, 32_767, -32_768, 2_147_483_647, -2_147_483_648, .max, .min] {
            all.append(Int16(truncatingIfNeeded: number).networkBytes)
            all.append(Int32(truncatingIfNeeded: number).networkBytes)
            all.append(number.networkBytes)
        }
        all += ["0", "1.50", "-0.0005", "123456789012.345", "NaN", "Infinity", "-Infinity"].map(BinaryForms.numeric)
        all.append([0x7F, 0xFF, 0x7F, 0xFF, 0, 0, 0x3F, 0xFF])
        all.append([0, 0, 0x7F, 0xFF, 0, 0, 0x3F, 0xFF])
        all.append([0, 1, 0x80, 0, 0x40, 0, 0x3F, 0xFF, 0, 1])
        all.append([UInt8](repeating: 0, count: 16))
        all.append([UInt8](repeating: 0xFF, count: 16))
        all.append(BinaryForms.array([], oid: 25))
        all.append(BinaryForms.array([[0x41], nil, []], oid: 25))
        all.append(BinaryForms.array([Int32(5).networkBytes, nil], oid: 23, lowerBound: -3))
        all.append(Array(BinaryForms.array([[0x41], [0x42]], oid: 25).dropLast()))
        let impossible: [Int32] = [2, 0, 25, .max, 1, .max, 1]
        all.append(impossible.flatMap(\.networkBytes))
        return all + texts.map { Array($0.utf8) }
    }

    static let settings = [
        ValueSettings(), ValueSettings(encoding: .latin1, dateStyle: .other, intervalStyle: .other),
        ValueSettings(encoding: .other), ValueSettings(encoding: .ascii),
    ]

    private static func readsSettings(_ type: ValueType) -> Bool {
        switch type.kind {
        case .text, .bpchar, .json, .jsonb, .date, .timestamptz, .interval: true
        case .array(let element): element.kind == .text || element.kind == .date
        default: false
        }
    }

    @Test(arguments: rules)
    func aValueOfTheTypeComesOut(rule: TransformRule?) {
        for type in Self.types {
            for format in [WireFormat.text, .binary] {
                // Other settings matter to characters and dates alone.
                for settings in Self.settings.prefix(Self.readsSettings(type) ? 4 : 1) {
                    let mask = Kit.mask(rule, type, format, settings: settings)
                    let inputs = format == .text ? Self.texts.map { Array($0.utf8) } : Self.binaries()
                    for input in inputs {
                        guard let output = mask.apply(bytes: input) else {
                            if !mask.mayAnswerNull { Issue.record("\(type.kind) \(format) gave NULL") }
                            continue
                        }
                        guard ValueValidator.accepts(output, as: type, format, settings: settings) else {
                            Issue.record(
                                "\(type.kind) \(format) \(settings) \(input.prefix(40)) gave \(output.prefix(80))")
                            continue
                        }
                        if mask.apply(bytes: input) != output { Issue.record("not the same twice") }
                    }
                }
            }
        }
    }

    @Test(arguments: rules)
    func aFillOfTheLengthParses(rule: TransformRule?) {
        for type in Self.types {
            for format in [WireFormat.text, .binary] {
                let mask = Kit.mask(rule, type, format)
                for length in Array(0...60) + [999, 1000] {
                    guard let fill = mask.lengthPreserving(length) else { continue }
                    #expect(fill.length == length)
                    var whole = ByteArray()
                    fill.append(from: 0, count: length, into: &whole)
                    let bytes = whole.bytes()
                    #expect(bytes == (0..<length).map { fill.byte(at: $0) })
                    var pieces = ByteArray()
                    for start in stride(from: 0, to: length, by: 7) {
                        fill.append(from: start, count: min(7, length - start), into: &pieces)
                    }
                    #expect(pieces.bytes() == bytes)
                    #expect(
                        ValueValidator.accepts(bytes, as: type, format), "\(type.kind) \(format) \(length): \(bytes)")
                }
                #expect(mask.lengthPreserving(-1) == nil)
            }
        }
    }
}
