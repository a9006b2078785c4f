"""TLS on both legs, in all their modes, and what is said when a certificate does not do."""
import ssl
import struct
import threading

import psycopg
import pytest

import fake_server
import places
import wire


def upstream(cluster, certs, mode, ca="ca", port=None, host="127.0.0.1"):
    return {"url": f"postgres://{host}:{port or cluster.port}", "tls": mode, **({"ca": str(certs.path(f"{ca}.crt"))} if ca else {})}


def in_use(connection):
    return connection.pgconn.ssl_in_use


@pytest.mark.parametrize("mode, encrypts", [("disable", False), ("prefer", True), ("require", True), ("verify-ca", True), ("verify-full", True)])
def test_a_gateway_that_prefers_tls(start, certs, mode, encrypts):
    phony = start(listener={"tls": certs.listener_tls()}, record=False)
    with phony.connect(sslmode=mode, sslrootcert=str(certs.path("ca.crt"))) as connection:
        assert in_use(connection) == encrypts
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (500,)


def test_a_gateway_that_requires_tls(start, certs):
    phony = start(listener={"tls": certs.listener_tls("require")}, record=False)
    with pytest.raises(psycopg.OperationalError, match="(?i)tls|ssl|encrypt"):
        phony.connect(sslmode="disable")
    with phony.connect(sslmode="require") as connection:
        assert in_use(connection)


def test_a_gateway_without_tls(start):
    phony = start(record=False)
    with phony.connect(sslmode="prefer") as connection:
        assert not in_use(connection)
    with pytest.raises(psycopg.OperationalError, match="does not support SSL"):
        phony.connect(sslmode="require")


@pytest.mark.parametrize("name", ["elsewhere", "stranger"])
def test_a_client_does_not_take_any_certificate(start, certs, name):
    phony = start(listener={"tls": certs.listener_tls(name=name)}, record=False)
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        phony.connect(sslmode="verify-full", sslrootcert=str(certs.path("ca.crt")))
    assert phony.gateway.alive()


def test_a_listener_does_not_start_with_an_expired_certificate(start, certs):
    with pytest.raises(Exception, match=r"phony\.yaml:\d+: .*expired\.crt has expired"):
        start(listener={"tls": certs.listener_tls(name="expired")}, record=False)


def test_a_client_certificate_can_be_asked_for(start, certs):
    phony = start(listener={"tls": certs.listener_tls("require", client_ca=str(certs.path("ca.crt")))}, record=False)
    good = {"sslcert": str(certs.path("server.crt")), "sslkey": str(certs.path("server.key"))}
    wrong = {"sslcert": str(certs.path("stranger.crt")), "sslkey": str(certs.path("stranger.key"))}
    with phony.connect(sslmode="require", **good) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)
    for options in ({}, wrong):
        with pytest.raises(psycopg.OperationalError, match="(?i)certificate|SSL"):
            phony.connect(sslmode="require", **options)


def direct_tls(phony, certs, protocols):
    context = ssl.create_default_context(cafile=str(certs.path("ca.crt")))
    if protocols:
        context.set_alpn_protocols(protocols)
    return phony.raw(log_in=False, timeout=5, tls=context)


def test_tls_without_asking_first(start, certs):
    phony = start(listener={"tls": certs.listener_tls()}, record=False)
    with direct_tls(phony, certs, ["postgresql"]) as client:
        assert client.socket.selected_alpn_protocol() == "postgresql"
        client.send(wire.startup())
        assert client.until("Z")[-1].kind == "Z"
        assert len(client.query("SELECT email FROM people WHERE id = 1").values()) == 1
    for protocols in ([], ["http/1.1"]):
        with pytest.raises((OSError, wire.Closed)) as caught, direct_tls(phony, certs, protocols) as client:
            client.send(wire.startup())
            client.take(1)
        assert not isinstance(caught.value, TimeoutError)


@pytest.mark.parametrize("mode", ["prefer", "require", "verify-ca", "verify-full"])
def test_tls_to_the_server(start, cluster, certs, mode):
    phony = start(listener={"upstream": upstream(cluster, certs, mode)}, record=False)
    with phony.connect(user="trusting", password=None) as connection:
        assert connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == (True,)


def test_no_tls_to_the_server(start, cluster, certs):
    phony = start(listener={"upstream": upstream(cluster, certs, "disable", ca=None)}, record=False)
    with phony.connect() as connection:
        assert connection.execute("SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone() == (False,)


def test_both_legs_with_scram(start, cluster, certs):
    """SCRAM cannot be relayed between two TLS sessions: the password is asked for inside the client's."""
    phony = start(listener={"tls": certs.listener_tls(), "upstream": upstream(cluster, certs, "verify-full")}, record=False)
    for user, password in (("app", places.PASSWORD), ("onlytls", "tls-secret"), ("md5er", "md5-secret"), ("plain", "plain-secret")):
        with phony.connect(user=user, password=password, sslmode="verify-full", sslrootcert=str(certs.path("ca.crt")),
                           channel_binding="disable") as connection:
            row = connection.execute("SELECT current_user, ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()").fetchone()
            assert row == (user, True)
    for user in ("app", "nobody_here"):
        with pytest.raises(psycopg.OperationalError, match=f'password authentication failed for user "{user}"'):
            phony.connect(user=user, password="wrong", sslmode="require", channel_binding="disable")
    assert "tls-secret" not in phony.log() and places.PASSWORD not in phony.log()


def test_scram_is_relayed_where_one_leg_is_plain(start, cluster, certs):
    for listener in ({"tls": certs.listener_tls()}, {"upstream": upstream(cluster, certs, "require")}):
        phony = start(listener=listener, record=False)
        with phony.connect(sslmode="prefer") as connection:
            assert connection.execute("SELECT count(*) FROM people").fetchone() == (500,)


@pytest.mark.parametrize("name, mode", [("expired", "verify-full"), ("expired", "verify-ca"), ("stranger", "verify-ca"), ("stranger", "verify-full"),
                                        ("elsewhere", "verify-full")])
def test_a_server_with_a_certificate_that_does_not_do(start, cluster, certs, name, mode):
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certs.path(f"{name}.crt"), certs.path(f"{name}.key"))
    got_in = []

    def converse(peer):
        peer.recv(8)
        peer.sendall(b"S")
        with context.wrap_socket(peer, server_side=True) as tls:
            got_in.append(tls.recv(100))

    with fake_server.listening(converse) as port:
        phony = start(listener={"upstream": upstream(cluster, certs, mode, port=port)}, record=False)
        with phony.raw(log_in=False) as client:
            client.send(wire.startup())
            error = client.rest().errors()[-1]
    assert error["C"] in ("08006", "08001") and "certificate" in error["M"].lower()
    assert "certificate" in phony.log().lower()
    assert not any(got_in), "the start-up message went to a server that was not the right one"
    assert phony.gateway.alive()


@pytest.mark.parametrize("reply", [b"N", wire.message("E", b"SFATAL\0C28000\0Mwho cares\0\0"), b"S" + b"stuffed"],
                         ids=["no", "error", "stuffed"])
def test_required_tls_never_falls_back(start, cluster, certs, reply):
    """A server that answers N, or an error, gets no start-up message in the clear."""
    heard = []

    def converse(peer):
        heard.append(peer.recv(8))
        peer.sendall(reply)
        heard.append(peer.recv(1000))

    with fake_server.listening(converse, timeout=2) as port:
        phony = start(listener={"upstream": upstream(cluster, certs, "require", ca=None, port=port)}, record=False)
        with phony.raw(log_in=False) as client:
            client.send(wire.startup())
            answer = client.rest()
    assert answer.errors()[-1]["C"].startswith("08")
    assert "who cares" not in str(answer.errors()), "an unauthenticated server's words were shown"
    assert heard[0] == struct.pack("!II", 8, wire.SSL_REQUEST)
    assert not any(b"user\0" in data for data in heard)
    assert phony.gateway.alive()


def test_a_unix_socket_to_the_server(start, cluster):
    url = f"unix://{cluster.socket_folder}/.s.PGSQL.{cluster.port}"
    phony = start(listener={"upstream": {"url": url, "tls": "disable"}})
    with phony.connect(user="trusting", password=None) as connection:
        assert connection.execute("SELECT inet_server_addr() IS NULL").fetchone() == (True,)
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (500,)


def test_cancel_over_tls(start, cluster, certs):
    phony = start(listener={"tls": certs.listener_tls("require"), "upstream": upstream(cluster, certs, "verify-full")}, record=False)
    with phony.connect(user="trusting", password=None, sslmode="require", autocommit=True) as connection:
        threading.Timer(0.4, connection.cancel).start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(10)")
