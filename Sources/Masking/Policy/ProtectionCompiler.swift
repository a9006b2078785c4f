import Lineage

/// Builds ``Protection``: entries to columns, then inheritance families, then views over them.
struct ProtectionCompiler {
    let policy: Policy
    let database: String
    let catalog: Catalog
    private(set) var verdicts: [ColumnReference: Protection.RuledVerdict] = [:]
    private(set) var problems: [Protection.Problem] = []
    /// View columns that an entry names directly: they decide where the server cannot say what a column is.
    private var stated: Set<ColumnReference> = []

    init(policy: Policy, database: String, catalog: Catalog) {
        self.policy = policy
        self.database = database
        self.catalog = catalog
    }

    mutating func applyEntries() {
        var met: Set<String> = []
        for relation in catalog.relations.values where relation.holdsData {
            for column in relation.columns {
                let reference = ColumnReference(relation: relation.id, column: column.number)
                guard
                    let decision = policy.decision(
                        database: database, schema: relation.schema, table: relation.name, column: column.name)
                else {
                    if policy.defaultVerdict == .redact, !relation.isView {
                        verdicts[reference] = .init(verdict: .redact, reason: "the policy's default is redact")
                    }
                    continue
                }
                met.insert(decision.entry.pattern.description)
                for rival in decision.rivals {
                    met.insert(rival.pattern.description)
                    problems.append(
                        .init(
                            severity: .error,
                            message: """
                                \(relation.schema).\(relation.name).\(column.name): “\(decision.entry.pattern)” \
                                (\(decision.entry.origin)) and “\(rival.pattern)” (\(rival.origin)) are equally \
                                specific and differ; the column is redacted until one of them is narrowed
                                """))
                }
                stated.insert(reference)
                verdicts[reference] = .init(
                    verdict: decision.verdict, reason: "“\(decision.entry.pattern)” at \(decision.entry.origin)")
            }
        }
        for entry in policy.entries where entry.pattern.isExact && entry.pattern.matches(database: database) {
            guard !met.contains(entry.pattern.description), !isKnown(entry.pattern) else { continue }
            problems.append(
                .init(
                    severity: .warning,
                    message: "\(entry.origin): “\(entry.pattern)” names no column of database “\(database)”"))
        }
    }

    /// A less specific entry may lose every column it matches and still name things that exist.
    private func isKnown(_ pattern: ColumnPattern) -> Bool {
        catalog.relations.values.contains { relation in
            pattern.schema.matches(relation.schema) && pattern.table.matches(relation.name)
                && relation.columns.contains { pattern.column.matches($0.name) }
        }
    }

    /// In a table that held protected columns, what was protected stays so under another name, and a column that appeared
    /// is redacted, until a rule speaks.
    mutating func protectNewColumns(since previous: Protection) {
        for relation in catalog.relations.values where relation.holdsData && !relation.isView {
            guard previous.protectedRelations.contains(relation.id), let old = previous.catalog.relations[relation.id]
            else { continue }
            for column in relation.columns {
                let reference = ColumnReference(relation: relation.id, column: column.number)
                guard verdicts[reference] == nil else { continue }
                if old.column(column.number) != nil {
                    // The same column, though it or its table may be called something else now.
                    if let ruled = previous.verdicts[reference] { verdicts[reference] = ruled }
                } else {
                    verdicts[reference] = .init(verdict: .redact, reason: Self.newColumnReason)
                }
            }
        }
    }

    static let newColumnReason = "the column appeared after the policy was loaded, and no rule speaks of it"

    /// Parents, partitions and inheritance children show each other's rows: one verdict for a column name in a family.
    mutating func joinFamilies() {
        var family: [UInt32: UInt32] = [:]
        func root(_ id: UInt32) -> UInt32 {
            var id = id
            while let next = family[id], next != id { id = next }
            return id
        }
        for relation in catalog.relations.values {
            for parent in relation.parents {
                let a = root(relation.id)
                let b = root(parent)
                if a != b { family[max(a, b)] = min(a, b) }
            }
        }
        guard !family.isEmpty else { return }
        var members: [UInt32: [CatalogRelation]] = [:]
        for relation in catalog.relations.values where !relation.parents.isEmpty || family[relation.id] != nil {
            members[root(relation.id), default: []].append(relation)
        }
        // Roots were never put into the map under their own number.
        for id in members.keys {
            if let relation = catalog.relations[id], members[id]?.contains(where: { $0.id == id }) == false {
                members[id]?.append(relation)
            }
        }
        for relations in members.values {
            var joined: [String: Protection.RuledVerdict] = [:]
            for relation in relations {
                for column in relation.columns {
                    guard let ruled = verdicts[.init(relation: relation.id, column: column.number)] else { continue }
                    if let other = joined[column.name] {
                        joined[column.name] = .init(
                            verdict: other.verdict.joined(with: ruled.verdict),
                            reason: other.verdict == ruled.verdict
                                ? other.reason : "\(other.reason); in its inheritance family \(ruled.reason)")
                    } else {
                        joined[column.name] = ruled
                    }
                }
            }
            for relation in relations {
                for column in relation.columns {
                    if let ruled = joined[column.name] {
                        verdicts[.init(relation: relation.id, column: column.number)] = ruled
                    }
                }
            }
        }
    }

    /// A view's column is what it refers to; an expression in a view that reads anything protected is redacted.
    mutating func resolveViews() {
        var closure = ViewClosure(catalog: catalog)
        let protectedBase = Set(verdicts.lazy.filter { $0.value.verdict.isProtected }.map(\.key.relation))
        for relation in catalog.relations.values where relation.isView {
            for column in relation.columns {
                let reference = ColumnReference(relation: relation.id, column: column.number)
                if let base = closure.base(of: reference) {
                    guard let ruled = verdicts[base] else { continue }
                    let own = verdicts[reference]
                    verdicts[reference] = .init(
                        verdict: own.map { $0.verdict.joined(with: ruled.verdict) } ?? ruled.verdict,
                        reason: "it is \(name(of: base)): \(ruled.reason)")
                } else if !stated.contains(reference) {
                    let reach = closure.tables(of: relation.id)
                    if reach.isUnknown {
                        verdicts[reference] = .init(verdict: .redact, reason: "the view calls code that cannot be read")
                    } else if case .relations(let tables) = reach, !tables.isDisjoint(with: protectedBase) {
                        verdicts[reference] = .init(
                            verdict: .redact, reason: "an expression in a view that reads protected columns")
                    }
                }
            }
        }
    }

    private func name(of column: ColumnReference) -> String {
        guard let relation = catalog.relations[column.relation] else { return "an unknown column" }
        return "\(relation.schema).\(relation.name).\(relation.column(column.column)?.name ?? "?")"
    }
}

extension CatalogRelation {
    package var isView: Bool { kind == .view || kind == .materializedView }

    package var holdsData: Bool {
        switch kind {
        case .table, .partitionedTable, .view, .materializedView, .foreignTable: true
        case .sequence, .compositeType, .other: false
        }
    }
}
