import Keys

/// Texts by a regular expression.
struct PatternGenerator: Generator {
    let key: StreamKey
    let pattern: TextPattern
    /// The key of the permutation of all texts and how many there are, where no two rows may have the same.
    var unique: (key: StreamKey, space: UInt64)?
    var type: ValueType { .text }
    var isUnique: Bool { unique != nil }

    func column(_ block: Block) -> Column {
        var text: [UInt8] = []
        return .text(
            block.rows.map { row in
                text.removeAll(keepingCapacity: true)
                if let unique {
                    // As a mask's: from the left, each choice takes what is left over by its number.
                    var rest = unique.key.permute(row, below: unique.space)
                    pattern.write(into: &text) { count in
                        defer { rest /= UInt64(count) }
                        return Int(rest % UInt64(count))
                    }
                } else {
                    var random = key.stream(row: row)
                    pattern.write(into: &text) { Int(random.below(UInt64($0))) }
                }
                return text.withUnsafeBytes { block.arena.copy($0) }
            })
    }
}

/// What telephone numbers look like, by country: numbers of mobile telephones where the plan tells them apart (ITU-T E.164,
/// and the national numbering plans that it lists).
enum PhoneNumbers {
    static let patterns: [String: String] = [
        "AR": #"\+54 9 11 [2-9]\d{3}-\d{4}"#, "AT": #"\+43 6[6-9]\d [1-9]\d{6}"#, "AU": #"\+61 4\d{2} \d{3} \d{3}"#,
        "BE": #"\+32 4[6-9]\d \d{2} \d{2} \d{2}"#, "BG": #"\+359 8[789] \d{3} \d{4}"#,
        "BR": #"\+55 [1-9]1 9[6-9]\d{3}-\d{4}"#, "CA": #"\+1 [2-9][0-8]\d-[2-9]\d{2}-\d{4}"#,
        "CH": #"\+41 7[6-9] \d{3} \d{2} \d{2}"#, "CN": #"\+86 1[3-9]\d \d{4} \d{4}"#,
        "CZ": #"\+420 [67]\d{2} \d{3} \d{3}"#, "DE": #"\+49 1[567]\d [1-9]\d{6}"#,
        "DK": #"\+45 [2-9]\d \d{2} \d{2} \d{2}"#, "ES": #"\+34 6\d{2} \d{3} \d{3}"#,
        "FI": #"\+358 4[0-6] \d{3} \d{4}"#, "FR": #"\+33 [67] \d{2} \d{2} \d{2} \d{2}"#,
        "GB": #"\+44 7[4-9]\d{2} \d{6}"#, "GR": #"\+30 69\d \d{3} \d{4}"#, "HU": #"\+36 [237]0 \d{3} \d{4}"#,
        "IE": #"\+353 8[3-9] \d{3} \d{4}"#, "IN": #"\+91 [6-9]\d{4} \d{5}"#, "IT": #"\+39 3[2-9]\d \d{3} \d{4}"#,
        "JP": #"\+81 [789]0-\d{4}-\d{4}"#, "KR": #"\+82 10-[2-9]\d{3}-\d{4}"#, "LU": #"\+352 6[26]1 \d{3} \d{3}"#,
        "MX": #"\+52 55 \d{4} \d{4}"#, "NL": #"\+31 6 [1-58]\d{7}"#, "NO": #"\+47 [49]\d{2} \d{2} \d{3}"#,
        "NZ": #"\+64 2[127] \d{3} \d{4}"#, "PL": #"\+48 [5-7]\d{2} \d{3} \d{3}"#, "PT": #"\+351 9[1236]\d \d{3} \d{3}"#,
        "RO": #"\+40 7[2-8]\d \d{3} \d{3}"#, "RU": #"\+7 9\d{2} \d{3}-\d{2}-\d{2}"#,
        "SE": #"\+46 7[0236] \d{3} \d{2} \d{2}"#, "TR": #"\+90 5[0345]\d \d{3} \d{2} \d{2}"#,
        "UA": #"\+380 [69][3678] \d{3} \d{2} \d{2}"#, "US": #"\+1 [2-9][0-8]\d-[2-9]\d{2}-\d{4}"#,
        "ZA": #"\+27 [678]\d \d{3} \d{4}"#,
    ]
}
