"""A door before a server that lets through only who begins with TLS, without asking for it first."""
import contextlib
import socket
import threading

HANDSHAKE = 0x16  # a TLS record's first byte; a packet of PostgreSQL's begins with 0


class Door:
    def __init__(self, target=None):
        self.target = target
        self.passed = self.turned_away = 0
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=64)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                visitor, _ = self._listener.accept()
            except OSError:
                return
            threading.Thread(target=self._let_in, args=(visitor,), daemon=True).start()

    def _let_in(self, visitor):
        with visitor, contextlib.suppress(OSError):
            visitor.settimeout(60)
            first = visitor.recv(1, socket.MSG_PEEK)
            if not first or first[0] != HANDSHAKE:
                self.turned_away += 1
                return
            self.passed += 1
            with socket.create_connection(self.target, timeout=60) as server:
                for end in (visitor, server):
                    end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                back = threading.Thread(target=pump, args=(server, visitor), daemon=True)
                back.start()
                pump(visitor, server)
                back.join(60)

    def close(self):
        self._listener.close()


def pump(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(1 << 16):
            sink.sendall(data)
    with contextlib.suppress(OSError):
        sink.shutdown(socket.SHUT_WR)
