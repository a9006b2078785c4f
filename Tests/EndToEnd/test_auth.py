"""Logging in: relayed as the server wants it, or ended at the gateway."""
import psycopg
import pytest

import places
import planted
import wire

RELAYED = [("app", places.PASSWORD), ("md5er", "md5-secret"), ("plain", "plain-secret"), ("trusting", None)]


@pytest.mark.parametrize("user, password", RELAYED)
def test_relay_as_the_server_wants_it(masked, user, password):
    with masked.connect(user=user, password=password) as connection:
        assert connection.execute("SELECT current_user, count(*) FROM people").fetchone() == (user, planted.PEOPLE)


@pytest.mark.parametrize("user, password", [(user, "wrong") for user, password in RELAYED if password] + [("nobody_here", "x")])
def test_relay_of_a_refusal(masked, direct, user, password):
    told = []
    for place in (masked, direct):
        with pytest.raises(psycopg.OperationalError) as caught:
            place.connect(user=user, password=password)
        told.append(str(caught.value).split("FATAL:")[-1].strip())
    assert told[0] == told[1] == f'password authentication failed for user "{user}"'


def test_an_empty_password_is_refused(masked):
    for user in ("app", "plain", "md5er"):
        with pytest.raises(psycopg.OperationalError):
            masked.connect(user=user, password="")


def test_a_database_that_does_not_exist(masked):
    with pytest.raises(psycopg.OperationalError, match='database "nowhere" does not exist'):
        masked.connect(dbname="nowhere")


def test_all_start_parameters_reach_the_server(masked):
    with masked.connect(options="-c intervalstyle=iso_8601 -c search_path=pg_catalog,public", application_name="e2e ä") as connection:
        shown = connection.execute("SELECT current_setting('intervalstyle'), current_setting('search_path'), current_setting('application_name')")
        assert shown.fetchone() == ("iso_8601", "pg_catalog,public", "e2e ??")


def test_a_server_that_asks_nobody_for_a_password_is_reported(start):
    phony = start()
    with phony.raw() as client:
        assert client.query("SELECT 1").values()
    assert phony.wait_for_log("without.*password|password.*not|trust")


TERMINATE = {
    "auth": "terminate",
    "clients": [
        {"user": "analyst", "password": {"env": "ANALYST"}, "policy": "main", "upstream": {"user": "app", "password": {"env": "APP"}}},
        {"user": "auditor", "password": {"env": "AUDITOR"}, "policy": "open", "upstream": {"user": "plain", "password": {"env": "PLAIN"}}},
        {"user": "elder", "password": {"env": "ELDER"}, "policy": "main", "upstream": {"user": "md5er", "password": {"env": "MD5ER"}}},
        {"user": "stale", "password": {"env": "STALE"}, "policy": "main", "upstream": {"user": "app", "password": {"env": "STALE"}}},
    ],
}
SECRETS = {"ANALYST": "analyst-secret", "APP": places.PASSWORD, "AUDITOR": "auditor-secret", "PLAIN": "plain-secret", "ELDER": "elder-secret",
           "MD5ER": "md5-secret", "STALE": "stale-secret"}


@pytest.fixture
def terminating(start, certs):
    def one(**listener):
        policies = {"main": {"columns": planted.COLUMNS}, "open": {"columns": {}}}
        return start(listener={"tls": certs.listener_tls(), **TERMINATE, **listener}, top={"policies": policies}, environment=SECRETS, record=False)

    return one


def test_terminate_logs_in_upstream_with_its_own_credentials(terminating, people):
    phony = terminating()
    for user, upstream in (("analyst", "app"), ("auditor", "plain"), ("elder", "md5er")):
        with phony.connect(user=user, password=f"{user}-secret") as connection:
            row = connection.execute("SELECT current_user, email FROM people WHERE id = 1").fetchone()
        assert row[0] == upstream
        assert (row[1] == people[0].email) == (user == "auditor"), "each client has its own policy"


def test_terminate_refuses(terminating):
    phony = terminating()
    phony.connect(user="analyst", password="analyst-secret").close()
    for user, password in (("analyst", "wrong"), ("analyst", ""), ("analyst", places.PASSWORD), ("app", places.PASSWORD), ("nobody_here", "x"),
                           ("analyst", "x" * 5000), ("postgres", "")):
        with pytest.raises(psycopg.OperationalError) as caught:
            phony.connect(user=user, password=password)
        if password:
            assert f'password authentication failed for user "{user}"' in str(caught.value)
    phony.connect(user="analyst", password="analyst-secret").close()
    assert not [secret for secret in SECRETS.values() if secret in phony.log()]


def test_an_unknown_user_looks_like_a_wrong_password(terminating):
    """The same questions in the same order, or the list of users could be read off."""
    phony = terminating()
    shapes = []
    for user in ("analyst", "nobody_here"):
        with phony.raw(log_in=False) as client:
            client.send(wire.startup(user=user))
            offer = client.next()
            first = b"n,,n=,r=abcdefghijklmnopqrstuvwx"
            client.send(wire.message("p", b"SCRAM-SHA-256\0" + len(first).to_bytes(4, "big") + first))
            answer = client.next()
            fields = dict(part.split(b"=", 1) for part in answer.body[4:].split(b","))
            proof = b"c=biws,r=" + fields[b"r"] + b",p=" + b"A" * 43 + b"="
            client.send(wire.message("p", proof))
            refusal = client.next()
            shapes.append((offer.kind, offer.body, answer.kind, sorted(fields), len(fields[b"s"]), fields[b"i"], refusal.kind, refusal.fields()["C"]))
    assert shapes[0] == shapes[1]
    assert shapes[0][-1] == "28P01"
    salts = set()
    for _ in range(2):  # an invented salt stays the same, as a stored one does
        with phony.raw(log_in=False) as client:
            client.send(wire.startup(user="nobody_here"))
            client.next()
            first = b"n,,n=,r=abcdefghijklmnopqrstuvwx"
            client.send(wire.message("p", b"SCRAM-SHA-256\0" + len(first).to_bytes(4, "big") + first))
            salts.add(client.next().body[4:].split(b",")[1])
    assert len(salts) == 1


def test_channel_binding(terminating, certs):
    phony = terminating()
    options = {"sslmode": "verify-full", "sslrootcert": str(certs.path("ca.crt"))}
    with phony.connect(user="analyst", password="analyst-secret", channel_binding="require", **options) as connection:
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (planted.PEOPLE,)
    with pytest.raises(psycopg.OperationalError, match="channel binding"):
        phony.connect(user="analyst", password="analyst-secret", channel_binding="require", sslmode="disable")
    with phony.connect(user="analyst", password="analyst-secret", channel_binding="disable", **options) as connection:
        assert connection.execute("SELECT 1").fetchone() == (1,)


def test_wrong_credentials_upstream_are_the_gateways_fault(terminating):
    phony = terminating()
    with pytest.raises(psycopg.OperationalError) as caught:
        phony.connect(user="stale", password="stale-secret")
    assert places.PASSWORD not in str(caught.value) and "stale-secret" not in str(caught.value)
    assert phony.gateway.alive()
    phony.connect(user="analyst", password="analyst-secret").close()


def test_malformed_scram(terminating):
    phony = terminating()
    for mechanism, first in ((b"SCRAM-SHA-256", b""), (b"SCRAM-SHA-256", b"n,,"), (b"SCRAM-SHA-256", b"x,,n=,r=abc"), (b"SCRAM-SHA-1", b"n,,n=,r=abc"),
                             (b"SCRAM-SHA-256", b"n,,n=,r="), (b"SCRAM-SHA-256", b"n,,n=,r=" + b"x" * 9000), (b"SCRAM-SHA-256", b"p=tls-unique,,n=,r=abc"),
                             (b"SCRAM-SHA-256-PLUS", b"p=tls-server-end-point,,n=,r=abc"), (b"", b"\xff" * 50)):
        with phony.raw(log_in=False, timeout=5) as client:
            client.send(wire.startup(user="analyst"))
            client.next()
            client.send(wire.message("p", mechanism + b"\0" + len(first).to_bytes(4, "big") + first))
            try:
                answer = client.next()
                if answer.kind == "R":
                    client.send(wire.message("p", b"c=biws,r=other,p=AAAA"))
                    answer = client.next()
                assert answer.kind == "E"
            except wire.Closed:
                pass
    phony.connect(user="analyst", password="analyst-secret").close()
