import Lineage
import PostgresLineage
import Testing

@Suite struct OutputReaderTests {
    /// `n`: no data, `d`: may be data, `*`: star.
    private func shape(_ text: String) -> String {
        let outputs = analysis(text).outputs
        let leading = outputs.leading.map { $0 ? "n" : "d" }.joined()
        let trailing = outputs.trailing.reversed().map { $0 ? "n" : "d" }.joined()
        return outputs.hasStar ? leading + "*" + trailing : leading
    }

    @Test(arguments: [
        ("select 1, 'a', null, true, -1.5, b'1', $1", "nnnnnnn"),
        (
            "select 1::int, 'x'::text::varchar(3), $1::int8, date '2020-01-01', interval '1' day, cast(null as uuid)",
            "nnnnnn"
        ),
        ("select count(*), pg_catalog.count(*) from t", "nn"),
        (
            "select count(*) filter (where ssn like '1%'), count(*) over (partition by ssn), count(1), count(ssn) from t",
            "dddd"
        ),
        ("select exists (select 1 from t), current_date, localtimestamp, current_user", "nnnn"),
        ("select 1 = any (select 2), (select 1), array(select 1)", "ddd"),
        ("select ssn, u, lower('a'), 1 + 1, now(), case when true then 1 end from t", "dddddd"),
        ("select 'x'::mytype, 1::s.int4, 'x'::users", "ddd"),
        ("select s.count(*), ssn::text, (1 + 1)::int, count(*)::int, exists(select 1)::int", "dddnd"),
        ("select 1, *, 2, ssn from t", "n*nd"), ("select u.*, 1, u.*, 2 from u", "*n"),
        ("select 1, (f(x)).*, 2 from u", "n*n"), ("select from t", ""),
        ("select 1 union select ssn from t", ""), ("values (1)", ""),
        ("insert into t values (1) returning 1, a, *", "nd*"), ("update t set a = 1 returning 1", "n"),
        ("delete from t returning count(*)", "n"),
        ("declare c cursor for select 1, a from t", "nd"), ("prepare p as select 1, a from t", "nd"),
        ("copy (select 1, a from t) to stdout", "nd"), ("explain select 1", ""),
        ("with t as (select ssn from u) select 1, ssn from t", "nd"),
        ("select 1 as a, ssn as b", "nd"),
    ])
    func outputs(text: String, expected: String) { #expect(shape(text) == expected) }
}
