"""The world of the tests: one throwaway PostgreSQL, the certificates of the day, and gateways before it."""
import contextlib
import pathlib
import shutil
import signal
import sys
import tempfile

import psycopg.types.string
import pytest

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "TLSMatrix"), str(HERE.parent.parent / "dev")]

import canaries  # noqa: E402
import certificates  # noqa: E402
import places  # noqa: E402
import planted  # noqa: E402
import throwaway  # noqa: E402
import world  # noqa: E402

HBA = """\
local   all  all                         trust
hostssl all  onlytls   127.0.0.1/32      scram-sha-256
host    all  onlytls   127.0.0.1/32      reject
host    all  trusting  127.0.0.1/32      trust
host    all  plain     127.0.0.1/32      password
host    all  md5er     127.0.0.1/32      md5
host    all  all       127.0.0.1/32      scram-sha-256
"""
ROLES = f"""
CREATE ROLE app LOGIN CREATEDB PASSWORD '{places.PASSWORD}';
CREATE ROLE plain LOGIN PASSWORD 'plain-secret' IN ROLE app;
CREATE ROLE onlytls LOGIN PASSWORD 'tls-secret' IN ROLE app;
CREATE ROLE trusting LOGIN IN ROLE app;
SET password_encryption = 'md5';
CREATE ROLE md5er LOGIN PASSWORD 'md5-secret' IN ROLE app;
CREATE DATABASE shop OWNER app;
"""


def pytest_configure(config):
    # Whoever starts the tests in the background may have them ignore these, and children inherit that.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)
    if not throwaway.BINARY.exists():
        pytest.exit(f"{throwaway.BINARY} is missing; run make test", returncode=2)


@pytest.fixture(scope="session")
def work():
    folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-e2e-"))
    folder.chmod(0o755)
    yield folder
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(scope="session")
def certs(work):
    return certificates.Certificates(work / "certs")


@pytest.fixture(scope="session")
def people():
    return list(planted.people())


@pytest.fixture(scope="session")
def cluster(work, certs, people):
    with running_shop(work, certs, people) as cluster:
        yield cluster


@contextlib.contextmanager
def running_shop(work, certs, people):
    """The server with the shop in it."""
    settings = {"ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key", "max_prepared_transactions": 4}
    cluster = throwaway.Cluster(work / "postgres", HBA, settings, [certs.path("server.crt"), certs.path("server.key")])
    cluster.start()
    try:
        cluster.psql(ROLES)
        # citext needs a superuser's hand; the rest belongs to the application.
        cluster.psql("CREATE EXTENSION citext;", database="shop")
        with places.Direct(cluster).connect() as connection:
            connection.execute(planted.SCHEMA.replace("CREATE EXTENSION citext;", ""))
            load(connection, people)
            for loader in (psycopg.types.string.TextLoader, psycopg.types.string.TextBinaryLoader):
                psycopg.adapters.register_loader(psycopg.types.TypeInfo.fetch(connection, "citext").oid, loader)
        yield cluster
    finally:
        cluster.remove()


def load(connection, people):
    columns = "id, first_name, last_name, email, alt_email, phone, national_id, member_no, birth_date, last_seen, notes, "
    columns += "profile, prefs, token, salary, credit, score, photo, nicknames, consent, city"
    with connection.cursor().copy(f"COPY people ({columns}) FROM STDIN") as copy:
        for person in people:
            copy.write_row(person.row())
    with connection.cursor().copy("COPY visits FROM STDIN") as copy:
        for visit in planted.visits(people):
            copy.write_row(visit)
    connection.execute("INSERT INTO articles SELECT n, 'article ' || n, n * 1.25, ARRAY['t' || n % 5, NULL] "
                       "FROM generate_series(1, 1000) n")
    connection.execute("SELECT setval('people_id_seq', 1000)")
    connection.commit()
    connection.autocommit = True
    connection.execute("ANALYZE")


@pytest.fixture(scope="session")
def direct(cluster):
    """The server itself, for the truth."""
    return places.Direct(cluster)


@pytest.fixture(scope="session")
def hidden(people):
    """The search for planted values."""
    return canaries.Canaries(people)


@pytest.fixture(scope="session")
def masked_gateway(work, cluster, hidden):
    phony = places.Phony(work / "masked", cluster.port, columns=planted.COLUMNS)
    yield phony
    alive, metrics, log = phony.gateway.alive(), phony.metrics(), phony.log()
    phony.stop()
    assert alive, f"the gateway died on the way:\n{log[-3000:]}"
    assert "phony" in metrics
    assert not hidden.find(metrics.encode())
    assert not hidden.find(log.encode())


@pytest.fixture
def masked(masked_gateway, hidden):
    """The gateway with the masking policy. Whatever it sends in a test is searched for every planted value."""
    masked_gateway.recorder.take()
    yield masked_gateway
    sent = b"\0\0\0\0".join(masked_gateway.recorder.take())
    assert not (found := hidden.find(sent)), f"planted values came through: {found}"
    assert masked_gateway.gateway.alive(), f"the gateway died:\n{masked_gateway.log()[-3000:]}"


@pytest.fixture(scope="session")
def transparent_gateway(work, cluster):
    phony = places.Phony(work / "transparent", cluster.port, record=False)
    yield phony
    alive, log = phony.gateway.alive(), phony.log()
    phony.stop()
    assert alive, f"the gateway died on the way:\n{log[-3000:]}"


@pytest.fixture
def transparent(transparent_gateway):
    """The gateway with a policy that says nothing."""
    yield transparent_gateway
    assert transparent_gateway.gateway.alive(), f"the gateway died:\n{transparent_gateway.log()[-3000:]}"


@pytest.fixture
def start(tmp_path, cluster, hidden):
    """Starts further gateways, of a test's own configuration."""
    started = []

    def one(**options):
        options.setdefault("columns", planted.COLUMNS)
        upstream = options.pop("upstream", cluster.port)
        phony = places.Phony(tmp_path / f"gateway-{len(started)}", upstream, **options)
        started.append(phony)
        return phony

    yield one
    for phony in started:
        sent = b"\0\0\0\0".join(phony.recorder.take()) if phony.recorder and phony.columns else b""
        phony.stop()
        assert not (found := hidden.find(sent)), f"planted values came through: {found}"
        assert not (found := hidden.find(phony.log().encode())), f"planted values in the log: {found}"


@pytest.fixture(scope="session")
def matrix():
    """The servers of Tests/TLSMatrix: a listener for every combination of TLS and authentication."""
    with world.World() as place:
        yield place
        assert place.gateway.alive(), f"the gateway died on the way:\n{place.gateway.log()[-3000:]}"
        told = place.told()
        assert "listener=relay-password-direct" in told and "phony_connections_total" in told, "nothing to search"
        assert "-secre" not in told, "a password in the log or the metrics"
