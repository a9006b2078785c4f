import NGram

/// A function of PEL: its name, what it takes and gives, and how it works on columns.
struct Function: Sendable {
    enum Parameter: Sendable {
        /// Whatever has a text.
        case text
        case integer
    }

    let name: String
    let parameters: [Parameter]
    /// How many of the parameters must be there.
    let required: Int
    /// The last parameter may be given any number of times.
    var isVariadic = false
    let type: ValueType
    let about: String
    let apply: @Sendable ([Column], Block, CaseMapping) -> Column

    static let all: [Function] = [
        onText("lowercase", "in lower case, as the locale has it") { text, arena, casing in
            TextFunctions.mapped(
                text, arena, ascii: { TextFunctions.flipped($0, from: 0x41, to: 0x5A) }, isASCIIEnough: casing.isDefault
            ) {
                casing.lowercase($0)
            }
        },
        onText("uppercase", "in upper case, as the locale has it") { text, arena, casing in
            TextFunctions.mapped(
                text, arena, ascii: { TextFunctions.flipped($0, from: 0x61, to: 0x7A) }, isASCIIEnough: casing.isDefault
            ) {
                casing.uppercase($0)
            }
        },
        onText("titlecase", "with the first letter of each word large") { text, arena, casing in
            arena.copy(casing.titlecase(text.string))
        },
        onText("capitalize", "with the first letter large") { text, arena, casing in
            arena.copy(casing.capitalize(text.string))
        },
        onText("ascii", "with ASCII letters in the place of others, as é becomes e and ß ss") { text, arena, _ in
            TextFunctions.mapped(text, arena, ascii: { $0 }, isASCIIEnough: true) { Transliteration.ascii($0) }
        },
        onText("slug", "lower-case ASCII letters and digits, with a hyphen in the place of what lies between") {
            text, arena, casing in
            TextFunctions.slug(text, arena, casing)
        },
        onText("trim", "without white space around it") { text, arena, _ in TextFunctions.trimmed(text) },
        Function(
            name: "substring", parameters: [.text, .integer, .integer], required: 2, type: .text,
            about: "substring(text, start, length): characters from the start, which counts from 0"
        ) { columns, block, _ in
            TextFunctions.rows(columns, block, integers: 1...2) { row, texts, integers in
                TextFunctions.substring(texts[0], from: integers[0] ?? 0, count: integers[1], block.arena)
            }
        },
        Function(
            name: "pad", parameters: [.text, .integer, .text], required: 2, type: .text,
            about: "pad(text, length, filling): filled from the left, with 0 where nothing is given"
        ) { columns, block, _ in
            TextFunctions.rows(columns, block, integers: 1...1) { row, texts, integers in
                TextFunctions.padded(
                    texts[0], to: integers[0] ?? 0, with: texts.count > 1 ? texts[1].string : "0", block.arena)
            }
        },
        Function(
            name: "replace", parameters: [.text, .text, .text], required: 3, type: .text,
            about: "replace(text, old, new): every old becomes new"
        ) { columns, block, _ in
            TextFunctions.rows(columns, block) { row, texts, _ in
                TextFunctions.cut(
                    block.arena.copy(texts[0].string.replacing(texts[1].string, with: texts[2].string)))
            }
        },
        Function(
            name: "concat", parameters: [.text], required: 1, isVariadic: true, type: .text,
            about: "concat(a, b, …): one behind the other"
        ) { columns, block, _ in .text(TextFunctions.joined(columns.map { $0.texts(block.arena) }, block)) },
        Function(
            name: "coalesce", parameters: [.text], required: 1, isVariadic: true, type: .text,
            about: "coalesce(a, b, …): the first that is not empty"
        ) { columns, block, _ in
            TextFunctions.rows(columns, block) { row, texts, _ in texts.first { $0.count > 0 } ?? texts[0] }
        },
        Function(
            name: "length", parameters: [.text], required: 1, type: .integer, about: "length(text): in characters"
        ) { columns, block, _ in .integer(columns[0].texts(block.arena).map { Int64($0.string.unicodeScalars.count) })
        },
    ]

    static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })

    private static func onText(
        _ name: String, _ about: String, _ body: @escaping @Sendable (Text, Arena, CaseMapping) -> Text
    ) -> Function {
        Function(name: name, parameters: [.text], required: 1, type: .text, about: "\(name)(text): \(about)") {
            columns, block, casing in .text(columns[0].texts(block.arena).map { body($0, block.arena, casing) })
        }
    }
}
