"""What is large passes through little memory: rows, results, uploads, readers that take their time."""
import contextlib
import random
import time

import pytest

import places
import planted
import wire

MIB = 1 << 20
SIZE = 500 * 1_000_000  # two such columns are all that a row of PostgreSQL holds
ROWS = 10_000_000
GROWTH = 32 * 1024  # KiB


@pytest.fixture(scope="module")
def large(work, cluster, direct):
    """One gateway whose memory is watched, and a table with one huge row, compressible to nothing."""
    word = planted.word(random.Random(5), 10)
    direct.psql("SET default_toast_compression = lz4;"
                "CREATE TABLE huge (id int, email text, secret text, plain text, data bytea);"
                f"INSERT INTO huge SELECT 1, 'someone@example.org', repeat('{word}', {SIZE // 10}), repeat('plain text', {SIZE // 10}), 'x';")
    columns = {**planted.COLUMNS, "public.huge.email": "email", "public.huge.secret": "redact"}
    with places.running(work / "large", cluster.port, columns=columns, record=False) as phony:
        phony.word = word.encode()
        for query in ("SELECT id, email FROM people", "SELECT id, email, data FROM huge"):  # what a first use needs is no growth
            with phony.raw() as client:
                assert client.query(query).values()
        yield phony
        phony.assert_alive()
    direct.psql("DROP TABLE huge;")


class Reading:
    """Reads a stream as it comes and keeps only its two ends, a count and a suspicion."""

    def __init__(self, client, forbidden=(), pause=0.0):
        self.size, self.head, self.tail, self.found = 0, b"", b"", []
        deadline = time.monotonic() + 100
        time.sleep(pause)
        while not self.tail.endswith((b"Z\0\0\0\5I", b"Z\0\0\0\5E")) or not (b"C\0\0\0" in self.tail or b"E\0\0\0" in self.tail):
            assert time.monotonic() < deadline, f"{self.size} bytes, and no end"
            data = client.socket.recv(4 * MIB)
            assert data, f"the connection ended after {self.size} bytes"
            self.size += len(data)
            if len(self.head) < MIB:
                self.head += data[:MIB - len(self.head)]
            # A name cut in two by the edge of a read is not found here; of thousands, one would be.
            self.found += [word for word in forbidden if word in data]
            self.tail = (self.tail + data)[-64:]
            if pause and self.size < 64 * MIB:
                time.sleep(pause / 100)


def grown(phony, before):
    peak = phony.resident()[1]
    growth = peak - before
    assert growth < GROWTH, f"resident memory grew by {growth} KiB (from {before} to {peak})"
    return growth


def measured(phony):
    phony.reset_peak()
    return phony.resident()[0]


@pytest.mark.parametrize("columns", ["plain", "secret", "email, plain, id", "id, secret, email", "plain, email"])
def test_a_huge_row_and_a_slow_reader(large, columns):
    before = measured(large)
    with large.unrecorded.raw(timeout=60) as client:
        client.send(wire.query(f"SELECT {columns} FROM huge"))
        reading = Reading(client, [large.word, large.word[::-1], b"someone@"], pause=1)
    grown(large, before)
    assert b"SELECT 1\0" in reading.tail and not reading.found
    if "plain" in columns:
        assert reading.size > SIZE
    if "email" in columns and not columns.startswith("plain") and "secret" not in columns:
        assert b"@" in reading.head[:2000]


def test_a_huge_row_in_binary_and_through_a_portal(large):
    before = measured(large)
    with large.unrecorded.raw(timeout=60) as client:
        client.send(wire.parse("SELECT email, plain::bytea FROM huge"), wire.bind(results=(1,)), wire.execute(), wire.SYNC)
        reading = Reading(client, [b"someone@"])
    grown(large, before)
    assert reading.size > SIZE and b"SELECT 1\0" in reading.tail and not reading.found


def test_copy_of_a_huge_row(large):
    before = measured(large)
    with large.unrecorded.raw(timeout=60) as client:
        client.send(wire.query("COPY (SELECT email, plain, id FROM huge) TO STDOUT"))
        reading = Reading(client, [b"someone@"])
    grown(large, before)
    assert (reading.size > SIZE and b"COPY 1\0" in reading.tail) or b"E\0\0" in reading.head
    assert not reading.found


@pytest.mark.parametrize("query, tag", [
    (f"SELECT n FROM generate_series(1, {ROWS}) n", f"SELECT {ROWS}"),
    (f"SELECT p.id, p.email FROM people p, generate_series(1, {ROWS // 500}) n", f"SELECT {ROWS}"),
], ids=["plain", "masked"])
def test_ten_million_rows(large, people, query, tag):
    before = measured(large)
    forbidden = [person.email.encode() for person in people[::50]] if "email" in query else []
    with large.unrecorded.raw(timeout=60) as client:
        client.send(wire.query(query))
        reading = Reading(client, forbidden, pause=0.5)
    grown(large, before)
    assert tag.encode() + b"\0" in reading.tail and not reading.found
    assert reading.size > ROWS * 12
    if forbidden:
        assert reading.head.count(b"@") > 5000


def test_a_large_upload(large):
    before = measured(large)
    line = b"x" * 999 + b"\n"
    block = wire.message("d", line * 1000)
    with large.unrecorded.raw(timeout=60) as client:
        client.query("CREATE TEMP TABLE incoming (w text)")
        client.send(wire.query("COPY incoming FROM STDIN"))
        assert client.until("G")[-1].kind == "G"
        for _ in range(200):
            client.send(block)
        client.send(wire.message("c"))
        assert b"COPY 200000\0" == client.until("Z")[0].body
    grown(large, before)


def test_many_columns_parameters_and_statements(large):
    before = measured(large)
    with large.unrecorded.raw(timeout=60) as client:
        row = client.query("SELECT " + ", ".join(str(n) for n in range(1664))).values()[0]
        assert len(row) == 1664 and row[-1] == b"1663"
        count = 65_535
        sql = "SELECT " + "+".join(f"length(${n})" for n in (1, 2, count))
        assert client.ask(wire.parse(sql, types=[25] * count), wire.bind([b"ab"] * count), wire.execute(), wire.SYNC).values() == [[b"6"]]
        for number in range(2000):
            client.send(wire.parse("SELECT email FROM people WHERE id = $1", f"s{number}"))
        answer = client.ask(wire.bind([b"1"], "s1999"), wire.execute(), wire.SYNC)
        assert len(answer.values()) == 1
    grown(large, before)


def test_a_client_that_never_reads_holds_up_nobody(large):
    before = measured(large)
    with contextlib.ExitStack() as idle:
        for _ in range(5):
            idle.enter_context(large.unrecorded.raw()).send(wire.query("SELECT plain, email FROM huge"))
        time.sleep(1)
        started = time.monotonic()
        large.assert_alive()
        assert time.monotonic() - started < 5
        grown(large, before)


def test_idle_connections_are_cheap(large):
    before = measured(large)
    with contextlib.ExitStack() as idle:
        for _ in range(60):
            client = idle.enter_context(large.unrecorded.raw())
            assert client.query("SELECT email FROM people LIMIT 20").values()
        growth = grown(large, before)
        assert growth / 60 < 200, f"{growth / 60:.0f} KiB a connection"
