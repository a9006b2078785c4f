"""Conversations of hostile clients, drawn from a seed: messages that know the protocol well enough to break it."""
import dataclasses
import random
import struct

import fuzz_run
import wire
from wire import FLUSH, SYNC, TERMINATE, bind, close, describe, execute, message, parse, query, request, startup

NAMES = ["", "", "s", "t", "c", b"\xff\xfe", "n" * 300, 'a"b', "S"]
SQL = [
    "SELECT id, email, city FROM people ORDER BY id LIMIT 3", "SELECT * FROM people WHERE id = 7",
    "SELECT $1::int, email, photo, score FROM people LIMIT 2", "SELECT people FROM people LIMIT 2",
    "SELECT v.*, p.notes FROM visits v JOIN people p USING (national_id) LIMIT 4",
    "SELECT email FROM people LIMIT 1; SELECT 1/0; SELECT phone FROM people", "SELECT email::int FROM people",
    "SELECT to_jsonb(p) FROM people p LIMIT 2", "SELECT min(email), count(*) FROM people",
    "INSERT INTO people SELECT * FROM people WHERE id = 1", "SELECT row(p.*)::text FROM people p LIMIT 1",
    "DO $$BEGIN RAISE NOTICE '%', (SELECT email FROM people LIMIT 1); END$$",
    "DO $$BEGIN RAISE EXCEPTION 'no %', (SELECT phone FROM people LIMIT 1); END$$",
    "COPY (SELECT * FROM people LIMIT 5) TO STDOUT", "COPY people (id, email) TO STDOUT CSV HEADER",
    "COPY people (token, id, photo) TO STDOUT BINARY", "COPY (SELECT people FROM people LIMIT 2) TO STDOUT",
    "CREATE TEMP TABLE IF NOT EXISTS mine (a int, b text)", "COPY mine FROM STDIN", "COPY mine FROM STDIN BINARY",
    "BEGIN", "COMMIT", "ROLLBACK", "SAVEPOINT x", "ROLLBACK TO x", "BEGIN; SELECT 1/0",
    "DECLARE c CURSOR FOR SELECT email, id FROM people", "DECLARE c CURSOR WITH HOLD FOR SELECT phone FROM people",
    "FETCH 2 FROM c", "FETCH ALL FROM c", "MOVE 1 IN c", "CLOSE c", "PREPARE s AS SELECT email FROM people LIMIT 2",
    "EXECUTE s", "EXECUTE t(1)", "DEALLOCATE ALL", "DISCARD ALL", "SET client_encoding = 'LATIN1'", "RESET ALL",
    "SET client_encoding = 'SJIS'", "SET bytea_output = 'escape'", "SET DateStyle = 'German'", "SET search_path = x",
    "SHOW ALL", "EXPLAIN (ANALYZE, VERBOSE) SELECT email FROM people", "LISTEN c", "NOTIFY c, 'word'", "", ";", "SELEC",
    "SELECT set_config('application_name', email, false) FROM people LIMIT 1", "SHOW application_name",
    "SELECT most_common_vals FROM pg_stats WHERE tablename = 'people'", "TABLE visit_book LIMIT 3", "SELECT 'ü€'",
]
NOT_TEXT = [b"SELECT '\xff\xfe', email FROM people", b"SELECT email\0 FROM people", b"\xc3\x28", b"SELECT 1 \xed\xa0"]


@dataclasses.dataclass
class ClientCase:
    """What a client sends, piece by piece, and how long it then listens."""

    pieces: list
    logs_in: bool
    messages: int
    silence: float
    faults: list


def client_case(number):
    dice = random.Random(number)
    logs_in = dice.random() < 0.85
    frames = [some_message(dice) for _ in range(dice.randrange(1, 20))] if logs_in else beginnings(dice)
    faults = []
    for _ in range(dice.choice([0, 0, 0, 1, 1, 3])):
        faults.append(bend(dice, frames))
    pieces = fuzz_run.split(dice, b"".join(frames))
    return ClientCase(pieces, logs_in, len(frames), dice.choice([0.01, 0.02, 0.05]), faults)


def text(dice):
    sql = dice.choice(SQL).encode() if dice.random() < 0.95 else dice.choice(NOT_TEXT)
    return b"/*" + b"x" * dice.choice([100, 70_000, 1_100_000]) + b"*/" + sql if dice.random() < 0.02 else sql


def some_message(dice):
    name, other = dice.choice(NAMES), dice.choice(NAMES)
    match dice.randrange(26):
        case 0 | 1 | 2 | 3 | 20 | 21 | 22: return query(text(dice))
        case 4 | 5: return parse(text(dice), name, [dice.choice([0, 23, 25, 4_000_000_000])] * dice.choice([0, 0, 1]))
        case 6 | 7:
            values = [dice.choice([b"1", None, b"\xff" * 9])] * dice.choice([0, 0, 1])
            formats = dice.choice([(), (1,), (0, 1)])
            return bind(values, name, other, formats, dice.choice([(), (0,), (1,), (1, 0, 1), (9,)]))
        case 8: return describe(dice.choice("SP"), name)
        case 9 | 10: return execute(dice.choice([0, 0, 1, 2]), name)
        case 11: return close(dice.choice("SP"), name)
        case 12 | 13 | 14: return SYNC
        case 15: return FLUSH
        # All that an application does most, in one go.
        case 16 | 23 | 24:
            return parse(text(dice)) + bind() + dice.choice([b"", describe()]) + execute(dice.choice([0, 2])) + SYNC
        case 17: return message("d", dice.choice([b"1\tone\n", b"x" * 40, b"", b"\\.\n", b"PGCOPY\n\xff\r\n\0"]))
        case 18: return dice.choice([message("c"), message("f", b"why\0")])
        case _: return crooked(dice, wire.text(name))


def crooked(dice, name):
    """Well framed, and wrong inside."""
    short = lambda value: struct.pack("!H", value & 0xFFFF)
    long = lambda value: struct.pack("!I", value & 0xFFFFFFFF)
    count = dice.choice([0, 1, 2, 255, 32_767, 32_768, 65_535])
    size = dice.choice([-2, -1, 0, 1, 0x7FFFFFFF, 0x80000000, 70_000])
    return dice.choice([
        lambda: message("B", name, name, short(count), b"\0\1" * min(count, 3), short(count)),
        lambda: message("B", name, name, short(0), short(1), long(size), b"xy", short(0)),
        lambda: message("B", name, name, short(0), short(0), short(count), b"\0\7" * dice.randrange(4)),
        lambda: bind([b"z"] * count, results=(1,) * dice.choice([0, 1, 1700])),
        lambda: message("P", name, b"SELECT $1, email FROM people\0", short(count), long(23) * dice.choice([0, count])),
        lambda: message("P", name), lambda: message("E", name), lambda: message("E", name, long(-5)),
        lambda: message("D", b"Z", name), lambda: message("C", b"\0", name), lambda: message("D", b"S" + b"x" * 40),
        lambda: message("F", long(dice.getrandbits(32)), short(count), short(count), long(size)),
        lambda: message("F", long(2054), short(0), short(1), long(1), b"1", short(0)),
        lambda: message("p", b"SCRAM-SHA-256\0" + long(size)), lambda: TERMINATE,
        lambda: message("S", b"x" * dice.choice([1, 9_000, 70_000])),
        lambda: bytes([dice.randrange(256)]) + message("Q", dice.randbytes(dice.randrange(20)))[1:],
        lambda: startup(), lambda: request(wire.SSL_REQUEST), lambda: request(wire.CANCEL_REQUEST, dice.randbytes(8)),
        lambda: message("Q"), lambda: message("Q", b"SELECT email FROM people"), lambda: message("f"),
        lambda: b"".join(execute(0, f"p{n}") for n in range(dice.choice([3, 300]))),
        lambda: SYNC * dice.choice([2, 50, 9_000]), lambda: query("SELECT 1") * dice.choice([2, 50]),
    ])()


def beginnings(dice):
    """What comes before a session: requests, start-up messages, and what is neither."""
    def one():
        pairs = {dice.choice(["options", "replication", "client_encoding", "_pq_.x", "", "é", "user", "database"]):
                 dice.choice(["", "on", "database", "-c x=y", "\xff", "x" * 3_000]) for _ in range(dice.randrange(3))}
        return dice.choice([
            lambda: request(wire.SSL_REQUEST), lambda: request(wire.GSS_REQUEST),
            lambda: startup(), lambda: startup(**pairs),
            lambda: startup(version=dice.choice([0, 131_072, 196_609, 196_610, 206_607, 262_144, 0xFFFFFFFF])),
            lambda: struct.pack("!II", dice.choice([0, 4, 8, 9, 9_999, 10_001, 0x7FFFFFFF, 0xFFFFFFFF]), wire.PROTOCOL),
            lambda: request(wire.CANCEL_REQUEST, dice.randbytes(dice.choice([0, 4, 8, 8, 32, 256, 300]))),
            lambda: message("p", dice.randbytes(20)), lambda: query("SELECT 1"), lambda: dice.randbytes(30),
            lambda: b"\x16\x03\x01\x02\x00\x01" + dice.randbytes(40), lambda: b"PROXY TCP4 1.2.3.4 1.2.3.4 1 1\r\n",
        ])()
    return [one() for _ in range(dice.randrange(1, 4))] + [some_message(dice) for _ in range(dice.randrange(3))]


def bend(dice, frames):
    """Spoils one frame, or the order of them; says how."""
    if not frames:
        frames.append(SYNC)
    at = dice.randrange(len(frames))
    frame = frames[at]
    how = dice.choice(["length", "cut", "drop", "double", "swap", "noise", "flip", "tag", "nul"])
    match how:
        case "length": frames[at] = fuzz_run.lengths(dice, frame)
        case "cut": frames[at] = frame[:dice.randrange(len(frame) + 1)]
        case "drop": del frames[at]
        case "double": frames[at:at] = [frame] * dice.choice([1, 1, 20])
        case "swap": frames[at], frames[0] = frames[0], frame
        case "noise": frames[at:at] = [dice.randbytes(dice.randrange(1, 24))]
        case "tag": frames[at] = dice.choice(b"QPBDECSHdcfFpX~\0").to_bytes(1, "big") + frame[1:]
        case _ if len(frame) > 5:
            place = dice.randrange(5, len(frame))
            new = b"\0" if how == "nul" else bytes([frame[place] ^ 1 << dice.randrange(8)])
            frames[at] = frame[:place] + new + frame[place + 1:]
    return how
