import Keys

/// A whole number of a range, each as likely as the others.
struct IntegerGenerator: Generator {
    let key: StreamKey
    let range: ClosedRange<Int64>
    var type: ValueType { .integer }

    func column(_ block: Block) -> Column { .integer(Self.draw(range, key, block)) }

    static func draw(_ range: ClosedRange<Int64>, _ key: StreamKey, _ block: Block) -> [Int64] {
        // One more than fits is all 64 bits, which is a draw as it comes.
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound) &+ 1
        return block.rows.map { row in
            var random = key.stream(row: row)
            let offset = span == 0 ? random.next() : random.below(span)
            return range.lowerBound &+ Int64(bitPattern: offset)
        }
    }
}

/// Another whole number for every row.
struct UniqueIntegerGenerator: Generator {
    let key: StreamKey
    let range: ClosedRange<Int64>
    var type: ValueType { .integer }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        let span = UInt64(bitPattern: range.upperBound &- range.lowerBound) &+ 1
        return .integer(
            block.rows.map { row in
                range.lowerBound &+ Int64(bitPattern: span == 0 ? row : key.permute(row, below: span))
            })
    }
}

/// A number with decimals: whole steps of the last one, each as likely as the others.
struct DecimalGenerator: Generator {
    let key: StreamKey
    /// In steps.
    let range: ClosedRange<Int64>
    let decimals: Int
    var type: ValueType { .decimal }

    func column(_ block: Block) -> Column {
        .decimal(IntegerGenerator.draw(range, key, block), decimals: decimals)
    }
}

struct BooleanGenerator: Generator {
    let key: StreamKey
    let share: Double
    var type: ValueType { .boolean }

    func column(_ block: Block) -> Column {
        .boolean(
            block.rows.map { row in
                var random = key.stream(row: row)
                return random.unit() < share
            })
    }
}

/// Both, in some order.
struct UniqueBooleanGenerator: Generator {
    let key: StreamKey
    var type: ValueType { .boolean }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column { .boolean(block.rows.map { key.permute($0, below: 2) == 1 }) }
}

struct DateGenerator: Generator {
    let key: StreamKey
    /// In days, or in seconds, since 1970.
    let range: ClosedRange<Int64>
    let hasTime: Bool
    var type: ValueType { hasTime ? .datetime : .date }

    func column(_ block: Block) -> Column {
        let values = IntegerGenerator.draw(range, key, block)
        return hasTime ? .datetime(values) : .date(values)
    }
}

/// A time of the day, to the second.
struct TimeGenerator: Generator {
    let key: StreamKey
    /// In seconds since midnight.
    let range: ClosedRange<Int64>
    var type: ValueType { .time }

    func column(_ block: Block) -> Column { .time(IntegerGenerator.draw(range, key, block)) }
}

struct SequenceGenerator: Generator {
    let start: Int64
    let step: Int64
    var type: ValueType { .integer }
    var isUnique: Bool { step != 0 }

    /// How many there are before 64 bits are full.
    var limit: UInt64 { step == 0 ? 1 : (UInt64(1) << 62) / step.magnitude }

    func column(_ block: Block) -> Column {
        .integer(block.rows.map { start &+ Int64(bitPattern: $0) &* step })
    }
}

/// RFC 9562: version 4, of 122 random bits, or 7, of a time and 74 random bits.
struct UUIDGenerator: Generator {
    let key: StreamKey
    /// Milliseconds since 1970, from which version 7 draws; nil: version 4.
    let times: ClosedRange<Int64>?
    var type: ValueType { .text }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                var random = key.stream(row: row)
                var (high, low) = (random.next(), random.next())
                if let times {
                    let span = UInt64(times.upperBound - times.lowerBound) + 1
                    let time = UInt64(times.lowerBound) + random.below(span)
                    high = time << 16 | high & 0xFFF
                }
                high = high & ~0xF000 | (times == nil ? 0x4000 : 0x7000)
                low = low & ~(3 << 62) | 1 << 63
                return Self.text(high, low, block.arena)
            })
    }

    private static func text(_ high: UInt64, _ low: UInt64, _ arena: Arena) -> Text {
        let place = arena.take(36)
        var offset = 0
        for (word, groups) in [(high, [8, 4, 4]), (low, [4, 12])] {
            var shift: UInt64 = 64
            for length in groups {
                if offset > 0 {
                    place.storeBytes(of: UInt8(ascii: "-"), toByteOffset: offset, as: UInt8.self)
                    offset += 1
                }
                for _ in 0..<length {
                    shift -= 4
                    let digit = UInt8(truncatingIfNeeded: word >> shift) & 15
                    place.storeBytes(of: digit < 10 ? 0x30 + digit : 0x57 + digit, toByteOffset: offset, as: UInt8.self)
                    offset += 1
                }
            }
        }
        return Text(start: UnsafeRawPointer(place), count: 36)
    }
}
