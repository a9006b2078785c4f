"""Errors and notices keep their code, constraint, table and column; the values in them stay inside."""
import struct

import psycopg
import pytest

import wire

NEW = "INSERT INTO people (id, first_name, last_name, email, phone, national_id, member_no, birth_date, profile, prefs, token, salary, consent, city) "
ROW = "SELECT 2000, 'x', 'x', {email}, 'x', {national_id}, 5, '2000-01-01', '{{}}', '{{}}', gen_random_uuid(), {salary}, true, 'x'"


def refused(place, statement, *parameters, code):
    with place.connect() as connection:
        with pytest.raises(psycopg.Error) as caught:
            connection.execute(statement, parameters or None)
        assert caught.value.sqlstate == code, caught.value
        return caught.value.diag


def insert(email="'new@example.org'", national_id="'00000000001'", salary="1"):
    return NEW + ROW.format(email=email, national_id=national_id, salary=salary)


def test_duplicate_key(masked, people):
    diag = refused(masked, insert(email=f"'{people[0].email}'"), code="23505")
    assert (diag.constraint_name, diag.table_name, diag.schema_name) == ("people_email_key", "people", "public")
    assert "people_email_key" in diag.message_primary
    assert people[0].email not in (diag.message_detail or "")


def test_foreign_key(masked, people):
    diag = refused(masked, "DELETE FROM people WHERE national_id = (SELECT national_id FROM visits LIMIT 1)", code="23503")
    assert diag.constraint_name == "visits_national_id_fkey" and diag.table_name == "visits"


def test_failing_row(masked, people):
    diag = refused(masked, "UPDATE people SET salary = -1 WHERE id = 4", code="23514")
    assert diag.constraint_name == "people_salary_check" and diag.table_name == "people"
    assert people[3].email not in str(diag.message_detail)
    diag = refused(masked, "UPDATE people SET city = NULL WHERE id = 4", code="23502")
    assert diag.column_name == "city" and "city" in diag.message_primary
    assert people[3].last_name not in str(diag.message_detail)


@pytest.mark.parametrize("expression, code", [
    ("email::text::int", "22P02"), ("first_name::uuid", "22P02"), ("(email::text)::jsonb", "22P02"), ("notes::date", "22007"),
    ("national_id::int2", "22003"), ("member_no::int4", "22003"), ("('{' || last_name)::int[]", "22P02"), ("to_date(email, 'YYYY')", "22007"),
])
def test_a_failing_cast_does_not_quote_its_value(masked, expression, code):
    diag = refused(masked, f"SELECT {expression} FROM people WHERE id = 1", code=code)
    assert diag.message_primary and diag.severity == "ERROR"


def test_the_same_in_the_extended_protocol(masked):
    with masked.connect(autocommit=True) as connection:
        for prepare in (False, True):
            with pytest.raises(psycopg.errors.InvalidTextRepresentation):
                connection.execute("SELECT email::text::int FROM people WHERE id = %s", [2], prepare=prepare)
        assert connection.execute("SELECT 1").fetchone() == (1,)


@pytest.mark.parametrize("verbosity", ["default", "verbose", "sqlstate"])
def test_psql_shows_no_value(masked, people, verbosity):
    done = masked.psql(insert(email=f"'{people[5].email}'") + ";\n\\errverbose\n", "-v", f"VERBOSITY={verbosity}", check=False)
    assert ("23505" if verbosity == "sqlstate" else "people_email_key") in done.stderr
    # psql itself prints the statement's line where the server gives a position; here there is none.
    assert people[5].email not in done.stderr + done.stdout


def block(body):
    return f"DO $$ DECLARE r people; BEGIN SELECT * INTO r FROM people WHERE id = 6; {body} END $$"


def notices(place, statement):
    with place.connect(autocommit=True) as connection:
        heard = []
        connection.add_notice_handler(lambda notice: heard.append(notice.severity_nonlocalized))
        connection.execute(statement)
        return heard


@pytest.mark.parametrize("body", [
    "RAISE NOTICE '%', r.email;", "RAISE NOTICE '%', r;", "RAISE WARNING 'who: % %', r.first_name, r.last_name;",
    "RAISE INFO USING MESSAGE = r.token::text, DETAIL = r.phone, HINT = r.national_id;",
    "RAISE NOTICE USING MESSAGE = 'm', COLUMN = r.email, CONSTRAINT = r.last_name, DATATYPE = r.first_name, TABLE = r.phone, SCHEMA = r.notes;",
    "RAISE NOTICE USING MESSAGE = reverse(r.email::text);", "RAISE NOTICE USING MESSAGE = encode(r.email::text::bytea, 'base64');",
])
def test_a_raised_notice_brings_no_value(masked, direct, body):
    assert len(notices(direct, block(body))) == 1
    for notice in notices(masked, block(body)):
        assert notice in ("NOTICE", "WARNING", "INFO")


@pytest.mark.parametrize("body, code", [
    ("RAISE EXCEPTION '%', r.email;", "P0001"),
    ("RAISE EXCEPTION USING MESSAGE = 'x', DETAIL = r.phone, HINT = r.last_name;", "P0001"),
    ("RAISE EXCEPTION USING ERRCODE = upper(substr(r.first_name, 1, 5));", "P0001"),
    ("RAISE EXCEPTION USING ERRCODE = upper(substr(r.last_name, 2, 5)), MESSAGE = 'half a name';", "P0001"),
    ("PERFORM r.email::text::int;", "22P02"),
    ("EXECUTE 'SELECT ' || r.last_name;", "42703"),
])
def test_a_raised_error_brings_no_value(masked, body, code):
    with masked.connect() as connection, pytest.raises(psycopg.Error) as caught:
        connection.execute(block(body))
    assert caught.value.sqlstate in (code, "42501")


def test_a_wrong_code_is_no_channel(masked, direct):
    """A code that the server itself never raises carries five characters; it becomes P0001."""
    statement = "DO $$ DECLARE n text; BEGIN SELECT upper(substr(last_name, 1, 5)) INTO n FROM people WHERE id = 9;" \
                " RAISE EXCEPTION USING ERRCODE = n; END $$"
    with direct.raw() as client:
        real = client.query(statement).errors()[0]["C"]
    with masked.raw() as client:
        shown = client.query(statement).errors()[0]["C"]
    assert len(real) == 5 and shown != real and shown in ("P0001", "42501")


@pytest.mark.parametrize("line, code", [
    ("1\tx\tx\t{email}\t\\N\tx\t{national_id}\tno number", "22P02"), ("not a number {email}", "22P02"), ("2001\t{email}", "22P04"),
])
def test_the_context_of_a_failing_copy_brings_no_value(masked, people, line, code):
    line = line.format(email=people[7].email, national_id=people[7].national_id)
    with masked.connect() as connection:
        with pytest.raises(psycopg.Error) as caught, connection.cursor().copy("COPY people FROM STDIN") as copy:
            copy.write(line + "\n")
        assert caught.value.sqlstate == code
        assert people[7].email not in str(caught.value.diag.context)


def test_errors_over_what_is_not_protected_are_told_in_full(masked, direct):
    for statement, code in (("INSERT INTO articles VALUES (1, 'x', 1)", "23505"), ("SELECT 'abc'::int", "22P02"), ("SELECT title::int FROM articles", "22P02")):
        shown, real = refused(masked, statement, code=code), refused(direct, statement, code=code)
        assert (shown.message_primary, shown.message_detail) == (real.message_primary, real.message_detail)
    assert "(id)=(1)" in refused(masked, "INSERT INTO articles VALUES (1, 'x', 1)", code="23505").message_detail


def test_the_position_of_a_syntax_error_survives(masked, direct):
    with masked.raw() as one, direct.raw() as two:
        statement = "SELECT id, first_name FRUM people"
        assert one.query(statement).errors()[0]["P"] == two.query(statement).errors()[0]["P"]


def test_parameter_status_brings_no_value(masked, people):
    """A reported setting that was set from a protected value must not arrive."""
    with masked.raw() as client:
        answer = client.query("SELECT set_config('application_name', email::text, false) FROM people WHERE id = 3")
        assert people[2].email.encode() not in b"".join(message.body for message in answer)
        answer = client.query("SELECT 1; SHOW application_name")
        assert people[2].email.encode() not in b"".join(message.body for message in answer)
        assert answer[-1].kind == "Z"


def test_refused_calls_and_starts(masked):
    with masked.raw() as client:
        pg_backend_pid = 2026
        client.send(wire.message("F", struct.pack("!IHHH", pg_backend_pid, 0, 0, 0)))
        assert client.until("Z").errors()[0]["C"] in ("0A000", "42501")
        assert client.query("SELECT 1").values() == [[b"1"]]
    for mode in ("true", "database", "on", "1"):
        with masked.raw(log_in=False) as client:
            client.send(wire.startup(replication=mode))
            errors = client.rest().errors()
            assert errors and errors[-1]["S"] == "FATAL", mode
