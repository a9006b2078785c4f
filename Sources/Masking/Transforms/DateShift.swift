import BasicContainers
import Keys

/// Moves a date by a number of days drawn from the date itself, never by none; the time of day stays.
///
/// The distance depends on the day alone, in UTC where there is an offset, so that the text and the binary form of a
/// value, and a date and a timestamp on that date, move alike.
struct DateShift: ~Copyable, Sendable {
    /// Which text forms are read: a type's own, or in text columns any.
    enum Form: Sendable { case date, timestamp, timestamptz, any }

    let key: DomainKey
    let maxDays: Int64

    init(key: DomainKey, maxDays: Int) {
        self.key = key
        self.maxDays = Int64(clamping: max(0, min(maxDays, 365_250)))
    }

    /// nil if both directions leave the range.
    private func shifted(_ day: Int64, in range: Range<Int64>, scratch out: inout ByteArray) -> Int64? {
        guard maxDays > 0 else { return day }
        let start = out.count
        let date = CivilDate(days: day)
        date.append(to: &out)
        if date.isBeforeChrist { out.append(ascii: " BC") }
        var random = StandInRandom(key.seed(ofTail: &out, from: start))
        let draw = Int64(clamping: random.below(UInt64(clamping: maxDays &* 2)))
        let distance = draw < maxDays ? draw &- maxDays : draw &- maxDays &+ 1
        if range.contains(day &+ distance) { return day &+ distance }
        return range.contains(day &- distance) ? day &- distance : nil
    }

    /// ISO text; false, with nothing appended, for anything else.
    func applyText(_ text: Span<UInt8>, _ form: Form, into out: inout ByteArray) -> Bool {
        if ISOTimestamp.isInfinite(text) {
            out.append(text)
            return true
        }
        guard let value = ISOTimestamp(text), form == .any || value.form == form else { return false }
        let utcDay = value.utcDay
        let range = value.time.isEmpty ? CivilDate.dateRange : CivilDate.timestampRange
        guard range.contains(utcDay), let target = shifted(utcDay, in: range, scratch: &out) else { return false }
        let date = CivilDate(days: value.date.days &+ target &- utcDay)
        date.append(to: &out)
        out.append(text.extracting(value.time))
        if date.isBeforeChrist { out.append(ascii: " BC") }
        return true
    }

    func applyBinaryDate(_ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard value.count == 4, let days = value.bigEndian(at: 0, as: Int32.self) else { return false }
        if days == .max || days == .min {
            out.append(value)
            return true
        }
        guard CivilDate.dateRange.contains(Int64(days)),
            let target = shifted(Int64(days), in: CivilDate.dateRange, scratch: &out),
            let result = Int32(exactly: target)
        else { return false }
        out.append(bigEndian: result)
        return true
    }

    func applyBinaryTimestamp(_ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        guard value.count == 8, let moment = value.bigEndian(at: 0, as: Int64.self) else { return false }
        if moment == .max || moment == .min {
            out.append(value)
            return true
        }
        let perDay: Int64 = 86_400_000_000
        var day = moment / perDay
        if moment % perDay < 0 { day &-= 1 }
        guard CivilDate.timestampRange.contains(day),
            let target = shifted(day, in: CivilDate.timestampRange, scratch: &out)
        else { return false }
        out.append(bigEndian: moment &+ (target &- day) &* perDay)
        return true
    }
}

extension ISOTimestamp {
    fileprivate var form: DateShift.Form {
        if time.isEmpty { return .date }
        if isServerForm { return hasOffset ? .timestamptz : .timestamp }
        return .any
    }
}
