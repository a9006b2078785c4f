package import Lineage

/// A policy applied to one database's catalogue: the verdict of every column that exists, fixed and shared by all
/// sessions of that database until the policy or the catalogue changes.
package final class Protection: Sendable {
    package let policy: Policy
    package let database: String
    package let catalog: Catalog
    /// Only columns that some rule or default protects; every other known column passes.
    package let verdicts: [ColumnReference: RuledVerdict]
    package let protectedRelations: Set<UInt32>
    /// Contradictions and names that do not exist, for logs and `phony check`.
    package let problems: [Problem]
    /// Rises with every renewal, so what a session derived from an older one is told apart.
    package let version: UInt64

    package struct RuledVerdict: Sendable, Equatable {
        package var verdict: Verdict
        /// In words a reviewer can follow.
        package var reason: String
    }

    package struct Problem: Sendable, Equatable {
        package enum Severity: String, Sendable { case error, warning }
        package var severity: Severity
        package var message: String
    }

    package init(
        policy: Policy, database: String, catalog: Catalog, version: UInt64, previous: Protection? = nil
    ) {
        self.policy = policy
        self.database = database
        self.catalog = catalog
        self.version = version
        var compiler = ProtectionCompiler(policy: policy, database: database, catalog: catalog)
        compiler.applyEntries()
        if let previous { compiler.protectNewColumns(since: previous) }
        compiler.joinFamilies()
        compiler.resolveViews()
        verdicts = compiler.verdicts.filter { $0.value.verdict.isProtected }
        protectedRelations = Set(verdicts.keys.map(\.relation))
        problems = compiler.problems
    }

    /// OIDs below this belong to objects made by initdb (PostgreSQL's FirstNormalObjectId).
    package static let firstUserObject: UInt32 = 16_384

    /// The verdict for a column that the server says is exactly this base or view column.
    package func verdict(of column: ColumnReference) -> RuledVerdict {
        if let ruled = verdicts[column] { return ruled }
        if column.relation < Self.firstUserObject { return RuledVerdict(verdict: .pass, reason: "system catalogue") }
        guard let relation = catalog.relations[column.relation] else {
            return RuledVerdict(verdict: .redact, reason: "the relation is not in the catalogue as it was last read")
        }
        if column.column < 0 { return RuledVerdict(verdict: .pass, reason: "system column") }
        guard column.column > 0 else {
            let isProtected = protectedRelations.contains(column.relation)
            return isProtected
                ? RuledVerdict(verdict: .redact, reason: "a whole row of \(relation.schema).\(relation.name)")
                : RuledVerdict(verdict: .pass, reason: "a whole row without protected columns")
        }
        guard relation.column(column.column) != nil else {
            return RuledVerdict(verdict: .redact, reason: "the column is not in the catalogue as it was last read")
        }
        return RuledVerdict(verdict: .pass, reason: "no rule protects it")
    }

    /// Whether a statement of this reach may have read a protected value.
    package func touches(_ reach: Reach) -> Bool {
        switch reach {
        case .unknown: true
        case .relations(let relations): !relations.isDisjoint(with: protectedRelations)
        }
    }
}
