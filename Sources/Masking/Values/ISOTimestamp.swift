/// A date, or a date with a time of day and perhaps an offset from UTC, in PostgreSQL's ISO style: `2024-02-29`,
/// `2024-02-29 23:59:59.5+05:30`, `0044-03-15 BC`. Also with `T` between the parts and `Z` for the offset.
struct ISOTimestamp {
    /// The local day.
    var date: CivilDate
    /// Everything between the date and the era, as it was written; empty for a plain date.
    var time: Range<Int>
    /// Since local midnight.
    var seconds: Int64 = 0
    var microseconds: Int64 = 0
    /// East of UTC.
    var offset: Int64 = 0
    var hasOffset = false
    /// Not with `T` or `Z`, which the server reads but does not write.
    var isServerForm = true

    /// The day in UTC on which this moment falls: the same for the text and the binary form of one value.
    var utcDay: Int64 {
        let moment = seconds &- offset
        return date.days &+ (moment >= 0 ? moment / 86_400 : (moment &- 86_399) / 86_400)
    }

    static func isInfinite(_ text: Span<UInt8>) -> Bool {
        guard text.count > 0, text[0] == UInt8(ascii: "i") || text[0] == UInt8(ascii: "-") else { return false }
        return text.equals("infinity") || text.equals("-infinity")
    }

    init?(_ text: Span<UInt8>) {
        var end = text.count
        var isBeforeChrist = false
        if end > 3, text.extracting((end &- 3)..<end).equals(" BC") {
            isBeforeChrist = true
            end &-= 3
        }
        let text = text.extracting(0..<end)
        var offset = 0
        guard let year = Self.number(text, &offset, digits: 4...7), year > 0,
            Self.skip(text, &offset, UInt8(ascii: "-")),
            let month = Self.number(text, &offset, digits: 2...2), Self.skip(text, &offset, UInt8(ascii: "-")),
            let day = Self.number(text, &offset, digits: 2...2),
            let date = CivilDate(year: isBeforeChrist ? 1 &- year : year, month: month, day: day)
        else { return nil }
        self.date = date
        time = offset..<end
        if time.isEmpty { return }
        if Self.skip(text, &offset, UInt8(ascii: "T")) {
            isServerForm = false
        } else if !Self.skip(text, &offset, UInt8(ascii: " ")) {
            return nil
        }
        guard let hour = Self.number(text, &offset, digits: 2...2), hour <= 24,
            Self.skip(text, &offset, UInt8(ascii: ":")),
            let minute = Self.number(text, &offset, digits: 2...2), minute < 60,
            Self.skip(text, &offset, UInt8(ascii: ":")),
            let second = Self.number(text, &offset, digits: 2...2), second <= 60
        else { return nil }
        seconds = hour &* 3600 &+ minute &* 60 &+ second
        if Self.skip(text, &offset, UInt8(ascii: ".")) {
            let start = offset
            guard var fraction = Self.number(text, &offset, digits: 1...6) else { return nil }
            for _ in (offset &- start)..<6 { fraction = fraction &* 10 }
            microseconds = fraction
        }
        if offset == end { return }
        hasOffset = true
        if Self.skip(text, &offset, UInt8(ascii: "Z")) {
            isServerForm = false
            guard offset == end else { return nil }
            return
        }
        let isWest = Self.skip(text, &offset, UInt8(ascii: "-"))
        guard isWest || Self.skip(text, &offset, UInt8(ascii: "+")),
            let hours = Self.number(text, &offset, digits: 2...2), hours < 24
        else {
            return nil
        }
        var magnitude = hours &* 3600
        var unit: Int64 = 60
        while offset < end, unit > 0 {
            guard Self.skip(text, &offset, UInt8(ascii: ":")),
                let part = Self.number(text, &offset, digits: 2...2), part < 60
            else { return nil }
            magnitude &+= part &* unit
            unit = unit == 60 ? 1 : 0
        }
        guard offset == end else { return nil }
        self.offset = isWest ? 0 &- magnitude : magnitude
    }

    private static func skip(_ text: Span<UInt8>, _ offset: inout Int, _ byte: UInt8) -> Bool {
        guard offset < text.count, text[offset] == byte else { return false }
        offset &+= 1
        return true
    }

    private static func number(_ text: Span<UInt8>, _ offset: inout Int, digits: ClosedRange<Int>) -> Int64? {
        var value: Int64 = 0
        let start = offset
        while offset < text.count, offset &- start < digits.upperBound, text[offset].isASCIIDigit {
            value = value &* 10 &+ Int64(text[offset] &- .zero)
            offset &+= 1
        }
        return offset &- start >= digits.lowerBound ? value : nil
    }
}
