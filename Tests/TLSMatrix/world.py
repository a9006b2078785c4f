"""The servers of the matrix: one PostgreSQL, and one gateway with a listener for every way to it."""
import itertools
import pathlib
import re
import shutil
import tempfile
import urllib.request

import cells
import certificates
import door
import places
import planted
import throwaway

DATABASE = "matrix"
HBA = """\
host      all  trusting   127.0.0.1/32  trust
host      all  plain      127.0.0.1/32  password
host      all  md5er      127.0.0.1/32  md5
host      all  scrammer   127.0.0.1/32  scram-sha-256
host      all  nobody     127.0.0.1/32  scram-sha-256
hostssl   all  certified  127.0.0.1/32  cert
"""
ROLES = """
CREATE ROLE trusting LOGIN;
CREATE ROLE plain LOGIN PASSWORD 'plain-secret';
CREATE ROLE scrammer LOGIN PASSWORD 'scrammer-secret';
CREATE ROLE certified LOGIN;
SET password_encryption = 'md5';
CREATE ROLE md5er LOGIN PASSWORD 'md5er-secret';
CREATE DATABASE matrix;
"""
TABLE = """
CREATE TABLE people (id int, email text);
INSERT INTO people VALUES (1, 'ada@example.org');
GRANT SELECT ON people TO public;
"""
USERS = {"trust": "trusting", "password": "plain", "md5": "md5er", "scram": "scrammer", "scram-plus": "scrammer",
         "cert": "certified"}
WITH_PASSWORD = ("plain", "md5er", "scrammer")


class Certificates(certificates.Certificates):
    """Two more: the gateway's own towards the server, named as the role it logs in as, and a client's."""

    def __init__(self, folder):
        super().__init__(folder)
        for name in ("certified", "client"):
            self._issue(name, "ca", f"DNS:{name}.example")


def listener_name(cell):
    kind = "cert" if cell.method == "cert" else "password"
    return f"{cell.gateway}-{kind}-{cell.server}"


class World:
    def __init__(self):
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-matrix-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.cluster = self.gateway = None
        self.doors = {}
        try:
            self._start()
        except BaseException:
            self.stop()
            raise

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.stop()

    def _start(self):
        self.certs = Certificates(self.folder / "certs")
        files = [self.certs.path(name) for name in ("server.crt", "server.key", "ca.crt")]
        settings = {
            "ssl": "on", "ssl_cert_file": "server.crt", "ssl_key_file": "server.key", "ssl_ca_file": "ca.crt",
            "log_connections": "on", "log_line_prefix": "%p ",
        }
        self.cluster = throwaway.Cluster(self.folder / "postgres", HBA, settings, files).start()
        self.cluster.psql(ROLES)
        self.cluster.psql(TABLE, database=DATABASE)
        # Before either end is there: the listeners' configuration needs the doors' ports.
        self.doors = {kind: door.Door() for kind in ("password", "cert")}
        key = self.folder / "master.key"
        key.touch(0o600)
        key.write_text(planted.key("one"))
        config = self.folder / "phony.yaml"
        config.write_text(places.yaml(self._config()))
        secrets = {f"{user}_{side}".upper(): f"{user}-{word}" for user in USERS.values()
                   for side, word in (("upstream", "secret"), ("client", "own-secret"))}
        # All there is to log: tests search it for passwords.
        self.gateway = throwaway.Gateway(
            config, self.folder / "phony.log", environment=secrets, seconds=60, arguments=["--log-level", "trace"])
        for kind, entrance in self.doors.items():
            entrance.target = self.gateway.address(f"takes-direct-{kind}")

    def _config(self):
        listeners = [self._listener(auth, kind, mode)
                     for auth, kind, mode in itertools.product(cells.GATEWAYS, self.doors, cells.SERVERS)]
        listeners += [self._takes_direct(kind) for kind in self.doors]
        policy = {"profile": "app", "columns": {"public.people.email": "redact"}}
        return {"version": 1, "key": {"file": "./master.key"}, "metrics": "127.0.0.1:0", "listeners": listeners,
                "policies": {"main": policy}}

    def _listener(self, auth, kind, mode):
        listener = {
            "name": f"{auth}-{kind}-{mode}", "protocol": "postgres", "listen": "127.0.0.1:0", "auth": auth,
            "policy": "main", "tls": self._towards_clients(kind), "upstream": self._upstream(kind, mode),
        }
        if auth == "terminate":
            listener["clients"] = [self._client(user) for user in dict.fromkeys(USERS.values())]
        return listener

    def _client(self, user):
        upstream = {"user": user, "password": {"env": f"{user}_UPSTREAM".upper()}}
        if user not in WITH_PASSWORD:
            del upstream["password"]
        return {"user": f"client-{user}", "password": {"env": f"{user}_CLIENT".upper()}, "upstream": upstream}

    def _towards_clients(self, kind):
        if kind == "cert":
            return self.certs.listener_tls("require", client_ca=str(self.certs.path("ca.crt")))
        return self.certs.listener_tls("prefer")

    def _upstream(self, kind, mode):
        port = self.doors[kind].port if mode == "direct" else self.cluster.port
        tls = {"mode": "verify-full" if mode == "direct" else mode}
        if mode == "direct":
            tls["negotiation"] = "direct"
        if mode in ("verify-full", "direct"):
            tls["ca"] = str(self.certs.path("ca.crt"))
        if kind == "cert" and mode != "disable":
            tls |= {"certificate": str(self.certs.path("certified.crt")), "key": str(self.certs.path("certified.key"))}
        return {"url": f"postgres://127.0.0.1:{port}", "tls": tls}

    def _takes_direct(self, kind):
        """In place of a PostgreSQL 17: a listener of the same process that relays what the server asks for as it is.

        For that its own leg to the server is in clear, but for certificates, which the server takes within TLS only.
        """
        return {
            "name": f"takes-direct-{kind}", "protocol": "postgres", "listen": "127.0.0.1:0", "auth": "relay",
            "tls": {**self._towards_clients(kind), "mode": "require"},
            "upstream": self._upstream(kind, "verify-full" if kind == "cert" else "disable"),
        }

    def told(self):
        """All that the gateway says to its operator: log and metrics."""
        with urllib.request.urlopen(f"http://{self.gateway.addresses['metrics']}/metrics", timeout=60) as answer:
            return self.gateway.log() + answer.read().decode()

    def passed_doors(self):
        return sum(entrance.passed for entrance in self.doors.values())

    def method_of(self, pid):
        """How the server let this process in; `trust`, which version 15 does not log, if it says nothing."""
        log = self.cluster.log.read_text(errors="replace")
        # The machine gives a number again after some thousands: an earlier process of the server may have had it too.
        own = re.split(rf"^{pid} LOG:  connection received", log, flags=re.MULTILINE)[-1]
        assert re.search(rf"^{pid} LOG:  connection authorized", own, re.MULTILINE), f"{pid} never logged in"
        found = re.findall(rf"^{pid} LOG:  connection authenticated: .* method=(\S+)", own, re.MULTILINE)
        return found[-1] if found else "trust"

    def stop(self):
        if self.gateway:
            self.gateway.stop()
        for entrance in self.doors.values():
            entrance.close()
        if self.cluster:
            self.cluster.remove()
        shutil.rmtree(self.folder, ignore_errors=True)
