"""The same value is the same stand-in: in every format, table and run under one key, and under no other key."""
import csv
import io

import pytest

import planted

COLUMNS = ["id", "first_name", "last_name", "email", "phone", "national_id", "member_no", "birth_date", "last_seen", "token"]
QUERY = f"SELECT {', '.join(COLUMNS)} FROM people ORDER BY id"


def everything(place):
    return place.rows(QUERY)


def by_copy(place, form):
    with place.connect() as connection, connection.cursor().copy(f"COPY ({QUERY}) TO STDOUT (FORMAT {form})") as copy:
        if form == "csv":
            return list(csv.reader(io.StringIO(b"".join(copy).decode())))
        copy.set_types("int4 text text text text bpchar int8 date timestamptz uuid".split())
        return list(copy.rows())


def test_text_binary_and_copy_agree(masked, people):
    text = everything(masked)
    assert len(text) == len(people)
    assert masked.rows(QUERY, binary=True) == text
    assert by_copy(masked, "text") == text
    assert by_copy(masked, "binary") == text
    assert [row[:7] for row in by_copy(masked, "csv")] == [[str(value) for value in row[:7]] for row in text]


def test_one_row_at_a_time_is_the_same_as_all(masked):
    rows = {row[0]: row for row in everything(masked)}
    for number in (1, 7, 250, 500):
        assert masked.rows(f"SELECT {', '.join(COLUMNS)} FROM people WHERE id = %s", [number]) == [rows[number]]
        assert masked.rows(f"SELECT {', '.join(COLUMNS)} FROM everyone WHERE id = {number}") == [rows[number]]


def test_two_tables_agree(masked, people):
    person = {row[5]: row[3] for row in everything(masked)}
    visits = masked.rows("SELECT id, national_id, email FROM visits ORDER BY id")
    assert len(visits) == planted.VISITS
    assert all(person[national_id] == email for _, national_id, email in visits)
    real = [visit[2] for visit in planted.visits(people)]
    assert len(set(real)) == len({visit[1] for visit in visits})
    assert all(shown[1] != value for shown, value in zip(visits, real))


def test_equal_emails_in_another_case_are_one_email(masked, people):
    """citext compares without case; so does the stand-in, or joins on the client's side would break."""
    email = people[20].email
    with masked.connect() as connection:
        connection.execute("UPDATE people SET email = upper(email::text), alt_email = %s WHERE id = 21", [email])
        rows = connection.execute("SELECT email, alt_email FROM people WHERE id = 21").fetchall()
        connection.rollback()
    assert rows[0][0].lower() == rows[0][1].lower()


def test_a_key_is_the_mapping(start, masked):
    first, second, other = start(), start(), start(key="two")
    one = everything(first)
    assert one == everything(second) == everything(masked)
    two = everything(other)
    assert len(one) == len(two) and [row[0] for row in one] == [row[0] for row in two]
    for column, name in enumerate(COLUMNS[1:], 1):
        same = sum(a[column] == b[column] and a[column] is not None for a, b in zip(one, two))
        assert same <= len(one) // (20 if name in ("first_name", "last_name", "birth_date", "last_seen") else 100), name


@pytest.mark.parametrize("column, count", [("email", 500), ("national_id", 500), ("member_no", 500), ("token", 500)])
def test_unique_columns_stay_unique(masked, column, count):
    assert len(set(masked.rows(f"SELECT {column} FROM people"))) == count


def test_a_bijection_keeps_lengths_ranges_and_leading_zeros(start, direct):
    direct.psql("DROP TABLE IF EXISTS codes; CREATE TABLE codes (n int PRIMARY KEY, short char(3) UNIQUE, small smallint UNIQUE, wide text UNIQUE);"
                "INSERT INTO codes SELECT i, lpad(i::text, 3, '0'), i, lpad(i::text, 12, '0') FROM generate_series(0, 999) i;")
    unique = {"transform": "digits", "unique": True}
    phony = start(columns={"public.codes.short": {**unique, "domain": "short"}, "public.codes.small": {**unique, "domain": "small"},
                           "public.codes.wide": {**unique, "domain": "wide"}})
    rows = phony.rows("SELECT n, short, small, wide FROM codes ORDER BY n")
    direct.psql("DROP TABLE codes")
    assert len(rows) == 1000
    assert {row[1] for row in rows} == {f"{n:03d}" for n in range(1000)}
    assert len({row[2] for row in rows}) == 1000 and all(isinstance(row[2], int) and row[2] >= 0 for row in rows)
    assert len({row[3] for row in rows}) == 1000 and all(len(row[3]) == 12 and row[3].isdigit() for row in rows)
    assert sum(row[1] == f"{row[0]:03d}" for row in rows) < 10


def test_names_read_like_names(masked):
    names = [row[0] for row in masked.rows("SELECT last_name FROM people")]
    assert len(names) == 500 and len(set(names)) > 250
    assert all(name[0].isupper() and 2 <= len(name) <= 40 for name in names)
    assert all(any(letter in "aeiouyäöüåæøáéíóú" for letter in name.lower()) for name in names)
