import Masking
import Testing

@Suite struct PhoneTransformTests {
    let mask = Kit.mask(TransformRule(kind: .phone), Kit.type(.text))

    static func shape(_ text: String) -> String { String(text.map { $0.isNumber ? "9" : $0 }) }

    @Test(arguments: [
        ("+49 (0)30 123456", "+49"), ("+1-555-123-4567", "+1"), ("+7 495 1234567", "+7"), ("+358 40 1234567", "+358"),
        ("030/1234567", "0"), ("0049 30 1234567", "00"), ("555-1234", ""), ("12345678 ext. 12", ""),
        ("+90555123", "+90"),
    ])
    func punctuationAndPrefixesStay(number: String, prefix: String) {
        let standIn = mask.apply(number)
        #expect(Self.shape(standIn) == Self.shape(number))
        #expect(standIn.hasPrefix(prefix))
        #expect(standIn != number)
        #expect(Set(standIn.dropFirst(prefix.count).filter(\.isNumber)).count > 1)
    }

    @Test func howANumberIsPunctuatedDoesNotMatter() {
        let digits = { (text: String) in mask.apply(text).filter(\.isNumber) }
        #expect(digits("+49 30 123456") == digits("+4930-123456"))
        #expect(digits("+49 30 123456") != digits("4930123456"))
    }

    @Test func theCountryCanBeHidden() {
        let mask = Kit.mask(TransformRule(kind: .phone, keepCountry: false), Kit.type(.text))
        let countries = Set((0..<200).map { mask.apply("+4930123\($0 + 100)").prefix(3) })
        #expect(countries.count > 20)
        #expect(!countries.contains { $0.dropFirst().first == "0" })
    }

    @Test(arguments: ["call Ann", "٠١٢٣٤٥٦", "555-1234 (Bob)", "５５５１２３４"])
    func whatNoNumberHoldsIsRedacted(value: String) {
        #expect(mask.apply(value) == "[redacted]")
    }

    @Test func digitsAreSpread() {
        var first = [Int](repeating: 0, count: 10)
        for index in 0..<5000 {
            let digit = mask.apply("5551\(100_000 + index)").first?.wholeNumberValue ?? 0
            first[digit] += 1
        }
        #expect(first[0] == 0)
        #expect(first.dropFirst().allSatisfy { (400...720).contains($0) }, "\(first)")
    }
}
