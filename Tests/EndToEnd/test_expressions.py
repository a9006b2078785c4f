"""What templates compute: every function beside expressions.py, which is written from the documents alone."""
import collections
import decimal
import json
import random
import re

import pytest

import expressions
import throwaway
from expressions import Value
from generating import (
    alone, entity, generate, logic, made, one_of, records, refused, schema, template, values)

NOW = "2024-02-29T23:59:58Z"
COUNT = 3000
LOCALES = ["", "tr_TR"]

# MARK: records

LETTERS = "abcçdeéfgğhıiïjklmnñoöpqrsşßtuüvwxyzœæøłABCÇDEÉFGĞHIJKLMNÑOÖPQRSŞTUÜVWXYZÄŒŁбгдЖЯ"


def texts(count, letters, most, seed=1):
    dice = random.Random(seed)
    return ["".join(dice.choices(letters, k=dice.randint(0, most))) for _ in range(count)]


EDGES = ["0000-01-01", "0000-02-29", "0001-01-01", "0400-02-29", "1582-10-10", "1900-02-28", "1900-03-01", "1969-12-31",
         "1970-01-01", "2000-02-29", "2023-02-28", "2023-12-31", "2024-01-31", "2024-02-29", "2024-03-30", "2024-03-31",
         "2100-02-28", "9999-12-01", "9999-12-31"]
NO_DAYS = ["2023-02-29", "1900-02-29", "2024-00-10", "2024-13-01", "2024-04-31", "2024-4-30", "", "today",
           "10000-01-01", "2024-01-01T00:00:00Z", " 2024-01-01"]
TITLES = [re.sub(r"(?<![^\W\d_])'", "", title) for title in texts(300, LETTERS[:50] + "''--  ", 20)]
ALWAYS = {"from": "0000-01-01", "to": "9999-12-31"}
GENERATORS = {
    "small": logic("integer", min=-3, max=3), "n": logic("integer", min=-1000, max=1000),
    "big": logic("integer", min=-2 ** 63, max=2 ** 63 - 1), "cents": logic("float", min=-10, max=10),
    "x": logic("float", min=-1000, max=1000, decimals=3), "y": logic("float", min=-5, max=5, decimals=1),
    "fine": logic("float", min=-9, max=9, decimals=15), "flag": logic("boolean"), "other": logic("boolean"),
    "text": one_of(*texts(400, LETTERS + " -'.,_12😀日\t", 30)), "word": one_of(*texts(40, "aábc", 3)),
    "spaced": one_of(*texts(200, " \t\n\r\v\f\xa0\u2003\u3000ab", 8)), "title": one_of(*TITLES),
    "edge": one_of(*EDGES), "later": one_of(*EDGES), "doubtful": one_of(*EDGES, *NO_DAYS),
    "day": logic("date", **ALWAYS), "moment": logic("datetime", **ALWAYS), "clock": logic("time"),
    "marked": one_of(*texts(60, ["e", "e\u0301", "\u0301", "é", "\r\n", "x"], 6)),
    "near": logic("date", **{"from": "2023-12-01", "to": "2024-03-31"}),
    "life": {"type": "event_sequence", "from": "2024-01-01", "to": "2024-12-31", "events": [
        {"name": "ordered"}, {"name": "shipped", "probability": 0.5, "max": 5000}]},
}
KINDS = {
    **dict.fromkeys(["small", "n", "big"], "integer"), **dict.fromkeys(["cents", "x", "y", "fine"], "decimal"),
    **dict.fromkeys(["flag", "other"], "boolean"), **dict.fromkeys(["day", "near"], "date"), "clock": "time",
    **dict.fromkeys(["moment", "life.ordered", "life.shipped"], "datetime"), "life.state": "text",
    **dict.fromkeys(["text", "word", "spaced", "marked", "title", "edge", "later", "doubtful"], "text"),
}


def read(name, value):
    """What stands in a record, as expressions have it."""
    kind = KINDS[name]
    if value is None:
        return Value(kind, None)
    match kind:
        case "decimal": return Value(kind, int(value.scaleb(-value.as_tuple().exponent)), -value.as_tuple().exponent)
        case "date": return Value(kind, expressions.day_of(value))
        case "datetime": return Value(kind, expressions.moment_of(value))
        case "time": return Value(kind, expressions.moment_of(f"1970-01-01T{value}Z"))
    return Value(kind, value)


def compared(folder, found, locale="", count=COUNT, every=1):
    """Each of the expressions in every so many records, as the program and as the documents have it."""
    fields = {name.replace(".", "_"): {"generator": name} for name in KINDS}
    fields |= {f"e{place}": {} for place in range(len(found))}
    generators = GENERATORS | {f"e{place}": template("{{" + text + "}}") for place, text in enumerate(found)}
    document = schema(generators, fields, **{"locale": locale} if locale else {})
    lines = records(folder, document, "--now", NOW, count=count, parse_float=decimal.Decimal)
    trees = [expressions.parsed(text) for text in found]
    for number, line in enumerate(lines):
        record = {name: read(name, line[name.replace(".", "_")]) for name in KINDS}
        context = expressions.Context(record, number, expressions.moment_of(NOW), locale)
        for place in range(number % every, len(trees), every):
            yield found[place], line[f"e{place}"], expressions.evaluated(trees[place], context).json(), record


def same(one, other):
    """Of one type too, and a number with as many decimals."""
    return type(one) is type(other) and str(one) == str(other)


# MARK: functions

UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"]
PARTS = ["year", "month", "day", "hour", "minute", "second", "weekday", "yearday"]
DAYS = ["day", "near", "moment", "date(edge)", "life.ordered", "life.shipped"]
NUMBERS = ["small", "n", "big", "x", "y", "fine", "1", "-0.5", "0", "9223372036854775807", "-9223372036854775808"]
ANYTHING = ["small", "x", "flag", "text", "day", "moment", "clock", "life.shipped", "life.state"]


def each(*patterns, **choices):
    """Every pattern with every choice for each name that stands in it."""
    for pattern in patterns:
        found = [pattern]
        for name, options in choices.items():
            found = [text.replace(name, option) for text in found for option in (options if name in text else [""])]
        yield from found


def pairs(name, one, other=None):
    return [f"{name}({first}, {second})" for first in one for second in other or one]


CASES = {
    **{name: [f"{name}(text)", f"{name}(life.state)", f"{name}(life.shipped)", f"{name}(n)", f"{name}({name}(title))"]
       for name in ("lowercase", "uppercase", "ascii", "slug")},
    "titlecase": ["titlecase(title)", "titlecase(uppercase(title))", "titlecase(word)", "titlecase(life.shipped)"],
    "capitalize": ["capitalize(title)", "capitalize(word)", "capitalize(life.state)", "capitalize(life.shipped)"],
    "trim": ["trim(spaced)", "trim('\u200b x \u2028')", "trim(text)", "trim(x)", "trim(life.shipped)"],
    "length": [f"length({value})" for value in [*ANYTHING, "marked"]],
    "substring": ["substring(text, small)", "substring(text, 2, small)", "substring(text, small, 4)",
                  "substring(word, big)", "substring(text, 3, big)", "substring(x, 1, 2)", "substring(day, 0, 4)",
                  "substring(life.shipped, 0, 10)", "substring(text, date_part(life.shipped, 'hour'))",
                  "substring(text, 1, date_part(life.shipped, 'hour'))", "substring(marked, 1, 1)"],
    "pad": ["pad(text, date_part(life.shipped, 'day'))", "pad(word, 5)", "pad(n, 6)", "pad(word, n, 'x')",
            "pad(word, 7, 'äb')", "pad(text, 12, word)", "pad('', small)", "pad(life.shipped, 3, '-')",
            "pad(word, 4, flag)"],
    "replace": ["replace(text, 'a', 'bb')", "replace(word, word, '')", "replace(text, ' ', word)",
                "replace(n, 1, 'one')", "replace(word, 'ab', 'ba')", "replace(life.shipped, '2024', word)",
                "replace(day, '-', '')", "replace('aaaa', 'aa', word)", "replace(text, '', 'x')",
                "replace(spaced, '\n', word)", "replace(marked, 'e', 'E')", "replace(marked, '\u0301', '')",
                "replace(text, word, life.shipped)", "replace(text, life.shipped, 'x')"],
    "concat": [f"concat({', '.join(ANYTHING)})", "concat(text)", "concat(life.shipped, life.shipped)",
               "concat('', n, '')"],
    "coalesce": ["coalesce(life.shipped, 'never')", "coalesce(word, text)", "coalesce(life.shipped, word, n)",
                 "coalesce(word)", "coalesce('', life.shipped, '')", "coalesce(flag, 1)"],
    "hash": ["hash(text)", "hash(life.shipped)", "hash(word, 1)", "hash(n, 63)", "hash(x, 64)", "hash(flag, 8)"],
    "if": ["if(flag, n, big)", "if(flag, x, y)", "if(less(n, 0), text, n)", "if(flag, day, near)",
           "if(flag, day, moment)", "if(equal(life.shipped, life.ordered), 1, 2)", "if(other, flag, true)",
           "if(flag, life.shipped, life.ordered)", "if(flag, life.shipped, word)", "if(flag, clock, clock)",
           "if(flag, divide(n, small, 2), 0.5)", "if(flag, n, x)", "if(flag, y, x)", "if(flag, 0, fine)",
           "if(flag, divide(n, small, 0), y)", "if(equal(life.shipped, life.shipped), 1, 0.5)",
           "if(empty(word), 'none', word)", "if(flag, if(other, 1, 2), if(other, 3, 4))"],
    **{name: [*pairs(name, NUMBERS, ["n", "x", "y", "0", "-0.5", "fine"]), *pairs(name, ANYTHING),
              *pairs(name, ["edge", "word", "'a'", "''"]), *pairs(name, ["date(edge)", "near"], ["date(later)", "day"])]
       for name in ("equal", "less")},
    "greater": [*pairs("greater", NUMBERS, ["n", "x", "fine"]),
                *pairs("greater", ["date(edge)", "near", "word", "clock"])],
    **{name: [f"{name}(flag)", f"{name}(flag, other)", f"{name}(flag, true, other)", f"{name}(less(n, 0), false)",
              f"{name}(flag, equal(life.shipped, life.ordered))"] for name in ("and", "or")},
    "not": ["not(flag)", "not(not(flag))", "not(equal(life.shipped, 1))", "not(empty(life.shipped))"],
    "empty": [f"empty({value})" for value in [*ANYTHING, "word", "''", "trim(spaced)", "divide(1, small, 0)"]],
    "contains": ["contains(text, 'a')", "contains(word, word)", "contains(text, word)", "contains(n, 1)",
                 "contains(word, '')", "contains('', word)", "contains(life.shipped, '2024')",
                 "contains(text, life.shipped)"],
    **{name: pairs(name, NUMBERS, ["n", "x", "fine", "-0.5", "9223372036854775807"])
       + [f"{name}(date_part(life.shipped, 'day'), n)", f"{name}({name}(n, x), {name}(y, 2))"]
       for name in ("add", "subtract", "multiply", "least", "greatest")},
    "divide": [f"divide({one}, {other}, {decimals})" for one in ["n", "small", "x", "y", "-7", "0.5"]
               for other in ["small", "n", "y", "x", "3", "-0.25", "0", "0.00"] for decimals in [0, 1, 2, 9]]
              + ["divide(fine, fine, 10)", "divide(big, fine, 15)", "divide(fine, y, 0)", "divide(x, fine, 15)",
                 "divide(big, big, 15)", "divide(9223372036854775807, 0.000000000000001, 0)", "divide(big, small, 0)",
                 "divide(n, 7, 15)", "divide(date_part(life.shipped, 'hour'), small, 2)", "divide(fine, n, 3)"],
    "round": [f"round({number}{decimals})" for number in ["x", "y", "fine", "cents", "0.5", "-0.5", "1.25"]
              for decimals in ["", ", 0", ", 1", ", 2", ", 3", ", 7", ", 15"]]
             + ["round(n)", "round(big)", "round(big, 0)", "round(n, 2)", "round(small, 15)", "round(big, 1)",
                "round(date_part(life.shipped, 'day'), 1)", "round(divide(n, small, 2))"],
    "date": [f"date({value})" for value in ["edge", "doubtful", "day", "moment", "life.shipped", "text", "word",
                                            "clock", "n", "flag", "x", "concat('2024-0', small, '-01')"]],
    "date_add": [*each("date_add(DAY, AMOUNT, 'UNIT')", DAY=DAYS, AMOUNT=["small", "n", "big"], UNIT=UNITS),
                 *each("date_add(DAY, AMOUNT, 'UNIT')", DAY=["date(later)"], UNIT=UNITS,
                       AMOUNT=["0", "1", "-1", "12", "48", "-1000", "9223372036854775807", "-9223372036854775808"])],
    "date_diff": [
        *each("date_diff(DAY, OTHER, 'UNIT')", DAY=DAYS, OTHER=["near", "moment", "life.shipped"], UNIT=UNITS),
        *each("date_diff(date(edge), date(later), 'UNIT')", UNIT=UNITS)],
    "date_part": [*each("date_part(DAY, 'PART')", DAY=DAYS, PART=PARTS)],
    "date_format": [*each("date_format(DAY, '%Y %y %m %d %e %j %u %H %I %M %S %p %F %T %s %%')", DAY=DAYS),
                    "date_format(moment, '%d.%m.%Y, %H:%M')", "date_format(day, 'é%%F%F😀')", "date_format(moment, '')",
                    "date_format(moment, life.shipped)", "date_format(date_add(day, n, 'minutes'), '%I:%M %p')"],
    "now": ["now()", "date(now())", "date_diff(now(), moment, 'months')", "date_add(now(), 1, 'years')",
            "less(moment, now())"],
    "index": ["index()", "multiply(index(), 2)", "pad(index(), 5)", "concat('n', index())"],
}


@pytest.fixture(scope="module")
def differences(tmp_path_factory):
    """By function, what is otherwise than documented; all is generated in one go."""
    functions = {text: name for name, uses in CASES.items() for text in uses}
    wrong = collections.defaultdict(list)
    for text, found, expected, record in compared(tmp_path_factory.mktemp("all"), list(functions), every=5):
        if not same(found, expected):
            wrong[functions[text]].append((text, found, expected, record))
    return wrong


@pytest.mark.parametrize("name", CASES)
def test_a_function_is_as_documented(differences, name):
    assert not differences[name], (len(differences[name]), differences[name][:3])


@pytest.mark.parametrize("name", ["lowercase", "uppercase", "titlecase", "capitalize", "slug"])
def test_case_is_the_locales(tmp_path, name):
    for text, found, expected, _ in compared(tmp_path, [f"{name}(title)", f"{name}(text)"], locale="tr_TR"):
        assert found == expected, text
    assert values(tmp_path, template("{{uppercase('i')}}"), count=1, locale="tr-TR") == ["İ"]
    assert values(tmp_path, template("{{uppercase('i')}}"), count=1, locale="en_US") == ["I"]


# MARK: functions of functions

class Dice(random.Random):
    """Draws an expression of a kind, so many calls deep at most."""

    LEAVES = {
        "integer": ["small", "n", "big", "index()", "0", "7", "-1"], "decimal": ["x", "y", "cents", "0.5", "-1.25"],
        "boolean": ["flag", "other", "true"],
        "text": ["text", "word", "marked", "spaced", "life.state", "'a'", "''", "'Ä b'"],
        "date": ["day", "near", "date(edge)", "date(doubtful)"],
        "datetime": ["moment", "life.ordered", "life.shipped", "now()"],
    }
    CALLS = {
        "integer": [
            "add(integer, integer)", "subtract(integer, integer)", "multiply(integer, integer)", "round(decimal)",
            "divide(number, number, 0)", "least(integer, integer)", "greatest(integer, integer)", "length(any)",
            "date_diff(time, time, 'UNIT')", "date_part(time, 'PART')", "if(boolean, integer, integer)"],
        "decimal": [
            "add(decimal, number)", "subtract(number, decimal)", "multiply(decimal, number)", "round(decimal, 2)",
            "divide(number, number, 3)", "least(decimal, number)", "greatest(number, decimal)",
            "if(boolean, decimal, number)", "if(boolean, integer, decimal)", "round(integer, 1)"],
        "boolean": ["equal(any, any)", "less(number, number)", "greater(time, time)", "and(boolean, boolean)",
                    "or(boolean, boolean, boolean)", "not(boolean)", "empty(any)", "contains(any, text)",
                    "if(boolean, boolean, boolean)", "less(text, text)"],
        "text": ["concat(any, any, any)", "coalesce(any, any)", "lowercase(text)", "uppercase(text)", "slug(text)",
                 "trim(text)", "ascii(text)", "substring(any, 1, small)", "pad(any, 8)", "replace(text, text, text)",
                 "hash(any, 9)", "date_format(time, '%F %j')", "if(boolean, text, any)", "if(boolean, any, text)"],
        "date": ["date(any)", "date_add(date, integer, 'days')", "date_add(date, small, 'months')",
                 "if(boolean, date, date)"],
        "datetime": ["date_add(time, integer, 'hours')", "date_add(datetime, small, 'years')",
                     "if(boolean, datetime, datetime)"],
    }
    KINDS = {"number": ["integer", "decimal"], "time": ["date", "datetime"], "any": list(LEAVES)}

    def draw(self, kind, depth):
        kind = self.choice(self.KINDS.get(kind, [kind]))
        if depth == 0 or self.random() < 0.15:
            return self.choice(self.LEAVES[kind])
        call = self.choice(self.CALLS[kind]).replace("UNIT", self.choice(UNITS)).replace("PART", self.choice(PARTS))
        kinds = "|".join([*self.LEAVES, *self.KINDS])
        return re.sub(rf"(?<=[(, ])({kinds})\b(?!')", lambda match: self.draw(match[0], depth - 1), call)


@pytest.mark.parametrize("depth", [2, 3, 5])
def test_functions_of_functions_are_as_documented(tmp_path, depth):
    dice = Dice(depth)
    found = list(dict.fromkeys(dice.draw("any", depth) for _ in range(120)))
    for text, value, expected, record in compared(tmp_path, found, count=300):
        assert same(value, expected), (text, value, expected, record)


def test_calls_may_be_thirty_deep(tmp_path):
    deep = "add(1, " * 30 + "n" + ")" * 30
    for text, value, expected, _ in compared(tmp_path, [deep, "concat('a', " * 30 + "n" + ")" * 30], count=50):
        assert value == expected, text


LONG = {"ascii": "a" * 9000, "two": "é" * 4500, "three": "日本" * 1500, "four": "x😀" * 1800, "line": "abcdefgh" * 1024}


@pytest.mark.parametrize("text", [
    "concat(LONG, LONG)", "concat('a', LONG, LONG)", "replace(LONG, 'a', 'éé')", "uppercase(concat(LONG, 'ß', LONG))",
    "replace(pad('', 1000), '0', LONG)", "concat(LONG, LONG, 'a')", "substring(concat(LONG, LONG, LONG), 0, 90000)",
    "if(flag, concat(LONG, LONG, 'é'), 'x')", "coalesce(concat(LONG, LONG), 'x')", "length(concat(LONG, LONG, LONG))",
])
def test_a_text_ends_where_it_would_be_too_long(tmp_path, text):
    """After 16,384 bytes, and not within a character."""
    found = {name: text.replace("LONG", f"'{long}'") for name, long in LONG.items()}
    pattern = schema({name: template("{{" + call + "}}") for name, call in found.items()} | {"flag": one_of(True)})
    for name, value in records(tmp_path, pattern, count=1)[0].items():
        if name != "flag":
            context = expressions.Context({"flag": Value("boolean", True)})
            assert value == expressions.evaluated(expressions.parsed(found[name]), context).value


def test_a_template_ends_where_it_would_be_too_long(tmp_path):
    generators = {name: one_of(long) for name, long in LONG.items()}
    generators["value"] = template("a{{two}}{{three}}b{{four}}")
    whole = f"a{LONG['two']}{LONG['three']}b{LONG['four']}"
    assert records(tmp_path, schema(generators, {"value": {}}), count=1) == [{"value": expressions.cut(whole)}]


# MARK: days

def directives():
    """Patterns of all that date_format knows, and of what lies between."""
    dice = random.Random(1)
    known = re.search("`(%Y[^`|]*)`", (throwaway.ROOT / "docs/PDL.md").read_text())[1].split()
    assert len(known) == 16
    return ["".join(dice.choices([*known, *known, " ", ".", "/", "T", "é", "日", "''"], k=dice.randint(1, 8)))
            for _ in range(60)]


def test_patterns_of_days_are_as_strftime_has_them(tmp_path):
    found = [f"date_format({day}, '{pattern}')" for pattern in directives() for day in ("moment", "date(edge)")]
    for text, value, expected, record in compared(tmp_path, found, count=300):
        assert value == expected, (text, record["moment"], record["edge"])


def test_a_pattern_of_a_day_may_be_drawn(tmp_path):
    generators = {"day": logic("date", **ALWAYS), "pattern": one_of("%Y", "%d.%m.", "%j"),
                  "value": template("{{date_format(day, pattern)}}")}
    for record in records(tmp_path, schema(generators)):
        seconds = expressions.day_of(record["day"]) * expressions.DAY
        assert record["value"] == expressions.formatted(seconds, record["pattern"])


@pytest.mark.parametrize("unit", UNITS)
def test_what_is_added_is_the_difference(tmp_path, unit):
    """As long as no month is too short."""
    generators = {"day": logic("datetime", **{"from": "1500-01-01", "to": "2500-12-31"}),
                  "n": logic("integer", min=-900, max=900),
                  "first": template("{{date_add(day, subtract(1, date_part(day, 'day')), 'days')}}"),
                  "value": template(f"{{{{date_diff(first, date_add(first, n, '{unit}'), '{unit}')}}}}")}
    assert all(record["value"] == record["n"] for record in records(tmp_path, schema(generators)))


def test_the_years_between_are_an_age(tmp_path):
    generators = {"birth": one_of("2004-02-29", "2000-07-15", "1999-12-31", "2000-01-01"), "day": logic("date", **{
        "from": "2020-01-01", "to": "2024-12-31"}), "age": template("{{date_diff(date(birth), day, 'years')}}")}
    for record in records(tmp_path, schema(generators)):
        birth, day = record["birth"].split("-"), record["day"].split("-")
        assert record["age"] == int(day[0]) - int(birth[0]) - (day[1:] < birth[1:])


@pytest.mark.parametrize("now, expected", [
    ("2026-01-31", "2026-01-31T00:00:00Z"), ("2026-01-31T12:00:00Z", "2026-01-31T12:00:00Z"),
    ("0000-01-01", "0000-01-01T00:00:00Z"), ("9999-12-31T23:59:59Z", "9999-12-31T23:59:59Z"),
    ("2024-02-29T00:00:00Z", "2024-02-29T00:00:00Z"),
])
def test_now_is_what_the_command_says(tmp_path, now, expected):
    drawn = values(tmp_path, template("{{now()}}"), "--now", now, count=2000)
    assert set(drawn) == {expected}


def test_nothing_but_now_depends_on_it(tmp_path):
    document = schema({name: GENERATORS[name] for name in ("n", "text", "moment")})
    assert made(tmp_path, document) == made(tmp_path, document, "--now", NOW)


def test_now_is_refused_where_nobody_says_it(tmp_path):
    for pattern in ("{{now()}}", "a{{date_diff(now(), now(), 'days')}}"):
        told(generate(tmp_path, alone(template(pattern))),
             "now() needs --now, as --now 2026-01-31T12:00:00Z: data never depends on the clock")


@pytest.mark.parametrize("now", [
    " ", "now", "2026-02-29", "2026-01-31T12:00:00", "2026-01-31T24:00:00Z", "2026-01-31T12:60:00Z",
    "2026-01-31 12:00:00Z", "2026-01-31T12:00:00z", "2026-01-31T12:00:00+00:00",
    "2026-01-31T12:00:00.5Z", "2026-01-31T", "T12:00:00Z", "10000-01-01", "-001-01-01", "26-01-31", "1769860800",
    "２０２６-01-31",
])
def test_a_bad_now_is_wrong_use(tmp_path, now):
    done = generate(tmp_path, alone(template("{{now()}}")), f"--now={now}")
    assert (done.returncode, done.stdout) == (2, "")
    expected = "Error: --now is a day or a time of one in UTC, as 2026-01-31 or 2026-01-31T12:00:00Z"
    assert done.stderr.splitlines()[0] == expected


# MARK: numbers of records, and chance

def test_an_index_is_the_number_of_the_record(tmp_path):
    assert values(tmp_path, template("{{index()}}"), count=3000) == list(range(3000))
    assert values(tmp_path, template("{{index()}}{{index()}}"), "--threads", 8, count=3000) == [
        f"{row}{row}" for row in range(3000)]


REFERRING = {
    "version": "1.0",
    "generators": {"id": logic("sequence"), "row": template("{{index()}}"), "its_row": template("{{user_id.row}}"),
                   "mood": template("{{choice('a', 'b', 'c')}}"), "its_mood": template("{{User.mood}}")},
    "entities": {"User": entity({"id": {}, "row": {}, "mood": {}}),
                 "Order": {"fields": {"user_id": {}, "row": {"generator": "row"}, "its_row": {"generator": "its_row"},
                                      "its_mood": {"generator": "its_mood"}, "mood": {"generator": "mood"}}}},
    "relationships": [{"from": "Order.user_id", "to": "User.id", "cardinality": "many-to-one"}],
    "scenarios": {"all": {"User": 50, "Order": 2000}},
}


def test_what_another_record_computes_is_of_that_record(tmp_path):
    assert generate(tmp_path, REFERRING, "--format", "jsonl", "-o", tmp_path / "out").returncode == 0
    users, orders = ([json.loads(line) for line in (tmp_path / f"out/{name}.jsonl").read_text().splitlines()]
                     for name in ("User", "Order"))
    assert [user["row"] for user in users] == list(range(50))
    assert [order["row"] for order in orders] == list(range(2000))
    for order in orders:
        assert (order["its_row"], order["its_mood"]) == (order["user_id"] - 1, users[order["user_id"] - 1]["mood"])
    assert 500 < sum(order["mood"] == order["its_mood"] for order in orders) < 850


@pytest.mark.parametrize("arguments", ["'a'", "'a', 'b'", "1, 2, 3", "true, false", "'a', 'b', 'c', 'd', 'e', 'f'"])
def test_a_choice_is_each_of_its_arguments_as_often_as_the_others(tmp_path, arguments):
    drawn = collections.Counter(values(tmp_path, template("{{choice(" + arguments + ")}}"), count=50_000))
    assert set(drawn) == set(json.loads(f"[{arguments}]".replace("'", '"')))
    for count in drawn.values():
        assert count / 50_000 == pytest.approx(1 / len(drawn), abs=0.01)


def test_choices_do_not_depend_on_each_other(tmp_path):
    generators = {"a": template("{{choice('x', 'y')}}{{choice('x', 'y')}}"), "b": template("{{choice('x', 'y')}}"),
                  "c": template("{{a}}{{b}}")}
    found = records(tmp_path, schema(generators), count=40_000)
    assert all(record["c"] == record["a"] + record["b"] for record in found)
    drawn = collections.Counter(record["c"] for record in found)
    assert len(drawn) == 8 and all(count / 40_000 == pytest.approx(1 / 8, abs=0.01) for count in drawn.values())


def test_a_choice_within_a_choice_has_its_share(tmp_path):
    drawn = collections.Counter(values(tmp_path, template("{{choice(choice('a', 'b'), 'c')}}"), count=40_000))
    shares = {name: count / 40_000 for name, count in drawn.items()}
    assert shares == pytest.approx({"a": 0.25, "b": 0.25, "c": 0.5}, abs=0.01)


def test_a_choice_has_no_value_where_what_it_takes_has_none(tmp_path):
    found = records(tmp_path, schema(
        {"life": GENERATORS["life"], "value": template("{{choice(life.shipped, life.ordered)}}")},
        {"ordered": {"generator": "life.ordered"}, "shipped": {"generator": "life.shipped"}, "value": {}}))
    assert all(record["value"] in (record["ordered"], record["shipped"]) for record in found)
    assert {record["value"] is None for record in found if record["shipped"] is None} == {True, False}


# MARK: what is refused

COMPARED = "numbers and times by what they are, all else as text, byte by byte"
# By function: what it takes, how many of these must be there, and what is said of it.
ABOUT = {
    "lowercase": (["text"], 1, "lowercase(text): in lower case, as the locale has it"),
    "uppercase": (["text"], 1, "uppercase(text): in upper case, as the locale has it"),
    "titlecase": (["text"], 1, "titlecase(text): with the first letter of each word large"),
    "capitalize": (["text"], 1, "capitalize(text): with the first letter large"),
    "ascii": (["text"], 1, "ascii(text): with ASCII letters in the place of others, as é becomes e and ß ss"),
    "slug": (["text"], 1,
             "slug(text): lower-case ASCII letters and digits, with a hyphen in the place of what lies between"),
    "trim": (["text"], 1, "trim(text): without white space around it"),
    "length": (["text"], 1, "length(text): in characters"),
    "substring": (["text", "integer", "integer"], 2,
                  "substring(text, start, length): characters from the start, which counts from 0"),
    "pad": (["text", "integer", "text"], 2,
            "pad(text, length, filling): filled from the left, with 0 where nothing is given"),
    "replace": (["text", "text", "text"], 3, "replace(text, old, new): every old becomes new"),
    "concat": (["text", ...], 1, "concat(a, b, …): one behind the other"),
    "coalesce": (["text", ...], 1, "coalesce(a, b, …): the first that is not empty"),
    "hash": (["text", "1 to 64"], 1,
             "hash(text, length): the first digits of its SHA-256 in hexadecimal, all 64 where nothing is given"),
    "if": (["boolean", "text", "text"], 3, "if(condition, a, b): a where the condition is true, else b"),
    "equal": (["text", "text"], 2, f"equal(a, b): whether they are the same: {COMPARED}"),
    "less": (["text", "text"], 2, f"less(a, b): whether a comes before b: {COMPARED}"),
    "greater": (["text", "text"], 2, f"greater(a, b): whether a comes behind b: {COMPARED}"),
    "and": (["boolean", ...], 1, "and(a, b, …): whether all are true"),
    "or": (["boolean", ...], 1, "or(a, b, …): whether one is true"),
    "not": (["boolean"], 1, "not(condition): whether it is false"),
    "empty": (["text"], 1, "empty(value): whether there is none, or a text without characters"),
    "contains": (["text", "text"], 2, "contains(text, part): whether the part stands in the text"),
    "choice": (["text", ...], 1, "choice(a, b, …): any of them, each as likely as the others"),
    "add": (["number", "number"], 2, "add(a, b): a + b"),
    "subtract": (["number", "number"], 2, "subtract(a, b): a − b"),
    "multiply": (["number", "number"], 2, "multiply(a, b): a × b, to the decimals of the more exact of the two"),
    "divide": (["number", "number", "0 to 15"], 3, "divide(a, b, decimals): a / b, rounded; no value where b is 0"),
    "round": (["number", "0 to 15"], 1,
              "round(number, decimals): half away from zero, to a whole number where nothing is given"),
    "least": (["number", "number"], 2, "least(a, b): the smaller of the two"),
    "greatest": (["number", "number"], 2, "greatest(a, b): the greater of the two"),
    "date_add": (["date", "integer", "unit"], 3,
                 f"date_add(date, amount, unit): so many {', '.join(UNITS)} later, or earlier"),
    "date_diff": (["date", "date", "unit"], 3,
                  f"date_diff(from, to, unit): the whole {', '.join(UNITS)} from the one to the other"),
    "date_part": (["date", "part"], 2, f"date_part(date, part): its {', '.join(PARTS)}; Monday is weekday 1"),
    "date_format": (["date", "text"], 2, "date_format(date, pattern): %Y %y %m %d %e %j %u %H %I %M %S %p %F %T %s %%, "
                                         "as strftime has them"),
    "date": (["text"], 1,
             "date(value): the day of a time, or of a text like 2026-01-31; no value where it is none"),
    "now": ([], 0, "now(): the time that --now says"),
    "index": ([], 0, "index(): the number of the record, from 0"),
}
# Of each parameter what is right, what is wrong, and what is said of it.
WRONG = {
    "text": ("'a'", [], ""),
    "integer": ("1", ["x", "'a'", "flag", "day", "clock", "1.5", "life.state"], "a whole number, not {}"),
    "number": ("1", ["'1'", "flag", "day", "moment", "clock", "text"], "a number, not {}"),
    "boolean": ("flag", ["'true'", "n", "x", "day", "moment", "text", "concat(flag)"], "true or false, not {}"),
    "date": ("day", ["'2026-01-31'", "n", "x", "clock", "flag", "edge"], "a date or datetime, not {}"),
    "1 to 64": ("5", ["0", "65", "-1", "n", "1.0", "'1'", "length('a')"],
                "a whole number from 1 to 64 that is written out"),
    "0 to 15": ("2", ["-1", "16", "n", "2.0", "'2'", "add(1, 1)"], "a whole number from 0 to 15 that is written out"),
    "unit": ("'days'", ["'day'", "'Days'", "'decades'", "text", "1", "concat('days')"],
             f"""one of '{"', '".join(UNITS)}', written out"""),
    "part": ("'day'", ["'days'", "'quarter'", "text", "1", "lowercase('day')"],
             f"""one of '{"', '".join(PARTS)}', written out"""),
}
HINTS = {"'day'": "days", "'Days'": "days", "'days'": "day"}


def kind_of(argument):
    """Of the arguments that are tried, what messages call it."""
    if argument in KINDS:
        return KINDS[argument]
    return "text" if "'" in argument or "concat" in argument else "decimal" if "." in argument else "integer"


def told(done, message):
    refused(done)
    said = re.fullmatch(r"phony: .*/schema\.pdl\.json: \$\.generators\.value\.pattern \(line \d+, column \d+\): (.*)\n",
                        done.stderr)
    assert said and said[1] == message, done.stderr


def use(folder, call):
    return generate(folder, schema(GENERATORS | {"value": template("{{" + call + "}}")}, {"value": {}}), "--now", NOW)


def parameters(name):
    """Without the mark of those that take any number."""
    return [one for one in ABOUT[name][0] if one is not ...]


@pytest.mark.parametrize("name", ABOUT)
def test_another_number_of_arguments_is_refused(tmp_path, name):
    _, least, about = ABOUT[name]
    right = [WRONG[one][0] for one in parameters(name)]
    is_variadic = ... in ABOUT[name][0]
    wanted = f"at least {least}" if is_variadic else f"{least} to {len(right)}" if least < len(right) else str(least)
    for count in ([least - 1] if least else []) + ([] if is_variadic else [len(right) + 1, len(right) + 5]):
        arguments = (right + ["'a'"] * 5)[:count]
        told(use(tmp_path, f"{name}({', '.join(arguments)})"), f"{name} takes {wanted} arguments, not {count}: {about}")
    for count in range(least, len(right) + 1):
        assert use(tmp_path, f"{name}({', '.join(right[:count])})").returncode == 0
    if is_variadic:
        assert use(tmp_path, f"{name}({', '.join(right * 100)})").returncode == 0


@pytest.mark.parametrize("name, number", [
    (name, number) for name in ABOUT for number, one in enumerate(parameters(name)) if WRONG[one][1]
])
def test_an_argument_of_another_kind_is_refused(tmp_path, name, number):
    right = [WRONG[one][0] for one in parameters(name)]
    _, wrong, said = WRONG[parameters(name)[number]]
    for argument in wrong:
        hint = f'; did you mean "{HINTS[argument]}"?' if argument in HINTS else ""
        call = f"{name}({', '.join(right[:number] + [argument] + right[number + 1:])})"
        told(use(tmp_path, call),
             f"argument {number + 1} of {name} is {said.format(kind_of(argument))}{hint}: {ABOUT[name][2]}")


@pytest.mark.parametrize("name", ["and", "or"])
def test_a_later_argument_of_many_is_looked_at_too(tmp_path, name):
    told(use(tmp_path, f"{name}(flag, other, flag, 'x')"),
         f"argument 4 of {name} is true or false, not text: {ABOUT[name][2]}")


@pytest.mark.parametrize("call, said", [
    ("uppercas('a')", 'there is no function "uppercas"; did you mean "uppercase"?'),
    ("dateadd(day, 1, 'days')", 'there is no function "dateadd"; did you mean "date_add"?'),
    ("sqrt(2)", 'there is no function "sqrt"'), ("concat(nobody, 1)", 'there is no generator "nobody"'),
    ("add(1, life.delivered)", '"life" has parts: life.ordered, life.shipped, life.state'),
    ("add(life, 1)", '"life" has parts: life.ordered, life.shipped, life.state'),
], ids=str)
def test_an_unknown_name_is_refused(tmp_path, call, said):
    told(use(tmp_path, call), said)


def test_a_fault_deep_within_is_told_of_the_innermost(tmp_path):
    told(use(tmp_path, "concat('a', if(less(n, 0), pad(n, 'x'), trim()))"),
         f"argument 2 of pad is a whole number, not text: {ABOUT['pad'][2]}")


def test_every_function_is_tested():
    text = (throwaway.ROOT / "docs/PDL.md").read_text().split("\n| function | gives |\n|---|---|\n")[1].split("\n\n")[0]
    documented = {name for line in text.split("\n") for name in re.findall(r"`(\w+)", line.split("|")[1])}
    assert len(documented) > 30 and {*CASES, "choice"} == documented == set(ABOUT)
