"""One conversation with a bit of everything, to be recorded once and then held beside itself under every fault."""
import base64
import dataclasses
import hashlib
import hmac
import secrets
import struct

import places
import wire
from wire import SYNC, bind, close, describe, execute, message, parse, query

WIDE = "CREATE TABLE wide AS SELECT id, email::text, repeat('plain text ', 120000) AS plain FROM people WHERE id <= 2;"
WIDE_COLUMN = {"public.wide.email": "email"}
MASKED = "SELECT id, first_name, email, city FROM people"

# What the client sends, and the kind of message it then waits for.
STEPS = [
    (query(f"{MASKED} ORDER BY id LIMIT 3"), "Z"),
    (query("SELECT count(*) FROM people; SELECT id, email FROM visits ORDER BY id LIMIT 2"), "Z"),
    (parse(f"{MASKED} WHERE id = $1", "s", [23]) + describe("S", "s") + bind([b"1"], "s", "one") + execute(0, "one")
     + bind([struct.pack("!i", 2)], "s", "two", (1,), (0, 1, 1, 0)) + execute(0, "two") + bind([b"3"], "s") + execute()
     + close("P", "one") + SYNC, "Z"),
    (bind([b"4"], "s") + execute() + parse("SELECT 1/$1::int", "bad") + bind([b"0"], "bad") + execute()
     + bind([b"5"], "s") + execute() + SYNC + bind([b"6"], "s") + execute() + SYNC, "ZZ"),
    (query("COPY (SELECT id, email, phone FROM people ORDER BY id LIMIT 4) TO STDOUT"), "Z"),
    (query("CREATE TEMP TABLE taken (id int, word text)"), "Z"),
    (query("COPY taken FROM STDIN"), "G"),
    (message("d", b"1\tone\n2\ttwo\n") + message("d", b"3\tthr") + message("d", b"ee\n") + message("c"), "Z"),
    (query("BEGIN") + query("DECLARE c CURSOR FOR SELECT id, email, last_name FROM people ORDER BY id"), "ZZ"),
    (query("FETCH 2 FROM c") + query("FETCH ABSOLUTE 9 FROM c"), "ZZ"),
    (parse("FETCH 1 FROM c") + bind() + describe() + execute() + SYNC, "Z"),
    (query("COMMIT") + parse("DISCARD PLANS") + bind() + describe() + execute() + SYNC, "ZZ"),
    (query("BEGIN") + parse("SELECT email FROM people ORDER BY id") + bind() + execute(2) + execute(1) + SYNC, "ZZ"),
    (query("ROLLBACK"), "Z"),
]
LARGE_STEPS = [(query("SELECT id, email, plain FROM wide ORDER BY id"), "Z"), (query("COPY wide TO STDOUT"), "Z")]


@dataclasses.dataclass
class Transcript:
    """What a client got: whole frames, the beginning of one more, and whether the conversation came to its end."""

    raw: bytes
    finished: bool = False

    def __post_init__(self):
        self.frames, at = [], 0
        while len(self.raw) - at >= 5:
            end = at + 1 + int.from_bytes(self.raw[at + 1:at + 5], "big")
            if end > len(self.raw) or end < at + 5:
                break
            self._add(comparable(self.raw[at:end]))
            at = end
        self.tail = self.raw[at:]

    def _add(self, frame):
        """COPY's data counts as one frame: how it is cut into messages depends on how it arrived."""
        if frame[:1] == b"d":
            data = frame[5:]
            if self.frames and self.frames[-1][:1] == b"d":
                data = self.frames.pop()[1:] + data
            frame = b"d" + data
        self.frames.append(frame)

    def assert_prefix_of(self, whole):
        """Right answers as far as they go, then at most one error that ends the session.

        A server whose client goes away in the middle of an upload says so first.
        """
        same = 0
        while same < min(len(self.frames), len(whole.frames)) and self.frames[same] == whole.frames[same]:
            same += 1
        rest, expected = self.frames[same:], whole.frames[same] if same < len(whole.frames) else b""
        if self.finished:
            assert same == len(whole.frames) and not self.tail, f"it ended well after {same} frames"
            return
        if rest and rest[0][:1] == b"d" and expected.startswith(rest[0]):
            expected = b"d" + b"\0" * 4 + expected[len(rest.pop(0)):]  # what is left, as a message of its own
        elif expected[:1] == b"d":
            expected = b"d" + b"\0" * 4 + expected[1:]
        if rest:
            begin = [frame[:60] for frame in rest[:2]]
            if len(rest) == 2 and is_lost_upload(rest[0]):
                del rest[0]
            assert len(rest) == 1 and is_fatal(rest[0]), f"frame {same} differs: {begin}"
        elif self.tail and self.tail[:1] != b"E" and expected[:1] not in b"RK":
            skipped = 5 if expected[:1] == b"d" else 0  # lengths of messages of COPY say nothing
            assert self.tail[:1] == expected[:1], f"a frame begins {self.tail[:40]}"
            assert expected[skipped:].startswith(self.tail[skipped:]), f"a frame begins {self.tail[:40]}"


def comparable(frame):
    """Nonces, proofs and the backend's key are different every time."""
    return frame[:5] if frame[:1] in b"RK" else frame


def is_fatal(frame):
    return frame[:1] == b"E" and b"SFATAL\0" in frame


def is_lost_upload(frame):
    return frame[:1] == b"E" and b"SERROR\0" in frame and b"C08006\0Munexpected EOF on client connection" in frame


class Client(wire.Connection):
    """Logs in by SCRAM-SHA-256, without channel binding, and keeps every byte it gets."""

    def __init__(self, port, **options):
        super().__init__("127.0.0.1", port, log_in=False, **options)

    def log_in(self, user=places.USER, password=places.PASSWORD):
        self.send(wire.startup(user=user))
        offer = self.until("R")
        assert b"SCRAM-SHA-256\0" in offer[-1].body, "the server offers no SCRAM"
        bare = b"n=,r=" + secrets.token_hex(12).encode()
        first = b"n,," + bare
        self.send(message("p", b"SCRAM-SHA-256\0", struct.pack("!I", len(first)), first))
        challenge = self.until("R")[-1].body[4:]
        nonce, salt, rounds = (part[2:] for part in challenge.split(b","))
        salted = hashlib.pbkdf2_hmac("sha256", password.encode(), base64.b64decode(salt), int(rounds))
        key = hmac.digest(salted, b"Client Key", "sha256")
        final = b"c=biws,r=" + nonce
        sign = hmac.digest(hashlib.sha256(key).digest(), bare + b"," + challenge + b"," + final, "sha256")
        self.send(message("p", final + b",p=" + base64.b64encode(bytes(a ^ b for a, b in zip(key, sign)))))
        self.until("Z")


def hold(port, steps=STEPS, timeout=30):
    """Holds the conversation to its end, or until it breaks."""
    try:
        client = Client(port, timeout=timeout)
    except OSError:
        return Transcript(b"")
    finished = False
    with client:
        try:
            client.log_in()
            for words, awaited in steps:
                client.send(words)
                for kind in awaited:
                    if client.until(kind)[-1].kind != kind:
                        raise wire.Closed("fatal")
            client.send(wire.TERMINATE)
            finished = client.rest() == []
        except (OSError, wire.Closed, AssertionError, ValueError, struct.error):
            pass  # what came until then is what counts
    return Transcript(bytes(client.received), finished)
