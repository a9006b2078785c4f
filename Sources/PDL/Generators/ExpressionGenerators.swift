import Keys
import NGram

/// The same text for every row.
struct ConstantGenerator: Generator {
    let value: ListValues
    var type: ValueType { .text }

    init(_ text: String) { value = ListValues([text]) }

    func column(_ block: Block) -> Column { .text(Array(repeating: value[0], count: block.rows.count)) }
}

struct ConstantIntegerGenerator: Generator {
    let value: Int64
    var type: ValueType { .integer }

    func column(_ block: Block) -> Column { .integer(Array(repeating: value, count: block.rows.count)) }
}

/// What others gave, one behind the other.
struct JoinGenerator: Generator {
    let inputs: [Int]
    var type: ValueType { .text }

    func column(_ block: Block) -> Column {
        .text(TextFunctions.joined(inputs.map { block.texts($0) }, block))
    }
}

/// A function of what others gave.
struct FunctionGenerator: Generator {
    let function: Function
    let inputs: [Int]
    let casing: CaseMapping
    var type: ValueType { function.type }

    func column(_ block: Block) -> Column {
        // What is null is an empty text to a function.
        let columns = inputs.map { block.nulls[$0] == nil ? block.columns[$0] : .text(block.texts($0)) }
        return function.apply(columns, block, casing)
    }
}

/// Texts made unique by the number of their row among all, permuted and written in a fixed number of letters and digits:
/// before the @ of an address, else at the end.
struct DistinctGenerator: Generator {
    let input: Int
    let key: StreamKey
    /// Rows at most.
    let space: UInt64
    private let width: Int
    var type: ValueType { .text }
    var isUnique: Bool { true }

    private static let digits = Array("0123456789abcdefghijklmnopqrstuvwxyz".utf8)

    init(input: Int, key: StreamKey, space: UInt64) {
        self.input = input
        self.key = key
        var (width, reach) = (1, UInt64(36))
        while reach < space {
            width += 1
            reach *= 36
        }
        self.width = width
        self.space = reach
    }

    func column(_ block: Block) -> Column {
        let texts = block.texts(input)
        return .text(
            block.rows.indices.map { row in
                let text = texts[row]
                let at = text.bytes.firstIndex(of: UInt8(ascii: "@")) ?? text.count
                let place = block.arena.take(text.count + width)
                place.copyMemory(from: text.start, byteCount: at)
                var rest = key.permute(block.rows[row], below: space)
                for offset in (0..<width).reversed() {
                    place.storeBytes(of: Self.digits[Int(rest % 36)], toByteOffset: at + offset, as: UInt8.self)
                    rest /= 36
                }
                (place + at + width).copyMemory(from: text.start + at, byteCount: text.count - at)
                return Text(start: UnsafeRawPointer(place), count: text.count + width)
            })
    }
}
