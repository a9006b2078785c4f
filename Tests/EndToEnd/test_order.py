"""Answers that depend on what is under way at that moment: behind another, ahead of its beginning, at the very end."""
import hashlib
import random
import socket
import time

import pytest

import fuzz_answers
import fuzz_server
import planted
import wire

ROWS = 20_000
SETS = "DO $$BEGIN PERFORM set_config('application_name', (SELECT email::text FROM people WHERE id = 1), false); END$$"
TELLS = """
CREATE TABLE teller (id int);
CREATE FUNCTION tell() RETURNS trigger LANGUAGE plpgsql AS
    $$BEGIN RAISE EXCEPTION 'not %', (SELECT email FROM people WHERE id = 1); END$$;
CREATE CONSTRAINT TRIGGER t AFTER INSERT ON teller DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION tell();
"""


@pytest.fixture
def teller(direct):
    direct.psql(TELLS)
    time.sleep(1.2)  # until the gateway asks for the catalogue again
    yield ["SELECT 1", "BEGIN", "INSERT INTO teller VALUES (1)", "COMMIT"]
    direct.psql("DROP TABLE teller; DROP FUNCTION tell;")


def all_at_once(client, statements):
    client.send(*map(wire.query, statements))
    return [message for _ in statements for message in client.until("Z")]


def one_by_one(client, statements):
    return [message for sql in statements for message in client.query(sql)]


WAYS = [one_by_one, all_at_once]


@pytest.mark.parametrize("ask", WAYS)
def test_a_setting_that_a_later_statement_of_a_pipeline_reports(start, hidden, ask):
    phony = start(record=False)
    with phony.raw() as client:
        answer = ask(client, ["SELECT 1", SETS])
        assert [message.kind for message in answer].count("Z") == 2
        found = hidden.find(bytes(client.received))
        assert not found, found


@pytest.mark.parametrize("ask", WAYS)
def test_an_error_of_a_commit_in_a_pipeline(start, hidden, teller, ask):
    phony = start(record=False)
    with phony.raw() as client:
        answer = ask(client, teller)
        assert [message.fields()["C"] for message in answer if message.kind == "E"] == ["P0001"]
        found = hidden.find(bytes(client.received))
        assert not found, found


@pytest.mark.parametrize("how", ["before its beginning", "after its end", "instead of rows"])
def test_copy_data_out_of_place(start, direct, how):
    """A server that keeps no order must not get values past the mask by it."""
    data = wire.message("d", b"1\t" + fuzz_answers.SECRET + b"@house.example\tAltenau\n")
    begin, end = wire.message("H", b"\0\0\3\0\0\0\0\0\0"), wire.message("c")
    ready = wire.message("C", b"COPY 1\0") + wire.message("Z", b"I")
    sql, said = {
        "before its beginning": ("COPY people (id, email, city) TO STDOUT", data + begin + end + ready),
        "after its end": ("COPY people (id, email, city) TO STDOUT", begin + end + data + ready),
        "instead of rows": ("SELECT id FROM people", data + ready),
    }[how]
    server = fuzz_server.HostileServer(direct, script=[(sql.encode(), said)])
    phony = start(upstream=server.port, columns=planted.COLUMNS, record=False)
    with phony.raw(timeout=5, application_name=str(fuzz_answers.HONEST)) as client:
        client.send(wire.query(sql))
        received = client.read_all(1)
    server.close()
    assert fuzz_answers.SECRET not in received, received[:200]


def test_answers_that_a_premature_ready_moves_by_one(start, direct):
    """If answers went to the request behind theirs, COPY's data would be judged by a BEGIN."""
    early = wire.message("G", b"\0\0\1\0\0") + wire.message("Z", b"I")
    server = fuzz_server.HostileServer(direct, script=[(b"COPY articles FROM STDIN", early)])
    phony = start(upstream=server.port, columns=planted.COLUMNS, record=False)
    with phony.raw(timeout=5, application_name=str(fuzz_answers.HONEST)) as client:
        client.send(wire.query("COPY articles FROM STDIN"), wire.message("d", b"1\tx\n"), wire.message("c"),
                    *map(wire.query, ["BEGIN", "COPY people (id, email, city) TO STDOUT", "BEGIN", "BEGIN"]))
        received = client.read_all(1)
    server.close()
    assert fuzz_answers.SECRET not in received, received[:200]


def test_a_slow_reader_gets_all_of_the_answer_to_its_last_request(start):
    """The session ends while much of it waits in the gateway."""
    phony = start(record=False)
    with phony.raw(timeout=30) as client:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.send(wire.query(f"SELECT repeat('x', 1000) FROM generate_series(1, {ROWS})") + wire.TERMINATE)
        time.sleep(1)
        size, tail = 0, b""
        while data := client.socket.recv(65_536):
            size, tail = size + len(data), (tail + data)[-40:]
            time.sleep(0.001)
    assert tail.endswith(b"SELECT %d\0" % ROWS + b"Z\0\0\0\5I"), tail
    assert size > ROWS * 1000


@pytest.fixture(scope="module")
def words(direct):
    direct.psql("CREATE TABLE words AS"
                " SELECT i AS id, repeat(md5(i::text), i % 200) AS word FROM generate_series(1, 6000) i")
    yield
    direct.psql("DROP TABLE words")


@pytest.mark.parametrize("columns", ["id, word", "id, word, email"])
def test_bytes_keep_their_order_while_the_reader_dawdles(start, words, columns):
    """Some go to the socket at once, some wait behind others: the answer is the same as for one who keeps up."""
    phony = start(record=False)
    sql = f"SELECT {columns} FROM words w, (SELECT email FROM people WHERE id = 7) p"
    with phony.raw(timeout=60) as client:
        client.query(sql)
        prompt = bytes(client.received)
    dice = random.Random(columns)
    with phony.raw(timeout=60) as client:
        client.socket.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 65_536)
        client.send(wire.query(sql))
        slow = bytearray(client.received)
        while len(slow) < len(prompt):
            data = client.socket.recv(dice.choice([1, 500, 70_000, 400_000]))
            assert data
            slow += data
            if dice.random() < 0.02:
                time.sleep(0.05)
    assert len(prompt) > 10_000_000
    assert b"[redacted]" not in prompt
    answer = b"T\0\0\0"
    assert bytes(slow[slow.index(answer):]) == prompt[prompt.index(answer):]


def test_an_upload_keeps_its_order_while_the_server_dawdles(start, direct):
    """The server reads nothing while a trigger sleeps; what it reads then is what was sent."""
    phony = start(record=False)
    direct.psql("CREATE TABLE upload (id int, word text);"
                "CREATE FUNCTION dawdle() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN"
                " IF NEW.id % 3000 = 0 THEN PERFORM pg_sleep(0.3); END IF; RETURN NEW; END$$;"
                "CREATE TRIGGER d BEFORE INSERT ON upload FOR EACH ROW EXECUTE FUNCTION dawdle();")
    try:
        rows = [f"{number}\t{number * 7919}".encode() + b"w" * (number % 3000) + b"\n" for number in range(12_000)]
        with phony.raw(timeout=60) as client:
            client.send(wire.query("COPY upload FROM STDIN"))
            client.until("G")
            for number in range(0, len(rows), 7):
                client.send(*(wire.message("d", row) for row in rows[number:number + 7]))
            client.send(wire.message("c"))
            assert client.until("Z").kinds() == "CZ"
        digest = hashlib.md5(b"".join(rows)).hexdigest()
        found = direct.psql("SELECT md5(string_agg(id || E'\\t' || word || E'\\n', '' ORDER BY id)) FROM upload")
        assert digest in str(found)
    finally:
        direct.psql("DROP TABLE upload; DROP FUNCTION dawdle;")


def test_a_changed_policy_and_a_pipeline_that_fails(start, direct):
    """The gateway waits for the requests under way; if one fails, the server waits for the client's Sync."""
    phony = start(columns={"public.people.email": "email"}, record=False)
    with direct.raw() as other, phony.raw(timeout=5) as client:
        other.query("CREATE TABLE doomed (id int)")
        other.query("BEGIN; DROP TABLE doomed")
        client.send(wire.parse("SELECT id FROM doomed"), wire.query("SELECT 1"))
        time.sleep(0.5)
        phony.reload(columns={"public.people.email": "email", "public.people.phone": "phone"})
        client.send(wire.SYNC)
        time.sleep(0.5)
        other.query("COMMIT")
        assert client.until("Z").kinds() == "EZ"
        assert client.query("SELECT 7").values() == [[b"7"]]
