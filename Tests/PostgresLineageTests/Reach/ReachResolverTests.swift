import Lineage
import PostgresLineage
import Testing

@Suite struct ReachResolverTests {
    /// users, cities; views v1 (users), v2 (v1); functions that call each other; an operator; a trigger; partitions.
    private static let resolver: ReachResolver? = {
        var rows = CatalogRows()
        rows.table(20000, "public", "users", columns: ["id", "ssn"])
        rows.table(20001, "public", "cities")
        rows.table(20002, "other", "cities")
        rows.table(20003, "public", "v1", kind: "v")
        rows.table(20004, "public", "v2", kind: "v")
        rows.table(20005, "public", "parent")
        rows.table(20006, "public", "child")
        rows.table(20007, "pg_temp_3", "scratch")
        rows.table(20008, "public", "loop", kind: "v")
        rows.table(20009, "public", "guarded")
        rows.parts[.parents] = [["20006", "20005"]]
        rows.parts[.rules] = [
            ["20003", "t", "({QUERY :commandType 1 :rtable ({RTE :relid 20003} {RTE :relid 20000})})"],
            ["20004", "t", "({QUERY :commandType 1 :rtable ({RTE :relid 20003}) :x {FUNCEXPR :funcid 30003}})"],
            ["20008", "t", "({QUERY :commandType 1 :x {FUNCEXPR :funcid 30007}})"],
        ]
        rows.function(30000, "reads_users", "sql", "select ssn from users")
        rows.function(30001, "calls", "plpgsql", "begin return reads_users(); end")
        rows.function(30002, "dynamic", "plpgsql", "begin execute $1; end")
        rows.function(30003, "harmless_one", "sql", "select 1")
        rows.function(30004, "circle", "plpgsql", "begin return circle_back(); end")
        rows.function(30005, "circle_back", "plpgsql", "begin perform 1 from cities; return circle(); end")
        rows.function(30006, "behind_operator", "sql", "select 1 from users", arguments: 2)
        rows.function(30007, "reads_loop", "sql", "select 1 from loop")
        rows.function(30008, "of_row", "sql", "select ssn from users", arguments: 1, takesRow: true)
        rows.function(30009, "of_number", "sql", "select ssn from users", arguments: 1)
        rows.function(30010, "on_write", "plpgsql", "begin perform 1 from users; return new; end")
        rows.function(30011, "writes", "sql", "insert into cities values (1)")
        rows.function(30012, "lower", "c", "x", extensionName: "unheard_of")
        rows.function(30013, "c_operator", "c", "x", extensionName: "unheard_of", arguments: 2)
        rows.function(30014, "adds", "internal", "aggregate_dummy", kind: "a")
        rows.parts[.operators] = [["public", "===", "30006"], ["public", "=", "30013"]]
        rows.parts[.ambient] = [["30013"]]
        rows.parts[.dependencies] = [
            ["w", "20001", "f", "30010"], ["w", "20006", "f", "30010"], ["r", "20009", "r", "20000"],
            ["f", "30014", "f", "30000"],
        ]
        return rows.catalog.map { ReachResolver($0) }
    }()

    private func reach(_ text: String) -> String {
        guard let resolver = Self.resolver else { return "no catalogue" }
        let all = PostgresAnalyzer.analyze(Array(text.utf8)) ?? [.unknown]
        switch resolver.resolve(all.first ?? .unknown) {
        case .unknown: return "?"
        case .relations(let ids):
            return ids.sorted().compactMap {
                resolver.catalog.relations[$0].map { $0.schema == "public" ? $0.name : $0.schema + "." + $0.name }
            }
            .joined(separator: " ")
        }
    }

    @Test(arguments: [
        ("select 1", ""), ("select * from users", "users"), ("select * from cities", "cities other.cities"),
        ("select * from public.cities", "cities"), ("select * from v1", "users v1"),
        ("select * from v2", "users v1 v2"),
        ("select * from missing", "?"), ("select * from s.users", "?"), ("select * from loop", "loop"),
        ("select * from guarded", "users guarded"),
        ("select * from pg_class c, pg_catalog.pg_attribute, information_schema.columns", ""),
        ("select * from pg_stats", "?"), ("select * from pg_catalog.pg_stat_activity", "?"),
        ("select * from pg_new_view", "?"),
        ("select * from pg_toast.pg_toast_20000", "?"), ("select * from pg_temp.scratch", "pg_temp_3.scratch"),
        ("select reads_users()", "users"), ("select calls()", "users"), ("select * from calls()", "users"),
        ("select dynamic()", "?"), ("select harmless_one()", ""), ("select public.harmless_one()", ""),
        ("select circle()", "cities other.cities"), ("call circle_back()", "cities other.cities"),
        ("select upper('x'), count(*), pg_catalog.now()", ""), ("select lower('x')", "?"),
        ("select pg_catalog.lower('x')", ""),
        ("select unheard_of()", "?"), ("select s.now()", "?"), ("select query_to_xml('', true, true, '')", "?"),
        ("select adds('x')", "users"),
        ("select 1 === 2", "users"), ("select 1 operator(public.===) 2", "users"), ("select 1 operator(s.+) 2", "?"),
        ("select 1 operator(pg_catalog.+) 2, 1 in (2)", ""),
        ("select c.of_row from public.cities c", "users cities"), ("select c.id from public.cities c", "cities"),
        ("select (1).of_number", "users"),
        ("select g.of_number from generate_series(1, 1) g", "users"), ("select g.of_number from (select 1) g", ""),
        ("select c.of_number from public.cities c", "cities"),
        ("select ('/etc/passwd'::text).pg_read_file", "?"),
        ("insert into public.cities values (1)", "users cities"), ("update parent set id = 1", "users parent child"),
        ("select * from parent", "parent"), ("select writes()", "users cities other.cities"),
        ("with x as (delete from public.cities returning *) table x", "users cities"),
        ("do $$begin end$$", "?"), ("selec", "?"), ("begin", ""),
        ("create table fresh as select * from public.cities", "users cities"),
    ])
    func reaches(text: String, expected: String) { #expect(reach(text) == expected) }

    @Test func functionsAndRelationsByNumber() throws {
        let resolver = try #require(Self.resolver)
        #expect(resolver.reach(ofFunction: 30001) == .relations([20000]))
        #expect(resolver.reach(ofFunction: 99).isUnknown)
        #expect(resolver.reach(ofRelation: 99).isUnknown)
    }

    @Test func outputsThatAUserObjectMayTakeThePlaceOf() throws {
        let statement = analysis("select count(*), 1")
        #expect(try #require(Self.resolver).outputs(of: statement).carriesNoData(at: 0, of: 2))
        var rows = CatalogRows()
        rows.function(30000, "count", "sql", "select 1")
        #expect(!ReachResolver(try #require(rows.catalog)).outputs(of: statement).carriesNoData(at: 0, of: 2))
    }

    /// A chain far deeper than any stack.
    @Test func longChains() throws {
        var rows = CatalogRows()
        rows.table(20000, "public", "users")
        for number in 0..<20_000 {
            rows.table(30_000 + number, "public", "w\(number)", kind: "v")
            let next = number == 19_999 ? 20_000 : 30_001 + number
            rows.parts[.rules, default: []].append([
                "\(30_000 + number)", "t", "({QUERY :rtable ({RTE :relid \(next)})})",
            ])
        }
        let resolver = ReachResolver(try #require(rows.catalog))
        guard case .relations(let found) = resolver.reach(ofRelation: 30_000) else { return #expect(Bool(false)) }
        #expect(found.count == 20_001)
    }
}
