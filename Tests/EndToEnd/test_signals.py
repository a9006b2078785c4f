"""SIGTERM drains, a second one stops, SIGHUP reads the file again."""
import signal
import time

import psycopg
import pytest

import planted
import wire


def test_a_drain_lets_an_open_transaction_finish(start):
    phony = start()
    with phony.connect() as busy, phony.raw() as idle:
        busy.execute("SELECT id FROM people WHERE id = 1 FOR UPDATE")
        phony.gateway.process.send_signal(signal.SIGTERM)
        farewell = idle.rest().errors()
        assert farewell and farewell[-1]["C"] == "57P01"
        with pytest.raises(OSError):
            phony.unrecorded.raw()
        assert busy.execute("SELECT count(*), min(email) FROM people").fetchone()[0] == planted.PEOPLE
        assert phony.gateway.alive()
        busy.execute("UPDATE people SET city = city WHERE id = 1")
        busy.commit()
        assert phony.gateway.process.wait(5) == 0


def test_a_drain_lets_a_running_statement_finish(start):
    phony = start()
    with phony.raw() as client:
        client.send(wire.query("SELECT email, pg_sleep(1.2)::text FROM people WHERE id = 1"))
        time.sleep(0.3)
        phony.gateway.process.send_signal(signal.SIGTERM)
        answer = client.until("Z")
        assert len(answer.values()) == 1 and answer.kinds().endswith("CZ")
        assert client.rest().errors()[-1]["C"] == "57P01"
    assert phony.gateway.process.wait(5) == 0


def test_a_drain_has_an_end(start):
    phony = start(listener={"limits": {"drain": "1s"}})
    with phony.raw() as client:
        client.query("BEGIN")
        started = time.monotonic()
        phony.gateway.process.send_signal(signal.SIGTERM)
        phony.gateway.process.wait(6)
        assert 0.5 < time.monotonic() - started < 5
        client.rest()


def test_a_second_signal_stops_at_once(start):
    phony = start()
    with phony.raw() as client:
        client.query("BEGIN")
        phony.gateway.process.send_signal(signal.SIGTERM)
        time.sleep(0.4)
        assert phony.gateway.alive()
        phony.gateway.process.send_signal(signal.SIGTERM)
        started = time.monotonic()
        phony.gateway.process.wait(5)
        assert time.monotonic() - started < 3
        client.rest()


def test_an_interrupt_is_a_drain_too(start):
    phony = start()
    phony.gateway.process.send_signal(signal.SIGINT)
    assert phony.gateway.process.wait(5) == 0


def test_an_idle_gateway_ends_at_once(start):
    phony = start()
    started = time.monotonic()
    phony.gateway.process.send_signal(signal.SIGTERM)
    assert phony.gateway.process.wait(5) == 0
    assert time.monotonic() - started < 2


def test_a_reload_changes_the_policy(start, people):
    phony = start(columns={"public.people.email": "email"}, record=False)
    query = "SELECT email, last_name FROM people WHERE id = 1"
    with phony.connect(autocommit=True) as lasting:
        row = lasting.execute(query, prepare=True).fetchone()
        assert row[0] != people[0].email and row[1] == people[0].last_name
        phony.reload(columns={"public.people.email": "email", "public.people.last_name": "last_name"})
        assert phony.rows(query) == [lasting.execute(query, prepare=True).fetchone()]
        again = phony.rows(query)[0]
        assert again[0] == row[0] and again[1] not in ("", people[0].last_name)
        assert lasting.execute(query, prepare=True).fetchone() == again, "a connection from before goes by the new policy"
        phony.reload(columns={})
        assert phony.rows(query) == [(people[0].email, people[0].last_name)]


@pytest.mark.parametrize("spoil", [
    lambda text: text.replace('"email": "email"', '"email": "emial"').replace('people.email": "email"', 'people.email": "emial"'),
    lambda text: text + "surprise: 1\n", lambda text: "listeners: [", lambda text: "",
], ids=["transform", "unknown key", "syntax", "empty"])
def test_a_bad_file_leaves_the_running_policy(start, people, spoil):
    phony = start(columns={"public.people.email": "email"})
    query = "SELECT email FROM people WHERE id = 1"
    before = phony.rows(query)
    since = len(phony.log())
    phony.config_file.write_text(spoil(phony.config_file.read_text()))
    phony.gateway.process.send_signal(signal.SIGHUP)
    line = phony.wait_for_log(r"phony\.yaml", since)
    assert "error" in line.lower() or "warn" in line.lower() or "not" in line.lower()
    assert phony.rows(query) == before != [(people[0].email,)]


def test_a_reload_renews_the_certificate(start, certs, tmp_path):
    certificate, key = tmp_path / "c.crt", tmp_path / "c.key"

    def install(name):
        certificate.write_bytes(certs.path(f"{name}.crt").read_bytes())
        key.write_bytes(certs.path(f"{name}.key").read_bytes())
        key.chmod(0o600)

    install("elsewhere")
    phony = start(listener={"tls": {"mode": "prefer", "certificate": str(certificate), "key": str(key)}}, record=False)
    options = {"sslmode": "verify-full", "sslrootcert": str(certs.path("ca.crt"))}
    with pytest.raises(psycopg.OperationalError, match="certificate"):
        phony.connect(**options)
    install("gateway")
    phony.reload()
    with phony.connect(**options) as connection:
        assert connection.pgconn.ssl_in_use


def test_many_reloads_under_load(start):
    phony = start(columns={"public.people.email": "email"})
    with phony.connect(autocommit=True) as connection:
        wanted = connection.execute("SELECT id, email FROM people ORDER BY id").fetchall()
        for _ in range(20):
            phony.gateway.process.send_signal(signal.SIGHUP)
            assert connection.execute("SELECT id, email FROM people ORDER BY id").fetchall() == wanted
    assert phony.gateway.alive()


def test_an_idle_client_is_sent_away_after_a_while(start):
    phony = start(listener={"limits": {"idle": "1s"}})
    with phony.raw() as client:
        started = time.monotonic()
        errors = client.rest().errors()
        assert 0.8 < time.monotonic() - started < 5
        assert errors and errors[-1]["C"] in ("57P05", "57P01")
