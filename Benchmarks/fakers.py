"""Rows of people from PyPI's mimesis and Faker, written as CSV into memory; core.py runs it with .venv-rules' Python.

    .venv-rules/bin/python Benchmarks/fakers.py {mimesis,faker,faker-weighted} ROWS

Prints as JSON the package's version, and how long the rows took: wall and processor time, without the imports.
Providers are made once, and their methods are looked up once.
"""
import argparse
import csv
import io
import json
import sys
import time


def mimesis():
    from mimesis import Address, Person, __version__
    from mimesis.locales import Locale

    person, address = Person(Locale.EN, seed=1), Address(Locale.EN, seed=1)
    return __version__, person.first_name, person.last_name, address.city


def faker(is_weighted=False):
    """Without weights, as its documentation says of speed: with them every choice adds all weights up again."""
    from faker import VERSION, Faker

    source = Faker("en_US", use_weighting=is_weighted)
    source.seed_instance(1)
    return VERSION, source.first_name, source.last_name, source.city


PACKAGES = {"mimesis": mimesis, "faker": faker, "faker-weighted": lambda: faker(is_weighted=True)}


def people(first_name, last_name, city, count):
    for _ in range(count):
        first, last = first_name(), last_name()
        yield first, last, f"{first.lower()}.{last.lower()}@example.com", city()


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("package", choices=PACKAGES)
    parser.add_argument("rows", type=int)
    chosen = parser.parse_args()
    try:
        version, *methods = PACKAGES[chosen.package]()
    except ImportError as error:
        sys.exit(f"fakers: {error}; make models installs what rules/requirements.txt names")
    for _ in people(*methods, 1000):  # warms up: both packages load and cache at the first call
        pass
    writer = csv.writer(io.StringIO(), lineterminator="\n")
    wall, spent = time.perf_counter(), time.process_time()
    writer.writerows(people(*methods, chosen.rows))
    wall, spent = time.perf_counter() - wall, time.process_time() - spent
    print(json.dumps({"version": version, "wall": wall, "cpu": spent}))


if __name__ == "__main__":
    main()
