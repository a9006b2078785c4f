"""psql through the gateway: what people type."""
import csv
import re

import pytest


def lines(done):
    return done.stdout.splitlines()


def test_rows_are_masked_and_everything_else_is_real(masked, direct, people):
    query = "SELECT id, city, first_name, email, national_id, salary FROM people ORDER BY id;"
    shown = [line.split("|") for line in lines(masked.psql(query, "-At"))]
    real = [line.split("|") for line in lines(direct.psql(query, "-At"))]
    assert len(shown) == len(real) == len(people)
    assert [row[:2] for row in shown] == [row[:2] for row in real]
    for name, column in (("first_name", 2), ("email", 3), ("national_id", 4)):
        assert all(a[column] != b[column] for a, b in zip(shown, real)), name
    assert all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", row[3]) for row in shown)
    assert all(re.fullmatch(r"\d{11}", row[4]) for row in shown)
    assert {float(row[5]) for row in shown} == {0.0}
    assert len({row[3] for row in shown}) == len({row[4] for row in shown}) == len(people)


def test_describe_commands_work(masked):
    for command, wanted in ((r"\d people", "national_id"), (r"\dt", "visits_2024"), (r"\dv", "visit_book"), (r"\l", "shop"),
                            (r"\du", "app"), (r"\df", "citext"), (r"\dx", "citext"), (r"\dn", "public")):
        done = masked.psql(command)
        assert wanted in done.stdout and not done.stderr, command


def test_copy_to_a_file(masked, people, tmp_path):
    file = tmp_path / "people.csv"
    masked.psql(rf"\copy (SELECT id, first_name, email, notes, birth_date FROM people ORDER BY id) TO '{file}' CSV HEADER")
    with open(file, newline="") as text:
        rows = list(csv.DictReader(text))
    assert [int(row["id"]) for row in rows] == [person.id for person in people]
    for row, person in zip(rows, people):
        assert row["first_name"] and row["first_name"] != person.first_name
        assert "@" in row["email"] and row["email"] != person.email
        assert (row["notes"] == "") == (person.notes is None)
        assert row["birth_date"] != person.birth_date.isoformat()


def test_copy_from_a_file_and_back(masked, tmp_path):
    file = tmp_path / "articles.csv"
    file.write_text("".join(f"{number},\"a, {number}\n\",{number}.5,\n" for number in range(5000, 5300)))
    script = rf"""BEGIN;
\copy articles FROM '{file}' CSV
SELECT count(*), min(price), max(price) FROM articles WHERE id >= 5000;
ROLLBACK;
SELECT count(*) FROM articles WHERE id >= 5000;"""
    assert lines(masked.psql(script, "-At")) == ["300|5000.50|5299.50", "0"]


def test_watch_repeats(masked):
    # psql 15 has no count for \watch; the third round fails on purpose and ends it.
    script = """CREATE TEMP SEQUENCE rounds;
SELECT 'seen', id, email FROM people WHERE id = 3 AND nextval('rounds') > 0 AND 6 / (3 - currval('rounds')) > 0 \\watch 0.1
"""
    done = masked.psql(script, "-At", check=False)
    rounds = [line.split("|") for line in lines(done) if line.startswith("seen")]
    assert [row[:2] for row in rounds] == [["seen", "3"], ["seen", "3"]]
    assert len({row[2] for row in rounds}) == 1 and "@" in rounds[0][2]
    assert "ERROR" in done.stderr


def test_transactions(masked):
    script = """CREATE TEMP TABLE t (n int);
BEGIN; INSERT INTO t VALUES (1); SAVEPOINT a; INSERT INTO t VALUES (2); ROLLBACK TO a; COMMIT;
BEGIN; INSERT INTO t VALUES (3); ROLLBACK;
SELECT n FROM t;
BEGIN; SELECT 1/0; SELECT 'not reached'; ROLLBACK;
SELECT 'after';"""
    done = masked.psql(script, "-At")
    assert lines(done) == ["1", "after"]
    assert "division by zero" in done.stderr and "current transaction is aborted" in done.stderr


def test_several_statements_in_one_message(masked, people):
    script = r"SELECT 1 AS one \; SELECT first_name, id FROM people WHERE id = 5 \; SELECT count(*) FROM people \; SELECT 'x';"
    out = lines(masked.psql(script, "-At", "-v", "SHOW_ALL_RESULTS=on"))
    assert len(out) == 4 and out[0] == "1" and out[2:] == [str(len(people)), "x"]
    assert re.fullmatch(r"\S[^|]*\|5", out[1]) and people[4].first_name not in out[1]


def test_gdesc_tells_the_real_types(masked, direct):
    script = r"SELECT * FROM people \gdesc"
    out = masked.psql(script, "-At").stdout
    assert out == direct.psql(script, "-At").stdout
    assert "salary|numeric(10,2)" in out


def test_variables_and_crosstab(masked):
    script = r"""SELECT id AS one, city AS two FROM people WHERE id = 9 \gset
\echo :one :two
SELECT city, consent, count(*) FROM people GROUP BY 1, 2 ORDER BY 1 \crosstabview"""
    out = lines(masked.psql(script, "-At"))
    assert re.match(r"9 (Altenau|Bremvoorde|Castell)$", out[0])
    assert any(line.startswith("Altenau|") for line in out)


@pytest.mark.parametrize("statement, message", [
    ("SELEC 1;", 'syntax error at or near "SELEC"'),
    ("SELECT nothing FROM people;", 'column "nothing" does not exist'),
    ("SELECT 1 FROM nowhere;", 'relation "nowhere" does not exist'),
    ("SELECT 1/0;", "division by zero"),
])
def test_errors_of_the_statement_are_told(masked, direct, statement, message):
    done = masked.psql(statement, "-v", "VERBOSITY=verbose", check=False)
    assert message in done.stderr
    assert re.findall(r"ERROR:  (\w{5}):", done.stderr) == re.findall(
        r"ERROR:  (\w{5}):", direct.psql(statement, "-v", "VERBOSITY=verbose", check=False).stderr
    )


def test_psql_cursor_mode(masked, people):
    out = lines(masked.psql("SELECT id, last_name FROM people ORDER BY id;", "-At", "-v", "FETCH_COUNT=7"))
    assert [int(line.split("|")[0]) for line in out] == [person.id for person in people]
    assert all(line.split("|")[1] not in ("", person.last_name) for line, person in zip(out, people))
