import BasicContainers
package import Keys

/// What is done with every field of one column of one result: a rule, compiled for the column's type, format and the
/// session's settings. Immutable, so sessions on several threads share it.
///
/// It never fails and never passes a value on: what its rule cannot handle becomes the type's placeholder, and where the
/// type has none, NULL.
package final class ColumnMask: Sendable {
    /// One payload each: the compiler cannot yet borrow one of several.
    enum Operation: ~Copyable, Sendable {
        case redact
        case null
        case constant([UInt8])
        case text(TextTransform)
        case json(TextTransform)
        case integer(DigitsTransform)
        case numeric(DigitsTransform)
        case uuid(UUIDTransform)
        case date(DateShift)
        case timestamp(DateShift)
        case array(ColumnMask)
    }

    package let type: ValueType
    package let format: WireFormat
    package let settings: ValueSettings
    /// Why the rule does nothing but redact here, for `phony check`; nil if it works.
    package let compileProblem: String?
    let operation: Operation
    private let redacted: RedactedValue
    let limit: Int?
    /// What an integer type holds.
    let integerRange: ClosedRange<Int64>
    private let dateForm: DateShift.Form
    /// Whether the transform makes every value NULL, and whether there is none.
    private let isNull: Bool
    let isRedacting: Bool

    /// Without a rule, values are redacted by type.
    ///
    /// - Parameters:
    ///   - keys: gives the key of a domain.
    ///   - permutations: gives the permutation under that key, to be shared by all masks of a domain, since its tables
    ///     take time and memory; by default each mask makes its own.
    package convenience init(
        rule: TransformRule?, type: ValueType, format: WireFormat, settings: ValueSettings,
        keys: (String) -> DomainKey, permutations: (String) -> KeyedPermutation? = { _ in nil }
    ) {
        self.init(
            rule: rule, type: type, format: format, settings: settings,
            secrets: rule.map { DomainSecrets(rule: $0, keys: keys, permutations: permutations) })
    }

    init(
        rule: TransformRule?, type: ValueType, format: WireFormat, settings: ValueSettings, secrets: DomainSecrets?
    ) {
        self.type = type
        self.format = format
        self.settings = settings
        redacted = RedactedValue(type: type, format: format, settings: settings)
        limit = type.characterLimit
        integerRange = IntegerCodec.range(of: type.kind) ?? 0...0
        dateForm = type.kind == .timestamp ? .timestamp : .timestamptz
        var problem: String?
        let compiled: Operation
        if let rule, let secrets {
            compiled = Self.compile(rule, type, format, settings, secrets, &problem)
        } else {
            compiled = .redact
        }
        (isNull, isRedacting) =
            switch compiled {
            case .null: (true, false)
            case .redact: (false, true)
            default: (false, false)
            }
        operation = compiled
        compileProblem = problem
    }

    /// Whether a field that is not NULL may become NULL: not to be sent for a column that clients take as NOT NULL.
    package var mayAnswerNull: Bool {
        if isNull { return true }
        if case .null = redacted { return true }
        return type.kind == .bit && format == .binary
    }

    /// Appends what replaces `value`, without a length word. A NULL field is not for this: it stays NULL.
    package func apply(_ value: Span<UInt8>, into out: inout ByteArray) -> MaskResult {
        let start = out.count
        if isNull { return .null }
        if transform(value, into: &out) { return .value }
        out.truncate(to: start)
        return redacted.append(replacing: value, into: &out)
    }

    private func transform(_ value: Span<UInt8>, into out: inout ByteArray) -> Bool {
        switch operation {
        case .redact: return false
        case .null: return false
        case .constant(let bytes):
            out.append(contentsOf: bytes)
            return true
        case .text(let transform): return applyText(transform, value, into: &out)
        case .json(let transform): return applyJSON(transform, value, into: &out)
        case .integer(let digits): return applyInteger(digits, value, into: &out)
        case .numeric(let digits): return applyNumeric(digits, value, into: &out)
        case .uuid(let transform):
            return format == .binary
                ? transform.applyBinary(value, into: &out)
                : UUIDTransform.isServerForm(value) && transform.applyText(value, into: &out)
        case .date(let shift):
            return format == .binary
                ? shift.applyBinaryDate(value, into: &out) : shift.applyText(value, .date, into: &out)
        case .timestamp(let shift):
            return format == .binary
                ? shift.applyBinaryTimestamp(value, into: &out) : shift.applyText(value, dateForm, into: &out)
        case .array(let element):
            if format == .binary {
                return ArrayCodec.transformBinary(value, into: &out) { element.apply($0, into: &$1) }
            }
            // Trail bytes of some encodings look like quotes and braces.
            if settings.encoding == .other, !value.isASCII { return false }
            return ArrayCodec.transformText(value, into: &out) { element.apply($0, into: &$1) }
        }
    }
}
