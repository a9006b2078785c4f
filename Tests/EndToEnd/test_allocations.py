"""The hot path takes nothing from the heap: allocations of the running gateway, counted by a library before malloc."""
import json
import pathlib
import struct
import subprocess

import pytest

import places
import planted
import wire

SOURCE = pathlib.Path(__file__).with_name("allocations.c")
ROUNDS = 1_000


class Counted:
    """A gateway whose allocations are counted, and a session of it."""

    def __init__(self, folder, cluster):
        folder.mkdir()
        self.file = folder / "count"
        self.file.write_bytes(bytes(8))
        library = folder / "allocations.so"
        subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE], check=True)
        environment = {"LD_PRELOAD": str(library), "ALLOCATIONS_FILE": str(self.file)}
        self.phony = places.Phony(
            folder / "gateway", cluster.port, columns=planted.COLUMNS, record=False, environment=environment)

    def taken(self, work):
        """How many allocations the second run of `work` costs; in the first, buffers grow to what it needs."""
        work()
        before = self.count()
        work()
        return self.count() - before

    def count(self):
        return struct.unpack("=Q", self.file.read_bytes())[0]


@pytest.fixture(scope="module")
def counted(work, cluster):
    counted = Counted(work / "counted", cluster)
    assert counted.count() > 100, "nothing is counted"
    yield counted
    counted.phony.stop()


@pytest.fixture
def client(counted):
    with counted.phony.raw(timeout=60) as client:
        yield client


@pytest.mark.parametrize("sql", [
    "SELECT * FROM people p, generate_series(1, 80)",
    "SELECT first_name, last_name, email FROM people, generate_series(1, 80)",
    "COPY people (first_name, last_name, email, city) TO STDOUT",
    "SELECT id, title, price FROM articles, generate_series(1, 40)",
])
def test_rows_allocate_nothing(counted, client, sql):
    rows = 0

    def answer():
        nonlocal rows
        kinds = client.query(sql).kinds()
        rows = kinds.count("D") + kinds.count("d")

    taken = counted.taken(answer)
    print(f"{taken} allocations for {rows} rows")
    assert rows >= 500
    # A timer a second and a buffer now and then, but nothing for each row.
    assert taken < 200 + rows / 1000


@pytest.mark.parametrize("name, messages, limit", [
    ("simple", lambda: [wire.query("SELECT email FROM people WHERE id = 7")], 1),
    ("prepared", lambda: [wire.bind([b"7"], "byid"), wire.describe(), wire.execute(), wire.SYNC], 1.5),
    ("parsed each time",
     lambda: [wire.parse("SELECT email FROM people WHERE id = $1::int"), wire.bind([b"7"]), wire.describe(),
              wire.execute(), wire.SYNC], 1),
])
def test_requests_allocate_little(counted, client, name, messages, limit):
    client.ask(wire.parse("SELECT email FROM people WHERE id = $1::int", "byid"), wire.SYNC)
    sent = messages()

    def rounds():
        for _ in range(ROUNDS):
            assert client.ask(*sent).kinds().count("D") == 1

    taken = counted.taken(rounds)
    print(f"{name}: {taken / ROUNDS:.2f} allocations a request")
    assert taken / ROUNDS < limit


def test_records_allocate_by_the_block(tmp_path):
    """Of each block of 256 records some arrays, of a value nothing."""
    library, file = tmp_path / "allocations.so", tmp_path / "count"
    subprocess.run(["gcc", "-shared", "-fPIC", "-O1", "-o", library, SOURCE], check=True)
    generators = {
        "first": {"type": "model", "source": "models/names.ngram"},
        "mail": {"type": "template", "pattern": "{{lowercase(first)}}@example.com"},
        "phone": {"type": "logic", "kind": "mask", "mask": "\\+49 ### %%%%%%"},
        "city": {"type": "list", "values": ["Köln", "Ulm", "Bad Tölz"]},
    }
    fields = {name: {"generator": name} for name in generators}
    schema = {"version": "1.0", "generators": generators, "entities": {"Person": {"fields": fields}}}
    (tmp_path / "schema.pdl.json").write_text(json.dumps(schema))
    (tmp_path / "models").mkdir()
    (tmp_path / "names.txt").write_text("".join(f"{a}{b}n{c}\n" for a in "BLMRST" for b in "aeiou" for c in "aeiou"))
    trained = places.phony(
        "train", tmp_path / "names.txt", "--list", "--min-words", 1, "-o", tmp_path / "models" / "names.ngram")
    assert trained.returncode == 0, trained.stderr

    def allocations(count):
        file.write_bytes(bytes(8))
        done = places.phony(
            "generate", tmp_path / "schema.pdl.json", "--count", count, "--threads", 1, "-o", "/dev/null",
            env={"LD_PRELOAD": str(library), "ALLOCATIONS_FILE": str(file)})
        assert done.returncode == 0, done.stderr
        return struct.unpack("=Q", file.read_bytes())[0]

    more = allocations(220_000) - allocations(20_000)
    print(f"{more / 200_000:.4f} allocations a record")
    assert 0 < more < 0.2 * 200_000
