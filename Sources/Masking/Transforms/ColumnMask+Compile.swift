import Keys
import NGram

/// What the transforms of one domain are keyed with.
struct DomainSecrets {
    let key: DomainKey
    /// Only where the rule is `unique`; nil there too if none can be made.
    let permutation: DigitPermutation?

    init(
        rule: TransformRule, keys: (String) -> DomainKey, permutations: (String) -> KeyedPermutation?
    ) {
        let key = keys(rule.domain)
        self.key = key
        if rule.kind == .digits, rule.unique {
            permutation = (permutations(rule.domain) ?? (try? KeyedPermutation(key: key))).map(DigitPermutation.init)
        } else {
            permutation = nil
        }
    }
}

// From a rule and a type to what is done with each value.
extension ColumnMask {
    static func compile(
        _ rule: TransformRule, _ type: ValueType, _ format: WireFormat, _ settings: ValueSettings,
        _ secrets: DomainSecrets, _ problem: inout String?
    ) -> Operation {
        switch rule.kind {
        case .redact: return .redact
        case .null: return .null
        default: break
        }
        guard rule.supports(type.kind) else {
            problem = "\(rule.kind.rawValue) does not apply to the column's type; its values are redacted"
            return .redact
        }
        if case .array(let element) = type.kind {
            let mask = ColumnMask(rule: rule, type: element, format: format, settings: settings, secrets: secrets)
            problem = mask.compileProblem
            if mask.isRedacting { return .redact }
            return .array(mask)
        }
        if rule.kind == .constant {
            switch ConstantValue.encode(rule.value, type, format, settings) {
            case .success(let bytes): return type.kind == .bpchar ? .text(.constant(bytes)) : .constant(bytes)
            case .failure(let reason):
                problem = reason.message
                return .redact
            }
        }
        if type.kind.isText || type.kind == .json || type.kind == .jsonb {
            guard let text = textTransform(rule, type, secrets, &problem) else { return .redact }
            return type.kind.isText ? .text(text) : .json(text)
        }
        return typedTransform(rule, type, format, settings, secrets, &problem)
    }

    private static func typedTransform(
        _ rule: TransformRule, _ type: ValueType, _ format: WireFormat, _ settings: ValueSettings,
        _ secrets: DomainSecrets, _ problem: inout String?
    ) -> Operation {
        switch (rule.kind, type.kind) {
        case (.digits, .numeric):
            if let scale = NumericCodec.scale(ofModifier: type.modifier), scale < 0 {
                problem = "digits does not apply to a numeric of negative scale; its values are redacted"
                return .redact
            }
            guard let digits = digits(rule, secrets, &problem) else { return .redact }
            return .numeric(digits)
        case (.digits, _):
            guard let digits = digits(rule, secrets, &problem) else { return .redact }
            return .integer(digits)
        case (.uuid, .uuid): return .uuid(UUIDTransform(key: secrets.key))
        case (.dateShift, _):
            if format == .text, settings.dateStyle != .iso { return .redact }
            let shift = DateShift(key: secrets.key, maxDays: rule.maxDays)
            return type.kind == .date ? .date(shift) : .timestamp(shift)
        default: return .redact
        }
    }

    private static func textTransform(
        _ rule: TransformRule, _ type: ValueType, _ secrets: DomainSecrets, _ problem: inout String?
    ) -> TextTransform? {
        let key = secrets.key
        switch rule.kind {
        case .email:
            if let limit = type.characterLimit, limit < EmailTransform.shortestAddress {
                problem = """
                    the column holds \(limit) characters, the shortest stand-in of an email has \
                    \(EmailTransform.shortestAddress); its values are redacted
                    """
            }
            return .email(EmailTransform(key: key, keepDomain: rule.keepDomain))
        case .firstName: return .name(NameTransform(key: key, part: .first))
        case .lastName: return .name(NameTransform(key: key, part: .last))
        case .fullName: return .name(NameTransform(key: key, part: .full))
        case .phone: return .phone(PhoneTransform(key: key, keepCountry: rule.keepCountry))
        case .digits:
            guard let digits = digits(rule, secrets, &problem) else { return nil }
            return .digits(digits)
        case .partial: return .partial(PartialTransform(rule: rule))
        case .uuid: return .uuid(UUIDTransform(key: key))
        case .dateShift: return .dateShift(DateShift(key: key, maxDays: rule.maxDays))
        case .constant, .redact, .null: return nil
        }
    }

    private static func digits(
        _ rule: TransformRule, _ secrets: DomainSecrets, _ problem: inout String?
    ) -> DigitsTransform? {
        if rule.unique, secrets.permutation == nil {
            problem = "no permutation can be made under the domain's key; values are redacted"
            return nil
        }
        return DigitsTransform(rule: rule, key: secrets.key, permutation: secrets.permutation)
    }
}
