/// Values as text: the same in every format of output.
enum Format {
    static func integer(_ number: Int64, _ arena: Arena) -> Text {
        let place = arena.take(20)
        let count = digits(number.magnitude, isNegative: number < 0, at: place)
        arena.giveBack(20 - count)
        return Text(start: UnsafeRawPointer(place), count: count)
    }

    /// - Parameter number: the value times ten to the power of the decimals.
    static func decimal(_ number: Int64, _ decimals: Int, _ arena: Arena) -> Text {
        guard decimals > 0 else { return integer(number, arena) }
        let scale = power(decimals)
        let place = arena.take(40)
        var count = digits(number.magnitude / scale, isNegative: number < 0, at: place)
        place.storeBytes(of: UInt8(ascii: "."), toByteOffset: count, as: UInt8.self)
        count += 1
        padded(number.magnitude % scale, decimals, at: place + count)
        count += decimals
        arena.giveBack(40 - count)
        return Text(start: UnsafeRawPointer(place), count: count)
    }

    /// ISO 8601, as 2026-01-31.
    static func date(_ days: Int64, _ arena: Arena) -> Text {
        let place = arena.take(10)
        date(days, at: place)
        return Text(start: UnsafeRawPointer(place), count: 10)
    }

    /// ISO 8601, as 23:59:59.
    static func time(_ seconds: Int64, _ arena: Arena) -> Text {
        let place = arena.take(8)
        time(seconds, at: place)
        return Text(start: UnsafeRawPointer(place), count: 8)
    }

    /// ISO 8601 in UTC, as 2026-01-31T23:59:59Z.
    static func datetime(_ seconds: Int64, _ arena: Arena) -> Text {
        let place = arena.take(20)
        let (days, rest) = CalendarDay.split(seconds)
        date(days, at: place)
        place.storeBytes(of: UInt8(ascii: "T"), toByteOffset: 10, as: UInt8.self)
        time(rest, at: place + 11)
        place.storeBytes(of: UInt8(ascii: "Z"), toByteOffset: 19, as: UInt8.self)
        return Text(start: UnsafeRawPointer(place), count: 20)
    }

    static func power(_ exponent: Int) -> UInt64 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

    private static func date(_ days: Int64, at place: UnsafeMutableRawPointer) {
        let day = CalendarDay(days: days)
        padded(UInt64(day.year), 4, at: place)
        padded(UInt64(day.month), 2, at: place + 5)
        padded(UInt64(day.day), 2, at: place + 8)
        for offset in [4, 7] { place.storeBytes(of: UInt8(ascii: "-"), toByteOffset: offset, as: UInt8.self) }
    }

    private static func time(_ seconds: Int64, at place: UnsafeMutableRawPointer) {
        padded(UInt64(seconds / 3600), 2, at: place)
        padded(UInt64(seconds / 60 % 60), 2, at: place + 3)
        padded(UInt64(seconds % 60), 2, at: place + 6)
        for offset in [2, 5] { place.storeBytes(of: UInt8(ascii: ":"), toByteOffset: offset, as: UInt8.self) }
    }

    private static func digits(_ number: UInt64, isNegative: Bool, at place: UnsafeMutableRawPointer) -> Int {
        var count = isNegative ? 2 : 1
        var rest = number
        while rest >= 10 {
            rest /= 10
            count += 1
        }
        if isNegative { place.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self) }
        padded(number, count - (isNegative ? 1 : 0), at: place + (isNegative ? 1 : 0))
        return count
    }

    static func padded(_ number: UInt64, _ count: Int, at place: UnsafeMutableRawPointer) {
        var rest = number
        for offset in (0..<count).reversed() {
            place.storeBytes(of: UInt8(ascii: "0") + UInt8(rest % 10), toByteOffset: offset, as: UInt8.self)
            rest /= 10
        }
    }
}
