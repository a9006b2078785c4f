"""Schemas in short, what phony generate makes of them, and how it refuses."""
import csv
import io
import json
import re

import places


# MARK: schemas

def logic(kind, **members):
    return {"type": "logic", "kind": kind, **members}


def one_of(*values, **members):
    return {"type": "list", "values": list(values), **members}


def template(pattern):
    return {"type": "template", "pattern": pattern}


def model(source, **generation):
    return {"type": "model", "source": source, "generation": generation}


def entity(fields):
    """Where no generator is named, a field has the one of its own name."""
    return {"fields": {name: {"generator": name} | field for name, field in fields.items()}}


def schema(generators, fields=None, **members):
    fields = dict.fromkeys(generators, {}) if fields is None else fields
    return {"version": "1.0", "generators": generators, "entities": {"Person": entity(fields)}, **members}


def alone(generator, **field):
    return schema({"value": generator}, {"value": field})


def save(folder, document, name="schema.pdl.json"):
    if not isinstance(document, (str, bytes)):
        document = json.dumps(document, indent=2, ensure_ascii=False)
    (folder / name).parent.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(document if isinstance(document, bytes) else document.encode())
    return folder / name


# MARK: what is made

def generate(folder, document, *arguments, **options):
    return places.phony("generate", save(folder, document), *arguments, **options)


def made(folder, document, *arguments, count=1000, form="jsonl"):
    """What came into the file; nothing was said."""
    output = folder / f"output.{form}"
    done = generate(folder, document, "--count", count, "--format", form, "-o", output, *arguments)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", ""), (done.returncode, done.stderr)
    return output.read_bytes().decode()


def records(folder, document, *arguments, count=1000, **options):
    lines = made(folder, document, *arguments, count=count).split("\n")
    assert lines.pop() == "" and len(lines) == count
    return [json.loads(line, **options) for line in lines]


def values(folder, generator, *arguments, count=1000, field=None, **members):
    document = alone(generator, **field or {}) | members
    return [record["value"] for record in records(folder, document, *arguments, count=count)]


def table(text):
    return list(csv.reader(io.StringIO(text, newline=""), strict=True))


# MARK: what is refused

def refused(done, *said, lines=1):
    """It failed, with a line for a person about each problem."""
    assert done.returncode == 1, (done.returncode, done.stdout[:1000], done.stderr[:1000])
    assert not done.stdout
    told = done.stderr.splitlines()
    assert len(told) == lines and all(line.startswith("phony: ") for line in told), done.stderr
    assert not re.search(r"Fatal error|Stack dump|Domain=|0x[0-9a-f]{8}|\.swift:\d+", done.stderr), done.stderr
    for word in said:
        assert word in done.stderr, (word, done.stderr)


def place(text, at):
    """Where a pattern's group is, as messages say it."""
    start = re.search(at, text).start(1)
    return f"(line {text.count(chr(10), 0, start) + 1}, column {start - text.rfind(chr(10), 0, start)})"


# MARK: checks

def checked_iban(value):
    """ISO 13616: with the first four characters behind, the number leaves 1."""
    return re.fullmatch("[A-Z]{2}[0-9]{2}[A-Z0-9]+", value) and int(
        "".join(str(int(character, 36)) for character in value[4:] + value[:4])) % 97 == 1


def checked_card(value):
    """Luhn's formula."""
    assert re.fullmatch("[0-9]+", value)
    digits = [int(digit) for digit in reversed(value)]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0
