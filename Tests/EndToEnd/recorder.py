"""A relay between a client and the gateway that keeps every byte the gateway sends (plaintext connections only)."""
import socket
import threading


class Recorder:
    def __init__(self, target):
        self.target = target
        self.streams = []
        self._lock = threading.Lock()
        self._listener = socket.create_server(("127.0.0.1", 0), backlog=256)
        self.port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self):
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            try:
                server = socket.create_connection(self.target)
            except OSError:
                client.close()
                continue
            for end in (client, server):
                end.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            stream = bytearray()
            with self._lock:
                self.streams.append(stream)
            threading.Thread(target=self._pump, args=(client, server, None), daemon=True).start()
            threading.Thread(target=self._pump, args=(server, client, stream), daemon=True).start()

    def _pump(self, source, sink, stream):
        try:
            while data := source.recv(1 << 16):
                if stream is not None:
                    with self._lock:
                        stream += data
                sink.sendall(data)
        except OSError:
            pass
        for end, how in ((sink, socket.SHUT_WR), (source, socket.SHUT_RD)):
            try:
                end.shutdown(how)
            except OSError:
                pass

    def take(self):
        """What was recorded since the last time, one byte string a connection."""
        with self._lock:
            taken = [bytes(stream) for stream in self.streams if stream]
            for stream in self.streams:
                stream.clear()
        return taken

    def close(self):
        self._listener.close()
