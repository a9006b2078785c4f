"""Words of a model beside a loop in C, records of a schema, and people beside PyPI's mimesis and Faker, as ratios.

    python Benchmarks/core.py [--rounds 5] [--only NAME …] [--model-data FILE] [--phony FILE] [--json FILE]

Every round measures each peer once, in turn, forwards and backwards by turns; a figure is the median of the rounds, a
ratio that of the rounds' ratios, so that what slows the machine down slows its neighbours in the ratio too. What is
printed are tables for docs/PERFORMANCE.md. Phony's time is that of its whole process, the peers' without their imports.
"""
import argparse
import json
import os
import pathlib
import re
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import peers as world
import throwaway

RULES = throwaway.ROOT / "rules"
PYTHON = throwaway.ROOT / ".venv-rules" / "bin" / "python"
PROGRAM = throwaway.ROOT / ".build" / "release" / "CoreBenchmark"
LAST_NAMES = throwaway.ROOT / ".build" / "training" / "en_US" / "last_names.tsv"

MODELS = {"originals as they come": (), "no originals": ("--exclude-originals",)}
WORD_ROUNDS = 3  # of CoreBenchmark's own, in each of ours
FIGURES = {
    "c": r"a loop in C ([\d.]+) M words/s",
    "one": r"one by one ([\d.]+) M words/s",
    "many": r"side by side ([\d.]+) M words/s",
    "one_ratio": r"one by one .*, ([\d.]+) of C",
    "many_ratio": r"side by side .*, ([\d.]+) of C",
    "scoring": r"scoring ([\d.]+) MB/s",
    "checking": r"checking ([\d.]+) ms",
    "bytes": r"checking .* for (\d+) bytes",
}

RECORDS = 5_000_000
SECONDS = 2  # that a measure of people takes, about
GENERATORS = {
    "first": {"type": "model", "source": "en_US/first_names"},
    "last": {"type": "model", "source": "en_US/last_names"},
    "email": {"type": "template", "pattern": "{{lowercase(first)}}.{{lowercase(last)}}@example.com"},
    "phone": {"type": "logic", "kind": "mask", "mask": r"\+1-###-%%%-%%%%"},
    "city": {"type": "model", "source": "en_US/cities"},
}
FAKERS = {"mimesis": "mimesis {}", "faker": "Faker {}, without weights", "faker-weighted": "Faker {}, as it comes"}


def need(*files, remedy):
    for file in files:
        if not file.exists():
            raise throwaway.Failed(f"{file} is missing; {remedy}")


def execute(*command, sends_to=subprocess.PIPE):
    """Runs a program to its end: its output, wall time and processor time."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run([*map(str, command)], stdin=subprocess.DEVNULL, stdout=sends_to, stderr=subprocess.PIPE,
                          text=True, env={**os.environ, "PHONY_RULES": str(RULES)})
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        said = done.stderr.strip()[-2000:] or f"it ended with {done.returncode}"
        raise throwaway.Failed(f"{pathlib.Path(command[0]).name} failed: {said}")
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return done.stdout, wall, spent


def interleaved(measures, rounds):
    """Per measure its samples, after a round that warms up."""
    samples = {name: [] for name in measures}
    for number in range(rounds + 1):
        for name in list(measures)[::1 if number % 2 else -1]:
            sample = measures[name]()
            if number:
                samples[name].append(sample)
    return samples


def middle(samples, key):
    return statistics.median(sample[key] for sample in samples)


def ratio(samples, others, key):
    """How many times as fast the first are as the others: of times a unit, round by round."""
    return statistics.median(other[key] / sample[key] for sample, other in zip(samples, others))


def rate(seconds):
    """Units a second, of seconds a unit."""
    return f"{1e-6 / seconds:.2f} M" if seconds < 1e-6 else f"{1e-3 / seconds:.1f} k"


def table(head, rows):
    print(f"\n| {' | '.join(head)} |\n|{'---|' * len(head)}")
    for row in rows:
        print(f"| {' | '.join(row)} |", flush=True)


# Words
def words(chosen, folder):
    need(chosen.model_data, remedy="make models collects the lists of names, or --model-data FILE names another list")
    need(PROGRAM, remedy="make bench builds it")
    need(chosen.phony, remedy="make build builds it")
    measures = {}
    for name, more in MODELS.items():
        model = folder / f"{len(measures)}.ngram"
        report, _, _ = execute(chosen.phony, "train", chosen.model_data, "--list", "--min-words", 1, "--order", 3,
                               "--json", "-o", model, *more)
        learned = json.loads(report)["distinctWords"]
        measures[name] = lambda model=model: word_figures(model)
    samples = interleaved(measures, chosen.rounds)
    head = [f"{learned:,} words of `{chosen.model_data.name}`, order 3", "loop in C", "one by one", ": C",
            "side by side", ": C", "scoring", "checking", "size"]
    table(head, [[
        name, *(f"{middle(found, key):{form}}" for key, form in (
            ("c", ".1f"), ("one", ".1f"), ("one_ratio", ".2f"), ("many", ".1f"), ("many_ratio", ".2f"))),
        f"{middle(found, 'scoring'):.0f} MB/s", f"{middle(found, 'checking'):.2f} ms",
        f"{middle(found, 'bytes') / 1e6:.1f} MB",
    ] for name, found in samples.items()])
    print("\nMillion words a second on one processor. The loop in C does not leave originals out.", flush=True)
    return samples


def word_figures(model):
    text, _, _ = execute(PROGRAM, model, WORD_ROUNDS)
    found = {key: re.search(pattern, text) for key, pattern in FIGURES.items()}
    if not all(found.values()):
        raise throwaway.Failed(f"{PROGRAM} said what nobody knows; make bench builds the one that fits:\n{text}")
    return {key: float(match.group(1)) for key, match in found.items()}


# Records
def records(chosen, folder):
    schema = schema_of(list(GENERATORS), chosen.phony, folder)
    measures = {threads: lambda threads=threads: generated(chosen.phony, schema, RECORDS, threads)
                for threads in (1, 2)}
    samples = interleaved(measures, chosen.rounds)
    head = [f"{RECORDS:,} records of five fields as CSV", "records a second", ": 1 thread",
            "records a processor second", "processors it had"]
    table(head, [[
        threads_text(threads), rate(middle(found, "wall")), f"{ratio(found, samples[1], 'wall'):.2f}",
        rate(middle(found, "cpu")), f"{processors(found):.2f}"
    ] for threads, found in samples.items()])
    return samples


def schema_of(fields, phony, folder):
    """A file with a schema of one entity with these fields."""
    need(phony, remedy="make build builds it")
    need(*(RULES / "en_US" / "models" / f"{name}.ngram" for name in ("first_names", "last_names", "cities")),
         remedy="make models trains it")
    entity = {"fields": {field: {"generator": field} for field in fields}}
    schema = {"version": "1.0", "locale": "en_US", "generators": {field: GENERATORS[field] for field in fields},
              "entities": {"Person": entity}}
    file = folder / f"{len(fields)}.pdl.json"
    file.write_text(json.dumps(schema))
    return file


def generated(phony, schema, count, threads):
    """Seconds a record, the start of the program and of its models included."""
    _, wall, spent = execute(phony, "generate", schema, "--count", count, "--format", "csv", "--threads", threads,
                             sends_to=subprocess.DEVNULL)
    return {"wall": wall / count, "cpu": spent / count}


def threads_text(threads):
    return f"{threads} thread{'s' * (threads > 1)}"


def processors(samples):
    return statistics.median(sample["cpu"] / sample["wall"] for sample in samples)


# People
def people(chosen, folder):
    need(PYTHON, remedy="make models installs the packages")
    schema = schema_of(["first", "last", "email", "city"], chosen.phony, folder)
    counts = sorted({1, len(os.sched_getaffinity(0))})
    made = {f"Phony, {threads_text(threads)}": lambda count, threads=threads: generated(
        chosen.phony, schema, count, threads) for threads in counts}
    ours = list(made)
    for package, title in FAKERS.items():
        version = faked(package, 1)["version"]
        made[title.format(version)] = lambda count, package=package: faked(package, count)
    measures = {}
    for name, measure in made.items():
        count = enough(measure)
        measures[name] = lambda measure=measure, count=count: measure(count)
    samples = interleaved(measures, chosen.rounds)
    head = ["people of four fields as CSV", "rows a second", "rows a processor second", "processors it had"]
    head += [f"{name} : it" for name in ours] + ["Phony : it, processor time"]
    rows = []
    for name, found in samples.items():
        against = [f"{ratio(samples[our], found, 'wall'):.1f}" for our in ours]
        rows.append([name, rate(middle(found, "wall")), rate(middle(found, "cpu")), f"{processors(found):.2f}",
                     *against, f"{ratio(samples[ours[0]], found, 'cpu'):.1f}"])
    table(head, rows)
    return samples


def faked(package, count):
    text, _, _ = execute(PYTHON, world.HERE / "fakers.py", package, count)
    found = json.loads(text)
    return {"wall": found["wall"] / count, "cpu": found["cpu"] / count, "version": found["version"]}


def enough(measure):
    """As many rows as take about SECONDS."""
    count = 1000
    while (wall := measure(count)["wall"] * count) < SECONDS / 10:
        count *= 8
    return round(count * SECONDS / wall)


SECTIONS = {"words": words, "records": records, "people": people}


def machine():
    model = re.search(r"^model name\s*: (.*)$", pathlib.Path("/proc/cpuinfo").read_text(), re.MULTILINE)
    count, load = len(os.sched_getaffinity(0)), os.getloadavg()[0]
    return f"{count} processors ({model.group(1) if model else 'of an unknown kind'}), load before {load:.1f}"


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5, help="after one that warms up (5)")
    parser.add_argument("--only", nargs="+", choices=SECTIONS, default=list(SECTIONS), metavar="NAME",
                        help=", ".join(SECTIONS))
    parser.add_argument("--model-data", type=pathlib.Path, default=LAST_NAMES, metavar="FILE",
                        help="a word a line, behind a tab its weight (the last names of en_US)")
    parser.add_argument("--phony", type=pathlib.Path, default=throwaway.BINARY, metavar="FILE")
    parser.add_argument("--json", type=pathlib.Path, metavar="FILE")
    chosen = parser.parse_args()
    if chosen.rounds < 1:
        parser.error("--rounds is 1 or more")
    print(f"{machine()}, {chosen.rounds} rounds", flush=True)
    samples = {}
    try:
        with tempfile.TemporaryDirectory(prefix="phony-core-") as folder:
            for name in chosen.only:
                samples[name] = SECTIONS[name](chosen, pathlib.Path(folder))
        if chosen.json:
            chosen.json.write_text(json.dumps(samples))
    except (throwaway.Failed, OSError) as failure:
        sys.exit(f"core: {failure}")


if __name__ == "__main__":
    main()
