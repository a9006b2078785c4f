/// Days and times in PEL: the proleptic Gregorian calendar, UTC, years 0 to 9999.
enum DateFunctions {
    private static let units = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"]
    private static let parts = ["year", "month", "day", "hour", "minute", "second", "weekday", "yearday"]

    static let all: [Function] = [
        Function(
            name: "now", parameters: [], required: 0, result: .fixed(.datetime),
            about: "now(): the time that --now says"
        ) { call in .datetime(call.rows.map { _ in call.environment.now ?? 0 }) },
        Function(
            name: "date", parameters: [.any], required: 1, result: .fixed(.date),
            nulls: .also { call in days(call.columns[0], call).map { $0 == nil } },
            about: "date(value): the day of a time, or of a text like 2026-01-31; no value where it is none"
        ) { call in .date(days(call.columns[0], call).map { $0 ?? 0 }) },
        Function(
            name: "date_add", parameters: [.date, .integer, .literalText(units)], required: 3,
            result: .by { types, literals in
                let isClock = literals.last.map { [.text("seconds"), .text("minutes"), .text("hours")].contains($0) }
                return isClock == true ? .datetime : types[0]
            },
            about: "date_add(date, amount, unit): so many \(units.joined(separator: ", ")) later, or earlier"
        ) { call in
            let (unit, amounts) = (call.literalText(2) ?? "", call.columns[1].integers)
            let isDay = call.columns[0].type == .date && !["seconds", "minutes", "hours"].contains(unit)
            let times = call.columns[0].seconds
            let later = call.rows.map { CalendarDay.bounded(added(times[$0], amounts[$0], unit)) }
            return isDay ? .date(later.map { CalendarDay.split($0).days }) : .datetime(later)
        },
        Function(
            name: "date_diff", parameters: [.date, .date, .literalText(units)], required: 3, result: .fixed(.integer),
            about: "date_diff(from, to, unit): the whole \(units.joined(separator: ", ")) from the one to the other"
        ) { call in
            let (unit, from, to) = (call.literalText(2) ?? "", call.columns[0].seconds, call.columns[1].seconds)
            return .integer(call.rows.map { difference(from[$0], to[$0], unit) })
        },
        Function(
            name: "date_part", parameters: [.date, .literalText(parts)], required: 2, result: .fixed(.integer),
            about: "date_part(date, part): its \(parts.joined(separator: ", ")); Monday is weekday 1"
        ) { call in
            let part = call.literalText(1) ?? ""
            return .integer(call.columns[0].seconds.map { value(of: part, $0) })
        },
        Function(
            name: "date_format", parameters: [.date, .text], required: 2, result: .fixed(.text),
            about: "date_format(date, pattern): %Y %y %m %d %e %j %u %H %I %M %S %p %F %T %s %%, as strftime has them"
        ) { call in
            let (times, patterns) = (call.columns[0].seconds, call.texts(1))
            return .text(call.rows.map { formatted(times[$0], patterns[$0], call.arena) })
        },
    ]

    // MARK: days

    private static func days(_ column: Column, _ call: Call) -> [Int64?] {
        switch column {
        case .date(let days): days
        case .datetime(let seconds): seconds.map { CalendarDay.split($0).days }
        case .text(let texts): texts.map { CalendarDay($0.string)?.days }
        case .integer, .decimal, .boolean, .time: call.rows.map { _ in nil }
        }
    }

    // MARK: arithmetic

    private static let lengths: [String: Int64] = [
        "seconds": 1, "minutes": 60, "hours": 3600, "days": 86_400, "weeks": 604_800,
    ]

    private static func added(_ seconds: Int64, _ amount: Int64, _ unit: String) -> Int64 {
        if let length = lengths[unit] {
            let (offset, isTooMuch) = amount.multipliedReportingOverflow(by: length)
            return isTooMuch ? (amount < 0 ? .min / 2 : .max / 2) : seconds + min(max(offset, .min / 2), .max / 2)
        }
        let (days, rest) = CalendarDay.split(seconds)
        let months = min(max(amount, -200_000), 200_000) * (unit == "years" ? 12 : 1)
        return CalendarDay(days: days).adding(months: months).days * 86_400 + rest
    }

    private static func difference(_ from: Int64, _ to: Int64, _ unit: String) -> Int64 {
        if let length = lengths[unit] { return (to - from) / length }
        let ((first, early), (last, late)) = (CalendarDay.split(from), CalendarDay.split(to))
        let (one, other) = (CalendarDay(days: first), CalendarDay(days: last))
        var months = (other.year - one.year) * 12 + other.month - one.month
        // A month is whole once its day, and the time of the day, have come.
        let isBefore = (other.day, late) < (one.day, early)
        let isBehind = (other.day, late) > (one.day, early)
        if to >= from, isBefore { months -= 1 }
        if to < from, isBehind { months += 1 }
        return unit == "years" ? months / 12 : months
    }

    private static func value(of part: String, _ seconds: Int64) -> Int64 {
        let (days, rest) = CalendarDay.split(seconds)
        let day = CalendarDay(days: days)
        return switch part {
        case "year": day.year
        case "month": day.month
        case "day": day.day
        case "hour": rest / 3600
        case "minute": rest / 60 % 60
        case "second": rest % 60
        case "weekday": weekday(days)
        default: yearday(day, days)
        }
    }

    /// ISO 8601: 1 is Monday, as 1970-01-05 was.
    private static func weekday(_ days: Int64) -> Int64 { ((days - 4) % 7 + 7) % 7 + 1 }

    private static func yearday(_ day: CalendarDay, _ days: Int64) -> Int64 {
        days - CalendarDay(year: day.year, month: 1, day: 1).days + 1
    }

    // MARK: writing

    private static func formatted(_ seconds: Int64, _ pattern: Text, _ arena: Arena) -> Text {
        let (days, rest) = CalendarDay.split(seconds)
        let day = CalendarDay(days: days)
        var text: [UInt8] = []
        func add(_ number: Int64, _ width: Int, filling: Character = "0") {
            let digits = String(number)
            text += String(repeating: filling, count: max(width - digits.count, 0)).utf8
            text += digits.utf8
        }
        var isSign = false
        for byte in pattern.bytes {
            guard isSign else {
                if byte == UInt8(ascii: "%") { isSign = true } else { text.append(byte) }
                continue
            }
            isSign = false
            switch Character(Unicode.Scalar(byte)) {
            case "Y": add(day.year, 4)
            case "y": add(day.year % 100, 2)
            case "m": add(day.month, 2)
            case "d": add(day.day, 2)
            case "e": add(day.day, 2, filling: " ")
            case "j": add(yearday(day, days), 3)
            case "u": add(weekday(days), 1)
            case "H": add(rest / 3600, 2)
            case "I": add((rest / 3600 + 11) % 12 + 1, 2)
            case "M": add(rest / 60 % 60, 2)
            case "S": add(rest % 60, 2)
            case "p": text += (rest < 43_200 ? "AM" : "PM").utf8
            case "F": text += Format.date(days, arena).bytes
            case "T": text += Format.time(rest, arena).bytes
            case "s": add(seconds, 1)
            case "%": text.append(byte)
            default: text += [UInt8(ascii: "%"), byte]
            }
            if text.count > TextFunctions.longest { break }
        }
        return text.withUnsafeBytes { TextFunctions.cut(arena.copy($0)) }
    }
}
