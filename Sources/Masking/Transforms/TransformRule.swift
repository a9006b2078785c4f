/// One transform with its options, as a policy states it for a column.
///
/// Options that a kind does not read are ignored by it; ``TransformKind/options`` says which it reads.
package struct TransformRule: Sendable, Hashable {
    package var kind: TransformKind
    /// Columns with the same domain give the same stand-in for the same value.
    package var domain: String
    /// constant: the text form of the value that replaces every other.
    package var value: String
    /// digits, partial: how many leading digits or characters stay.
    package var keepFirst: Int
    /// digits, partial: how many trailing digits or characters stay.
    package var keepLast: Int
    /// partial: what hides a character. One ASCII character; anything else is read as `*`.
    package var pad: String
    /// digits: no two values get the same stand-in.
    package var unique: Bool
    /// email: the part after the @ stays.
    package var keepDomain: Bool
    /// phone: the country code after a leading + stays.
    package var keepCountry: Bool
    /// date_shift: the largest distance, in days.
    package var maxDays: Int

    package init(
        kind: TransformKind, domain: String? = nil, value: String = "", keepFirst: Int = 0, keepLast: Int = 0,
        pad: String = "*", unique: Bool = false, keepDomain: Bool = false, keepCountry: Bool = true, maxDays: Int = 365
    ) {
        self.kind = kind
        self.domain = domain ?? kind.rawValue
        self.value = value
        self.keepFirst = keepFirst
        self.keepLast = keepLast
        self.pad = pad
        self.unique = unique
        self.keepDomain = keepDomain
        self.keepCountry = keepCountry
        self.maxDays = maxDays
    }

    /// Whether values of this type are transformed. What is not supported is redacted by type, never passed.
    package func supports(_ type: ValueType.Kind) -> Bool {
        if case .array(let element) = type { return supports(element.kind) }
        switch kind {
        case .redact, .null: return true
        case .constant: return type.isText || ConstantValue.otherTypes.contains(type)
        case .email, .firstName, .lastName, .fullName, .phone, .partial:
            return type.isText || type == .json || type == .jsonb
        case .digits:
            return type.isText || type.isInteger || type == .numeric || type == .json || type == .jsonb
        case .uuid: return type.isText || type == .uuid || type == .json || type == .jsonb
        case .dateShift: return type.isText || type == .date || type == .timestamp || type == .timestamptz
        }
    }
}

extension TransformKind {
    /// The options that this kind reads, by their names in the configuration.
    package var options: Set<String> {
        switch self {
        case .email: ["domain", "keep_domain"]
        case .firstName, .lastName, .fullName, .uuid: ["domain"]
        case .phone: ["domain", "keep_country"]
        case .digits: ["domain", "keep_first", "keep_last", "unique"]
        case .redact, .null: []
        case .partial: ["keep_first", "keep_last", "pad"]
        case .constant: ["value"]
        case .dateShift: ["domain", "max_days"]
        }
    }
}
