import Keys

/// Letters and digits by a mask, one random choice a placeholder.
struct MaskGenerator: Generator {
    /// One byte of the text: one of some, which lie in the table.
    private struct Part: Sendable {
        var start: Int
        /// 1: always the same, so nothing is drawn.
        var count: Int
    }

    let key: StreamKey
    private var parts: [Part] = []
    private var table: [UInt8] = []
    var type: ValueType { .text }

    private static let digits = Array("0123456789".utf8)
    private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    private static let lower = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    private static let nonZero = Array(digits.dropFirst())

    /// What each placeholder stands for: those of the original.
    static let placeholders: [Unicode.Scalar: [UInt8]] = [
        "#": nonZero, "%": digits, "!": upper, "@": lower, "?": lower + upper, "^": digits + upper[..<6],
        "_": digits + lower[..<6], ".": digits + lower[..<6], "(": nonZero + upper, ")": nonZero + lower,
        "&": nonZero + lower + upper, "+": digits + upper, "$": digits + lower, "*": digits + lower + upper,
    ]

    init(key: StreamKey, mask: String) {
        self.key = key
        var isEscaped = false
        for scalar in mask.unicodeScalars {
            if scalar == "\\", !isEscaped {
                isEscaped = true
            } else if !isEscaped, let choices = Self.placeholders[scalar] {
                add(choices)
            } else {
                isEscaped = false
                for byte in scalar.utf8 { add([byte]) }
            }
        }
    }

    private mutating func add(_ choices: [UInt8]) {
        parts.append(Part(start: table.count, count: choices.count))
        table += choices
    }

    /// Of how many things each choice is one.
    var choices: [Int] { parts.map(\.count).filter { $0 > 1 } }

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                var random = key.stream(row: row)
                return text(block.arena) { Int(random.below(UInt64($0))) }
            })
    }

    @inline(__always)
    func text(_ arena: Arena, choosing choose: (Int) -> Int) -> Text {
        let place = arena.take(max(parts.count, 1))
        parts.withUnsafeBufferPointer { parts in
            table.withUnsafeBufferPointer { table in
                for (offset, part) in parts.enumerated() {
                    let byte = table[part.start + (part.count > 1 ? choose(part.count) : 0)]
                    place.storeBytes(of: byte, toByteOffset: offset, as: UInt8.self)
                }
            }
        }
        return Text(start: UnsafeRawPointer(place), count: parts.count)
    }
}

/// Another text of a mask for every row.
struct UniqueMaskGenerator: Generator {
    let mask: MaskGenerator
    let choices: UniqueChoices
    var type: ValueType { .text }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        .text(block.rows.map { row in choices.choices(of: row) { mask.text(block.arena, choosing: $0) } })
    }
}
