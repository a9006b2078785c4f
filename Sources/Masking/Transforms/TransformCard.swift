/// What a transform does and does not, for `phony explain` and the documentation.
package struct TransformCard: Sendable, Hashable {
    package enum Answer: String, Sendable, Hashable {
        case yes
        case no
        /// With the option `unique`.
        case ifUnique = "if unique"
    }

    package let kind: TransformKind
    /// Types it transforms, arrays of them included; values of others are redacted.
    package let types: String
    /// What becomes of NULL, and of empty text.
    package let nulls: String
    package let isDeterministic: Bool
    package let isBijective: Answer
    package let keepsLength: Bool
    package let keepsFormat: Bool
    package let isUsableOnKeys: Answer
    package let whatItLeaks: String
}

extension TransformKind {
    private static let jsonStrings = "strings that are a whole json or jsonb value"
    private static let textTypes = "text, varchar, char, name, citext; \(jsonStrings)"
    private static let keptNull = "NULL stays NULL, empty text stays empty"

    package var card: TransformCard {
        switch self {
        case .email:
            TransformCard(
                kind: self, types: Self.textTypes, nulls: Self.keptNull, isDeterministic: true, isBijective: .no,
                keepsLength: false, keepsFormat: true, isUsableOnKeys: .yes,
                whatItLeaks: """
                    which rows hold the same address, and how often each occurs; with keep_domain also the domain. \
                    Two addresses share a stand-in by chance only, at odds of 2^-40 and less a pair; case and \
                    surrounding blanks are not told apart
                    """)
        case .firstName, .lastName, .fullName:
            TransformCard(
                kind: self, types: Self.textTypes, nulls: Self.keptNull, isDeterministic: true, isBijective: .no,
                keepsLength: false, keepsFormat: true, isUsableOnKeys: .no,
                whatItLeaks: """
                    how often each name occurs, so that the commonest can be guessed in a large table; whether a name \
                    is in capitals. Different names may share a stand-in
                    """)
        case .phone:
            TransformCard(
                kind: self, types: Self.textTypes, nulls: Self.keptNull, isDeterministic: true, isBijective: .no,
                keepsLength: true, keepsFormat: true, isUsableOnKeys: .no,
                whatItLeaks: """
                    the number of digits, punctuation, leading zeros, and the country code unless keep_country is \
                    off; which rows hold the same number
                    """)
        case .digits:
            TransformCard(
                kind: self, types: "\(Self.textTypes); int2, int4, int8, numeric", nulls: Self.keptNull,
                isDeterministic: true, isBijective: .ifUnique, keepsLength: true, keepsFormat: true,
                isUsableOnKeys: .ifUnique,
                whatItLeaks: """
                    spaces and punctuation, the number of digits, the sign, trailing zeros behind a decimal point, the \
                    digits kept by keep_first and keep_last; which rows hold the same value, and which of one length \
                    the same letter in a place. Short numbers can be guessed by frequency
                    """)
        case .redact:
            TransformCard(
                kind: self, types: "all that have a placeholder", nulls: "NULL stays NULL", isDeterministic: true,
                isBijective: .no, keepsLength: false, keepsFormat: true, isUsableOnKeys: .no,
                whatItLeaks: "which values are NULL; of JSON whether it is an object, an array or which scalar")
        case .null:
            TransformCard(
                kind: self, types: "all", nulls: "everything becomes NULL", isDeterministic: true, isBijective: .no,
                keepsLength: false, keepsFormat: false, isUsableOnKeys: .no, whatItLeaks: "nothing")
        case .partial:
            TransformCard(
                kind: self, types: Self.textTypes, nulls: Self.keptNull, isDeterministic: true, isBijective: .no,
                keepsLength: true, keepsFormat: false, isUsableOnKeys: .no,
                whatItLeaks: "the characters kept, in the clear, and the length")
        case .constant:
            TransformCard(
                kind: self,
                types: """
                    text types, int2, int4, int8, oid, numeric, float4, float8, bool, uuid, bytea, json, jsonb, date, \
                    timestamp, timestamptz
                    """,
                nulls: "NULL stays NULL, all else becomes the constant", isDeterministic: true, isBijective: .no,
                keepsLength: false, keepsFormat: true, isUsableOnKeys: .no, whatItLeaks: "which values are NULL")
        case .uuid:
            TransformCard(
                kind: self, types: "uuid; uuids in \(Self.textTypes)", nulls: "NULL stays NULL",
                isDeterministic: true, isBijective: .no, keepsLength: true, keepsFormat: true, isUsableOnKeys: .yes,
                whatItLeaks: """
                    which rows hold the same uuid. Two uuids share a stand-in by chance only, at odds of 2^-122 a pair
                    """)
        case .dateShift:
            TransformCard(
                kind: self, types: "date, timestamp, timestamptz; ISO dates in text types",
                nulls: "NULL and infinity stay", isDeterministic: true, isBijective: .no, keepsLength: true,
                keepsFormat: true, isUsableOnKeys: .no,
                whatItLeaks: "the date within max_days, the time of day, which rows hold the same date")
        }
    }
}
