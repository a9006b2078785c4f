import Keys
import NGram

/// One of some values.
struct ListGenerator: Generator {
    let key: StreamKey
    let values: ListValues
    /// nil: each as likely as the others.
    let choice: WeightedChoice?
    var type: ValueType { .text }

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                var random = key.stream(row: row)
                let index = choice?.draw(using: &random) ?? Int(random.below(UInt64(values.count)))
                return values[index]
            })
    }
}

/// Another value for every row.
struct UniqueListGenerator: Generator {
    let key: StreamKey
    let values: ListValues
    var type: ValueType { .text }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        .text(block.rows.map { values[Int(key.permute($0, below: UInt64(values.count)))] })
    }
}

/// The values of a list, in one piece of memory.
final class ListValues: @unchecked Sendable {
    private let memory: UnsafeMutableRawBufferPointer
    private let ends: [Int]

    init(_ values: [String]) {
        let bytes = values.map { Array($0.utf8) }
        var total = 0
        ends = bytes.map {
            total += $0.count
            return total
        }
        memory = .allocate(byteCount: total + Text.overhang, alignment: 1)
        memory.copyBytes(from: bytes.joined())
    }

    deinit { memory.deallocate() }

    var count: Int { ends.count }

    /// The values that are there once or more, each once; nil: there is none.
    var distinct: ListValues? {
        var seen: Set<String> = []
        let values = (0..<count).map { self[$0].string }.filter { seen.insert($0).inserted }
        return values.isEmpty ? nil : ListValues(values)
    }

    subscript(index: Int) -> Text {
        let start = index == 0 ? 0 : ends[index - 1]
        let bytes = UnsafeRawBufferPointer(rebasing: memory[start..<ends[index]])
        return Text(start: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped, count: bytes.count)
    }
}
