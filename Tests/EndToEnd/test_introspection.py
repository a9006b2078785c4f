"""What tools ask of the catalogue is answered as if nobody stood in between, policy or not."""
import pytest

DESCRIBE = [r"\d", r"\d+", r"\d people", r"\d+ people", r"\d+ visits", r"\d+ visits_2024", r"\d+ visit_book", r"\d+ people_email_key", r"\dt+ *", r"\di+ *",
            r"\dv+ *", r"\ds+ *", r"\df+ citext*", r"\dn+", r"\dx+", r"\du+", r"\dp", r"\dT+ citext", r"\dC", r"\dd", r"\do citext*", r"\dP+", r"\drds", r"\l+",
            r"\sv visit_book", r"\sf citext_eq", r"\z people", r"\dconfig work_mem", r"\encoding", r"\conninfo"]

QUERIES = {
    "columns": "SELECT * FROM information_schema.columns WHERE table_schema = 'public' ORDER BY table_name, ordinal_position",
    "tables": "SELECT * FROM information_schema.tables WHERE table_schema = 'public' ORDER BY table_name",
    "constraints": "SELECT * FROM information_schema.table_constraints WHERE table_schema = 'public' ORDER BY 1, 2, 3",
    "keys": "SELECT * FROM information_schema.key_column_usage WHERE table_schema = 'public' ORDER BY 3, 8",
    "attributes": "SELECT a.attname, format_type(a.atttypid, a.atttypmod), pg_get_expr(d.adbin, d.adrelid), a.attnotnull FROM pg_attribute a "
                  "LEFT JOIN pg_attrdef d ON a.attrelid = d.adrelid AND a.attnum = d.adnum WHERE a.attrelid = 'people'::regclass "
                  "AND a.attnum > 0 AND NOT a.attisdropped ORDER BY a.attnum",
    "constraint definitions": "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint WHERE connamespace = 'public'::regnamespace ORDER BY 1",
    "indexes": "SELECT * FROM pg_indexes WHERE schemaname = 'public' ORDER BY indexname",
    "views": "SELECT viewname, definition FROM pg_views WHERE schemaname = 'public' ORDER BY 1",
    "types": "SELECT oid, typname, typlen FROM pg_type ORDER BY oid",
    "settings": "SELECT name, setting FROM pg_settings WHERE name NOT IN ('application_name', 'port') ORDER BY 1",
    "show": "SHOW transaction_isolation",
    "session": "SELECT current_database(), current_user, current_schema(), version(), current_setting('server_version_num')",
    "sizes": "SELECT relname, relkind, reltuples FROM pg_class WHERE relnamespace = 'public'::regnamespace ORDER BY 1",
    "privileges": "SELECT has_table_privilege('people', 'SELECT'), has_column_privilege('people', 'email', 'SELECT')",
    "comments": "SELECT obj_description('people'::regclass), col_description('people'::regclass, 1)",
    "sequences": "SELECT * FROM pg_sequences ORDER BY 2",
    "dependencies": "SELECT count(*) FROM pg_depend WHERE refobjid = 'people'::regclass",
}


@pytest.mark.parametrize("command", DESCRIBE)
def test_psql_describes_the_same(masked, direct, command):
    shown, real = masked.psql(command), direct.psql(command)
    hide = (str(masked.port), str(masked.gateway_port), str(direct.port))
    one, two = (clean(done.stdout + done.stderr, hide) for done in (shown, real))
    assert one == two and two


def clean(text, ports):
    for port in ports:
        text = text.replace(f'"{port}"', "PORT")
    return text


def test_psql_echoes_the_same_hidden_queries(masked, direct):
    assert masked.psql(r"\d+ people", "-E").stdout == direct.psql(r"\d+ people", "-E").stdout


@pytest.mark.parametrize("name", QUERIES)
@pytest.mark.parametrize("binary", [False, True], ids=["text", "binary"])
def test_catalogue_queries_are_answered_the_same(masked, direct, name, binary):
    real = direct.rows(QUERIES[name], binary=binary)
    assert masked.rows(QUERIES[name], binary=binary) == real
    assert real


def test_statistics_hold_protected_values_and_hide_them(masked, direct):
    """pg_stats quotes the table's own values; a catalogue is no way around the rule."""
    query = "SELECT attname, most_common_vals::text, histogram_bounds::text FROM pg_stats WHERE tablename = 'people' AND attname = %s"
    assert direct.rows(query, ["last_name"])[0][2]
    for name in ("last_name", "email", "national_id", "salary"):
        masked.rows(query, [name])  # the search for canaries says whether anything came


def test_a_clients_start_sequence(masked, direct):
    """What pools and object mappers say before anything else."""
    for statement in ("SET application_name = 'pool'", "SET SESSION CHARACTERISTICS AS TRANSACTION READ WRITE", "SET client_min_messages TO warning",
                      "SET standard_conforming_strings = on", "DISCARD ALL", "DEALLOCATE ALL", "RESET ALL", "CLOSE ALL", "UNLISTEN *", "SHOW ALL",
                      "SET timezone = 'UTC'", "SELECT pg_advisory_unlock_all()"):
        with masked.raw() as one, direct.raw() as two:
            assert one.query(statement).kinds() == two.query(statement).kinds(), statement
