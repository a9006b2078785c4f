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

EXPRESSIONS = {
    "written": [
        "'it''s'", "'}} {{'", "''", "0", "-0", "007", "1.50", "-0.0", "-3", str(LARGE), str(-LARGE - 1),
        "0.123456789012345", "true", "false", " small ", "concat( 1.50 ,true,-2 , '' )", "'\\n'", "index()", "now()",
        "pair.a", "pair.b", "pair.c", "life.begun", "life.state", "clock", "uuid", "mixed", "tall", "flags", "plain"],
    "sums": of_pairs(["add(?, !)", "subtract(?, !)"], NUMBERS),
    "products": of_pairs(["multiply(?, !)", "divide(?, !, 0)", "divide(?, !, 4)"], NUMBERS),
    "rounded": of_each(["round(?)"], [*NUMBERS, "fine", "bell"]) + [
        f"round({number}, {decimals})" for decimals in (0, 1, 2, 15) for number in ROUNDED],
    "the smaller, the greater": of_pairs(["least(?, !)", "greatest(?, !)"], NUMBERS),
    "compared": of_pairs(["less(?, !)", "greater(?, !)"], [*NUMBERS, "'1'", "'a'", "word", "uuid"]),
    "the same": of_pairs(["equal(?, !)", "less(?, !)"], KINDS),
    "conditions": of_pairs(["and(?, !)", "or(?, !)"], FLAGS) + of_each(["not(?)", "if(?, 1, 2)"], FLAGS) + [
        "and(flag)", "or(flag)", "and(true, flag, flags, less(row, 7))", "not(empty(''))", "greater(flag, flags)"],
    "one of two": of_pairs(["if(flag, ?, !)"], [
        1, 2.5, "0.125", "plain", "row", "'a'", "true", "day", "moment", "clock", "uuid", *ABSENT]),
    "choices": [
        "choice(1)", "choice(1, 2, 3)", "choice(1.5, 0.25)", "choice(1, 2.5)", "choice(day, any_day)",
        "choice(day, moment)", "choice('a', choice('b', choice('c', 'd')), choice('e', 'f'))", "choice(no_day, day)",
        "choice(flag, no_text)", "if(choice(true, false), choice(1, 2), choice(3, 4))",
        "concat(choice('a', 'b'), choice('a', 'b'))"],
    "texts": [
        "length(word)", "length('👨\u200d👩\u200d👧')", "capitalize(word)", "capitalize('äbC dE')", "lowercase('ÄİIẞ')",
        "uppercase('äßıi')", "trim(word)", "trim(' \t\n\r\v\f x \f\v\r\n\t ')", "replace('aaa', 'aa', 'b')",
        "replace('abc', '', '-')", "replace('', '', 'a')", "replace(word, 'D', '')", "pad('ab', 7, 'xyz')",
        "pad('ab', 5, '')", "pad(small, 4)", "pad('ä', 1)", "pad('ab', -5)", "pad('', 5000, 'ä')",
        "substring('abcdef', -2, 3)", "substring('abcdef', 2)", "substring('äbcdef', 1, small)",
        "substring('abcdef', 2, -1)", "substring('abcdef', 9, 1)", "coalesce('', word, 'x')", "coalesce(1, 2)",
        "coalesce(life.begun, life.state, moment)", "coalesce('', '')", "contains(word, 'D')", "contains('a', '')",
        "contains('', '')", "contains('', 'a')", "contains(123, 2)", "hash('')", "hash('ä')", "hash(word, 1)",
        "hash(price, 64)", "hash(flag, 7)", "empty('')", "empty(' ')", "empty(word)", "empty(0)"],
    "long texts": [
        FULL, f"concat({FULL}, 'b')", f"hash(concat({FULL}, 'b'))", f"length(concat({FULL}, {FULL}))",
        f"length(replace({FULL}, 'a', 'abc'))", f"equal(concat({FULL}, 'b'), concat({FULL}, 'c'))",
        f"length(pad({FULL}, 20000))", f"length(concat({FULL}, 'ab'))"],
    "later": [f"date_add({day}, {amount}, '{unit}')" for day in [*DAYS, "moment", "no_day", "no_time"]
              for amount in [*AMOUNTS, "no_integer"] for unit in UNITS],
    "between": of_pairs([f"date_diff(?, !, '{unit}')" for unit in UNITS], [*MOMENTS, "no_day"]),
    "parts": of_each([f"date_part(?, '{part}')" for part in PARTS], [*DAYS, "day", "any_day", "moment", "no_day"]),
    "written days": of_each(
        [f"date_format(?, '{pattern}')" for pattern in (
            "%Y %y %m %d %e %j %u", "%H %I %M %S %p", "%F %T %s %%", "", "ä%%%Y%%x", "no signs")],
        [*DAYS, "any_day", "moment", "no_day", "date_add(day, 12, 'hours')", "date_add(day, 13, 'hours')"]) + [
            "date_format(day, word)"],
    "days": of_each(["date(?)"], [
        "'2024-02-29'", "'2023-02-29'", "'0000-02-29'", "'10000-01-01'", "'2024-2-29'", "' 2024-02-29'", "'20240229'",
        "''", "'2024-02-29T01:02:03Z'", "word", "day", "moment", "clock", "uuid", "20240101", "flag", "life.ended",
        "now()"]),
    "nothing": of_each([
        "?", "lowercase(?)", "uppercase(?)", "capitalize(?)", "trim(?)", "length(?)", "substring(?, 0, 2)",
        "pad(?, 3)", "replace(?, 'a', 'b')", "replace('abc', 'b', ?)", "replace('abc', ?, '-')", "concat('x', ?)",
        "coalesce(?, 'x')", "coalesce(?, ?)", "hash(?, 9)", "if(true, ?, 'x')", "if(false, ?, 'x')", "equal(?, ?)",
        "equal(?, '')", "less(?, 'a')", "greater(1, ?)", "empty(?)", "contains(?, '')", "contains('a', ?)",
        "choice(?, ?)", "choice(?, small)", "date(?)"], ABSENT),
    "no number": of_each([
        "add(?, 1)", "subtract(1, ?)", "multiply(?, 0)", "divide(?, 2, 1)", "divide(0, ?, 1)", "round(?)",
        "least(?, 1)", "greatest(1.5, ?)", "if(flag, ?, 1)", "if(flag, ?, 1.125)"], ["no_integer", "no_number"]),
}
# Where the program and the documents disagree.
FAULTS = {
    "a whole number with decimals": template("{{round(small, 2)}}"),
    "a quotient of more than 128 bits": template("{{divide(9223.372036854775807, 0.000000000000001, 15)}}"),
    "a text of more than 16,384 bytes": template(f"{{{{hash(uppercase(replace({FULL}, 'a', 'ŉ')))}}}}"),
    "a text of exactly 16,384 bytes": template(f"{{{{length(concat(substring({FULL}, 2), 'äb'))}}}}"),
    "another way to write the same letter": template("{{replace('\u00e9', 'e\u0301', 'x')}}"),
    "a part of what looks like one letter": template("{{replace('e\u0301', 'e', 'x')}}"),
    "a mark behind a quote": template("{{length('\u0301')}}"),
    "as long as nothing": template("{{pad('a', no_integer)}}"),
    "from nothing": template("{{substring('abc', no_integer, 1)}}"),
    "so much of nothing": template("{{substring('abc', 1, no_integer)}}"),
    "a list of a number with an exponent": listed(1, 1e16),
    "unique patterns, more than 2^63": logic("regex", pattern="[a-d]{40}"),
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
        "choice({decimal}, {decimal})"],
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
    "size": ["2", "-1", "5", "index()", "length({any})", "small", "rank"],
    "text": [
        "word", "mixed", "uuid", "life.state", "pair.c", "no_text", "own.word", "own.mixed", "'a'", "'Äx, y'", "''",
        "lowercase({any})", "uppercase({any})", "capitalize({any})", "trim({any})", "concat({any}, {any})",
        "concat({any}, '-', {any})", "replace({any}, {text}, {text})", "replace({any}, 'a', {any})",
        "pad({any}, {size})", "substring({any}, {size}, {size})", "substring({any}, {size})",
        "pad({any}, {size}, {text})", "hash({any}, 6)", "hash({any})", "coalesce({any}, {any})",
        "coalesce({text}, {any}, {any})", "date_format({day}, '%d.%m.%Y %H:%M:%S %p %j %s')"],
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
