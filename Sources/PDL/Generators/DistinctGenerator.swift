import Keys

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
