"""phony generate: what a schema makes in each format, that it is the same everywhere, and what is refused."""
import collections
import contextlib
import datetime
import ipaddress
import json
import os
import pty
import random
import re
import resource
import signal
import sqlite3
import subprocess
import uuid

import jsonschema
import pytest

import places
import throwaway
from generating import (
    alone, checked_card, checked_iban, entity, generate, logic, made, model, one_of, place, records, refused, save,
    schema, table, template, values)

FORMATS = ["csv", "jsonl", "sql"]
SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
BOM = "\ufeff"
MIB = 1 << 20


def words(count, seed=1):
    """Distinct words of two or three syllables."""
    dice = random.Random(seed)
    found = {}
    while len(found) < count:
        found["".join(dice.choices(SYLLABLES, k=dice.randint(2, 3)))] = None
    return list(found)


NAMES = words(300)
ISLES = ["i" + name for name in NAMES]
ACCENTED = [name.translate(str.maketrans("eiou", "ıüöé")) for name in NAMES]


def chance(distribution, **members):
    return {"type": "statistical", "distribution": distribution, **members}


def listed(values):
    return "".join(f"{value}\n" for value in values)


def prose(values):
    dice = random.Random(1)
    return "".join(" ".join(dice.choices(values, k=dice.randint(3, 9))).capitalize() + ".\n" for _ in range(400))


def train(content, output, *arguments):
    output.parent.mkdir(parents=True, exist_ok=True)
    source = output.with_suffix(".txt")
    source.write_text(content)
    done = places.phony("train", source, "-o", output, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


@pytest.fixture(scope="session")
def packages(tmp_path_factory):
    folder = tmp_path_factory.mktemp("packages")
    train(listed(NAMES), folder / "en_US/models/first_names.ngram", "--list", "--case", "title")
    train(listed(words(300, seed=2)), folder / "en_US/models/last_names.ngram", "--list", "--case", "title")
    train(prose(NAMES), folder / "en_US/models/prose.ngram")
    train(prose(ISLES), folder / "tr_TR/models/isles.ngram")
    train(prose(ACCENTED), folder / "tr_TR/models/accented.ngram")
    save(folder, {"version": "1.0"}, "base/schema.pdl.json")
    return folder


@pytest.fixture(autouse=True)
def rules(packages, monkeypatch):
    monkeypatch.setenv("PHONY_RULES", str(packages))


def loaded(script, columns, name="Person"):
    """The rows of a script; the columns have no types, so each value keeps its own."""
    with contextlib.closing(sqlite3.connect(":memory:")) as database:
        database.execute(f'CREATE TABLE "{name}" ({", ".join(columns)})')
        database.executescript(script)
        return database.execute(f'SELECT * FROM "{name}"').fetchall()


NASTY = ["", "plain", "a,b", 'say "it"', '"', ",", "two\nlines", "CR\r\nLF", "\r", "\n", "İğdır ß 日本 😀 e\u0301", "it's",
         "''", " blanks ", "\\", "\\n", "NULL", "null", "\t", "--", ";", "\u2028", "\x7f", "\x01", "{}", "0", "="]
MIXED = schema(
    {"id": logic("sequence"), "text": one_of(*NASTY), "number": logic("integer", min=-5, max=5),
     "price": logic("float", min=-2, max=2), "flag": logic("boolean"), "day": logic("date"), "time": logic("datetime"),
     "key": logic("uuid"), "both": template("{{text}}{{number}}")},
    {"id": {}, "text": {"nullable": 0.1}, "number": {"nullable": 0.1}, "price": {"nullable": 0.1}, "day": {},
     "flag": {"nullable": 0.1}, "time": {"nullable": 0.1}, "key": {}, "both": {}})
COLUMNS = list(MIXED["entities"]["Person"]["fields"])
PEOPLE = {"first": model("en_US/first_names"), "last": model("en_US/last_names"),
          "about": model("en_US/prose", mode="text", bytes=60),
          "email": template("{{slug(first)}}.{{slug(last)}}@example.org")}
EVERYTHING = MIXED["generators"] | PEOPLE
TWO = {
    "version": "1.0", "generators": {"id": logic("sequence"), "name": one_of("a", "b"), "at": logic("datetime")},
    "entities": {"Person": entity({"id": {}, "name": {}}), "Order": entity({"id": {}, "at": {}})},
    "scenarios": {"small": {"Person": 3, "Order": 5}, "one": {"Order": 2}, "none": {"Person": 0, "Order": 0}},
}


# MARK: formats

def test_csv_has_what_jsonl_has(tmp_path):
    def as_text(value):
        return "" if value is None else json.dumps(value) if isinstance(value, bool) else str(value)

    expected = [[as_text(value) for value in record.values()] for record in records(tmp_path, MIXED, parse_float=str)]
    assert table(made(tmp_path, MIXED, form="csv")) == [COLUMNS, *expected]
    assert {row[1] for row in expected} == set(NASTY)


def test_csv_tells_null_from_an_empty_text(tmp_path):
    document = schema({"id": logic("sequence"), "text": one_of("")}, {"id": {}, "text": {"nullable": 0.5}})
    ends = {None: "", "": '""'}
    expected = [f"{record['id']},{ends[record['text']]}\n" for record in records(tmp_path, document)]
    assert made(tmp_path, document, form="csv") == "id,text\n" + "".join(expected)
    assert len({line[-2] for line in expected}) == 2


def test_jsonl_has_the_types_of_its_values(tmp_path):
    types = collections.defaultdict(set)
    for record in records(tmp_path, MIXED):
        assert list(record) == COLUMNS
        for name, value in record.items():
            types[name].add(type(value))
    none = type(None)
    assert types == {"id": {int}, "text": {str, none}, "number": {int, none}, "price": {float, none}, "key": {str},
                     "flag": {bool, none}, "day": {str}, "time": {str, none}, "both": {str}}


def test_sql_has_what_jsonl_has(tmp_path):
    expected = [tuple(record.values()) for record in records(tmp_path, MIXED, count=3000)]
    assert loaded(made(tmp_path, MIXED, form="sql", count=3000), COLUMNS) == expected


def test_names_may_be_words_of_sql(tmp_path):
    fields = entity({"select": {"generator": "id"}, "from": {"generator": "id"}})
    document = {"version": "1.0", "generators": {"id": logic("sequence")}, "entities": {"Order": fields}}
    rows = loaded(made(tmp_path, document, form="sql"), ['"select"', '"from"'], "Order")
    assert rows == [(number, number) for number in range(1, 1001)]


@pytest.mark.parametrize("form", FORMATS)
@pytest.mark.parametrize("count, expected", [
    ("0", 0), ("1", 1), ("1023", 1023), ("1024", 1024), ("1025", 1025), ("2k", 2000), ("2K", 2000),
])
def test_as_many_records_as_asked_for(tmp_path, form, count, expected):
    text = made(tmp_path, MIXED, form=form, count=count)
    rows = loaded(text, COLUMNS) if form == "sql" else table(text)[1:] if form == "csv" else text.split("\n")[:-1]
    assert len(rows) == expected


def test_a_million_and_ten(tmp_path):
    document = alone(logic("sequence"))
    assert made(tmp_path, document, count="1M", form="csv").split("\n")[-2:] == ["1000000", ""]
    assert generate(tmp_path, document).stdout == "value\n" + listed(range(1, 11))


@pytest.mark.parametrize("form, expected", [("csv", "value\n"), ("jsonl", ""), ("sql", "")])
def test_no_records_are_only_a_header(tmp_path, form, expected):
    assert made(tmp_path, alone(logic("uuid")), count=0, form=form) == expected


@pytest.mark.parametrize("arguments", [
    ["--count=-1"], ["--count", "1.5"], ["--count", "1e3"], ["--count", "k"], ["--count", "9999999999G"],
    ["--format", "xml"], ["--threads", "0"], ["--threads", "x"], ["--nonsense"], ["--scenario", "a", "--entity", "b"],
    ["--scenario", "a", "--count", "5"],
], ids=" ".join)
def test_wrong_use_is_two(tmp_path, arguments):
    done = generate(tmp_path, MIXED, *arguments)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("Error: ")
    assert places.phony("generate").returncode == 2


# MARK: entities and scenarios

def test_the_only_entity_need_not_be_named(tmp_path):
    expected = made(tmp_path, MIXED)
    assert made(tmp_path, MIXED, "--entity", "Person") == expected
    assert made(tmp_path, TWO, "--entity", "Order", form="csv", count=3).startswith("id,at\n1,")


def test_the_only_scenario_need_not_be_named(tmp_path):
    document = TWO | {"scenarios": {"small": TWO["scenarios"]["small"]}}
    for arguments in ([], ["--scenario", "small"]):
        done = generate(tmp_path, document, *arguments, "-o", tmp_path / "out")
        assert (done.returncode, done.stderr) == (0, "")
        assert [len(table((tmp_path / f"out/{name}.csv").read_text())) for name in ("Person", "Order")] == [4, 6]


@pytest.mark.parametrize("form", FORMATS)
def test_several_entities_are_files_of_a_folder(tmp_path, form):
    done = generate(tmp_path, TWO, "--scenario", "small", "--format", form, "-o", tmp_path / "new/folder")
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
    found = {file.name: file.read_bytes().decode() for file in (tmp_path / "new/folder").iterdir()}
    assert found == {f"{name}.{form}": made(tmp_path, TWO, "--entity", name, count=count, form=form)
                     for name, count in TWO["scenarios"]["small"].items()}


def test_several_entities_go_to_standard_output_as_sql_only(tmp_path):
    done = generate(tmp_path, TWO, "--scenario", "small", "--format", "sql")
    expected = [made(tmp_path, TWO, "--entity", name, count=count, form="sql")
                for name, count in TWO["scenarios"]["small"].items()]
    assert (done.returncode, done.stdout, done.stderr) == (0, "".join(expected), "")
    for form in ("csv", "jsonl"):
        for output in ([], ["-o", "-"]):
            refused(generate(tmp_path, TWO, "--scenario", "small", "--format", form, *output), "2 entities", form,
                    "name a folder with -o, or one --entity")


@pytest.mark.parametrize("before", [None, "as it was"], ids=["new", "replaced"])
def test_several_files_get_their_names_together(tmp_path, before):
    """The second is larger than a file may be."""
    folder = tmp_path / "out"
    expected = {} if before is None else {"Person.csv": before, "Order.csv": before}
    for name, text in expected.items():
        save(folder, text, name)
    source = save(tmp_path, TWO | {"scenarios": {"large": {"Person": 3, "Order": 100_000}}})
    command = [throwaway.BINARY, "generate", source, "-o", folder]
    done = subprocess.run(command, capture_output=True, text=True, timeout=30, **limited(RLIMIT_FSIZE=100_000))
    refused(done, str(folder / "Order.csv"))
    assert {file.name: file.read_text() for file in folder.iterdir()} == expected


def test_no_file_of_several_stays_where_one_cannot_be(tmp_path):
    (tmp_path / "out/Order.csv").mkdir(parents=True)
    refused(generate(tmp_path, TWO, "--scenario", "small", "-o", tmp_path / "out"), "Order.csv", "it is a folder")
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["Order.csv"]


def test_an_interruption_leaves_none_of_several_files(tmp_path):
    (tmp_path / "out").mkdir()
    source = save(tmp_path, TWO | {"scenarios": {"endless": {"Person": 3, "Order": 10 ** 9}}})
    with subprocess.Popen([throwaway.BINARY, "generate", source, "-o", tmp_path / "out"]) as process:
        wait_for_part(process, tmp_path / "out", MIB)
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 128 + signal.SIGINT
    assert not list((tmp_path / "out").iterdir())


def test_one_entity_of_several_is_a_file(tmp_path):
    assert generate(tmp_path, TWO, "--scenario", "one", "-o", tmp_path / "orders.csv").returncode == 0
    assert len(table((tmp_path / "orders.csv").read_text())) == 3


def test_a_scenario_may_have_no_records(tmp_path):
    assert generate(tmp_path, TWO, "--scenario", "none", "-o", tmp_path / "out").returncode == 0
    assert {file.name: file.read_text() for file in (tmp_path / "out").iterdir()} == {
        "Person.csv": "id,name\n", "Order.csv": "id,at\n"}


@pytest.mark.parametrize("arguments, said", [
    ([], ["Person, Order", "--entity", "--scenario"]), (["--count", "5"], ["Person, Order"]),
    (["--entity", "person"], ["person", "Person, Order"]), (["--scenario", "smal"], ["smal", "small, one, none"]),
], ids=str)
def test_what_to_generate_must_be_known(tmp_path, arguments, said):
    refused(generate(tmp_path, TWO, *arguments), "schema.pdl.json", *said)


def test_a_folder_cannot_take_the_place_of_a_file(tmp_path):
    (tmp_path / "file").write_text("as it was")
    refused(generate(tmp_path, TWO, "--scenario", "small", "-o", tmp_path / "file"), str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "as it was"


# MARK: the same everywhere

@pytest.mark.parametrize("form", FORMATS)
def test_the_same_bytes_from_every_process_and_any_number_of_threads(tmp_path, form):
    document = schema(EVERYTHING)
    found = {made(tmp_path, document, "--threads", threads, form=form, count=20_000).encode() for threads in (1, 2, 8)}
    command = [throwaway.BINARY, "generate", tmp_path / "schema.pdl.json", "--count", "20k", "--format", form]
    found.add(subprocess.run(command, capture_output=True, timeout=60).stdout)
    assert len(found) == 1


def test_another_seed_gives_other_data(tmp_path):
    for name in EVERYTHING:
        document = schema(EVERYTHING, {name: {}})
        one, default, two = (made(tmp_path, document, *seed) for seed in (["--seed", "1"], [], ["--seed", "two"]))
        assert one == default and (one == two) == (name == "id"), name


def test_a_value_depends_on_its_seed_generator_and_row_alone(tmp_path):
    few = records(tmp_path, schema(PEOPLE))
    assert records(tmp_path, schema(PEOPLE), count=5000)[:1000] == few
    more = schema(dict(reversed(EVERYTHING.items())), {"key": {}, "last": {}, "email": {}})
    assert [one["email"] for one in records(tmp_path, more)] == [one["email"] for one in few]


def test_an_address_agrees_with_the_names_beside_it(tmp_path):
    document = schema(PEOPLE, {"first": {}, "last": {}, "email": {}})
    for record in records(tmp_path, document):
        assert record["email"] == f"{record['first']}.{record['last']}@example.org".lower()


# MARK: unique, nullable and weights

UNIQUE = {
    "integers, exactly as many": (logic("integer", min=-50_000, max=49_999), 100_000),
    "integers of 64 bits": (logic("integer", min=-2 ** 63, max=2 ** 63 - 1), 100_000),
    "a list": (one_of(*map(str, range(1000))), 1000),
    "a list with weights": (one_of("a", "b", "c", weights=[8, 1, 1]), 3),
    "a list of numbers": (one_of(*range(500), 0.5), 501), "a list of booleans": (one_of(True, False, True), 2),
    "masks, exactly as many": (logic("mask", mask="%%%%%"), 100_000),
    "masks with literals": (logic("mask", mask="\\#%!-%é"), 2600),
    "regular expressions, exactly as many": (logic("regex", pattern="[a-f]{3}-([xy]\\d){2}"), 86_400),
    "telephone numbers": (logic("phone"), 100_000), "booleans": (logic("boolean"), 2),
    "a model": (model("en_US/first_names"), 100_000),
    "a sequence": (logic("sequence", start=5, step=-3), 100_000),
    "UUIDs of version 4": (logic("uuid"), 100_000),
    "UUIDs of version 7": (logic("uuid", version="7"), 100_000),
    "addresses": (template("{{'ab'}}@example.org"), 100_000),
    "a template": (template("{{length('ab')}}-x"), 100_000),
    "account numbers": (logic("iban"), 100_000),
    "card numbers": (logic("payment_card"), 100_000),
}


@pytest.mark.parametrize("name", UNIQUE)
def test_unique_values_are_distinct(tmp_path, name):
    generator, count = UNIQUE[name]
    drawn = values(tmp_path, generator, count=count, field={"unique": True})
    assert len(set(drawn)) == count


@pytest.mark.parametrize("name", [
    "integers, exactly as many", "a list", "a list of numbers", "masks, exactly as many", "a model", "addresses",
    "account numbers", "regular expressions, exactly as many", "telephone numbers",
])
def test_unique_values_come_in_no_order(tmp_path, name):
    drawn = values(tmp_path, UNIQUE[name][0], count=3, field={"unique": True})
    others = values(tmp_path, UNIQUE[name][0], "--seed", "another", count=3, field={"unique": True})
    assert drawn != others and not sorted(drawn) == drawn == sorted(others)


@pytest.mark.parametrize("generator, is_valid", [
    (logic("boolean"), lambda value: isinstance(value, bool)), (logic("integer"), lambda value: isinstance(value, int)),
    (logic("ip"), ipaddress.IPv4Address), (logic("ip", version="6"), ipaddress.IPv6Address),
    (logic("mac"), lambda value: re.fullmatch(MAC, value)), (logic("iban"), lambda value: checked_iban(value)),
    (logic("payment_card"), lambda value: checked_card(value)), (logic("uuid"), uuid.UUID),
    (logic("phone", country="DE"), lambda value: re.fullmatch(r"\+49 1[567]\d \d{7}", value)),
    (one_of(1, 2.5), lambda value: value in (1.0, 2.5)), (one_of(True, False), lambda value: isinstance(value, bool)),
    (template("{{lowercase('A')}}@example.org"), lambda value: re.fullmatch(r"a[a-z0-9]+@example\.org", value)),
], ids=lambda value: value.get("kind") or value["type"] if isinstance(value, dict) else "")
def test_a_unique_value_is_still_of_its_kind(tmp_path, generator, is_valid):
    assert all(is_valid(value) for value in values(tmp_path, generator, count=2, field={"unique": True}))


@pytest.mark.parametrize("generator", [
    logic("float"), logic("date"), logic("datetime"), logic("time"), logic("sequence", step=0),
    template("{{length('ab')}}"),
], ids=str)
def test_what_cannot_be_made_unique_is_refused(tmp_path, generator):
    done = generate(tmp_path, alone(generator, unique=True), "-o", tmp_path / "output.csv")
    refused(done, "$.entities.Person.fields.value (line ", "unique")
    assert [file.name for file in tmp_path.iterdir()] == ["schema.pdl.json"]


IMPOSSIBLE = {
    "integers": (logic("integer", min=1, max=5), 5), "a list": (one_of("a", "b", "c"), 3),
    "a list with a value twice": (one_of("a", "a", "b"), 2), "booleans": (logic("boolean"), 2),
    "masks": (logic("mask", mask="#!"), 234), "a mask of literals": (logic("mask", mask="\\#a"), 1),
    "a number written in two ways": (one_of(1, 1.0, 2), 2),
    "regular expressions": (logic("regex", pattern="a[bc]{2}"), 4),
    "a regular expression of literals": (logic("regex", pattern="^ab(c){3}$"), 1),
}


@pytest.mark.parametrize("name", IMPOSSIBLE)
def test_more_unique_values_than_there_are_are_refused(tmp_path, name):
    generator, space = IMPOSSIBLE[name]
    output = tmp_path / "output.csv"
    done = generate(tmp_path, alone(generator, unique=True), "--count", space + 1, "-o", output)
    refused(done, "schema.pdl.json", "Person.value", f"{space} value", f"{space + 1} record")
    assert [file.name for file in tmp_path.iterdir()] == ["schema.pdl.json"]


@pytest.mark.parametrize("generator", [template("a@b"), model("en_US/first_names")], ids=["template", "model"])
def test_more_unique_texts_than_six_characters_tell_apart_are_refused(tmp_path, generator):
    source = save(tmp_path, alone(generator, unique=True))
    command = [throwaway.BINARY, "generate", source, "--count", str(36 ** 6 + 1)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        begun = process.stdout.read(1)
        process.kill()
        assert not begun, "it has begun to write"
        assert "Person.value" in process.stderr.read()


@pytest.mark.parametrize("share", [0, 0.01, 0.25, 0.9, 1])
def test_the_share_of_nulls_is_as_asked_for(tmp_path, share):
    drawn = values(tmp_path, logic("uuid"), count=100_000, field={"nullable": share})
    assert drawn.count(None) / 100_000 == pytest.approx(share, abs=0.005 if 0 < share < 1 else 0)


@pytest.mark.parametrize("weights", [None, [1, 2, 7, 0], [0.001, 0.002, 0.007, 0], [1e12, 1e12, 0, 0]], ids=str)
@pytest.mark.parametrize("place", ["in the schema", "in a file"])
def test_weights_are_as_asked_for(tmp_path, weights, place):
    shares = [weight / sum(weights) for weight in weights] if weights else [0.25] * 4
    generator = one_of(*"abcd", **{"weights": weights} if weights else {})
    if place == "in a file":
        lines = [f"{value}\t{weight}" for value, weight in zip("abcd", weights)] if weights else "abcd"
        save(tmp_path, listed(["", *lines, ""]), "list.txt")
        generator = {"type": "list", "source": "list.txt"}
    drawn = collections.Counter(values(tmp_path, generator, count=100_000))
    for value, share in zip("abcd", shares):
        assert drawn[value] / 100_000 == pytest.approx(share, abs=0.008 if share else 0)


@pytest.mark.parametrize("change", [
    lambda text: BOM + text, lambda text: text.replace("\n", "\r\n"), str.rstrip,
    lambda text: text.replace("\n", "\n\n"),
], ids=["byte order mark", "CRLF", "no last line break", "empty lines"])
def test_a_list_of_a_file_is_as_good_as_one_in_the_schema(tmp_path, change):
    (tmp_path / "lists").mkdir()
    save(tmp_path, change(listed(["İstanbul", "a b", '"c"'])), "lists/100 % of.txt")
    expected = values(tmp_path, one_of("İstanbul", "a b", '"c"'))
    assert values(tmp_path, {"type": "list", "source": "lists/100 % of.txt"}) == expected


TYPED = {
    "whole numbers": ([1, -2, 3], ["1", "-2", "3"]), "numbers": ([1, 2.25, -3.5], ["1.00", "2.25", "-3.50"]),
    "one number": ([0.125], ["0.125"]), "the greatest": ([2 ** 63 - 1, -2 ** 63], [str(2 ** 63 - 1), str(-2 ** 63)]),
    "fifteen decimals": ([0.123456789012345, 1], ["0.123456789012345", "1.000000000000000"]),
    "booleans": ([True, False], ["true", "false"]), "texts": (["1", "2"], ['"1"', '"2"']),
    "numbers and booleans": ([1, True], ['"1"', '"true"']), "numbers and texts": ([1.5, "a"], ['"1.5"', '"a"']),
}


@pytest.mark.parametrize("name", TYPED)
@pytest.mark.parametrize("make", [
    lambda values: one_of(*values), lambda values: one_of(*values, weights=[1] * len(values)),
    lambda values: chance("categorical", values=values, weights=[1] * len(values)),
    lambda values: {"type": "linked", "fields": ["a", "b"], "rows": [[value, "text"] for value in values]},
], ids=["list", "weights", "categorical", "linked"])
def test_values_that_are_all_numbers_or_booleans_stay_that(tmp_path, name, make):
    listed, written = TYPED[name]
    generator = make(listed)
    document = schema({"value": generator}, {"value": {"generator": "value" + ".a" * (generator["type"] == "linked")}})
    lines = made(tmp_path, document, count=100).splitlines()
    assert {line.removeprefix('{"value":').removesuffix("}") for line in lines} == set(written)
    plain = [text.strip('"') for text in written]
    assert {row[0] for row in table(made(tmp_path, document, count=100, form="csv"))[1:]} == set(plain)
    script = made(tmp_path, document, count=100, form="sql")
    found = {line.strip("(),;") for line in script.splitlines() if line[0] == "("}
    assert found == {text.replace('"', "'") for text in written}


def test_numbers_of_a_list_go_on_as_numbers(tmp_path):
    """So their sum is one, with their decimals."""
    generators = {"n": one_of(1, 0.25), "sum": template("{{add(n, 1)}}"), "text": template("{{n}}!")}
    document = schema(generators, {"sum": {}, "text": {}})
    assert set(made(tmp_path, document).splitlines()) == {
        '{"sum":2.00,"text":"1.00!"}', '{"sum":1.25,"text":"0.25!"}'}


def test_sources_are_found_beside_the_schema(tmp_path):
    """And nothing comes from standard input, whatever a file's name."""
    save(tmp_path, "right\n", "-")
    save(tmp_path, alone({"type": "list", "source": "-"}))
    command = [throwaway.BINARY, "generate", "schema.pdl.json"]
    done = subprocess.run(command, input="wrong\n", capture_output=True, text=True, cwd=tmp_path, timeout=30)
    assert done.stdout == "value\n" + 10 * "right\n"


# MARK: logic

INTEGERS = {
    "the standard": ({}, 0, 2 ** 31 - 1), "few": ({"min": 3, "max": 7}, 3, 7), "one": ({"min": -4, "max": -4}, -4, -4),
    "negative": ({"min": -9, "max": 0}, -9, 0), "a least above the standard": ({"min": 3 * 10 ** 9}, 3 * 10 ** 9, 3e9),
    "64 bits": ({"min": -2 ** 63, "max": 2 ** 63 - 1}, -2 ** 63, 2 ** 63 - 1), "as a decimal": ({"max": 5.0}, 0, 5),
    "the greatest": ({"min": 2 ** 63 - 3, "max": 2 ** 63 - 1}, 2 ** 63 - 3, 2 ** 63 - 1),
    "the least": ({"min": -2 ** 63, "max": 2 - 2 ** 63}, -2 ** 63, 2 - 2 ** 63),
}


@pytest.mark.parametrize("name", INTEGERS)
def test_integers_are_all_of_their_range(tmp_path, name):
    members, low, high = INTEGERS[name]
    drawn = values(tmp_path, logic("integer", **members))
    if high - low < 10:
        assert set(drawn) == set(range(low, int(high) + 1))
    else:
        low_tenth, high_tenth = low + (high - low) // 10, high - (high - low) // 10
        assert low <= min(drawn) < low_tenth < high_tenth < max(drawn) <= high


@pytest.mark.parametrize("members, expected", [
    ({"min": 0.1, "max": 0.3, "decimals": 1}, ["0.1", "0.2", "0.3"]), ({"min": 0.005, "max": 0.015}, ["0.01"]),
    ({"min": -0.01, "max": 0.01}, ["-0.01", "0.00", "0.01"]), ({"min": 1, "max": 3, "decimals": 0}, ["1", "2", "3"]),
    ({"min": 1.1, "max": 1.1}, ["1.10"]), ({"min": 0.29, "max": 0.29}, ["0.29"]),
    ({"min": -0.57, "max": -0.57}, ["-0.57"]), ({"min": 0.28, "max": 0.29}, ["0.28", "0.29"]),
    ({"min": 1e15, "max": 1e15}, ["1000000000000000.00"]), ({"min": 4.35, "max": 4.36}, ["4.35", "4.36"]),
], ids=str)
def test_floats_are_all_the_steps_between_their_bounds(tmp_path, members, expected):
    text = made(tmp_path, alone(logic("float", **members)), form="csv")
    assert sorted(set(text.split("\n")[1:-1]), key=float) == expected


@pytest.mark.parametrize("decimals", [1, 2, 9, 15])
def test_floats_have_their_decimals(tmp_path, decimals):
    text = made(tmp_path, alone(logic("float", min=-1, max=1, decimals=decimals)), form="csv")
    drawn = text.split("\n")[1:-1]
    assert all(re.fullmatch(rf"-?[01]\.\d{{{decimals}}}", value) and -1 <= float(value) <= 1 for value in drawn)
    assert min(map(float, drawn)) < -0.9 and max(map(float, drawn)) > 0.9


@pytest.mark.parametrize("share", [0, 0.2, None, 1])
def test_the_share_of_true_is_as_asked_for(tmp_path, share):
    drawn = values(tmp_path, logic("boolean", **{} if share is None else {"true": share}), count=100_000)
    assert drawn.count(True) / 100_000 == pytest.approx(0.5 if share is None else share, abs=0.008 if share != 0 else 0)


SPANS = [("2024-02-28", "2024-03-01"), ("2023-02-28", "2023-03-01"), ("1900-02-28", "1900-03-01"),
         ("2000-02-28", "2000-03-01"), ("1969-12-30", "1970-01-02"), ("0001-01-01", "0001-01-03"),
         ("9999-12-29", "9999-12-31"), ("2024-02-29", "2024-02-29")]


@pytest.mark.parametrize("kind", ["date", "datetime"])
@pytest.mark.parametrize("first, last", SPANS)
def test_a_span_has_all_of_its_days(tmp_path, kind, first, last):
    drawn = values(tmp_path, logic(kind, **{"from": first, "to": last}))
    start, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    expected = {(start + datetime.timedelta(days)).isoformat() for days in range((end - start).days + 1)}
    assert {value[:10] for value in drawn} == expected
    time = "" if kind == "date" else r"T([01]\d|2[0-3]):[0-5]\d:[0-5]\dZ"
    assert all(re.fullmatch(time, value[10:]) for value in drawn)


@pytest.mark.parametrize("kind", ["date", "datetime"])
@pytest.mark.parametrize("members, first, last", [
    ({}, "1970-01-01", "2037-12-31"), ({"from": "0001-01-01", "to": "9999-12-31"}, "0001-01-01", "9999-12-31"),
])
def test_days_are_valid_wherever_they_are(tmp_path, kind, members, first, last):
    drawn = values(tmp_path, logic(kind, **members), count=20_000)
    assert all(datetime.datetime.fromisoformat(value) for value in drawn)
    assert first <= min(drawn) and max(drawn)[:10] <= last and len({value[:4] for value in drawn}) > 60
    assert any(value[5:10] == "02-29" for value in drawn)


def test_the_year_0_was_a_leap_year(tmp_path):
    assert set(values(tmp_path, logic("date", **{"from": "0000-02-29", "to": "0000-02-29"}))) == {"0000-02-29"}


@pytest.mark.parametrize("members, first, last", [
    ({}, 0, 86_399), ({"from": "08:30", "to": "08:31"}, 30_600, 30_660), ({"to": "00:00:01"}, 0, 1),
    ({"from": "23:59:58"}, 86_398, 86_399), ({"from": "12:00:00", "to": "12:00"}, 43_200, 43_200),
], ids=str)
def test_times_are_all_seconds_of_their_span(tmp_path, members, first, last):
    drawn = values(tmp_path, logic("time", **members), count=2000)
    assert all(re.fullmatch(r"\d\d:\d\d:\d\d", value) for value in drawn)
    found = {hours * 3600 + minutes * 60 + seconds for hours, minutes, seconds in
             (map(int, value.split(":")) for value in drawn)}
    if last - first < 100:
        assert found == set(range(first, last + 1))
    else:
        assert first <= min(found) < 200 and last - 200 < max(found) <= last and len(found) > 1900


@pytest.mark.parametrize("form, expected", [("csv", "value\n12:00:00\n"), ("jsonl", '{"value":"12:00:00"}\n'),
                                            ("sql", "INSERT INTO \"Person\" (\"value\") VALUES\n('12:00:00');\n")])
def test_times_are_written_as_times(tmp_path, form, expected):
    generator = logic("time", **{"from": "12:00", "to": "12:00"})
    assert made(tmp_path, alone(generator), count=1, form=form) == expected


# By country the code, and how many digits follow it (ITU-T E.164 and the national plans' mobile numbers).
PHONES = {"AR": ("54", 11), "AT": ("43", 10), "AU": ("61", 9), "BE": ("32", 9), "BG": ("359", 9), "BR": ("55", 11),
          "CA": ("1", 10), "CH": ("41", 9), "CN": ("86", 11), "CZ": ("420", 9), "DE": ("49", 10), "DK": ("45", 8),
          "ES": ("34", 9), "FI": ("358", 9), "FR": ("33", 9), "GB": ("44", 10), "GR": ("30", 10), "HU": ("36", 9),
          "IE": ("353", 9), "IN": ("91", 10), "IT": ("39", 10), "JP": ("81", 10), "KR": ("82", 10), "LU": ("352", 9),
          "MX": ("52", 10), "NL": ("31", 9), "NO": ("47", 8), "NZ": ("64", 9), "PL": ("48", 9), "PT": ("351", 9),
          "RO": ("40", 9), "RU": ("7", 10), "SE": ("46", 9), "TR": ("90", 10), "UA": ("380", 9), "US": ("1", 10),
          "ZA": ("27", 9)}


@pytest.mark.parametrize("country", PHONES)
def test_telephone_numbers_fit_their_country(tmp_path, country):
    code, digits = PHONES[country]
    drawn = values(tmp_path, logic("phone", country=country))
    assert all(re.fullmatch(rf"\+{code}( \d+(-\d+)*)+", value) for value in drawn)
    assert {sum(map(str.isdigit, value)) for value in drawn} == {len(code) + digits} and len(set(drawn)) > 990


def test_all_countries_are_tested(printed):
    kinds = {shape["properties"]["kind"]["enum"][0]: shape["properties"] for shape in alternatives(json.loads(printed))
             if "kind" in shape["properties"]}
    assert set(kinds["phone"]["country"]["enum"]) == set(PHONES)
    assert set(kinds["iban"]["country"]["enum"]) == set(IBAN_LENGTHS)


@pytest.mark.parametrize("locale, phone, account", [
    ("tr_TR", "TR", "TR"), ("de_AT", "AT", "AT"), ("en_US", "US", "DE"), ("ja_JP", "JP", "DE"), ("xx_XX", "US", "DE"),
    (None, "US", "DE"),
])
def test_numbers_are_of_the_locales_country(tmp_path, locale, phone, account):
    members = {"locale": locale} if locale else {}
    assert values(tmp_path, logic("phone"), **members) == values(tmp_path, logic("phone", country=phone))
    assert values(tmp_path, logic("iban"), **members) == values(tmp_path, logic("iban", country=account))


@pytest.mark.parametrize("members, version", [({}, 4), ({"version": "4"}, 4), ({"version": "7"}, 7)])
def test_uuids_have_their_version_and_variant(tmp_path, members, version):
    drawn = values(tmp_path, logic("uuid", **members))
    assert len(set(drawn)) == 1000
    assert all(str(uuid.UUID(value)) == value for value in drawn)
    assert {(uuid.UUID(value).version, uuid.UUID(value).variant) for value in drawn} == {(version, uuid.RFC_4122)}


def test_uuids_of_version_7_are_of_a_time(tmp_path):
    years = {datetime.datetime.fromtimestamp((uuid.UUID(value).int >> 80) / 1000, datetime.timezone.utc).year
             for value in values(tmp_path, logic("uuid", version="7"))}
    assert years <= set(range(2020, 2031)) and len(years) > 8


@pytest.mark.parametrize("members, start, step", [
    ({}, 1, 1), ({"start": -5, "step": -3}, -5, -3), ({"start": 0, "step": 0}, 0, 0), ({"step": 10 ** 9}, 1, 10 ** 9),
    ({"start": 2 ** 53, "step": -10 ** 9}, 2 ** 53, -10 ** 9), ({"start": -2 ** 53}, -2 ** 53, 1),
])
def test_a_sequence_goes_its_steps(tmp_path, members, start, step):
    drawn = values(tmp_path, logic("sequence", **members), count=3000)
    assert drawn == [start + row * step for row in range(3000)]


MAC = "[0-9a-f][26ae](:[0-9a-f]{2}){5}"


def test_addresses_are_of_private_networks(tmp_path):
    for version, network in {"4": "10.0.0.0/8", "6": "2001:db8::/64"}.items():
        drawn = values(tmp_path, logic("ip", version=version))
        assert all(ipaddress.ip_address(value) in ipaddress.ip_network(network) for value in drawn)
        assert len(set(drawn)) > 990
    assert all(re.fullmatch(MAC, value) for value in values(tmp_path, logic("mac")))


IBAN_LENGTHS = {"AT": 20, "BE": 16, "BG": 22, "CH": 21, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "EE": 20, "ES": 24,
                "FI": 18, "FR": 27, "GB": 22, "GR": 27, "HU": 28, "IE": 22, "IT": 27, "LU": 20, "NL": 18, "NO": 15,
                "PL": 28, "PT": 25, "RO": 24, "SE": 24, "SK": 24, "TR": 26}


@pytest.mark.parametrize("country", IBAN_LENGTHS)
def test_account_numbers_fit_their_check_digits(tmp_path, country):
    drawn = values(tmp_path, logic("iban", country=country))
    assert all(checked_iban(value) for value in drawn)
    assert {(value[:2], len(value)) for value in drawn} == {(country, IBAN_LENGTHS[country])}
    assert all("02" <= value[2:4] <= "98" for value in drawn)


@pytest.mark.parametrize("brand, start, length", [
    ("visa", "4", 16), ("mastercard", "5[1-5]", 16), ("amex", "3[47]", 15), ("discover", "6011", 16), ("jcb", "35", 16),
])
def test_card_numbers_fit_their_check_digit(tmp_path, brand, start, length):
    drawn = values(tmp_path, logic("payment_card", brand=brand))
    assert all(checked_card(value) and len(value) == length and re.match(start, value) for value in drawn)


DIGITS, UPPER, LOWER = "0123456789", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"
PLACEHOLDERS = {
    "#": DIGITS[1:], "%": DIGITS, "!": UPPER, "@": LOWER, "?": LOWER + UPPER, "^": DIGITS + "ABCDEF",
    "_": DIGITS + "abcdef", ".": DIGITS + "abcdef", "(": DIGITS[1:] + UPPER, ")": DIGITS[1:] + LOWER,
    "&": DIGITS[1:] + LOWER + UPPER, "+": DIGITS + UPPER, "$": DIGITS + LOWER, "*": DIGITS + LOWER + UPPER,
}


@pytest.mark.parametrize("unique", [False, True], ids=["", "unique"])
@pytest.mark.parametrize("mark", PLACEHOLDERS)
def test_a_placeholder_becomes_all_of_its_class(tmp_path, mark, unique):
    drawn = values(tmp_path, logic("mask", mask=f"{mark}{mark}x{mark}\\{mark}"), count=700, field={"unique": unique})
    assert all(len(value) == 5 and value[2] == "x" and value[4] == mark for value in drawn)
    assert {value[place] for value in drawn for place in (0, 1, 3)} == set(PLACEHOLDERS[mark])


@pytest.mark.parametrize("mask, expected", [
    ("TR-\\#%%", r"TR-#\d\d"), ("\\\\%", r"\\\d"), ("№ % €😀", r"№ \d €😀"), ("\\a\\é", "aé"), ("%\n\"'", "\\d\n\"'"),
])
def test_what_is_no_placeholder_stands_for_itself(tmp_path, mask, expected):
    assert all(re.fullmatch(expected, value) for value in values(tmp_path, logic("mask", mask=mask)))


# MARK: models

SENTENCE = r"[A-U][a-u]*( [a-u]+)*\."


@pytest.mark.parametrize("generation, expected", [
    ({}, "[A-U][a-u]{3,5}"), ({"mode": "word"}, "[A-U][a-u]{3,5}"), ({"startsWith": ""}, "[A-U][a-u]{3,5}"),
    ({"startsWith": "Ba"}, "Ba[a-u]{1,4}"), ({"startsWith": "Zé"}, "Zé[a-u]{1,4}"), ({"maxLength": 1}, "[A-Ua-u]"),
    ({"startsWith": "Ba", "maxLength": 4}, "Ba[a-u]{1,2}"), ({"startsWith": "Bababa", "maxLength": 3}, "Bab"),
    ({"maxLength": 4}, "[A-U][a-u]{3}"),
], ids=str)
def test_words_are_as_asked_for(tmp_path, generation, expected):
    drawn = values(tmp_path, model("en_US/first_names", **generation))
    assert all(re.fullmatch(expected, value) for value in drawn)
    assert len(set(drawn)) > 10 or "maxLength" in generation


@pytest.mark.parametrize("mode, expected", [
    ("sentence", SENTENCE), ("paragraph", SENTENCE + f"( {SENTENCE}){{2,6}}"),
], ids=["sentences", "paragraphs"])
def test_sentences_and_paragraphs(tmp_path, mode, expected):
    drawn = values(tmp_path, model("en_US/prose", mode=mode))
    assert all(re.fullmatch(expected, value) for value in drawn) and len(set(drawn)) > 900


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 50, 1000, None])
@pytest.mark.parametrize("source", ["en_US/prose", "tr_TR/accented"])
def test_a_text_fills_its_bytes_with_whole_letters(tmp_path, source, limit):
    drawn = values(tmp_path, model(source, mode="text", **{"bytes": limit} if limit else {}))
    limit = limit or 500
    assert all(limit - 1 <= len(value.encode()) <= limit for value in drawn)
    assert source == "en_US/prose" or limit < 50 or all(re.search("[ıüöé]", value) for value in drawn)


def test_sentences_begin_as_the_locale_has_it(tmp_path):
    for locale, first in {"tr_TR": {"İ"}, "en_US": {"I"}}.items():
        assert {value[0] for value in values(tmp_path, model("tr_TR/isles", mode="sentence"), locale=locale)} == first


def test_a_model_may_lie_beside_the_schema(tmp_path, packages):
    train(listed(NAMES), tmp_path / "models/own.ngram", "--list", "--case", "title")
    expected = values(tmp_path, model("en_US/first_names"))
    assert values(tmp_path, model("models/own.ngram")) == expected == values(tmp_path, model("./models/own.ngram"))


def test_packages_are_of_several_folders_and_the_first_counts(tmp_path, packages, monkeypatch):
    train(listed(ISLES), tmp_path / "own/en_US/models/first_names.ngram", "--list")
    expected = values(tmp_path, model("en_US/last_names"))
    monkeypatch.setenv("PHONY_RULES", f"{tmp_path}/own:{packages}")
    assert all(value[0] == "i" for value in values(tmp_path, model("en_US/first_names")))
    assert values(tmp_path, model("en_US/last_names")) == expected


# MARK: parts and relationships

LIFE = {"type": "event_sequence", "events": [{"name": "ordered"}, {"name": "shipped", "probability": 0.5}]}
SHOP = {
    "version": "1.0",
    "generators": {"id": logic("sequence"), "life": LIFE, "code": logic("integer", min=1, max=5),
                   "taken": template("{{user_id.shipped}}"), "city": one_of("Paris", "Lyon"),
                   "there": template("{{User.city}}")},
    "entities": {
        "User": entity({"id": {}, "city": {"nullable": 0.5}, "code": {"unique": True},
                        "shipped": {"generator": "life.shipped"}}),
        "Order": {"fields": {"id": {"generator": "id"}, "user_id": {}, "city": {"generator": "there"},
                             "shipped": {"generator": "taken"}}}},
    "relationships": [{"from": "Order.user_id", "to": "User.id", "cardinality": "many-to-one"}],
    "scenarios": {"all": {"User": 5, "Order": 1000}},
}


def both(folder, document):
    """Users by their number, and orders."""
    done = generate(folder, document, "--format", "jsonl", "-o", folder / "out")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    found = [[json.loads(line) for line in (folder / f"out/{name}.jsonl").read_text().splitlines()]
             for name in ("User", "Order")]
    return {user["id"]: user for user in found[0]}, found[1]


def test_a_part_that_is_null_is_null_in_functions(tmp_path):
    generators = {"life": LIFE, "told": template("{{coalesce(life.shipped, 'never')}}")}
    found = records(tmp_path, schema(generators, {"shipped": {"generator": "life.shipped"}, "told": {}}))
    assert all(record["told"] == (record["shipped"] or "never") for record in found)
    assert len({record["shipped"] is None for record in found}) == 2


@pytest.mark.parametrize("name", ["city", "shipped"])
def test_what_is_taken_from_another_record_is_what_stands_there(tmp_path, name):
    users, orders = both(tmp_path, SHOP)
    assert {order["user_id"] for order in orders} == set(users)
    assert all((order[name] or "") == (users[order["user_id"]][name] or "") for order in orders)


@pytest.mark.parametrize("key", ["code", "id"])
def test_an_entity_comes_alone_whatever_it_refers_to(tmp_path, key):
    document = SHOP | {"relationships": [{"from": "Order.user_id", "to": f"User.{key}", "cardinality": "many-to-one"}]}
    done = generate(tmp_path, document, "--entity", "Order", "--count", "1000", timeout=10)
    assert done.returncode in (0, 1) and (done.returncode == 0 or "User.code" in done.stderr)


@pytest.mark.parametrize("key", [logic("sequence"), logic("uuid")], ids=["sequence", "uuid"])
def test_a_unique_reference_still_refers_or_is_refused(tmp_path, key):
    document = json.loads(json.dumps(SHOP))
    document["generators"]["id"] = key
    document["entities"]["Order"]["fields"]["user_id"] = {"unique": True}
    document["scenarios"]["all"]["Order"] = 5
    if generate(tmp_path, document, "-o", tmp_path / "out").returncode == 0:
        users, orders = both(tmp_path, document)
        assert {order["user_id"] for order in orders} == set(users)


def test_a_key_that_is_not_unique_is_refused_where_it_is(tmp_path):
    document = SHOP | {"relationships": [{"from": "Order.user_id", "to": "User.city", "cardinality": "many-to-one"}]}
    refused(generate(tmp_path, document), "$.relationships[0] (line ", "User.city", "unique")


@pytest.mark.parametrize("members, low, high", [
    ({"distribution": "normal", "mean": 100, "deviation": 1, "max": 0.996}, -1e15, 0.996),
    ({"distribution": "normal", "mean": -9, "deviation": 1, "min": 0.004, "max": 1}, 0.004, 1),
    ({"distribution": "poisson", "mean": 100, "max": 2.5}, 0, 2.5),
    ({"distribution": "exponential", "rate": 0.001, "max": 5}, 0, 5),
    ({"distribution": "normal", "mean": 1e6, "deviation": 0, "decimals": 12}, 1e6, 1e6),
    ({"distribution": "normal", "mean": 1e6, "deviation": 0, "decimals": 15}, 1e6, 1e6),
    ({"distribution": "histogram", "edges": [1, 2, 5], "weights": [1, 1]}, 1, 5),
    ({"distribution": "zipf", "count": 7}, 1, 7),
], ids=str)
def test_numbers_of_a_distribution_keep_within_their_bounds_or_are_refused(tmp_path, members, low, high):
    document = alone({"type": "statistical"} | members)
    if generate(tmp_path, document).returncode == 0:
        assert all(low <= record["value"] <= high for record in records(tmp_path, document))


@pytest.mark.parametrize("count, members, day", [
    (2, {}, "9999-12-31"), (40, {"min": 115_000, "max": 115_000, "unit": "days"}, "2020-01-01"),
    (20, {"min": 0, "max": 2}, "2024-02-28"),
], ids=["at the end of time", "for thousands of years", "within days"])
def test_events_come_one_behind_the_other_or_are_refused(tmp_path, count, members, day):
    names = [f"event{number}" for number in range(count)]
    events = [{"name": name} | members for name in names]
    generator = {"type": "event_sequence", "events": events, "from": day, "to": day}
    document = schema({"life": generator}, {name: {"generator": f"life.{name}"} for name in names})
    if generate(tmp_path, document).returncode == 0:
        for record in records(tmp_path, document):
            assert sorted(record.values()) == list(record.values())


# MARK: expressions

RESULTS = {
    "{{lowercase('STRASSE É ΟΔΟΣ')}}": "strasse é οδος", "{{uppercase('straße iı')}}": "STRASSE II",
    "{{titlecase('mary-ann o''neil BAKER''S')}}": "Mary-Ann O'Neil Baker's", "{{capitalize('éa BC')}}": "Éa BC",
    "{{capitalize('')}}": "", "{{ascii('Größe Æsir naïve łódź İı – “x”')}}": "Grosse AEsir naive lodz Ii - \"x\"",
    "{{ascii('Nguyễn Thế ǎ e\u0301')}}": "Nguyen The a e", "{{ascii('日本')}}": "",
    "{{slug('  Ünïted  States, of: Straße! ')}}": "united-states-of-strasse", "{{slug('-')}}": "",
    "{{slug('O''Brien’s 2nd')}}": "obriens-2nd", "{{trim(' \t a b\n ')}}": "a b", "{{trim('  ')}}": "",
    "{{substring('héllo', 1, 3)}}": "éll", "{{substring('héllo', 3)}}": "lo", "{{substring('abc', 5)}}": "",
    "{{substring('abc', 1, 99)}}": "bc", "{{substring('abc', 1, 0)}}": "", "{{substring(12345, 1, 2)}}": "23",
    "{{substring('abc', 0, 9223372036854775807)}}": "abc", "{{substring('abc', -9223372036854775808, 1)}}": "a",
    "{{pad(7, 3)}}": "007", "{{pad('7', 4, 'ab')}}": "aba7", "{{pad('é', 3, 'ü')}}": "üüé", "{{pad('abc', 2)}}": "abc",
    "{{pad('x', 5, 7)}}": "7777x", "{{pad('x', 3, '')}}": "x", "{{pad('abc', -1)}}": "abc",
    "{{pad('abc', -9223372036854775808)}}": "abc",
    "{{replace('a-b-c', '-', '')}}": "abc", "{{replace('aaa', 'aa', 'b')}}": "ba",
    "{{replace('abc', 'x', 'y')}}": "abc", "{{replace('a1b1', 1, 2)}}": "a2b2", "{{replace(11, '1', 'x')}}": "xx",
    "{{concat('a', 1, true, 1.50, 'ü')}}": "a1true1.50ü", "{{concat('a')}}": "a",
    "{{coalesce('', '', 'x', 'y')}}": "x", "{{coalesce('', '')}}": "",
    "{{coalesce('', 5)}}": "5", "{{coalesce(4, 5)}}": "4",
    "{{hash('abc')}}": "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", "{{hash('', 7)}}": "e3b0c44",
    "{{if(less(2, 10), 'yes', 'no')}}": "yes", "{{if(less('2', '10'), 1, 2)}}": 2, "{{equal(1.50, 1.5)}}": True,
    "{{equal('a', 'A')}}": False, "{{greater('é', 'z')}}": True, "{{not(and(true, or(false, true)))}}": False,
    "{{empty('')}}{{empty(0)}}": "truefalse", "{{contains('abc', 'bc')}}": True, "{{contains('abc', '')}}": True,
    "{{choice('only')}}": "only", "{{add(1, 2)}}": 3, "{{subtract(1, 2.50)}}": -1.5, "{{multiply(1.25, 0.5)}}": 0.63,
    "{{add(9223372036854775807, 1)}}": 2 ** 63 - 1, "{{divide(-1, 2, 0)}}": -1, "{{divide(1, 8, 2)}}": 0.13,
    "{{divide(1, 0, 2)}}": None, "{{round(-2.5)}}": -3, "{{round(2.345, 2)}}": 2.35, "{{least(2, 1.5)}}": 1.5,
    "{{greatest(-2, -1)}}": -1, "{{index()}}": 0,
    "{{date('2024-02-29')}}": "2024-02-29", "{{date('2023-02-29')}}": None, "{{now()}}": "2024-02-29T12:30:00Z",
    "{{date_add(date('2024-01-31'), 1, 'months')}}": "2024-02-29",
    "{{date_add(date('2024-01-31'), -1, 'seconds')}}": "2024-01-30T23:59:59Z",
    "{{date_add(date('9999-12-31'), 1, 'weeks')}}": "9999-12-31",
    "{{date_diff(date('2004-02-29'), date('2024-02-28'), 'years')}}": 19,
    "{{date_part(date('2024-12-29'), 'weekday')}}": 7, "{{date_part(date('2024-12-31'), 'yearday')}}": 366,
    "{{date_format(date('2024-02-05'), '%d.%m.%Y %e%% %j')}}": "05.02.2024  5% 036",
    "{{length('héllo😀')}}": 6, "{{length('')}}": 0, "{{length('a')}}{{length('b')}}": "11",
    "{{pad(length('abcd'), 2)}}": "04",
    "{{uppercase(substring(concat('ab', trim(' cd ')), 1, length('xy')))}}": "BC",
    "{{'it''s'}} {{\"a \"\"b\"\"\"}}": "it's a \"b\"", "\\{\\{a\\}\\} \\\\ \\n {x} } {": "{{a}} \\ \\n {x} } {",
    "{{ true }}{{false}}{{-5}}{{ 'a' }}": "truefalse-5a", "{{'{{}}'}}": "{{}}", "": "", "no braces": "no braces",
    "{{1.50}} {{-0.5}} {{-9223372036854775808}}": "1.50 -0.5 -9223372036854775808", "{{5}}": 5,
}
TURKISH_RESULTS = {
    "{{lowercase('ISPARTA İZMİR')}}": "ısparta izmir", "{{uppercase('isparta ığdır')}}": "İSPARTA IĞDIR",
    "{{titlecase('ığdır ISPARTA istanbul')}}": "Iğdır Isparta İstanbul", "{{capitalize('istanbul')}}": "İstanbul",
    "{{slug('IĞDIR İstanbul')}}": "igdir-istanbul", "{{slug('ISPARTA')}}": "isparta",
    "{{ascii('Iğdır Çeşme')}}": "Igdir Cesme",
}


@pytest.mark.parametrize("pattern", RESULTS)
def test_an_expression_gives(tmp_path, pattern):
    found, = values(tmp_path, template(pattern), "--now", "2024-02-29T12:30:00Z", count=1)
    assert found == RESULTS[pattern] and type(found) is type(RESULTS[pattern])


@pytest.mark.parametrize("pattern", TURKISH_RESULTS)
def test_in_turkish_an_expression_gives(tmp_path, pattern):
    assert values(tmp_path, template(pattern), count=1, locale="tr_TR") == [TURKISH_RESULTS[pattern]]


def test_every_function_is_tested():
    sources = (throwaway.ROOT / "Sources/PDL/Expressions").glob("*Functions.swift")
    named = r'(?:on\w+\(|comparison\(|name:)\s*"(\w+)"'
    functions = {name for source in sources for name in re.findall(named, source.read_text())}
    assert len(functions) > 30 and functions == set(re.findall(r"(\w+)\(", " ".join(RESULTS)))


def test_functions_take_what_generators_give(tmp_path):
    generators = {"n": logic("sequence"), "flag": logic("boolean"), "day": logic("date"), "text": one_of("a", "b"),
                  "value": template("{{pad(n, 4)}}/{{uppercase(flag)}}/{{substring(day, 0, 4)}}/{{text}}{{inner}}"),
                  "inner": template("({{concat(text, n)}})")}
    for one in records(tmp_path, schema(generators)):
        expected = f"{one['n']:04}/{one['flag']}/{one['day'][:4]}/{one['text']}({one['text']}{one['n']})".upper()
        assert one["value"].upper() == expected


# MARK: what is refused

VALUE, FIELD = "$.generators.value", "$.entities.Person.fields.value"
IT, LETTER = r'"value": (\{)', one_of("a")
# What the JSON Schema refuses too: the schema, where the fault is, its path, and what is said.
MALFORMED = {
    "an unknown type": (alone({"type": "lst"}), '("lst")', f"{VALUE}.type", '"list"?'),
    "no type": (alone({"values": ["a"]}), IT, VALUE, '"type"', '"list"'),
    "an unknown kind": (alone(logic("intger")), '("intger")', f"{VALUE}.kind", '"integer"?'),
    "no kind": (alone({"type": "logic"}), IT, VALUE, '"kind"', '"integer"'),
    "an unknown member": (alone(logic("integer", mim=5)), "(5)", f"{VALUE}.mim", '"min"?'),
    "a member of another kind": (alone(logic("uuid", decimals=5)), "(5)", f"{VALUE}.decimals"),
    "an unknown member of a field": (alone(LETTER, unqiue=True), "(true)", f"{FIELD}.unqiue", '"unique"?'),
    "an unknown member of the schema": (alone(LETTER) | {"lokale": "tr"}, '("tr")', "$.lokale", '"locale"?'),
    "no version": ({"entities": alone(LETTER)["entities"]}, r"^(\{)", "$", '"version"'),
    "another version": (alone(LETTER) | {"version": "2.0"}, '("2.0")', "$.version", '"1.0"'),
    "no fields": ({"version": "1.0", "entities": {"A": {}}}, r'"A": (\{)', "$.entities.A", '"fields"'),
    "no object": ([], r"^(\[)", "$", "object"),
    "a list as an entity": ({"version": "1.0", "entities": {"A": []}}, r'"A": (\[)', "$.entities.A", "object"),
    "a number as a version": (alone(logic("uuid", version=4)), "(4)", f"{VALUE}.version", '"4", "7"'),
    "a share above 1": (alone(LETTER, nullable=1.5), r"(1\.5)", f"{FIELD}.nullable", "1.5"),
    "sixteen decimals": (alone(logic("float", decimals=16)), "(16)", f"{VALUE}.decimals", "0 to 15"),
    "a broken integer": (alone(logic("integer", max=2.5)), r"(2\.5)", f"{VALUE}.max", "whole number"),
    "a text as a number": (alone(logic("integer", max="5")), '("5")', f"{VALUE}.max", "whole number", "a string"),
    "a text as a boolean": (alone(LETTER, unique="yes"), '("yes")', f"{FIELD}.unique", "true or false"),
    "no values": (alone(one_of()), r"(\[)\]", f"{VALUE}.values", "at least 1"),
    "null as a value": (alone(one_of("a", None)), "(null)", f"{VALUE}.values[1]", "string, number or boolean"),
    "a negative weight": (alone(one_of("a", weights=[-1])), "(-1)", f"{VALUE}.weights[0]", "-1"),
    "no name": (schema({"value": LETTER, "a-b": LETTER}, {"value": {}}), r'"a-b": (\{)', "$.generators.a-b", "a-b"),
    "a name of 101 letters": (schema({"value": LETTER, "a" * 101: LETTER}, {"value": {}}), r'aa": (\{)',
                              "$.generators.aaa", "name"),
    "a negative count": (TWO | {"scenarios": {"s": {"Person": -1}}}, "(-1)", "$.scenarios.s.Person", "-1"),
    "too many records": (TWO | {"scenarios": {"s": {"Person": 10 ** 13}}}, "(10000000000000)", "$.scenarios.s.Person"),
    "an unknown mode": (alone(model("a/b", mode="txt")), '("txt")', f"{VALUE}.generation.mode", '"text"?'),
    "no length": (alone(model("a/b", maxLength=0)), "(0)\n", f"{VALUE}.generation.maxLength", "1 to 4096"),
    "a step that is too long": (alone(logic("sequence", step=10 ** 10)), "(10000000000)", f"{VALUE}.step"),
    "no mask": (alone(logic("mask")), IT, VALUE, '"mask"'),
    "no pattern": (alone({"type": "template"}), IT, VALUE, '"pattern"'),
    "no regular expression": (alone(logic("regex")), IT, VALUE, '"pattern"'),
    "an unknown country": (alone(logic("phone", country="UK")), '("UK")', f"{VALUE}.country", '"GB"'),
    "a number as a time": (alone(logic("time", **{"from": 8})), "(8)", f"{VALUE}.from", "a string"),
    "an object as what is inherited": (alone(LETTER) | {"inherits": {}}, r'"inherits": (\{)', "$.inherits", "a string"),
}
BAD_DAYS = ["2023-02-29", "1900-02-29", "2026-13-01", "2026-00-01", "2026-04-31", "2026-1-1", "26-01-01", "12026-01-01",
            "today", "", "2026-01-01T00:00", "-001-01-01", "２０２６-01-01"]
BAD_TIMES = ["24:00", "08:60", "08:30:60", "8:30", "08", "08:30:00.5", "08:30Z", "", "-1:00", "noon", "０８:30"]
BAD_SOURCES = [
    ("model", "none.ngram", "none.ngram", "No such file"), ("model", "../x.ngram", "leads out"),
    ("model", "/etc/x.ngram", "leads out"), ("model", "first_names", "en_US/first_names", "models/x.ngram"),
    ("model", "en_US/city_names", "en_US/first_names, en_US/last_names, en_US/prose, tr_TR/accented, tr_TR/isles"),
    ("list", "none.txt", "none.txt", "no such file"), ("list", "/etc/passwd", "leads out"), ("list", ".", "folder"),
    ("list", "../x.txt", "leads out"), ("list", "a/../../x.txt", "leads out"), ("list", "", "leads out"),
    ("list", "../\u0301x.txt", "leads out"),
]


def pattern(text, *said):
    return alone(template(text)), '"pattern": (")', f"{VALUE}.pattern", *said


# What only the program refuses.
WRONG = {
    "an unknown generator": (schema({"names": LETTER}, {"name": {}}), ': ("name")',
                             "$.entities.Person.fields.name.generator", '"names"?'),
    "an unknown generator in a pattern": pattern("{{vlue}}", '"value"?'),
    "an unknown function": pattern("{{uppercas('a')}}", '"uppercase"?'),
    "no argument": pattern("{{trim()}}", "trim", "not 0", "trim(text)"),
    "no argument of many": pattern("{{concat()}}", "at least 1", "not 0"),
    "too many arguments": pattern("{{pad('a', 1, 'b', 2)}}", "2 to 3", "not 4"),
    "a text as a length": pattern("{{pad('a', 'b')}}", "argument 2 of pad", "whole number", "text"),
    "a part of what is none": pattern("{{city.code}}", '"city"'),
    "a part of what has none": (schema({"value": template("{{b.part}}"), "b": LETTER}), '"pattern": (")',
                                f"{VALUE}.pattern", '"b" has no parts'),
    "no generator": ({"version": "1.0", "entities": {"A": {"fields": {"b": {}}}}}, r'"b": (\{)',
                     "$.entities.A.fields.b", "generator"),
    "a template of itself": (alone(template("{{value}}")), IT, VALUE, "value → value"),
    "templates in a circle": (schema({"value": template("{{b}}"), "b": template("{{c}}{{trim(value)}}"), "c": LETTER},
                                     {"value": {}}), IT, VALUE, "value → b → value"),
    "values and a source": (alone(one_of("a", source="b")), IT, VALUE, '"values"', '"source"'),
    "neither values nor a source": (alone({"type": "list"}), IT, VALUE, '"values"', '"source"'),
    "too many weights": (alone(one_of("a", weights=[1, 2])), r'"weights": (\[)', f"{VALUE}.weights", "1 weight", "2"),
    "too few weights": (alone(one_of("a", "b", weights=[1])), r'"weights": (\[)', f"{VALUE}.weights", "2 weights", "1"),
    "weights of nothing": (alone(one_of("a", weights=[0])), r'"weights": (\[)', f"{VALUE}.weights", "above 0"),
    "a least above the greatest": (alone(logic("integer", min=5, max=4)), IT, VALUE, "least"),
    "a greatest below the standard": (alone(logic("integer", max=-1)), IT, VALUE, "least"),
    "a least float above the greatest": (alone(logic("float", min=2)), IT, VALUE, "least"),
    "a first day behind the last": (alone(logic("date", **{"from": "2038-01-01"})), IT, VALUE, "least"),
    "no number between": (alone(logic("float", min=0.1, max=0.2, decimals=0)), IT, VALUE, "0 decimals"),
    "an integer of 65 bits": (alone(logic("integer", max=2 ** 63)), f"({2 ** 63})", f"{VALUE}.max", "whole number"),
    **{f"the day {day!r}": (alone(logic("datetime", to=day)), f'("{day}")', f"{VALUE}.to", "as 2026-01-31")
       for day in BAD_DAYS},
    "an empty mask": (alone(logic("mask", mask="")), '("")', f"{VALUE}.mask", "1 to 1000"),
    "a mask of 1001 characters": (alone(logic("mask", mask="#" * 1001)), '("###)', f"{VALUE}.mask", "1 to 1000"),
    "an unknown entity": (TWO | {"scenarios": {"s": {"Persn": 1}}}, "(1)\n", "$.scenarios.s.Persn", '"Person"?'),
    "an entity without fields": (schema({}, {}), r'"fields": (\{)', "$.entities.Person.fields"),
    "no entities": ({"version": "1.0"}, r"^(\{)", "$.entities", "at least one entity is expected"),
    "a schema without entities": ({"version": "1.0", "entities": {}}, r'"entities": (\{)', "$.entities",
                                  "at least one entity is expected"),
    **{f"the time {time!r}": (alone(logic("time", to=time)), f'("{time}")', f"{VALUE}.to", "as 08:30 or 08:30:59")
       for time in BAD_TIMES},
    "a first time behind the last": (alone(logic("time", **{"from": "12:00", "to": "11:59:59"})), IT, VALUE, "least"),
    "weights beside a source": (alone({"type": "list", "source": "list.txt", "weights": [1]}), r'"weights": (\[)',
                                f"{VALUE}.weights", "the weights of a file stand in it, each behind a tab"),
    "an unfinished regular expression": (alone(logic("regex", pattern="[a")), r'"pattern": (")', f"{VALUE}.pattern",
                                         "character 1 of the pattern"),
    **{f"{name} in the mode {mode}": (alone(model("en_US/prose", mode=mode, **{name: value})), f'"{name}": (.)',
                                      f"{VALUE}.generation.{name}",
                                      f"{name} goes with the mode {wanted}, not with {mode}")
       for name, value, wanted in [("startsWith", "a", "word"), ("maxLength", 5, "word"), ("bytes", 5, "text")]
       for mode in ["word", "sentence", "paragraph", "text"] if mode != wanted},
    "bytes in no mode": (alone(model("en_US/prose", bytes=5)), '"bytes": (5)', f"{VALUE}.generation.bytes",
                         "bytes goes with the mode text, not with word"),
    **{f"the {kind} {source!r}": (alone({"type": kind, "source": source}), '"source": (")', f"{VALUE}.source", *said)
       for kind, source, *said in BAD_SOURCES},
}


@pytest.mark.parametrize("name", [*MALFORMED, *WRONG])
def test_a_bad_schema_is_refused_where_it_is_bad(tmp_path, name):
    document, at, path, *said = (MALFORMED | WRONG)[name]
    (tmp_path / "schema").mkdir()
    save(tmp_path, "outside\n", "\u0301x.txt")
    done = generate(tmp_path / "schema", document)
    where = place((tmp_path / "schema/schema.pdl.json").read_text(), at)
    refused(done, f"schema.pdl.json: {path}", where, *said)


@pytest.mark.parametrize("pattern, where", [
    ("{{", 3), ("{{a", 4), ("ab}}", 3), ("{{'a}}", 3), ("{{trim('a'}}", 11), ("{{trim('a' 'b')}}", 12), ("é{{1.}}", 4),
    ("{{99999999999999999999}}", 3), ("{{a.}}", 5), ("{{a b}}", 5), ("{{é}}", 3), ("{{}}", 3), ("{{-}}", 3),
    ("{{trim('a',)}}", 12), ("{{a}}{{b}", 9), ("{{ }", 4), ("{{ a }}{{ trim( }}", 17),
], ids=str)
def test_a_bad_pattern_is_refused_where_it_is_bad(tmp_path, pattern, where):
    done = generate(tmp_path, schema({"a": one_of("x"), "b": one_of("x"), "value": template(pattern)}))
    refused(done, "$.generators.value.pattern", f"character {where} of the pattern")


@pytest.mark.parametrize("text, where, said", [
    ("", "1:1", "ends"), ("{", "1:2", "name"), ('{"version": "1.0",\n  "name": }', "2:11", "value"),
    ('{"a": 1,}', "1:9", "name"), ("[1 2]", "1:4", "comma"), ('{"a" 1}', "1:6", "colon"), ("{} {}", "1:4", "follows"),
    ('["é😀", x]', "1:8", "value"), ("[01]", "1:3", "comma"), ("[1.]", "1:4", "digit"), ('["\\x"]', "1:4", "escape"),
    ('["\\ud800"]', "1:9", "surrogate"), ('["a\tb"]', "1:4", "control"), ('["a', "1:4", "does not end"),
    ("[nul]", "1:2", "value"), ("// no\n{}", "1:1", "value"), (BOM + "[x]", "1:2", "value"),
    (b'["\xff"]', "1:", "UTF-8"), ('{\n\r\n  "a": 1,\n  "a": 2}', "4:3", '"a" is here twice'),
], ids=str)
def test_what_is_no_json_is_refused_where_it_is_none(tmp_path, text, where, said):
    refused(generate(tmp_path, text), f"schema.pdl.json:{where}", said)


def test_a_schema_that_cannot_be_read_is_refused(tmp_path):
    refused(places.phony("generate", tmp_path / "none.json"), str(tmp_path / "none.json"), "no such file")
    refused(places.phony("generate", tmp_path), str(tmp_path), "folder")


@pytest.mark.parametrize("content, said", [
    ("", "empty"), ("\n\n", "empty"), (b"a\n\n\n\xff\n", "list.txt:4:"), ("a\n\nb\tx\n", "list.txt:3:"),
    ("a\t-1\n", "list.txt:1:"), ("a\t\n", "list.txt:1:"), ("a\tnan\n", "list.txt:1:"), ("a\tinf\n", "list.txt:1:"),
    ("a\t1\t1\n", "list.txt:1:"), ("a\t0\nb\t0\n", "weight"),
], ids=repr)
def test_a_bad_list_is_refused_where_it_is_bad(tmp_path, content, said):
    save(tmp_path, content, "list.txt")
    refused(generate(tmp_path, alone({"type": "list", "source": "list.txt"})), "$.generators.value.source", said)


def test_a_file_that_is_no_model_is_refused(tmp_path):
    save(tmp_path, "no model", "bad.ngram")
    refused(generate(tmp_path, alone(model("bad.ngram"))), "$.generators.value.source", "bad.ngram")


def test_where_no_model_is_known_the_variable_is_named(tmp_path, monkeypatch):
    monkeypatch.setenv("PHONY_RULES", str(tmp_path))
    refused(generate(tmp_path, alone(model("en_US/first_names"))), "en_US/first_names", "PHONY_RULES")


def test_all_that_is_wrong_is_said_at_once(tmp_path):
    shapes = schema({"a": {"type": "lst"}, "b": logic("intger"), "c": one_of("d", valeus=1)})
    refused(generate(tmp_path, shapes), "$.generators.a.type", "$.generators.b.kind", "$.generators.c.valeus", lines=3)
    generators = {"a": template("{{"), "b": logic("integer", min=1, max=0), "c": model("x/y"), "d": template("{{e}}")}
    meanings = schema(generators) | {"scenarios": {"s": {"persons": 1}}}
    refused(generate(tmp_path, meanings), "a.pattern", "$.generators.b", "x/y", '"e"', '"Person"?', lines=5)


UNUSED = {
    "a type": ({"type": "lst"}, "type"), "a kind": (logic("tiem"), "kind"),
    "an integer": (logic("integer", max=-1), None),
    "a day": (logic("date", to="2023-02-29"), "to"), "a time": (logic("time", to="24:00"), "to"),
    "a mask": (logic("mask", mask=""), "mask"), "a regular expression": (logic("regex", pattern="("), "pattern"),
    "weights": (one_of("a", weights=[0]), "weights"), "a list": ({"type": "list", "source": "none.txt"}, "source"),
    "a model": (model("x/y"), "source"), "a pattern": (template("{{trim('a'"), "pattern"),
    "a mode": (model("en_US/prose", bytes=5), "generation.bytes"),
    "a distribution": (chance("categorical", values=[1], weights=[0]), "weights"),
    "rows": ({"type": "linked", "fields": ["a", "b"], "rows": [["x"]]}, "rows[0]"),
    "events": ({"type": "event_sequence", "events": [{"name": "state"}]}, "events[0].name"),
}


@pytest.mark.parametrize("name", UNUSED)
def test_a_generator_that_no_field_names_is_checked_too(tmp_path, name):
    generator, member = UNUSED[name]
    done = generate(tmp_path, schema({"value": LETTER, "unused": generator}, {"value": {}}))
    refused(done, "schema.pdl.json: $.generators.unused" + (f".{member}" if member else ""))


def test_a_generator_that_no_field_names_changes_nothing(tmp_path):
    expected = made(tmp_path, alone(LETTER))
    generators = MIXED["generators"] | {"there": template("{{Person.value}}"), "value": LETTER}
    assert made(tmp_path, schema(generators, {"value": {}})) == expected


# MARK: what stays

def limited(**limits):
    """As Python itself does, the command ignores the signal of a file's limit and gets an error instead."""
    def begin():
        for name, limit in limits.items():
            resource.setrlimit(getattr(resource, name), (limit, limit))
    return {"restore_signals": False, "preexec_fn": begin}


@pytest.mark.parametrize("document, options", [
    ("{", {}), (alone(template("{{nobody}}")), {}), (alone(logic("boolean"), unique=True), {}),
    (alone(logic("uuid")), limited(RLIMIT_FSIZE=100_000)),
], ids=["no JSON", "bad schema", "unique", "full disk"])
def test_an_output_stays_as_it_was_when_nothing_comes_of_it(tmp_path, document, options):
    output = save(tmp_path, "as it was", "output.csv")
    command = [throwaway.BINARY, "generate", save(tmp_path, document), "--count", "10k", "-o", output]
    refused(subprocess.run(command, capture_output=True, text=True, timeout=30, **options))
    assert output.read_text() == "as it was"
    assert {file.name for file in tmp_path.iterdir()} == {"schema.pdl.json", "output.csv"}


def test_an_output_that_cannot_be_written_is_refused(tmp_path):
    for output in (tmp_path, tmp_path / "none/output.csv"):
        refused(generate(tmp_path, MIXED, "-o", output), str(output))
    assert [file.name for file in tmp_path.iterdir()] == ["schema.pdl.json"]


@contextlib.contextmanager
def endless(folder, output, size, ignored=()):
    """A generation that would not end soon, once its unfinished file is so large."""
    command = [throwaway.BINARY, "generate", save(folder, MIXED), "--count", "1G", "-o", output]
    handlers = [signal.signal(number, signal.SIG_IGN) for number in ignored]
    with subprocess.Popen(command, stderr=subprocess.PIPE) as process:
        for number, handler in zip(ignored, handlers):
            signal.signal(number, handler)
        try:
            wait_for_part(process, folder, size)
            yield process
        finally:
            process.kill()
            process.wait()
            for part in folder.glob("*.part"):
                part.unlink()


def wait_for_part(process, folder, size):
    while not any(part.stat().st_size >= size for part in folder.glob("*.part")):
        assert process.poll() is None, f"ended early with {process.returncode}"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP], ids=lambda number: number.name)
@pytest.mark.parametrize("before", [None, "as it was"], ids=["new", "replaced"])
def test_an_interruption_leaves_nothing_behind(tmp_path, number, before):
    output = tmp_path / "output.csv" if before is None else save(tmp_path, before, "output.csv")
    with endless(tmp_path, output, MIB) as process:
        process.send_signal(number)
        assert process.wait(30) == 128 + number
        assert process.stderr.read() == b""
        assert not list(tmp_path.glob("*.part"))
    assert output.read_text() == before if before else not output.exists()


def test_an_interruption_at_once_leaves_nothing_behind(tmp_path):
    for _ in range(20):
        with endless(tmp_path, tmp_path / "output.csv", 0) as process:
            process.send_signal(signal.SIGINT)
            assert process.wait(5) == 128 + signal.SIGINT
            assert [file.name for file in tmp_path.iterdir()] == ["schema.pdl.json"]


def test_a_signal_that_was_ignored_before_stays_ignored(tmp_path):
    """So nohup has it."""
    with endless(tmp_path, tmp_path / "output.csv", MIB, ignored=[signal.SIGHUP]) as process:
        process.send_signal(signal.SIGHUP)
        wait_for_part(process, tmp_path, 100 * MIB)
        process.terminate()
        assert process.wait(30) == 128 + signal.SIGTERM


def test_progress_is_shown_on_a_terminal_only(tmp_path):
    document, output = alone(model("en_US/prose", mode="text", bytes=2000)), tmp_path / "output.csv"
    command = [throwaway.BINARY, "generate", save(tmp_path, document), "--count", "17k", "--threads", "1", "-o", output]
    terminal, its_end = pty.openpty()
    with subprocess.Popen(command, stderr=its_end) as process:
        os.close(its_end)
        said = b""
        with contextlib.suppress(OSError):  # so Linux says that nobody has the terminal open any more
            while part := os.read(terminal, 65536):
                said += part
        os.close(terminal)
        assert process.wait(60) == 0
    assert re.match(rb"\r\x1b\[KPerson: \d+ of 17000 records, \d+ a second", said) and said.endswith(b"\r\x1b[K")
    shown = output.read_bytes()
    done = subprocess.run(command, capture_output=True, timeout=60)
    assert (done.stdout, done.stderr) == (b"", b"") and output.read_bytes() == shown


# MARK: the JSON Schema

def conforms(value, shape):
    return jsonschema.Draft202012Validator(shape).is_valid(value)


def without_duplicates(members):
    assert len(dict(members)) == len(members), f"a member twice among {[name for name, _ in members]}"
    return dict(members)


@pytest.fixture(scope="session")
def printed():
    return places.phony("generate", "--print-schema").stdout


def test_the_json_schema_is_one(printed):
    jsonschema.Draft202012Validator.check_schema(json.loads(printed))


def test_the_json_schema_is_json_without_a_member_twice(printed):
    json.loads(printed, object_pairs_hook=without_duplicates)


YEAR = {"from": "2024-01-01", "to": "2024-12-31"}
BOUNDS = {"min": -5.5, "max": 50}
CHANCES = {
    "normal": {"mean": 1, "deviation": 2, "decimals": 3, **BOUNDS},
    "lognormal": {"mean": 1, "deviation": 2, "decimals": 3, **BOUNDS},
    "exponential": {"rate": 0.5, "decimals": 3, **BOUNDS}, "poisson": {"mean": 3, **BOUNDS},
    "zipf": {"count": 5, "exponent": 1.5}, "categorical": {"values": ["a", 1, True], "weights": [1, 2, 0]},
    "histogram": {"edges": [1, 2, 5], "weights": [1, 2], "decimals": 3, **BOUNDS},
    "correlated": {**dict.fromkeys("xy", {"mean": 1, "deviation": 2}), "correlation": -0.5, "decimals": 3},
}
GOOD = {
    "all types of values": MIXED, "people": schema(PEOPLE), "several entities": TWO,
    "all that can be said": schema(
        {"list": one_of("a", 1, 1.5, True, weights=[1, 2, 0.5, 0]), "model": model("en_US/prose", mode="text", bytes=9),
         "word": model("en_US/prose", mode="word", startsWith="b", maxLength=9), "mask": logic("mask", mask="#"),
         "integer": logic("integer", min=-2 ** 63, max=2 ** 63 - 1), "boolean": logic("boolean", **{"true": 0.1}),
         "float": logic("float", min=-1, max=1.5, decimals=0), "uuid": logic("uuid", version="7"),
         "date": logic("date", **{"from": "2020-02-29", "to": "2020-02-29"}), "moment": logic("datetime", **YEAR),
         "time": logic("time", **{"from": "08:30", "to": "17:00:59"}), "regex": logic("regex", pattern="a{2,}"),
         "sequence": logic("sequence", start=-1, step=0), "phone": logic("phone", country="GB"),
         "ip": logic("ip", version="6"), "iban": logic("iban", country="TR"), "mac": logic("mac"),
         "card": logic("payment_card", brand="jcb"), "text": template("{{list}}"),
         "file": {"type": "list", "source": "lists/list.txt"},
         "place": {"type": "linked", "fields": ["a", "b"], "rows": [[1, "x"], [2.5, "y"]], "weights": [1, 0]},
         "table": {"type": "linked", "source": "lists/table.txt"},
         **{name: chance(name, **members) for name, members in CHANCES.items()},
         "life": {"type": "event_sequence", **YEAR, "events": [
             {"name": "one", "probability": 1, "min": 0, "max": 1.5, "unit": "days", "terminal": True}]}},
        {"value": {"generator": "list", "unique": False, "nullable": 0}},
        inherits="base", locale="tr_TR", name="all", description="of it", scenarios={"s": {"Person": 1}},
        metadata={"author": "me", "license": "CC0", "tags": ["a"]},
        **{"$schema": "https://phony.cloud/schemas/pdl-1.0.json"}),
    "relationships": SHOP | {"relationships": [
        *SHOP["relationships"], {"from": "Order.id", "to": "User.id", "cardinality": "many-to-many", "through": "Pair"},
    ], "entities": SHOP["entities"] | {"Person": entity({"id": {}})}},
}


@pytest.mark.parametrize("name", GOOD)
def test_the_json_schema_accepts_what_the_program_accepts(tmp_path, printed, name):
    save(tmp_path, "a\nb\t2\n", "lists/list.txt")
    save(tmp_path, "a\tb\n1\t2\n", "lists/table.txt")
    done = generate(tmp_path, GOOD[name], "--entity", "Person")
    assert (done.returncode, done.stderr) == (0, "")
    assert conforms(GOOD[name], json.loads(printed))


def test_the_json_schema_accepts_a_schema_whose_entities_are_inherited(printed):
    assert conforms({"version": "1.0", "inherits": "base"}, json.loads(printed))


def alternatives(shape):
    """The shapes of generators."""
    todo = [shape["properties"]["generators"]["additionalProperties"]]
    while todo:
        one = todo.pop()
        todo += one.get("oneOf", [])
        if "properties" in one:
            yield one


def members(shape):
    """All that may be said: what it is of, and its name."""
    for name, member in shape.get("properties", {}).items():
        yield shape["description"], name
        yield from members(member)
    for one in [*shape.get("oneOf", []), shape.get("items"), shape.get("additionalProperties")]:
        yield from members(one) if isinstance(one, dict) else ()


def used(value, shape):
    """The same of what a value says."""
    for one in shape.get("oneOf", []):
        yield from used(value, one) if conforms(value, one) else ()
    known, others = shape.get("properties", {}), shape.get("additionalProperties", True)
    for name, member in value.items() if isinstance(value, dict) else ():
        if name in known:
            yield shape["description"], name
        inner = known.get(name, others)
        yield from used(member, inner) if isinstance(inner, dict) else ()
    for item in value if isinstance(value, list) else ():
        yield from used(item, shape.get("items", {}))


def test_all_that_can_be_said_is_tested(printed):
    shape = json.loads(printed)
    said = {member for document in GOOD.values() for member in used(document, shape)}
    assert len(said) > 100 and said == set(members(shape))


@pytest.mark.parametrize("name", MALFORMED)
def test_the_json_schema_refuses_what_has_no_shape(printed, name):
    assert not conforms(MALFORMED[name][0], json.loads(printed))


# MARK: hostile schemas

def chain(length, link, last):
    """Templates, each of which refers to the next as the link does; behind them the last generator."""
    generators = {f"g{number}": template(link.replace("next", f"g{number + 1}")) for number in range(length)}
    return schema({**generators, f"g{length}": last}, {"g0": {}})


def survived(folder, document, *arguments):
    """Within ten seconds and 2 GiB it came to a result or said why not."""
    command = [throwaway.BINARY, "generate", save(folder, document), *arguments]
    done = subprocess.run(command, capture_output=True, timeout=10, **limited(RLIMIT_AS=2048 * MIB, RLIMIT_CORE=0))
    said = done.stderr[:2000].decode(errors="replace")
    assert done.returncode in (0, 1), (done.returncode, said)
    assert not re.search(r"Fatal error|\btrap\b|[Ss]tack (dump|trace)", said), said
    assert bool(said) == (done.returncode == 1)
    return done


LONG = "x" * MIB
HOSTILE = {
    "brackets": "[" * 100_000, "closed brackets": "[" * 100_000 + "]" * 100_000, "braces": '{"a":' * 100_000,
    "a line of 1 MiB": json.dumps(schema({"g": LETTER}, {f"f{place}": {"generator": "g"} for place in range(35_000)})),
    "a text of 1 MiB": json.dumps(alone(one_of(LONG))), "a pattern of 1 MiB": alone(template(LONG)),
    "a mask of 1 MiB": alone(logic("mask", mask=LONG)), "a time of 1 MiB": alone(logic("time", to=LONG)),
    "a regular expression of 1 MiB": alone(logic("regex", pattern=LONG)),
    "groups that are 100,000 deep": alone(logic("regex", pattern="(" * 100_000)),
    "repetitions of repetitions": alone(logic("regex", pattern="((((a{64}){64}){64}){64}){64}")),
    "a repetition of 10**18": alone(logic("regex", pattern=f"a{{{10 ** 18}}}")),
    "1,000 alternatives": alone(logic("regex", pattern="|" * 1000)),
    "classes of all there is": alone(logic("regex", pattern="[\u0020-\uffff]" * 100)),
    "classes of all Chinese characters": alone(logic("regex", pattern="[\u4e00-\u9fff]{10}" * 100)),
    "repetitions of nothing": alone(logic("regex", pattern="((((){4096}){4096}){4096}){4096}")),
    "a text that grows at once": alone(template("{{replace(pad('a', 4096, 'a'), 'a', '" + "b" * 60_000 + "')}}")),
    "a schema of 1 MiB that is inherited": alone(LETTER) | {"inherits": LONG},
    "a name of 1 MiB": schema({LONG: LETTER}),
    "a prefix of 1 MiB": alone(model("en_US/prose", startsWith=LONG)), "a member of 1 MiB": alone(LETTER) | {LONG: 1},
    "a reference of 1 MiB": alone(template("{{" + LONG[:60_000] + "}}")), "a source of 1 MiB": alone(model(LONG)),
    "a list of 1 MiB": alone({"type": "list", "source": LONG}), "a locale of 1 MiB": alone(LETTER) | {"locale": LONG},
    "a number of 1 MiB": '{"version": ' + "9" * MIB + "}",
    "10,000 generators in a row": chain(10_000, "{{next}}", LETTER),
    "10,000 generators that grow": chain(10_000, "x{{next}}", LETTER),
    "10,000 generators in a circle": chain(10_000, "{{next}}", template("{{g0}}")),
    "calls that are 1,000 deep": alone(template("{{" + "trim(" * 1000 + "'a'" + ")" * 1000 + "}}")),
    "1,000 templates of 32 calls": chain(1000, "{{" + "trim(" * 31 + "next" + ")" * 31 + "}}", LETTER),
    "a text that doubles 40 times": chain(40, "{{next}}{{next}}", LETTER),
    "a text that grows in calls": alone(template("{{" + "replace(" * 31 + "'a'" + ", 'a', 'aaaaaaaaaa')" * 31 + "}}")),
    "an unknown name behind 40 doublings": chain(40, "{{next}}{{next}}", template("{{nobody}}")),
    "a circle behind 40 doublings": chain(40, "{{next}}{{next}}", template("{{g0}}")),
    "5,000 unknown names": schema({f"generator{place}": LETTER for place in range(5000)},
                                  {f"field{place}": {} for place in range(5000)}),
    "20,000 members that nobody knows": alone(LETTER) | {f"locale{place}": 1 for place in range(20_000)},
    "20,000 generators and fields": schema({f"g{place}": LETTER for place in range(20_000)}),
    "500 linked parts": schema(
        {"linked": {"type": "linked", "fields": [f"p{place}" for place in range(500)], "rows": [["x"] * 500] * 500}},
        {f"p{place}": {"generator": f"linked.p{place}"} for place in range(500)}),
    "100,000 unknown entities": alone(LETTER) | {"scenarios": {"s": {f"Person{place}": 1 for place in range(100_000)}}},
}


def ladder(steps):
    """Entities, each of which refers to the next in two ways and joins what it finds there."""
    names = [f"E{number}" for number in range(steps)]
    fields = {"id": {"generator": "id"}, "a": {}, "b": {}, "f": {"generator": "both"}}
    entities = {name: {"fields": fields} for name in names}
    entities[f"E{steps}"] = {"fields": {"id": {"generator": "id"}, "f": {"generator": "letter"}}}
    return {
        "version": "1.0", "entities": entities,
        "generators": {"id": logic("sequence"), "letter": LETTER, "both": template("{{a.f}}{{b.f}}")},
        "relationships": [{"from": f"E{number}.{field}", "to": f"E{number + 1}.id", "cardinality": "many-to-one"}
                          for number in range(steps) for field in "ab"]}


def test_a_hostile_ladder_of_entities_comes_to_an_end(tmp_path):
    survived(tmp_path, ladder(40), "--count", "1", "--entity", "E0")


def test_a_chain_of_references_costs_what_it_is_long(tmp_path):
    """Each step may lead to no value, so whoever asked twice a step would ask 2⁴⁰ times."""
    unique = logic("uuid")
    entities = {"E0": {"fields": {"id": {"generator": "id"}, "x": {"generator": "other", "nullable": 0.5}}}}
    entities |= {f"E{number}": {"fields": {"id": {"generator": "id"}, "p": {}, "x": {"generator": "up"}}}
                 for number in range(1, 41)}
    chain = {
        "version": "1.0", "generators": {"id": unique, "other": unique, "up": template("{{p.x}}")},
        "entities": entities, "relationships": [
            {"from": f"E{number}.p", "to": f"E{number - 1}.id", "cardinality": "many-to-one"}
            for number in range(1, 41)]}
    assert survived(tmp_path, chain, "--count", "3", "--entity", "E40").returncode == 0


def test_a_pipe_is_no_list(tmp_path):
    os.mkfifo(tmp_path / "x.txt")
    refused(generate(tmp_path, alone({"type": "list", "source": "x.txt"})), "x.txt is no regular file")


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_schema_comes_to_an_end(tmp_path, name):
    survived(tmp_path, HOSTILE[name], "--count", "1", "--entity", "Person")


@pytest.mark.parametrize("number", [
    "1e999", "-1e999", "99999999999999999999", "-9223372036854775808", "9223372036854775807", "9.2233720368547758e18",
    "1e-999", "1e-9223372036854775808", "-0", "1e18", "0." + "9" * 10_000,
], ids=lambda number: number[:30])
def test_no_number_is_too_hard(tmp_path, number):
    mark = 123_456
    generators = [
        logic("integer", min=mark), logic("integer", max=mark), logic("float", min=mark), logic("float", decimals=mark),
        logic("float", max=mark, decimals=15), logic("sequence", start=mark), logic("sequence", step=mark),
        logic("boolean", **{"true": mark}), one_of(mark), one_of("a", weights=[mark]),
        model("en_US/prose", maxLength=mark), model("en_US/prose", mode="text", bytes=mark),
        template("{{pad('a', 123456)}}"), template("{{substring('abc', 123456, 123456)}}"),
        one_of(mark, 1), one_of(mark, 0.5), template("{{hash('a', 123456)}}"),
        template("{{date_add(date('2024-02-29'), 123456, 'years')}}"), template("{{round(123456, 5)}}"),
        template("{{date_add(date('2024-02-29'), 123456, 'weeks')}}"), template("{{multiply(123456, 123456)}}"),
        template("{{divide(123456, 123456, 15)}}"),
    ]
    others = [alone(LETTER, nullable=mark), alone(LETTER) | {"scenarios": {"s": {"Person": mark}}}]
    for document in [*map(alone, generators), *others]:
        survived(tmp_path, json.dumps(document).replace(str(mark), number), "--count", "2", "--format", "jsonl")


def test_a_message_is_short_whatever_the_schema_says(tmp_path):
    for document in (schema({LONG: LETTER}, {}), alone({"type": LONG}), alone(model(LONG)), alone(LETTER) | {LONG: 1}):
        assert len(survived(tmp_path, document, "--count", "1").stderr) < 10_000


def test_memory_does_not_grow_with_the_records(tmp_path):
    """2.5 GiB of them come from a process that may take one."""
    source = save(tmp_path, alone(one_of("x" * 65_536)))
    command = [throwaway.BINARY, "generate", source, "--count", "40k", "--threads", "2"]
    done = subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, timeout=60, text=True,
                          **limited(RLIMIT_AS=1024 * MIB, RLIMIT_CORE=0))
    assert (done.returncode, done.stderr[:500]) == (0, "")
