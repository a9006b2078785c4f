"""Throwaway servers for the demo, the tests and the benchmarks: a PostgreSQL of its own, and the gateway before it.

Standard library only. Everything lives in one folder, listens on loopback at a free port, and is stopped by its process
id; if this process dies, so do they (parent-death signal).
"""
import os
import pathlib
import pwd
import re
import shutil
import signal
import socket
import subprocess
import tempfile
import threading
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
BINARY = pathlib.Path(os.environ.get("PHONY_PROGRAM", ROOT / ".build/release/phony"))


class Failed(Exception):
    """Something did not start or stop as it should; the message is meant to be read."""


def free_port(preferred=0):
    """A port nobody listens on: the preferred one if it is free."""
    for port in (preferred, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
                return probe.getsockname()[1]
            except OSError:
                continue
    raise Failed("no free port on 127.0.0.1")


def postgres_programs():
    """The folder of PostgreSQL's server programs."""
    candidates = [pathlib.Path("/usr/lib/postgresql/15/bin")]
    candidates += sorted(pathlib.Path("/usr/lib/postgresql").glob("*/bin"), reverse=True)
    if found := shutil.which("postgres"):
        candidates.append(pathlib.Path(found).resolve().parent)
    for folder in candidates:
        if (folder / "postgres").exists() and (folder / "initdb").exists():
            return folder
    raise Failed("no PostgreSQL server programs found (Debian: postgresql-15)")


def spawn(command, signal_at_death, owner=(), **options):
    """Starts a process that dies with this one, in a session of its own (Ctrl-C reaches only us)."""
    name = signal.Signals(signal_at_death).name.removeprefix("SIG")
    prefix = ["setpriv", *owner, "--pdeathsig", name]
    return subprocess.Popen([*prefix, *map(str, command)], start_new_session=True, **options)


def stop(process, signals, seconds):
    """Asks a process to end, with each of the signals in turn; the exit status."""
    for number in signals:
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
    return process.poll()


class Cluster:
    """A PostgreSQL server: superuser `postgres` on the unix socket, everyone else as `hba` says."""

    def __init__(self, folder, hba, settings=None, server_files=(), programs=None):
        self.programs = programs or postgres_programs()
        self.hba = hba
        self.settings = settings or {}
        self.server_files = server_files
        self.user = "postgres" if os.getuid() == 0 else None
        self.process = None
        self.port = free_port()
        self.folder = self._own_folder(pathlib.Path(folder))
        self.data = self.folder / "data"
        self.log = self.folder / "postgres.log"
        # A socket's path may have 107 bytes, and not every folder is that short.
        self.socket_folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-pg-", dir="/tmp"))
        self._give(self.socket_folder)
        os.chmod(self.socket_folder, 0o755)

    def _own_folder(self, folder):
        """The folder asked for, or one under /tmp where the server's user cannot reach that."""
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        if self.user:
            reachable = subprocess.run(self._as_user("test", "-x", folder), capture_output=True).returncode == 0
            if not reachable:
                folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-pg-data-", dir="/tmp"))
            self._give(folder)
        return folder

    def _give(self, path):
        if self.user:
            owner = pwd.getpwnam(self.user)
            os.chown(path, owner.pw_uid, owner.pw_gid)

    def _owner(self):
        """What setpriv needs to become the server's user: PostgreSQL refuses to run as root."""
        if not self.user:
            return []
        owner = pwd.getpwnam(self.user)
        return [f"--reuid={owner.pw_uid}", f"--regid={owner.pw_gid}", "--init-groups"]

    def _as_user(self, *command):
        return ["setpriv", *self._owner(), *map(str, command)] if self.user else [*map(str, command)]

    def start(self):
        initdb = [self.programs / "initdb", "-D", self.data, "-U", "postgres", "-A", "trust", "-E", "UTF8"]
        made = subprocess.run(
            self._as_user(*initdb, "--locale=C", "--no-sync"), capture_output=True, text=True, cwd="/tmp"
        )
        if made.returncode:
            raise Failed(f"initdb failed:\n{made.stdout}{made.stderr}")
        settings = {
            "port": self.port,
            "listen_addresses": "127.0.0.1",
            "unix_socket_directories": self.socket_folder,
            "fsync": "off",
            "synchronous_commit": "off",
            "full_page_writes": "off",
            "shared_buffers": "64MB",
            "max_connections": 200,
            "password_encryption": "scram-sha-256",
            "timezone": "UTC",
            "log_timezone": "UTC",
            **self.settings,
        }
        with open(self.data / "postgresql.conf", "a") as conf:
            conf.writelines(f"{key} = '{value}'\n" for key, value in settings.items())
        (self.data / "pg_hba.conf").write_text("local all postgres trust\n" + self.hba)
        for source in self.server_files:
            copy = self.data / pathlib.Path(source).name
            shutil.copy(source, copy)
            os.chmod(copy, 0o600)
            self._give(copy)
        self.launch()
        return self

    def launch(self):
        """Starts the server on its existing data."""
        with open(self.log, "ab") as log:
            self.process = spawn(
                [self.programs / "postgres", "-D", self.data], signal.SIGINT, self._owner(),
                stdout=log, stderr=log, stdin=subprocess.DEVNULL, cwd="/tmp",
            )
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            if self.process.poll() is not None:
                raise Failed(f"PostgreSQL ended at once:\n{self.log.read_text()[-2000:]}")
            if self.psql("SELECT 1", check=False).returncode == 0:
                return
            time.sleep(0.05)
        raise Failed(f"PostgreSQL did not start in 30 s:\n{self.log.read_text()[-2000:]}")

    def psql(self, sql, database="postgres", check=True, user="postgres"):
        """Runs SQL as superuser over the unix socket."""
        command = [self.programs / "psql", "-XqAt", "-v", "ON_ERROR_STOP=1", "-h", self.socket_folder]
        command += ["-p", str(self.port), "-U", user, "-d", database, "-f", "-"]
        done = subprocess.run(command, input=sql, capture_output=True, text=True)
        if check and done.returncode:
            raise Failed(f"psql: {done.stderr.strip()}")
        return done

    def halt(self, *signals):
        """Stops the server and keeps its data: fast, then at once."""
        if self.process:
            stop(self.process, signals or (signal.SIGINT, signal.SIGQUIT, signal.SIGKILL), 10)

    def remove(self):
        self.halt()
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.rmtree(self.socket_folder, ignore_errors=True)


class Gateway:
    """A running `phony serve`: its addresses by name, its log, its memory."""

    def __init__(
        self, config, log, binary=BINARY, environment=None, seconds=10, arguments=(), wrapper=(),
    ):
        if not pathlib.Path(binary).exists():
            raise Failed(f"{binary} is missing; run make build")
        self.config = pathlib.Path(config)
        self.log_file = pathlib.Path(log)
        self.addresses = {}
        self.standard_output = b""
        with open(self.log_file, "ab") as log_out:
            self.process = spawn(
                [*wrapper, binary, "serve", "--config", self.config, *arguments], signal.SIGKILL,
                stdout=subprocess.PIPE,
                stderr=log_out, stdin=subprocess.DEVNULL, env={**os.environ, **(environment or {})},
            )
        self._answered = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self._answered.wait(seconds)
        if not self.addresses:
            ended = self.process.poll()
            stop(self.process, (signal.SIGKILL,), 5)
            how = f"ended with {ended}" if ended is not None else f"said nothing for {seconds} s"
            raise Failed(f"phony serve {how}; its log:\n{self.log()[-4000:]}")

    def _read(self):
        for line in self.process.stdout:
            self.standard_output += line
            if line.startswith(b"phony ready"):
                self.addresses = dict(re.findall(r"(\S+)=(\S+)", line.decode()))
                self._answered.set()
        self._answered.set()

    def address(self, name):
        host, _, port = self.addresses[name].rpartition(":")
        return host, int(port)

    def log(self):
        return self.log_file.read_text(errors="replace")

    def alive(self):
        return self.process.poll() is None

    def stop(self, seconds=10):
        """A drain, a stop, an end; the exit status."""
        return stop(self.process, (signal.SIGTERM, signal.SIGTERM, signal.SIGKILL), seconds)


def make_key(file, binary=BINARY):
    """A new master key, as the product itself makes it."""
    pathlib.Path(file).unlink(missing_ok=True)
    done = subprocess.run([binary, "keys", "init", "--out", file], capture_output=True, text=True)
    if done.returncode:
        raise Failed(f"phony keys init: {done.stderr.strip() or done.stdout.strip()}")
