"""An anonymised dump: taken through the gateway, restored elsewhere, with its keys."""
import pytest

import planted

CHECKS = """
SELECT count(*), count(DISTINCT email), count(DISTINCT national_id), count(DISTINCT token) FROM people;
SELECT count(*) FROM visits v JOIN people p USING (national_id);
SELECT count(*) FROM pg_constraint WHERE contype IN ('p', 'u', 'f') AND convalidated AND connamespace = 'public'::regnamespace;
SELECT count(*) FROM visit_book;
"""


@pytest.fixture
def fresh(cluster, direct):
    cluster.psql("DROP DATABASE IF EXISTS restored WITH (FORCE)")
    cluster.psql("CREATE DATABASE restored OWNER app")
    # The extension needs a superuser; the dump only says CREATE EXTENSION IF NOT EXISTS.
    cluster.psql("CREATE EXTENSION citext", database="restored")
    yield direct.address(database="restored")
    cluster.psql("DROP DATABASE restored WITH (FORCE)")


def dump_and_restore(masked, direct, fresh, form, file, *options):
    tables = [argument for table in ("people", "visits*", "visit_book", "everyone", "articles") for argument in ("-t", table)]
    masked.run("pg_dump", "--no-owner", "-F", form, "-f", file, *options, *tables, "-d", masked.address())
    if form == "p":
        direct.run("psql", "-Xq", "-v", "ON_ERROR_STOP=1", "-d", fresh, "-f", file)
    else:
        direct.run("pg_restore", "--no-owner", "--exit-on-error", "-d", fresh, file)


@pytest.mark.parametrize("form, options", [("p", ()), ("c", ()), ("p", ("--inserts",)), ("p", ("--column-inserts",))],
                         ids=["plain", "custom", "inserts", "column-inserts"])
def test_a_masked_dump_restores_with_its_keys(masked, direct, people, fresh, form, options, tmp_path):
    dump_and_restore(masked, direct, fresh, form, tmp_path / "dump", *options)
    counts = direct.psql(CHECKS, "-At", address=fresh).stdout.split()
    keys = direct.psql(CHECKS, "-At").stdout.split()[2]
    count = len(people)
    assert counts == [f"{count}|{count}|{count}|{count}", str(planted.VISITS), keys, str(planted.VISITS)]

    query = "SELECT id, first_name, last_name, email, phone, national_id, member_no, birth_date, last_seen, token, salary, "
    query += "nicknames, profile, photo, consent, city FROM people ORDER BY id;"
    restored = direct.psql(query, "-At", address=fresh).stdout.splitlines()
    assert restored == masked.psql(query, "-At").stdout.splitlines()
    real = direct.psql(query, "-At").stdout.splitlines()
    assert len(real) == len(restored)
    for one, other in zip(restored, real):
        a, b = one.split("|"), other.split("|")
        assert a[0] == b[0] and a[-1] == b[-1]
        assert all(a[at] != b[at] for at in range(1, 9) if b[at]), (a, b)


def test_the_whole_database_dumps(masked, direct, tmp_path):
    """Everything pg_dump asks of the catalogue is answered; schema and data are as complete as direct."""
    for kind in ("--schema-only", "--section=data"):
        masked.run("pg_dump", kind, "-f", tmp_path / "masked.sql", "-d", masked.address())
        direct.run("pg_dump", kind, "-f", tmp_path / "direct.sql", "-d", direct.address())
        one, two = (told((tmp_path / f"{name}.sql").read_text()) for name in ("masked", "direct"))
        if kind == "--schema-only":
            assert one == two
        else:
            assert one != two and len(one) == len(two)


def told(dump):
    """The lines of a dump without the random word that newer versions of pg_dump guard it with."""
    return [line for line in dump.splitlines() if not line.startswith(("\\restrict", "\\unrestrict"))]
