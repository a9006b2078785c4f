"""How long fuzzing runs, from which seed, and what it did.

`make test`: a fixed seed and a few seconds. Under SOAK=1: a new seed, or PHONY_FUZZ_SEED, and PHONY_SOAK_SECONDS for
all of these tests together (2400 if not said). Counts are left in .build/soak/<name>.json. One case again:
PHONY_FUZZ_CASE=<name>:<number> with the number that the failure printed.
"""
import collections
import json
import os
import random
import secrets
import threading
import time

import throwaway

SOAK = bool(os.environ.get("SOAK"))
SOAK_SECONDS = float(os.environ.get("PHONY_SOAK_SECONDS", "2400"))
TIMEOUT = int(SOAK_SECONDS + 600) if SOAK else 100
TESTS = 3  # that share the time
QUICK_SECONDS = 6.0
SEED = int(os.environ.get("PHONY_FUZZ_SEED") or (secrets.randbits(32) if SOAK else 20_261_123))
ONE_CASE = os.environ.get("PHONY_FUZZ_CASE", "")
WORKERS = 6  # much of a conversation is waiting


class Run:
    """Plays cases in several threads until the time is up, one fails, or the gateway dies."""

    def __init__(self, name, play, check):
        """`play(case, count)` holds one conversation and raises what is wrong; `check()` looks after the gateway."""
        self.name, self.play, self.check = name, play, check
        self.count = collections.Counter()
        self.failures = []
        self.seconds = SOAK_SECONDS / TESTS if SOAK else QUICK_SECONDS
        self._lock = threading.Lock()
        self._number = 0
        self._under_way = {}

    def go(self):
        started = time.monotonic()
        print(f"{self.name}: seed {SEED}, {self.seconds:.0f} s")
        wanted, _, case = ONE_CASE.partition(":")
        if wanted:
            if wanted == self.name:
                self._one(int(case))
        else:
            threads = [threading.Thread(target=self._work, args=(started,), daemon=True) for _ in range(WORKERS)]
            for thread in threads:
                thread.start()
            for thread in threads:
                thread.join(self.seconds + 120)
            assert not any(thread.is_alive() for thread in threads), f"stuck in {self._under_way}"
        self._report(time.monotonic() - started)
        assert not self.failures, "\n".join(self.failures)
        assert wanted or self.count["conversations"] > 100, self.count
        return self.count

    def _work(self, started):
        while time.monotonic() - started < self.seconds and not self.failures:
            with self._lock:
                number = self._number
                self._number += 1
            self._one(random.Random(f"{SEED} {self.name} {number}").getrandbits(48))

    def _one(self, case):
        thread, count = threading.get_ident(), collections.Counter(conversations=1)
        self._under_way[thread] = case
        try:
            self.play(case, count)
            self.check()
        except Exception as fault:
            others = [other for other in self._under_way.values() if other != case]
            again = f"PHONY_FUZZ_CASE={self.name}:{case} pytest Tests/EndToEnd/test_fuzz_sessions.py -k {self.name}"
            self.failures.append(f"{fault!r}\nto repeat: {again}\nat the same time ran {others}")
        with self._lock:
            self.count += count

    def _report(self, seconds):
        outcome = {"seed": SEED, "seconds": round(seconds, 1), "failures": self.failures, **self.count}
        print(f"{self.name}: {outcome}")
        if SOAK:
            keep(self.name, outcome)


def keep(name, outcome):
    """Leaves what a soak did where the next run of the tests does not remove it."""
    folder = throwaway.ROOT / ".build" / "soak"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.json").write_text(json.dumps(outcome, indent=1, sort_keys=True) + "\n")


def split(dice, data, most=6):
    """The same bytes in pieces, cut anywhere."""
    cuts = sorted(dice.randrange(len(data) + 1) for _ in range(dice.randrange(most))) if data else []
    return [piece for piece in map(lambda a, b: data[a:b], [0, *cuts], [*cuts, len(data)]) if piece]


def lengths(dice, frame):
    """A frame whose length lies: too small to be one, a little off, or beyond all measure."""
    true = int.from_bytes(frame[1:5], "big")
    lie = dice.choice([0, 1, 3, 4, 0xFFFFFFFF, 0x80000000, 0x7FFFFFFF, 0x3FFFFFFF, 0x10000, true + 1, true - 1,
                       true + dice.randrange(1, 300), true ^ 1 << dice.randrange(32)])
    return frame[:1] + (lie & 0xFFFFFFFF).to_bytes(4, "big") + frame[5:]
