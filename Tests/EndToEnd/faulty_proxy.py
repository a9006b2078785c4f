"""A TCP relay with a script of faults: what cables, middleboxes and dying peers do to a connection."""
import collections
import dataclasses
import select
import socket
import struct
import threading
import time

ENDS = ("reset", "half-close", "close")  # the connection, or one direction of it, is over
SLOW = ("stall", "slice", "delay")  # every byte arrives, only otherwise
BENT = ("duplicate", "drop", "flip")  # other bytes arrive than were sent
PATIENCE = 30


@dataclasses.dataclass(frozen=True)
class Fault:
    """What happens once `at` bytes have passed `up` (client to server) or `down`.

    `amount`: seconds of a stall or of a delay for each read; bytes of a slice, of what is doubled or dropped; the bit
    that flips.
    """

    kind: str
    way: str = "up"
    at: int = 0
    amount: float = 0


class Ended(Exception):
    """A fault has closed the connection."""


class FaultyProxy:
    """Listens on a free port; each connection takes the next planned list of faults, or passes untouched."""

    def __init__(self, port, host="127.0.0.1"):
        self.target = (host, port)
        self.struck = collections.Counter()  # faults that happened, by kind
        self.passed = {}  # bytes that went each way through the last planned connection
        self._plans = collections.deque()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.host, self.port = self._listener.getsockname()
        threading.Thread(target=self._accept, daemon=True).start()

    def plan(self, *faults):
        """For the next connection."""
        self._plans.append(faults)

    def close(self):
        self._listener.close()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            planned = bool(self._plans)
            faults = self._plans.popleft() if planned else ()
            try:
                server = socket.create_connection(self.target, timeout=PATIENCE)
            except OSError:
                client.close()
                continue
            link = Link(self, client, server, faults)
            if planned:
                self.passed = link.passed
            threading.Thread(target=link.run, daemon=True).start()


class Link:
    """One connection. One thread serves both directions: a socket in which another thread waits cannot be reset."""

    def __init__(self, proxy, client, server, faults):
        self.proxy = proxy
        self.ends = {"up": (client, server), "down": (server, client)}
        self.faults = {way: sorted((f for f in faults if f.way == way), key=lambda f: f.at) for way in self.ends}
        self.passed = {"up": 0, "down": 0}
        self.slices = {"up": 0, "down": 0}
        self.delays = {"up": 0.0, "down": 0.0}
        self.shut = set()  # ways whose sink has been told that no more comes
        for end in (client, server):
            end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            end.settimeout(PATIENCE)

    def run(self):
        open_ways = ["up", "down"]
        try:
            for way in open_ways:
                self._carry(way, b"")
            while open_ways:
                ready, _, _ = select.select([self.ends[way][0] for way in open_ways], [], [], PATIENCE * 4)
                if not ready:
                    break
                for way in list(open_ways):
                    if self.ends[way][0] in ready and not self._read(way):
                        open_ways.remove(way)
        except (OSError, ValueError, Ended):
            pass
        finally:
            for end in self.ends["up"]:
                end.close()

    def _read(self, way):
        source, _ = self.ends[way]
        data = source.recv(1 << 16)
        if not data:
            self._shut(way)
            return False
        time.sleep(self.delays[way])
        if way not in self.shut:
            self._carry(way, data)
        return True

    def _carry(self, way, data):
        """Sends on as far as the next fault, strikes, and goes on with the rest."""
        while faults := self.faults[way]:
            room = max(0, faults[0].at - self.passed[way])
            self._send(way, data[:room])
            data = data[room:]
            if self.passed[way] < faults[0].at or (not data and faults[0].kind in BENT):
                return
            data = self._strike(faults.pop(0), data)
        self._send(way, data)

    def _send(self, way, data):
        sink = self.ends[way][1]
        size = self.slices[way] or len(data)
        for at in range(0, len(data), size or 1):
            if way not in self.shut:
                sink.sendall(data[at:at + size])
        self.passed[way] += len(data)

    def _shut(self, way):
        if way not in self.shut:
            self.shut.add(way)
            try:
                self.ends[way][1].shutdown(socket.SHUT_WR)
            except OSError:
                pass

    def _strike(self, fault, data):
        self.proxy.struck[fault.kind] += 1
        count = int(fault.amount)
        match fault.kind:
            case "reset":
                for end in self.ends["up"]:
                    end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                raise Ended
            case "close": raise Ended
            case "half-close": self._shut(fault.way)
            case "stall": time.sleep(fault.amount)
            case "slice": self.slices[fault.way] = count
            case "delay": self.delays[fault.way] = fault.amount
            case "duplicate": return data[:count] + data
            case "drop": return data[count:]
            case "flip": return bytes([data[0] ^ 1 << count % 8]) + data[1:]
            case _: raise ValueError(f"no such fault: {fault.kind}")
        return data
