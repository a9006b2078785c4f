"""TLS towards the server at its edges: who is asked for a certificate, and who is spoken to without being asked."""
import ssl

import pytest

import fake_server
import places
import wire

BEFORE_17 = "closed the connection when TLS began; a PostgreSQL before 17 does (negotiation: direct)"
WANTS_ONE = "wants a certificate of the gateway (tls: certificate and key)"
TRUSTS_IT_NOT = "does not trust the certificate of the gateway"


@pytest.fixture
def refusal(tmp_path, matrix):
    """What a client of a new gateway is told, and the log says, when it asks for this user."""
    def one(port, user="certified", **tls):
        tls = {"mode": "verify-full", "ca": str(matrix.certs.path("ca.crt")), **tls}
        upstream = {"url": f"postgres://127.0.0.1:{port}", "tls": tls}
        with places.running(tmp_path / "gateway", port, listener={"upstream": upstream}, record=False) as phony:
            with phony.raw(log_in=False, timeout=60) as client:
                client.send(wire.startup(user, "matrix"))
                answer = client.rest()
            assert phony.gateway.alive()
            return answer.errors()[-1], phony.log()

    return one


def identity(matrix, name):
    return {"certificate": str(matrix.certs.path(f"{name}.crt")), "key": str(matrix.certs.path(f"{name}.key"))}


def test_a_server_that_wants_a_certificate_and_gets_none(matrix, refusal):
    error, _ = refusal(matrix.cluster.port)
    assert (error["C"], error["M"]) == ("28000", "connection requires a valid client certificate")


def test_a_certificate_of_another_name(matrix, refusal):
    error, _ = refusal(matrix.cluster.port, **identity(matrix, "client"))
    assert (error["C"], error["M"]) == ("28000", 'certificate authentication failed for user "certified"')


def test_a_certificate_of_a_stranger(matrix, refusal):
    error, log = refusal(matrix.cluster.port, **identity(matrix, "stranger"))
    says = f"Phony: the database server at 127.0.0.1:{matrix.cluster.port} {TRUSTS_IT_NOT}"
    assert (error["C"], error["M"]) == ("08001", says)
    assert TRUSTS_IT_NOT in log


def test_a_server_that_wants_a_certificate_of_everybody(matrix, refusal):
    port = matrix.gateway.address("takes-direct-cert")[1]
    error, log = refusal(port)
    assert (error["C"], error["M"]) == ("08001", f"Phony: the database server at 127.0.0.1:{port} {WANTS_ONE}")
    assert WANTS_ONE in log


def test_direct_tls_to_a_server_that_is_too_old(matrix, refusal):
    error, log = refusal(matrix.cluster.port, negotiation="direct")
    assert (error["C"], error["M"]) == (
        "08001", f"Phony: the database server at 127.0.0.1:{matrix.cluster.port} {BEFORE_17}")
    assert BEFORE_17 in log


@pytest.mark.parametrize("protocols", [[], ["h2"]], ids=["none", "another"])
def test_direct_tls_to_a_server_of_another_protocol(matrix, refusal, protocols):
    """No start-up message goes to a peer that did not say it speaks PostgreSQL's."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(matrix.certs.path("server.crt"), matrix.certs.path("server.key"))
    if protocols:
        context.set_alpn_protocols(protocols)
    heard = []

    def converse(peer):
        with context.wrap_socket(peer, server_side=True) as tls:
            heard.append(tls.recv(1000))

    with fake_server.listening(converse, timeout=60) as port:
        error, log = refusal(port, negotiation="direct")
    says = f"the database server at 127.0.0.1:{port} does not take TLS without the request for it (negotiation: direct)"
    assert (error["C"], error["M"]) == ("08001", f"Phony: {says}")
    assert says in log
    assert heard == [b""]
