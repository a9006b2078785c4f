"""The logic kind regex: texts that Python's re takes for what the pattern says, all of them, and what is refused."""
import collections
import json
import random
import re

import pytest

from generating import alone, generate, logic, made, records, refused, schema, table, values

PRINTABLE = [chr(code) for code in range(0x20, 0x7F)]
MORE = 8  # of what has no end of its own


def regex(pattern):
    return logic("regex", pattern=pattern)


# MARK: random patterns

class Patterns(random.Random):
    """Patterns of all that docs/PDL.md names. Few repetitions stand within others: Python's re would try them all."""

    def pattern(self, depth):
        branches = [self.branch(depth) for _ in range(self.choice([1, 1, 1, 2, 3]))]
        return "|".join(branches) or "a"

    def branch(self, depth):
        return "".join(self.atom(depth) for _ in range(self.randint(0, 4)))

    def atom(self, depth):
        least = self.randint(0, 3)
        counts = ["", "", "?", f"{{{least}}}", f"{{{least},{least + 2}}}"]
        kinds = ["literal", "literal", "escaped", "dot", "shorthand", "range", "excluded", *["group"] * depth]
        match self.choice(kinds):
            case "group": return self.choice(["(", "(?:"]) + self.pattern(depth - 1) + ")" + self.choice(counts)
            case "literal": atom = self.choice("abcXYZ019 _-,;:'\"#%&/<>=@!~`é日😀}]")
            case "escaped": atom = "\\" + self.choice("\\.^$|?*+()[]{}-/ tnr")
            case "dot": atom = "."
            case "shorthand": atom = "\\" + self.choice("dwsDWS")
            case "range": atom = f"[{self.members()}]"
            case "excluded": atom = f"[^{self.members()}]"
        return atom + self.choice([*counts, "", "*", "+", f"{{{least},}}"])

    def members(self):
        members = ["a-f", "0-9", "A-Z", " -/", "à-ü", "\\d", "\\w", "\\s", "\\]", "\\\\", "\\-", *"_.x😀{($"]
        return "".join(self.choices(members, k=self.randint(1, 4))) + self.choice(["", "", "-"])


def accepted(pattern, text):
    return re.fullmatch(pattern, text, re.ASCII)


@pytest.mark.parametrize("seed", range(10))
def test_texts_are_what_the_pattern_says(tmp_path, seed):
    dice = Patterns(seed)
    patterns = {f"p{number}": dice.choice(["", "^"]) + dice.pattern(2) for number in range(60)}
    document = schema({name: regex(pattern) for name, pattern in patterns.items()})
    for record in records(tmp_path, document, count=100):
        for name, text in record.items():
            assert accepted(patterns[name], text), (patterns[name], text)
            assert not set(text) - {*PRINTABLE, *"\t\n\r", *patterns[name], *map(chr, range(ord("à"), ord("ý")))}


@pytest.mark.parametrize("pattern", [
    "^abc$", "^abc", "abc$", "abc", "(?:abc)", "(a)(b)(c)", "a[b]c", "ab{1}c{1,1}", "^(abc)$",
])
def test_anchors_and_groups_around_a_text_change_nothing(tmp_path, pattern):
    assert set(values(tmp_path, regex(pattern))) == {"abc"}


# By pattern, all of its texts.
WHOLE = {
    "a|b|": ["a", "b", ""], "(a|bc)d?": ["a", "ad", "bc", "bcd"], "x{2,4}": ["xx", "xxx", "xxxx"],
    "x*": ["x" * count for count in range(MORE + 1)], "x+": ["x" * count for count in range(1, MORE + 2)],
    "x{3,}": ["x" * count for count in range(3, MORE + 4)], "x{0}": [""], "(ab){2}": ["abab"], ".": PRINTABLE,
    "\\d": list("0123456789"), "\\D": [one for one in PRINTABLE if not one.isdigit()], "\\s": [" "],
    "\\S": PRINTABLE[1:], "\\w": [one for one in PRINTABLE if one.isalnum() or one == "_"],
    "\\W": [one for one in PRINTABLE if not one.isalnum() and one != "_"], "[a-c_]": list("abc_"), "[]a]": ["]", "a"],
    "[^!-~]": [" "],
    "[^]\\w -.]": [one for one in PRINTABLE if not (one.isalnum() or one in "_]" or " " <= one <= ".")],
    "[a-]": ["a", "-"], "[-a]": ["-", "a"], "[^ -}]": ["~"], "[à-â]": ["à", "á", "â"], "[^é!-~]": [" "],
    "\\$\\^\\.": ["$^."], "\\t\\n\\r": ["\t\n\r"], "(a|)(b|)": ["", "a", "b", "ab"],
    "((a|b)|(c|d))": ["a", "b", "c", "d"], "a{2}|b{2}": ["aa", "bb"], "[aab]": ["a", "b"],
    "[\\d\\s]": list("0123456789 "), "[^\\D]": list("0123456789"), "日|😀": ["日", "😀"], "a]}": ["a]}"],
}


@pytest.mark.parametrize("pattern", WHOLE)
def test_a_pattern_has_all_of_its_texts(tmp_path, pattern):
    expected = WHOLE[pattern]
    assert set(values(tmp_path, regex(pattern), count=200 + 30 * len(expected))) == set(expected)


@pytest.mark.parametrize("pattern, shares", [
    ("a|b|c", {"a": 1 / 3, "b": 1 / 3, "c": 1 / 3}), ("a|b{1,2}", {"a": 1 / 2, "b": 1 / 4, "bb": 1 / 4}),
    ("[abcd]", dict.fromkeys("abcd", 1 / 4)), ("[aaab]", dict.fromkeys("ab", 1 / 2)), ("a?", {"": 1 / 2, "a": 1 / 2}),
    ("(a|a|b)", {"a": 2 / 3, "b": 1 / 3}), ("\\d|x", {"x": 1 / 2, **dict.fromkeys("0123456789", 1 / 20)}),
])
def test_each_choice_is_as_likely_as_the_others(tmp_path, pattern, shares):
    drawn = collections.Counter(values(tmp_path, regex(pattern), count=50_000))
    assert {text: count / 50_000 for text, count in drawn.items()} == pytest.approx(shares, abs=0.01)


def test_a_part_that_is_repeated_is_drawn_each_time(tmp_path):
    drawn = collections.Counter(values(tmp_path, regex("(a|b){2}"), count=20_000))
    assert {text: count / 20_000 for text, count in drawn.items()} == pytest.approx(
        dict.fromkeys(["aa", "ab", "ba", "bb"], 1 / 4), abs=0.015)


@pytest.mark.parametrize("pattern", ["x{4096}", "((x{16}){16}){16}", "é{2048}", "." * 1000, "(" * 31 + "a" + ")" * 31,
                                     "(x|y{4096})", "[a-z]{4000}\\d{96}", "[一-龥]{1365}", "(x?|){4000}"])
def test_texts_may_be_long(tmp_path, pattern):
    for text in values(tmp_path, regex(pattern), count=20):
        assert accepted(pattern, text) and len(text.encode()) <= 4096


def test_texts_are_written_as_such_in_every_format(tmp_path):
    generator = regex("[,\"'\\n]{3}")
    expected = values(tmp_path, generator, count=50)
    script = made(tmp_path, alone(generator), count=50, form="sql").split("VALUES\n", 1)[1]
    assert script == ",\n".join("('" + text.replace("'", "''") + "')" for text in expected) + ";\n"
    assert [row for row, in table(made(tmp_path, alone(generator), count=50, form="csv"))] == ["value", *expected]


# MARK: unique

UNIQUE = {
    "[ab][cd]": 4, "\\d{3}": 1000, "x": 1, "^AB-[0-9A-F]{2}$": 256, "([xy]\\d){2}z": 400, "\\s\\d\\s": 10,
    "[a-c]{2,2}": 9, "(?:[a-e]{2}-){2}[!?]": 1250, "[é-í]{2}😀": 25, ".\\w": 95 * 63, "[aab]{3}": 8, "()[ab]": 2,
    "[^\\D]{2}": 100,
}


@pytest.mark.parametrize("pattern", UNIQUE)
def test_unique_texts_are_the_whole_of_the_pattern(tmp_path, pattern):
    count = UNIQUE[pattern]
    drawn = values(tmp_path, regex(pattern), count=count, field={"unique": True})
    assert len(set(drawn)) == count and all(accepted(pattern, text) for text in drawn)
    few = values(tmp_path, regex(pattern), count=count // 2, field={"unique": True})
    assert drawn[:count // 2] == few
    assert count < 10 or sorted(drawn) != drawn


@pytest.mark.parametrize("pattern", UNIQUE)
def test_more_unique_texts_than_a_pattern_has_are_refused(tmp_path, pattern):
    count = UNIQUE[pattern]
    done = generate(tmp_path, alone(regex(pattern), unique=True), "--count", count + 1, "-o", tmp_path / "output.csv")
    refused(done, f"schema.pdl.json: Person.value is unique and has {count} values, fewer than the {count + 1} records "
            "asked for")
    assert [file.name for file in tmp_path.iterdir()] == ["schema.pdl.json"]


def test_unique_texts_of_random_patterns_are_distinct(tmp_path):
    dice = Patterns(1)
    for _ in range(30):
        parts = [dice.choice(["[a-e]", "\\d", "[^ -v]", "(x[yz])", "-", "é", "(?:[12]{2}!)"])
                 + dice.choice(["", "{2}", "{1,1}"]) for _ in range(dice.randint(1, 4))]
        pattern = "".join(parts)
        done = generate(tmp_path, alone(regex(pattern), unique=True), "--count", 10 ** 9)
        refused(done, "Person.value is unique and has")
        count = int(re.search(r"has (\d+) values", done.stderr)[1])
        drawn = values(tmp_path, regex(pattern), count=min(count, 3000), field={"unique": True})
        assert len(set(drawn)) == min(count, 3000) and all(accepted(pattern, text) for text in drawn), pattern


@pytest.mark.parametrize("pattern", ["\\d{18}", "\\d{19}", "\\d{40}", "[a-z0-9]{16}", "(?:[A-Z]{3}-){99}", "[a-p]{16}"])
def test_patterns_may_have_more_unique_texts_than_can_be_counted(tmp_path, pattern):
    drawn = values(tmp_path, regex(pattern), count=20_000, field={"unique": True})
    assert len(set(drawn)) == 20_000 and all(accepted(pattern, text) for text in drawn[:1000])
    assert len({text[0] for text in drawn}) >= 10 and len({text[9] for text in drawn}) >= 10


def test_a_unique_text_can_be_referred_to(tmp_path):
    document = {
        "version": "1.0", "generators": {"code": regex("[A-Z]{2}\\d")},
        "entities": {"User": {"fields": {"code": {"generator": "code", "unique": True}}},
                     "Order": {"fields": {"user": {}}}},
        "relationships": [{"from": "Order.user", "to": "User.code", "cardinality": "many-to-one"}],
        "scenarios": {"all": {"User": 100, "Order": 3000}}}
    done = generate(tmp_path, document, "--format", "jsonl", "-o", tmp_path / "out")
    assert (done.returncode, done.stderr) == (0, "")
    users, orders = ([json.loads(line) for line in (tmp_path / f"out/{name}.jsonl").read_text().splitlines()]
                     for name in ("User", "Order"))
    assert {order["user"] for order in orders} == {user["code"] for user in users}


# MARK: what is refused

NOTHING, ANCHOR = "there is nothing to repeat here", "an anchor inside a pattern"
TWICE, COUNTS = "what is repeated is repeated again", "a number of repetitions is {3}, {3,} or {3,5}, and at most 4096"
GROUPS, ESCAPE = "of groups, only ( ) and (?: ) are known", "nobody knows this escape"
CLASS, RANGE = "the class does not end, or has no characters", "no range ends here"
LENGTH, OPEN = "a pattern has 1 to 1000 characters", "the group does not end"
WORK = "too much is repeated within repetitions"
REFUSED = {
    "": (1, LENGTH), "x" * 1001: (1, LENGTH), "*a": (1, NOTHING), "+": (1, NOTHING), "?": (1, NOTHING),
    "{2}": (1, NOTHING), "a|*": (3, NOTHING), "(+a)": (2, NOTHING), "^*": (2, NOTHING), "(|?)": (3, NOTHING),
    "a^b": (2, ANCHOR), "a$b": (2, ANCHOR), "(a$)": (3, ANCHOR), "(^a)": (2, ANCHOR), "^^a": (2, ANCHOR),
    "a$$": (2, ANCHOR), "a|^b": (3, ANCHOR), "a$|b": (2, ANCHOR), "a**": (3, TWICE), "a+?": (3, TWICE),
    "a??": (3, TWICE), "a{2}{3}": (5, TWICE), "a{2}+": (5, TWICE), "a*+": (3, TWICE), "a{": (2, COUNTS),
    "a{}": (2, COUNTS), "a{,3}": (2, COUNTS), "a{5,3}": (2, COUNTS), "a{4097}": (2, COUNTS), "a{ 3}": (2, COUNTS),
    "éa{-1}": (3, COUNTS), "a{3": (2, COUNTS), "a{3,": (2, COUNTS), "a{1,2,3}": (2, COUNTS),
    "a{99999999999999999999}": (2, COUNTS), "(?=a)b": (2, GROUPS), "(?!a)b": (2, GROUPS), "a(?<=a)": (3, GROUPS),
    "a(?<!a)": (3, GROUPS), "(?P<n>a)": (2, GROUPS), "(?<n>a)": (2, GROUPS), "(?i)a": (2, GROUPS), "(?>a)": (2, GROUPS),
    "(?#c)": (2, GROUPS), "(?": (2, GROUPS), "(a)\\1": (5, ESCAPE), "\\b": (2, ESCAPE), "\\A": (2, ESCAPE),
    "\\x41": (2, ESCAPE), "\\u0041": (2, ESCAPE), "a\\p{L}": (3, ESCAPE), "\\k<n>": (2, ESCAPE), "[\\b]": (3, ESCAPE),
    "\\é": (2, ESCAPE), "\\0": (2, ESCAPE), "\\": (2, "the pattern ends within an escape"),
    "[\\": (3, "the pattern ends within an escape"), "[": (1, CLASS), "ab[cd": (3, CLASS), "[]": (1, CLASS),
    "[^]": (1, CLASS), "[^ -~]": (1, CLASS), "[^\\d\\D]": (1, CLASS), "[z-a]": (5, RANGE), "[a-\\d]": (6, RANGE),
    "日😀[b-a]": (7, RANGE), "(a": (1, OPEN), "a((b)": (2, OPEN), "(?:": (1, OPEN), "(a|b": (1, OPEN),
    "a)": (2, "there is no ( for it"), ")": (1, "there is no ( for it"), "(a))b": (4, "there is no ( for it"),
    "(" * 32 + "a" + ")" * 32: (33, "groups are nested deeper than 32"),
    "xx{4096}": (1, "texts would be longer than 4096 bytes"), "é{2049}": (1, "texts would be longer than 4096 bytes"),
    "(a{64}){64,}": (1, "texts would be longer than 4096 bytes"),
    "(((a{100}){100}){100}){100}": (1, "texts would be longer than 4096 bytes"),
    "((((){4096}){4096}){4096}){4096}": (1, WORK), "((a{0}){4096}){4096}": (1, WORK), "(|){1000}{1000}": (10, TWICE),
    "((|){1000}){1000}": (1, WORK), "[\x20-\uffff]": (5, RANGE), "[!-\U0001f600]": (5, RANGE),
}


@pytest.mark.parametrize("pattern", REFUSED, ids=lambda pattern: pattern[:30])
def test_what_is_no_pattern_of_ours_is_refused_where_it_is_none(tmp_path, pattern):
    character, said = REFUSED[pattern]
    refused(generate(tmp_path, alone(regex(pattern))), "$.generators.value.pattern (line ",
            f": character {character} of the pattern: {said}")


def test_random_texts_are_patterns_or_refused(tmp_path):
    """What is taken means the same to Python, where Python takes it too."""
    dice = random.Random(1)
    letters = list("ab01()[]{}|?*+\\^$.-,^ ") + ["\\d", "\\w", "(?:", "{2}", "[a-c]", "é"]
    patterns = ["".join(dice.choices(letters, k=dice.randint(1, 8))) for _ in range(2000)]
    document = schema({f"p{number}": regex(pattern) for number, pattern in enumerate(patterns)}, {"p0": {}})
    told = ""
    while True:  # a hundred faults are told at once
        done = generate(tmp_path, document, "--count", 0)
        faults = {f"p{name}" for name in re.findall(r"\$\.generators\.p(\d+)\.pattern", done.stderr)}
        if done.returncode == 0:
            break
        assert done.returncode == 1 and faults, done.stderr
        told += done.stderr
        generators = {name: rule for name, rule in document["generators"].items() if name not in faults}
        document = schema(generators, {next(iter(generators)): {}})
    taken = {name: rule["pattern"] for name, rule in document["generators"].items()}
    assert 300 < len(taken) < 1700 and not re.search("Fatal|index", told)
    for record in records(tmp_path, schema(document["generators"]), count=20):
        for name, text in record.items():
            try:
                assert accepted(taken[name], text), (taken[name], text)
            except re.error:
                pytest.fail(f"Python refuses {taken[name]!r}")
