import Lineage
import PostgresLineage
import Testing

/// One statement's analysis; unknown if there is not exactly one.
func analysis(_ text: String, _ mode: SQLMode = SQLMode()) -> StatementAnalysis {
    let all = PostgresAnalyzer.analyze(Array(text.utf8), mode: mode) ?? []
    return all.count == 1 ? all[0] : .unknown
}

/// Names as `schema.name`, sorted.
func names(_ set: Set<QualifiedName>) -> String {
    set.map { ($0.schema.map { $0 + "." } ?? "") + $0.name }.sorted().joined(separator: " ")
}

@Suite struct RelationTests {
    @Test(arguments: [
        ("select ssn from users", "users"),
        ("select ssn from public.\"Users\" u", "public.Users"),
        ("table users", "users"),
        ("select * from only users", "users"),
        ("select from users", "users"),
        ("select 1", ""),
        ("select (select ssn from users)", "users"),
        ("select 1 where exists (select 1 from users)", "users"),
        ("select 1 from a join b on true left join lateral (select * from c) x on true", "a b c"),
        ("select name from cities union all select ssn from users", "cities users"),
        ("(select 1 from a) except (select 1 from b intersect select 1 from c)", "a b c"),
        ("values ((select ssn from users))", "users"),
        (
            "select case when true then (select 1 from a) end, coalesce((select 1 from b)), array(select 1 from c)",
            "a b c"
        ),
        ("select b from users as u(a, b, c)", "users"),
        ("select j.x from users u, xmltable('/' passing u.doc columns x text) j", "users"),
        ("select 1 from a tablesample system (1)", "a"),
        (
            "select sum(x) over (order by (select 1 from a)) from b window w as (partition by (select 1 from c))",
            "a b c"
        ),
        ("select 1 order by (select 1 from a) limit (select 1 from b)", "a b"),
        ("select u from users u for update of u", "users"),
        ("select count(*) filter (where exists (select 1 from a)) from b", "a b"),
        ("insert into notes select ssn from users", "notes users"),
        (
            "insert into a values (1) on conflict (x) do update set y = (select 1 from b) returning (select 1 from c)",
            "a b c"
        ),
        ("update a set b = (select 1 from c) from d where e in (select 1 from f)", "a c d f"),
        ("update a set (b, c) = (select 1, 2 from d)", "a d"),
        ("delete from a using b where exists (table c)", "a b c"),
        ("merge into a using b on true when matched then update set x = (select 1 from c)", "a b c"),
        ("create table x as select * from users", "users"),
        ("create temp table x (like a, b int references c) inherits (d)", "a c d"),
        ("create table p partition of a for values in (1)", "a"),
        ("select * into x from users", "users"),
        ("create view v as select * from users", "users"),
        ("create materialized view v as select * from s.users", "s.users"),
        ("create rule r as on insert to t do also insert into log select new.ssn from users", "log t users"),
        ("refresh materialized view m", "m"),
        ("truncate a, b", "a b"),
        ("lock a, s.b", "a s.b"),
        ("explain (analyze) select * from users", "users"),
        ("explain delete from users", "users"),
        ("declare c cursor for select ssn from users", "users"),
        ("prepare p as select ssn from users", "users"),
        ("copy users to stdout", "users"),
        ("copy (select ssn from users) to stdout", "users"),
        ("copy users from stdin where id > (select 1 from a)", "a users"),
        ("create function f() returns int language sql begin atomic select 1 from a; end", "a"),
        ("vacuum a", "a"), ("analyze a(b)", "a"),
        ("create index on a (lower((b)))", "a"),
        ("alter table a add foreign key (x) references b", "a b"),
    ])
    func named(text: String, expected: String) {
        let analysis = analysis(text)
        #expect(!analysis.isOpaque)
        #expect(names(analysis.relations) == expected)
    }

    @Test(arguments: [
        ("insert into s.a select * from b", "s.a", ""), ("update a set x = 1 from b", "a", ""),
        ("delete from a using b", "a", ""),
        ("with d as (delete from a returning *) insert into b select * from d, c", "a b", ""),
        ("merge into a using b on true when matched then delete", "a", ""), ("copy a from stdin", "a", ""),
        ("select * from a for update", "", ""), ("explain analyze insert into a select * from b", "a", ""),
        ("prepare p as delete from a", "a", ""), ("truncate a", "a", ""), ("refresh materialized view a", "a", ""),
        ("create temp table x as select * from a", "a", "pg_temp.x"), ("select * into temp x from a", "a", "pg_temp.x"),
        ("create table s.x (a int)", "", "s.x"), ("create view v as table a", "a", "v"),
        ("create materialized view m as table a", "a", "m"), ("create foreign table f (a int) server s", "", "f"),
    ])
    func writtenAndMade(text: String, targets: String, creates: String) {
        #expect(names(analysis(text).targets) == targets)
        #expect(names(analysis(text).creates) == creates)
    }

    @Test(arguments: [
        ("with t(a) as (select ssn from users) select a from t", "users"),
        ("with t as (select 1) select * from s.t", "s.t"),
        ("with t as (select * from t) select * from t", "t"),
        ("with recursive t as (select 1 union select * from t) select * from t", ""),
        ("with a as (select * from b), b as (select 1) select * from a, b", "b"),
        ("with recursive a as (select * from b), b as (select 1) select * from a, b", ""),
        ("with a as (select 1), b as (select * from a) select * from b", ""),
        ("select * from (with t as (select 1) select * from t) x, t", "t"),
        ("with t as (select 1) select (select 1 from t), * from (select * from t) y", ""),
        ("with t as (select 1) insert into t select * from t", "t"),
        ("with t as (select 1) update t set a = 1 from t", "t"),
        ("with t as (select 1) delete from t using u", "t u"),
        ("with t as (select 1) merge into t using t on true when matched then do nothing", "t"),
        ("insert into x with t as (select 1 from y) select * from t", "x y"),
        ("with d as (delete from users returning ssn) select ssn from d", "users"),
        ("with t as (select 1) select 1 union select * from t", ""),
        ("(with t as (select 1) select * from t) union select * from t", "t"),
        ("with \"T\" as (select 1) select * from t, \"T\"", "t"),
        ("with t as (select 1) select * from t for update of t", ""),
        ("declare c cursor for with t as (select 1) select * from t", ""),
    ])
    func commonTableExpressions(text: String, expected: String) {
        #expect(!analysis(text).isOpaque)
        #expect(names(analysis(text).relations) == expected)
    }

    @Test func unicodeAndFoldedNames() {
        #expect(names(analysis("select * from U&\"\\0075sers\"").relations) == "users")
        #expect(names(analysis("select * from U&\"!0075sers\" uescape '!'").relations) == "users")
        #expect(names(analysis("select * from USERS").relations) == "users")
        #expect(names(analysis("select * from \"wé\"\"ird\"").relations) == "wé\"ird")
        let long = String(repeating: "x", count: 70)
        #expect(names(analysis("select * from \(long)").relations) == String(repeating: "x", count: 63))
    }
}

@Suite struct FunctionTests {
    @Test(arguments: [
        ("select lower(a), s.f(1) from t", "lower s.f"),
        ("select * from f(1), rows from (g(), h()) with ordinality", "f g h"),
        ("select query_to_xml('select ssn from users', true, false, '')", "query_to_xml"),
        ("call s.p(f(1))", "f s.p"),
        ("select count(*), sum(a) over ()", "count sum"),
        ("select a from t where f(a) group by g(a) having h(a)", "f g h"),
        ("create trigger x before insert on t execute function f()", "f"),
        ("create function f() returns int language sql as 'select 1'", ""),
        ("alter table t alter a set default f()", "f"),
        ("select pg_temp.f()", "pg_temp.f"),
        ("execute p(f(1))", "f"),
    ])
    func called(text: String, expected: String) { #expect(names(analysis(text).functions) == expected) }

    @Test func operatorsAndDots() {
        let found = analysis(
            "select a operator(s.+) b, a || c, u.email, (g(x)).part.deep, s.u.f from t order by a using operator(s.<)")
        #expect(names(found.operators) == "s.+ s.< ||")
        #expect(found.attributes == ["email", "f"])
        #expect(found.selections == ["part", "deep"])
    }
}

@Suite struct FormTests {
    @Test(arguments: [
        ("select 1", StatementForm.select), ("values (1)", .select), ("table a", .select),
        ("select 1 into a", .define), ("select 1 into a union select 2", .define),
        ("insert into a values (1)", .modify), ("update a set b = 1", .modify), ("delete from a", .modify),
        ("merge into a using b on true when matched then delete", .modify),
        ("declare \"C\" cursor with hold for select 1", .declareCursor("C")),
        ("fetch all in c", .fetch("c")), ("move 1 c", .fetch("c")), ("close c", .closeCursor("c")),
        ("close all", .closeCursor(nil)), ("prepare p(int) as select $1", .prepare("p")),
        ("execute p(1)", .execute("p")), ("deallocate p", .deallocate("p")), ("deallocate all", .deallocate(nil)),
        ("explain select 1", .explain), ("begin", .transaction(.begin)), ("start transaction", .transaction(.begin)),
        ("commit", .transaction(.commit)), ("end", .transaction(.commit)), ("rollback", .transaction(.rollback)),
        ("savepoint s", .transaction(.savepoint)), ("release s", .transaction(.other)),
        ("rollback to s", .transaction(.other)), ("prepare transaction 'x'", .transaction(.other)),
        ("set a = 1", .set), ("set local search_path to x", .set), ("reset all", .set),
        ("set transaction read only", .set), ("set role x", .set), ("set session authorization x", .set),
        ("set constraints all immediate", .set), ("show a.b", .show("a.b")), ("discard all", .discard),
        ("listen a", .listen), ("unlisten *", .listen), ("notify a, 'x'", .listen),
        ("lock a", .maintenance), ("checkpoint", .maintenance), ("reindex table a", .maintenance),
        ("create table a (b int)", .define), ("drop table a", .define), ("grant select on a to b", .define),
        ("comment on table a is 'x'", .define), ("truncate a", .define), ("create extension x", .define),
        ("alter role a set x = 1", .define), ("create policy p on t using (true)", .define),
        ("do $$begin end$$", .call), ("call p()", .call),
        ("copy a from stdin", .copyIn), ("copy a to '/x'", .copyServerSide),
        ("copy a from program 'x'", .copyServerSide),
    ])
    func form(text: String, expected: StatementForm) { #expect(analysis(text).form == expected) }

    @Test(arguments: [
        "do $$begin raise notice '%', (select ssn from users); end$$", "create extension dblink", "load 'x'", "vacuum",
        "analyze", "reindex database x", "explain execute p", "create table x as execute p", "select", "selec 1",
        "select 'a", "select json_table(", "select 0x1F",
    ])
    func opaque(text: String) { #expect(text == "select" ? !analysis(text).isOpaque : analysis(text).isOpaque) }

    @Test func statementsAreSplitAsTheServerSplitsThem() {
        func count(_ text: String) -> Int? { PostgresAnalyzer.analyze(Array(text.utf8))?.count }
        #expect(count("") == 0)
        #expect(count(" ;; -- x") == 0)
        #expect(count("select 1;; select ';' ; /* ; */ select $$;$$") == 3)
        #expect(count("create rule r as on insert to t do also (select 1; select 2); select 3") == 2)
        #expect(count("select 1; selec 2") == nil)
        #expect(count("select '\0'") == nil)
        #expect(PostgresAnalyzer.analyze([UInt8(ascii: "'"), 0xFF, UInt8(ascii: "'")]) == nil)
    }

    @Test func backslashesThatMayEscape() {
        let unsure = SQLMode(standardConformingStrings: false)
        #expect(!analysis("select 'a\\d'", unsure).isOpaque)
        #expect(analysis("select 'a\\', ssn from users --'", unsure).isOpaque)
        #expect(!analysis("select 'a\\', ssn from users --'").isOpaque)
        #expect(analysis("copy a to stdout delimiter '\\t'", unsure).isOpaque)
        #expect(analysis("select é", SQLMode(isUTF8: false)).isOpaque)
    }
}
