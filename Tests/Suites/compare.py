"""Runs other projects' suites against a server and through the gateway, and compares the outcome of every test.

    python Tests/Suites/compare.py [SUITE …] [--server 15|16|18] [--selection] [--policy empty|unmatched] [--json FILE]

Prints a table; exit status 1 where an outcome differs without a reason in differences.txt, 2 where a suite could not be
had.
"""
import argparse
import concurrent.futures
import json
import pathlib
import shutil
import sys
import tempfile
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd"), str(HERE.parents[1] / "dev")]

import places  # noqa: E402
import sources  # noqa: E402
import suites  # noqa: E402
import throwaway  # noqa: E402

HBA = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"
SETTINGS = {
    "max_prepared_transactions": 10, "max_connections": 100, "wal_level": "logical", "shared_buffers": "128MB",
}
POLICIES = {
    "empty": {},
    # The whole machinery at work, and nothing to protect.
    "unmatched": {"nobody.*.*": "redact"},
}


def outcomes(suite, version, columns, keep):
    """One run: on a server of its own, through a gateway of its own unless `columns` is None."""
    folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-suite-", dir="/tmp"))
    folder.chmod(0o777)
    cluster = throwaway.Cluster(
        folder / "cluster", HBA, SETTINGS, programs=sources.server_programs(version)).start()
    gateway = None
    try:
        cluster.psql(f"ALTER ROLE postgres PASSWORD '{suites.PASSWORD}'")
        port = cluster.port
        if columns is not None:
            gateway = places.Phony(folder / "gateway", cluster.port, columns=columns, record=False)
            port = gateway.port
        started = time.monotonic()
        scratch = folder / "suite"
        scratch.mkdir()
        scratch.chmod(0o777)
        found = suite(suites.Target(port, scratch, version))
        if gateway and not gateway.gateway.alive():
            raise RuntimeError(f"the gateway died:\n{gateway.log()[-3000:]}")
        return found, time.monotonic() - started
    finally:
        if gateway:
            gateway.stop()
        cluster.remove()
        if keep:
            print(f"kept: {folder}", file=sys.stderr)
        else:
            shutil.rmtree(folder, ignore_errors=True)


def compare(suite, version=15, policy="empty", keep=False):
    """The outcomes of both runs, side by side in time too."""
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        direct = pool.submit(outcomes, suite, version, None, keep)
        through = pool.submit(outcomes, suite, version, POLICIES[policy], keep)
        return Comparison(suite.__name__, version, policy, *direct.result(), *through.result())


class Comparison:
    def __init__(self, name, version, policy, direct, direct_seconds, through, through_seconds):
        self.name, self.version, self.policy = name, version, policy
        self.direct, self.through = direct, through
        self.seconds = (direct_seconds, through_seconds)
        self.different = {
            test: (direct.get(test, "absent"), through.get(test, "absent"))
            for test in sorted(direct.keys() | through.keys()) if direct.get(test) != through.get(test)
        }

    @staticmethod
    def counts(found):
        kinds = list(found.values())
        return f"{kinds.count('ok')} ok, {kinds.count('failed')} failed, {kinds.count('skipped')} skipped"

    @property
    def unexplained(self):
        known = explained()
        return {test: pair for test, pair in self.different.items() if (self.name, test) not in known}

    def row(self):
        differences = "; ".join(f"{test}: {a} / {b}" for test, (a, b) in self.different.items()) or "none"
        return (f"| {self.name} | {self.version} | {self.policy} | {self.counts(self.direct)} | "
                f"{self.counts(self.through)} | {differences} |")


def explained():
    """Differences that have a reason: `suite TAB test TAB reason`."""
    lines = (HERE / "differences.txt").read_text().splitlines()
    return {tuple(line.split("\t")[:2]): line.split("\t")[2] for line in lines if line and not line.startswith("#")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"one of {', '.join(suites.ALL)} (all)")
    parser.add_argument("--server", type=int, default=15, choices=[15, *sources.WHEELS])
    parser.add_argument("--policy", default="empty", choices=POLICIES)
    parser.add_argument("--selection", action="store_true", help="the shorter forms")
    parser.add_argument("--keep", action="store_true", help="leave the folders of the runs, and say where they are")
    parser.add_argument("--json", metavar="FILE", help="every outcome, for machines")
    chosen = parser.parse_args()
    known = suites.SELECTION if chosen.selection else suites.ALL
    names = chosen.suites or list(known)
    if unknown := [name for name in names if name not in known]:
        parser.error(f"no suite {', '.join(unknown)}; there are {', '.join(known)}")
    print("| suite | server | policy | direct | through the gateway | differences |\n|---|---|---|---|---|---|")
    status, records = 0, []
    for name in names:
        try:
            comparison = compare(known[name], chosen.server, chosen.policy, chosen.keep)
        except sources.Unavailable as error:
            print(f"| {name} | {chosen.server} | {chosen.policy} | not to be had: {error} | | |", flush=True)
            status = 2
            continue
        print(comparison.row(), flush=True)
        records.append({**vars(comparison), "unexplained": comparison.unexplained})
        if comparison.unexplained or not comparison.direct:
            status = status or 1
    if chosen.json:
        pathlib.Path(chosen.json).write_text(json.dumps(records, indent=1))
    sys.exit(status)


if __name__ == "__main__":
    main()
