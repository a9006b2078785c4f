"""What test_determinism.py compares: generators, expressions of every function, and schemas and patterns at random."""
import itertools
import re


def logic(kind, **members):
    return {"type": "logic", "kind": kind, **members}


def chance(distribution, **members):
    return {"type": "statistical", "distribution": distribution, **members}


def listed(*values):
    return {"type": "list", "values": values}


def linked(*columns):
    """Columns that are called a, b and so on."""
    return {"type": "linked", "fields": list("abcdefgh"[:len(columns)]), "rows": list(zip(*columns))}


def template(pattern):
    return {"type": "template", "pattern": pattern}


def event(name, **members):
    return {"name": name, **members}


# MARK: expressions

BASE = {
    "small": logic("integer", min=-5, max=20), "wide": logic("integer", min=-2 ** 63, max=2 ** 63 - 1),
    "row": logic("sequence", start=-2), "price": logic("float", min=-5, max=20),
    "fine": logic("float", min=-9, max=9, decimals=15), "bell": chance("normal", mean=0, deviation=3, decimals=1),
    "plain": logic("float", min=-9, max=9, decimals=0), "rank": chance("zipf", count=9), "tall": listed(1, 2.5, -3),
    "flag": logic("boolean"), "flags": listed(True, False),
    "word": listed("ab", "ÇDi", "ıI", "x@y, z", "", "2024-02-29", "😀 ñ", " Ä \n"), "mixed": listed("1", 1, True, 2.5),
    "day": logic("date", **{"from": "2019-12-30", "to": "2024-03-01"}),
    "any_day": logic("date", **{"from": "0001-01-01", "to": "9999-12-31"}),
    "moment": logic("datetime", **{"from": "1969-12-31", "to": "1970-01-01"}), "clock": logic("time"),
    "uuid": logic("uuid"), "pair": linked([1, 2.5, -3], [True, False, True], ["a", "b", 3]),
    "life": {"type": "event_sequence", "events": [event("begun", probability=0.5), event("ended", probability=0.5)]},
    "none": {"type": "event_sequence", "events": [event("x", probability=0)]},
    "no_integer": template("{{date_diff(none.x, day, 'days')}}"), "no_number": template("{{divide(1, 0.0, 2)}}"),
    "no_text": template("{{none.state}}"), "no_day": template("{{date('x')}}"), "no_time": template("{{none.x}}"),
    "no_flag": template("{{equal(none.x, moment)}}"),
}
ABSENT = [name for name in BASE if name.startswith("no_")]


def of_each(patterns, values):
    """Every pattern with each of the values in place of ?."""
    return [pattern.replace("?", str(value)) for value in values for pattern in patterns]


def of_pairs(patterns, values):
    """Every pattern with each pair of the values in place of ? and !."""
    return [re.sub("[?!]", lambda sign: str(a if sign[0] == "?" else b), pattern)
            for pattern in patterns for a, b in itertools.product(values, values)]


LARGE = 2 ** 63 - 1
NUMBERS = [0, 1, -7, 2.5, "-0.05", "0.125", LARGE, -LARGE - 1, "92233720368547758.07", "small", "price", "plain",
           "wide"]
ROUNDED = ["2.5", "-2.5", "1.005", "-1.05", "0.449", "price", "fine", "bell", "plain", "92233720368547758.07"]
KINDS = [1, "1.0", "'1'", "mixed", "row", "true", "'true'", "flag", "day", "moment", "now()", "clock",
         "date_add(day, 0, 'seconds')", "date(moment)", "'Ä'", "'ä'", "'z'", "'B'"]
FLAGS = ["true", "false", "flag", "no_flag"]
DAYS = [f"date('{day}')" for day in (
    "2024-01-31", "2024-02-29", "2023-02-28", "2025-03-01", "0000-01-01", "9999-12-31")]
MOMENTS = [*DAYS[:4], "date_add(date('2024-01-31'), 1, 'seconds')", "date_add(date('2023-02-28'), -1, 'seconds')",
           "now()", "moment", "any_day"]
AMOUNTS = [0, 1, -1, 11, -13, 48, 86_400, -86_401, LARGE, -LARGE - 1, "small"]
UNITS = ["seconds", "minutes", "hours", "days", "weeks", "months", "years"]
PARTS = ["year", "month", "day", "hour", "minute", "second", "weekday", "yearday"]
FULL = "concat(" + ", ".join(["pad('', 4096, 'ab')"] * 4) + ")"

WHITE = "\t\n\v\f\r \x85\xa0\u1680\u2000\u2004\u200a\u2028\u2029\u202f\u205f\u3000"
NO_WHITE = "\x1c\x1d\x1e\x1f\u180e\u200b\u200d\u2060\ufeff"
TRIMMED = of_each(["hash(trim('?a? b?'))", "length(trim('?'))", "length(trim(' ? '))", "length(trim('a?\u0301'))"],
                  [*WHITE, *NO_WHITE, "\r\n"])

EXPRESSIONS = {
    "written": [
        "'it''s'", "'}} {{'", "''", "0", "-0", "007", "1.50", "-0.0", "-3", str(LARGE), str(-LARGE - 1),
        "0.123456789012345", "true", "false", " small ", "concat( 1.50 ,true,-2 , '' )", "'\\n'", "index()", "now()",
        "pair.a", "pair.b", "pair.c", "life.begun", "life.state", "clock", "uuid", "mixed", "tall", "flags", "plain"],
    "sums": of_pairs(["add(?, !)", "subtract(?, !)"], NUMBERS),
    "products": of_pairs(["multiply(?, !)", "divide(?, !, 0)", "divide(?, !, 4)"], NUMBERS),
    "rounded": of_each(["round(?)"], [*NUMBERS, "fine", "bell"]) + [
        f"round({number}, {decimals})" for decimals in (0, 1, 2, 15) for number in ROUNDED] + of_each(
            ["round(?, 0)", "round(?, 1)", "round(?, 15)"], [0, -7, LARGE, -LARGE - 1, "small", "wide", "no_integer"]),
    "too large": of_pairs(["divide(?, !, 15)", "divide(?, !, 1)"], [
        "9223.372036854775807", "-9223.372036854775807", "0.000000000000001", "-0.000000000000001", LARGE, -LARGE - 1,
        "0.0", "fine"]) + of_pairs(["multiply(?, !)", "add(?, !)"], [
            "9223.372036854775807", "-9223.372036854775807", LARGE, -LARGE - 1, "0.000000000000001"]) + [
                f"if(flag, {LARGE}, 0.125)", f"choice({-LARGE - 1}, 1.5)"],
    "the smaller, the greater": of_pairs(["least(?, !)", "greatest(?, !)"], NUMBERS),
    "compared": of_pairs(["less(?, !)", "greater(?, !)"], [*NUMBERS, "'1'", "'a'", "word", "uuid"]),
    "the same": of_pairs(["equal(?, !)", "less(?, !)"], KINDS),
    "conditions": of_pairs(["and(?, !)", "or(?, !)"], FLAGS) + of_each(["not(?)", "if(?, 1, 2)"], FLAGS) + [
        "and(flag)", "or(flag)", "and(true, flag, flags, less(row, 7))", "not(empty(''))", "greater(flag, flags)"],
    "one of two": of_pairs(["if(flag, ?, !)", "choice(?, !)"], [
        1, 2.5, "0.125", "plain", "row", "'a'", "true", "day", "moment", "clock", "uuid", *ABSENT]),
    "choices": [
        "choice(1)", "choice(1, 2, 3)", "choice(1.5, 0.25)", "choice(1, 2.5)", "choice(1, 2.5, 0.125, small)",
        "choice(1, 2.5, 'a')", "add(if(flag, 1, 2.5), 0.25)", "length(choice(1, 0.125))", "if(flag, 1, plain)",
        "choice(day, any_day)",
        "choice(day, moment)", "choice('a', choice('b', choice('c', 'd')), choice('e', 'f'))", "choice(no_day, day)",
        "choice(flag, no_text)", "if(choice(true, false), choice(1, 2), choice(3, 4))",
        "concat(choice('a', 'b'), choice('a', 'b'))"],
    "texts": [
        "length(word)", "length('👨\u200d👩\u200d👧')", "capitalize(word)", "capitalize('äbC dE')", "lowercase('ÄİIẞ')",
        "uppercase('äßıi')", "trim(word)", "trim(' \t\n\r\v\f x \f\v\r\n\t ')", *TRIMMED,
        "replace('aaa', 'aa', 'b')",
        "replace('abc', '', '-')", "replace('', '', 'a')", "replace(word, 'D', '')",
        "replace('\u00e9', 'e\u0301', 'x')", "replace('e\u0301', '\u00e9', 'x')", "replace('e\u0301', 'e', 'x')",
        "replace('e\u0301', '\u0301', '')", "replace('ababa', 'aba', 'ab')", "hash(replace('\r\n', '\n', 'x'))",
        "contains('e\u0301', 'e')", "contains('e\u0301', '\u00e9')", "contains('\u00e9', '\u0301')",
        "equal('e\u0301', '\u00e9')", "length('\u0301')", "length('\u0301''\u0301')", "length('a\u200d')",
        "concat('a', '\u0301', '\u0308b')", "substring('e\u0301', 1)", '"it\'s"', '"a""b"', "'a\"\"b'",
        "concat(\"'\", '\"')", '"}}"', "length(\"\u0301\")", "pad('ab', 7, 'xyz')",
        "pad('ab', 5, '')", "pad(small, 4)", "pad('ä', 1)", "pad('ab', -5)", "pad('', 5000, 'ä')",
        "substring('abcdef', -2, 3)", "substring('abcdef', 2)", "substring('äbcdef', 1, small)",
        "substring('abcdef', 2, -1)", "substring('abcdef', 9, 1)", "coalesce('', word, 'x')", "coalesce(1, 2)",
        "coalesce(life.begun, life.state, moment)", "coalesce('', '')", "contains(word, 'D')", "contains('a', '')",
        "contains('', '')", "contains('', 'a')", "contains(123, 2)", "hash('')", "hash('ä')", "hash(word, 1)",
        "hash(price, 64)", "hash(flag, 7)", "empty('')", "empty(' ')", "empty(word)", "empty(0)"],
    "long texts": [
        FULL, f"concat({FULL}, 'b')", f"hash(concat({FULL}, 'b'))", f"length(concat({FULL}, {FULL}))",
        f"length(replace({FULL}, 'a', 'abc'))", f"equal(concat({FULL}, 'b'), concat({FULL}, 'c'))",
        f"length(pad({FULL}, 20000))", f"length(concat({FULL}, 'ab'))",
        f"length(concat(substring({FULL}, 2), 'äb'))", f"hash(concat(substring({FULL}, 2), 'äb'))",
        f"length(concat(substring({FULL}, 1), 'äb'))", f"length(concat(substring({FULL}, 3), '😀b'))",
        f"length(concat(substring({FULL}, 4), '😀b'))", f"length(concat(substring({FULL}, 1), 'e\u0301'))",
        *(f"{function}({case}(replace({FULL}, 'a', '{letter}')))" for function in ("length", "hash")
          for case in ("uppercase", "lowercase", "capitalize") for letter in "ŉİΐ"),
        f"length(capitalize(concat('ŉ', {FULL})))", f"length(date_format(day, {FULL}))",
        f"length(date_format(day, replace({FULL}, 'a', '%F')))", f"hash(date_format(day, replace({FULL}, 'ab', '%F')))",
        f"length(coalesce('', concat({FULL}, 'b')))", f"length(trim(concat(' ', {FULL})))",
        f"hash(pad({FULL}, 4096, 'ä'))", "length(pad('', 4096, '😀'))", "length(pad('', 4097, '😀'))",
        "length(pad('äää', 4096, '😀'))", "hash(concat(pad('', 4095, '😀'), 'aää'))"],
    "later": [f"date_add({day}, {amount}, '{unit}')" for day in [*DAYS, "moment", "no_day", "no_time"]
              for amount in [*AMOUNTS, "no_integer"] for unit in UNITS],
    "between": of_pairs([f"date_diff(?, !, '{unit}')" for unit in UNITS], [*MOMENTS, "no_day"]),
    "parts": of_each([f"date_part(?, '{part}')" for part in PARTS], [*DAYS, "day", "any_day", "moment", "no_day"]),
    "written days": of_each(
        [f"date_format(?, '{pattern}')" for pattern in (
            "%Y %y %m %d %e %j %u", "%H %I %M %S %p", "%F %T %s %%", "", "ä%%%Y%%x", "no signs")],
        [*DAYS, "any_day", "moment", "no_day", "date_add(day, 12, 'hours')", "date_add(day, 13, 'hours')"]) + [
            "date_format(day, word)", *of_each(["date_format(day, ?)", "date_format(no_day, ?)"], ABSENT)],
    "days": of_each(["date(?)"], [
        "'2024-02-29'", "'2023-02-29'", "'0000-02-29'", "'10000-01-01'", "'2024-2-29'", "' 2024-02-29'", "'20240229'",
        "''", "'2024-02-29T01:02:03Z'", "word", "day", "moment", "clock", "uuid", "20240101", "flag", "life.ended",
        "now()"]),
    "nothing": of_each([
        "?", "lowercase(?)", "uppercase(?)", "capitalize(?)", "trim(?)", "length(?)", "substring(?, 0, 2)",
        "pad(?, 3)", "replace(?, 'a', 'b')", "replace('abc', 'b', ?)", "replace('abc', ?, '-')", "concat('x', ?)",
        "coalesce(?, 'x')", "coalesce(?, ?)", "hash(?, 9)", "if(true, ?, 'x')", "if(false, ?, 'x')", "equal(?, ?)",
        "equal(?, '')", "less(?, 'a')", "greater(1, ?)", "empty(?)", "contains(?, '')", "contains('a', ?)",
        "choice(?, ?)", "choice(?, small)", "date(?)", "pad('a', 3, ?)", "hash(concat(?, 'a'))",
        "replace(?, ?, ?)", "contains(?, ?)", "concat(?, ?)", "less('', ?)", "greater(?, '')", "equal(word, ?)",
        "coalesce(?, ?, word)", "if(empty(?), 1, 2.5)"], ABSENT),
    "no number": of_each([
        "add(?, 1)", "subtract(1, ?)", "multiply(?, 0)", "divide(?, 2, 1)", "divide(0, ?, 1)", "round(?)",
        "least(?, 1)", "greatest(1.5, ?)", "if(flag, ?, 1)", "if(flag, ?, 1.125)", "round(?, 2)",
        "divide(?, 0, 2)", "choice(?, 1)", "choice(?, 1.125)"], ["no_integer", "no_number"]),
    "no size": ["pad('a', no_integer)", "pad('a', no_integer, 'b')", "pad(no_text, no_integer)",
                "substring('abc', no_integer, 1)", "substring('abc', 1, no_integer)", "substring('abc', no_integer)",
                "concat('x', pad('a', no_integer))", "empty(substring('abc', no_integer))",
                "date_add(day, no_integer, 'days')", "length(pad('a', no_integer))", "length(no_day)"],
    "no condition": of_each(
        ["and(?, flag)", "and(flag, ?)", "or(true, ?)", "or(?, flag)", "not(?)", "if(?, 1, 2.5)", "if(?, word, small)",
         "if(?, no_text, 'x')", "if(flag, ?, true)", "choice(?, flag)"], ["no_flag", "equal(no_day, no_day)"]),
}
CASES = of_each(["lowercase(?)", "uppercase(?)", "capitalize(?)"], ["word", "'iIıİ äß'", "'i'", "'ı'", "''", "'Iı'"])
BRACES = ["", "\\{\\{", "\\}\\}", "a\\{b\\}", "\\{{{small}}\\}", "{small}", "{{small}}{{small}}", " {{small}}", "\\\\",
          "\\n", "{{'}}'}}{{ '{{' }}"]


# MARK: expressions at random

# Of what kind arguments are; {…} is another argument.
GRAMMAR = {
    "integer": [
        "small", "wide", "row", "rank", "index()", "0", "-3", "12", "no_integer", "own.small", "own.wide",
        "length({any})", "date_diff({day}, {day}, '{unit}')", "date_part({day}, '{part}')", "round({number})",
        "divide({number}, {number}, 0)", "add({integer}, {integer})", "multiply({integer}, {integer})",
        "subtract({integer}, {integer})", "least({integer}, {integer})", "if({condition}, {integer}, {integer})",
        "choice({integer}, {integer}, {integer})"],
    "decimal": [
        "price", "fine", "bell", "plain", "tall", "pair.a", "0.125", "-7.5", "no_number", "own.price", "own.tall",
        "own.bell", "add({number}, {decimal})", "subtract({decimal}, {number})", "multiply({decimal}, {number})",
        "divide({number}, {number}, 1)", "divide({number}, {number}, 4)", "round({decimal}, 2)", "round({decimal}, 9)",
        "least({decimal}, {number})", "greatest({number}, {decimal})", "if({condition}, {decimal}, {decimal})",
        "choice({decimal}, {decimal})", "choice({integer}, {decimal})", "if({condition}, {decimal}, {integer})",
        "round({integer}, 3)"],
    "number": ["{integer}", "{decimal}"],
    "condition": [
        "flag", "flags", "pair.b", "true", "false", "no_flag", "own.flag", "equal({any}, {any})", "less({any}, {any})",
        "greater({number}, {number})", "less({day}, {day})", "equal({text}, {text})", "and({condition}, {condition})",
        "or({condition}, {condition}, {condition})", "not({condition})", "empty({any})", "contains({any}, {text})",
        "if({condition}, {condition}, {condition})", "choice({condition}, {condition})"],
    "date": [
        "day", "any_day", "no_day", "own.day", "own.any_day", "date('2024-02-29')", "date({any})", "date({day})",
        "date_add({date}, {integer}, 'days')", "date_add({date}, {integer}, 'months')", "choice({date}, {date})",
        "date_add({date}, {size}, 'weeks')", "date_add({date}, {size}, 'years')", "if({condition}, {date}, {date})"],
    "datetime": [
        "moment", "life.begun", "life.ended", "no_time", "now()", "own.moment",
        "date_add({datetime}, {integer}, '{unit}')", "date_add({date}, {integer}, 'hours')",
        "date_add({day}, {size}, 'minutes')", "choice({datetime}, {datetime})",
        "if({condition}, {datetime}, {datetime})"],
    "day": ["{date}", "{datetime}"],
    "size": ["2", "-1", "5", "index()", "length({any})", "small", "rank", "no_integer"],
    "text": [
        "word", "mixed", "uuid", "life.state", "pair.c", "no_text", "own.word", "own.mixed", "'a'", "'Äx, y'", "''",
        "lowercase({any})", "uppercase({any})", "capitalize({any})", "trim({any})", "concat({any}, {any})",
        "concat({any}, '-', {any})", "replace({any}, {text}, {text})", "replace({any}, 'a', {any})",
        "pad({any}, {size})", "substring({any}, {size}, {size})", "substring({any}, {size})",
        "pad({any}, {size}, {text})", "hash({any}, 6)", "hash({any})", "coalesce({any}, {any})",
        "coalesce({text}, {any}, {any})", "date_format({day}, '%d.%m.%Y %H:%M:%S %p %j %s')",
        "date_format({day}, {text})"],
    "any": [
        "{text}", "{text}", "{number}", "{condition}", "{day}", "clock", "own.clock", "{any}",
        "if({condition}, {any}, {any})", "choice({any}, {any}, {any})"],
    "unit": UNITS,
    "part": PARTS,
}
OWN = sorted(set(re.findall(r"own\.(\w+)", str(GRAMMAR))))


def made(dice, what, depth, others=()):
    """An expression of a kind, or the name of another template where any will do."""
    if what == "any" and others and dice.random() < 0.2:
        return dice.choice(others)
    choices = GRAMMAR[what]
    if depth <= 0:
        choices = [one for one in choices if "(" not in one] or choices
    return re.sub(r"\{(\w+)\}", lambda match: made(dice, match[1], depth - 1, others), dice.choice(choices))


def random_schema(dice, templates, count):
    """Templates, some of which name others, and records that refer to others of which some fields are null."""
    patterns = {}
    for place in range(templates):
        what = ["any", "integer", "decimal", "condition", "date", "datetime", "text"][place % 7]
        one = "{{" + made(dice, what, dice.randrange(5), list(patterns)) + "}}"
        patterns[f"t{place}"] = one if dice.random() < 0.8 else f"<{one}> {{{{choice({place}, 'x')}}}}{one}"

    def fields(names):
        return {name: {"generator": name, "nullable": dice.choice([0, 0, 0.3])} for name in names}

    return {
        "version": "1.0", "locale": dice.choice(["tr_TR", "de_DE"]),
        "generators": BASE | {name: template(pattern) for name, pattern in patterns.items()},
        "entities": {"Other": {"fields": {"id": {"generator": "row", "unique": True}} | fields(OWN)},
                     "One": {"fields": {"own": {"nullable": 0.2}} | fields(patterns)}},
        "relationships": [
            {"from": "One.own", "to": "Other.id", "cardinality": dice.choice(["many-to-one", "one-to-one"])}],
        "scenarios": {"few": {"One": count, "Other": count}}}


# MARK: patterns

REGEXES = [
    "a", "^a$", "a|", "|", "ab|cd|ef", "x?", "x*", "x+", "x{3}", "x{0}", "x{2,}", "x{2,4}", "(ab?|c*)+", "()",
    "(?:a(?:b(?:c|d)){2}|[e-g]){1,3}", ".", "\\d\\w\\s", "\\D\\W\\S", "[^\\d]", "[^\\w]", "[\\W\\d]", "[^é]", "[]a]",
    "[^]a]", "[a\\]b]", "[a-]", "[-a]", "[+--]", "[a^]", "[\\^a]", "[a-z-9]", "[a-c&&b]", "[ä-ö😀é]", "[]\\-ä-ö_]",
    "[cba]", "[aab]", "\\.\\*\\+\\?\\(\\)\\[\\]\\{\\}\\|\\^\\$\\\\\\/", "é{3}", "(a|b)(a|b)", "[ab]{50}", "\\n",
    "(\\d{3}-){2}|x"]


def random_pattern(dice, depth, free=True):
    """A pattern; one that is not free has no alternatives, and nothing as often as it likes."""
    often = ["", "", "{2}", "{1,1}"] + ["?", "*", "+", "{1,}", "{0,3}"] * free
    found = "".join(random_piece(dice, depth, free) + dice.choice(often) for _ in range(dice.randint(1, 3)))
    return f"{found}|{random_pattern(dice, depth - 1)}" if free and depth > 0 and dice.random() < 0.3 else found


def random_piece(dice, depth, free):
    if depth > 0 and dice.random() < 0.4:
        return dice.choice(["(", "(?:"]) + random_pattern(dice, depth - 1, free) + ")"
    fixed = ["a", "é", "\\.", "\\d", "[a-f]", "[xyz]", "[^a-z]", "[0-9A-F_]", "[\\w-]"]
    return dice.choice(fixed + [".", "\\W", "\\S", "\\s"] * free)
