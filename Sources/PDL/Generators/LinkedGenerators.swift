import Keys
import NGram

/// One column of rows that are drawn whole: the parts of a linked generator share their key, so they take the same row.
struct LinkedGenerator: Generator {
    let key: StreamKey
    let values: ListedValues
    let choice: WeightedChoice?
    var type: ValueType { values.type }

    func column(_ block: Block) -> Column {
        ListGenerator(key: key, values: values, choice: choice).column(block)
    }
}

/// One number of two that go together: normal, of a given correlation.
struct CorrelatedGenerator: Generator {
    let key: StreamKey
    let isSecond: Bool
    let mean: Double
    let deviation: Double
    let correlation: Double
    let decimals: Int
    var type: ValueType { .decimal }

    func column(_ block: Block) -> Column {
        let scale = Double(Format.power(decimals))
        let other = (1 - correlation * correlation).squareRoot()
        return .decimal(
            block.rows.map { row in
                var random = key.stream(row: row)
                let (first, second) = Distribution.standardPair(using: &random)
                let value = isSecond ? correlation * first + other * second : first
                return StatisticalGenerator.rounded(mean + deviation * value, scale)
            }, decimals: decimals)
    }
}

/// What happens to a thing in order, as far as it goes: each event some time after the one before, or not at all.
struct EventSequence: Sendable {
    struct Event: Sendable {
        var name: String
        /// Given that the sequence has not ended.
        var probability: Double
        /// Seconds after the event before.
        var gap: ClosedRange<Int64>
        /// Nothing comes after it. One that does not happen is passed over; any other that does not happen ends the sequence.
        var isTerminal: Bool
    }

    let key: StreamKey
    /// Of the first event, in seconds since 1970.
    let start: ClosedRange<Int64>
    let events: [Event]

    /// When each event happened; nil where it did not.
    func times(row: UInt64) -> [Int64?] {
        var random = key.stream(row: row)
        var times: [Int64?] = Array(repeating: nil, count: events.count)
        var now: Int64?
        for (index, event) in events.enumerated() {
            // Both numbers are drawn whatever comes of them, so that one event's chance leaves the others' times alone.
            let happens = random.unit() < event.probability
            let range = now == nil ? start : event.gap
            let offset = range.lowerBound + Int64(random.below(UInt64(range.upperBound - range.lowerBound) + 1))
            guard happens else {
                if event.isTerminal { continue }
                break
            }
            now = (now ?? 0) + offset
            times[index] = now
            if event.isTerminal { break }
        }
        return times
    }
}

/// When one event of a sequence happened.
struct EventTimeGenerator: Generator {
    let sequence: EventSequence
    let event: Int
    var type: ValueType { .datetime }
    var mayBeNull: Bool { true }

    func column(_ block: Block) -> Column { values(block).column }

    func values(_ block: Block) -> (column: Column, nulls: [Bool]?) {
        let times = block.rows.map { sequence.times(row: $0)[event] }
        return (.datetime(times.map { $0 ?? 0 }), times.map { $0 == nil })
    }
}

/// The last event that happened.
struct EventStateGenerator: Generator {
    let sequence: EventSequence
    let names: ListedTexts
    var type: ValueType { .text }
    var mayBeNull: Bool { true }

    init(sequence: EventSequence) {
        self.sequence = sequence
        names = ListedTexts(sequence.events.map(\.name) + [""])
    }

    func column(_ block: Block) -> Column { values(block).column }

    func values(_ block: Block) -> (column: Column, nulls: [Bool]?) {
        let last = block.rows.map { sequence.times(row: $0).lastIndex { $0 != nil } }
        return (.text(last.map { names[$0 ?? sequence.events.count] }), last.map { $0 == nil })
    }
}
