"""Connects in every way there is, and prints what came of it as the table of docs/COMPATIBILITY.md.

    .venv/bin/python Tests/TLSMatrix/matrix.py [--verbose]

Starts servers of its own. Exit status 1 where a cell comes out otherwise than its rule says; those are named first.
"""
import argparse
import pathlib
import sys
import time

HERE = pathlib.Path(__file__).resolve().parent
sys.path[:0] = [str(HERE), str(HERE.parent / "EndToEnd"), str(HERE.parents[1] / "dev")]

import cells  # noqa: E402
import probe  # noqa: E402
import table  # noqa: E402
import world  # noqa: E402


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--verbose", action="store_true", help="a line for each cell, on standard error")
    verbose = parser.parse_args().verbose
    started, wrong = time.monotonic(), 0
    with world.World() as place:
        for cell in cells.CELLS:
            seen = probe.look(place, cell)
            difference = probe.difference(cells.expected(cell), seen)
            wrong += bool(difference)
            if difference or verbose:
                print(f"{cell}: {difference or seen}", file=sys.stderr)
    print(f"{len(cells.CELLS)} cells in {time.monotonic() - started:.0f} s, {wrong} otherwise than the rules say",
          file=sys.stderr)
    if not wrong:  # the table says what the rules say
        print(table.markdown())
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
