import Keys

/// Letters and digits by a mask, one random choice a placeholder.
struct MaskGenerator: Generator {
    enum Part: Sendable {
        case literal([UInt8])
        case oneOf([UInt8])
    }

    let key: StreamKey
    let parts: [Part]
    private let length: Int
    var type: ValueType { .text }

    private static let digits = Array("0123456789".utf8)
    private static let upper = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZ".utf8)
    private static let lower = Array("abcdefghijklmnopqrstuvwxyz".utf8)
    private static let nonZero = Array(digits.dropFirst())

    /// What each placeholder stands for: those of the original.
    static let placeholders: [Character: [UInt8]] = [
        "#": nonZero, "%": digits, "!": upper, "@": lower, "?": lower + upper, "^": digits + upper[..<6],
        "_": digits + lower[..<6], ".": digits + lower[..<6], "(": nonZero + upper, ")": nonZero + lower,
        "&": nonZero + lower + upper, "+": digits + upper, "$": digits + lower, "*": digits + lower + upper,
    ]

    init(key: StreamKey, mask: String) {
        self.key = key
        var parts: [Part] = []
        var isEscaped = false
        for character in mask {
            if character == "\\", !isEscaped {
                isEscaped = true
            } else if !isEscaped, let choices = Self.placeholders[character] {
                parts.append(.oneOf(choices))
            } else {
                isEscaped = false
                parts.append(.literal(Array(String(character).utf8)))
            }
        }
        self.parts = parts
        length = parts.reduce(0) { length, part in
            if case .literal(let bytes) = part { length + bytes.count } else { length + 1 }
        }
    }

    /// How many different texts there are; nil: more than 64 bits hold.
    var space: UInt64? {
        parts.reduce(1) { space, part in
            guard let space, case .oneOf(let choices) = part else { return space }
            let (product, overflow) = space.multipliedReportingOverflow(by: UInt64(choices.count))
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

    func text(_ arena: Arena, choosing choose: (Int) -> Int) -> Text {
        let place = arena.take(max(length, 1))
        var offset = 0
        for part in parts {
            switch part {
            case .literal(let bytes):
                bytes.withUnsafeBytes {
                    UnsafeMutableRawBufferPointer(start: place + offset, count: bytes.count).copyMemory(from: $0)
                }
                offset += bytes.count
            case .oneOf(let choices):
                place.storeBytes(of: choices[choose(choices.count)], toByteOffset: offset, as: UInt8.self)
                offset += 1
            }
        }
        return Text(start: UnsafeRawPointer(place), count: length)
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
