"""A cancel request reaches the right backend, and only that."""
import threading
import time

import psycopg
import pytest

import wire


def test_cancel_ends_the_query_and_nothing_else(masked):
    with masked.connect(autocommit=True) as connection, masked.connect(autocommit=True) as bystander:
        seen = []

        def watch():
            seen.append(bystander.execute("SELECT pg_sleep(1.5), 'done'").fetchone()[1])

        other = threading.Thread(target=watch)
        other.start()
        threading.Timer(0.3, connection.cancel_safe).start()
        started = time.monotonic()
        with pytest.raises(psycopg.errors.QueryCanceled):
            connection.execute("SELECT pg_sleep(20)")
        assert time.monotonic() - started < 5
        assert connection.execute("SELECT 1").fetchone() == (1,)
        other.join()
        assert seen == ["done"]


def test_cancel_of_a_long_masked_result(masked):
    """In the midst of rows: the stream ends with the error, in order, and the connection goes on."""
    with masked.connect(autocommit=True) as connection:
        threading.Timer(0.3, connection.cancel_safe).start()
        with pytest.raises(psycopg.errors.QueryCanceled):
            for _ in connection.cursor().stream("SELECT p.email, q.id FROM people p, people q, people r"):
                pass
        assert connection.execute("SELECT count(*) FROM people").fetchone() == (500,)


def key_of(client):
    return next(message.body for message in client.greeting if message.kind == "K")


def canceled(client):
    try:
        return client.until("Z").errors()[0]["C"] == "57014"
    except TimeoutError:
        return False


def test_the_servers_own_key_is_handed_through(masked):
    with masked.raw(timeout=4) as client:
        client.send(wire.query("SELECT pg_sleep(20)"))
        time.sleep(0.3)
        with masked.raw(log_in=False) as messenger:
            messenger.send(wire.request(wire.CANCEL_REQUEST, key_of(client)))
            assert messenger.rest() == []
        assert canceled(client)


@pytest.mark.parametrize("spoil", [lambda key: key[:4] + bytes(4), lambda key: key[:-1], lambda key: b"", lambda key: key + bytes(300)],
                         ids=["wrong", "short", "none", "long"])
def test_a_wrong_key_cancels_nothing_and_is_not_answered(masked, spoil):
    with masked.raw(timeout=1.5) as client:
        client.send(wire.query("SELECT pg_sleep(1)"))
        time.sleep(0.2)
        with masked.raw(log_in=False) as messenger:
            messenger.send(wire.request(wire.CANCEL_REQUEST, spoil(key_of(client))))
            assert messenger.rest() == []
        assert client.until("Z").errors() == []
    masked.assert_alive()


def test_many_cancels_at_random_moments(masked):
    """Whatever the moment, the answer is the row or the cancellation, and the next question gets its own answer."""
    with masked.connect(autocommit=True) as connection:
        outcomes = set()
        for round_ in range(30):
            timer = threading.Timer(round_ / 1000, connection.cancel_safe)
            timer.start()
            try:
                assert connection.execute("SELECT %s::int, pg_sleep(0.015)", [round_]).fetchone()[0] == round_
                outcomes.add("row")
            except psycopg.errors.QueryCanceled:
                outcomes.add("canceled")
            timer.join()
            for _ in range(3):  # a cancel that came late may still hit one
                try:
                    assert connection.execute("SELECT %s::int", [round_ + 1000]).fetchone() == (round_ + 1000,)
                    break
                except psycopg.errors.QueryCanceled:
                    continue
        assert "canceled" in outcomes
