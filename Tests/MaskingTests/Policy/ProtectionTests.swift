import Lineage
import Masking
import Testing

/// A policy met with a catalogue: which column ends up with which verdict, and what the operator is told.
@Suite struct ProtectionTests {
    static let email = Verdict.transform(TransformRule(kind: .email))
    static let name = Verdict.transform(TransformRule(kind: .lastName))

    static func policy(_ entries: [(String, Verdict)], default verdict: Policy.Default = .pass) -> Policy {
        var policy = Policy(name: "p", defaultVerdict: verdict)
        for (index, entry) in entries.enumerated() {
            do {
                policy.entries.append(
                    .init(pattern: try ColumnPattern(entry.0), verdict: entry.1, origin: "phony.yaml:\(index + 1)"))
            } catch { fatalError("\(error.message)") }
        }
        return policy
    }

    static func relation(
        _ id: UInt32, _ name: String, _ columns: [String], kind: CatalogRelation.Kind = .table, parents: [UInt32] = [],
        origins: [Int16: ColumnReference] = [:], reads: Set<UInt32> = [], calls: Set<UInt32> = []
    ) -> CatalogRelation {
        CatalogRelation(
            id: id, schema: "public", name: name, kind: kind,
            columns: columns.enumerated().map {
                CatalogColumn(number: Int16($0.offset + 1), name: $0.element, type: 25)
            },
            parents: parents, origins: origins, reads: reads, calls: calls)
    }

    static func catalog(_ relations: CatalogRelation..., functions: [CatalogFunction] = []) -> Catalog {
        Catalog(relations: relations, functions: functions, types: [], constraintNames: [])
    }

    static func protect(_ policy: Policy, _ catalog: Catalog, previous: Protection? = nil) -> Protection {
        Protection(policy: policy, database: "shop", catalog: catalog, version: 2, previous: previous)
    }

    static func ref(_ relation: UInt32, _ column: Int16) -> ColumnReference {
        .init(relation: relation, column: column)
    }

    static let users = relation(20_000, "users", ["id", "email", "name"])

    // MARK: entries

    @Test func theNarrowestEntryDecides() {
        let protection = Self.protect(
            Self.policy([
                ("*.*.*", .redact), ("*.*.email", Self.name), ("public.users.email", Self.email), ("*.*.id", .pass),
            ]),
            Self.catalog(Self.users))
        #expect(protection.verdict(of: Self.ref(20_000, 1)).verdict == .pass)
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == Self.email)
        #expect(protection.verdict(of: Self.ref(20_000, 3)).verdict == .redact)
        #expect(protection.protectedRelations == [20_000])
        #expect(protection.problems.isEmpty)
    }

    @Test func anEntryForOneDatabaseComesFirst() {
        let policy = Self.policy([
            ("public.users.email", Self.email), ("shop:*.*.*", .redact), ("other:public.users.name", Self.name),
        ])
        let protection = Self.protect(policy, Self.catalog(Self.users))
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == .redact)
        #expect(protection.verdict(of: Self.ref(20_000, 3)).verdict == .redact)
    }

    @Test func equallyNarrowEntriesThatDifferRedact() {
        let protection = Self.protect(
            Self.policy([("public.*.email", Self.email), ("*.users.email", .pass)]), Self.catalog(Self.users))
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == .redact)
        #expect(protection.problems.map(\.severity) == [.error])
        let message = protection.problems.first?.message ?? ""
        #expect(message.contains("public.users.email"))
        #expect(message.contains("phony.yaml:1") && message.contains("phony.yaml:2"))
    }

    @Test func equallyNarrowEntriesThatAgreeAreFine() {
        let protection = Self.protect(
            Self.policy([("public.*.email", Self.email), ("*.users.email", Self.email)]), Self.catalog(Self.users))
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == Self.email)
        #expect(protection.problems.isEmpty)
    }

    @Test func anEntryThatNamesNothingIsToldOf() {
        let protection = Self.protect(
            Self.policy([
                ("public.users.emial", Self.email), ("public.*.nothing", Self.email),
                ("other:public.users.nothing", Self.email),
            ]), Self.catalog(Self.users))
        #expect(protection.problems.map(\.severity) == [.warning])
        #expect(protection.problems.first?.message.contains("public.users.emial") == true)
        #expect(protection.protectedRelations.isEmpty)
    }

    @Test func aSequenceHoldsNoData() {
        let protection = Self.protect(
            Self.policy([("*.*.*", .redact)]), Self.catalog(Self.relation(20_001, "s", ["last_value"], kind: .sequence))
        )
        #expect(protection.verdicts.isEmpty)
    }

    // MARK: default

    @Test func theDefaultMayBeRedact() {
        let view = Self.relation(
            20_001, "v", ["email", "id", "both"], kind: .view,
            origins: [1: Self.ref(20_000, 2), 2: Self.ref(20_000, 1)], reads: [20_000])
        let protection = Self.protect(
            Self.policy([("public.users.id", .pass), ("public.users.email", Self.email)], default: .redact),
            Self.catalog(Self.users, view))
        #expect(protection.verdict(of: Self.ref(20_000, 1)).verdict == .pass)
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == Self.email)
        #expect(protection.verdict(of: Self.ref(20_000, 3)).verdict == .redact)
        #expect(protection.verdict(of: Self.ref(20_001, 1)).verdict == Self.email)
        #expect(protection.verdict(of: Self.ref(20_001, 2)).verdict == .pass)
        #expect(protection.verdict(of: Self.ref(20_001, 3)).verdict == .redact)
        #expect(Self.policy([], default: .redact).isActive)
    }

    @Test func whatTheCatalogueDoesNotHaveIsRedacted() {
        let protection = Self.protect(Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users))
        #expect(protection.verdict(of: Self.ref(30_000, 1)).verdict == .redact)
        #expect(protection.verdict(of: Self.ref(20_000, 9)).verdict == .redact)
        // A whole row, a system column, a system table.
        #expect(protection.verdict(of: Self.ref(20_000, 0)).verdict == .redact)
        #expect(protection.verdict(of: Self.ref(20_000, -1)).verdict == .pass)
        #expect(protection.verdict(of: Self.ref(1259, 1)).verdict == .pass)
    }

    // MARK: families

    @Test func aFamilySharesItsVerdicts() {
        let parent = Self.relation(20_010, "people", ["id", "email"], kind: .partitionedTable)
        let child = Self.relation(20_011, "people_eu", ["email", "id"], parents: [20_010])
        let grandchild = Self.relation(20_012, "people_de", ["x", "email"], parents: [20_011])
        let stranger = Self.relation(20_013, "stranger", ["email"])
        for entry in ["public.people.email", "public.people_eu.email", "public.people_de.email"] {
            let protection = Self.protect(
                Self.policy([(entry, Self.email)]), Self.catalog(parent, child, grandchild, stranger))
            #expect(protection.verdict(of: Self.ref(20_010, 2)).verdict == Self.email, "\(entry)")
            #expect(protection.verdict(of: Self.ref(20_011, 1)).verdict == Self.email, "\(entry)")
            #expect(protection.verdict(of: Self.ref(20_012, 2)).verdict == Self.email, "\(entry)")
            #expect(protection.verdict(of: Self.ref(20_012, 1)).verdict == .pass, "\(entry)")
            #expect(protection.verdict(of: Self.ref(20_013, 1)).verdict == .pass, "\(entry)")
        }
    }

    @Test func siblingsWithDifferentRulesAreRedacted() {
        let parent = Self.relation(20_010, "people", ["email"])
        let one = Self.relation(20_011, "one", ["email"], parents: [20_010])
        let two = Self.relation(20_012, "two", ["email"], parents: [20_010])
        let protection = Self.protect(
            Self.policy([("public.one.email", Self.email), ("public.two.email", Self.name)]),
            Self.catalog(parent, one, two))
        for id in [20_010, 20_011, 20_012] as [UInt32] {
            #expect(protection.verdict(of: Self.ref(id, 1)).verdict == .redact)
        }
    }

    @Test func aPassDoesNotOutvoteItsFamily() {
        let parent = Self.relation(20_010, "people", ["email"])
        let child = Self.relation(20_011, "one", ["email"], parents: [20_010])
        let protection = Self.protect(
            Self.policy([("public.people.email", Self.email), ("public.one.email", .pass)]), Self.catalog(parent, child)
        )
        #expect(protection.verdict(of: Self.ref(20_011, 1)).verdict == Self.email)
    }

    @Test func manyParentsAreOneFamily() {
        let a = Self.relation(20_010, "a", ["email"])
        let b = Self.relation(20_011, "b", ["email"])
        let both = Self.relation(20_009, "both", ["email"], parents: [20_010, 20_011])
        let protection = Self.protect(Self.policy([("public.a.email", Self.email)]), Self.catalog(a, b, both))
        #expect(protection.verdict(of: Self.ref(20_011, 1)).verdict == Self.email)
    }

    // MARK: views

    @Test func chainedViewsAreWhatTheyReferTo() {
        let inner = Self.relation(
            20_020, "inner_view", ["mail"], kind: .view, origins: [1: Self.ref(20_000, 2)], reads: [20_000])
        let outer = Self.relation(
            20_021, "outer_view", ["m", "k"], kind: .materializedView, origins: [1: Self.ref(20_020, 1)],
            reads: [20_020])
        let protection = Self.protect(
            Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users, inner, outer))
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == Self.email)
        #expect(protection.verdict(of: Self.ref(20_021, 1)).verdict == Self.email)
        // An expression two views above the table.
        #expect(protection.verdict(of: Self.ref(20_021, 2)).verdict == .redact)
        #expect(protection.protectedRelations == [20_000, 20_020, 20_021])
    }

    @Test func aViewsOwnEntryCannotWeakenItsColumn() {
        let view = Self.relation(20_020, "v", ["mail"], kind: .view, origins: [1: Self.ref(20_000, 2)], reads: [20_000])
        let policy = Self.policy([("public.users.email", Self.email), ("public.v.mail", .pass)])
        #expect(
            Self.protect(policy, Self.catalog(Self.users, view)).verdict(of: Self.ref(20_020, 1)).verdict == Self.email)
    }

    @Test func anEntryDecidesOverAnExpression() {
        let view = Self.relation(20_020, "v", ["domain", "other"], kind: .view, reads: [20_000])
        let policy = Self.policy([("public.users.email", Self.email), ("public.v.domain", .pass)])
        let protection = Self.protect(policy, Self.catalog(Self.users, view))
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == .pass)
        #expect(protection.verdict(of: Self.ref(20_020, 2)).verdict == .redact)
    }

    @Test func aViewOverNothingProtectedPasses() {
        let notes = Self.relation(20_001, "notes", ["body"])
        let view = Self.relation(20_020, "v", ["n"], kind: .view, reads: [20_001])
        let protection = Self.protect(
            Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users, notes, view))
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == .pass)
    }

    @Test func aViewThatCallsCodeNobodyCanReadIsRedacted() {
        let function = CatalogFunction(id: 21_000, schema: "public", name: "f", body: .opaque)
        let view = Self.relation(20_020, "v", ["n"], kind: .view, calls: [21_000])
        let protection = Self.protect(
            Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users, view, functions: [function]))
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == .redact)
    }

    @Test func aViewThatReadsThroughAFunctionIsRedacted() {
        let function = CatalogFunction(
            id: 21_000, schema: "public", name: "f",
            body: .reads(relations: [QualifiedName(name: "users")], functions: []))
        let view = Self.relation(20_020, "v", ["n"], kind: .view, calls: [21_000])
        let protection = Self.protect(
            Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users, view, functions: [function]))
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == .redact)
    }

    @Test func viewsThatGoInCirclesEnd() {
        let a = Self.relation(
            20_020, "a", ["x"], kind: .view, origins: [1: Self.ref(20_021, 1)], reads: [20_021, 20_000])
        let b = Self.relation(20_021, "b", ["x"], kind: .view, origins: [1: Self.ref(20_020, 1)], reads: [20_020])
        let protection = Self.protect(Self.policy([("public.users.email", Self.email)]), Self.catalog(Self.users, a, b))
        // Which of the two goes wrong depends on the order of a dictionary.
        #expect(protection.verdict(of: Self.ref(20_020, 1)).verdict == .redact)
        #expect(protection.verdict(of: Self.ref(20_021, 1)).verdict == .redact)
    }

    // MARK: columns that appear

    @Test func aNewColumnOfAProtectedTableIsRedactedUntilARuleSpeaks() {
        let policy = Self.policy([("public.users.email", Self.email)])
        let before = Self.protect(policy, Self.catalog(Self.users))
        let grown = Self.catalog(Self.relation(20_000, "users", ["id", "email", "name", "ssn"]))
        let after = Self.protect(policy, grown, previous: before)
        #expect(after.verdict(of: Self.ref(20_000, 4)).verdict == .redact)
        #expect(after.verdict(of: Self.ref(20_000, 3)).verdict == .pass)
        // It stays so with every later reading.
        #expect(Self.protect(policy, grown, previous: after).verdict(of: Self.ref(20_000, 4)).verdict == .redact)
        let told = Self.policy([("public.users.email", Self.email), ("public.users.ssn", .pass)])
        #expect(Self.protect(told, grown, previous: after).verdict(of: Self.ref(20_000, 4)).verdict == .pass)
    }

    /// The catalogue is read again and again: what was renamed once must stay protected.
    @Test(arguments: [1, 2]) func aRenamedColumnKeepsItsProtection(readings: Int) {
        let policy = Self.policy([("public.users.email", Self.email)])
        let renamed = Self.catalog(Self.relation(20_000, "users", ["id", "mail", "name"]))
        var protection = Self.protect(policy, Self.catalog(Self.users))
        for _ in 1...readings { protection = Self.protect(policy, renamed, previous: protection) }
        #expect(protection.verdict(of: Self.ref(20_000, 2)).verdict == Self.email)
    }

    @Test func aRenamedTableKeepsItsProtection() {
        let policy = Self.policy([("public.users.email", Self.email)])
        let before = Self.protect(policy, Self.catalog(Self.users))
        let renamed = Self.catalog(Self.relation(20_000, "people", ["id", "email", "name"]))
        #expect(Self.protect(policy, renamed, previous: before).verdict(of: Self.ref(20_000, 2)).verdict.isProtected)
    }

    @Test func aNewColumnOfAnotherTableFollowsTheDefault() {
        let notes = Self.relation(20_001, "notes", ["body"])
        let grown = Self.relation(20_001, "notes", ["body", "x"])
        let policy = Self.policy([("public.users.email", Self.email)])
        let before = Self.protect(policy, Self.catalog(Self.users, notes))
        #expect(
            Self.protect(policy, Self.catalog(Self.users, grown), previous: before).verdict(of: Self.ref(20_001, 2))
                .verdict == .pass)
    }
}
