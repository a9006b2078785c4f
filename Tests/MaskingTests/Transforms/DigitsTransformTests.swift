import Masking
import Testing

@Suite struct DigitsTransformTests {
    let rule = TransformRule(kind: .digits)
    let unique = TransformRule(kind: .digits, unique: true)

    private static func shape(_ text: String) -> String {
        String(text.map { $0.isNumber ? "9" : $0.isUppercase ? "A" : $0.isLowercase ? "a" : $0 })
    }

    @Test func formIsKept() {
        let mask = Kit.mask(rule, Kit.type(.text))
        for value in ["123-45-6789", "AB 1234 x-56", "no digits", "", "00000"] {
            let standIn = mask.apply(value)
            #expect(Self.shape(standIn) == Self.shape(value))
            #expect(!zip(standIn, value).contains { $0 == $1 && $0.isLetter }, "every letter is another")
        }
        #expect(mask.apply("12345678Z") != mask.apply("12345678X"))
        #expect(mask.apply("AB 1234 ü 56") == "[redacted]")
        #expect(mask.apply("123-45-6789") != "123-45-6789")
        #expect(mask.apply("123-45-6789").filter(\.isNumber) == mask.apply("123456789"))
        #expect(mask.apply("id ٤٢") == "[redacted]")
    }

    @Test func keptEndsStayUnlessNothingWouldBeHidden() {
        let mask = Kit.mask(TransformRule(kind: .digits, keepFirst: 2, keepLast: 4), Kit.type(.text))
        let standIn = mask.apply("4111-1111-1111-1234")
        #expect(standIn.hasPrefix("41") && standIn.hasSuffix("-1234") && standIn != "4111-1111-1111-1234")
        #expect(
            Set((0..<50).map { mask.apply("12345\($0 % 10)") }).isDisjoint(with: (0..<50).map { "12345\($0 % 10)" }))
    }

    @Test(arguments: [ValueType.Kind.int2, .int4, .int8], [false, true])
    func integersKeepSignAndLength(kind: ValueType.Kind, isUnique: Bool) {
        let rule = TransformRule(kind: .digits, unique: isUnique)
        let text = Kit.mask(rule, Kit.type(kind))
        let binary = Kit.mask(rule, Kit.type(kind), .binary)
        var numbers: [Int64] = [0, 1, 9, 10, 99, 100, 9999, 10_000, 32_767, -1, -9, -42, -32_768]
        if kind != .int2 { numbers += [100_000, 2_147_483_647, -2_147_483_648, 1_999_999_999] }
        if kind == .int8 { numbers += [.max, .min, 1_000_000_000_000_000_000, -9_000_000_000_000_000_000] }
        for number in numbers {
            let standIn = text.apply(String(number))
            let value = Int64(standIn)
            #expect(standIn.count == String(number).count, "\(number) → \(standIn)")
            #expect((value ?? 0 < 0) == (number < 0), "\(number) → \(standIn)")
            #expect(value.map(String.init) == standIn)
            let wire: [UInt8] =
                switch kind {
                case .int2: Int16(number).networkBytes
                case .int4: Int32(number).networkBytes
                default: number.networkBytes
                }
            let expected: [UInt8] =
                switch kind {
                case .int2: Int16(value ?? 0).networkBytes
                case .int4: Int32(value ?? 0).networkBytes
                default: (value ?? 0).networkBytes
                }
            #expect(binary.apply(bytes: wire) == expected)
        }
    }

    @Test func anIntegerAgreesWithItsTextAndNumeric() {
        for number in [7, 42, 1234, 98_765_432, -42] {
            let expected = Kit.mask(rule, Kit.type(.int4)).apply(String(number))
            #expect(Kit.mask(rule, Kit.type(.int8)).apply(String(number)) == expected)
            #expect(Kit.mask(rule, Kit.type(.text)).apply(String(number)) == expected)
            #expect(Kit.mask(rule, Kit.type(.numeric)).apply(String(number)) == expected)
            #expect(Kit.mask(rule, Kit.type(.numeric)).apply("\(number).00") == expected + ".00")
        }
    }

    @Test(
        arguments: [
            "0", "1", "1.5", "1.50", "0.5", "0.05", "-0.0005", "123456.789", "10000.0001",
            "99999999999999999999.123456789",
            "-12345", "0.00", "100", "NaN", "Infinity", "-Infinity",
        ], [false, true])
    func numericsKeepTheirFormInBothFormats(number: String, isUnique: Bool) {
        let rule = TransformRule(kind: .digits, unique: isUnique)
        let standIn = Kit.mask(rule, Kit.type(.numeric)).apply(number)
        #expect(PhoneTransformTests.shape(standIn) == PhoneTransformTests.shape(number))
        let binary = Kit.mask(rule, Kit.type(.numeric), .binary).apply(bytes: BinaryForms.numeric(number))
        #expect(binary == BinaryForms.numeric(standIn), "\(number) → \(standIn)")
    }

    @Test func uniqueTextIsABijectionOnAllFourDigits() {
        let mask = Kit.mask(unique, Kit.type(.text))
        let all = (0..<10_000).map { number in
            let digits = String(number)
            return String(repeating: "0", count: 4 - digits.count) + digits
        }
        #expect(Set(all.map(mask.apply)) == Set(all))
    }

    @Test(arguments: [1000...9999, 0...9, -9 ... -1, 10_000...32_767, -32_768 ... -10_000] as [ClosedRange<Int>])
    func uniqueIntegersAreABijectionOnTheirLength(range: ClosedRange<Int>) {
        let mask = Kit.mask(unique, Kit.type(.int2))
        #expect(Set(range.map { mask.apply(String($0)) }) == Set(range.map(String.init)))
    }

    @Test func uniqueNumericsStayDifferentAsNumbers() {
        let mask = Kit.mask(unique, Kit.type(.numeric))
        var values: [String] = []
        for hundredths in 0..<10_000 {
            let rest = String(hundredths % 100)
            values.append("\(hundredths / 100)." + (rest.count == 1 ? "0" : "") + rest)
        }
        let standIns = values.compactMap { Double(mask.apply($0)) }
        #expect(Set(standIns).count == 10_000)
    }

    @Test func sampledNineDigitsStayDifferent() {
        let mask = Kit.mask(unique, Kit.type(.text))
        var seen: Set<String> = []
        for index in 0..<20_000 { seen.insert(mask.apply(String(100_000_000 + index * 31_337))) }
        #expect(seen.count == 20_000)
        #expect(seen.allSatisfy { $0.count == 9 })
        #expect(mask.apply(String(repeating: "1", count: 301)) == "[redacted]")
    }

    @Test func uniqueWithKeptDigitsIsABijection() {
        let mask = Kit.mask(TransformRule(kind: .digits, keepFirst: 1, keepLast: 1, unique: true), Kit.type(.text))
        let all = (1000..<10_000).map(String.init)
        let standIns = all.map(mask.apply)
        #expect(Set(standIns) == Set(all))
        #expect(zip(all, standIns).allSatisfy { $0.first == $1.first && $0.last == $1.last })
    }

    @Test func fourDigitsAndMoreDiffer() {
        let mask = Kit.mask(rule, Kit.type(.text))
        #expect(!(1000..<10_000).contains { mask.apply(String($0)) == String($0) })
    }

    @Test func negativeScalesAreRedacted() {
        let mask = Kit.mask(rule, Kit.type(.numeric, modifier: (2 << 16 | (0x7FF & -3)) + 4))
        #expect(mask.compileProblem != nil)
        #expect(mask.apply("12000") == "0")
    }
}
