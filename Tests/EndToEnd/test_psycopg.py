"""psycopg 3: both formats, server-side cursors, pipelines, COPY in and out, prepared statements, NULLs, arrays."""
import csv
import datetime
import decimal
import io
import uuid

import psycopg
import pytest
from psycopg import sql

import planted

ALL = "SELECT * FROM people ORDER BY id"
BY_ID = "SELECT id, first_name, email, birth_date, token, salary, nicknames FROM people WHERE id = %s"
REDACTED = {"salary": decimal.Decimal(0), "credit": 0, "score": 0.0, "photo": b"", "consent": False}


def check_rows(rows, people):
    """Each row is a person of the right types, with nothing protected left as it was."""
    assert [row["id"] for row in rows] == [person.id for person in people]
    for row, person in zip(rows, people):
        for name in planted.PROTECTED:
            real, shown = getattr(person, name), row[name]
            if real is None:
                assert shown is None, name
            elif name in ("profile", "prefs"):
                assert shown in ({}, [], "", None), name
            elif name in REDACTED:
                assert shown == REDACTED[name] and type(shown) is type(real), name
            elif name == "nicknames":
                assert isinstance(shown, list) and len(shown) == len(real)
                assert [item is None for item in shown] == [item is None for item in real]
                assert not set(filter(None, shown)) & set(filter(None, real))
            else:
                assert type(shown) is type(real), (name, shown)
                assert shown != real and shown != "", name
        assert row["city"] == person.city and "@" in row["email"]
        assert len(row["national_id"]) == 11 and row["national_id"].isdigit()
        assert 10**14 <= row["member_no"] < 10**16 or row["member_no"] >= 0
        assert abs((row["birth_date"] - person.birth_date).days) <= 365
        assert (row["notes"] is None) == (person.notes is None)
        if row["notes"]:
            assert row["notes"] == "[redacted]"


def dicts(connection, query, binary):
    with connection.cursor(binary=binary, row_factory=psycopg.rows.dict_row) as cursor:
        return cursor.execute(query).fetchall()


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_every_type_in_both_formats(masked, people, binary):
    with masked.connect() as connection:
        check_rows(dicts(connection, ALL, binary), people)


def test_text_and_binary_tell_the_same(masked, people):
    with masked.connect() as connection:
        text, binary = dicts(connection, ALL, False), dicts(connection, ALL, True)
    assert len(text) == len(people) and text == binary


@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_server_side_cursor(masked, people, binary):
    with masked.connect() as connection:
        with connection.cursor("reader", row_factory=psycopg.rows.dict_row, binary=binary, scrollable=True) as cursor:
            cursor.execute(ALL)
            rows = cursor.fetchmany(7) + cursor.fetchmany(100) + cursor.fetchall()
            check_rows(rows, people)
            cursor.scroll(3, mode="absolute")
            assert cursor.fetchone() == rows[3]


def test_pipeline_mode(masked, people):
    with masked.connect(autocommit=True) as connection, connection.pipeline():
        ids = [5, 12, 400, 5]
        many = [connection.execute(BY_ID, [number]) for number in ids]
        count = connection.execute("SELECT count(*) FROM people")
        rows = [cursor.fetchone() for cursor in many]
        assert count.fetchone() == (len(people),)
    assert [row[0] for row in rows] == ids
    assert rows[0] == rows[3]
    for row, number in zip(rows, ids):
        assert row[1] != people[number - 1].first_name and "@" in row[2]


def test_error_inside_a_pipeline(masked):
    with masked.connect(autocommit=True) as connection:
        with connection.pipeline() as pipeline:
            assert connection.execute(BY_ID, [1]).fetchone()[0] == 1
            wrong = connection.execute("SELECT 1/0")
            skipped = connection.execute(BY_ID, [2])
            with pytest.raises(psycopg.errors.DivisionByZero):
                pipeline.sync()
            assert wrong.statusmessage is None and skipped.statusmessage is None
            assert connection.execute(BY_ID, [4]).fetchone()[0] == 4
        assert connection.execute(BY_ID, [3]).fetchone()[0] == 3


def test_prepared_statements(masked, people):
    with masked.connect(autocommit=True) as connection:
        simple = connection.execute(BY_ID, [8], prepare=False).fetchone()
        for _ in range(12):  # the fifth is prepared on the server, and described no more
            assert connection.execute(BY_ID, [8], prepare=None).fetchone() == simple
        for binary in (False, True, False):
            with connection.cursor(binary=binary) as cursor:
                assert cursor.execute(BY_ID, [8], prepare=True).fetchone() == simple
        assert connection.execute("SELECT count(*) FROM pg_prepared_statements").fetchone()[0] >= 1
        assert simple[1] != people[7].first_name
        connection.execute("DEALLOCATE ALL")
        assert connection.execute(BY_ID, [8], prepare=False).fetchone() == simple


def test_parameters_of_all_kinds_and_nulls(masked):
    values = (1, 2**40, 1.5, "ä\nß", b"\0\xff", True, decimal.Decimal("12.340"), datetime.date(2024, 2, 29),
              datetime.datetime(2024, 2, 29, 1, 2, 3, 4, datetime.timezone.utc), uuid.UUID(int=7), [1, None, 3], ["a", None])
    query = "SELECT " + ", ".join(["%s"] * (len(values) - 2)) + ", %s::int[], %s::text[]"
    with masked.connect() as connection:
        for binary in (False, True):
            for _ in range(7):
                with connection.cursor(binary=binary) as cursor:
                    row = cursor.execute(query, values).fetchone()
                assert row == values
        types = "int text bytea boolean numeric date timestamptz uuid int[] text[] jsonb".split()
        row = connection.execute("SELECT " + ", ".join(f"%s::{kind}" for kind in types), [None] * len(types)).fetchone()
        assert row == (None,) * len(types)


def test_copy_out_text_and_csv(masked, people):
    with masked.connect() as connection:
        wanted = [tuple(row) for row in connection.execute("SELECT id, email, birth_date, notes FROM people ORDER BY id")]
        source = "(SELECT id, email, birth_date, notes FROM people ORDER BY id)"
        with connection.cursor().copy(f"COPY {source} TO STDOUT") as copy:
            copy.set_types(["int4", "text", "date", "text"])
            assert list(copy.rows()) == wanted
        with connection.cursor().copy(f"COPY {source} TO STDOUT (FORMAT csv, HEADER, FORCE_QUOTE *)") as copy:
            rows = list(csv.reader(io.StringIO(b"".join(copy).decode())))
    assert rows[0] == ["id", "email", "birth_date", "notes"]
    assert [(int(a), b, datetime.date.fromisoformat(c), d or None) for a, b, c, d in rows[1:]] == wanted
    assert len(wanted) == len(people) and all(row[1] != person.email for row, person in zip(wanted, people))


def test_copy_out_binary(masked, people):
    columns = ["id", "first_name", "email", "national_id", "member_no", "birth_date", "last_seen", "token", "salary", "score"]
    columns += ["photo", "nicknames", "consent", "created_at"]
    types = "int4 text text bpchar int8 date timestamptz uuid numeric float8 bytea text[] bool timestamptz".split()
    query = sql.SQL("SELECT {} FROM people ORDER BY id").format(sql.SQL(", ").join(map(sql.Identifier, columns)))
    with masked.connect() as connection:
        wanted = connection.execute(query).fetchall()
        with connection.cursor().copy(sql.SQL("COPY ({}) TO STDOUT (FORMAT binary)").format(query)) as copy:
            copy.set_types(types)
            assert list(copy.rows()) == wanted
    assert len(wanted) == len(people)
    assert all(row[1] != person.first_name and row[7] != person.token for row, person in zip(wanted, people))


@pytest.mark.parametrize("form", ["text", "csv", "binary"])
def test_copy_of_a_whole_table(masked, direct, people, form):
    with masked.connect() as connection, connection.cursor().copy(f"COPY people TO STDOUT (FORMAT {form})") as copy:
        shown = b"".join(copy)
    with direct.connect() as connection, connection.cursor().copy(f"COPY people TO STDOUT (FORMAT {form})") as copy:
        real = b"".join(copy)
    assert shown != real
    if form == "binary":
        assert shown[:19] == real[:19] and shown[-2:] == b"\xff\xff"
    else:
        # No protected value of the shop holds a line's end, and no stand-in does.
        assert shown.count(b"\n") == real.count(b"\n") == len(people)


@pytest.mark.parametrize("form", ["text", "csv", "binary"])
def test_copy_in(masked, form):
    with masked.connect() as connection:
        connection.execute("CREATE TEMP TABLE incoming (n int8, word text, at date, tags text[])")
        rows = [(n, f"w {n}\t\n\\", datetime.date(2024, 1, 1) + datetime.timedelta(n % 300), ["a", None]) for n in range(5000)]
        cursor = connection.cursor()
        with cursor.copy(f"COPY incoming FROM STDIN (FORMAT {form})") as copy:
            if form == "csv":
                text = io.StringIO()
                csv.writer(text).writerows((n, word, at, '{a,NULL}') for n, word, at, _ in rows)
                copy.write(text.getvalue())
            else:
                copy.set_types(["int8", "text", "date", "text[]"])
                for row in rows:
                    copy.write_row(row)
        assert cursor.rowcount == 5000
        assert connection.execute("SELECT * FROM incoming ORDER BY n").fetchall() == rows


def test_an_interrupted_copy_in_leaves_the_connection_usable(masked):
    with masked.connect(autocommit=True) as connection:
        connection.execute("CREATE TEMP TABLE incoming (n int)")
        with pytest.raises(ZeroDivisionError), connection.cursor().copy("COPY incoming FROM STDIN") as copy:
            copy.write("1\n")
            raise ZeroDivisionError
        with pytest.raises(psycopg.errors.InvalidTextRepresentation):
            with connection.cursor().copy("COPY incoming FROM STDIN") as copy:
                copy.write("1\nno number\n" + "2\n" * 100_000)
        assert connection.execute("SELECT count(*) FROM incoming").fetchone() == (0,)


def test_aggregates_and_expressions_over_protected_columns(masked, people):
    """Counting passes; whatever else is made of a protected value is redacted by its own type."""
    query = "SELECT count(*), count(email), length(email), upper(last_name), salary * 2, birth_date + 1, email || 'x', salary > 0 "
    with masked.connect() as connection:
        row = connection.execute(query + "FROM people WHERE id = 1 GROUP BY id").fetchone()
    assert row[0] == 1
    assert isinstance(row[2], int) and row[2] != len(people[0].email)
    assert people[0].last_name.upper() not in row[3]
    assert row[4] == 0 and row[5] == datetime.date(1970, 1, 1) and row[6] == "[redacted]" and row[7] is False


def test_wheres_and_joins_on_protected_columns_work(masked, people):
    person = people[10]
    assert masked.rows("SELECT id FROM people WHERE email = %s", [person.email]) == [(person.id,)]
    count = planted.VISITS
    assert masked.rows("SELECT count(*) FROM visits v JOIN people p USING (national_id)") == [(count,)]


def test_views_partitions_and_aliases_follow_the_rule(masked, people):
    plain = dict(masked.rows("SELECT id, email FROM people"))
    assert len(plain) == len(people) and all(plain[person.id] != person.email for person in people)
    assert dict(masked.rows("SELECT id, email AS city FROM everyone")) == plain
    assert dict(masked.rows("SELECT u.a, u.d FROM people AS u (a, b, c, d)")) == plain
    assert dict(masked.rows("WITH w AS (SELECT * FROM people) SELECT id, email FROM w")) == plain
    ids = {person.email: person.id for person in people}
    real = {visit[0]: ids[visit[3]] for visit in planted.visits(people)}
    for table in ("visits_2024", "visits_2025"):
        rows = masked.rows(f"SELECT id, email FROM {table}")
        assert len(rows) > 100
        assert all(email == plain[real[number]] for number, email in rows)
    book = masked.rows("SELECT visit_id, contact, visitor FROM visit_book")
    assert len(book) == planted.VISITS
    assert all(contact == visitor == plain[real[number]] for number, contact, visitor in book)


def test_returning_is_masked(masked, direct, people):
    with masked.connect() as connection:
        rows = connection.execute("UPDATE people SET city = city WHERE id < 4 RETURNING id, email, notes").fetchall()
        connection.rollback()
    plain = dict(masked.rows("SELECT id, email FROM people WHERE id < 4"))
    assert {row[0]: row[1] for row in rows} == plain
    assert len(rows) == 3 and all(row[2] == "[redacted]" for row in rows)


def test_statements_that_write_go_through(masked, direct):
    with masked.connect(autocommit=True) as connection:
        connection.execute("INSERT INTO articles VALUES (9001, 'new', 1.5, NULL)")
        assert connection.execute("UPDATE articles SET price = 2 WHERE id = 9001 RETURNING title, price").fetchall() == [
            ("new", decimal.Decimal("2.00"))
        ]
        assert connection.execute("DELETE FROM articles WHERE id = 9001").rowcount == 1
    assert direct.rows("SELECT count(*) FROM articles WHERE id = 9001") == [(0,)]


def test_two_phase_commit_and_savepoints(masked):
    with masked.connect() as connection:
        connection.tpc_begin("e2e-1")
        connection.execute("INSERT INTO articles VALUES (9002, 'two', 1, NULL)")
        connection.tpc_prepare()
        connection.tpc_rollback()
        with connection.transaction():
            with pytest.raises(psycopg.errors.UniqueViolation), connection.transaction():
                connection.execute("INSERT INTO articles VALUES (1, 'one', 1, NULL)")
            assert connection.execute("SELECT count(*) FROM articles WHERE id = 9002").fetchone() == (0,)
