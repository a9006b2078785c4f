"""The world of the benchmarks: one PostgreSQL with many people, and what can stand before it."""
import contextlib
import pathlib
import shutil
import signal
import subprocess
import sys
import time

sys.dont_write_bytecode = True
HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE.parent / "dev"))

import throwaway  # noqa: E402

FOLDER = throwaway.ROOT / ".build" / "bench"
RELAY = HERE / ".build" / "release" / "BareRelay"
HBA = "host all all 127.0.0.1/32 trust\n"
CONFIG = """\
version: 1
state: ./state
key: {{file: ./master.key}}
listeners:
  - name: app
    protocol: postgres
    listen: 127.0.0.1:0
    tls: {{mode: disable}}
    upstream: {{url: "postgres://127.0.0.1:{port}", tls: disable}}
    policy: main
policies:
  main:
    profile: app
    columns:
      public.people.email: email
      public.people.first_name: first_name
      public.people.last_name: last_name
"""
SCHEMA = """
CREATE TABLE people AS SELECT i AS id, 'p' || i || '@mail.example' AS email, 'Anna' || i % 5000 AS first_name,
    'Meier' || i % 9000 AS last_name, i * 7 AS score FROM generate_series(1, {rows}) i;
CREATE TABLE plain AS SELECT id, email AS word, first_name AS other, last_name AS third, score FROM people;
VACUUM ANALYZE;
"""


class Peer:
    """What stands between client and server: a port, and a process whose time counts."""

    def __init__(self, name, port, process=None):
        self.name, self.port, self.process = name, port, process

    def spent(self):
        """Seconds of processor time used so far, to the nanosecond where the kernel says."""
        if not self.process:
            return 0.0
        total = 0
        for task in pathlib.Path(f"/proc/{self.process.pid}/task").iterdir():
            with contextlib.suppress(OSError):
                total += int((task / "schedstat").read_text().split()[0])
        return total / 1e9


@contextlib.contextmanager
def server(binary, rows=1_000_000):
    """A PostgreSQL with pgbench's tables and ours, and a key for the gateway."""
    for program in (binary, RELAY):
        if not program.exists():
            raise throwaway.Failed(f"{program} is missing; make bench builds it")
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    cluster = throwaway.Cluster(FOLDER / "postgres", HBA, {"shared_buffers": "512MB", "jit": "off"})
    try:
        cluster.start()
        subprocess.run(
            [cluster.programs / "pgbench", "-i", "-q", "-s", "5", "-h", "127.0.0.1", "-p", str(cluster.port), "-U",
             "postgres", "postgres"], check=True, capture_output=True)
        cluster.psql(SCHEMA.format(rows=rows))
        throwaway.make_key(FOLDER / "master.key", binary)
        yield cluster
    finally:
        cluster.remove()


@contextlib.contextmanager
def peers(cluster, binary, wrap=lambda name: [], relay=RELAY):
    """Direct, PgBouncer, the bare relay and Phony, as far as they are there; `wrap` names what each is run under."""
    processes = []

    def quiet(*command):
        processes.append(throwaway.spawn(
            command, signal.SIGKILL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))
        return processes[-1]

    try:
        found = [Peer("direct", cluster.port)]
        bouncer = shutil.which("pgbouncer") or "/usr/sbin/pgbouncer"
        if pathlib.Path(bouncer).exists():
            port = throwaway.free_port()
            (FOLDER / "pgbouncer.ini").write_text(
                f"[databases]\npostgres = user=postgres host=127.0.0.1 port={cluster.port}\n[pgbouncer]\n"
                f"listen_addr = 127.0.0.1\nlisten_port = {port}\nauth_type = any\npool_mode = session\n"
                "unix_socket_dir =\nuser = nobody\nmax_client_conn = 200\n")
            FOLDER.chmod(0o755)
            found.append(Peer("pgbouncer", port, quiet(*wrap("pgbouncer"), bouncer, "-q", FOLDER / "pgbouncer.ini")))
        port = throwaway.free_port()
        found.append(Peer("relay", port, quiet(*wrap("relay"), relay, port, cluster.port)))
        (FOLDER / "phony.yaml").write_text(CONFIG.format(port=cluster.port))
        gateway = throwaway.Gateway(
            FOLDER / "phony.yaml", FOLDER / "phony.log", binary=binary, wrapper=wrap("phony"), seconds=60)
        processes.append(gateway.process)
        found.append(Peer("phony", gateway.address("app")[1], gateway.process))
        time.sleep(0.5)
        yield found
    finally:
        for process in processes:
            throwaway.stop(process, (signal.SIGTERM, signal.SIGKILL), 30)
