import Masking
import Testing

@Suite struct LengthPreservingTests {
    func fill(_ type: ValueType, _ format: WireFormat, _ length: Int) -> String? {
        guard let fill = Kit.mask(nil, type, format).lengthPreserving(length) else { return nil }
        return String(decoding: (0..<length).map { fill.byte(at: $0) }, as: UTF8.self)
    }

    @Test func theFormsAreTheOnesClientsParse() {
        #expect(fill(Kit.type(.text), .text, 5) == "*****")
        #expect(fill(Kit.type(.int4), .text, 3) == "000")
        #expect(fill(Kit.type(.int4), .binary, 4) == "\0\0\0\0")
        #expect(fill(Kit.type(.int4), .binary, 5) == nil)
        #expect(fill(Kit.type(.json), .text, 4) == "{}  ")
        #expect(fill(Kit.type(.jsonb), .binary, 4) == "\u{1}{} ")
        #expect(fill(Kit.type(.timestamptz), .text, 22) == "1970-01-01 00:00:00+00")
        #expect(fill(Kit.type(.timestamptz), .text, 29) == "1970-01-01 00:00:00.000000+00")
        #expect(fill(Kit.array(.text), .text, 4) == "{  }")
        #expect(fill(Kit.type(.unknown), .text, 4) == nil)
    }

    @Test func everyUsualLengthOfADateHasAFill() {
        for length in [10, 11, 13] { #expect(fill(Kit.type(.date), .text, length) != nil) }
        for length in 19...26 { #expect(fill(Kit.type(.timestamp), .text, length) != nil) }
        for length in 22...32 { #expect(fill(Kit.type(.timestamptz), .text, length) != nil) }
    }

    @Test func moreByteCharactersKeepWithinTheColumn() {
        for limit: Int32 in 1...40 {
            for length in 1...Int(limit) * 4 {
                let text = fill(Kit.text(.varchar, limit), .text, length)
                #expect(text.map { $0.utf8.count == length && $0.unicodeScalars.count <= Int(limit) } == true)
            }
        }
    }
}
