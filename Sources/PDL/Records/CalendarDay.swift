/// A day of the proleptic Gregorian calendar, years 0 to 9999 (the algorithms of Hinnant's "chrono-compatible low-level date
/// algorithms").
package struct CalendarDay: Equatable {
    var year: Int64
    var month: Int64
    var day: Int64

    /// Of a day that there is.
    init(year: Int64, month: Int64, day: Int64) { (self.year, self.month, self.day) = (year, month, day) }

    /// - Parameter days: since 1970-01-01.
    init(days: Int64) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
        month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// As 2026-01-31; nil for no such day.
    init?(_ text: some StringProtocol) {
        let parts = text.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count == 3, zip(parts, [4, 2, 2]).allSatisfy({ $0.utf8.count == $1 }),
            parts.allSatisfy({ $0.utf8.allSatisfy { $0 &- 0x30 < 10 } }), let year = Int64(parts[0]),
            let month = Int64(parts[1]), let day = Int64(parts[2]), (1...12).contains(month), (1...31).contains(day)
        else { return nil }
        (self.year, self.month, self.day) = (year, month, day)
        guard CalendarDay(days: days) == self else { return nil }
    }

    /// Of a day, or of a time of it, as 2026-01-31T12:00:00Z: seconds since 1970; nil for none such.
    package static func seconds(_ text: String) -> Int64? {
        let parts = text.split(separator: "T", maxSplits: 1, omittingEmptySubsequences: false)
        guard let day = CalendarDay(parts[0])?.days else { return nil }
        if parts.count == 1 { return day * 86_400 }
        guard parts[1].hasSuffix("Z"), let time = timeOfDay(parts[1].dropLast()) else { return nil }
        return day * 86_400 + time
    }

    /// As 08:30 or 08:30:59, in seconds since midnight; nil for none such.
    static func timeOfDay(_ text: some StringProtocol) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap {
            $0.utf8.count == 2 && $0.utf8.allSatisfy { $0 &- 0x30 < 10 } ? Int64($0) : nil
        }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] < 24,
            numbers.dropFirst().allSatisfy({ $0 < 60 })
        else { return nil }
        return numbers[0] * 3600 + numbers[1] * 60 + (numbers.count > 2 ? numbers[2] : 0)
    }

    /// Since 1970-01-01.
    var days: Int64 {
        let shiftedYear = month <= 2 ? year - 1 : year
        let era = (shiftedYear >= 0 ? shiftedYear : shiftedYear - 399) / 400
        let yearOfEra = shiftedYear - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        return era * 146_097 + dayOfEra - 719_468
    }

    /// So many months later, on the same day of the month or, where there is none, its last.
    func adding(months: Int64) -> CalendarDay {
        let all = year * 12 + month - 1 + months
        let year = all >= 0 ? all / 12 : (all - 11) / 12
        var later = CalendarDay(year: year, month: all - year * 12 + 1, day: 1)
        let next = all + 1
        let nextYear = next >= 0 ? next / 12 : (next - 11) / 12
        let length = CalendarDay(year: nextYear, month: next - nextYear * 12 + 1, day: 1).days - later.days
        later.day = min(day, length)
        return later
    }

    /// Of the years 0 and 9999, in seconds since 1970.
    static let firstSecond: Int64 = -62_167_219_200
    static let lastSecond: Int64 = 253_402_300_799

    /// The nearest second that four digits of a year can write.
    static func bounded(_ seconds: Int64) -> Int64 { min(max(seconds, firstSecond), lastSecond) }

    /// Seconds since 1970 as days and seconds of the day.
    static func split(_ seconds: Int64) -> (days: Int64, rest: Int64) {
        let days = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        return (days, seconds - days * 86_400)
    }
}
