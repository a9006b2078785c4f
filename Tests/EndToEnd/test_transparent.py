"""With a policy that says nothing, what a client receives is what the server sent, byte by byte."""
import re
import struct

import pytest

import wire
from wire import SYNC, FLUSH, bind, close, describe, execute, message, parse, query

FILL = "SELECT i AS n, 'w' || i AS w, decode(md5(i::text), 'hex') AS b FROM generate_series(1, 200) i"
TABLE = f"CREATE TEMP TABLE t AS {FILL}"
MANY = "SELECT * FROM sheet ORDER BY n"  # a table of its own: a temporary one has another OID in every session


@pytest.fixture(scope="module", autouse=True)
def sheet(direct):
    direct.psql(f"CREATE TABLE sheet AS {FILL};")
    yield
    direct.psql("DROP TABLE sheet;")



# Each script: what is sent, message group by message group, and how many ReadyForQuery come back for it.
SCRIPTS = {
    "simple": [(query("SELECT 1, NULL, 'x'::text; SELECT 2 AS two; ; SELECT * FROM people LIMIT 0"), 1), (query(""), 1),
               (query(TABLE), 1), (query(MANY), 1), (query("-- only a comment"), 1),
               (query("BEGIN; INSERT INTO t VALUES (0); SELECT count(*) FROM t; ROLLBACK"), 1)],
    "errors in simple queries": [(query("SELECT 1; SELECT 1/0; SELECT 3"), 1), (query("SELEC"), 1), (query("BEGIN"), 1),
                                 (query("SELECT nothing"), 1), (query("SELECT 1"), 1), (query("COMMIT"), 1)],
    "people": [(query("SELECT * FROM people ORDER BY id"), 1), (query("SELECT * FROM visit_book ORDER BY visit_id"), 1)],
    "extended": [(parse("SELECT $1::int + 1, $2::text", "s", (23, 25)) + describe("S", "s") + SYNC, 1),
                 (bind([b"41", None], "s") + describe("P") + execute() + SYNC, 1),
                 (bind([struct.pack("!i", 41), b"x"], "s", "p", (1, 0), (1,)) + execute(0, "p") + SYNC, 1),
                 (parse("SELECT * FROM people WHERE id < $1 ORDER BY id") + bind([b"30"], results=(1,)) + describe() + execute() + SYNC, 1),
                 (close("S", "s") + close("P", "none") + SYNC, 1), (bind([], "s") + SYNC, 1)],
    "no describe": [(parse(MANY, "s") + SYNC, 1),
                    (bind([], "s") + execute() + SYNC, 1), (bind([], "s", results=(1,)) + execute() + SYNC, 1),
                    (parse("") + bind() + execute() + SYNC, 1), (parse("SET search_path = public") + bind() + execute() + SYNC, 1)],
    "pipelined": [(b"".join(parse("SELECT $1::int", f"s{n}") + bind([b"%d" % n], f"s{n}") + describe() + execute() for n in range(50)) + SYNC, 1),
                  (b"".join(bind([b"%d" % n], f"s{n}") + execute() + SYNC for n in range(50)), 50),
                  (query("SELECT 1") + bind([b"7"], "s7") + execute() + SYNC + query("SELECT 2"), 3)],
    "error in a pipeline": [(parse("SELECT 1", "a") + bind([], "a") + execute() + parse("SELECT 1/0") + bind() + execute()
                             + bind([], "a") + execute() + SYNC + bind([], "a") + execute() + SYNC, 2),
                            (parse("BEGIN") + bind() + execute() + SYNC + parse("x") + SYNC + bind([], "a") + execute() + SYNC
                             + parse("ROLLBACK") + bind() + execute() + SYNC, 4),
                            (bind([], "unknown") + describe() + execute() + SYNC + query("SELECT 'after'"), 2)],
    "portals": [(query("BEGIN"), 1),
                (parse(MANY, "all") + bind([], "all", "one") + bind([], "all", "two", results=(1,)) + SYNC, 1),
                (b"".join(execute(7, "one") + execute(3, "two") for _ in range(5)) + describe("P", "one") + SYNC, 1),
                (execute(0, "one") + execute(1, "one") + close("P", "one") + execute(2, "two") + SYNC, 1),
                (execute(1, "one") + SYNC, 1), (query("ROLLBACK"), 1)],
    "flush": [(parse("SELECT 1", "a") + FLUSH + bind([], "a") + FLUSH + execute() + FLUSH + SYNC + FLUSH, 1)],
    "sql cursors": [(query(f"BEGIN; DECLARE c SCROLL CURSOR WITH HOLD FOR {MANY}; FETCH 3 c; MOVE 5 c; FETCH BACKWARD 2 c; COMMIT"), 1),
                    (query("FETCH ALL c; CLOSE c"), 1), (query("PREPARE p(int) AS SELECT * FROM people WHERE id = $1; EXECUTE p(3); DEALLOCATE p"), 1)],
    "copy out": [(query("COPY sheet TO STDOUT"), 1), (query("COPY sheet TO STDOUT (FORMAT csv, HEADER)"), 1),
                 (query("COPY (SELECT * FROM people ORDER BY id) TO STDOUT (FORMAT binary)"), 1),
                 (query("SELECT 1; COPY sheet TO STDOUT; SELECT 2"), 1),
                 (parse("COPY sheet TO STDOUT") + bind() + execute() + SYNC, 1)],
    "copy in": [(query(TABLE), 1),
                (query("COPY t FROM STDIN") + message("d", b"1\tx\t\\\\x00\n2\t\\N\t\\N\n") + message("c"), 1),
                (query("COPY t FROM STDIN") + message("d", b"3\t") + message("d", b"y\t\\N\n") + message("f", b"no more\0"), 1),
                (query("COPY t FROM STDIN") + message("d", b"no number\n") + message("d", b"4\tz\t\\N\n" * 3000) + message("c"), 1),
                (parse("COPY t (n) FROM STDIN") + bind() + execute() + message("d", b"5\n") + SYNC + message("c") + SYNC, 1),
                (query("SELECT count(*), sum(n) FROM t"), 1)],
    "notices": [(query("DO $$ BEGIN RAISE NOTICE 'one %', 1; RAISE WARNING 'two'; RAISE INFO 'three'; END $$"), 1),
                (query("CREATE TEMP TABLE IF NOT EXISTS u (n int); CREATE TEMP TABLE IF NOT EXISTS u (n int)"), 1),
                (query("SET client_min_messages = debug1; SELECT 1; RESET client_min_messages"), 1)],
    "parameters": [(query("SET TimeZone = 'Asia/Tokyo'; SET DateStyle = 'German'; SET client_encoding = 'LATIN1'; SET application_name = 'x'"), 1),
                   (query("SELECT now() = now(), 'ä'::text, date '2024-02-29'"), 1), (query("RESET ALL"), 1), (query("DISCARD ALL"), 1)],
    "notifications": [(query("LISTEN a; LISTEN b"), 1), (query("NOTIFY a, 'one'; NOTIFY b; SELECT 1"), 1), (query("SELECT 2"), 1)],
    "odd shapes": [(query("SELECT FROM generate_series(1, 3)"), 1), (query("SELECT " + ", ".join(f"{n} AS c{n}" for n in range(1600))), 1),
                   (query("SELECT repeat('x', 3000000)"), 1), (query("VALUES (1, 'a'), (2, NULL)"), 1), (query("EXPLAIN (COSTS OFF) SELECT 1"), 1),
                   (query("SHOW server_version"), 1), (query("SELECT array_agg(n), row(1, 'x', NULL), '{\"a\": [1]}'::jsonb FROM generate_series(1, 9) n"), 1)],
    "transaction states": [(query("BEGIN"), 1), (query("SAVEPOINT a"), 1), (query("SELECT 1/0"), 1), (query("ROLLBACK TO a; SELECT 1"), 1),
                           (query("COMMIT AND CHAIN"), 1), (query("ROLLBACK"), 1), (query("SET TRANSACTION ISOLATION LEVEL SERIALIZABLE"), 1),
                           (query("BEGIN; SET TRANSACTION ISOLATION LEVEL SERIALIZABLE; SELECT 1; COMMIT"), 1)],
    "unknown message": [(query("SELECT 1"), 1), (message("y", b"?"), 1)],
    "fatal": [(query("SELECT 1"), 1), (query("SELECT pg_terminate_backend(pg_backend_pid())"), 1)],
    "terminate": [(query("SELECT 1") + wire.TERMINATE, 1)],
}


def play(place, script, parameters):
    """All bytes the server side sends during a script, its greeting included; then whether it hung up by itself."""
    with place.raw(**parameters) as client:
        for data, ready in script:
            client.send(data)
            for _ in range(ready):
                try:
                    answer = client.until("Z")
                except wire.Closed:
                    return bytes(client.received)
                if answer[-1].kind == "E":
                    client.rest()
                    return bytes(client.received)
    return bytes(client.received)


def comparable(data):
    """The bytes without what differs between any two connections: process ids and cancel keys."""
    data = re.sub(rb"K\x00\x00\x00\x0c.{8}", b"K", data, flags=re.DOTALL)
    return re.sub(rb"A(\x00\x00\x00.).{4}", rb"A\1", data, flags=re.DOTALL)


@pytest.mark.parametrize("name", SCRIPTS)
def test_the_answer_is_the_servers_byte_by_byte(transparent, direct, name):
    parameters = {"application_name": "test", "options": "-c intervalstyle=iso_8601 -c geqo=off"}
    real = comparable(play(direct, SCRIPTS[name], parameters))
    shown = comparable(play(transparent, SCRIPTS[name], parameters))
    if name == "unknown message":
        # The FATAL is the gateway's own and names no source file; code and sentence are the server's.
        said = b"SFATAL\0VFATAL\0C08P01\0Minvalid frontend message type 121\0"
        assert said in real and said in shown
        real, shown = (data.partition(b"SFATAL")[0][:-5] for data in (real, shown))
    at = next((n for n, (a, b) in enumerate(zip(real, shown)) if a != b), min(len(real), len(shown)))
    assert shown == real, f"from byte {at}: direct {real[at - 20:at + 60]!r}, gateway {shown[at - 20:at + 60]!r}"
    assert real.count(b"Z\0\0\0\5") >= 1 and len(real) > 300


@pytest.mark.parametrize("name", ["simple", "pipelined", "portals", "copy in", "error in a pipeline", "copy out"])
def test_it_does_not_matter_how_the_client_cuts_its_bytes(transparent, direct, name):
    def dripping(script, size):
        for data, ready in script:
            if len(data) > 4000:
                yield data, ready
                continue
            for at in range(0, len(data) - size, size):
                yield data[at:at + size], 0
            yield data[(len(data) - 1) // size * size:], ready

    whole = comparable(play(direct, SCRIPTS[name], {}))
    for size in (1, 5, 7):
        assert comparable(play(transparent, dripping(SCRIPTS[name], size), {})) == whole, size


@pytest.mark.parametrize("startup, code", [
    ({"database": "no_such_database"}, "3D000"), ({"no_such_setting": "1"}, "42704"),
    ({"options": "-c work_mem=lots"}, "22023"), ({"client_encoding": "KLINGON"}, "22023"),
])
def test_a_refused_start_is_the_servers_own_refusal(transparent, direct, startup, code):
    def refusal(place):
        with place.raw(log_in=False) as client:
            client.send(wire.startup(**startup))
            return client.rest()[-1]

    real = refusal(direct)
    assert real.fields()["C"] == code
    assert refusal(transparent) == real


def test_both_transparent_and_with_a_policy_that_matches_nothing(start, direct):
    phony = start(columns={"elsewhere.never.mentioned": "redact"}, record=False)
    # Not "notices": a DO block may read anything, so what it says is cleansed as soon as a policy is loaded.
    for name in ("simple", "extended", "copy out", "people"):
        assert comparable(play(phony, SCRIPTS[name], {})) == comparable(play(direct, SCRIPTS[name], {})), name

