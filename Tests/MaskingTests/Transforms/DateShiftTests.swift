import Masking
import Testing

@Suite struct DateShiftTests {
    let rule = TransformRule(kind: .dateShift)

    func mask(_ kind: ValueType.Kind, _ format: WireFormat = .text, maxDays: Int = 365) -> ColumnMask {
        Kit.mask(TransformRule(kind: .dateShift, maxDays: maxDays), Kit.type(kind), format)
    }

    func days(_ text: String) -> Int32? {
        let isBC = text.hasSuffix(" BC")
        let parts = text.prefix { $0 != " " }.split(separator: "-").compactMap { Int($0) }
        guard parts.count == 3 else { return nil }
        return BinaryForms.days(year: isBC ? 1 - parts[0] : parts[0], month: parts[1], day: parts[2])
    }

    @Test(arguments: [
        "2024-02-29", "2000-01-01", "1999-12-31", "1970-01-01", "0001-01-01", "0001-12-31 BC", "0044-03-15 BC",
        "12024-07-01", "1900-03-01", "2100-02-28",
    ])
    func textAndBinaryMoveAlike(date: String) throws {
        let real = try #require(days(date))
        let shifted = try #require(days(mask(.date).apply(date)))
        #expect(shifted != real)
        #expect(abs(shifted - real) <= 365)
        #expect(mask(.date, .binary).apply(bytes: real.networkBytes) == shifted.networkBytes)
        let micros = Int64(real) * 86_400_000_000 + 86_399_999_999
        let moved = Int64(shifted) * 86_400_000_000 + 86_399_999_999
        #expect(mask(.timestamp, .binary).apply(bytes: micros.networkBytes) == moved.networkBytes)
        let stamp = date.hasSuffix(" BC") ? date.dropLast(3) + " 23:59:59.999999 BC" : date + " 23:59:59.999999"
        let movedText = mask(.timestamp).apply(stamp)
        #expect(days(movedText) == shifted)
        #expect(movedText.contains(" 23:59:59.999999"))
    }

    @Test func timestampsWithOffsetsMoveByTheirDayInUTC() {
        let mask = mask(.timestamptz)
        let date = mask.apply("2024-03-09 12:00:00+00").prefix(10)
        #expect(mask.apply("2024-03-10 01:00:00+05:30").hasSuffix(" 01:00:00+05:30"))
        let shift = (days(String(date)) ?? 0) - (days("2024-03-09") ?? 0)
        let local = days(String(mask.apply("2024-03-10 01:00:00+05:30").prefix(10))) ?? 0
        #expect(local - (days("2024-03-10") ?? 0) == shift)
        let moment = Int64(days("2024-03-10") ?? 0) * 86_400_000_000 - 16_200_000_000
        let binary = self.mask(.timestamptz, .binary).apply(bytes: moment.networkBytes)
        #expect(binary == (moment + Int64(shift) * 86_400_000_000).networkBytes)
    }

    @Test func infinityStays() {
        for value in ["infinity", "-infinity"] {
            for kind in [ValueType.Kind.date, .timestamp, .timestamptz, .text] {
                #expect(mask(kind).apply(value) == value)
            }
        }
        for value in [Int32.max, .min] {
            #expect(mask(.date, .binary).apply(bytes: value.networkBytes) == value.networkBytes)
        }
        for value in [Int64.max, .min] {
            #expect(mask(.timestamp, .binary).apply(bytes: value.networkBytes) == value.networkBytes)
        }
    }

    @Test func theRangeIsNeverLeft() {
        for edge: Int32 in [-2_451_545, 2_145_031_948] {
            for offset: Int32 in 0..<20 {
                let day = edge < 0 ? edge + offset : edge - offset
                let output = mask(.date, .binary).apply(bytes: day.networkBytes) ?? []
                let moved = output.reduce(Int32(0)) { $0 << 8 | Int32($1) }
                #expect((-2_451_545...2_145_031_948).contains(moved))
                #expect(moved != day)
            }
        }
        #expect(mask(.date, .binary).apply(bytes: Int32(-2_451_546).networkBytes) == Int32(-10_957).networkBytes)
    }

    @Test func distancesAreSpreadAndNeverZero() {
        var seen: Set<Int32> = []
        for day in Int32(0)..<3000 {
            let output = mask(.date, .binary, maxDays: 3).apply(bytes: day.networkBytes) ?? []
            seen.insert(output.reduce(Int32(0)) { $0 << 8 | Int32($1) } - day)
        }
        #expect(seen == [-3, -2, -1, 1, 2, 3])
        #expect(mask(.date, maxDays: 0).apply("2024-02-29") == "2024-02-29")
    }

    @Test func textColumnsHoldISODates() {
        let date = mask(.date).apply("2024-02-29")
        #expect(mask(.text).apply("2024-02-29") == date)
        #expect(mask(.text).apply("2024-02-29T10:00:00Z") == date + "T10:00:00Z")
        #expect(mask(.text).apply("29.02.2024") == "[redacted]")
        #expect(mask(.date).apply("2024-02-30") == "1970-01-01")
    }

    @Test func otherDateStylesGiveNull() {
        let settings = ValueSettings(dateStyle: .other)
        for kind in [ValueType.Kind.date, .timestamp, .timestamptz] {
            #expect(Kit.mask(rule, Kit.type(kind), settings: settings).apply("29.02.2024") == "∅")
            #expect(Kit.mask(nil, Kit.type(kind), settings: settings).apply("29.02.2024") == "∅")
            #expect(Kit.mask(rule, Kit.type(kind), settings: settings).mayAnswerNull)
            #expect(!Kit.mask(rule, Kit.type(kind), .binary, settings: settings).mayAnswerNull)
        }
    }
}
