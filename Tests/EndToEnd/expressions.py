"""Expressions of PDL written again from docs/PDL.md and docs/determinism.md: what one gives for a record.

Days come from datetime, hashes from hashlib, roundings from fractions; nothing here is shared with the program. What
`choice` draws is left to determinism.py.
"""
import calendar
import datetime
import decimal
import fractions
import hashlib
import math
import re
import typing
import unicodedata

LEAST, GREATEST = -2 ** 63, 2 ** 63 - 1
FIRST_SECOND, LAST_SECOND = -62_167_219_200, 253_402_300_799
DAY, CYCLE = 86_400, 146_097  # a day's seconds, and the days of the 400 years after which the calendar repeats
EPOCH = datetime.date(1970, 1, 1).toordinal()
LENGTHS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": DAY, "weeks": 7 * DAY}


class Value(typing.NamedTuple):
    """What a generator or an expression gives, of which kind it is even where there is none (None).

    Numbers are whole steps of the last decimal; dates are days, times and datetimes seconds.
    """

    kind: str
    value: object
    decimals: int = 0

    def text(self):
        """As functions take it that take texts."""
        return "" if self.value is None else written(self)

    def number(self):
        return fractions.Fraction(self.value, 10 ** self.decimals)

    def seconds(self):
        return self.value * DAY if self.kind == "date" else self.value

    def json(self):
        """As json.loads(…, parse_float=decimal.Decimal) reads it."""
        if self.value is None or self.kind in ("text", "boolean", "integer"):
            return self.value
        return decimal.Decimal(written(self)) if self.kind == "decimal" else written(self)


def written(value):
    match value.kind:
        case "text": return value.value
        case "boolean": return "true" if value.value else "false"
        case "integer": return str(value.value)
        case "decimal":
            digits = str(abs(value.value)).zfill(value.decimals + 1)
            sign, whole = "-" * (value.value < 0), digits[:len(digits) - value.decimals]
            return f"{sign}{whole}.{digits[len(whole):]}" if value.decimals else sign + whole
        case "date": return "{:04}-{:02}-{:02}".format(*civil(value.value))
        case "time": return clock(value.value)
        case "datetime":
            days, rest = divmod(value.value, DAY)
            return f"{written(Value('date', days))}T{clock(rest)}Z"


def clock(seconds):
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


# MARK: the calendar

def day_number(year, month, day):
    """Days since 1970. The year 0, which datetime does not know, is as the year 400."""
    early = year < 1
    return datetime.date(year + 400 * early, month, day).toordinal() - EPOCH - CYCLE * early


def civil(days):
    """The year, month and day of a number of days."""
    early = days + EPOCH < 1
    day = datetime.date.fromordinal(days + EPOCH + CYCLE * early)
    return day.year - 400 * early, day.month, day.day


def day_of(text):
    """The days of a text as 2026-01-31, or None."""
    if not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        return None
    try:
        return day_number(*map(int, text.split("-")))
    except ValueError:
        return None


def moment_of(text):
    """The seconds of a text as 2026-01-31T12:00:00Z."""
    hours, minutes, seconds = map(int, text[11:19].split(":"))
    return day_of(text[:10]) * DAY + hours * 3600 + minutes * 60 + seconds


def later(seconds, amount, unit):
    """Months are added to the same day of the month, or its last."""
    if unit in LENGTHS:
        found = seconds + amount * LENGTHS[unit]
    else:
        days, rest = divmod(seconds, DAY)
        year, month, day = civil(days)
        months = year * 12 + month - 1 + amount * (12 if unit == "years" else 1)
        year, month = months // 12, months % 12 + 1
        if not 0 <= year <= 9999:
            return FIRST_SECOND if year < 0 else LAST_SECOND
        found = day_number(year, month, min(day, calendar.monthrange(year or 400, month)[1])) * DAY + rest
    return min(max(found, FIRST_SECOND), LAST_SECOND)


def between(start, end, unit):
    """The whole units from one to the other: months and years once the day, and the time of it, have come again."""
    if end < start:
        return -between(end, start, unit)
    if unit in LENGTHS:
        return (end - start) // LENGTHS[unit]
    (first, early), (last, late) = divmod(start, DAY), divmod(end, DAY)
    (year, month, day), (other_year, other_month, other_day) = civil(first), civil(last)
    if unit == "years":
        return other_year - year - ((other_month, other_day, late) < (month, day, early))
    return (other_year - year) * 12 + other_month - month - ((other_day, late) < (day, early))


def formatted(seconds, pattern):
    """By strftime, of a year of the same calendar that it knows; years have four digits."""
    days, rest = divmod(seconds, DAY)
    year, month, day = civil(days)
    known = datetime.datetime(2000 + year % 400, month, day, *map(int, clock(rest).split(":")))
    own = {"Y": f"{year:04}", "F": f"{year:04}-{month:02}-{day:02}", "s": str(seconds)}
    return re.sub("%(.)", lambda match: own.get(match[1]) or known.strftime(match[0]), pattern, flags=re.DOTALL)


# MARK: texts

# What has Unicode's property of that name.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))
SPECIAL = {"ß": "ss", "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L",
           "ı": "i", "’": "'", "–": "-", "\xa0": " "}


def cut(text):
    """No text that is made is longer than 16,384 bytes; a longer one ends where its last whole character does."""
    return text and text.encode()[:16_384].decode(errors="ignore")


def lowercase(text, locale):
    if locale.startswith("tr"):
        text = text.replace("I", "ı").replace("İ", "i")
    return text.lower()


def uppercase(text, locale):
    return (text.replace("i", "İ").replace("ı", "I") if locale.startswith("tr") else text).upper()


def titlecase(text, locale):
    """A large letter behind all but letters, but for a single one behind a word's apostrophe."""
    def large(match):
        is_suffix = len(match[0]) == 1 and re.search(r"[^\W\d_]['’]$", text[:match.start()])
        return match[0] if is_suffix else capitalize(match[0], locale)
    text = lowercase(text, locale)
    return re.sub(r"[^\W\d_]+", large, text)


def capitalize(text, locale):
    """Of one letter that becomes two the second stays small, as ß becomes Ss."""
    return uppercase(text[:1], locale).title() + text[1:]


def ascii_of(text):
    letters = (SPECIAL.get(letter) or unicodedata.normalize("NFD", letter) for letter in text)
    return "".join(letter for letter in "".join(letters) if letter.isascii())


def slug(text, locale):
    return re.sub("[^a-z0-9]+", "-", ascii_of(lowercase(text, locale)).replace("'", "")).strip("-")


# MARK: functions

FUNCTIONS = {}


class Context(typing.NamedTuple):
    record: dict
    index: int = 0
    now: int = 0
    locale: str = ""


def function(body):
    """One that takes what is there."""
    FUNCTIONS[body.__name__.rstrip("_")] = body
    return body


def of_texts(kind, name, body):
    """One that takes texts, of what has no value an empty one, and whole numbers at NUMBERS."""
    def call(context, *arguments):
        taken = [one.value if place in NUMBERS.get(name, ()) else one.text() for place, one in enumerate(arguments)]
        result = None if None in taken else body(*taken)
        return Value(kind, cut(result) if kind == "text" else result)
    FUNCTIONS[name] = call


def strict(body):
    """One that has no value where an argument has none."""
    def call(context, *arguments):
        kind, decimals = KINDS[name](*arguments)
        if any(one.value is None for one in arguments):
            return Value(kind, None, decimals)
        result = body(*arguments)
        return result if isinstance(result, Value) else Value(kind, result, decimals)
    name = body.__name__.rstrip("_")
    FUNCTIONS[name] = call
    return body


def of_kind(kind):
    return lambda *arguments: (kind, 0)


def widest(*arguments):
    """Of numbers: with decimals where one has them, as many as the more exact one."""
    kind = "decimal" if "decimal" in [one.kind for one in arguments] else "integer"
    return kind, max(one.decimals for one in arguments)


def told(decimals):
    """Of as many as are written out."""
    return ("decimal" if decimals.value else "integer"), decimals.value


def added_to(day, amount, unit):
    return ("datetime" if unit.value in ("seconds", "minutes", "hours") else day.kind), 0


NONE = Value("integer", 0)
KINDS = {
    "add": widest, "subtract": widest, "multiply": widest, "least": widest, "greatest": widest,
    "divide": lambda one, other, decimals: told(decimals), "round": lambda number, decimals=NONE: told(decimals),
    "date_add": added_to, "date_diff": of_kind("integer"), "date_part": of_kind("integer"),
    "date": of_kind("date"), "equal": of_kind("boolean"), "less": of_kind("boolean"),
    "greater": of_kind("boolean"), "and": of_kind("boolean"), "or": of_kind("boolean"), "not": of_kind("boolean"),
}
# Which arguments are whole numbers, of functions that take texts.
NUMBERS = {"substring": (1, 2), "pad": (1,), "hash": (1,)}


def of_case(body):
    FUNCTIONS[body.__name__] = lambda context, text: Value("text", cut(body(text.text(), context.locale)))


for one_case in (lowercase, uppercase, titlecase, capitalize, slug):
    of_case(one_case)
of_texts("text", "ascii", ascii_of)
of_texts("text", "trim", lambda text: text.strip(WHITE_SPACE))
of_texts("integer", "length", len)
of_texts("text", "substring", lambda text, start, length=GREATEST: text[max(start, 0):][:max(length, 0)])
of_texts("text", "pad", lambda text, length, filling="0":
         (filling * length)[:max(length - len(text), 0)] + text)
of_texts("text", "replace", lambda text, old, new: text.replace(old, new) if old else text)
of_texts("text", "concat", lambda *texts: "".join(texts))
of_texts("text", "coalesce", lambda *texts: next(filter(None, texts), ""))
of_texts("text", "hash", lambda text, length=64: hashlib.sha256(text.encode()).hexdigest()[:length])
of_texts("boolean", "empty", lambda text: text == "")
of_texts("boolean", "contains", lambda text, part: part in text)


@function
def if_(context, condition, one, other):
    chosen = one if condition.value else other
    if {one.kind, other.kind} <= {"integer", "decimal"}:
        kind, decimals = widest(one, other)
        return Value(kind, None, decimals) if chosen.value is None else numeric(chosen.number(), kind, decimals)
    if one.kind != other.kind:
        return Value("text", None if chosen.value is None else chosen.text())
    return chosen


def order(one, other):
    numbers = ("integer", "decimal")
    if one.kind in numbers and other.kind in numbers:
        return one.number(), other.number()
    if one.kind == other.kind and one.kind in ("date", "time", "datetime"):
        return one.value, other.value
    return one.text().encode(), other.text().encode()


@strict
def equal(one, other):
    first, second = order(one, other)
    return first == second


@strict
def less(one, other):
    first, second = order(one, other)
    return first < second


@strict
def greater(one, other):
    first, second = order(one, other)
    return first > second


@strict
def and_(*conditions):
    return all(one.value for one in conditions)


@strict
def or_(*conditions):
    return any(one.value for one in conditions)


@strict
def not_(condition):
    return not condition.value


def bounded(number):
    """Half away from zero, and within 64 bits."""
    rounded = math.floor(abs(number) + fractions.Fraction(1, 2))
    return min(max(-rounded if number < 0 else rounded, LEAST), GREATEST)


def numeric(result, kind, decimals):
    return Value(kind, bounded(result * 10 ** decimals), decimals)


@strict
def add(one, other):
    return numeric(one.number() + other.number(), *widest(one, other))


@strict
def subtract(one, other):
    return numeric(one.number() - other.number(), *widest(one, other))


@strict
def multiply(one, other):
    return numeric(one.number() * other.number(), *widest(one, other))


@strict
def divide(one, other, decimals):
    if not other.value:
        kind, places = told(decimals)
        return Value(kind, None, places)
    return numeric(one.number() / other.number(), *told(decimals))


@strict
def round_(number, decimals=NONE):
    return numeric(number.number(), *told(decimals))


@strict
def least(one, other):
    return numeric(min(one.number(), other.number()), *widest(one, other))


@strict
def greatest(one, other):
    return numeric(max(one.number(), other.number()), *widest(one, other))


@strict
def date_add(day, amount, unit):
    found = later(day.seconds(), amount.value, unit.value)
    kind, _ = added_to(day, amount, unit)
    return Value(kind, found // DAY if kind == "date" else found)


@strict
def date_diff(start, end, unit):
    return between(start.seconds(), end.seconds(), unit.value)


@strict
def date_part(day, part):
    days, rest = divmod(day.seconds(), DAY)
    year, month, number = civil(days)
    return {"year": year, "month": month, "day": number, "hour": rest // 3600, "minute": rest // 60 % 60,
            "second": rest % 60, "weekday": int(formatted(day.seconds(), "%u")),
            "yearday": int(formatted(day.seconds(), "%j"))}[part.value]


@function
def date_format(context, day, pattern):
    return Value("text", None if day.value is None else formatted(day.seconds(), pattern.text()))


@strict
def date(value):
    if value.kind == "text":
        return day_of(value.value)
    return value.seconds() // DAY if value.kind in ("date", "datetime") else None


@function
def now(context):
    return Value("datetime", context.now)


@function
def index(context):
    return Value("integer", context.index)


# MARK: what is written

TOKEN = re.compile(r"""\s*(?:(?P<text>'(?:[^']|'')*'|"(?:[^"]|"")*")|(?P<number>-?\d+(?:\.\d+)?)"""
                   r"|(?P<name>\w+(?:\.\w+)?)|(?P<mark>[(),]))")


def parsed(text):
    """An expression, as a value, a name, or a function's name with the arguments."""
    tokens = [(match.lastgroup, match[match.lastgroup]) for match in TOKEN.finditer(text)]
    tree, rest = term(tokens)
    assert not rest, (text, rest)
    return tree


def term(tokens):
    (group, text), *rest = tokens
    if group == "text":
        return Value("text", text[1:-1].replace(text[0] * 2, text[0])), rest
    if group == "number":
        whole, _, decimals = text.partition(".")
        return Value("decimal" if decimals else "integer", int(whole + decimals), len(decimals)), rest
    if not rest or rest[0] != ("mark", "("):
        return Value("boolean", text == "true") if text in ("true", "false") else text, rest
    rest, arguments = rest[1:], []
    while rest[0] != ("mark", ")"):
        argument, rest = term(rest[1:] if rest[0] == ("mark", ",") else rest)
        arguments.append(argument)
    return (text, arguments), rest[1:]


def evaluated(tree, context):
    if isinstance(tree, Value):
        return tree
    if isinstance(tree, str):
        return context.record[tree]
    name, arguments = tree
    return FUNCTIONS[name](context, *(evaluated(argument, context) for argument in arguments))
