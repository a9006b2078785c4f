"""Ways around a mask: what a statement can do to carry a protected value out. Every byte that comes back is searched for
planted values when the tests of a gateway end, so a test here only has to ask, and to see that most are answered."""
import psycopg
import pytest

import wire

# Statements that must be answered, with the values masked or redacted.
ANSWERED = """
SELECT email || '' FROM people
SELECT email::varchar FROM people
SELECT left(national_id, 5), right(national_id, 6) FROM people
SELECT md5(national_id), sha256(national_id::bytea) FROM people
SELECT CASE WHEN true THEN email END, coalesce(email, ''), greatest(email, '') FROM people
SELECT length(notes), position('5' in notes), width_bucket(salary, 0, 200000, 20000) FROM people
SELECT max(email), string_agg(email, ','), array_agg(email) FROM people WHERE id = 1
SELECT mode() WITHIN GROUP (ORDER BY email), percentile_disc(0.5) WITHIN GROUP (ORDER BY salary) FROM people
SELECT count(*) FILTER (WHERE email LIKE 'a%') FROM people
SELECT p FROM people p
SELECT p.* FROM people p
SELECT (p).* FROM people p
SELECT (people).email FROM people
SELECT email(people) FROM people
SELECT (SELECT email FROM people WHERE id = 1)
SELECT unnest(string_to_array(national_id, NULL)) FROM people WHERE id = 1
SELECT format('%s', email), quote_literal(email), to_char(salary, '999999') FROM people
SELECT to_jsonb(p)->>'email', jsonb_path_query(to_jsonb(p), '$.email') FROM people p
SELECT row_to_json(p) FROM people p
SELECT json_agg(p), jsonb_agg(to_jsonb(p)) FROM people p
SELECT profile->>'word', profile #>> '{word}', profile['word'] FROM people
SELECT xmlforest(email) FROM people
SELECT query_to_xml('select email from people', true, false, '')
SELECT table_to_xml('people', true, false, '')
SELECT email AS city FROM people
SELECT b FROM people AS u (a, b, c, d)
WITH t (a) AS (SELECT email FROM people) SELECT a FROM t
SELECT U&"e\\006dail" FROM public."people"
TABLE people
SELECT * FROM ONLY people
VALUES ((SELECT email FROM people WHERE id = 1))
SELECT left(email, 3), count(*) FROM people GROUP BY ROLLUP (1)
SELECT email FROM visits_2024
SELECT tableoid::regclass, ctid, email FROM people
SELECT title FROM articles UNION ALL SELECT email FROM people
WITH RECURSIVE t (x) AS (SELECT email::text FROM people UNION SELECT x FROM t) SELECT x FROM t
UPDATE people SET id = id WHERE id < 5 RETURNING email
WITH d AS (UPDATE people SET id = id WHERE id < 5 RETURNING email) SELECT email FROM d
SELECT x.email FROM people p, LATERAL (SELECT p.email) x
SELECT email FROM people a JOIN people b USING (email)
SELECT * FROM json_to_recordset((SELECT json_agg(p) FROM people p)) AS x (email text)
SELECT * FROM visit_book
SELECT visit_book FROM visit_book
SELECT most_common_vals, histogram_bounds FROM pg_stats WHERE tablename = 'people'
SELECT array_to_string(histogram_bounds::text::text[], ',') FROM pg_stats WHERE tablename = 'people'
SELECT * FROM pg_stats WHERE tablename = 'people'
SELECT query FROM pg_stat_activity
SELECT statement FROM pg_prepared_statements
EXPLAIN ANALYZE SELECT * FROM people WHERE email = (SELECT email FROM people LIMIT 1)
SELECT * FROM v_everyone_email()
SELECT first_email()
SELECT any_email('people')
CALL give_email(NULL)
DO $$BEGIN RAISE NOTICE '%', (SELECT email FROM people LIMIT 1); END$$
""".strip().splitlines()

# Statements that an error must answer, which must say nothing either.
FAILING = """
SELECT email::text::int FROM people
SELECT email::text::regclass FROM people
SELECT (email || '0')::date FROM people
UPDATE people SET id = NULL WHERE id = 1
INSERT INTO people SELECT * FROM people
UPDATE people SET salary = -1 WHERE id = 1
UPDATE people SET email = (SELECT email FROM people WHERE id = 2) WHERE id = 1
SELECT set_config('a.b', email, false) FROM people WHERE id = 1
SELECT pg_notify('c', email) FROM people
SELECT lo_from_bytea(0, email::text::bytea) FROM people WHERE id = 1
COPY (SELECT email FROM people) TO '/tmp/phony-must-not-write'
DO $$BEGIN RAISE EXCEPTION '%', (SELECT email FROM people LIMIT 1) USING ERRCODE = 'ABCDE'; END$$
""".strip().splitlines()

FUNCTIONS = """
CREATE OR REPLACE FUNCTION v_everyone_email() RETURNS SETOF text LANGUAGE sql AS 'SELECT email::text FROM people';
CREATE OR REPLACE FUNCTION first_email() RETURNS text LANGUAGE plpgsql AS
    $$ BEGIN RETURN (SELECT email FROM people ORDER BY id LIMIT 1); END $$;
CREATE OR REPLACE FUNCTION any_email(t text) RETURNS text LANGUAGE plpgsql AS
    $$ DECLARE r text; BEGIN EXECUTE 'SELECT email FROM ' || t || ' LIMIT 1' INTO r; RETURN r; END $$;
CREATE OR REPLACE PROCEDURE give_email(INOUT x text) LANGUAGE plpgsql AS
    $$ BEGIN SELECT email INTO x FROM people ORDER BY id LIMIT 1; END $$;
CREATE OR REPLACE FUNCTION open_emails(n text) RETURNS refcursor LANGUAGE plpgsql AS
    $$ DECLARE c refcursor := n; BEGIN OPEN c FOR SELECT upper(email) FROM people; RETURN c; END $$;
CREATE OR REPLACE FUNCTION keep_email() RETURNS void LANGUAGE plpgsql AS
    $$ BEGIN PERFORM set_config('app.x', (SELECT email FROM people ORDER BY id LIMIT 1), false); END $$;
CREATE OR REPLACE FUNCTION shown(n text) RETURNS text LANGUAGE sql AS 'SELECT current_setting(n)';
ANALYZE people;
"""

ROUTES = ["simple", "extended", "binary"]


@pytest.fixture(scope="module", autouse=True)
def functions(direct):
    with direct.connect(autocommit=True) as connection:
        for statement in FUNCTIONS.replace(";\n", ";;\n").split(";;\n"):
            if statement.strip():
                connection.execute(statement)


def ask(place, statement, route):
    factory = psycopg.ClientCursor if route == "simple" else psycopg.Cursor
    with place.connect(autocommit=True, cursor_factory=factory) as connection:
        cursor = connection.cursor(binary=route == "binary")
        cursor.execute(statement)
        return cursor.fetchall() if cursor.description else []


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("statement", ANSWERED)
def test_a_way_round_is_answered_without_the_value(masked, direct, statement, route):
    plain, shown = ask(direct, statement, route), ask(masked, statement, route)
    if "pg_stat_activity" not in statement:
        assert len(shown) == len(plain)
    if plain and any(value not in (None, [], "", 0) for value in plain[0]):
        assert shown != plain


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("statement", FAILING)
def test_a_failure_says_nothing(masked, statement, route):
    with pytest.raises(psycopg.Error) as caught:
        ask(masked, statement, route)
    assert caught.value.sqlstate and caught.value.sqlstate != "ABCDE"


@pytest.mark.parametrize("copy", [
    "COPY (SELECT p FROM people p) TO STDOUT", "COPY (SELECT upper(email) FROM people) TO STDOUT",
    "COPY people (email, national_id) TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)",
    "COPY people TO STDOUT (FORMAT binary)", "COPY people TO STDOUT (DELIMITER '|', NULL 'none')",
    "COPY (SELECT * FROM visit_book) TO STDOUT (FORMAT csv, QUOTE '''')",
    "COPY (UPDATE people SET id = id RETURNING email) TO STDOUT",
])
def test_copy_is_masked(masked, direct, copy):
    def read(place):
        with place.connect(autocommit=True) as connection, connection.cursor().copy(copy) as stream:
            return b"".join(bytes(part) for part in stream)
    plain, shown = read(direct), read(masked)
    assert len(shown) > 0 and shown != plain
    if b"\0" not in plain:
        assert shown.count(b"\n") == plain.count(b"\n")


def test_cursors_of_functions_and_of_sql(masked):
    with masked.connect() as connection:
        connection.execute("SELECT open_emails('c')")
        assert connection.execute("FETCH 2 FROM c").fetchall() == [("[redacted]",), ("[redacted]",)]
        connection.execute("DECLARE d CURSOR FOR SELECT id, email, upper(email), count(*) OVER () FROM people ORDER BY id")
        first, second = connection.execute("FETCH 2 FROM d").fetchall()
        assert (first[0], second[0]) == (1, 2) and "@" in first[1] and first[2] == second[2] == "[redacted]"


HIDE = ["DO $$BEGIN PERFORM set_config('app.x', (SELECT email FROM people ORDER BY id LIMIT 1), false); END$$",
        "SELECT keep_email()"]


@pytest.mark.parametrize("route", ROUTES)
@pytest.mark.parametrize("hide", HIDE)
def test_a_setting_that_unseen_code_made_is_not_shown(masked, route, hide):
    factory = psycopg.ClientCursor if route == "simple" else psycopg.Cursor
    with masked.connect(cursor_factory=factory) as connection:
        cursor = connection.cursor(binary=route == "binary")
        assert cursor.execute("SELECT current_setting('app.x', true), now()").fetchone()[0] is None
        cursor.execute("PREPARE early AS SELECT current_setting('app.x')")
        cursor.execute("SHOW work_mem")
        cursor.execute(hide)
        for statement in ["SHOW app.x", "SELECT current_setting('app.x')", "SELECT current_setting('app.x', true), now()",
                          "EXECUTE early", "SELECT shown('app.x')",
                          "SELECT setting FROM pg_settings WHERE name = 'app.x' UNION ALL SELECT '-'"]:
            assert cursor.execute(statement).fetchall()[0][0] == "[redacted]", statement
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            cursor.execute("COPY (SELECT current_setting('app.x')) TO STDOUT")
        connection.rollback()
        cursor.execute(hide)
        with pytest.raises(psycopg.errors.InvalidTextRepresentation) as caught:
            cursor.execute("SELECT current_setting('app.x')::int")
        assert "@" not in str(caught.value)
        connection.rollback()
        assert cursor.execute("SHOW server_version").fetchone()[0][0].isdigit()
        assert cursor.execute("SHOW transaction_isolation").fetchone()[0] == "read committed"


def test_a_portal_described_before_is_decided_again(masked):
    show = "SELECT current_setting('app.x', true) FROM generate_series(1, 3)"
    with masked.raw() as client:
        client.query("BEGIN; SET app.x = 'nothing'")
        client.send(wire.parse(show), wire.bind(portal="p"), wire.describe(name="p"), wire.execute(1, "p"), wire.FLUSH)
        assert client.until("s").values() == [[b"nothing"]]
        answer = client.ask(
            wire.parse(HIDE[0], "hide"), wire.bind(statement="hide"), wire.execute(), wire.execute(1, "p"), wire.SYNC)
        assert answer.kinds() == "12CDsZ" and answer.values() == [[b"[redacted]"]]
