"""Transactions and rows through Phony, beside the server itself, PgBouncer and a relay that looks at nothing.

    python Benchmarks/throughput.py [--seconds 1] [--rounds 5] [--only NAME …] [--phony FILE] [--json FILE]

Every round measures each peer once, in turn, on the same server; a figure is the median of the rounds' ratios, so that
what slows the machine down slows its neighbours in the ratio too. Rounds go forwards and backwards by turns. Those of
pgbench are short, so there are four times as many. Processor time is the peer's own, from /proc.
"""
import argparse
import json
import pathlib
import re
import socket
import statistics
import subprocess
import sys
import time

import peers as world
import throwaway


# A measure returns how often the work was done, and in how many seconds, without what came before and after.
def transactions(mode):
    def measure(peer, cluster, seconds):
        command = [cluster.programs / "pgbench", "-n", "-S", "-M", mode, "-c", "8", "-T", str(seconds), "-h", "127.0.0.1",
                   "-p", str(peer.port), "-U", "postgres", "postgres"]
        done = subprocess.run([*map(str, command)], capture_output=True, text=True)
        if done.returncode:
            raise throwaway.Failed(done.stderr)
        count = int(re.search(r"actually processed: (\d+)", done.stdout).group(1))
        return count, count / float(re.search(r"tps = ([\d.]+)", done.stdout).group(1))
    return measure


def statement(sql, count=1):
    """One statement, as often; what comes back is thrown away by the client."""
    def measure(peer, cluster, seconds):
        started = time.perf_counter()
        for _ in range(count):
            drain(peer.port, sql)
        return count, time.perf_counter() - started
    return measure


def drain(port, sql):
    """Reads an answer as fast as this process can, and looks only for its end."""
    with socket.create_connection(("127.0.0.1", port)) as server:
        start = b"\0\3\0\0user\0postgres\0database\0postgres\0\0"
        server.sendall((len(start) + 4).to_bytes(4, "big") + start)
        _until_ready(server)
        text = sql.encode() + b"\0"
        server.sendall(b"Q" + (len(text) + 4).to_bytes(4, "big") + text)
        _until_ready(server)


def _until_ready(server):
    buffer, tail = bytearray(1 << 20), b""
    view = memoryview(buffer)
    while count := server.recv_into(view):
        tail = (tail + bytes(view[max(0, count - 6):count]))[-6:]
        if tail[:5] == b"Z\0\0\0\5":
            return
    raise throwaway.Failed("the connection ended in the middle of an answer")


MEASURES = {
    "pgbench -S simple": transactions("simple"),
    "pgbench -S extended": transactions("extended"),
    "pgbench -S prepared": transactions("prepared"),
    "1M rows, none masked": statement("SELECT * FROM plain"),
    "1M rows, 3 columns masked": statement("SELECT * FROM people"),
    "COPY 1M rows, none masked": statement("COPY plain TO STDOUT"),
    "COPY 1M rows, 3 columns masked": statement("COPY people TO STDOUT"),
}


def run(names, rounds, seconds, binary):
    """Per measure and peer: the samples of wall time and of processor time, seconds a unit of work."""
    with world.server(binary) as cluster, world.peers(cluster, binary) as all_peers:
        samples = {}
        for name in names:
            for number in range(rounds * (4 if name.startswith("pgbench") else 1) + 1):
                for peer in all_peers[::1 if number % 2 else -1]:
                    before = peer.spent()
                    count, wall = MEASURES[name](peer, cluster, seconds)
                    spent = peer.spent() - before
                    if number:  # the first round warms up
                        samples.setdefault(name, {}).setdefault(peer.name, []).append((wall / count, spent / count))
            show(name, samples[name])
        return samples


def show(name, found):
    print(f"\n{name}", flush=True)
    for peer, samples in found.items():
        wall, spent = (statistics.median(column) for column in zip(*samples))
        ratios = []
        for other in ("direct", "pgbouncer", "relay"):
            if other == peer or other not in found:
                continue
            against = list(zip(samples, found[other]))
            ratios.append(f"wall {statistics.median(a[0] / b[0] for a, b in against):5.2f}")
            if other != "direct" and peer != "direct":
                ratios[-1] += f" cpu {statistics.median(a[1] / b[1] for a, b in against):5.2f}"
            ratios[-1] += f" of {other}"
        print(f"  {peer:10} {wall * 1e6:12.1f} us  cpu {spent * 1e6:12.1f} us   {'   '.join(ratios)}", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seconds", type=int, default=1, help="of each pgbench run (1)")
    parser.add_argument("--rounds", type=int, default=5, help="after one that warms up (5)")
    parser.add_argument("--only", nargs="+", choices=MEASURES, default=list(MEASURES), metavar="NAME")
    parser.add_argument("--phony", type=pathlib.Path, default=throwaway.BINARY, metavar="FILE")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    chosen = parser.parse_args()
    try:
        samples = run(chosen.only, chosen.rounds, chosen.seconds, chosen.phony)
    except throwaway.Failed as failure:
        print(f"throughput: {failure}", file=sys.stderr)
        sys.exit(1)
    if chosen.json:
        chosen.json.write_text(json.dumps(samples))


if __name__ == "__main__":
    main()
