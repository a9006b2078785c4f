"""What some clients need before they start: unpacked Debian packages, compiled programs. All of it in .build/clients.

Packages are unpacked and not installed where installing would drag along what no client uses: node-pg's dependencies
clash with a Node.js from elsewhere, and the Go drivers' bring sixty further packages.
"""
import hashlib
import os
import pathlib
import shutil
import sys

import sources
import throwaway

HERE = pathlib.Path(__file__).resolve().parent
CACHE = sources.ROOT / ".build" / "clients"
JDBC = "/usr/share/java/postgresql.jar"

NODE_PACKAGES = ("node-pg", "node-split2", "node-xtend")
GO_PACKAGES = (
    "golang-github-lib-pq-dev", "golang-github-jackc-pgx-v4-dev", "golang-github-jackc-pgconn-dev",
    "golang-github-jackc-pgtype-dev", "golang-github-jackc-pgproto3-v2-dev", "golang-github-jackc-pgio-dev",
    "golang-github-jackc-pgpassfile-dev", "golang-github-jackc-pgservicefile-dev",
    "golang-github-jackc-chunkreader-v2-dev", "golang-golang-x-crypto-dev", "golang-golang-x-text-dev",
)


def program(name, package):
    """The path of an installed program."""
    if found := shutil.which(name):
        return found
    raise sources.Unavailable(f"{name} is missing; dev/install test installs it (Debian: {package})")


def unpack(folder, packages):
    print(f"clients: unpacking {', '.join(packages)} into {folder}", file=sys.stderr)
    sources.apt(sources.apt_lists(), "download", *packages, cwd=folder)
    versions = []
    for package in sorted(folder.glob("*.deb")):
        versions.append(" ".join(package.name.split("_")[:2]))
        sources.run("dpkg", "-x", package, folder)
        package.unlink()
    (folder / "versions").write_text("\n".join(versions))


@sources.made_once("node", CACHE)
def node_packages(folder):
    unpack(folder, NODE_PACKAGES)


@sources.made_once("gocode", CACHE)
def go_packages(folder):
    unpack(folder, GO_PACKAGES)


def digest(*files):
    """A name for what these files make: it changes when one of them does."""
    together = hashlib.sha256()
    for file in files:
        together.update(file.read_bytes())
    return together.hexdigest()[:12]


@sources.made_once("java-{0}", CACHE)
def java_classes(folder, _):
    sources.run(program("javac", "openjdk-17-jdk-headless"), "-cp", JDBC, "-d", folder, *_java_files())


def _java_files():
    return sorted((HERE / "java").glob("*.java"))


@sources.made_once("go-{0}", CACHE)
def go_program(folder, _):
    gopath = go_packages() / "usr" / "share" / "gocode"
    sources.run(
        program("go", "golang-go"), "build", "-o", folder / "clients", *_go_files(),
        env={**os.environ, "GO111MODULE": "off", "GOPATH": gopath, "GOCACHE": CACHE / "gocache", "CGO_ENABLED": "0"})


def _go_files():
    return sorted((HERE / "go").glob("*.go"))


def node(script):
    modules = node_packages() / "usr" / "share" / "nodejs"
    return ["env", f"NODE_PATH={modules}", program("node", "nodejs"), HERE / "node" / script]


def java(variant):
    classes = java_classes(digest(*_java_files()))
    # The least of warming up: these programs live for a second.
    return [program("java", "openjdk-17-jdk-headless"), "-XX:TieredStopAtLevel=1", "-XX:+UseSerialGC",
            "-cp", f"{classes}:{JDBC}", "Main", variant]


def go(driver, package):
    """The program does not know its drivers' versions; the archive does."""
    versions = dict(line.split() for line in (go_packages() / "versions").read_text().splitlines())
    return ["env", f"DRIVER_VERSION={versions[package]}", go_program(digest(*_go_files())) / "clients", driver]


def psql(version):
    return (sources.server_programs(version) or throwaway.postgres_programs()) / "psql"
