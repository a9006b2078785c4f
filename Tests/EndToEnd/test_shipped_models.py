"""The models that ship: what they invent is spelled as the locale spells, is no word they learned, and varies."""
import collections
import csv
import json
import re

import pytest

import throwaway
from generating import generate, model, schema

LISTS = throwaway.ROOT / ".build/training"
MODELS = throwaway.ROOT / "rules"
COUNT = 10_000
# Every letter that a locale's own words are written with, large and small in the same order.
LETTERS = {
    "de_DE": ("ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÜ", "abcdefghijklmnopqrstuvwxyzäöüß"),
    "en_US": ("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "abcdefghijklmnopqrstuvwxyz"),
    "es_ES": ("ABCDEFGHIJKLMNOPQRSTUVWXYZÁÉÍÑÓÚÜ", "abcdefghijklmnopqrstuvwxyzáéíñóúü"),
    "fr_FR": ("ABCDEFGHIJKLMNOPQRSTUVWXYZÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸ", "abcdefghijklmnopqrstuvwxyzàâæçèéêëîïôœùûüÿ"),
    "tr_TR": ("ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZÂÎÛ", "abcçdefgğhıijklmnoöprsştuüvyzâîû"),
}
# What names are like, of a letter L: places as St. Louis, companies as A & B Inc.
SHAPES = {"first_names": "L+(?:[ '-]L+)*", "last_names": "L+(?:[ '-]L+)*", "cities": r"L+(?:(?:\.? |['-])L+)*",
          "streets": r"L+(?:(?:\.? |['-])L+)*", "companies": "(?:L|[&.' -])+"}
ALL = [(locale, name) for locale in LETTERS for name in SHAPES]
CASED = [(locale, name) for locale, name in ALL if name != "companies"]
PARTICLES = [("tr_TR", "first_names"), ("en_US", "first_names"), *((locale, "last_names") for locale in LETTERS)]
pytestmark = pytest.mark.skipif(
    not all((LISTS / f"{locale}/{name}.tsv").exists() and (MODELS / f"{locale}/models/{name}.ngram").exists()
            for locale, name in ALL), reason="make models")


def words(name):
    """The parts of a name."""
    return re.split("[ .'-]+", name)


class Drawn:
    """What a model invents, and the list that it has learned."""

    def __init__(self, folder, locale, name):
        self.large, self.small = LETTERS[locale]
        self.locale = locale
        document = schema({"value": model(f"{locale}/{name}")})
        done = generate(folder, document, "--count", COUNT, "--format", "jsonl")
        assert (done.returncode, done.stderr) == (0, "")
        self.values = [json.loads(line)["value"] for line in done.stdout.splitlines()]
        assert len(self.values) == COUNT
        with (LISTS / f"{locale}/{name}.tsv").open(newline="") as file:
            self.listed = {value for value, _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)}
        self.parts = {part for value in self.listed for part in words(value)}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory):
    found = {}
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("PHONY_RULES", raising=False)
        for locale, name in ALL:
            found[locale, name] = Drawn(tmp_path_factory.mktemp("model"), locale, name)
    return found


def none_of(wrong):
    assert not wrong, (len(wrong), list(wrong)[:10])


@pytest.mark.parametrize("locale, name", ALL)
def test_names_are_written_with_the_letters_of_their_locale(drawn, locale, name):
    one = drawn[locale, name]
    shape = re.compile(SHAPES[name].replace("L", f"[{one.large}{one.small}]"))
    none_of([value for value in one.values if not shape.fullmatch(value)])
    none_of([value for value in one.listed if not shape.fullmatch(value)])


@pytest.mark.parametrize("locale, name", ALL)
def test_all_letters_of_the_list_are_used(drawn, locale, name):
    one = drawn[locale, name]
    counts = collections.Counter("".join(one.listed))
    common = {letter for letter, count in counts.items() if count / counts.total() > 0.0005}
    none_of(common - set("".join(one.values)))


@pytest.mark.parametrize("locale, name", ALL)
def test_names_begin_with_a_large_letter(drawn, locale, name):
    """Of İzmir and Isparta each has its own."""
    one = drawn[locale, name]
    none_of([value for value in one.values if value[0] not in one.large])
    firsts = {value[0] for value in one.values}
    assert name in ("streets", "companies") or len(firsts) > 20 and (locale != "tr_TR" or "İ" in firsts)


def before(parts, large):
    """The large letters within a part, each with the two letters before it."""
    return {part[max(place - 2, 0):place + 1] for part in parts for place in range(1, len(part))
            if part[place] in large}


@pytest.mark.parametrize("locale, name", CASED)
def test_a_large_letter_begins_a_part(drawn, locale, name):
    """Or stands within it where the list has such, as in McDonald and HafenCity."""
    one = drawn[locale, name]
    none_of(before({part for value in one.values for part in words(value)}, one.large) - before(one.parts, one.large))


@pytest.mark.parametrize("locale, name", PARTICLES)
def test_a_part_that_begins_small_is_one_of_the_list(drawn, locale, name):
    """As de and van."""
    one = drawn[locale, name]
    small = {part for value in one.values for part in words(value) if part and part[0] in one.small}
    none_of(small - one.parts)


@pytest.mark.parametrize("locale, name", ALL)
def test_no_name_is_one_that_was_learned(drawn, locale, name):
    one = drawn[locale, name]
    none_of(set(one.values) & one.listed)


@pytest.mark.parametrize("locale, name", ALL)
def test_names_are_as_long_as_those_of_the_list(drawn, locale, name):
    one = drawn[locale, name]
    shortest, longest = (bound(map(len, one.listed)) for bound in (min, max))
    none_of([value for value in one.values if not shortest <= len(value) <= longest])
    lengths = [sum(map(len, some)) / len(some) for some in (one.values, one.listed)]
    assert lengths[0] == pytest.approx(lengths[1], rel=0.2)


@pytest.mark.parametrize("locale, name", ALL)
def test_most_names_are_distinct(drawn, locale, name):
    """Or more than the list has, where that is short; none is heard all the time."""
    one = drawn[locale, name]
    counts = collections.Counter(one.values)
    assert len(counts) > min(len(one.listed), COUNT / 2)
    assert max(counts.values()) < COUNT * 0.02


@pytest.mark.parametrize("locale", LETTERS)
def test_another_seed_invents_other_names(tmp_path, monkeypatch, drawn, locale):
    monkeypatch.delenv("PHONY_RULES", raising=False)
    document = schema({"value": model(f"{locale}/last_names")})
    first, second = (generate(tmp_path, document, "--count", 1000, "--seed", seed).stdout for seed in "12")
    assert first != second and first.splitlines()[1:] == drawn[locale, "last_names"].values[:1000]
