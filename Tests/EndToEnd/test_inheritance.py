"""Schemas that go on from others: what holds over what, where sources are looked for, and the schemas that ship."""
import csv
import ipaddress
import itertools
import json
import random
import re
import unicodedata
import uuid

import pytest

import places
import throwaway
from generating import checked_card, checked_iban, logic, model, one_of, place, refused, save, template

RULES = throwaway.ROOT / "rules"
LOCALES = ["de_DE", "en_US", "es_ES", "fr_FR", "tr_TR"]
shipped = pytest.mark.skipif(not all((RULES / name / "models").is_dir() for name in LOCALES), reason="make models")


@pytest.fixture(autouse=True)
def rules(tmp_path, monkeypatch):
    """Packages of the test's own."""
    monkeypatch.setenv("PHONY_RULES", str(tmp_path / "rules"))
    return tmp_path / "rules"


def layer(parent=None, **members):
    return {"version": "1.0"} | ({"inherits": parent} if parent else {}) | members


def fields(**generators):
    return {"fields": {name: {"generator": generator} for name, generator in generators.items()}}


def package(rules, name, document):
    return save(rules, document, f"{name}/schema.pdl.json")


def generate(folder, document, *arguments, name="schema.pdl.json"):
    return places.phony("generate", save(folder, document, name), *arguments)


def records(folder, document, *arguments, count=20, name="schema.pdl.json"):
    done = generate(folder, document, "--format", "jsonl", "--count", count, *arguments, name=name)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def record(folder, document, *arguments, **options):
    """Of a schema that gives the same every time."""
    found = records(folder, document, *arguments, **options)
    assert all(one == found[0] for one in found)
    return found[0]


def trained(output, words):
    output.parent.mkdir(parents=True, exist_ok=True)
    source = save(output.parent, "".join(f"{word}\n" for word in words), f"{output.stem}.txt")
    done = places.phony("train", source, "--list", "--min-words", 1, "-o", output)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr


def words(letters):
    """Some of these letters alone, so that whatever a model makes of them says where it is from."""
    return ["".join(word) for word in itertools.islice(itertools.product(letters, repeat=4), 200)]


# MARK: from where

THINGS = {"generators": {"a": one_of("a"), "b": one_of("b")}, "entities": {"Thing": fields(a="a", b="b")}}


def test_a_schema_goes_on_from_a_package(tmp_path, rules):
    package(rules, "base", layer(**THINGS))
    assert record(tmp_path, layer("base")) == {"a": "a", "b": "b"}


def test_a_schema_goes_on_from_a_file_beside_it(tmp_path):
    save(tmp_path, layer(**THINGS), "common.json")
    save(tmp_path, layer(**THINGS), "deeper/common.pdl.json")
    assert record(tmp_path, layer("common.json")) == {"a": "a", "b": "b"}
    assert record(tmp_path, layer("deeper/common.pdl.json")) == {"a": "a", "b": "b"}
    assert record(tmp_path, layer("common.json"), name="sub/../schema.pdl.json") == {"a": "a", "b": "b"}


def test_what_is_inherited_is_generated_as_if_it_were_written_in_one(tmp_path, rules):
    """The same bytes, for streams depend on names alone."""
    whole = layer(**THINGS | {"generators": {"a": logic("uuid"), "b": template("{{choice(1, 2, 3)}}{{a}}")}})
    package(rules, "base", whole)
    assert records(tmp_path, layer("base"), "--seed", "x") == records(tmp_path, whole, "--seed", "x")


def test_the_first_folder_of_packages_counts(tmp_path, monkeypatch):
    package(tmp_path / "one", "base", layer(**THINGS))
    package(tmp_path / "two", "base", layer(**THINGS | {"generators": {"a": one_of("2"), "b": one_of("2")}}))
    package(tmp_path / "two", "only", layer("base"))
    monkeypatch.setenv("PHONY_RULES", f"{tmp_path}/none:{tmp_path}/one:{tmp_path}/two")
    assert record(tmp_path, layer("base")) == record(tmp_path, layer("only")) == {"a": "a", "b": "b"}


def test_what_is_inherited_by_a_file_is_beside_it(tmp_path, rules):
    """A package's own files, and a folder's."""
    package(rules, "base", layer("parts/more.json"))
    save(rules / "base", layer("last.json"), "parts/more.json")
    save(rules / "base", layer(**THINGS), "parts/last.json")
    save(tmp_path, layer(generators={"a": one_of("wrong")}, entities={"Thing": fields(a="a")}), "last.json")
    assert record(tmp_path, layer("base")) == {"a": "a", "b": "b"}


def test_a_byte_order_mark_is_no_matter(tmp_path):
    save(tmp_path, "\ufeff" + json.dumps(layer(**THINGS)), "common.json")
    assert record(tmp_path, layer("common.json")) == {"a": "a", "b": "b"}


# MARK: what holds

BASE = layer(
    name="base", locale="en_US",
    generators={"who": one_of("base"), "what": one_of("base"), "where": one_of("base"),
                "said": template("{{who}} {{what}}"), "large": template("{{uppercase('i')}}")},
    entities={"Thing": fields(who="who", what="what", where="where", said="said", large="large"),
              "Other": fields(who="who")},
    scenarios={"one": {"Thing": 1, "Other": 1}, "two": {"Thing": 2, "Other": 2}})
LOCALE = layer("base", name="locale", locale="tr_TR", generators={"what": one_of("locale"), "where": one_of("locale")},
               scenarios={"two": {"Thing": 5}, "three": {"Thing": 3}})
DOMAIN = layer("locale", generators={"where": one_of("domain")})


@pytest.fixture
def layers(rules):
    package(rules, "base", BASE)
    package(rules, "locale", LOCALE)
    return ["--entity", "Thing"]


def test_generators_are_of_the_last_layer_that_has_them(tmp_path, layers):
    """Templates of the base say what the others made of their generators."""
    assert record(tmp_path, layer("base"), *layers) == {
        "who": "base", "what": "base", "where": "base", "said": "base base", "large": "I"}
    assert record(tmp_path, layer("locale"), *layers) == {
        "who": "base", "what": "locale", "where": "locale", "said": "base locale", "large": "İ"}
    assert record(tmp_path, DOMAIN, *layers) == {
        "who": "base", "what": "locale", "where": "domain", "said": "base locale", "large": "İ"}


def test_a_generator_is_replaced_whole(tmp_path, layers):
    """Of a list with weights the weights go too, and another type is no matter."""
    weighted = layer("base", generators={"who": one_of("x", "y", weights=[1, 0])})
    save(tmp_path, weighted, "weighted.json")
    assert {one["who"] for one in records(tmp_path, layer("weighted.json"), *layers)} == {"x"}
    replaced = layer("weighted.json", generators={"who": one_of("x", "y")})
    assert {one["who"] for one in records(tmp_path, replaced, *layers)} == {"x", "y"}
    counted = records(tmp_path, layer("weighted.json", generators={"who": logic("sequence")}), *layers)
    assert [one["who"] for one in counted] == list(range(1, 21))
    assert counted[4]["said"] == "5 base"


def test_entities_are_merged_field_by_field(tmp_path, layers):
    """The base's fields stay in front, in their order; what a field said before goes."""
    nulls = layer("base", entities={"Thing": {"fields": {"what": {"generator": "what", "nullable": 1}}}})
    save(tmp_path, nulls, "nulls.json")
    document = layer("nulls.json", generators={"more": one_of("more")}, entities={
        "Thing": {"fields": {"more": {"generator": "more"}, "who": {"generator": "more"}}}, "New": fields(more="more")})
    assert list(record(tmp_path, document, *layers).items()) == [
        ("who", "more"), ("what", None), ("where", "base"), ("said", "base base"), ("large", "I"), ("more", "more")]
    assert record(tmp_path, document, "--entity", "New") == {"more": "more"}
    assert record(tmp_path, document, "--entity", "Other") == {"who": "base"}
    again = layer("nulls.json", entities={"Thing": {"fields": {"what": {"generator": "what"}}}})
    assert record(tmp_path, again, *layers)["what"] == "base"


def made(folder, document, scenario):
    """How many records of each entity."""
    done = generate(folder, document, "--scenario", scenario, "-o", folder / scenario)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    one = (folder / scenario).is_file()
    return len((folder / scenario).read_text().splitlines()) - 1 if one else {
        file.stem: len(file.read_text().splitlines()) - 1 for file in (folder / scenario).iterdir()}


def test_scenarios_are_replaced_whole(tmp_path, layers):
    document = DOMAIN | {"scenarios": {"four": {"Other": 4, "Thing": 0}}}
    assert made(tmp_path, document, "one") == {"Thing": 1, "Other": 1}
    assert made(tmp_path, document, "two") == 5
    assert made(tmp_path, document, "three") == 3
    assert made(tmp_path, document, "four") == {"Other": 4, "Thing": 0}


def test_the_last_locale_holds(tmp_path, layers):
    """For what was inherited too: the phone, the account, and letters."""
    generators = {"phone": logic("phone"), "iban": logic("iban"), "city": template("{{lowercase('ISPARTA')}}")}
    entities = {"Place": fields(phone="phone", iban="iban", city="city")}
    save(tmp_path, layer("locale", generators=generators, entities=entities), "place.json")
    for locale, phone, iban, city in [(None, "+90", "TR", "ısparta"), ("de_AT", "+43", "AT", "isparta")]:
        document = layer("place.json", **{"locale": locale} if locale else {})
        for one in records(tmp_path, document, "--entity", "Place"):
            assert one["phone"].startswith(phone) and one["iban"].startswith(iban) and one["city"] == city


SHOP = layer(
    generators={"id": logic("sequence"), "code": logic("sequence", start=1000), "name": template("{{user_id.name}}"),
                "own": one_of("user")},
    entities={"User": fields(id="id", name="own"), "Client": fields(id="code", name="own"),
              "Order": {"fields": {"id": {"generator": "id"}, "user_id": {}}}},
    relationships=[{"from": "Order.user_id", "to": "User.id", "cardinality": "many-to-one"}],
    scenarios={"all": {"User": 5, "Client": 5, "Order": 50}})


def orders(folder, document):
    out = folder / "orders"
    done = generate(folder, document, "--scenario", "all", "--format", "jsonl", "-o", out)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return [json.loads(line) for line in (out / "Order.jsonl").read_text().splitlines()]


@pytest.mark.parametrize("relationship", [
    {"from": "Order.user_id", "to": "Client.id", "cardinality": "many-to-one"},
    {"from": "Client.id", "to": "Order.user_id", "cardinality": "one-to-many"},
], ids=["many-to-one", "one-to-many"])
def test_a_relationship_is_of_the_last_layer_that_has_one_of_the_field(tmp_path, rules, relationship):
    package(rules, "shop", SHOP)
    assert {order["user_id"] for order in orders(tmp_path, layer("shop"))} == set(range(1, 6))
    assert {order["user_id"] for order in orders(tmp_path, layer("shop", relationships=[relationship]))} == set(
        range(1000, 1005))


def test_relationships_of_other_fields_add_up(tmp_path, rules):
    package(rules, "shop", SHOP)
    document = layer("shop", entities={"Order": {"fields": {"client_id": {}}}}, relationships=[
        {"from": "Order.client_id", "to": "Client.id", "cardinality": "many-to-one"}])
    found = orders(tmp_path, document)
    assert {order["user_id"] for order in found} == set(range(1, 6))
    assert {order["client_id"] for order in found} == set(range(1000, 1005))


def test_a_template_of_the_base_may_need_what_comes_later(tmp_path, rules):
    """A generator, or a relationship, that only the last layer has."""
    package(rules, "base", layer(generators={"said": template("{{greeting}}, {{user_id.name}}")}))
    document = SHOP | {"inherits": "base", "generators": SHOP["generators"] | {"greeting": one_of("Dear")},
                       "entities": SHOP["entities"] | {"Order": {"fields": {
                           "user_id": {}, "said": {"generator": "said"}}}}}
    assert {order["said"] for order in orders(tmp_path, document)} == {"Dear, user"}


def override(layers):
    """What is written in docs/PDL.md, for layers of these members alone."""
    merged = {"generators": {}, "entities": {}, "scenarios": {}, "locale": None}
    for one in layers:
        merged["generators"] |= one["generators"]
        merged["scenarios"] |= one["scenarios"]
        merged["locale"] = one.get("locale", merged["locale"])
        for name, entity in one["entities"].items():
            known = merged["entities"].setdefault(name, {"fields": {}})
            merged["entities"][name] = {"fields": known["fields"] | entity["fields"]}
    return layer(**{name: value for name, value in merged.items() if value})


@pytest.mark.parametrize("seed", range(8))
def test_layers_are_what_they_are_when_written_in_one(tmp_path, rules, seed):
    dice = random.Random(seed)
    names = ["a", "b", "c", "d"]

    def drawn(number):
        kinds = [one_of(f"{number}"), one_of(number, number + 0.5), logic("sequence", start=number), logic("phone"),
                 template(f"{number}{{{{uppercase('i')}}}}"), logic("regex", pattern=f"{number}[ab]")]
        picked = names if number == 0 else dice.sample(names, 2)
        return layer(
            generators={name: dice.choice(kinds) for name in picked},
            entities={entity: fields(**{f"f{dice.randint(0, 3)}": dice.choice(names) for _ in range(3)})
                      for entity in dice.sample(["A", "B", "C"], 2)},
            scenarios={dice.choice("xy"): {"A": number, "B": number} if number == 0 else {}},
            **({"locale": dice.choice(["tr_TR", "de_DE", "en_US"])} if dice.random() < 0.6 else {}))

    layers = [drawn(number) for number in range(5)]
    package(rules, "layer0", layers[0])
    for number, one in enumerate(layers[1:4], 1):
        package(rules, f"layer{number}", one | {"inherits": f"layer{number - 1}"})
    whole = override(layers)
    for entity in whole["entities"]:
        assert records(tmp_path, layers[4] | {"inherits": "layer3"}, "--entity", entity) == records(
            tmp_path, whole, "--entity", entity)


# MARK: sources

@pytest.fixture
def models(rules):
    """Names of two locales and of the base, each of letters of its own; x is only the base's."""
    trained(rules / "aa_AA/models/names.ngram", words("abc"))
    trained(rules / "bb_BB/models/names.ngram", words("def"))
    trained(rules / "base/models/names.ngram", words("uvw"))
    trained(rules / "base/models/rare.ngram", words("xyz"))


NAMES = {"generators": {"name": model("names"), "rare": model("rare")}, "entities": {"Thing": fields(name="name")}}


def letters(folder, document):
    return {"".join(one.values())[0] for one in records(folder, document, count=100)}


def test_a_source_without_a_locale_is_the_locales(tmp_path, models):
    for locale, expected in {"aa_AA": "abc", "bb_BB": "def", "base": "uvw", "cc_CC": "uvw"}.items():
        assert letters(tmp_path, layer(locale=locale, **NAMES)) == set(expected)
    assert letters(tmp_path, layer(locale="aa_AA", generators={"name": model("bb_BB/names")},
                                   entities=NAMES["entities"])) == set("def")


def test_a_source_that_the_locale_lacks_is_of_the_base(tmp_path, models):
    document = layer(locale="aa_AA", generators=NAMES["generators"], entities={"Thing": fields(rare="rare")})
    assert letters(tmp_path, document) == set("xyz")


def test_an_inherited_source_is_of_the_locale_of_the_one_who_inherits(tmp_path, rules, models):
    package(rules, "base", layer(locale="aa_AA", **NAMES))
    package(rules, "bb_BB", layer("base", locale="bb_BB"))
    assert letters(tmp_path, layer("base")) == set("abc")
    assert letters(tmp_path, layer("bb_BB")) == set("def")
    assert letters(tmp_path, layer("bb_BB", locale="aa_AA")) == set("abc")
    assert letters(tmp_path, layer("bb_BB", locale="cc_CC")) == set("uvw")


def test_a_source_that_nobody_has_is_refused(tmp_path, models):
    generators = {"name": model("cities")}
    for locale in ("aa_AA", "cc_CC"):
        refused(generate(tmp_path, layer(locale=locale, generators=generators, entities=NAMES["entities"])),
                "$.generators.name.source", f"there is no model {locale}/cities; there are aa_AA/names, base/names, "
                "base/rare, bb_BB/names")
    refused(generate(tmp_path, layer(generators=generators, entities=NAMES["entities"])), "$.generators.name.source",
            '"cities" is no source: name a locale\'s model, as en_US/first_names, or a file, as models/x.ngram')


def test_sources_are_beside_the_file_that_names_them(tmp_path, rules):
    for folder, word in [(tmp_path, "own"), (tmp_path / "deeper", "deeper"), (rules / "base", "base")]:
        save(folder, f"{word}\n", "lists/list.txt")
        save(folder, f"part\n{word}\n", "table.txt")
        trained(folder / "models/model.ngram", words(word[:3]))
    generators = {"list": {"type": "list", "source": "lists/list.txt"}, "model": model("models/model.ngram"),
                  "table": {"type": "linked", "source": "table.txt"}}
    whole = layer(generators=generators, entities={"Thing": fields(list="list", table="table.part", model="model")})
    package(rules, "base", whole)
    save(tmp_path, whole, "deeper/common.json")
    for parent, word in [("base", "base"), ("deeper/common.json", "deeper")]:
        for one in records(tmp_path, layer(parent)):
            assert (one["list"], one["table"]) == (word, word) and set(one["model"]) <= set(word[:3])
        for one in records(tmp_path, layer(parent, generators=generators)):
            assert (one["list"], one["table"]) == ("own", "own") and set(one["model"]) <= set("own")
        for one in records(tmp_path, layer(parent, generators={"list": generators["list"]})):
            assert (one["list"], one["table"]) == ("own", word) and set(one["model"]) <= set(word[:3])


def test_no_inherited_source_leads_out_of_its_folder(tmp_path, rules):
    save(tmp_path, "secret\n", "secret.txt")
    package(rules, "base", layer(generators={"a": {"type": "list", "source": "../../secret.txt"}},
                                 entities={"Thing": fields(a="a")}))
    refused(generate(tmp_path, layer("base")), "$.generators.a.source", str(rules / "base/schema.pdl.json"),
            '"../../secret.txt" leads out of the schema\'s folder')


# MARK: what is refused

def refused_at(folder, document, at, *said, path="$.inherits", file=None, lines=1):
    """Of a fault in another file, that file is told too."""
    done = generate(folder, document)
    text = (file or folder / "schema.pdl.json").read_text()
    where = place(text, at).replace("(", f"({file}, " if file else "(")
    refused(done, f"schema.pdl.json: {path} {where}: ", *said, lines=lines)


@pytest.mark.parametrize("parent, said", [
    ("nobody", "there is no package nobody with a schema; a file is named with its ending, as nobody.json"),
    ("none.json", "none.json cannot be read: there is no such file"),
    ("none/none.json", "none.json cannot be read: there is no such file"),
    ("folder.json", "folder.json cannot be read: it is a folder"), ("", '"" is no schema: name a package, as base'),
    ("base/schema.pdl", '"base/schema.pdl" is no schema'), ("common.yaml", '"common.yaml" is no schema'),
    ("..", '".." is no schema'), ("bäse", '"bäse" is no schema'), ("base ", "is no schema"),
    *[(path, "leads out of the schema's folder") for path in [
        "../common.json", "/etc/common.json", "a/../../common.json", "a//common.json", "./../common.json",
        "..\u0301/../common.json", "a/..\u0000.json/../b.json"]],
], ids=repr)
def test_what_cannot_be_inherited_is_refused(tmp_path, rules, parent, said):
    folder = tmp_path / "schemas"
    package(rules, "base", layer(**THINGS))
    save(tmp_path, layer(**THINGS), "common.json")
    (folder / "folder.json").mkdir(parents=True)
    (folder / "a").mkdir()
    document = {"version": "1.0", "inherits": parent}
    refused_at(folder, document, r'"inherits": (")', said)


def test_a_package_without_a_schema_is_refused(tmp_path, rules):
    (rules / "models_only/models").mkdir(parents=True)
    refused_at(tmp_path, layer("models_only"), r'"inherits": (")', "there is no package models_only with a schema")


@pytest.mark.parametrize("length", [1, 2, 3, 7])
def test_a_circle_is_refused(tmp_path, length):
    for number in range(length):
        save(tmp_path, layer(f"{(number + 1) % length}.json"), f"{number}.json")
    done = generate(tmp_path, layer("1.json" if length > 1 else "0.json"), name="0.json")
    refused(done, "0.json: $.inherits (", "inherits from itself")


def test_a_package_that_inherits_itself_is_refused(tmp_path, rules):
    package(rules, "base", layer("locale"))
    file = package(rules, "locale", layer("base"))
    refused_at(tmp_path, layer("base"), r'"inherits": (")', 'the schema "base" inherits from itself', file=file)


def chained(folder, length):
    for number in range(length):
        save(folder, layer(f"{number + 1}.json"), f"{number}.json")
    save(folder, layer(**THINGS), f"{length}.json")
    return json.loads((folder / "0.json").read_text())


def test_schemas_may_inherit_from_each_other_but_not_without_end(tmp_path):
    assert record(tmp_path, chained(tmp_path, 15), name="0.json") == {"a": "a", "b": "b"}
    refused(generate(tmp_path, chained(tmp_path, 17), name="0.json"), "$.inherits (",
            "more than 16 schemas inherit from each other")
    refused(generate(tmp_path, chained(tmp_path, 500), name="0.json"), "$.inherits (",
            "more than 16 schemas inherit from each other")


@pytest.mark.parametrize("text, where, said", [
    ("", "1:1", "ends"), ("{", "1:2", "name"), ('{"version": "1.0",\n  "name": }', "2:11", "value"),
    ('{"a": 1,}', "1:9", "name"), ('["é😀", x]', "1:8", "value"), (b'["\xff"]', "1:", "UTF-8"),
    ('{\n\r\n  "a": 1,\n  "a": 2}', "4:3", '"a" is here twice'), ("[" * 1000, "1:", "nested deeper"),
], ids=str)
def test_what_is_no_json_is_refused_in_the_file_that_has_it(tmp_path, rules, text, where, said):
    save(tmp_path, text, "common.json")
    refused_at(tmp_path, layer("common.json"), r'"inherits": (")', f": {tmp_path / 'common.json'}:{where}", said)
    file = package(rules, "base", text)
    refused_at(tmp_path, layer("base"), r'"inherits": (")', f": {file}:{where}", said)


def things(a, **members):
    """A schema of one field."""
    return layer(generators={"a": a}, entities={"Thing": fields(a="a")}, **members)


# A fault of an inherited file, where it is in it, its path, and what is said.
FAULTS = {
    "no object": ([], r"^(\[)", "$", "object"), "no version": ({}, r"^(\{)", "$", '"version"'),
    "another version": ({"version": "2.0"}, '("2.0")', "$.version", '"1.0"'),
    "an unknown member": (layer(generaters={}), r'"generaters": (\{)', "$.generaters", '"generators"?'),
    "an unknown type": (things({"type": "lst"}), '("lst")', "$.generators.a.type", '"list"?'),
    "a bad name": (layer(generators={"a-b": one_of("a")}), r'"a-b": (\{)', "$.generators.a-b", "a-b"),
    "a bad number": (layer(scenarios={"s": {"Thing": -1}}), "(-1)", "$.scenarios.s.Thing", "-1"),
    "a bad pattern": (things(template("{{trim('a'}}")), '"pattern": (")', "$.generators.a.pattern",
                      "character 11 of the pattern"),
    "a bad function": (things(template("{{trim()}}")), '"pattern": (")', "$.generators.a.pattern",
                       "trim takes 1 arguments, not 0"),
    "a bad regular expression": (things(logic("regex", pattern="(a")), '"pattern": (")', "$.generators.a.pattern",
                                 "character 1 of the pattern"),
    "a bad list": (things(one_of("a", weights=[0])), r'"weights": (\[)', "$.generators.a.weights", "above 0"),
    "no source": (things({"type": "list", "source": "x.txt"}), '"source": (")', "$.generators.a.source", "x.txt"),
    "no generator": (layer(entities={"Thing": fields(a="nobody")}), '("nobody")', "$.entities.Thing.fields.a.generator",
                     'no generator "nobody"'),
    "no relationship": (layer(entities={"Thing": {"fields": {"a": {}}}}), r'"a": (\{)', "$.entities.Thing.fields.a",
                        "neither a generator nor a relationship"),
    "an unknown entity": (things(one_of("a"), scenarios={"s": {"Thin": 1}}), "(1)\n", "$.scenarios.s.Thin", '"Thing"?'),
    "a bad relationship": (things(one_of("a"), relationships=[
        {"from": "Thing.a", "to": "Thing.x", "cardinality": "many-to-one"}]), '("Thing.x")', "$.relationships[0].to",
        '"x"'),
    "what cannot be unique": (layer(generators={"a": logic("time")}, entities={"Thing": {"fields": {
        "a": {"generator": "a", "unique": True}}}}), r'"a": (\{\s*"generator")', "$.entities.Thing.fields.a", "unique"),
}


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_told_with_the_file_it_is_in(tmp_path, rules, name):
    document, at, path, *said = FAULTS[name]
    files = {"base": package(rules, "base", document), "common.json": save(tmp_path, document, "common.json")}
    for parent, file in files.items():
        save(tmp_path, layer(parent), "between.json")
        for own in (layer(parent), layer("between.json")):
            refused_at(tmp_path, own, at, *said, path=path, file=file)


def test_a_fault_of_the_schema_itself_is_told_without_a_file(tmp_path, rules):
    package(rules, "base", layer(**THINGS))
    document = layer("base", generators={"a": template("{{nobody}}")})
    refused_at(tmp_path, document, '"pattern": (")', 'no generator "nobody"', path="$.generators.a.pattern")


def test_faults_of_one_file_are_told_at_once(tmp_path):
    document = layer(generators={"a": {"type": "lst"}, "b": logic("intger"), "c": one_of("d", valeus=1)})
    file = save(tmp_path, document, "common.json")
    refused(generate(tmp_path, layer("common.json")), "$.generators.a.type", "$.generators.b.kind",
            "$.generators.c.valeus", f"({file}, line ", lines=3)


def test_a_fault_that_is_replaced_is_none(tmp_path, rules):
    """Of what means nothing; what has no form is refused in any case."""
    generators = {"a": template("{{nobody}}"), "b": one_of("b")}
    package(rules, "base", layer(generators=generators, entities=THINGS["entities"]))
    assert record(tmp_path, layer("base", generators={"a": one_of("a")})) == {"a": "a", "b": "b"}


def test_a_schema_that_inherits_may_still_lack_entities(tmp_path, rules):
    package(rules, "base", layer(generators={"a": one_of("a")}))
    refused(generate(tmp_path, layer("base")), "$.entities (line 1, column 1): at least one entity is expected")
    assert record(tmp_path, layer("base", entities={"Thing": fields(a="a")})) == {"a": "a"}


# MARK: what ships

@pytest.fixture
def shipping(monkeypatch):
    monkeypatch.delenv("PHONY_RULES")


def said(locale):
    """The generators of a locale's schema and of what it inherits."""
    document = json.loads((RULES / locale / "schema.pdl.json").read_text())
    inherited = said(document["inherits"]) if "inherits" in document else {}
    return inherited | document.get("generators", {})


PLACES = {"de_DE": ("DE", "EUR"), "en_US": ("US", "USD"), "es_ES": ("ES", "EUR"), "fr_FR": ("FR", "EUR"),
          "tr_TR": ("TR", "TRY")}
PHONES = {"DE": r"\+49 1[567]\d \d{7}", "US": r"\+1 [2-9]\d\d-[2-9]\d\d-\d{4}", "ES": r"\+34 6\d\d \d{3} \d{3}",
          "FR": r"\+33 [67]( \d\d){4}", "TR": r"\+90 5\d\d \d{3} \d\d \d\d"}
# The first two digits of those that are in use.
POSTCODES = {"DE": range(1, 100), "US": range(100), "ES": range(1, 53), "FR": range(1, 96), "TR": range(1, 82)}
ACCOUNTS = {"DE": "DE", "US": "DE", "ES": "ES", "FR": "FR", "TR": "TR"}
ADDRESSES = {
    "de_DE": ("{street} {house_number}", "{street_address}, {postcode} {city}"),
    "en_US": ("{house_number} {street}", "{street_address}, {city} {postcode}"),
    "es_ES": ("{street}, {house_number}", "{street_address}, {postcode} {city}"),
    "fr_FR": ("{house_number} {street}", "{street_address}, {postcode} {city}"),
    "tr_TR": ("{street} No: {house_number}", "{street_address}, {postcode} {city}"),
}


@pytest.fixture(scope="module")
def people(tmp_path_factory):
    """A thousand records of all that a locale's schema has."""
    folder = tmp_path_factory.mktemp("people")
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PHONY_RULES", raising=False)
        for locale in LOCALES:
            entity = fields(**{name: name for name in said(locale)})
            found[locale] = records(folder, layer(locale, entities={"Person": entity}), count=1000)
    return found


def test_all_packages_are_tested():
    assert {file.parent.name for file in RULES.glob("*/schema.pdl.json")} == {*LOCALES, "base"}


@shipped
@pytest.mark.parametrize("locale", LOCALES)
def test_every_generator_of_a_locale_gives_plausible_values(people, locale):
    country, currency = PLACES[locale]
    street, address = ADDRESSES[locale]
    checks = {
        "id": lambda one: isinstance(one["id"], int), "uuid": lambda one: uuid.UUID(one["uuid"]).version == 4,
        "first_name": lambda one: re.fullmatch(r"\w[\w' -]+", one["first_name"]),
        "last_name": lambda one: re.fullmatch(r"\w[\w' -]+", one["last_name"]),
        "full_name": lambda one: one["full_name"] == f"{one['first_name']} {one['last_name']}",
        "username": lambda one: re.fullmatch(r"[a-z]+\.[a-z]+", one["username"]),
        "email": lambda one: one["email"] == f"{one['username']}@example.com",
        "phone": lambda one: re.fullmatch(PHONES[country], one["phone"]),
        "birth_date": lambda one: "1940-01-01" <= one["birth_date"] <= "2007-12-31",
        "company": lambda one: re.fullmatch(r"[\w&.' -]{3,}", one["company"]),
        "street": lambda one: re.fullmatch(r"[\w.' -]{3,}", one["street"]),
        "house_number": lambda one: 1 <= one["house_number"] <= 200,
        "street_address": lambda one: one["street_address"] == street.format(**one),
        "city": lambda one: re.fullmatch(r"[\w.' -]{2,}", one["city"]),
        "postcode": lambda one: re.fullmatch(r"\d{5}", one["postcode"])
                                and int(one["postcode"][:2]) in POSTCODES[country],
        "address": lambda one: one["address"] == address.format(**one),
        "iban": lambda one: checked_iban(one["iban"]) and one["iban"].startswith(ACCOUNTS[country]),
        "payment_card": lambda one: checked_card(one["payment_card"]),
        "currency": lambda one: one["currency"] == currency,
        "amount": lambda one: isinstance(one["amount"], float) and 0 <= one["amount"] <= 100_000,
        "ip": lambda one: ipaddress.ip_address(one["ip"]).is_private,
        "mac": lambda one: re.fullmatch("[0-9a-f][26ae](:[0-9a-f]{2}){5}", one["mac"]),
        "created_at": lambda one: "2020-01-01T00:00:00Z" <= one["created_at"] <= "2025-12-31T23:59:59Z",
        "is_active": lambda one: isinstance(one["is_active"], bool),
    }
    assert set(checks) == set(said(locale))
    for name, check in checks.items():
        wrong = [one[name] for one in people[locale] if not check(one)]
        assert not wrong, (name, wrong[:5])


@shipped
@pytest.mark.parametrize("locale", LOCALES)
def test_values_of_a_locale_are_not_always_the_same(people, locale):
    few = {"house_number": 100, "currency": 1, "is_active": 2, "last_name": 400, "first_name": 600}
    for name in said(locale):
        distinct = len({one[name] for one in people[locale]})
        assert few.get(name, 900) <= distinct, (name, distinct)


@shipped
@pytest.mark.parametrize("locale", LOCALES)
def test_addresses_are_ascii_and_agree_with_the_names(people, locale):
    special = str.maketrans({"ı": "i", "ß": "ss", "æ": "ae", "œ": "oe", " ": "", "'": "", "-": ""})
    for one in people[locale]:
        assert one["email"].isascii() and re.fullmatch(r"[a-z]+\.[a-z]+@example\.com", one["email"])
        names = [one[name].lower().translate(special) for name in ("first_name", "last_name")]
        names = ["".join(filter(str.isascii, unicodedata.normalize("NFD", name))) for name in names]
        assert one["username"] == ".".join(names)


@shipped
@pytest.mark.parametrize("locale", LOCALES)
def test_accounts_fit_the_plan_of_their_country(people, locale):
    lengths = {"DE": 22, "ES": 24, "FR": 27, "TR": 26}
    for one in people[locale]:
        assert len(one["iban"]) == lengths[one["iban"][:2]]
        remainder = int("".join(str(int(character, 36)) for character in one["iban"][4:] + one["iban"][:4])) % 97
        assert remainder == 1
        assert locale != "tr_TR" or one["iban"][9] == "0"


@shipped
@pytest.mark.parametrize("locale", ["tr_TR", "de_DE"])
def test_three_layers_base_locale_and_domain(tmp_path, shipping, people, locale):
    """A shop of a locale: what it says itself, and the rest as the locale has it."""
    document = layer(
        locale, generators={"currency": one_of("XTS"), "greeting": template("{{full_name}}, {{city}}")},
        entities={"Customer": {"fields": {
            "id": {"generator": "id"}, "email": {"generator": "email", "unique": True}, "phone": {"generator": "phone"},
            "currency": {"generator": "currency"}, "name": {"generator": "full_name"}, "city": {"generator": "city"},
            "greeting": {"generator": "greeting"}}},
            "Order": {"fields": {"id": {"generator": "id"}, "customer_id": {}, "amount": {"generator": "amount"}}}},
        relationships=[{"from": "Order.customer_id", "to": "Customer.id", "cardinality": "many-to-one"}],
        scenarios={"demo": {"Customer": 100, "Order": 300}})
    done = generate(tmp_path, document, "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    customers, orders = (list(csv.DictReader((tmp_path / f"out/{name}.csv").read_text().splitlines()))
                         for name in ("Customer", "Order"))
    assert len({one["email"] for one in customers}) == 100 and {one["currency"] for one in customers} == {"XTS"}
    assert all(one["greeting"] == f"{one['name']}, {one['city']}" for one in customers)
    assert all(re.fullmatch(PHONES[PLACES[locale][0]], one["phone"]) for one in customers)
    assert {one["customer_id"] for one in orders} <= {one["id"] for one in customers} and len(orders) == 300


@shipped
def test_the_base_alone_speaks_american_english(tmp_path, shipping):
    document = layer("base", entities={"Person": fields(name="full_name", phone="phone", postcode="postcode")})
    for one in records(tmp_path, document, count=100):
        assert one["name"].isascii() and one["phone"].startswith("+1 ") and re.fullmatch(r"\d{5}", one["postcode"])


@shipped
@pytest.mark.parametrize("locale, letters", [("tr_TR", "ğışö"), ("de_DE", "äöü"), ("fr_FR", "éèç"), ("es_ES", "ñáé")])
def test_another_locale_is_spoken_where_the_last_layer_says_so(tmp_path, shipping, locale, letters):
    entities = {"Person": fields(first="first_name", last="last_name", city="city", street="street")}
    text = json.dumps(records(tmp_path, layer("base", locale=locale, entities=entities), count=500), ensure_ascii=False)
    assert all(letter in text for letter in letters)
    assert json.loads(text) == records(tmp_path, layer(locale, entities=entities), count=500)
