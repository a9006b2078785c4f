"""Passwords that a server asks for in clear: they travel so only where nobody can read along."""
import pytest

import fake_server
import logins
import places
import wire

ASKS_IN_CLEAR = wire.message("R", b"\0\0\0\3")
LETS_IN = wire.message("R", b"\0\0\0\0") + wire.message("Z", b"I")
NEARBY, FAR = "127.0.0.1", "127.1"  # the system takes both for loopback; the gateway cannot know it of a name
REFUSED = "server asks for a password in clear over an unprotected connection"


class Server:
    """Asks for the password in clear, and takes any."""

    def __init__(self):
        self.heard = bytearray()

    def converse(self, peer):
        if not peer.recv(10_000):
            return
        peer.sendall(ASKS_IN_CLEAR)
        self.heard += peer.recv(10_000)
        peer.sendall(LETS_IN)
        self.heard += peer.recv(10_000)


@pytest.fixture
def before(tmp_path, certs):
    def one(port, host, gateway):
        listener = {
            "tls": certs.listener_tls(), "auth": gateway, "policy": "open",
            "upstream": {"url": f"postgres://{host}:{port}", "tls": "disable"},
        }
        if gateway == "terminate":
            theirs = {"user": "plain", "password": {"env": "THEIRS"}}
            listener["clients"] = [{"user": "ours", "password": {"env": "OURS"}, "upstream": theirs}]
        secrets = {"OURS": "ours-secret", "THEIRS": "theirs-secret"}
        policies = {"open": {"columns": {}}}
        return places.running(tmp_path / "gateway", port, listener=listener, top={"policies": policies},
                              environment=secrets, record=False)

    return one


def outcome(phony, certs, encrypted, user, password):
    address = (phony.host, phony.gateway_port)
    if encrypted:
        client = logins.encrypted(address, logins.context(certs))
    else:
        client = wire.Connection(*address, log_in=False, timeout=60)
    with client:
        return logins.prove(client, user, password, "shop")


@pytest.mark.parametrize("gateway, encrypted, host, gets_in", [
    ("terminate", True, NEARBY, True), ("terminate", False, NEARBY, True),
    ("terminate", True, FAR, False), ("terminate", False, FAR, False),
    ("relay", True, NEARBY, True), ("relay", False, NEARBY, True),
    # What the client itself sends in clear is no secret that the gateway could give away.
    ("relay", False, FAR, True),
    ("relay", True, FAR, False),
])
def test_a_password_asked_for_in_clear(before, certs, gateway, encrypted, host, gets_in):
    server = Server()
    user, password, sent = ("ours", "ours-secret", b"theirs-secret") if gateway == "terminate" else (
        "plain", "plain-secret", b"plain-secret")
    with fake_server.listening(server.converse, timeout=60) as port, before(port, host, gateway) as phony:
        error = outcome(phony, certs, encrypted, user, password)
        assert "-secret" not in phony.log() + phony.metrics()
    assert (error is None) == gets_in
    assert (sent in server.heard) == gets_in
    if not gets_in:
        assert error["C"] == "08006" and REFUSED in error["M"]


@pytest.mark.parametrize("code, words", [
    ("28P01", 'password authentication failed for user "plain"'),
    ("28000", 'no pg_hba.conf entry for host "192.0.2.7", user "plain", database "shop", no encryption'),
])
def test_a_refusal_of_the_gateways_own_login(before, certs, code, words):
    """Whose password was wrong? Not the client's. The operator has to know which, the client must not."""
    refusal = wire.message("E", wire.text("SFATAL"), wire.text(f"C{code}"), wire.text(f"M{words}"), b"\0")

    def converse(peer):
        if peer.recv(10_000):
            peer.sendall(refusal)

    with fake_server.listening(converse, timeout=60) as port, before(port, NEARBY, "terminate") as phony:
        error = outcome(phony, certs, True, "ours", "ours-secret")
        log = phony.log()
    assert error["M"] == "Phony: the database server does not let the gateway in"
    assert error["C"] == "08001"
    assert "plain" in log and code in log, "the operator cannot see which login was refused, and why"
