"""Bytes in clear around a client's switch to TLS (CVE-2021-23214 and its kin): none of them reaches the server."""
import ssl

import pytest

import fake_server
import logins
import places
import wire

SSL, GSS = wire.request(wire.SSL_REQUEST), wire.request(wire.GSS_REQUEST)
STUFFED = wire.startup(user="stuffed") + wire.query("SELECT 'stuffed'")
HELLO = b"\x16\x03\x01\x02\x00\x01\x00"
TLS = object()  # the client goes on within TLS
MODES = ("disable", "prefer", "require")

UNENCRYPTED = ("08P01", "received unencrypted data after an encryption request")
REPEATED = ("0A000", "encryption was already negotiated")
SILENT = None  # closed without words: who speaks so is no PostgreSQL client

ANY = {
    "startup after SSLRequest": ([SSL + STUFFED], UNENCRYPTED),
    "startup after GSSENCRequest": ([GSS + STUFFED], UNENCRYPTED),
    "startup after SSLRequest after GSSENCRequest": ([GSS, b"N", SSL + STUFFED], UNENCRYPTED),
    "hello after SSLRequest": ([SSL + HELLO], UNENCRYPTED),
    "one byte after SSLRequest": ([SSL + b"\0"], UNENCRYPTED),
    "two requests at once": ([SSL + GSS], UNENCRYPTED),
    "GSSENCRequest twice": ([GSS, b"N", GSS], REPEATED),
    "GSSENCRequest twice, and a startup": ([GSS, b"N", GSS + STUFFED], REPEATED),
}
WITHOUT_TLS = {
    "SSLRequest after N": ([SSL, b"N", SSL], REPEATED),
    "SSLRequest after N, and a startup": ([SSL, b"N", SSL + STUFFED], REPEATED),
    "SSLRequest after N and GSSENCRequest": ([SSL, b"N", GSS, b"N", SSL], REPEATED),
    "TLS all the same": ([SSL, b"N", HELLO + STUFFED], SILENT),
}
WITH_TLS = {
    "startup in place of the handshake": ([SSL, b"S", STUFFED], SILENT),
    "SSLRequest in place of the handshake": ([SSL, b"S", SSL + STUFFED], SILENT),
    "SSLRequest within TLS": ([SSL, b"S", TLS, SSL], REPEATED),
    "SSLRequest and a startup within TLS": ([SSL, b"S", TLS, SSL + STUFFED], REPEATED),
    "GSSENCRequest within TLS": ([SSL, b"S", TLS, GSS + STUFFED], REPEATED),
    "TLS within TLS": ([SSL, b"S", TLS, HELLO + STUFFED], SILENT),
}
CASES = {(mode, name): case for mode in MODES
         for name, case in (ANY | (WITHOUT_TLS if mode == "disable" else WITH_TLS)).items()}


@pytest.fixture(scope="module")
def heard():
    """All that came to the server, a connection each."""
    return []


@pytest.fixture(scope="module")
def gateways(tmp_path_factory, certs, heard):
    """A gateway for each mode, before a server that only listens: a packet that reaches it was acted on."""
    started = {}
    with fake_server.listening(lambda peer: heard.append(peer.recv(10_000)), timeout=60) as port:
        for mode in MODES:
            listener = {"tls": {"mode": "disable"} if mode == "disable" else certs.listener_tls(mode)}
            started[mode] = places.Phony(tmp_path_factory.mktemp(mode), port, listener=listener, record=False)
        yield started
        for phony in started.values():
            phony.stop()


def says(client, steps, certs):
    """Sends what is to be sent, takes the one-byte answers; what comes before the end: the error, or None."""
    for step in steps:
        if step is TLS:
            client.socket = logins.context(certs).wrap_socket(client.socket, server_hostname="localhost")
        elif len(step) == 1:
            assert client.take(1) == step
        else:
            client.send(step)
    try:
        errors = client.rest().errors()
    except ssl.SSLEOFError:  # the end, where the handshake had begun
        errors = []
    return (errors[0]["C"], errors[0]["M"]) if errors else None


def speak_honestly(phony, certs, mode):
    """What a client that stuffs nothing sends arrives: a silent server would prove nothing."""
    steps = [wire.startup(user="honest")] if mode == "disable" else [SSL, b"S", TLS, wire.startup(user="honest")]
    with phony.raw(log_in=False, timeout=60) as client:
        says(client, steps, certs)


@pytest.mark.parametrize("mode, name", CASES)
def test_nothing_stuffed_is_acted_on(gateways, heard, certs, mode, name):
    phony, (steps, expected) = gateways[mode], CASES[mode, name]
    heard.clear()
    with phony.raw(log_in=False, timeout=60) as client:
        assert says(client, steps, certs) == expected
    speak_honestly(phony, certs, mode)
    assert heard == [wire.startup(user="honest")]
    assert phony.gateway.alive()


@pytest.mark.parametrize("protocols", [[], ["http/1.1"], ["postgres"], ["PostgreSQL"]], ids=str)
@pytest.mark.parametrize("mode", ["prefer", "require"])
def test_direct_tls_without_the_protocols_name(gateways, heard, certs, mode, protocols):
    """Or a browser could be made to speak to the server (ALPACA)."""
    heard.clear()
    context = ssl.create_default_context(cafile=str(certs.path("ca.crt")))
    if protocols:
        context.set_alpn_protocols(protocols)
    since = len(gateways[mode].log())
    with gateways[mode].raw(log_in=False, timeout=60, tls=context) as client:
        assert says(client, [STUFFED], certs) is SILENT
    gateways[mode].wait_for_log("refused: TLS without the application protocol postgresql", since, seconds=60)
    speak_honestly(gateways[mode], certs, mode)
    assert heard == [wire.startup(user="honest")]
