"""Who has logged in once has proved nothing for the next time: not for the address, the TLS session, or the user."""
import concurrent.futures

import psycopg
import pytest

import logins
import wire
import world

WRONG = "wrong-secret"
ROUNDS, THREADS = 200, 8


def credentials(gateway, user):
    return (user, f"{user}-secret") if gateway == "relay" else (f"client-{user}", f"{user}-own-secret")


@pytest.mark.parametrize("server", ["disable", "verify-full", "direct"])
@pytest.mark.parametrize("client", ["clear", "encrypted", "resumed"])
@pytest.mark.parametrize("user", world.WITH_PASSWORD)
@pytest.mark.parametrize("gateway", ["relay", "terminate"])
def test_a_wrong_login_after_a_right_one(matrix, gateway, user, client, server):
    address = matrix.gateway.address(f"{gateway}-password-{server}")
    context, session = logins.context(matrix.certs), None

    def log_in(user, password):
        nonlocal session
        if client == "clear":
            connection = wire.Connection(*address, log_in=False, timeout=60)
        else:
            connection = logins.encrypted(address, context, session if client == "resumed" else None)
            assert connection.socket.session_reused == (session is not None and client == "resumed")
        with connection:
            error = logins.prove(connection, user, password, world.DATABASE)
            if not error:
                assert connection.query("SELECT 1").values() == [[b"1"]]
                session = connection.socket.session if client == "resumed" else None
                return None
            # Nor does the right password help a connection that was refused.
            with pytest.raises((wire.Closed, OSError)):
                connection.send(wire.message("p", wire.text(right[1])))
                connection.next()
            return error["C"], error["M"]

    right = credentials(gateway, user)
    other = credentials(gateway, next(name for name in world.WITH_PASSWORD if name != user))[0]
    assert log_in(*right) is None
    assert log_in(*right) is None
    for name, password in ((right[0], WRONG), (other, right[1]), ("nobody", right[1]), (right[0], right[1][:-1])):
        assert log_in(name, password) == ("28P01", f'password authentication failed for user "{name}"')
    assert log_in(*right) is None


@pytest.mark.parametrize("gateway, client, server", [
    ("relay", "disable", "disable"), ("relay", "require", "require"), ("relay", "require", "direct"),
    ("terminate", "disable", "require"), ("terminate", "require", "require"),
])
def test_right_and_wrong_logins_at_once(matrix, gateway, client, server):
    host, port = matrix.gateway.address(f"{gateway}-password-{server}")

    def log_in(number):
        user = world.WITH_PASSWORD[number % 3]
        name, password = credentials(gateway, user)
        try:
            with psycopg.connect(host=host, port=port, user=name, password=WRONG if number % 2 else password,
                                 dbname=world.DATABASE, sslmode=client, connect_timeout=60) as connection:
                return connection.execute("SELECT current_user").fetchone()[0]
        except psycopg.OperationalError as error:
            return str(error)

    with concurrent.futures.ThreadPoolExecutor(THREADS) as threads:
        outcomes = list(threads.map(log_in, range(ROUNDS)))
    for number, outcome in enumerate(outcomes):
        user = world.WITH_PASSWORD[number % 3]
        if number % 2:
            assert f'password authentication failed for user "{credentials(gateway, user)[0]}"' in outcome
        else:
            assert outcome == user


def test_a_ticket_of_another_listener_is_no_ticket(matrix):
    """A TLS session begun where no certificate is asked for must not open the listener that asks for one."""
    context = logins.context(matrix.certs)
    with logins.encrypted(matrix.gateway.address("relay-password-require"), context) as client:
        assert logins.prove(client, "plain", "plain-secret", world.DATABASE) is None
        ticket = client.socket.session
    assert ticket.has_ticket
    with pytest.raises((wire.Closed, OSError), match="(?i)certificate"):
        with logins.encrypted(matrix.gateway.address("relay-cert-require"), context, ticket) as client:
            assert not client.socket.session_reused
            client.send(wire.startup("certified", world.DATABASE))
            client.next()
