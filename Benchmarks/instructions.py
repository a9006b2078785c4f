"""Instructions per transaction, outside the kernel, of Phony and its peers, counted by callgrind.

    python Benchmarks/instructions.py [--only NAME …] [--transactions 2000] [--phony FILE] [--functions FILE]

A count does not depend on what else the machine does, so it shows what the noise of times hides. What the kernel does
(most of the work of a relay) is not in it. --functions writes Phony's functions with what each costs, calls included.
"""
import argparse
import collections
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import time

import peers as world
import throwaway

MODES = ("simple", "extended", "prepared")
CLIENTS = 8


def bare(program, folder):
    """A copy with symbols and without debug information, which Debian 12's valgrind cannot read where Swift wrote it."""
    copy = folder / program.name
    subprocess.run(["strip", "--strip-debug", "-o", copy, program], check=True)
    return copy


def pgbench(peer, cluster, mode, each):
    command = [cluster.programs / "pgbench", "-n", "-S", "-M", mode, "-c", CLIENTS, "-t", each, "-h", "127.0.0.1",
               "-p", peer.port, "-U", "postgres", "postgres"]
    subprocess.run([*map(str, command)], check=True, capture_output=True, timeout=120)


def functions(file, inclusive):
    """Instructions of each function by its name, calls included or not."""
    command = ["callgrind_annotate", f"--inclusive={inclusive}", "--threshold=100", str(file)]
    report = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    names = subprocess.run(["swift", "demangle", "--simplified"], input=report, capture_output=True, text=True).stdout
    found = collections.Counter()
    for line in names.splitlines():
        if match := re.match(r"\s*([\d,]+) \(\s*[\d.]+%\)\s+(?:\S*?:)?(.*?)(?: \[\S+\])?$", line):
            found[match.group(2)] += int(match.group(1).replace(",", ""))
    return found


class Counter:
    """Runs all peers under callgrind, once a run: what a process cost is known when it has ended."""

    def __init__(self, cluster, folder, phony):
        self.cluster, self.folder = cluster, folder
        self.phony, self.relay = bare(phony, folder), bare(world.RELAY, folder)

    def file(self, name):
        return self.folder / f"callgrind.{name}"

    def wrap(self, name):
        # PgBouncer gives up being root, and callgrind could then not write: it starts as nobody.
        nobody = ["setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups"]
        user = nobody if name == "pgbouncer" and os.getuid() == 0 else []
        return [*user, "valgrind", "-q", "--tool=callgrind", f"--callgrind-out-file={self.file(name)}"]

    def run(self, mode, each):
        """Per peer: its instructions, and those of its functions."""
        with world.peers(self.cluster, self.phony, self.wrap, self.relay) as peers:
            time.sleep(3)  # the ports open late under callgrind
            names = [peer.name for peer in peers if peer.process]
            for peer in peers:
                if peer.process:
                    pgbench(peer, self.cluster, mode, each)
        found = {}
        for name in names:
            text = self.file(name).read_text(errors="replace")
            found[name] = int(re.search(r"^totals: (\d+)", text, re.MULTILINE).group(1))
        return found, {key: functions(self.file("phony"), key) for key in ("yes", "no")}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", choices=MODES, default=MODES)
    parser.add_argument("--transactions", type=int, default=2000, help="that one run has more than the other (2000)")
    parser.add_argument("--phony", type=pathlib.Path, default=throwaway.BINARY, metavar="FILE")
    parser.add_argument("--functions", type=pathlib.Path, metavar="FILE")
    chosen = parser.parse_args()
    if not shutil.which("valgrind"):
        sys.exit("instructions: valgrind is missing (apt-get install valgrind)")
    folder = pathlib.Path(tempfile.mkdtemp(prefix="phony-callgrind-"))
    folder.chmod(0o777)
    lines = []
    try:
        with world.server(chosen.phony, rows=1000) as cluster:
            counter = Counter(cluster, folder, chosen.phony)
            for mode in chosen.only:
                more = chosen.transactions // CLIENTS
                short, few = counter.run(mode, 50)
                long, many = counter.run(mode, 50 + more)
                print(f"pgbench -S {mode}")
                for name in long:
                    each = (long[name] - short[name]) / (more * CLIENTS)
                    print(f"  {name:10} {each:8.0f} instructions a transaction", flush=True)
                for title, key in (("calls included", "yes"), ("by itself", "no")):
                    lines.append(f"pgbench -S {mode}, {title}\n")
                    costs = {name: (many[key][name] - few[key][name]) / (more * CLIENTS) for name in many[key]}
                    lines += [f"{cost:10.0f}  {name}\n"
                              for name, cost in sorted(costs.items(), key=lambda item: -item[1]) if cost >= 5]
    finally:
        shutil.rmtree(folder)
    if chosen.functions:
        chosen.functions.write_text("".join(lines))


if __name__ == "__main__":
    try:
        main()
    except throwaway.Failed as failure:
        sys.exit(f"instructions: {failure}")
