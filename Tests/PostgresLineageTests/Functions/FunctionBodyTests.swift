import Lineage
import PostgresLineage
import Testing

@Suite struct FunctionBodyTests {
    private func body(_ language: String, _ source: String, extensionName: String? = nil) -> CatalogFunction.Body? {
        var rows = CatalogRows()
        rows.table(20000, "public", "users")
        rows.table(20001, "s", "cities")
        rows.table(20002, "public", "Odd")
        rows.function(30000, "f", language, source, extensionName: extensionName)
        rows.function(30001, "g", "sql", "select 1", arguments: 1)
        return rows.catalog?.functions[30000]?.body
    }

    private func read(_ body: CatalogFunction.Body?) -> String {
        switch body {
        case .harmless: "harmless"
        case .reads(let relations, let functions): names(relations) + " | " + names(functions)
        case .opaque, nil: "opaque"
        }
    }

    @Test(arguments: [
        ("select ssn from users", "users | "),
        ("select g($1) + x.id from s.cities x", "s.cities | g"),
        ("insert into nowhere select * from users; select 1", "nowhere users | "),
        ("select (x).g from users x", "users | g"),
        ("fetch all from c", "opaque"), ("execute p", "opaque"), ("select ('x'::text).pg_read_file", "opaque"),
        ("select 'a\\d'", " | "), ("select 'a\\', ssn from users --'", "opaque"),
        ("select json_table(x columns) from users", "users | "),  // newer grammar: read by its words
    ])
    func sql(source: String, expected: String) { #expect(read(body("sql", source)) == expected) }

    @Test(arguments: [
        ("begin return (select name from s.cities limit 1); end", "s.cities | "),
        ("declare r users%rowtype; begin for r in select * from Cities loop null; end loop; end", "cities users | "),
        ("begin select 1 from \"Odd\"; perform g(1); x := y.g; end", "Odd | g"),
        ("begin return 'users'; -- users\nend", " | "),
        ("begin execute 'select 1'; end", "opaque"), ("begin return query execute x using y; end", "opaque"),
        ("begin for r in execute q loop end loop; end", "opaque"), ("begin open c for EXECUTE q; end", "opaque"),
        ("begin create trigger t before insert on users execute function g(); end", "users | g"),
        ("begin fetch c into x; end", "opaque"), ("begin fetch first from c into x; end", "opaque"),
        ("begin return (select 1 from users order by 1 fetch first 1 rows only); end", "users | "),
        ("begin perform query_to_xml(x); end", "opaque"), ("begin x := (y).ts_stat; end", "opaque"),
        ("begin perform 1 from pg_stat_activity; end", "opaque"), ("begin x := U&\"a\"; end", "opaque"),
        ("begin x := 'unterminated; end", "opaque"),
        ("begin x := other.users; y := public.users; end", "public.users | "),
    ])
    func plpgsql(source: String, expected: String) { #expect(read(body("plpgsql", source)) == expected) }

    @Test func compiledAndOtherLanguages() {
        #expect(body("c", "x", extensionName: "citext") == .harmless)
        #expect(body("internal", "x", extensionName: "pgcrypto") == .harmless)
        #expect(body("c", "x", extensionName: "dblink") == .opaque)
        #expect(body("c", "crosstab", extensionName: "tablefunc") == .opaque)
        #expect(body("c", "x") == .opaque)
        #expect(body("plpython3u", "x", extensionName: "citext") == .opaque)
    }

    @Test func systemFunctions() {
        for name in [
            "query_to_xml", "ts_stat", "ts_rewrite", "pg_read_file", "lo_get", "cursor_to_xml",
            "pg_logical_slot_get_changes",
        ] {
            #expect(SystemFunctions.isOpaque(name) && SystemFunctions.reason(name) != nil)
        }
        for name in ["lower", "count", "jsonb_agg", "now", "generate_series", "to_char", "uuidv7", "any_value"] {
            #expect(!SystemFunctions.isOpaque(name) && SystemFunctions.isBuiltIn(name))
        }
        #expect(!SystemFunctions.isBuiltIn("my_function"))
        #expect(
            SystemRelations.isRevealing("pg_stats") && SystemRelations.isSystem(16383)
                && !SystemRelations.isSystem(16384))
    }
}
