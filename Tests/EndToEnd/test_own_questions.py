"""The gateway asks the catalogue on the client's session, at most once a second: the client must not be able to tell.

Every test waits longer than that second, so that the gateway's question comes just where it would do harm.
"""
import time

import pytest

import wire

PAUSE = 1.3


@pytest.fixture
def client(masked):
    with masked.raw() as client:
        client.query("SELECT 1")
        yield client


def test_a_portal_lives_until_sync(client):
    """As node-pg's cursors use it: Flush after each part, Sync at the end."""
    client.send(wire.parse("SELECT id FROM people"), wire.bind(portal="part"), wire.FLUSH)
    client.until("2")
    for _ in range(2):
        time.sleep(PAUSE)
        client.send(wire.execute(7, "part"), wire.FLUSH)
        assert client.until("sE").kinds() == "D" * 7 + "s"
    assert client.ask(wire.SYNC).errors() == []


def test_what_was_not_synced_is_one_transaction(client):
    """Without Sync nothing is committed: an error later takes back what was done before."""
    insert = wire.parse("INSERT INTO articles VALUES (950000, 'not to stay', 1)")
    client.send(insert, wire.bind(), wire.execute(), wire.FLUSH)
    client.until("C")
    time.sleep(PAUSE)
    assert client.ask(wire.parse("SELECT 1/0"), wire.bind(), wire.execute(), wire.SYNC).errors()[0]["C"] == "22012"
    stayed = client.query("SELECT count(*) FROM articles WHERE id = 950000").values()
    client.query("DELETE FROM articles WHERE id = 950000")
    assert stayed == [[b"0"]]


def test_the_unnamed_statement_lives_until_the_next_one(client):
    """As psql's \\gdesc and libpq's PQprepare use it: Parse and Sync, then Describe or Bind in another round."""
    assert client.ask(wire.parse("SELECT id FROM people"), wire.SYNC).kinds() == "1Z"
    time.sleep(PAUSE)
    assert client.ask(wire.describe("S"), wire.SYNC).kinds() == "tTZ"
    time.sleep(PAUSE)
    assert client.ask(wire.bind(), wire.execute(2), wire.SYNC).kinds() == "2DDsZ"


def test_the_unnamed_portal_lives_until_the_transaction_ends(client):
    """Also where the transaction itself has changed definitions, and the gateway wants to look."""
    client.query("BEGIN")
    client.ask(wire.parse("CREATE TEMP TABLE fresh (n int)", "make"), wire.bind(statement="make", portal="make"),
               wire.execute(portal="make"), wire.SYNC)
    part = client.ask(wire.parse("SELECT id FROM people"), wire.bind(), wire.execute(7), wire.SYNC)
    assert part.kinds() == "12DDDDDDDsZ"
    more = wire.parse("CREATE TEMP TABLE more (n int)", "more"), wire.bind(statement="more", portal="more")
    assert client.ask(*more, wire.execute(portal="more"), wire.SYNC).errors() == []
    assert client.ask(wire.execute(7), wire.SYNC).kinds() == "DDDDDDDsZ"
    client.query("ROLLBACK")
