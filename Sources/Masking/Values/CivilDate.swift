import BasicContainers

/// A day of the proleptic Gregorian calendar, as PostgreSQL counts them: days since 2000-01-01.
struct CivilDate {
    /// Astronomical: 0 is 1 BC.
    var year: Int64
    var month: Int64
    var day: Int64

    /// What `date` can hold, infinity apart: 4714-11-24 BC to 5874897-12-31.
    static let dateRange: Range<Int64> = -2_451_545..<2_145_031_949
    /// What `timestamp` can hold, without the first and last day, which it may hold in part.
    static let timestampRange: Range<Int64> = -2_451_544..<106_751_982

    /// After Howard Hinnant, "chrono-compatible low-level date algorithms". Years up to some millions only.
    init(days: Int64) {
        let shifted = days &+ 730_425
        let era = (shifted >= 0 ? shifted : shifted &- 146_096) / 146_097
        let dayOfEra = shifted &- era &* 146_097
        let yearOfEra = (dayOfEra &- dayOfEra / 1_460 &+ dayOfEra / 36_524 &- dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra &- (365 &* yearOfEra &+ yearOfEra / 4 &- yearOfEra / 100)
        let shiftedMonth = (5 &* dayOfYear &+ 2) / 153
        day = dayOfYear &- (153 &* shiftedMonth &+ 2) / 5 &+ 1
        month = shiftedMonth < 10 ? shiftedMonth &+ 3 : shiftedMonth &- 9
        year = yearOfEra &+ era &* 400 &+ (month <= 2 ? 1 : 0)
    }

    init?(year: Int64, month: Int64, day: Int64) {
        guard (-5_000...6_000_000).contains(year), (1...12).contains(month), day >= 1,
            day <= CivilDate.length(ofMonth: month, year: year)
        else { return nil }
        self.year = year
        self.month = month
        self.day = day
    }

    var days: Int64 {
        let shiftedYear = month <= 2 ? year &- 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear &- 399) / 400
        let yearOfEra = shiftedYear &- era &* 400
        let shiftedMonth = month > 2 ? month &- 3 : month &+ 9
        let dayOfYear = (153 &* shiftedMonth &+ 2) / 5 &+ day &- 1
        let dayOfEra = yearOfEra &* 365 &+ yearOfEra / 4 &- yearOfEra / 100 &+ dayOfYear
        return era &* 146_097 &+ dayOfEra &- 730_425
    }

    private static func length(ofMonth month: Int64, year: Int64) -> Int64 {
        switch month {
        case 4, 6, 9, 11: 30
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        default: 31
        }
    }

    /// Appends `YYYY-MM-DD`, without the era.
    func append(to out: inout ByteArray) {
        out.append(decimal: UInt64(clamping: year > 0 ? year : 1 &- year), minimumDigits: 4)
        out.append(UInt8(ascii: "-"))
        out.append(decimal: UInt64(clamping: month), minimumDigits: 2)
        out.append(UInt8(ascii: "-"))
        out.append(decimal: UInt64(clamping: day), minimumDigits: 2)
    }

    var isBeforeChrist: Bool { year <= 0 }
}
