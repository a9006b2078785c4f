"""The suites: how each is run against an address, and what each of its tests came to.

A suite is a function of an address and a scratch folder that returns the outcome of every test by name: `ok`, `failed`
or `skipped`. It never judges: the same is run against the server and through the gateway, and only a difference counts.
"""
import dataclasses
import os
import pathlib
import re
import shutil
import subprocess
import xml.etree.ElementTree

import sources

PROGRAMS = pathlib.Path("/usr/lib/postgresql/15")
PGXS = PROGRAMS / "lib/pgxs/src/test"
PASSWORD = "secret"
HERE = pathlib.Path(__file__).resolve().parent


@dataclasses.dataclass
class Target:
    """Where to run, and where to write: a folder that the server's user can read and write too."""
    port: int
    folder: pathlib.Path
    version: int = 15
    host: str = "127.0.0.1"

    @property
    def environment(self):
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
        return {**kept, "PGHOST": self.host, "PGPORT": str(self.port), "PGUSER": "postgres", "PGPASSWORD": PASSWORD,
                "PGSSLMODE": "disable", "LC_ALL": "C.UTF-8"}

    def run(self, *command, seconds=1500, environment=None, **options):
        """Runs a suite's own program to its end; what it printed."""
        done = subprocess.run(
            [*map(str, command)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace",
            timeout=seconds, env={**self.environment, **(environment or {})}, **options)
        (self.folder / "log").write_text(done.stdout)
        return done.stdout


def _regress(target, program, inputs, *arguments):
    """Runs pg_regress or its kin and reads its report, TAP or older."""
    folder = target.folder
    for path in [folder, folder / "results", folder / "testtablespace", folder / "output_iso"]:
        path.mkdir(exist_ok=True)
        path.chmod(0o777)
    report = target.run(
        program, f"--host={target.host}", f"--port={target.port}", f"--inputdir={inputs}", f"--outputdir={folder}",
        f"--bindir={PROGRAMS / 'bin'}", "--user=postgres", *arguments, cwd=folder)
    found = re.findall(r"(?m)^(?:test|    )\s*(\S+)\s+\.\.\. (ok|FAILED|failed)", report)
    return {name: "ok" if outcome == "ok" else "failed" for name, outcome in found}


def _inputs(target, name):
    """A copy of the tests that the server's user can read, as COPY FROM does."""
    copy = target.folder / "inputs"
    shutil.copytree(sources.postgres_tests() / name, copy)
    return copy


def regression(target):
    """PostgreSQL 15's regression tests, in their own parallel schedule."""
    inputs = _inputs(target, "regress")
    return _regress(
        target, PGXS / "regress/pg_regress", inputs, f"--dlpath={inputs}", "--max-connections=8",
        f"--schedule={inputs}/parallel_schedule")


def isolation(target, *specs):
    """PostgreSQL 15's isolation tests: sessions that wait for each other."""
    inputs = _inputs(target, "isolation")
    chosen = specs or (f"--schedule={inputs}/isolation_schedule",)
    return _regress(
        target, PGXS / "isolation/pg_isolation_regress", inputs, "--dbname=isolation_regression", *chosen)


def some_isolation(target):
    """Those isolation tests that take no long waits."""
    return isolation(
        target, "read-only-anomaly", "simple-write-skew", "receipt-report", "project-manager", "two-ids", "ri-trigger",
        "fk-contention", "lock-update-delete", "eval-plan-qual", "deadlock-simple", "nowait", "skip-locked",
        "insert-conflict-do-update", "drop-index-concurrently-1", "async-notify", "timeouts", "sequence-ddl",
        "create-trigger", "propagate-lock-delete", "tuplelock-update")


def libpq_pipeline(target):
    """libpq's tests of the extended protocol in pipeline mode."""
    program = sources.postgres_tests() / "libpq_pipeline"
    outcomes = {}
    address = f"host={target.host} port={target.port} user=postgres password={PASSWORD} dbname=postgres sslmode=disable"
    for name in target.run(program, "tests").split():
        done = subprocess.run(
            [program, name, address], capture_output=True, timeout=120, env=target.environment, cwd=target.folder)
        outcomes[name] = "ok" if done.returncode == 0 else "failed"
    return outcomes


def _unittest(report):
    """The verbose report of Python's unittest."""
    found = re.findall(r"(?m)^(\w+) \(([\w.]+)\)[^\n]*?(?:\n[^\n]*?)?\.\.\. (ok|FAIL|ERROR|skipped)", report)
    outcomes = {}
    for method, owner, outcome in found:
        name = owner if owner.endswith(method) else f"{owner}.{method}"
        outcomes[name] = {"ok": "ok", "skipped": "skipped"}.get(outcome, "failed")
    return outcomes


def psycopg2(target):
    """psycopg2's own tests."""
    tree = sources.distribution("psycopg2", "2.9.13") / "tree"
    python = sources.environment("psycopg2", "psycopg2-binary==2.9.13") / "bin" / "python"
    report = target.run(
        python, "-c", "import tests; tests.unittest.main(defaultTest='tests.test_suite', verbosity=2)", cwd=tree,
        environment={
            "PSYCOPG2_TESTDB": "postgres", "PSYCOPG2_TESTDB_HOST": target.host, "PSYCOPG2_TESTDB_PORT": str(target.port),
            "PSYCOPG2_TESTDB_USER": "postgres", "PYTHONDONTWRITEBYTECODE": "1"})
    return _unittest(report)


def pg8000(target):
    """pg8000's own tests: a driver in Python that shares nothing with libpq."""
    tree = sources.distribution("pg8000", "1.31.6") / "tree"
    python = sources.environment(
        "pg8000", "pg8000==1.31.6", "pytest", "pytest-mock", "pytest-benchmark", "pytz") / "bin" / "python"
    report = target.folder / "report.xml"
    target.run(
        python, "-m", "pytest", "-q", "-p", "no:cacheprovider", "--benchmark-skip", f"--junit-xml={report}",
        "test/native", "test/dbapi", "test/legacy", cwd=tree, environment={"PYTHONDONTWRITEBYTECODE": "1"})
    return _junit(report)


def _junit(report):
    outcomes = {}
    for case in xml.etree.ElementTree.parse(report).iter("testcase"):
        kinds = {child.tag for child in case}
        outcome = "failed" if kinds & {"failure", "error"} else "skipped" if "skipped" in kinds else "ok"
        outcomes[f"{case.get('classname')}.{case.get('name')}"] = outcome
    return outcomes


def django(target):
    """Django's own tests of what touches the database most."""
    tree = sources.distribution("Django", "5.2.19") / "tree"
    python = sources.environment(
        "django", "Django==5.2.19", "psycopg[binary]==3.3.9", "jinja2", "tblib") / "bin" / "python"
    report = target.run(
        python, "runtests.py", "--settings=django_settings", "--parallel=1", "--noinput", "-v", "2", "basic", "queries",
        "transactions", "backends", "aggregation", "introspection", "inspectdb", cwd=tree / "tests",
        environment={
            "PYTHONPATH": f"{HERE}:{tree}", "PYTHONDONTWRITEBYTECODE": "1",
            "WITHOUT_ICU": "1" if target.version != 15 else ""})
    return _unittest(report)


ALL = {suite.__name__: suite for suite in (regression, isolation, libpq_pipeline, psycopg2, pg8000, django)}
"""The whole suites, by name."""

SELECTION = {
    suite.__name__: suite for suite in (regression, some_isolation, libpq_pipeline, psycopg2, django)}
"""What fits into some minutes."""
