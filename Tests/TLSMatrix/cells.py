"""The cells of the TLS and authentication matrix, and by which rule each comes to what it comes to."""
import dataclasses
import itertools

CLIENTS = ("disable", "prefer", "require", "verify-full", "direct")
SERVERS = ("disable", "prefer", "require", "verify-full", "direct")
METHODS = ("trust", "password", "md5", "scram", "scram-plus", "cert")
GATEWAYS = ("relay", "terminate")

SCRAM, PLUS = "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS"


@dataclasses.dataclass(frozen=True)
class Cell:
    """`client` and `server` are the TLS of each leg; `method` is what the server asks for.

    PostgreSQL cannot be told to demand channel binding, a client can: `scram-plus` is `scram` with a client that does.
    """

    gateway: str
    method: str
    client: str
    server: str

    def __str__(self):
        return f"{self.gateway}-{self.method}-client:{self.client}-server:{self.server}"

    @property
    def client_tls(self):
        return self.client != "disable"

    @property
    def server_tls(self):
        return self.server != "disable"


CELLS = [Cell(*values) for values in itertools.product(GATEWAYS, METHODS, CLIENTS, SERVERS)]


@dataclasses.dataclass(frozen=True)
class Reason:
    """Why a cell cannot connect: what the client is told, and what the documents say of it."""

    pattern: str
    note: str


NO_TLS_HERE = Reason(
    r"FATAL:  TLS is required on this connection\nHINT:  Set sslmode to require or stricter\.",
    "client certificates are shown within TLS, so `client_ca` goes with `mode: require`, and a client without TLS is "
    "refused")
NO_TLS_UPSTREAM = Reason(
    r'FATAL:  no pg_hba\.conf entry for host "127\.0\.0\.1", user "certified", database "matrix", no encryption',
    "a server that asks for a certificate wants TLS: what it says of a connection without is passed on")
NOT_LET_IN = Reason(
    r"FATAL:  Phony: the database server does not let the gateway in",
    "a server that asks for a certificate wants TLS. The client has proved itself and is not told more; the log is")
NOTHING_TO_BIND = Reason(
    r"channel binding required, but SSL not in use",
    "there is no TLS on the client's leg to bind to: libpq itself refuses")
BINDING_NOT_OFFERED = Reason(
    r"channel binding is required, but server did not offer an authentication method that supports channel binding",
    "the server has no TLS to bind to, and what it offers is relayed: libpq refuses the offer")
BINDING_NOT_RELAYED = Reason(
    r"channel binding required but not supported by server's authentication request",
    "SCRAM that binds to one TLS session cannot be relayed into another; the gateway asks for the password, and libpq "
    "refuses that. `auth: terminate` has channel binding")


@dataclasses.dataclass(frozen=True)
class Connects:
    """Which TLS and which proof each leg really uses."""

    client_tls: str  # clear, asked for, or direct
    client_proof: str
    server_tls: str
    server_proof: str


def expected(cell):
    """Connects, or the Reasons why it does not: one for each attempt that libpq makes."""
    if reason := refusal(cell):
        return [reason, *second_attempt(cell, reason)]
    return Connects(tls(cell.client), client_proof(cell), tls(cell.server), server_proof(cell))


def tls(mode):
    return {"disable": "clear", "direct": "direct"}.get(mode, "asked for")


def second_attempt(cell, reason):
    """`prefer` tries again in clear after an error of the server's, unless it was authenticated by then."""
    return [NO_TLS_HERE] if reason is NO_TLS_UPSTREAM and cell.client == "prefer" else []


def refusal(cell):
    # In the order in which the legs come up: the client's TLS, the client's proof, the server's TLS, its proof.
    if cell.method == "cert" and not cell.client_tls:
        return NO_TLS_HERE
    if cell.method == "scram-plus" and not cell.client_tls:
        return NOTHING_TO_BIND
    if cell.method == "scram-plus" and cell.gateway == "relay":
        return BINDING_NOT_RELAYED if cell.server_tls else BINDING_NOT_OFFERED
    if cell.method == "cert" and not cell.server_tls:
        return NO_TLS_UPSTREAM if cell.gateway == "relay" else NOT_LET_IN
    return None


def client_proof(cell):
    """What the client is asked for beyond its certificate."""
    if cell.gateway == "terminate":
        return PLUS if cell.client_tls else SCRAM
    if cell.method == "scram":
        # Each end of a relayed exchange would see the other's TLS missing, and take that for a downgrade.
        return "password" if cell.client_tls and cell.server_tls else SCRAM
    return {"trust": "nothing", "password": "password", "md5": "md5", "cert": "nothing"}[cell.method]


def server_proof(cell):
    """In PostgreSQL's words. It does not say whether SCRAM was bound to the channel."""
    return {"scram": "scram-sha-256", "scram-plus": "scram-sha-256"}.get(cell.method, cell.method)
