"""Runs the clients against a gateway with masks on, and prints the table of docs/COMPATIBILITY.md.

    .venv/bin/python Tests/Clients/matrix.py [CLIENT …] [--json] [--write-golden]

Starts servers of its own. Exit status 1 where a step fails that is not listed as one the client cannot take.
"""
import argparse
import json
import sys

import runner
import checks
import clients
import golden
import world


def outcomes(client, run):
    """What became of each step: `ok`, `not available: …` or `failed: …`."""
    found = {}
    for step in clients.STEPS:
        try:
            checks.check(step, run.steps.get(step), client)
            reason = client.lacks.get(step)
            found[step] = f"not available: {reason}" if reason else "ok"
        except AssertionError as wrong:
            found[step] = f"failed: {wrong}"
    try:
        checks.whole(run, client)
    except AssertionError as wrong:
        found["all together"] = f"failed: {wrong}"
    return found


def row(client, run, found):
    def listed(kind):
        return [step for step, outcome in found.items() if outcome.startswith(kind)]

    remarks = [f"{step}: {client.lacks[step]}" for step in listed("not available")]
    for step, columns in client.omits.items():
        reasons = sorted(set(columns.values()))
        remarks.append(f"{step} without {', '.join(columns)}: {', '.join(reasons)}")
    if client.milliseconds:
        remarks.append("times to the millisecond: its type holds no more")
    if not client.prepares:
        remarks.append("prepared: repeated, with the parameters put in by the driver")
    cells = [client.name, run.version, ", ".join(listed("ok")), ", ".join(listed("failed")) or "none",
             "; ".join(remarks) or "none"]
    return f"| {' | '.join(cells)} |"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("clients", nargs="*", metavar="CLIENT", help=f"one of {', '.join(clients.BY_NAME)} (all)")
    parser.add_argument("--json", action="store_true", help="what the clients said, instead of the table")
    parser.add_argument("--write-golden", action="store_true", help="write down what psycopg 3 is shown, and end")
    chosen = parser.parse_args()
    if unknown := [name for name in chosen.clients if name not in clients.BY_NAME]:
        parser.error(f"no client {', '.join(unknown)}; there are {', '.join(clients.BY_NAME)}")
    status, documents = 0, {}
    with world.running() as here:
        if chosen.write_golden:
            golden.write(runner.run(clients.BY_NAME["psycopg 3"], here))
            return
        if not chosen.json:
            print("| client | version | ok | failed | not available, and remarks |\n|---|---|---|---|---|")
        for name in chosen.clients or clients.BY_NAME:
            client = clients.BY_NAME[name]
            run = runner.run(client, here)
            found = outcomes(client, run)
            documents[name] = {"version": run.version, "seconds": run.seconds, "outcomes": found, "facts": run.steps}
            if not chosen.json:
                print(row(client, run, found), flush=True)
            for step, outcome in found.items():
                if outcome.startswith("failed"):
                    status = 1
                    print(f"{name}, {step}: {outcome}", file=sys.stderr, flush=True)
    if chosen.json:
        print(json.dumps(documents, indent=1, ensure_ascii=False))
    sys.exit(status)


if __name__ == "__main__":
    main()
