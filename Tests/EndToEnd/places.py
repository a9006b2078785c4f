"""Where a client can connect: the PostgreSQL itself, or a gateway before it. Tests ask both the same things."""
import contextlib
import json
import os
import pathlib
import re
import subprocess
import time
import urllib.request

import psycopg

import planted
import recorder
import throwaway
import wire

USER, PASSWORD, DATABASE = "app", "app-secret", "shop"


class Place:
    """A host and a port, and the clients that a test sends there."""

    host = "127.0.0.1"
    port: int

    def connect(self, user=USER, password=PASSWORD, dbname=DATABASE, **options):
        options = {"sslmode": "disable", "connect_timeout": 10, **options}
        return psycopg.connect(host=self.host, port=self.port, user=user, password=password, dbname=dbname, **options)

    def rows(self, query, parameters=None, **options):
        with self.connect(autocommit=True) as connection:
            with connection.cursor(**options) as cursor:
                return cursor.execute(query, parameters).fetchall()

    def address(self, user=USER, database=DATABASE, sslmode="disable"):
        return f"host={self.host} port={self.port} user={user} dbname={database} sslmode={sslmode}"

    def run(self, program, *arguments, stdin="", check=True, password=PASSWORD, timeout=60, text=True, env=None):
        """Runs one of PostgreSQL's own programs; standard output and error apart."""
        done = subprocess.run(
            [throwaway.postgres_programs() / program, *map(str, arguments)], capture_output=True, text=text,
            input=stdin if text else stdin.encode(), timeout=timeout,
            env={**os.environ, "PGPASSWORD": password, "LC_ALL": "C.UTF-8", "PAGER": "cat", **(env or {})},
        )
        assert not check or done.returncode == 0, f"{program} {arguments}: {done.stderr}"
        return done

    def psql(self, script, *arguments, address=None, **options):
        """psql on a script; -Xq, and stops at nothing."""
        return self.run("psql", "-Xq", *arguments, "-d", address or self.address(), "-f", "-", stdin=script, **options)

    def raw(self, **options):
        """A raw protocol connection, logged in (as `trusting`, whom the server lets in without asking)."""
        return wire.Connection(self.host, self.port, **options)


class Direct(Place):
    def __init__(self, cluster):
        self.cluster = cluster
        self.port = cluster.port


class Phony(Place):
    """A running gateway with its configuration, log and metrics."""

    def __init__(self, folder, upstream, *, columns=None, policy=None, listener=None, top=None, text=None, key="one",
                 record=True, environment=None):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.key_file = self.folder / "master.key"
        self.write_key(key)
        self.config_file = self.folder / "phony.yaml"
        self.upstream = upstream
        self.environment = environment
        self.columns = columns or {}
        self.policy, self.listener, self.top = policy or {}, listener or {}, top or {}
        self.config_file.write_text(text or yaml(self.config()))
        self.gateway = None
        self.recorder = None
        self.record = record
        self.start()

    def write_key(self, name):
        self.key_file.unlink(missing_ok=True)
        self.key_file.touch(0o600)
        self.key_file.write_text(planted.key(name))

    def config(self):
        listener = {
            "name": "app", "protocol": "postgres", "listen": "127.0.0.1:0", "tls": {"mode": "disable"},
            "upstream": {"url": f"postgres://127.0.0.1:{self.upstream}", "tls": "disable"},
            "auth": "relay", "policy": "main", **self.listener,
        }
        policy = {"profile": "app", "default": "pass", "columns": self.columns, **self.policy}
        return {
            "version": 1, "state": "./state", "key": {"file": "./master.key"}, "metrics": "127.0.0.1:0",
            "listeners": [listener], "policies": {"main": policy}, **self.top,
        }

    def start(self):
        self.gateway = throwaway.Gateway(self.config_file, self.folder / "phony.log", environment=self.environment)
        self.gateway_port = self.gateway.address("app")[1]
        if self.recorder:
            self.recorder.close()
        self.recorder = recorder.Recorder((self.host, self.gateway_port)) if self.record else None
        self.port = self.recorder.port if self.recorder else self.gateway_port

    @property
    def pid(self):
        return self.gateway.process.pid

    @property
    def unrecorded(self):
        """The same gateway without the relay in between, for what would fill the memory."""
        place = Place()
        place.port = self.gateway_port
        return place

    def log(self):
        return self.gateway.log()

    def wait_for_log(self, pattern, since=0, seconds=5):
        """Waits until a line after the first `since` characters of the log matches; that line."""
        deadline = time.monotonic() + seconds
        while True:
            if found := re.search(rf".*{pattern}.*", self.log()[since:], re.IGNORECASE):
                return found.group()
            assert time.monotonic() < deadline, f"no {pattern!r} in the log within {seconds} s:\n{self.log()[since:]}"
            time.sleep(0.02)

    def metrics(self):
        with urllib.request.urlopen(f"http://{self.gateway.addresses['metrics']}/metrics", timeout=10) as answer:
            return answer.read().decode()

    def metric(self, pattern):
        """The sum of the samples whose line matches."""
        lines = [line for line in self.metrics().splitlines() if re.match(pattern, line)]
        return sum(float(line.rsplit(" ", 1)[1]) for line in lines)

    def reload(self, columns=None, text=None):
        """Writes the file anew and sends SIGHUP; returns when the log says what came of it."""
        if columns is not None:
            self.columns = columns
        since = len(self.log())
        self.config_file.write_text(text or yaml(self.config()))
        self.gateway.process.send_signal(1)
        return self.wait_for_log("reload", since)

    def resident(self):
        """Resident memory in KiB, now and at its peak since the last reset_peak."""
        status = pathlib.Path(f"/proc/{self.pid}/status").read_text()
        return tuple(int(re.search(rf"{name}:\s+(\d+)", status).group(1)) for name in ("VmRSS", "VmHWM"))

    def reset_peak(self):
        pathlib.Path(f"/proc/{self.pid}/clear_refs").write_text("5")

    def assert_alive(self):
        """The process lives, and serves somebody new."""
        assert self.gateway.alive(), f"the gateway died with {self.gateway.process.returncode}:\n{self.log()[-3000:]}"
        with self.raw() as client:
            assert client.query("SELECT 41 + 1").values() == [[b"42"]]

    def stop(self):
        self.gateway.stop()
        if self.recorder:
            self.recorder.close()


def yaml(value, indent=0):
    """Block style for what a configuration is made of; scalars as JSON, which is YAML too."""
    pad = "  " * indent
    if isinstance(value, dict) and value:
        lines = []
        for name, item in value.items():
            name = json.dumps(name)
            nested = isinstance(item, (dict, list)) and item
            lines.append(f"{pad}{name}:\n{yaml(item, indent + 1)}" if nested else f"{pad}{name}: {json.dumps(item)}\n")
        return "".join(lines)
    if isinstance(value, list) and value:
        return "".join(f"{pad}- {yaml(item, indent + 1).lstrip()}" for item in value)
    return f"{pad}{json.dumps(value)}\n"


@contextlib.contextmanager
def running(*arguments, **options):
    """A gateway for one test."""
    phony = Phony(*arguments, **options)
    try:
        yield phony
    finally:
        phony.stop()


def phony(*arguments, env=None, timeout=30):
    """Runs a phony command to its end."""
    return subprocess.run(
        [throwaway.BINARY, *map(str, arguments)], capture_output=True, text=True, timeout=timeout,
        env={**os.environ, **(env or {})},
    )
