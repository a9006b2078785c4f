"""phony train and phony info: what is learned from which input, what a model may say, and how both commands refuse."""
import contextlib
import csv
import io
import json
import os
import pty
import random
import re
import resource
import select
import subprocess

import pytest

import places
import throwaway

SYLLABLES = [consonant + vowel for consonant in "bdfgklmnprst" for vowel in "aeiou"]
MIB = 1 << 20


def words(count, most=3, seed=1):
    """Distinct words of two or more syllables."""
    dice = random.Random(seed)
    found = {}
    while len(found) < count:
        found["".join(dice.choices(SYLLABLES, k=dice.randint(2, most)))] = None
    return list(found)


NAMES = words(300)


def listed(values):
    return "".join(f"{value}\n" for value in values)


def table(rows, delimiter=",", end="\n", quoting=csv.QUOTE_MINIMAL):
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end, quoting=quoting).writerows(rows)
    return text.getvalue()


def prose(values, sentences=400, seed=1):
    dice = random.Random(seed)
    return "".join(" ".join(dice.choices(values, k=dice.randint(3, 9))).capitalize() + ".\n" for _ in range(sentences))


def write(folder, content, name="input.txt"):
    (folder / name).write_bytes(content if isinstance(content, bytes) else content.encode())
    return folder / name


def train(folder, content, *arguments, output="output.ngram"):
    """The model of an input; nothing was said on standard error."""
    done = places.phony("train", write(folder, content), "-o", folder / output, *arguments)
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return folder / output


def report(*arguments):
    """What a command says with --json."""
    done = places.phony(*arguments, "--json")
    assert (done.returncode, done.stderr) == (0, ""), done.stderr
    return json.loads(done.stdout)


def samples(model, count, *arguments):
    drawn = report("info", model, "--samples", count, *arguments)["samples"]
    assert len(drawn) == count
    return drawn


def refused(done, *said):
    """It failed, with a line for a person."""
    assert done.returncode == 1, (done.returncode, done.stdout, done.stderr)
    assert done.stdout == ""
    assert done.stderr.startswith("phony: ") and done.stderr.count("\n") == 1, done.stderr
    assert not re.search(r"Fatal error|Stack dump|0x[0-9a-f]{8}|\.swift:\d+", done.stderr), done.stderr
    for word in said:
        assert word in done.stderr, done.stderr


# MARK: what is learned

BOM = "\ufeff"
ROWS = [["name", "city"]] + [[name, f"city {number % 7}"] for number, name in enumerate(NAMES)]
ODD_ROWS = [["city", "name"]] + [[f'a "b", c\r\nd {number}', name] for number, name in enumerate(NAMES)]

SAME_AS_THE_LIST = {
    "without a last line break": (listed(NAMES).rstrip(), "--list"),
    "with CRLF": (listed(NAMES).replace("\n", "\r\n"), "--list"),
    "with a byte order mark": (BOM + listed(NAMES), "--list"),
    "shuffled": (listed(random.Random(2).sample(NAMES, len(NAMES))), "--list"),
    "with empty lines": (listed(NAMES).replace("\n", "\n\n \n"), "--list"),
    "with blanks around": (listed(f"  {name} " for name in NAMES), "--list"),
    "with weights of 1": (listed(f"{name}\t1" for name in NAMES), "--list"),
    "as a column by its name": (table(ROWS), "--column", "name"),
    "as a column by its number": (table(ROWS), "--column", "1"),
    "as the second column": (table(ODD_ROWS), "--column", "2"),
    "behind commas, quotes and line breaks in quoted fields": (table(ODD_ROWS), "--column", "name"),
    "as quoted fields": (table(ROWS, quoting=csv.QUOTE_ALL), "--column", "name"),
    "as a column with CRLF": (table(ROWS, end="\r\n"), "--column", "name"),
    "as a column behind a byte order mark": (BOM + table(ROWS), "--column", "name"),
    "as a quoted column behind a byte order mark": (BOM + table(ROWS, quoting=csv.QUOTE_ALL), "--column", "name"),
    "between tabs": (table(ROWS, "\t"), "--column", "name", "--delimiter", "tab"),
    "between semicolons": (table(ROWS, ";"), "--column", "name", "--delimiter", ";"),
}


@pytest.mark.parametrize("name", SAME_AS_THE_LIST)
def test_the_same_values_make_the_same_bytes(tmp_path, name):
    content, *arguments = SAME_AS_THE_LIST[name]
    expected = train(tmp_path, listed(NAMES), "--list", output="expected.ngram")
    assert train(tmp_path, content, *arguments).read_bytes() == expected.read_bytes()


def test_other_values_make_other_bytes(tmp_path):
    """Without it, the tests above would prove nothing."""
    first = train(tmp_path, listed(NAMES), "--list", output="first.ngram")
    assert first.read_bytes() != train(tmp_path, listed(words(300, seed=2)), "--list").read_bytes()


def test_line_breaks_and_commas_of_a_quoted_value_are_learned(tmp_path):
    rows = [["name"]] + [[f'{name},\r\n"{name}"'] for name in NAMES]
    expected = train(tmp_path, listed(f'{name}, "{name}"' for name in NAMES), "--list", output="expected.ngram")
    assert train(tmp_path, table(rows), "--column", "name").read_bytes() == expected.read_bytes()


def test_a_weight_is_as_good_as_repetition(tmp_path):
    weights = [number % 5 + 1 for number in range(len(NAMES))]
    repeated = listed(name for name, weight in zip(NAMES, weights) for _ in range(weight))
    expected = train(tmp_path, repeated, "--list", output="expected.ngram")
    weighted = listed(f"{name}\t{weight}" for name, weight in zip(NAMES, weights))
    assert train(tmp_path, weighted, "--list").read_bytes() == expected.read_bytes()
    assert report("info", expected)["totalWords"] == sum(weights)


def test_decomposed_letters_are_the_composed_ones(tmp_path):
    expected = train(tmp_path, listed(name + "é" for name in NAMES), "--list", output="expected.ngram")
    assert train(tmp_path, listed(name + "e\u0301" for name in NAMES), "--list").read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("change", [
    lambda text: BOM + text, lambda text: text.replace("\n", "\r\n"), lambda text: text.rstrip(), str.upper,
    lambda text: "".join(random.Random(3).sample(text.splitlines(keepends=True), 400)),
    lambda text: text.replace(".\n", "? "), lambda text: text.replace(" ", ", "),
], ids=["byte order mark", "CRLF", "no last line break", "upper case", "shuffled", "one line", "commas"])
def test_the_same_text_makes_the_same_bytes(tmp_path, change):
    expected = train(tmp_path, prose(NAMES), output="expected.ngram")
    assert train(tmp_path, change(prose(NAMES))).read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("content, arguments", [
    (prose(NAMES), []), (listed(NAMES), ["--list"]), (table(ROWS), ["--column", "name"]),
], ids=["text", "list", "column"])
def test_standard_input_is_as_good_as_a_file(tmp_path, content, arguments):
    expected = train(tmp_path, content, *arguments, output="expected.ngram")
    command = [throwaway.BINARY, "train", "-", "-o", tmp_path / "output.ngram", *arguments]
    done = subprocess.run(command, input=content, capture_output=True, text=True, timeout=30)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "output.ngram").read_bytes() == expected.read_bytes()


@pytest.mark.parametrize("arguments", [[], ["--exclude-originals"], ["--order", "5", "--variety", "10"]])
def test_two_processes_make_the_same_bytes_and_samples(tmp_path, arguments):
    models = [train(tmp_path, prose(NAMES), *arguments, output=output) for output in ("one.ngram", "two.ngram")]
    assert models[0].read_bytes() == models[1].read_bytes()
    one, two = (places.phony("info", model, "--seed", 7).stdout.split("\n", 1)[1] for model in models)
    assert one == two != places.phony("info", models[0], "--seed", 8).stdout.split("\n", 1)[1]


def test_a_text_falls_into_words(tmp_path):
    source = write(tmp_path, "One two. TWO; three!\n\n-- (four) 5\n")
    told = report("train", source, "-o", tmp_path / "output.ngram", "--min-words", 1)
    assert (told["words"], told["distinctWords"]) == (6, 5)


def test_a_text_without_the_end_of_a_sentence_is_learned(tmp_path):
    text = " ".join(random.Random(1).choices(NAMES, k=5000))
    assert report("info", train(tmp_path, text))["totalWords"] == 5000


def test_values_of_refused_lengths_are_counted(tmp_path):
    source = write(tmp_path, listed([*NAMES, "b", "ba" * 30]))
    told = report("train", source, "--list", "--min-length", 2, "--max-length", 50, "-o", tmp_path / "output.ngram")
    assert (told["skipped"], told["distinctWords"]) == (2, 300)


@pytest.mark.parametrize("count", [10, 1000, 100_000])
def test_models_of_all_sizes(tmp_path, count):
    source = write(tmp_path, listed(words(count, most=4)))
    told = report("train", source, "--list", "-o", tmp_path / "output.ngram")
    assert told["distinctWords"] == told["words"] == count
    found = report("info", tmp_path / "output.ngram")
    assert found["distinctWords"] == found["totalWords"] == count
    assert found["bytes"] == told["bytes"] == (tmp_path / "output.ngram").stat().st_size
    assert found["contexts"] == told["contexts"] > 1
    assert len(found["samples"]) == 10 and all(re.fullmatch("[a-u]{4,8}", sample) for sample in found["samples"])


def test_the_model_has_the_inputs_name_where_none_is_given(tmp_path):
    done = places.phony("train", write(tmp_path, table(ROWS), "people.csv"), "--column", "name")
    assert done.returncode == 0 and "people.ngram" in done.stdout
    assert report("info", tmp_path / "people.ngram")["distinctWords"] == len(NAMES)


# MARK: what a model may say

def test_no_sample_is_an_original_where_they_are_excluded(tmp_path):
    originals = set(words(1500, most=2))
    model = train(tmp_path, listed(originals), "--list", "--exclude-originals")
    assert not originals & set(samples(model, 20_000))
    assert originals & set(samples(train(tmp_path, listed(originals), "--list"), 20_000)), "none could have come"


def test_no_sentence_says_an_original_where_they_are_excluded(tmp_path):
    originals = set(words(1500, most=2))
    model = train(tmp_path, prose(sorted(originals), 2000), "--exclude-originals")
    sentences = [report("info", model, "--samples", 1, "--seed", seed)["sentence"] for seed in range(20)]
    assert not originals & set(re.findall(r"\w+", " ".join(sentences).lower()))


@pytest.mark.parametrize("odd", ["zqxwvy", "bbrra"], ids=["letters of its own", "letters of others"])
@pytest.mark.parametrize("content, arguments", [
    (lambda odd: listed([*NAMES, *[odd] * 1000]), ["--list"]),
    (lambda odd: listed([*NAMES, f"{odd}\t1000"]), ["--list"]),
    (lambda odd: table([["name"], *([name] for name in NAMES), *[[odd]] * 1000]), ["--column", "name"]),
    (lambda odd: prose(NAMES) + f"{odd}.\n" * 1000, []),
], ids=["list", "weight", "column", "text"])
def test_a_value_without_companions_never_appears(tmp_path, odd, content, arguments):
    assert odd not in NAMES
    model = train(tmp_path, content(odd), *arguments)
    assert samples(model, 20_000).count(odd) == 0
    assert not set(report("info", model)["alphabet"]) & set("zqxwvy")


def test_with_min_words_of_1_it_does_appear(tmp_path):
    """Without it, the test above would prove nothing."""
    model = train(tmp_path, listed([*NAMES, "zqxwvy\t1000"]), "--list", "--min-words", 1)
    assert samples(model, 1000).count("zqxwvy") > 100


@pytest.mark.parametrize("locale, casing, value, expected", [
    ("tr_TR", "title", "IŞIL", "Işıl"), ("tr_TR", "title", "İBRAHİM", "İbrahim"), ("tr", "title", "ipek", "İpek"),
    ("tr_TR", "title", "I\u0307LKER", "İlker"), ("tr_TR", "lower", "IĞDIR", "ığdır"), ("tr_TR", "keep", "IŞIl", "IŞIl"),
    ("az_AZ", "title", "İLQAR", "İlqar"), ("", "title", "IRIS", "Iris"), ("en_US", "title", "ipek", "Ipek"),
    ("de_DE", "title", "MÜẞIG", "Müßig"), ("de_DE", "title", "ÄNNE", "Änne"), ("de_DE", "lower", "GROẞ", "groß"),
    ("fr_FR", "title", "ÉLODIE", "Élodie"), ("fr_FR", "title", "ANNE-ZOË", "Anne-Zoë"), ("fr_FR", "lower", "ÇA", "ça"),
])
def test_case_follows_the_locale(tmp_path, locale, casing, value, expected):
    arguments = ["--list", "--case", casing, "--locale", locale, "--min-words", 1, "--order", 5]
    assert set(samples(train(tmp_path, listed([value]), *arguments), 20)) == {expected}


def test_a_text_is_lower_case_by_its_locale(tmp_path):
    model = train(tmp_path, "IĞDIR. Iğdır! ığdır", "--locale", "tr_TR", "--min-words", 1, "--order", 5)
    assert set(samples(model, 20)) == {"ığdır"}
    assert report("info", model)["sentence"].startswith("Iğdır")


TURKISH = """
    Ahmet Ayşe Aslı Ayça Barış Begüm Burcu Ceren Çağla Çağrı Çiğdem Deniz Derya Dilek Ebru Elif Emre Engin Esra Fatma
    Ferhat Gamze Gökçe Gökhan Gönül Gülçin Hakan Halil Hüseyin Irmak Işık Işıl İbrahim İlker İpek İrem İsmail Jale
    Kıymet Leyla Mehmet Meriç Murat Müge Nazlı Nilüfer Oğuz Onur Ömer Özge Özlem Pınar Rıza Selin Sıla Şebnem Şule
    Tarık Tuğba Tunç Ufuk Uğur Ümit Volkan Yağmur Yıldız Zehra Zeynep
    """.split()
GERMAN = """
    Anke Bärbel Björn Böhm Bräuer Bürger Claudia Dörte Dürr Fritz Fuß Geiß Götz Grün Groß Günter Günther Hänsel
    Hannelore Heiß Helga Höß Ingrid Jörg Jürgen Käthe König Köhler Kühn Lars Löffler Lüders Möller Müller Nißen
    Österle Preuß Rößler Rüdiger Schäfer Schröder Sören Strauß Süß Thomas Uwe Übel Ulrike Voß Weiß Wolfgang Zeiß
    """.split()
FRENCH = """
    Adélaïde Aimé Amélie Anaïs André Aurélie Benoît Cécile Célia Chloé Clémence Désiré Éléonore Élise Élodie Émile
    Étienne Eugène Fabrice Françoise François Franck Gaël Gaëlle Geneviève Gérard Hélène Hervé Inès Irène Jérôme Joël
    Joëlle Léa Léo Loïc Maël Maëlle Marlène Mélanie Michaël Michèle Moïse Noël Noëlle Océane Raphaël Régine René Rémi
    Sébastien Solène Stéphane Thaïs Théo Thérèse Valérie Véronique Zoé
    """.split()
LATIN = "abcdefghijklmnopqrstuvwxyz"


def turkish_capitals(name):
    return name.replace("i", "İ").replace("ı", "I").upper()


def capitals(name):
    return name.replace("ß", "ẞ").upper()


# The names in upper case, the letters of the language, and those that show that it is this one.
LANGUAGES = {
    "tr_TR": ([turkish_capitals(name) for name in TURKISH], "abcçdefgğhıijklmnoöprsştuüvyz",
              "ABCÇDEFGĞHIİJKLMNOÖPRSŞTUÜVYZ", "çğıiöşüİ"),
    "de_DE": ([capitals(name) for name in GERMAN], LATIN + "äöüß", LATIN.upper() + "ÄÖÜ", "äöüß"),
    "fr_FR": ([capitals(name) for name in FRENCH], LATIN + "àâæçéèêëîïôœùûüÿ", LATIN.upper() + "ÀÂÆÇÉÈÊËÎÏÔŒÙÛÜŸ",
              "éèëïÉ"),
}


@pytest.fixture(params=LANGUAGES)
def language(tmp_path, request):
    """Ten thousand samples of a model of a language's names, and its letters."""
    names, *letters = LANGUAGES[request.param]
    model = train(tmp_path, listed(names), "--list", "--case", "title", "--locale", request.param)
    return samples(model, 10_000), *letters


def test_names_have_the_letters_of_their_language(language):
    drawn, small, large, special = language
    assert set(special) <= set("".join(drawn)) <= set(small + large)


def test_names_are_capitalised(language):
    drawn, small, large, _ = language
    wrong = [name for name in drawn if not re.fullmatch(f"[{large}][{small}]+", name)]
    assert not wrong, f"{len(wrong)} of 10,000 are not capitalised, such as {wrong[:5]}"


@pytest.mark.parametrize("start", ["ka", "b", "tutu", "zq", "İ"])
@pytest.mark.parametrize("arguments", [[], ["--exclude-originals"]], ids=["", "originals excluded"])
def test_samples_begin_as_asked(tmp_path, start, arguments):
    drawn = samples(train(tmp_path, listed(NAMES), "--list", *arguments), 1000, "--starts-with", start)
    assert all(sample.startswith(start) and len(sample) > len(start) for sample in drawn)
    assert not arguments or not set(NAMES) & set(drawn)
    assert len(set(drawn)) > 20


# MARK: what the commands say

QUALITY = {"draws": int, "memorisedShare": float, "rareShare": float, "novelShare": float, "uniqueShare": float,
           "divergence2": float, "divergence3": float}
TRAINED = {"output": str, "bytes": int, "words": int, "distinctWords": int, "skipped": int, "contexts": int,
           "quality": dict}
FOUND = {"file": str, "bytes": int, "order": int, "minimumDistinctWords": int, "positions": int,
         "excludesOriginals": bool, "falsePositiveRate": float, "variety": int, "distinctWords": int, "totalWords": int,
         "contexts": int, "transitions": int, "alphabet": str, "lengths": list, "notes": dict, "samples": list}


def has_shape(value, shape):
    assert value.keys() == shape.keys()
    for key, kind in shape.items():
        assert isinstance(value[key], (int, float) if kind is float else kind), (key, value[key])


def test_the_json_of_train(tmp_path):
    told = report("train", write(tmp_path, listed(NAMES)), "--list", "-o", tmp_path / "output.ngram")
    has_shape(told, TRAINED)
    has_shape(told["quality"], QUALITY)
    assert told["output"] == str(tmp_path / "output.ngram") and told["quality"]["draws"] == 10_000
    assert told["quality"]["memorisedShare"] + told["quality"]["novelShare"] == pytest.approx(1)


def test_the_json_of_info(tmp_path):
    model = train(tmp_path, listed(NAMES), "--list", "--order", 4, "--variety", 5, "--exclude-originals")
    found = report("info", model)
    has_shape(found, FOUND)
    assert (found["file"], found["order"], found["variety"], found["excludesOriginals"]) == (str(model), 4, 5, True)
    assert 0 < found["falsePositiveRate"] < 0.01 and found["lengths"] == [4, 6]
    assert set(found["alphabet"]) == set("".join(NAMES)) and found["minimumDistinctWords"] == 3


def test_the_json_of_info_of_a_text(tmp_path):
    found = report("info", train(tmp_path, prose(NAMES)))
    has_shape(found, FOUND | {"sentence": str})
    assert found["positions"] == 2 and re.fullmatch(r"[A-U][a-u]*( [a-u]+)*\.", found["sentence"])


def test_info_for_people(tmp_path):
    model = train(tmp_path, prose(NAMES), "--note", "title=Names of nobody")
    told = places.phony("info", model, "--samples", 3).stdout
    assert f"{model}: {model.stat().st_size} bytes, order 3" in told and "title: Names of nobody" in told
    assert "may be generated" in told and "sentence: " in told
    assert len(re.search("samples: (.*)", told)[1].split(", ")) == 3
    assert "samples" not in places.phony("info", model, "--samples", 0).stdout


def test_notes_come_back(tmp_path):
    notes = {"title": "Kadın adları", "licence": "CC0-1.0", "origin": "https://example.org/?a=b"}
    given = [part for name, value in notes.items() for part in ("--note", f"{name}={value}")]
    model = train(tmp_path, listed(NAMES), "--list", "--locale", "tr_TR", *given)
    assert (notes | {"locale": "tr_TR"}).items() <= report("info", model)["notes"].items()
    assert all(f"  {name}: {value}\n" in places.phony("info", model).stdout for name, value in notes.items())


@pytest.mark.parametrize("note", ["=value", "title="])
def test_a_note_comes_back_or_is_wrong_use(tmp_path, note):
    output = tmp_path / "output.ngram"
    done = places.phony("train", write(tmp_path, listed(NAMES)), "--list", "-o", output, "--note", note)
    name, value = note.split("=")
    assert done.returncode == 2 or report("info", output)["notes"].get(name) == value, "it was taken and lost"


def test_quality_names_the_floor_beside_the_divergence(tmp_path):
    model = train(tmp_path, listed(NAMES), "--list")
    found = []
    for content, column in [(listed(NAMES), []), (table(ROWS), ["--column", "name"])]:
        data = write(tmp_path, content, "data")
        told = places.phony("info", model, "--quality", data, *column).stdout
        for grams in (2, 3):
            line = rf"divergence of {grams}-grams: 0\.\d{{4}}, halves from each other: 0\.\d{{4}}\n"
            assert re.search(line, told), told
        found.append(report("info", model, "--quality", data, *column)["quality"])
        has_shape(found[-1], QUALITY | {"floor2": float, "floor3": float})
    assert found[0] == found[1] and 0 < found[0]["floor2"] < found[0]["floor3"] < 1


def test_quality_of_too_little_or_of_nothing_is_refused(tmp_path):
    model = train(tmp_path, listed(NAMES), "--list")
    refused(places.phony("info", model, "--quality", write(tmp_path, listed(NAMES[:19]))), "19", "20")
    refused(places.phony("info", model, "--quality", tmp_path / "none.txt"), "none.txt")
    refused(places.phony("info", model, "--quality", write(tmp_path, table(ROWS)), "--column", "nam"), "name, city")


# MARK: on a terminal

def on_a_terminal(folder, last=b""):
    """Trains from standard input until there is progress to be seen: what the terminal got, and how much was read."""
    block = listed(NAMES).encode()
    block *= MIB // len(block) + 1
    terminal, its_end = pty.openpty()
    command = [throwaway.BINARY, "train", "-", "--list", "-o", folder / "output.ngram"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=its_end) as process:
        os.close(its_end)
        blocks = 0
        while blocks < 500 and not select.select([terminal], [], [], 0)[0]:
            process.stdin.write(block)
            blocks += 1
        process.stdin.write(last)
        process.stdin.close()
        process.wait(60)
    said = b""
    with contextlib.suppress(OSError):  # so Linux says that nobody has the terminal open any more
        while part := os.read(terminal, 65536):
            said += part
    os.close(terminal)
    return said.decode(), block * blocks


def test_progress_is_shown_on_a_terminal_only(tmp_path):
    said, content = on_a_terminal(tmp_path)
    assert re.match(r"\r\x1b\[Kread \d+ MiB, 300 distinct words", said) and said.endswith("\r\x1b[K")
    command = [throwaway.BINARY, "train", "-", "--list", "-o", tmp_path / "output.ngram"]
    done = subprocess.run(command, input=content, capture_output=True, timeout=60)
    assert (done.returncode, done.stderr) == (0, b"")


def test_a_failure_is_not_written_behind_the_progress(tmp_path):
    said, _ = on_a_terminal(tmp_path, b"ba\tx\n")
    assert "distinct words" in said and re.search(r"\r\x1b\[Kphony: -:\d+: [^\r\n]*\r\n$", said), said[-200:]


# MARK: what is refused

def test_a_flipped_bit_is_refused_wherever_it_is(tmp_path):
    model = train(tmp_path, prose(NAMES), "--exclude-originals", "--note", "title=Names of nobody")
    good = model.read_bytes()
    dice = random.Random(1)
    for _ in range(200):
        bad, place = bytearray(good), dice.randrange(len(good))
        bad[place] ^= 1 << dice.randrange(8)
        refused(places.phony("info", write(tmp_path, bytes(bad), "bad.ngram")), "bad.ngram")


def test_a_model_that_was_cut_short_or_goes_on_is_refused(tmp_path):
    good = train(tmp_path, listed(NAMES), "--list").read_bytes()
    for length in [1, 7, 8, 31, 128, 383, 384, 385, len(good) // 2, len(good) - 1]:
        refused(places.phony("info", write(tmp_path, good[:length], "bad.ngram")), "bad.ngram")
    refused(places.phony("info", write(tmp_path, good + b"\0", "bad.ngram")), "bad.ngram")


@pytest.mark.parametrize("make, said", [
    (lambda file: file.touch(), "empty"), (lambda file: file.write_text(listed(NAMES)), ".ngram"),
    (lambda file: file.write_bytes(throwaway.BINARY.read_bytes()[:MIB]), ".ngram"),
    (lambda file: file.mkdir(), "no regular file"), (os.mkfifo, "no regular file"), (lambda file: None, "No such file"),
], ids=["empty", "text", "program", "folder", "pipe", "missing"])
def test_what_is_no_model_is_refused(tmp_path, make, said):
    make(tmp_path / "bad.ngram")
    refused(places.phony("info", tmp_path / "bad.ngram", timeout=10), "bad.ngram", said)


@pytest.mark.parametrize("arguments", [
    ["--order", "9"], ["--order", "1"], ["--column", "name", "--list"], ["--note", "title"], ["--nonsense"],
    ["--min-words", "0"], ["--case", "upper"], ["--characters", "some"], ["--delimiter", ";;"], ["--variety", "-1"],
    ["--min-length", "9", "--max-length", "8"], ["--positions", "65"], ["another.txt"],
], ids=" ".join)
def test_wrong_use_of_train_is_two(tmp_path, arguments):
    done = places.phony("train", write(tmp_path, listed(NAMES)), *arguments)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("Error: ")
    assert [file.name for file in tmp_path.iterdir()] == ["input.txt"]


@pytest.mark.parametrize("arguments", [
    ["train"], ["train", "-"], ["info"], ["info", "x", "--column", "name"], ["info", "x", "--samples", "-1"],
    ["info", "x", "--samples", "100001"], ["info", "x", "--seed", "one"], ["info", "x", "--nonsense"],
], ids=" ".join)
def test_wrong_use_is_two(arguments):
    done = places.phony(*arguments)
    assert (done.returncode, done.stdout) == (2, "") and done.stderr.startswith("Error: ")


REFUSED = {
    **{f"a weight of {weight!r}": (f"ba\t1\nbe\t{weight}\n", ["--list"], ["input.txt:2:", "weight"])
       for weight in ("0", "-1", "x", "1.5", "", "4294967296", "1\t1")},
    "a missing column": (table(ROWS), ["--column", "nam"], ["input.txt", "nam;", "name, city"]),
    "column 0": (table(ROWS), ["--column", "0"], ["input.txt", "name, city"]),
    "column 3 of 2": (table(ROWS), ["--column", "3"], ["input.txt", "name, city"]),
    "a record that is too short": (table([*ROWS, ["x"]]), ["--column", "city"], ["input.txt:302:", "city"]),
    "an unfinished quote": ('name\nba\n"be\nbi\n', ["--column", "name"], [":3:", "quote"]),
    "nothing that is shared": ("ab\ncd\nef\n", ["--list"], ["input.txt", "3 distinct words", "--min-words"]),
    "no words": ("... 。\n!", [], ["input.txt", "no words"]),
    "an empty file": ("", [], ["input.txt", "no words"]),
    "an empty list": ("", ["--list"], ["input.txt", "no words"]),
    "an empty CSV file": ("", ["--column", "name"], ["input.txt", "empty"]),
    "a CSV file that is only its header": ("name\n", ["--column", "name"], ["input.txt", "no words"]),
    "a line of 17 MiB": ("a" * (17 * MIB), ["--list"], ["16 MiB"]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_bad_input_is_refused_and_leaves_the_model_there_as_it_is(tmp_path, name):
    content, arguments, said = REFUSED[name]
    output = write(tmp_path, b"as it was", "output.ngram")
    refused(places.phony("train", write(tmp_path, content), "-o", output, *arguments), *said)
    assert output.read_bytes() == b"as it was"
    assert {file.name for file in tmp_path.iterdir()} == {"input.txt", "output.ngram"}


def test_an_input_that_cannot_be_read_is_refused(tmp_path):
    for arguments in ([], ["--list"], ["--column", "name"]):
        refused(places.phony("train", tmp_path / "none", *arguments), str(tmp_path / "none"), "no such file")
        refused(places.phony("train", tmp_path, "-o", tmp_path / "output.ngram", *arguments), "folder")
    assert not list(tmp_path.iterdir())


def test_a_full_disk_leaves_the_model_there_as_it_is(tmp_path):
    source, output = write(tmp_path, listed(NAMES)), write(tmp_path, b"as it was", "output.ngram")
    # As Python itself does, the command ignores the signal of the limit and gets an error instead.
    done = subprocess.run(
        [throwaway.BINARY, "train", source, "--list", "-o", output], capture_output=True, text=True, timeout=30,
        restore_signals=False, preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096)))
    refused(done, str(output))
    assert output.read_bytes() == b"as it was"
    assert {file.name for file in tmp_path.iterdir()} == {"input.txt", "output.ngram"}


def test_an_output_that_cannot_be_written_is_refused(tmp_path):
    source = write(tmp_path, listed(NAMES))
    (tmp_path / "folder.ngram").mkdir()
    for output in ("folder.ngram", "none/output.ngram", "input.txt/output.ngram"):
        refused(places.phony("train", source, "--list", "-o", tmp_path / output), str(tmp_path / output))
    assert {file.name for file in tmp_path.iterdir()} == {"input.txt", "folder.ngram"}
    assert not list((tmp_path / "folder.ngram").iterdir())


def test_a_new_model_takes_the_place_of_the_old(tmp_path):
    """Whoever has the old one open keeps it, and nothing else remains."""
    with open(train(tmp_path, listed(NAMES), "--list"), "rb") as old:
        before = old.read()
        after = train(tmp_path, listed(words(300, seed=2)), "--list").read_bytes()
        old.seek(0)
        assert old.read() == before != after
    assert {file.name for file in tmp_path.iterdir()} == {"input.txt", "output.ngram"}


def test_a_device_or_pipe_is_not_replaced_by_a_model(tmp_path):
    """It is written to, as the shell would."""
    os.mkfifo(tmp_path / "pipe")
    with subprocess.Popen(["cat", tmp_path / "pipe"], stdout=subprocess.PIPE) as reader:
        train(tmp_path, listed(NAMES), "--list", output="pipe")
        assert reader.communicate(timeout=30)[0] == train(tmp_path, listed(NAMES), "--list").read_bytes()
    assert (tmp_path / "pipe").is_fifo()


def test_the_input_is_not_overwritten_where_no_output_is_named(tmp_path):
    source = write(tmp_path, listed(NAMES), "names.ngram")
    done = places.phony("train", source, "--list")
    assert done.returncode == 2 and "-o" in done.stderr
    assert source.read_text() == listed(NAMES)
