import Lineage
import PostgresLineage
import Testing

/// Rows as a server sends them, a part at a time.
struct CatalogRows {
    var parts: [CatalogPart: [[String?]]] = [:]

    var results: [[CatalogReader.Row]] {
        CatalogPart.allCases.map { part in (parts[part] ?? []).map { $0.map { $0.map { Array($0.utf8) } } } }
    }

    var catalog: Catalog? { CatalogReader.catalog(results: results) }

    mutating func table(_ id: Int, _ schema: String, _ name: String, kind: String = "r", columns: [String] = ["id"]) {
        parts[.relations, default: []].append(["\(id)", schema, name, kind])
        for (index, column) in columns.enumerated() {
            parts[.columns, default: []].append(["\(id)", "\(index + 1)", column, "25", "-1", "f", "f"])
        }
    }

    mutating func function(
        _ id: Int, _ name: String, _ language: String, _ source: String, extensionName: String? = nil,
        kind: String = "f",
        arguments: Int = 0, takesRow: Bool = false
    ) {
        let source = source.replacing("\\", with: "\\\\")
        parts[.functions, default: []].append([
            "\(id)", "public", name, language, source, extensionName, nil, kind, "\(arguments)", "0",
            takesRow ? "t" : "f",
        ])
    }
}

@Suite struct CatalogReaderTests {
    @Test func relationsAndColumns() throws {
        var rows = CatalogRows()
        rows.parts[.relations] = [
            ["20000", "w\\303\\251ird", "a\\\\b", "p"], ["20001", "public", "child", "r"], ["x", "y", "z", "r"],
        ]
        rows.parts[.columns] = [
            ["20000", "3", "third", "20005", "12", "t", "t"], ["20000", "1", "first", "25", "-1", "f", "f"],
            ["20000", "99999", "bad", "25", "-1", "f", "f"], ["77", "1", "lost", "25", "-1", "f", "f"],
        ]
        rows.parts[.parents] = [["20001", "20000"], ["20001"], []]
        rows.parts[.types] = [
            ["20005", "public", "citext", "b", nil, "0"], ["20006", "public", "_citext", "b", "20005", "0"],
            ["20007", "public", "d", "d", nil, "25"],
        ]
        rows.parts[.constraints] = [["users_pkey"], [nil]]
        let catalog = try #require(rows.catalog)
        let parent = try #require(catalog.relations[20000])
        #expect(parent.schema == "wéird" && parent.name == "a\\b" && parent.kind == .partitionedTable)
        #expect(parent.columns.map(\.number) == [1, 3])
        #expect(
            parent.columns.last
                == CatalogColumn(
                    number: 3, name: "third", type: 20005, typeModifier: 12, isNotNull: true, isGenerated: true))
        #expect(catalog.relations[20001]?.parents == [20000])
        #expect(catalog.types[20006]?.element == 20005 && catalog.types[20007]?.base == 25)
        #expect(catalog.types[20007]?.kind == .domain)
        #expect(catalog.constraintNames == ["users_pkey"])
        #expect(catalog.relations.count == 2)
    }

    @Test func aResultForEveryPart() {
        #expect(CatalogReader.catalog(results: []) == nil)
        #expect(CatalogRows().catalog?.relations.isEmpty == true)
    }

    @Test func viewsRulesAndSensitiveObjects() throws {
        var rows = CatalogRows()
        rows.table(16793, "public", "users", columns: ["id", "email", "ssn"])
        for id in [16821, 16829, 20001, 20002, 20003] { rows.table(id, "public", "v\(id)", kind: "v") }
        rows.parts[.rules] = [
            ["16821", "t", NodeTrees.plain], ["16829", "t", NodeTrees.union],
            [
                "20001", "t",
                "({QUERY :rtable ({RTE :relid 11999}) :targetList ({TARGETENTRY :expr {FUNCEXPR :funcid 2915}})})",
            ],
            ["20002", "t", "({QUERY "], ["20003", "t", "({QUERY :rtable ({RTE :relid 1259})})"],
            ["16793", "f", "({QUERY :commandType 3 :rtable ({RTE :relid 20003})})"],
        ]
        rows.parts[.sensitive] = [["2915", "t"], ["11999", "f"]]
        let catalog = try #require(rows.catalog)
        #expect(catalog.relations[16821]?.origins[2] == ColumnReference(relation: 16793, column: 2))
        #expect(catalog.relations[16821]?.reads == [16793])
        #expect(catalog.relations[16793]?.reads == [] && catalog.relations[16793]?.writeReads == [20003])
        let reach = ReachResolver(catalog)
        #expect(reach.reach(ofRelation: 16829) == .relations([16829, 16793]))
        #expect(reach.reach(ofRelation: 20001).isUnknown)
        #expect(reach.reach(ofRelation: 20002).isUnknown)
        #expect(reach.reach(ofRelation: 20003) == .relations([20003]))
    }

    /// No name without its schema, no operator without it, no backslash, no comparison that is not written.
    @Test func theTextsDoNotDependOnTheSession() {
        for text in CatalogPart.allCases.map({ CatalogQueries.text(of: $0) }) + [CatalogQueries.fingerprint] {
            #expect(!text.contains("\\"))
            #expect(PostgresAnalyzer.analyze(Array(text.utf8))?.count == 1)
            let statement = analysis(text)
            #expect(statement.form == .select && !statement.isOpaque)
            #expect(statement.relations.allSatisfy { $0.schema == "pg_catalog" }, "\(names(statement.relations))")
            #expect(statement.functions.allSatisfy { $0.schema == "pg_catalog" }, "\(names(statement.functions))")
            #expect(statement.operators.allSatisfy { $0.schema == "pg_catalog" }, "\(names(statement.operators))")
        }
        #expect(PostgresAnalyzer.analyze(Array(CatalogQueries.text.utf8))?.count == CatalogPart.allCases.count)
    }
}
