"""The clients: how each is started, and which steps it has no way to take. Nothing is left out in silence."""
import dataclasses
import pathlib
import sys
from collections.abc import Callable

import golden
import tools

HERE = pathlib.Path(__file__).resolve().parent

# The steps, in the order of the table.
STEPS = ("connect", "tls", "text", "binary", "prepared", "error", "transaction", "cancel", "big")


@dataclasses.dataclass(frozen=True)
class Client:
    name: str
    # What to run, made ready when it is asked for: some clients are compiled or unpacked first.
    command: Callable[[], list]
    environment: dict = dataclasses.field(default_factory=dict)
    # Steps that this client cannot take, and why.
    lacks: dict = dataclasses.field(default_factory=dict)
    # Columns that a step leaves out because the driver cannot decode them, by step.
    omits: dict = dataclasses.field(default_factory=dict)
    # Whether its repeated statement is prepared on the server.
    prepares: bool = True
    # Whether its times end at the millisecond.
    milliseconds: bool = False

    def sees(self, column, value):
        """A golden value as far as this client's types can hold it."""
        cut = self.milliseconds and value and golden.KINDS[column] == "timestamptz"
        return value[:-len("000Z")] + "Z" if cut else value


def python(script, *arguments):
    return lambda: [sys.executable, HERE / "python" / script, *arguments]


def pgjdbc(name, settings):
    return Client(f"pgjdbc, {name}", lambda: tools.java(settings))


def script(program, package, file):
    return lambda: [tools.program(program, package), HERE / program / file]


# What Ruby's type maps have no binary decoder for.
RUBY_TEXT = ("birth_date", "profile", "prefs", "token", "salary", "nicknames")
TEXT_ONLY = {"binary": "asks for text results only"}

ALL = [
    Client("psycopg2", python("psycopg2_client.py"), lacks=TEXT_ONLY),
    Client("psycopg 3", python("psycopg_client.py")),
    Client("asyncpg", python("asyncpg_client.py"), lacks={"text": "asks for binary results only"}),
    Client("pg8000", python("pg8000_client.py"), lacks=TEXT_ONLY),
    Client("SQLAlchemy, psycopg2", python("sqlalchemy_client.py", "psycopg2"), lacks=TEXT_ONLY, prepares=False),
    Client("SQLAlchemy, psycopg 3", python("sqlalchemy_client.py", "psycopg"), lacks=TEXT_ONLY),
    Client("Django", python("django_client.py"), lacks=TEXT_ONLY),
    pgjdbc("default", "preferQueryMode=extended"),
    pgjdbc("prepareThreshold=1", "prepareThreshold=1"),
    pgjdbc("fetchSize=2", "defaultRowFetchSize=2,autocommit=off"),
    pgjdbc("extendedCacheEverything", "preferQueryMode=extendedCacheEverything"),
    Client("lib/pq", lambda: tools.go("pq", "golang-github-lib-pq-dev")),
    Client("pgx", lambda: tools.go("pgx", "golang-github-jackc-pgx-v4-dev")),
    Client("node-pg", lambda: tools.node("pg_client.js"), milliseconds=True,
           lacks={"binary": "its Bind for binary results lacks the format code; a server refuses it too"}),
    Client("Ruby pg", script("ruby", "ruby-pg", "pg_client.rb"), {"NO_BINARY": " ".join(RUBY_TEXT)},
           omits={"binary": dict.fromkeys(RUBY_TEXT, "no binary decoder")}),
    Client("DBD::Pg", script("perl", "libdbd-pg-perl", "dbd_pg_client.pl"), lacks=TEXT_ONLY),
    Client("PDO pgsql", script("php", "php8.2-cli", "pdo_client.php"), lacks=TEXT_ONLY),
    Client("psqlodbc", python("psqlodbc_client.py"), lacks=TEXT_ONLY),
    Client("pgcli", python("pgcli_client.py"), lacks=TEXT_ONLY),
    Client("psql 15", lambda: python("psql_client.py", tools.psql(15))(), lacks=TEXT_ONLY),
    Client("psql 18", lambda: python("psql_client.py", tools.psql(18))(),
           lacks={**TEXT_ONLY, "tls": "the only build to be had is without TLS"}),
]
BY_NAME = {client.name: client for client in ALL}
