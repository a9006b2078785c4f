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

    /// How many different texts there are; nil: more than 64 bits hold.
    var space: UInt64? {
        parts.reduce(1) { space, part in
            guard let space else { return nil }
            let (product, overflow) = space.multipliedReportingOverflow(by: UInt64(part.count))
            return overflow ? nil : product
        }
    }

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                var random = key.stream(row: row)
                return text(block.arena) { Int(random.below(UInt64($0))) }
            })
    }

    /// The text of a number below ``space``: from the left, each placeholder takes what is left over by its choices.
    func text(number: UInt64, _ arena: Arena) -> Text {
        var rest = number
        return text(arena) { count in
            defer { rest /= UInt64(count) }
            return Int(rest % UInt64(count))
        }
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

/// Another text of a mask for every row: its number among all of them is permuted.
struct UniqueMaskGenerator: Generator {
    let mask: MaskGenerator
    let key: StreamKey
    let space: UInt64
    var type: ValueType { .text }
    var isUnique: Bool { true }

    func column(_ block: Block) -> Column {
        .text(block.rows.map { mask.text(number: key.permute($0, below: space), block.arena) })
    }
}
