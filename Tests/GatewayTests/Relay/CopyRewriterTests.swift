import Gateway
import Lineage
import Masking
import NIOCore
import PostgresWire
import Testing

/// The three formats of COPY, cut at every byte.
@Suite struct CopyRewriterTests {
    private static func mask(_ rule: TransformRule?, oid: UInt32 = 25, _ format: WireFormat = .text) -> ColumnMask {
        ColumnMask(
            rule: rule, type: ValueType(oid: oid, modifier: -1, extensionTypes: [:]), format: format,
            settings: ValueSettings(),
            keys: { House.keys.key(for: $0) }, permutations: { House.keys.permutation(for: $0) })
    }

    /// Shows what the mask was given: `partial` that keeps all but the first character.
    private static let partial = TransformRule(kind: .partial, keepLast: 100)
    /// A rule whose stand-in needs every kind of care.
    private static func constant(_ value: String) -> TransformRule { TransformRule(kind: .constant, value: value) }

    private static func copy(
        _ format: CopyOut.Format = .text, delimiter: Character = "\t", null: String = "\\N", header: Bool = false,
        quote: Character = "\"", escape: Character = "\""
    ) -> CopyOut {
        CopyOut(
            source: .relation(QualifiedName(name: "users"), columns: []), format: format,
            delimiter: delimiter.asciiValue ?? 9, null: Array(null.utf8), hasHeader: header,
            quote: quote.asciiValue ?? 34,
            escape: escape.asciiValue ?? 34)
    }

    private static func bytes(_ out: inout Outbox) -> [UInt8] {
        var bytes: [UInt8] = []
        out.drain { bytes += $0.readableBytesView }
        return bytes
    }

    /// The messages that leave, for data that comes in pieces of at most `size` bytes.
    private static func rewrite(
        _ data: [UInt8], _ masks: [ColumnMask?], _ format: CopyOut, size: Int = .max
    ) throws(RelayFailure) -> [[UInt8]] {
        let rewriter = CopyRewriter(masks: ColumnMasks(masks), format: format)
        var out = Outbox()
        var start = 0
        while start < data.count {
            let end = size >= data.count - start ? data.count : start + size
            try rewriter.consume(Array(data[start..<end]).span, into: &out)
            start = end
        }
        try rewriter.finish(into: &out)
        return Frame.all(Self.bytes(&out)).map(\.body)
    }

    /// Whole, and cut once at every byte, and byte by byte: always the same messages.
    private func expect(
        _ data: String, _ masks: [ColumnMask?], _ format: CopyOut, gives expected: [String],
        location: SourceLocation = #_sourceLocation
    ) {
        do {
            let bytes = Array(data.utf8)
            let whole = try Self.rewrite(bytes, masks, format)
            #expect(whole.map { String(decoding: $0, as: UTF8.self) } == expected, sourceLocation: location)
            for size in 1...max(1, bytes.count) {
                let cut = try Self.rewrite(bytes, masks, format, size: size)
                #expect(cut == whole, "in pieces of \(size)", sourceLocation: location)
            }
        } catch {
            Issue.record("\(error.message)", sourceLocation: location)
        }
    }

    // MARK: text

    @Test func textEscapesAreReadAndWritten() {
        let mask = Self.mask(Self.constant("a\tb\\c\nd\r\u{8}\u{b}\u{c}"))
        expect("1\tx\ty\n", [nil, mask, nil], Self.copy(), gives: ["1\ta\\tb\\\\c\\nd\\r\\b\\v\\f\ty\n"])
        // What the mask sees is the value, not its escapes: the stand-in is the same as in a row.
        let email = Self.mask(House.email)
        expect("\\x61da@house.example\n", [email], Self.copy(), gives: [House.maskedEmail("ada@house.example") + "\n"])
        expect("\\141da@house.example\n", [email], Self.copy(), gives: [House.maskedEmail("ada@house.example") + "\n"])
        expect("a\\da@house.example\n", [email], Self.copy(), gives: [House.maskedEmail("ada@house.example") + "\n"])
    }

    @Test func escapedDelimitersAndNewlinesAreNoEnds() {
        let mask = Self.mask(nil)
        expect("a\\\tb\tc\\\nd\n", [nil, nil], Self.copy(), gives: ["a\\\tb\tc\\\nd\n"])
        expect("a\\\tb\tc\\\nd\n", [mask, mask], Self.copy(), gives: ["[redacted]\t[redacted]\n"])
        expect("a\\|b|c\n", [mask, nil], Self.copy(delimiter: "|"), gives: ["[redacted]|c\n"])
        expect("\\\\\tx\n", [nil, mask], Self.copy(), gives: ["\\\\\t[redacted]\n"])
        expect("\\\\\tx\n", [mask, nil], Self.copy(), gives: ["[redacted]\tx\n"])
    }

    @Test func theDelimiterInAStandInIsEscaped() {
        expect("x|y\n", [Self.mask(Self.constant("p|q")), nil], Self.copy(delimiter: "|"), gives: ["p\\|q|y\n"])
    }

    @Test func nullsStayNull() {
        let mask = Self.mask(nil)
        expect("\\N\t\\N\n", [mask, nil], Self.copy(), gives: ["\\N\t\\N\n"])
        expect("NULL|x\n", [mask, mask], Self.copy(delimiter: "|", null: "NULL"), gives: ["NULL|[redacted]\n"])
        expect("|x\n", [mask, mask], Self.copy(delimiter: "|", null: ""), gives: ["|[redacted]\n"])
        expect("\\\\N\n", [mask], Self.copy(), gives: ["[redacted]\n"])
        expect(
            "NUL|NULLL\n", [mask, mask], Self.copy(delimiter: "|", null: "NULL"), gives: ["[redacted]|[redacted]\n"])
        expect("x\n", [Self.mask(TransformRule(kind: .null))], Self.copy(), gives: ["\\N\n"])
    }

    @Test func rowsAreMessages() {
        let mask = Self.mask(nil)
        expect(
            "1\ta\n2\tb\n3\tc\n", [nil, mask], Self.copy(),
            gives: ["1\t[redacted]\n", "2\t[redacted]\n", "3\t[redacted]\n"])
        expect("id\temail\n1\ta\n", [nil, mask], Self.copy(header: true), gives: ["id\temail\n", "1\t[redacted]\n"])
        expect("", [nil, mask], Self.copy(), gives: [])
        expect("\n\n", [mask], Self.copy(), gives: ["[redacted]\n", "[redacted]\n"])
    }

    @Test(arguments: ["1\n", "1\ta\tb\n", "1\ta\n2\n"]) func otherCountsOfFieldsAreRefused(_ data: String) {
        for masks in [[nil, Self.mask(nil)], [nil, nil]] {
            for format in [Self.copy(), Self.copy(.csv, delimiter: "\t", null: "")] {
                #expect(throws: RelayFailure.self) { try Self.rewrite(Array(data.utf8), masks, format) }
            }
        }
    }

    // MARK: CSV

    private static let csv = copy(.csv, delimiter: ",", null: "")

    @Test func quotedFieldsAreOneValue() {
        let mask = Self.mask(nil)
        expect("1,\"a,b\"\n", [nil, mask], Self.csv, gives: ["1,\"[redacted]\"\n"])
        expect("1,\"a\nb\",c\n", [nil, mask, nil], Self.csv, gives: ["1,\"[redacted]\",c\n"])
        expect("\"a\nb\",x\n", [nil, mask], Self.csv, gives: ["\"a\nb\",[redacted]\n"])
        expect("\"a\"\"b\",\"c\"\"\"\n", [nil, mask], Self.csv, gives: ["\"a\"\"b\",\"[redacted]\"\n"])
        expect("\"\"\"\"\n", [mask], Self.csv, gives: ["\"[redacted]\"\n"])
        expect("\",\"\",\n\"\"\",x\n", [nil, mask], Self.csv, gives: ["\",\"\",\n\"\"\",[redacted]\n"])
    }

    @Test func whatTheMaskSeesIsTheValue() {
        let email = Self.mask(House.email)
        expect("\"ada@house.example\"\n", [email], Self.csv, gives: ["\"\(House.maskedEmail("ada@house.example"))\"\n"])
        let partial = Self.mask(Self.partial)
        let whole = House.text(Self.partial, "a\"b")
        expect("\"a\"\"b\"\n", [partial], Self.csv, gives: ["\"\(whole.replacing("\"", with: "\"\""))\"\n"])
    }

    @Test func quotesStandWhereTheyMust() {
        expect("x,y\n", [Self.mask(Self.constant("p,q")), nil], Self.csv, gives: ["\"p,q\",y\n"])
        expect("x\n", [Self.mask(Self.constant("p\"q"))], Self.csv, gives: ["\"p\"\"q\"\n"])
        expect("x\n", [Self.mask(Self.constant("p\r\nq"))], Self.csv, gives: ["\"p\r\nq\"\n"])
        expect("x\n", [Self.mask(Self.constant("\\."))], Self.csv, gives: ["\"\\.\"\n"])
        expect("x\n", [Self.mask(Self.constant(""))], Self.csv, gives: ["\"\"\n"])
        // FORCE_QUOTE: what came quoted leaves quoted.
        expect("\"x\"\n", [Self.mask(Self.constant("p"))], Self.csv, gives: ["\"p\"\n"])
    }

    @Test func nullsInCSVAreUnquoted() {
        let mask = Self.mask(nil)
        expect(",\"\"\n", [mask, mask], Self.csv, gives: [",\"[redacted]\"\n"])
        let named = Self.copy(.csv, delimiter: ",", null: "NULL")
        expect("NULL,\"NULL\"\n", [mask, mask], named, gives: ["NULL,\"[redacted]\"\n"])
        expect("x\n", [Self.mask(Self.constant("NULL"))], named, gives: ["\"NULL\"\n"])
        expect("\"x\"\n", [Self.mask(TransformRule(kind: .null))], named, gives: ["NULL\n"])
    }

    @Test func anotherQuoteAndEscape() {
        let format = Self.copy(.csv, delimiter: ";", null: "", quote: "'", escape: "\\")
        let mask = Self.mask(nil)
        expect("'a\\'b;\\\\';x\n", [mask, nil], format, gives: ["'[redacted]';x\n"])
        expect("'a\\';';x\n", [nil, mask], format, gives: ["'a\\';';[redacted]\n"])
        expect("x\n", [Self.mask(Self.constant("p'q\\r"))], format, gives: ["'p\\'q\\\\r'\n"])
    }

    @Test func aHeaderInCSVIsNoRow() {
        let mask = Self.mask(nil)
        let format = Self.copy(.csv, delimiter: ",", null: "", header: true)
        expect("\"i\nd\",email\n1,a\n", [nil, mask], format, gives: ["\"i\nd\",email\n", "1,[redacted]\n"])
        let rewriter = CopyRewriter(masks: ColumnMasks([nil, mask]), format: format)
        var out = Outbox()
        #expect(throws: Never.self) { try rewriter.consume(Array("id,email\n1,a\n2,b\n".utf8).span, into: &out) }
        #expect(rewriter.rows == 2)
        #expect(rewriter.maskedValues == 2)
    }

    // MARK: binary

    private static let start = Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0] + [UInt8](repeating: 0, count: 8)

    private static func field(_ value: String?) -> [UInt8] {
        guard let value else { return [0xFF, 0xFF, 0xFF, 0xFF] }
        return withUnsafeBytes(of: UInt32(value.utf8.count).bigEndian) { Array($0) } + value.utf8
    }

    private static func row(_ values: String?...) -> [UInt8] {
        [0, UInt8(values.count)] + values.flatMap { field($0) }
    }

    @Test func binaryFieldsAreMaskedWhereverTheyAreCut() throws {
        let masks = [nil, Self.mask(House.email, .binary), nil]
        let data =
            Self.start + Self.row("x", "ada@house.example", "z") + Self.row(nil, nil, "") + Self.row("", "", nil) + [
                0xFF, 0xFF,
            ]
        let empty = House.maskedEmail("")
        let expected = [
            Self.start + Self.row("x", House.maskedEmail("ada@house.example"), "z"), Self.row(nil, nil, ""),
            Self.row("", empty, nil),
            [0xFF, 0xFF],
        ]
        let format = Self.copy(.binary)
        for size in 1...data.count { #expect(try Self.rewrite(data, masks, format, size: size) == expected, "\(size)") }
    }

    @Test(arguments: [
        Array("PGCOPX\n".utf8) + [0xFF, 13, 10, 0] + [UInt8](repeating: 0, count: 8),
        Array("PGCOPY\n".utf8) + [0xFF, 13, 10, 0, 0, 0, 0, 0, 0, 0, 0, 4],
        start + [0, 2], start + [0, 4], start + [0, 3, 0xFF, 0xFF, 0xFF, 0xFE], start + [0xFF, 0xFF, 0],
    ])
    func binaryThatIsNoCopyIsRefused(_ data: [UInt8]) {
        #expect(throws: RelayFailure.self) {
            try Self.rewrite(data, [nil, Self.mask(nil, .binary), nil], Self.copy(.binary))
        }
    }

    // MARK: long fields

    @Test func aLongFieldIsMaskedWholeAndALongRowLeavesInParts() throws {
        let long = String(repeating: "b", count: 300_000)
        let messages = try Self.rewrite(
            Array("\(long)\tada\t\(long)\n".utf8), [nil, Self.mask(nil), nil], Self.copy(), size: 8192)
        #expect(messages.count > 1)
        #expect(messages.flatMap { $0 } == Array("\(long)\t[redacted]\t\(long)\n".utf8))
        let masked = try Self.rewrite(Array("\(long)\n".utf8), [Self.mask(nil)], Self.copy(), size: 8192)
        #expect(masked == [Array("[redacted]\n".utf8)])
    }

    /// No cut of any data may let a protected byte out.
    @Test func randomDataNeverShowsTheProtectedColumn() {
        var random = SeededGenerator(seed: 3)
        let alphabet = Array("\\\",\t\nNx1|'".utf8)
        for _ in 0..<4000 {
            let data = (0..<(1 + random.below(40))).map { _ in
                random.chance(30) ? UInt8(ascii: "Q") : alphabet[random.below(alphabet.count)]
            }
            let format = random.chance(50) ? Self.copy() : Self.csv
            let all = [Self.mask(nil), Self.mask(nil)]
            let rewriter = CopyRewriter(masks: ColumnMasks(all), format: format)
            var out = Outbox()
            var rest = data[...]
            do throws(RelayFailure) {
                while !rest.isEmpty {
                    let count = 1 + random.below(6)
                    try rewriter.consume(Array(rest.prefix(count)).span, into: &out)
                    rest = rest.dropFirst(count)
                }
                try rewriter.finish(into: &out)
            } catch {}
            let bodies = Frame.all(Self.bytes(&out)).flatMap(\.body)
            #expect(!bodies.contains(UInt8(ascii: "Q")), "\(data)")
        }
    }
}
