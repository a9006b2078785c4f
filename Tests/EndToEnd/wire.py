"""The PostgreSQL protocol, version 3, by hand: to say what no driver would say, and to see every byte of the answer."""
import dataclasses
import socket
import struct

PROTOCOL = 196_608
SSL_REQUEST = 80_877_103
GSS_REQUEST = 80_877_104
CANCEL_REQUEST = 80_877_102


def message(kind, *parts):
    body = b"".join(parts)
    return kind.encode() + struct.pack("!I", len(body) + 4) + body


def text(value):
    return (value.encode() if isinstance(value, str) else value) + b"\0"


def query(sql):
    return message("Q", text(sql))


def parse(sql, name="", types=()):
    return message("P", text(name), text(sql), struct.pack(f"!H{len(types)}I", len(types), *types))


def bind(parameters=(), statement="", portal="", formats=(), results=()):
    parts = [text(portal), text(statement), struct.pack(f"!H{len(formats)}H", len(formats), *formats)]
    parts.append(struct.pack("!H", len(parameters)))
    for value in parameters:
        parts.append(struct.pack("!i", -1) if value is None else struct.pack("!I", len(value)) + value)
    parts.append(struct.pack(f"!H{len(results)}H", len(results), *results))
    return message("B", *parts)


def describe(kind="P", name=""):
    return message("D", kind.encode(), text(name))


def execute(limit=0, portal=""):
    return message("E", text(portal), struct.pack("!I", limit))


def close(kind="S", name=""):
    return message("C", kind.encode(), text(name))


SYNC, FLUSH, TERMINATE = message("S"), message("H"), message("X")


def startup(user="trusting", database="shop", version=PROTOCOL, **parameters):
    pairs = {"user": user, "database": database, **parameters}
    body = b"".join(text(part) for pair in pairs.items() for part in pair) + b"\0"
    return struct.pack("!II", len(body) + 8, version) + body


def request(code, body=b""):
    return struct.pack("!II", len(body) + 8, code) + body


@dataclasses.dataclass
class Message:
    kind: str
    body: bytes

    def fields(self):
        """The fields of an error or a notice, by their letter."""
        return {part[:1].decode(): part[1:].decode(errors="replace") for part in self.body.split(b"\0") if part}

    def columns(self):
        """The values of a row."""
        (count,), at, values = struct.unpack_from("!H", self.body), 2, []
        for _ in range(count):
            (length,) = struct.unpack_from("!i", self.body, at)
            at += 4
            values.append(None if length < 0 else self.body[at:at + length])
            at += max(length, 0)
        assert at == len(self.body), "a row longer than its columns"
        return values


class Answer(list):
    """The messages of one answer."""

    def kinds(self):
        return "".join(message.kind for message in self)

    def values(self):
        return [message.columns() for message in self if message.kind == "D"]

    def errors(self):
        return [message.fields() for message in self if message.kind == "E"]

    def notices(self):
        return [message.fields() for message in self if message.kind == "N"]


class Closed(Exception):
    """The other side hung up."""


class Connection:
    def __init__(self, host, port, log_in=True, timeout=15, tls=None, **parameters):
        """`tls`: the context of a TLS session that is opened without asking for it first."""
        self.socket = socket.create_connection((host, port), timeout=timeout)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if tls:
            self.socket = tls.wrap_socket(self.socket, server_hostname="localhost")
        self.received = bytearray()
        self.used = 0
        self.greeting = Answer()
        if log_in:
            self.send(startup(**parameters))
            self.greeting = self.until("Z")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.close()

    def send(self, *parts):
        self.socket.sendall(b"".join(parts))

    def _need(self, count):
        while len(self.received) - self.used < count:
            try:
                data = self.socket.recv(1 << 16)
            except ConnectionResetError as reset:
                raise Closed("reset") from reset
            if not data:
                raise Closed(f"end of stream, {len(self.received) - self.used} bytes left over")
            self.received += data

    def take(self, count):
        self._need(count)
        self.used += count
        return bytes(self.received[self.used - count:self.used])

    def next(self):
        kind, length = struct.unpack("!cI", self.take(5))
        return Message(kind.decode("latin-1"), self.take(length - 4))

    def until(self, kinds):
        """Everything up to the first message of one of these kinds, or an error that ends the connection."""
        answer = Answer()
        while not answer or answer[-1].kind not in kinds:
            answer.append(self.next())
            if answer[-1].kind == "E" and answer[-1].fields().get("V") in ("FATAL", "PANIC"):
                break
        return answer

    def query(self, sql):
        self.send(query(sql))
        return self.until("Z")

    def ask(self, *parts):
        """Sends messages that end in Sync; the whole answer."""
        self.send(*parts)
        return self.until("Z")

    def rest(self):
        """All messages until the other side hangs up."""
        answer = Answer()
        try:
            while True:
                answer.append(self.next())
        except Closed:
            return answer

    def read_all(self, silence):
        """All bytes until the other side hangs up, or says nothing for so many seconds."""
        self.socket.settimeout(silence)
        data = bytearray()
        try:
            while part := self.socket.recv(1 << 16):
                data += part
        except OSError:
            pass
        return bytes(data)
