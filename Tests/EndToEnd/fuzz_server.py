"""A server that answers as PostgreSQL would until its seed tells it otherwise. The seed comes as application_name."""
import collections
import contextlib
import socket
import struct
import threading

import fuzz_answers
import fuzz_run
import wire
from fuzz_answers import GREETING, READY, SECRET, ServerCase, row
from wire import message


class Shape:
    """Where the gateway believes the columns to come from: a real table that its policy protects."""

    def __init__(self, direct):
        rows = direct.rows("SELECT attrelid, attname, attnum, atttypid FROM pg_attribute "
                           "WHERE attrelid = 'people'::regclass")
        known = {name: (table, number, kind) for table, name, number, kind in rows}
        self.columns = [(name, *known[name]) for name in ("id", "email", "city")]

    def description(self, formats=0):
        parts = [wire.text(name) + struct.pack("!IhIhih", table, number, kind, -1, -1, formats)
                 for name, table, number, kind in self.columns]
        return message("T", struct.pack("!H", len(parts)), *parts)


class HostileServer:
    """Listens on loopback. What the gateway asks for itself the real server answers once; that is remembered."""

    def __init__(self, direct, bends_catalogue=False, script=()):
        """`script`: (part of a query's text, the bytes that answer it), where a test says them itself."""
        self.direct, self.shape = direct, Shape(direct)
        self.bends_catalogue, self.script = bends_catalogue, script
        self.own_answers, self._lock = {}, threading.Lock()
        self.struck = collections.Counter()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self):
        self._listener.close()

    def _accept(self):
        with contextlib.suppress(OSError):
            while True:
                peer, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(peer,), daemon=True).start()

    def _serve(self, peer):
        with peer, contextlib.suppress(OSError, wire.Closed, ValueError):
            peer.settimeout(20)
            ServerSession(self, peer).go()

    def own_answer(self, question):
        with self._lock:
            if question not in self.own_answers:
                with self.direct.raw() as client:
                    client.send(question)
                    client.used = len(client.received)
                    start = client.used
                    client.until("Z")
                    self.own_answers[question] = bytes(client.received[start:])
            return self.own_answers[question]


class ServerSession:
    def __init__(self, server, peer):
        self.server, self.peer = server, peer
        self.inbox = Inbox(peer)

    def go(self):
        start = self.inbox.take(int.from_bytes(self.inbox.take(4), "big") - 4)
        words = start[4:].split(b"\0")
        self.case = ServerCase(int(words[words.index(b"application_name") + 1]))
        self.reply(GREETING, at_start=True)
        question = b""
        while True:
            kind, body = self.inbox.message()
            if kind == "X":
                return
            if question or b"phony_catalogue" in body:
                question += message(kind, body)
                if kind == "S":
                    self.own(question)
                    question = b""
            else:
                self.reply(self.answer(kind, body))

    def own(self, question):
        """Unless that is what is tried, cut off or refused it may be, but not altered: later sessions believe it."""
        answer = self.server.own_answer(question)
        if self.server.bends_catalogue and not self.case.is_honest:
            return self.reply(frames_of(answer), how=self.case.how)
        match self.case.own:
            case "cut":
                self.peer.sendall(answer[:self.case.dice.randrange(len(answer))])
                raise wire.Closed("cut")
            case "error": self.peer.sendall(message("E", b"SERROR\0C53200\0Mno memory\0\0") + READY)
            case _: self.peer.sendall(answer)

    def answer(self, kind, body):
        """As an honest server would, or as the test says."""
        for part, said in self.server.script:
            if kind == "Q" and part in body:
                return [said]
        rows = [row(number) for number in range(3)]
        match kind:
            case "Q" if b"COPY" in body and b"STDOUT" in body:
                data = [message("d", b"%d\t%s-%d@house.example\tAltenau\n" % (n, SECRET, n)) for n in range(3)]
                return [message("H", b"\0\0\3\0\0\0\0\0\0"), *data, message("c"), message("C", b"COPY 3\0"), READY]
            case "Q" if b"COPY" in body: return [message("G", b"\0\0\1\0\0")]
            case "Q" if b"BEGIN" in body: return [message("C", b"BEGIN\0"), message("Z", b"T")]
            case "Q": return [self.server.shape.description(), *rows, message("C", b"SELECT 3\0"), READY]
            case "P": return [message("1")]
            case "B": return [message("2")]
            case "D" if body[:1] == b"S": return [message("t", b"\0\0"), self.server.shape.description()]
            case "D": return [self.server.shape.description()]
            case "E": return [*rows, message("C", b"SELECT 3\0")]
            case "C": return [message("3")]
            case "S": return [READY]
            case "c": return [message("C", b"COPY 2\0"), READY]
            case "f": return [message("E", b"SERROR\0C57014\0MCOPY from stdin failed\0\0"), READY]
            case _: return []

    def reply(self, frames, at_start=False, how=None):
        frames = list(frames)
        how = how or self.case.next_bend(at_start)
        if how:
            self.server.struck[how] += 1
            self.case.bend(how, frames)
        for piece in fuzz_run.split(self.case.dice, b"".join(frames), 4):
            self.peer.sendall(piece)
        if how in ("endless", "flood"):
            self.flood(how)
        if how == "cut":
            raise wire.Closed("cut")

    def flood(self, how):
        frame = row(7) if how == "endless" else self.case.flooding()
        for _ in range(fuzz_answers.ENDLESS // (len(frame) * 200)):
            self.peer.sendall(frame * 200)


class Inbox:
    """Frames of the gateway."""

    def __init__(self, peer):
        self.peer, self.held = peer, b""

    def take(self, count):
        while len(self.held) < count:
            data = self.peer.recv(1 << 16)
            if not data:
                raise wire.Closed("the gateway hung up")
            self.held += data
        taken, self.held = self.held[:count], self.held[count:]
        return taken

    def message(self):
        kind, length = struct.unpack("!cI", self.take(5))
        return kind.decode(), self.take(length - 4)


def frames_of(data):
    """A run of whole frames, one by one."""
    frames, at = [], 0
    while at < len(data):
        end = at + 1 + int.from_bytes(data[at + 1:at + 5], "big")
        frames.append(data[at:end])
        at = end
    return frames
