import Lineage

/// What is done with each field of every row of one result: compiled once per result shape, walked per row.
package final class ColumnPlan: Sendable {
    package enum Step: Sendable {
        /// This many fields are copied as they are.
        case copy(Int)
        /// The column with this number is masked.
        case mask(Int)
    }

    package let steps: [Step]
    package let masks: ColumnMasks
    package let maskedCount: Int
    /// Why no row of this result can be answered.
    package let refusal: String?

    package var columnCount: Int { masks.count }
    package var isTransparent: Bool { maskedCount == 0 && refusal == nil }

    /// Of a statement that was described as returning nothing: rows that come all the same may be anything.
    package static let noRows = ColumnPlan(
        steps: [], masks: ColumnMasks([]), maskedCount: 0, refusal: "rows came for a statement that returns none")

    private init(steps: [Step], masks: ColumnMasks, maskedCount: Int, refusal: String?) {
        self.steps = steps
        self.masks = masks
        self.maskedCount = maskedCount
        self.refusal = refusal
    }

    package convenience init(
        columns: [OutputColumn], statement: StatementContext, protection: Protection, settings: ValueSettings,
        keys: KeyRing
    ) {
        let count = columns.count
        let verdicts = columns.enumerated().map {
            protection.verdict(of: $0.element, at: $0.offset, of: count, in: statement).verdict
        }
        self.init(columns: columns, verdicts: verdicts, protection: protection, settings: settings, keys: keys)
    }

    /// `columns` and `verdicts` have one entry a column.
    package convenience init(
        columns: [OutputColumn], verdicts: [Verdict], protection: Protection, settings: ValueSettings, keys: KeyRing
    ) {
        var steps: [Step] = []
        var masks: [ColumnMask?] = []
        var copied = 0
        var masked = 0
        var refusal: String?
        for (column, verdict) in zip(columns, verdicts) {
            let rule: TransformRule?
            switch verdict {
            case .pass:
                copied += 1
                masks.append(nil)
                continue
            case .transform(let transform): rule = transform
            case .redact: rule = nil
            case .refuse:
                rule = nil
                refusal = refusal ?? "a column of this result may not be read"
            }
            if copied > 0 { steps.append(.copy(copied)) }
            copied = 0
            masked += 1
            let type = protection.valueType(oid: column.type, modifier: column.typeModifier)
            let mask = ColumnMask(
                rule: rule, type: type, format: column.format, settings: settings, keys: { keys.key(for: $0) },
                permutations: { keys.permutation(for: $0) })
            if mask.mayAnswerNull, rule?.kind != .null, protection.isNotNull(column) {
                refusal =
                    refusal
                    ?? "a protected column that may not be NULL has a type or form that cannot be replaced (OID \(column.type))"
            }
            steps.append(.mask(masks.count))
            masks.append(mask)
        }
        if copied > 0 { steps.append(.copy(copied)) }
        self.init(steps: steps, masks: ColumnMasks(masks), maskedCount: masked, refusal: refusal)
    }
}

extension Protection {
    package func valueType(oid: UInt32, modifier: Int32) -> ValueType {
        ValueType(oid: oid, modifier: modifier, extensionTypes: catalog.types)
    }

    fileprivate func isNotNull(_ column: OutputColumn) -> Bool {
        column.relation != 0 && catalog.relations[column.relation]?.column(column.attribute)?.isNotNull == true
    }
}
