"""A server over loopback that says what a test scripts, and what no PostgreSQL would."""
import contextlib
import socket
import threading


@contextlib.contextmanager
def listening(converse, timeout=5):
    """A port where `converse` gets each connection, one after the other; after the block every conversation is over."""
    def serve():
        while True:
            try:
                peer, _ = listener.accept()
            except OSError:
                return
            with peer, contextlib.suppress(OSError):
                peer.settimeout(timeout)
                converse(peer)

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield listener.getsockname()[1]
        finally:
            listener.shutdown(socket.SHUT_RDWR)  # wakes accept, which close alone does not
            thread.join()
