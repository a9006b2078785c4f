import Keys

/// Numbers whose check digits fit: an account's by ISO 13616, a card's by Luhn's formula (ISO/IEC 7812-1).
struct ChecksumGenerator: Generator {
    enum Form: Sendable {
        /// Of the country whose code it begins with.
        case iban(country: String)
        case luhn
    }

    let mask: MaskGenerator
    let form: Form
    /// Where no two rows may have the same number.
    var unique: UniqueChoices?
    var type: ValueType { .text }
    var isUnique: Bool { unique != nil }

    /// What numbers without check digits look like, by country (the IBAN registry of SWIFT; digits where national check digits
    /// would stand).
    static let accounts: [String: String] = [
        "AT": "%%%%%%%%%%%%%%%%", "BE": "%%%%%%%%%%%%", "BG": "!!!!%%%%%%%%%%%%%%", "CH": "%%%%%%%%%%%%%%%%%",
        "CY": "%%%%%%%%%%%%%%%%%%%%%%%%", "CZ": "%%%%%%%%%%%%%%%%%%%%", "DE": "%%%%%%%%%%%%%%%%%%",
        "DK": "%%%%%%%%%%%%%%", "EE": "%%%%%%%%%%%%%%%%", "ES": "%%%%%%%%%%%%%%%%%%%%", "FI": "%%%%%%%%%%%%%%",
        "FR": "%%%%%%%%%%%%%%%%%%%%%%%", "GB": "!!!!%%%%%%%%%%%%%%", "GR": "%%%%%%%%%%%%%%%%%%%%%%%",
        "HU": "%%%%%%%%%%%%%%%%%%%%%%%%", "IE": "!!!!%%%%%%%%%%%%%%", "IT": "!%%%%%%%%%%%%%%%%%%%%%%",
        "LU": "%%%%%%%%%%%%%%%%", "NL": "!!!!%%%%%%%%%%", "NO": "%%%%%%%%%%%", "PL": "%%%%%%%%%%%%%%%%%%%%%%%%",
        "PT": "%%%%%%%%%%%%%%%%%%%%%", "RO": "!!!!%%%%%%%%%%%%%%%%", "SE": "%%%%%%%%%%%%%%%%%%%%",
        "SK": "%%%%%%%%%%%%%%%%%%%%", "TR": "%%%%%0%%%%%%%%%%%%%%%%",
    ]

    /// What cards begin with, by brand, without the last digit.
    static let cards: [String: String] = [
        "amex": "37%%%%%%%%%%%%", "discover": "6011%%%%%%%%%%%", "jcb": "3530%%%%%%%%%%%",
        "mastercard": "53%%%%%%%%%%%%%",
        "visa": "4%%%%%%%%%%%%%%",
    ]

    func column(_ block: Block) -> Column {
        .text(
            block.rows.map { row in
                if let unique {
                    return unique.choices(of: row) { finished(mask.text(block.arena, choosing: $0), block.arena) }
                }
                var random = mask.key.stream(row: row)
                return finished(mask.text(block.arena) { Int(random.below(UInt64($0))) }, block.arena)
            })
    }

    private func finished(_ body: Text, _ arena: Arena) -> Text {
        switch form {
        case .iban(let country):
            let rest = Self.remainder(Array(body.bytes) + Array(country.utf8) + Array("00".utf8))
            let check = 98 - rest
            return arena.copy("\(country)\(check < 10 ? "0" : "")\(check)\(body.string)")
        case .luhn:
            return arena.copy("\(body.string)\((10 - Self.luhnSum(body.bytes) % 10) % 10)")
        }
    }

    /// Of digits and letters (A is 10) read as one number, modulo 97.
    private static func remainder(_ characters: [UInt8]) -> Int {
        characters.reduce(0) { rest, character in
            character < 0x3A ? (rest * 10 + Int(character) - 0x30) % 97 : (rest * 100 + Int(character) - 0x37) % 97
        }
    }

    /// With every second digit, from the last, doubled: the check digit will follow.
    private static func luhnSum(_ digits: UnsafeRawBufferPointer) -> Int {
        digits.reversed().enumerated().reduce(0) { sum, digit in
            let value = Int(digit.element) - 0x30
            guard digit.offset % 2 == 0 else { return sum + value }
            return sum + (value > 4 ? value * 2 - 9 : value * 2)
        }
    }
}
