"""What comes in clear where a server should answer the request for TLS: it is no truth, and no reason to go on."""

import pytest

import fake_server
import places
import wire

SSL = wire.request(wire.SSL_REQUEST)
ERROR = wire.message("E", wire.text("SFATAL"), wire.text("C28000"), wire.text("Mwho cares"), b"\0")
LOGIN = wire.message("R", b"\0\0\0\0") + wire.message("Z", b"I")
CANCEL = wire.request(wire.CANCEL_REQUEST, b"\0\0\0\1\0\0\0\2")

MORE = "sent more than its answer to the request for TLS"
NO_TLS = "does not offer TLS, which the configuration requires"
AN_ERROR = "answered the request for TLS with an error"
NO_ANSWER = "answered the request for TLS with neither yes nor no"
NOT_TLS = "failed the TLS handshake: it does not speak TLS"
CLOSED = "closed the connection when it was asked for TLS"
GOES_ON = None  # in clear, on a connection of its own unless the answer was N

# What the server says at once; then, if there is a second part, in place of its handshake.
REPLIES = {
    "S and a login": (b"S" + LOGIN,), "S and an error": (b"S" + ERROR,), "S and a byte": (b"SN",),
    "N and a login": (b"N" + LOGIN,),
    "S, then an error": (b"S", ERROR), "S, then a login": (b"S", LOGIN),
    "N": (b"N",), "E": (b"E",), "error": (ERROR,), "error of old": (b"Ecould not fork\n\0",),
    "garbage": (b"X",), "much garbage": (b"HTTP/1.1 400 Bad Request\r\n",), "handshake": (b"\x16",), "nothing": (),
}


def expected(mode, name):
    """As libpq 17 and later: `prefer` goes on in clear after N and after a handshake that fails, and after no error."""
    if name in ("S and a login", "S and an error", "S and a byte", "N and a login"):
        return MORE
    if name in ("S, then an error", "S, then a login"):
        return GOES_ON if mode == "prefer" else NOT_TLS
    if name == "N":
        return GOES_ON if mode == "prefer" else NO_TLS
    if name in ("E", "error", "error of old"):
        return AN_ERROR
    return CLOSED if name == "nothing" else NO_ANSWER


class Server:
    """Answers the first connection as scripted and hangs up on all later ones; keeps what it hears of each."""

    def __init__(self, reply):
        self.reply = reply
        self.heard = []

    def converse(self, peer):
        said = bytearray()
        self.heard.append(said)
        said += peer.recv(10_000)
        for part in self.reply if len(self.heard) == 1 else ():
            peer.sendall(part)
            said += peer.recv(10_000)

    def startups(self):
        return [said for said in self.heard if b"user\0" in said]


@pytest.fixture
def before(tmp_path, certs):
    """A gateway before a server that says so much."""
    def one(server, mode):
        tls = {"mode": mode, **({"ca": str(certs.path("ca.crt"))} if mode == "verify-full" else {})}
        upstream = {"url": f"postgres://127.0.0.1:{server}", "tls": tls}
        return places.running(tmp_path / "gateway", server, listener={"upstream": upstream}, record=False)

    return one


@pytest.mark.parametrize("mode", ["prefer", "require", "verify-full"])
@pytest.mark.parametrize("name", REPLIES)
def test_an_answer_in_clear(before, mode, name):
    server, words = Server(REPLIES[name]), expected(mode, name)
    with fake_server.listening(server.converse, timeout=60) as port, before(port, mode) as phony:
        with phony.raw(log_in=False, timeout=60) as client:
            client.send(wire.startup())
            error = client.rest().errors()[-1]
        assert server.heard[0][:8] == SSL
        assert "who cares" not in str(error) + phony.log(), "the words of a server that proved nothing"
        assert phony.gateway.alive()
        if words is GOES_ON:
            assert server.startups() == [(SSL if name == "N" else b"") + wire.startup()]
        else:
            assert error["C"] == "08001"
            assert error["M"] == f"Phony: the database server at 127.0.0.1:{port} {words}"
            assert f"the database server at 127.0.0.1:{port} {words}" in phony.log()
            assert len(server.heard) == 1 and not server.startups()


@pytest.mark.parametrize("name", ["N", "E", "S and a login", "S, then a login"])
def test_a_cancel_is_not_sent_in_clear(before, name):
    """Its key is as good as a password for what it does."""
    server = Server(REPLIES[name])
    with fake_server.listening(server.converse, timeout=60) as port, before(port, "require") as phony:
        with phony.raw(log_in=False, timeout=60) as client:
            client.send(CANCEL)
            assert client.rest() == []
        phony.wait_for_log(r"the database server at .* TLS", seconds=60)
    assert not any(CANCEL in said for said in server.heard)


def test_a_cancel_is_sent_where_tls_is_not_asked_for(before):
    server = Server(())
    with fake_server.listening(server.converse, timeout=60) as port, before(port, "disable") as phony:
        with phony.raw(log_in=False, timeout=60) as client:
            client.send(CANCEL)
            assert client.rest() == []
    assert server.heard == [CANCEL]
