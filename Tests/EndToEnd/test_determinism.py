"""What phony generate makes of a seed is what the documents say: the program, determinism.py and golden/ agree.

Where golden/records.jsonl is missing, it is written from the program's output, and the test fails once. Any change to
it is a change to everybody's data.
"""
import difflib
import itertools
import json
import math
import pathlib
import random
import re
import shutil
import statistics

import pytest

import determinism
import determinism_cases as cases
import places
from determinism_cases import chance, event, linked, listed, logic, template

GOLDEN = pathlib.Path(__file__).parent / "golden"
RECORDS = GOLDEN / "records.jsonl"
SEEDS = ["1", "any text, ä"]
WORDS = ["--list", "--min-words", 2, "--exclude-originals"]
COUNT = 2000
NOW = "2026-02-28T12:34:56Z"


def train(source, output, *arguments):
    done = places.phony("train", source, "-o", output, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return output


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The golden schema, and beside it the models that the program trains from the words."""
    folder = tmp_path_factory.mktemp("golden") / "schema"
    shutil.copytree(GOLDEN, folder)
    train(folder / "words.txt", folder / "words.ngram", *WORDS)
    train(folder / "prose.txt", folder / "prose.ngram", "--min-words", 2)
    return folder


def generate(schema, *arguments, now=NOW):
    done = places.phony("generate", schema, "--now", now, "--format", "jsonl", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return done.stdout


def generated(schema, scenario, seed, output, *arguments):
    """The records of each entity, as the program makes them."""
    which = [f"--seed={seed}"] if seed else ["--seed", ""]
    assert generate(schema, "--scenario", scenario, *which, "-o", output, *arguments) == ""
    return {file.stem: file.read_text() for file in output.iterdir()}


def same(found, expected):
    """Both are the same text, or the first lines that differ are told."""
    if found != expected:
        lines = difflib.unified_diff(expected.split("\n"), found.split("\n"), "expected", "found", n=0, lineterm="")
        pytest.fail("\n".join(itertools.islice(lines, 12)))


def counts(scenario):
    return json.loads((GOLDEN / "schema.pdl.json").read_text())["scenarios"][scenario]


# MARK: the golden records

def in_one_file(records):
    """The records of both seeds, with a line before those of each entity."""
    return "".join(json.dumps({"seed": seed, "entity": entity}, ensure_ascii=False) + "\n" + records[seed][entity]
                   for seed in SEEDS for entity in counts("golden"))


@pytest.fixture(scope="module")
def golden(folder, tmp_path_factory):
    """The file, which is the program's output."""
    schema, out = folder / "schema.pdl.json", tmp_path_factory.mktemp("out")
    found = in_one_file({seed: generated(schema, "golden", seed, out / str(len(seed))) for seed in SEEDS})
    if not RECORDS.exists():
        RECORDS.write_text(found)
        pytest.fail(f"{RECORDS} was missing and is written anew")
    return found


def test_the_program_makes_the_golden_records(golden):
    same(golden, RECORDS.read_text())


def test_the_documents_make_the_golden_records(folder, golden):
    worlds = {seed: determinism.World(folder, seed, counts("golden"), now=NOW) for seed in SEEDS}
    made = {seed: {entity: world.lines(entity) for entity in world.counts} for seed, world in worlds.items()}
    same(in_one_file(made), RECORDS.read_text())


def test_the_golden_records_are_of_every_kind():
    schema = json.loads((GOLDEN / "schema.pdl.json").read_text())
    kinds = {rule.get("kind") or rule.get("distribution") or rule["type"] for rule in schema["generators"].values()}
    assert kinds == set(determinism.KINDS) == set(kinds_of_the_program())
    functions = set(re.findall(r"([a-z_]+)\(", str([rule["pattern"] for rule in schema["generators"].values()
                                                    if rule["type"] == "template"])))
    assert functions == determinism.FUNCTIONS.keys() | {"choice"}
    cardinalities = {relationship["cardinality"] for relationship in schema["relationships"]}
    assert cardinalities == {"one-to-one", "one-to-many", "many-to-one", "many-to-many"}


def kinds_of_the_program():
    """The kinds of its JSON Schema: of those within a type the kind, else the type."""
    schema = json.loads(places.phony("generate", "--print-schema").stdout)
    todo = schema["properties"]["generators"]["additionalProperties"]["oneOf"]
    while todo:
        shape = todo.pop()
        todo.extend(shape.get("oneOf", []))
        if members := shape.get("properties"):
            name = next(name for name in ("kind", "distribution", "type") if name in members)
            yield from members[name]["enum"]


# MARK: other seeds, and more records

@pytest.mark.parametrize("seed, most", [("2", COUNT), ("", 400), ("-1", 200), ("Ω 😀\n" * 50, 200)],
                         ids=["2", "empty", "-1", "long"])
def test_other_seeds_agree(folder, tmp_path, seed, most):
    schema = json.loads((folder / "schema.pdl.json").read_text())
    few = {entity: min(count, most) for entity, count in counts("large").items()}
    agree_all(folder, schema | {"scenarios": {"few": few}}, tmp_path / "out", seed)


def agree_all(folder, document, output, seed="1"):
    """The program and the document make the same of the one scenario."""
    (scenario, few), = document["scenarios"].items()
    (folder / "all.pdl.json").write_text(json.dumps(document))
    found = generated(folder / "all.pdl.json", scenario, seed, output)
    assert found.keys() == few.keys()
    world = determinism.World(folder, seed, few, "all.pdl.json", NOW)
    for entity in few:
        same(found[entity], world.lines(entity))


def test_any_number_of_threads_gives_the_same(folder, tmp_path):
    """In as many processes, too; the entities are large enough for all threads to take part."""
    schema = json.loads((folder / "schema.pdl.json").read_text())
    many = {entity: 4 if entity == "Few" else 500 if entity == "Prose" else 20_000 for entity in counts("large")}
    (folder / "many.pdl.json").write_text(json.dumps(schema | {"scenarios": {"many": many}}))
    one, *others = (generated(folder / "many.pdl.json", "many", "1", tmp_path / str(turn), "--threads", threads)
                    for turn, threads in enumerate([1, 1, 2, 8, 8]))
    assert one.keys() == many.keys() and all(other == one for other in others)


def model(**generation):
    return {"type": "model", "source": "prose.ngram", "generation": generation}


def one_of(*weights):
    return listed(*range(len(weights))) | {"weights": weights}


EXTREMES = {
    "whole numbers": {
        "one": logic("integer", min=7, max=7), "two": logic("integer", min=-2 ** 63, max=1 - 2 ** 63),
        "half": logic("integer", min=0, max=2 ** 63 - 1), "odd": logic("integer", min=-2 ** 62, max=2 ** 63 - 1),
        "less": logic("integer", min=-2 ** 63, max=2 ** 63 - 2),
        "away": logic("sequence", start=-2 ** 53, step=-10 ** 9),
        "never": logic("boolean", true=0), "always": logic("boolean", true=1),
        "days": logic("date", **{"from": "0001-01-01", "to": "9999-12-31"}),
        "seconds": logic("datetime", **{"from": "0001-01-01", "to": "9999-12-31"}),
        "masked": logic("mask", mask="\\\\\\!ä-" + "*" * 20)},
    "times": {
        "noon": logic("time", **{"from": "12:00", "to": "12:00"}), "minute": logic("time", to="00:00:59"),
        "evening": logic("time", **{"from": "22:30:15"}), "any": logic("time")},
    "regexes": {pattern: logic("regex", pattern=pattern) for pattern in cases.REGEXES},
    "lists": {
        "numbers": listed(1, 2, 3), "decimals": listed(1, 2.5, -0.125, 100), "same": listed(1.0, 2.0),
        "large": listed(2 ** 63 - 1, -2 ** 63), "booleans": listed(True, False, True), "texts": listed("1", "2"),
        "exponents": listed(1, 1e16), "small ones": listed(1, 2.5e-7), "too large": listed(1, 2 ** 63),
        "too small": listed(-2 ** 63 - 1, 1), "too many digits": listed(2 ** 62, 0.125),
        "just as many": listed(922337203685477580, -922337203685477580, 0.5),
        "one too large": listed(922337203685477581, 0.5), "large and text": listed(2 ** 63, "a"),
        "number and text": listed(1.5, "a"), "number and boolean": listed(0, True), "one": listed(7),
        "categories": chance("categorical", values=[0.25, -1], weights=[1, 2])},
    "bounds after rounding": {
        "inside": chance("normal", mean=0, deviation=1, min=0.004, max=0.014),
        "below 0": chance("normal", mean=0, deviation=1, min=-0.014, max=-0.004),
        "around 0": chance("normal", mean=0, deviation=1, min=-0.004, max=0.004),
        "exactly": chance("normal", mean=0, deviation=1, min=0.29, max=0.295),
        "bins": chance("histogram", edges=[0, 1], weights=[1], min=0.994, max=1, decimals=1),
        "counts": chance("poisson", mean=5, min=2.5, max=4.5)},
    "decimals": {
        "bounds": logic("float", min=0.07, max=0.58), "more": logic("float", min=1.005, max=1.025, decimals=3),
        "around 0": logic("float", min=-0.005, max=0.005, decimals=3),
        "none": logic("float", min=-2.5, max=7.1, decimals=0),
        "fifteen": logic("float", min=-999, max=999, decimals=15),
        "large": logic("float", min=-1e15, max=1e15, decimals=3)},
    "weights": {
        "many": one_of(*[number ** 3 / 7 for number in range(300)]), "far": one_of(1e-12, 1e12), "none": one_of(0, 5),
        "thirds": one_of(1 / 3, 2 / 3, 1e-300), "alike": one_of(*[3] * 7)},
    "normal": {
        "constant": chance("normal", mean=1.005, deviation=0),
        "half": chance("normal", mean=-0.5, deviation=0, decimals=0),
        "fine": chance("normal", mean=0, deviation=1, decimals=15), "large": chance("normal", mean=1e15, deviation=1),
        "missed": chance("normal", mean=0, deviation=1, min=5, decimals=3),
        "narrow": chance("normal", mean=0, deviation=1, min=-0.01, max=0.01, decimals=6),
        "wide": chance("lognormal", mean=0, deviation=300), "tiny": chance("lognormal", mean=-20, deviation=3)},
    "others": {
        "slow": chance("exponential", rate=1e-12), "fast": chance("exponential", rate=1e12, decimals=15),
        "missed": chance("exponential", rate=2, min=50, max=60, decimals=1),
        "bins": chance("histogram", edges=[-1e15, -1, 0, 3], weights=[1, 0, 1e12]),
        "within": chance("histogram", edges=[0, 1], weights=[0.5], min=0.9, max=0.95, decimals=6)},
    "counts": {
        "none": chance("poisson", mean=0), "nearly none": chance("poisson", mean=1e-9),
        "less": chance("poisson", mean=15.999999), "16": chance("poisson", mean=16),
        "more": chance("poisson", mean=32.5), "100": chance("poisson", mean=100),
        "bounds": chance("poisson", mean=5, min=2, max=6), "missed": chance("poisson", mean=5, min=100),
        "one": chance("zipf", count=1), "even": chance("zipf", count=3, exponent=0),
        "steep": chance("zipf", count=100, exponent=10), "flat": chance("zipf", count=3000, exponent=0.3)},
    "accounts": {country: logic("iban", country=country) for country in determinism.ACCOUNTS},
    "telephones": {country: logic("phone", country=country) for country in determinism.PHONES},
    "cards": {brand: logic("payment_card", brand=brand) for brand in determinism.CARDS},
    "words": {
        "one letter": model(maxLength=1), "three": model(maxLength=3), "unknown": model(startsWith="Ж李"),
        "cut": model(startsWith="kolin", maxLength=2), "as long": model(startsWith="kol", maxLength=3),
        "text": model(mode="text"), "short": model(mode="text", bytes=1), "cut letters": model(mode="text", bytes=9)},
}


@pytest.mark.parametrize("name", EXTREMES)
def test_extremes_agree(folder, name):
    generators = {f"g{number}": rule for number, rule in enumerate(EXTREMES[name].values())}
    agree(folder, generators, {name: {"generator": name} for name in generators})


def alone(generators, fields):
    """A schema of one entity."""
    return {"version": "1.0", "generators": generators, "entities": {"One": {"fields": fields}}}


def agree(folder, generators, fields, count=COUNT // 4, **members):
    document = alone(generators, fields) | members
    (folder / "one.pdl.json").write_text(json.dumps(document))
    world = determinism.World(folder, "1", {"One": count}, "one.pdl.json", NOW)
    same(generate(folder / "one.pdl.json", "--seed", "1", "--count", count), world.lines("One"))


UNIQUE = {
    **{f"{count} numbers": (logic("integer", min=1, max=count), count) for count in (1, 2, 3, 4, 16, 17, 257, COUNT)},
    "nearly all numbers": (logic("integer", min=-2 ** 63, max=2 ** 63 - 2), COUNT),
    "one mask": (logic("mask", mask="a\\@"), 1), "all masks": (logic("mask", mask="#@"), 9 * 26),
    "more than 2^63 masks": (logic("mask", mask="*@-" * 12), COUNT),
    "a list with weights": (one_of(1, 2, 3, 4), 4), "UUIDs by time": (logic("uuid", version="7"), COUNT),
    "words": (model(), COUNT), "booleans": (logic("boolean"), 2), "a list of booleans": (listed(True, False, True), 2),
    "a list of numbers": (listed(1, 2.5, 1, 3, 2.50), 3), "one pattern": (logic("regex", pattern="x{2}"), 1),
    "all patterns": (logic("regex", pattern="[ab]-(?:[x-z]!){2}"), 18), "telephones": (logic("phone"), COUNT),
    "2^63 patterns": (logic("regex", pattern="[a-h]{21}"), COUNT),
    "more than 2^63 patterns": (logic("regex", pattern="[a-d]{40}"), COUNT),
    "2^64 patterns": (logic("regex", pattern="[a-p]{16}"), COUNT),
    "many more patterns": (logic("regex", pattern="(?:[a-z]é-){50}"), COUNT),
    "a list of a number with an exponent": (listed(1, 1e16, 2, 1e16), 3),
    "addresses": ({"type": "template", "pattern": "a@b@c"}, COUNT),
    "nothing before it": ({"type": "template", "pattern": "@a"}, 9),
    "an expression": (template("{{if(equal(index(), 3), 'a@b', index())}}"), COUNT),
    "no value": (template("{{if(less(index(), 3), date('x'), 'a')}}"), COUNT),
}


@pytest.mark.parametrize("country", determinism.PHONES)
def test_unique_telephones_agree(folder, country):
    agree(folder, {"value": logic("phone", country=country)}, {"value": {"generator": "value", "unique": True}}, 100)


def test_a_template_that_is_only_a_name_is_unique_as_what_it_names(folder):
    generators = {"number": logic("integer", max=99), "word": model(), "id": logic("uuid"), "flag": logic("boolean"),
                  "row": linked([1, 2], ["a@b", "c"])}
    names = ["number", "word", "id", "row.b"]
    agree(folder, generators | {f"t{place}": template(f"{{{{ {name} }}}}") for place, name in enumerate(names)},
          {f"t{place}": {"generator": f"t{place}", "unique": True} for place in range(len(names))}, 100)


@pytest.mark.parametrize("name", UNIQUE)
def test_unique_values_agree(folder, name):
    rule, count = UNIQUE[name]
    agree(folder, {"value": rule}, {"value": {"generator": "value", "unique": True}}, count)


EVENTS = {
    "all": [event("a"), event("b"), event("c", unit="seconds")],
    "never": [event("a", probability=0), event("b")],
    "ended by the first": [event("a", terminal=True), event("b")],
    "begun by the second": [event("a", probability=0.5, terminal=True, min=9, max=9), event("b", min=9, max=9)],
    "parts of seconds": [event("a")] + [event(f"e{number}", min=number / 4, max=number / 2 + 0.75, unit="seconds")
                                        for number in range(8)],
    "ends": [event("a")] + [event(f"e{number}", probability=0.2, terminal=True) for number in range(4)],
}


@pytest.mark.parametrize("name", EVENTS)
def test_events_agree(folder, name):
    rule = {"type": "event_sequence", "from": "1999-12-31", "to": "2000-02-29", "events": EVENTS[name]}
    parts = [one["name"] for one in EVENTS[name]] + ["state"]
    agree(folder, {"events": rule}, {part: {"generator": f"events.{part}"} for part in parts})


@pytest.mark.parametrize("locale", ["tr_TR", "az", "en_US"])
def test_sentences_of_a_locale_agree(folder, locale):
    isles = (GOLDEN / "prose.txt").read_text().lower().replace("br", "i")
    (folder / "isles.txt").write_text(isles)
    train(folder / "isles.txt", folder / "isles.ngram", "--positions", 3, "--min-words", 1)
    rule = {"type": "model", "source": "isles.ngram", "generation": {"mode": "sentence"}}
    agree(folder, {"value": rule}, {"value": {"generator": "value"}}, 300, locale=locale)


@pytest.mark.parametrize("locale", [
    "tr_TR", "de-AT", "en_GB", "sr_Latn_BG", "de_de", "xx_YY", "zh_Hant_TW", "es_419", "en", "DE", "", None])
def test_a_country_of_a_locale_agrees(folder, locale):
    rules = {"phone": logic("phone"), "iban": logic("iban")}
    members = {} if locale is None else {"locale": locale}
    agree(folder, rules, {name: {"generator": name} for name in rules}, 10, **members)


# MARK: expressions

@pytest.mark.parametrize("name", cases.EXPRESSIONS)
def test_expressions_agree(folder, name):
    expressions_agree(folder, cases.EXPRESSIONS[name])


@pytest.mark.parametrize("locale", ["tr_TR", "az", "de_DE"])
def test_the_case_of_a_locale_agrees(folder, locale):
    expressions_agree(folder, cases.CASES, locale=locale)


def expressions_agree(folder, expressions, **members):
    patterns_agree(folder, ["{{" + text + "}}" for text in expressions], **members)


def patterns_agree(folder, patterns, **members):
    made = {f"t{place}": template(pattern) for place, pattern in enumerate(patterns)}
    agree(folder, cases.BASE | made, {name: {"generator": name} for name in made}, 25, **members)


def test_braces_agree(folder):
    patterns_agree(folder, cases.BRACES)


def test_the_time_of_a_day_is_its_beginning(folder):
    document = alone({"value": template("{{now()}}")}, {"value": {"generator": "value"}})
    (folder / "one.pdl.json").write_text(json.dumps(document))
    assert generate(folder / "one.pdl.json", "--count", 1, now="2024-02-29") == '{"value":"2024-02-29T00:00:00Z"}\n'


@pytest.mark.parametrize("number", range(16))
def test_random_schemas_agree(folder, tmp_path, number):
    agree_all(folder, cases.random_schema(random.Random(number), 120, 40), tmp_path / "out")


@pytest.mark.parametrize("number", range(8))
def test_random_patterns_agree(folder, number):
    dice = random.Random(number)
    free = {f"f{place}": logic("regex", pattern=cases.random_pattern(dice, 2)) for place in range(30)}
    fixed = ["[a-z]{2}" + cases.random_pattern(dice, 1, False) for _ in range(20)]
    fixed = {f"u{place}": logic("regex", pattern=pattern) for place, pattern in enumerate(fixed)}
    fields = {name: {"generator": name, "unique": name in fixed} for name in free | fixed}
    agree(folder, free | fixed, fields, 60)


# MARK: schemas that inherit

def test_schemas_that_inherit_agree(tmp_path):
    """Three layers in three folders; each names a file beside it, and says something else than the one before."""
    def layer(path, **members):
        file = tmp_path / path
        file.parent.mkdir(exist_ok=True)
        file.write_text(json.dumps({"version": "1.0", **members}))
        (file.parent / "list.txt").write_text(f"one of {file.stem}\ntwo of {file.stem}\t3\n")

    def refers(field, entity, cardinality):
        return {"from": field, "to": f"{entity}.id", "cardinality": cardinality}

    source = {"type": "list", "source": "list.txt"}
    layer("base/base.json", locale="tr_TR", generators={
        "id": logic("sequence"), "word": source, "base": source, "phone": logic("phone"),
        "x": template("{{choice(1, 2)}}")},
        entities={
            "User": {"fields": {"id": {"generator": "id", "unique": True}, "word": {"generator": "word"},
                                "phone": {"generator": "phone", "nullable": 0.5}, "base": {"generator": "base"}}},
            "Order": {"fields": {"user": {}, "first": {}, "x": {"generator": "x", "nullable": 0.5}, "base": {
                "generator": "user.base"}}}},
        relationships=[refers("Order.user", "User", "many-to-one"), refers("Order.first", "User", "many-to-one")],
        scenarios={"some": {"User": 1}})
    layer("base/middle.json", inherits="base.json", locale="de_DE", generators={
        "word": source, "x": template("{{choice('a', 'b', 'c')}} {{word}}")},
        entities={"User": {"fields": {"x": {"generator": "x"}}}, "Order": {"fields": {"x": {"generator": "x"}}}})
    layer("top.json", inherits="base/middle.json", generators={"top": source, "id": logic("sequence", start=100)},
          entities={"User": {"fields": {"word": {"generator": "top"}, "friend": {"nullable": 0.5}}},
                    "Tag": {"fields": {"top": {"generator": "top"}, "iban": {"generator": "iban"}}}},
          relationships=[refers("Order.first", "User", "one-to-one"), refers("User.friend", "User", "many-to-one")])
    document = json.loads((tmp_path / "top.json").read_text())
    document["generators"]["iban"] = logic("iban")
    agree_all(tmp_path, document | {"scenarios": {"some": {"User": 200, "Order": 200, "Tag": 50}}}, tmp_path / "out")


@pytest.mark.parametrize("package", ["base", "de_DE", "en_US", "es_ES", "fr_FR", "tr_TR"])
def test_schemas_of_the_packages_agree(tmp_path, package):
    """All that their schemas have, but for what is made with slug."""
    rules = determinism.schema(determinism.RULES / package / "schema.pdl.json")["generators"]
    fields = {name: {"generator": name} for name in rules if name not in ("username", "email")}
    agree(tmp_path, {}, fields, 50, inherits=package)


# MARK: models

@pytest.mark.parametrize("arguments", [
    ["--min-words", 1], ["--min-words", 2, "--order", 5, "--variety", 3], ["--min-words", 1, "--exclude-originals"],
    ["--min-words", 3, "--order", 2], ["--min-words", 2, "--min-length", 6, "--max-length", 7],
], ids=lambda arguments: " ".join(map(str, arguments)))
@pytest.mark.parametrize("start", ["", "ko", "äx"])
def test_samples_agree(tmp_path, arguments, start):
    found = report(train(GOLDEN / "words.txt", tmp_path / "words.ngram", "--list", *arguments), 300, 5, start)
    read, stream = determinism.Model((tmp_path / "words.ngram").read_bytes()), determinism.Splitmix(5)
    assert found["samples"] == [read.word(stream, prefix=start) for _ in range(300)]


@pytest.mark.parametrize("arguments", [["--min-words", 1], ["--min-words", 2], ["--min-words", 9], ["--positions", 0]],
                         ids=lambda arguments: " ".join(map(str, arguments)))
def test_the_sentence_behind_samples_agrees(tmp_path, arguments):
    train(GOLDEN / "prose.txt", tmp_path / "prose.ngram", *arguments)
    read = determinism.Model((tmp_path / "prose.ngram").read_bytes())
    for seed in range(5):
        found, stream = report(tmp_path / "prose.ngram", 3, seed), determinism.Splitmix(seed)
        assert found["samples"] == [read.word(stream) for _ in range(3)]
        assert found.get("sentence") == (read.sentence(stream, "") if read.positions else None)


def report(file, samples, seed, start=""):
    """What phony info says of a model."""
    arguments = ["--starts-with", start] if start else []
    done = places.phony("info", file, "--samples", samples, "--seed", seed, "--json", *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize("arguments, expected", [
    ([], "anna anna anna hanna anna anna hanna hanna hanna hanna"),
    (["--exclude-originals"], "hannh hannh hannh annaa hannh annaa hannh hannh hannh hannh"),
], ids=["", "originals excluded"])
def test_the_example_of_the_document(tmp_path, arguments, expected):
    (tmp_path / "two.txt").write_text("anna\nhanna\n")
    file = train(tmp_path / "two.txt", tmp_path / "two.ngram", "--list", "--min-words", 1, *arguments)
    read, stream = determinism.Model(file.read_bytes()), determinism.Splitmix(7)
    assert [read.word(stream) for _ in range(10)] == expected.split() == report(file, 10, 7)["samples"]


# MARK: the parts

def test_published_values():
    """SipHash's own first test vector, and what ngram-format.md gives for the generators."""
    key = determinism.Key(*[int.from_bytes(bytes(range(first, first + 8)), "little") for first in (0, 8)])
    output = key.child("")
    assert f"{output.low:016x} {output.high:016x}" == "e6a825ba047f81a3 930255c71472f66d"
    stream = determinism.Stream(1, 2)
    assert [stream.next(), stream.next()] == [393217, 669327710093319]
    assert f"{determinism.Splitmix(7).next():x}" == "63cbe1e459320dd7"
    assert [determinism.log2(3), determinism.log2(0.1)] == [1.5849625007211563, -3.321928094887362]


def test_log_and_exp_are_nearly_those_of_the_platform():
    dice = random.Random(1)
    for _ in range(10_000):
        x = dice.uniform(-700, 700)
        assert determinism.exp(x) == pytest.approx(math.exp(x), rel=2 ** -50, abs=0)
        assert determinism.log(math.exp(x)) == pytest.approx(x, rel=2 ** -50, abs=2 ** -50)
        y = dice.uniform(0.5, 2)
        assert determinism.log(y) == pytest.approx(math.log(y), rel=2 ** -50, abs=2 ** -60)
    assert (determinism.log(1), determinism.exp(0), determinism.exp(-701), determinism.exp(701)) == (0, 1, 0, math.inf)


@pytest.mark.parametrize("count", [1, 2, 3, 100, 2 ** 32 + 1, 3 * 2 ** 62])
def test_below_is_even(count):
    stream = determinism.Stream(1, 2)
    drawn = [stream.below(count) for _ in range(4000)]
    assert all(0 <= number < count for number in drawn)
    assert statistics.fmean(drawn) == pytest.approx((count - 1) / 2, abs=count * 0.02)


def test_alias_tables_keep_the_weights():
    weights = [1, 0, 5, 2.5, 11.5, 0.001]
    table, stream = determinism.Alias.shares(weights), determinism.Stream(3, 4)
    drawn = [table.draw(stream) for _ in range(20_000)]
    for place, weight in enumerate(weights):
        assert drawn.count(place) / len(drawn) == pytest.approx(weight / sum(weights), abs=0.015)
    assert 1 not in drawn


ZIPF = [1 / rank ** 1.2 for rank in range(1, 31)]


@pytest.mark.parametrize("rule, mean, deviation", [
    (chance("normal", mean=3, deviation=2), 3, 2), (chance("poisson", mean=0.7), 0.7, 0.7 ** 0.5),
    (chance("poisson", mean=40), 40, 40 ** 0.5), (chance("exponential", rate=0.25), 4, 4),
    (chance("lognormal", mean=0, deviation=0.5), math.exp(0.125), (math.exp(0.5) - math.exp(0.25)) ** 0.5),
    (chance("histogram", edges=[0, 1, 3], weights=[1, 1]), 1.25, 0.877),
    (chance("zipf", count=30, exponent=1.2), sum(rank * share for rank, share in enumerate(ZIPF, 1)) / sum(ZIPF), None),
], ids=lambda value: value.get("distribution") if isinstance(value, dict) else "")
def test_means_and_deviations(rule, mean, deviation):
    generator = determinism.KINDS[rule["distribution"]](rule, None)
    stream = determinism.Stream(5, 6)
    drawn = [float(generator.draw(stream)) for _ in range(6000)]
    assert statistics.fmean(drawn) == pytest.approx(mean, rel=0.05)
    assert deviation is None or statistics.pstdev(drawn) == pytest.approx(deviation, rel=0.05)


def test_correlated_numbers_are_correlated():
    rule = chance("correlated", x={"mean": 1, "deviation": 2}, y={"mean": 3, "deviation": 4}, correlation=-0.7)
    generator, stream = determinism.Correlated(rule, None), determinism.Stream(7, 8)
    drawn = [generator.draw(stream) for _ in range(5000)]
    x, y = ([float(pair[name]) for pair in drawn] for name in "xy")
    assert statistics.correlation(x, y) == pytest.approx(-0.7, abs=0.03)


# MARK: permutations

KEYS = [determinism.Key(0, 0), determinism.Key.root("1"), determinism.Key.root("any text, ä")]


def test_permutations_of_few():
    for key, count in itertools.product(KEYS, range(1, 301)):
        assert sorted(key.permute(place, count) for place in range(count)) == list(range(count)), count


@pytest.mark.parametrize("count", [4095, 4096, 4097, 10_000])
def test_permutations_of_more(count):
    assert {KEYS[1].permute(place, count) for place in range(count)} == set(range(count))


@pytest.mark.parametrize("count", [36 ** 6, 10 ** 12, 2 ** 32 + 1, 2 ** 62 + 1, 2 ** 63, 2 ** 64 - 1])
def test_permutations_of_many(count):
    """Not all can be tried; but the way back is known, and what comes from within goes back within."""
    dice = random.Random(count)
    for key in KEYS:
        tried = {*range(300), *range(count - 300, count), *(dice.randrange(count) for _ in range(300))}
        moved = {key.permute(place, count) for place in tried}
        assert len(moved) == len(tried) and all(0 <= place < count for place in moved)


@pytest.mark.parametrize("bits", range(1, 33))
def test_shuffling_can_be_undone(bits):
    dice = random.Random(bits)
    for key, _ in itertools.product(KEYS, range(50)):
        place = dice.randrange(1 << 2 * bits)
        assert unshuffled(key, key.shuffle(place, bits), bits) == place


def unshuffled(key, place, bits):
    mask = (1 << bits) - 1
    left, right = place >> bits, place & mask
    for turn in reversed(range(6)):
        half = key.high if turn % 2 else key.low
        moved = determinism.finished((left ^ half) + (turn + 1) * determinism.GOLDEN & determinism.WORD)
        left, right = right ^ moved & mask, left
    return left << bits | right
