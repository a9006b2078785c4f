import Keys
import NGram

/// One of some values.
struct ListGenerator: Generator {
    let key: StreamKey
    let values: ListedValues
    /// nil: each as likely as the others.
    let choice: WeightedChoice?
    var type: ValueType { values.type }

    func column(_ block: Block) -> Column {
        let count = UInt64(values.count)
        return values.column(
            block.rows.map { row in
                var random = key.stream(row: row)
                return choice?.draw(using: &random) ?? Int(random.below(count))
            })
    }
}

/// Another value for every row.
struct UniqueListGenerator: Generator {
    let key: StreamKey
    let values: ListedValues
    var type: ValueType { values.type }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        values.column(block.rows.map { Int(key.permute($0, below: UInt64(values.count))) })
    }
}

/// The values of a list: numbers or booleans where all of them are, else texts.
enum ListedValues: Sendable {
    case text(ListedTexts)
    case integer([Int64])
    /// In steps of the last decimal.
    case decimal([Int64], decimals: Int)
    case boolean([Bool])

    /// Of a schema: strings, numbers, booleans.
    init(_ values: [JSONValue]) {
        let numbers = values.compactMap(\.numberText)
        if !values.isEmpty, numbers.count == values.count, let known = Self.numbers(numbers) {
            self = known
        } else if !values.isEmpty, values.allSatisfy({ $0.boolean != nil }) {
            self = .boolean(values.compactMap(\.boolean))
        } else {
            self = .text(ListedTexts(values.compactMap(\.scalarText)))
        }
    }

    init(_ texts: [String]) { self = .text(ListedTexts(texts)) }

    /// All to as many decimals as one has; nil where 64 bits do not hold them, or they are written with exponents.
    private static func numbers(_ texts: [String]) -> ListedValues? {
        let whole = texts.compactMap { Int64($0) }
        if whole.count == texts.count { return .integer(whole) }
        let decimals = texts.map { text in text.split(separator: ".").dropFirst().first?.count ?? 0 }.max() ?? 0
        guard decimals <= 15, !texts.contains(where: { $0.contains { "eE".contains($0) } }) else { return nil }
        let scaled = texts.compactMap { ScaledNumber.value($0, decimals: decimals, up: true) }
        return scaled.count == texts.count ? .decimal(scaled, decimals: decimals) : nil
    }

    var type: ValueType {
        switch self {
        case .text: .text
        case .integer: .integer
        case .decimal: .decimal
        case .boolean: .boolean
        }
    }

    var count: Int {
        switch self {
        case .text(let texts): texts.count
        case .integer(let numbers), .decimal(let numbers, _): numbers.count
        case .boolean(let booleans): booleans.count
        }
    }

    func column(_ places: [Int]) -> Column {
        switch self {
        case .text(let texts): .text(places.map { texts[$0] })
        case .integer(let numbers): .integer(places.map { numbers[$0] })
        case .decimal(let numbers, let decimals): .decimal(places.map { numbers[$0] }, decimals: decimals)
        case .boolean(let booleans): .boolean(places.map { booleans[$0] })
        }
    }

    /// The values that are there once or more, each once, in their order.
    var distinct: ListedValues {
        func once<Value: Hashable>(_ values: [Value]) -> [Value] {
            var seen: Set<Value> = []
            return values.filter { seen.insert($0).inserted }
        }
        return switch self {
        case .text(let texts): .text(texts.distinct)
        case .integer(let numbers): .integer(once(numbers))
        case .decimal(let numbers, let decimals): .decimal(once(numbers), decimals: decimals)
        case .boolean(let booleans): .boolean(once(booleans))
        }
    }
}

/// Texts in one piece of memory, which outlives every block.
final class ListedTexts: @unchecked Sendable {
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

    /// Byte by byte: what Unicode takes for the same is not the same in a database.
    var distinct: ListedTexts {
        var seen: Set<[UInt8]> = []
        return ListedTexts((0..<count).filter { seen.insert(Array(self[$0].bytes)).inserted }.map { self[$0].string })
    }

    subscript(index: Int) -> Text {
        let start = index == 0 ? 0 : ends[index - 1]
        let bytes = UnsafeRawBufferPointer(rebasing: memory[start..<ends[index]])
        return Text(start: bytes.baseAddress ?? UnsafeRawPointer(bitPattern: 1).unsafelyUnwrapped, count: bytes.count)
    }
}
