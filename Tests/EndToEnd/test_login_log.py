"""What the operator reads of logins and of TLS that ended: as much as is needed, and nothing that is not so."""
import contextlib
import re

import pytest

import logins
import places
import wire
import world

OPEN = "let a session in without asking"


@pytest.fixture
def before(tmp_path, matrix):
    @contextlib.contextmanager
    def one(gateway, user, **listener):
        listener = {"auth": gateway, "tls": matrix.certs.listener_tls(), **listener}
        if gateway == "terminate":
            listener["clients"] = [{"user": user, "password": {"env": "OURS"}, "upstream": {"user": user}}]
        phony = places.Phony(tmp_path / "gateway", matrix.cluster.port, listener=listener, record=False,
                             environment={"OURS": "ours-secret"})
        try:
            yield phony
        finally:
            phony.stop()

    return one


def log_in(matrix, phony, user, password=""):
    with logins.encrypted((phony.host, phony.gateway_port), logins.context(matrix.certs)) as client:
        return logins.prove(client, user, password, world.DATABASE)


def test_a_server_that_trusts_the_gateway_is_reported_once(matrix, before):
    with before("relay", "trusting") as phony:
        for _ in range(3):
            assert log_in(matrix, phony, "trusting") is None
        line = phony.wait_for_log(OPEN, seconds=60)
        assert " warning " in line and "auth: terminate" in line
        assert phony.log().count(OPEN) == 1


def test_a_server_that_trusts_a_gateway_that_verifies(matrix, before):
    """Nobody gets in whom the gateway did not verify; what is said of relay is not so here."""
    with before("terminate", "trusting") as phony:
        assert log_in(matrix, phony, "trusting", "ours-secret") is None
    assert "auth: relay" not in phony.log()


@pytest.mark.parametrize("user, code", [("plain", "28P01"), ("stranger", "28000")])
def test_a_refused_login_is_logged_with_its_code(before, user, code):
    with before("relay", user) as phony:
        with wire.Connection(phony.host, phony.gateway_port, log_in=False, timeout=60) as client:
            assert logins.prove(client, user, "wrong-secret", world.DATABASE)["C"] == code
        assert code in phony.wait_for_log("the database server refused the login", seconds=60)
        assert "wrong-secret" not in phony.log()


def test_a_client_that_hangs_up_is_no_failed_handshake(matrix, before):
    """Most clients close the socket without ending TLS first."""
    with before("relay", "trusting") as phony:
        assert log_in(matrix, phony, "trusting") is None
        with phony.raw(log_in=False) as client:  # somebody later, whose end is in the log for certain
            client.send(b"\0\0\0\0")
            client.rest()
        phony.wait_for_log("session=2 .*refused", seconds=60)
    ended = [line for line in phony.log().splitlines() if re.search(r"session=1\b", line)]
    assert not [line for line in ended if "handshake failed" in line]
