/// What is done with one output column. A lattice: pass < transform < redact < refuse (docs/ARCHITECTURE.md).
package enum Verdict: Sendable, Hashable {
    case pass
    case transform(TransformRule)
    /// A placeholder of the column's type.
    case redact
    /// The statement is answered with an error.
    case refuse

    private var rank: Int {
        switch self {
        case .pass: 0
        case .transform: 1
        case .redact: 2
        case .refuse: 3
        }
    }

    /// The least verdict that is at least as strict as both. Two different rules join to ``redact``: neither stand-in
    /// would be right for a value that may come from either column.
    package func joined(with other: Verdict) -> Verdict {
        if case .transform(let mine) = self, case .transform(let theirs) = other {
            return mine == theirs ? self : .redact
        }
        return rank >= other.rank ? self : other
    }

    package var isProtected: Bool { self != .pass }
}
