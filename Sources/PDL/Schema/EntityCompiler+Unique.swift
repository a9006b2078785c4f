import Keys

extension EntityCompiler {
    /// The values of a register, made unique: by what the generator can do itself, else by a few characters more.
    mutating func distinct(_ register: Int, _ field: String) -> Int? {
        func bound(_ count: UInt64) { if limit.map({ count < $0.count }) ?? true { limit = (count, field) } }
        let key = key.child(field).child("unique")
        switch generators[register] {
        case let integer as IntegerGenerator:
            let span = UInt64(bitPattern: integer.range.upperBound &- integer.range.lowerBound) &+ 1
            if span > 0 { bound(span) }
            return add(UniqueIntegerGenerator(key: key, range: integer.range))
        case let list as ListGenerator:
            let values = list.values.distinct
            bound(UInt64(values.count))
            return add(UniqueListGenerator(key: key, values: values))
        case let mask as MaskGenerator:
            let choices = UniqueChoices(of: mask.choices, unique: key, drawn: mask.key)
            bound(choices.space)
            return add(UniqueMaskGenerator(mask: mask, choices: choices))
        case var pattern as PatternGenerator:
            guard pattern.pattern.isUniform else { return nil }
            let choices = UniqueChoices(of: pattern.pattern.choices, unique: key, drawn: pattern.key)
            bound(choices.space)
            pattern.unique = choices
            return add(pattern)
        case var checked as ChecksumGenerator:
            let choices = UniqueChoices(of: checked.mask.choices, unique: key, drawn: checked.mask.key)
            bound(choices.space)
            checked.unique = choices
            return add(checked)
        case is BooleanGenerator:
            bound(2)
            return add(UniqueBooleanGenerator(key: key))
        case var address as AddressGenerator:
            bound(address.space)
            address.uniqueKey = key
            return add(address)
        case is ReferenceGenerator: return nil
        case let sequence as SequenceGenerator:
            guard sequence.step != 0 else { return nil }
            bound(sequence.limit)
            return register
        case let generator where generator.type == .text:
            bound(36 * 36 * 36 * 36 * 36 * 36)
            return add(DistinctGenerator(input: register, key: key, space: 36 * 36 * 36 * 36 * 36 * 36))
        default: return nil
        }
    }
}
