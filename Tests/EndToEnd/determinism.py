"""What phony generate makes of a schema, written again from docs/determinism.md, docs/PDL.md and docs/ngram-format.md
alone.

Whole numbers of 64 bits are Python's, cut off by hand; floating-point numbers are Python's, which are binary64 and are
not fused. Nothing here is shared with the program.
"""
import datetime
import fractions
import functools
import hashlib
import itertools
import json
import math
import operator
import pathlib
import re
import struct
import typing

RULES = pathlib.Path(__file__).resolve().parents[2] / "rules"
WORD, HALF = (1 << 64) - 1, (1 << 32) - 1
GOLDEN = 0x9E3779B97F4A7C15


def rotl(word, places):
    return (word << places | word >> 64 - places) & WORD


def finished(word):
    """The finisher of SplitMix64."""
    word = (word ^ word >> 30) * 0xBF58476D1CE4E5B9 & WORD
    word = (word ^ word >> 27) * 0x94D049BB133111EB & WORD
    return word ^ word >> 31


# MARK: the generator

class Stream:
    """xoroshiro128++ 1.0."""

    def __init__(self, low, high):
        self.s0, self.s1 = (low, high) if low | high else (GOLDEN, 0xBF58476D1CE4E5B9)

    def next(self):
        s0, s1 = self.s0, self.s1
        total = s0 + s1 & WORD
        word = (total << 17 | total >> 47) + s0 & WORD
        s1 ^= s0
        self.s0 = (s0 << 49 ^ s0 >> 15 ^ s1 ^ s1 << 21) & WORD
        self.s1 = (s1 << 28 | s1 >> 36) & WORD
        return word

    def below(self, count):
        product = self.next() * count
        if product & WORD < count:
            least = (1 << 64) % count
            while product & WORD < least:
                product = self.next() * count
        return product >> 64

    def unit(self):
        return (self.next() >> 11) * 2.0 ** -53

    def pair(self):
        """Two normal numbers."""
        while True:
            u, v = 2 * self.unit() - 1, 2 * self.unit() - 1
            square = u * u + v * v
            if 0 < square < 1:
                factor = math.sqrt(-2 * log(square) / square)
                return u * factor, v * factor


class Splitmix:
    """SplitMix64, from which phony info draws its samples."""

    def __init__(self, state):
        self.state = state

    def next(self):
        self.state = self.state + GOLDEN & WORD
        return finished(self.state)


class Alias:
    """An alias table: a place is drawn with one random word."""

    def __init__(self, thresholds, aliases):
        self.thresholds, self.aliases = thresholds, aliases

    @classmethod
    def of(cls, weights):
        """The table of weights that are whole numbers (Vose)."""
        count, total = len(weights), sum(weights)
        units = [weight * count for weight in weights]
        table = cls([HALF] * count, list(range(count)))
        small = [place for place in range(count) if units[place] < total]
        large = [place for place in range(count) if units[place] >= total]
        while small:
            poor = small.pop()
            if not large:
                break
            rich = large[-1]
            table.thresholds[poor], table.aliases[poor] = (units[poor] << 32) // total, rich
            units[rich] -= total - units[poor]
            if units[rich] < total:
                small.append(large.pop())
        return table

    @classmethod
    def shares(cls, weights):
        """The table of weights that are any numbers."""
        most = max(weights)
        return cls.of([max(math.floor(weight / most * 2.0 ** 31 + 0.5), weight > 0) for weight in weights])

    def draw(self, stream):
        product = stream.next() * len(self.aliases)
        place = product >> 64
        return place if product >> 32 & HALF < self.thresholds[place] else self.aliases[place]


# MARK: keys

def siphash(low, high, data):
    """SipHash-2-4 with 128 bits of output: its low and its high word."""
    v = [low ^ 0x736F6D6570736575, high ^ 0x646F72616E646F6D, low ^ 0x6C7967656E657261, high ^ 0x7465646279746573]
    v[1] ^= 0xEE
    whole = data + bytes(-(len(data) + 1) % 8) + bytes([len(data) & 0xFF])
    for word, in struct.iter_unpack("<Q", whole):
        v[3] ^= word
        sip_rounds(v, 2)
        v[0] ^= word
    v[2] ^= 0xEE
    sip_rounds(v, 4)
    first = v[0] ^ v[1] ^ v[2] ^ v[3]
    v[1] ^= 0xDD
    sip_rounds(v, 4)
    return first, v[0] ^ v[1] ^ v[2] ^ v[3]


def sip_rounds(v, count):
    for _ in range(count):
        v[0] = v[0] + v[1] & WORD
        v[1] = rotl(v[1], 13) ^ v[0]
        v[0] = rotl(v[0], 32)
        v[2] = v[2] + v[3] & WORD
        v[3] = rotl(v[3], 16) ^ v[2]
        v[0] = v[0] + v[3] & WORD
        v[3] = rotl(v[3], 21) ^ v[0]
        v[2] = v[2] + v[1] & WORD
        v[1] = rotl(v[1], 17) ^ v[2]
        v[2] = rotl(v[2], 32)


class Key:
    """128 bits, from which the rows' streams and the permutations come."""

    def __init__(self, low, high):
        self.low, self.high = low, high

    @classmethod
    def root(cls, seed):
        return cls(*struct.unpack("<QQ", b"phony/generate/1")).child(seed)

    def child(self, *names):
        key = self
        for name in names:
            key = Key(*siphash(key.low, key.high, name.encode()))
        return key

    def row(self, number, attempt=0):
        low = finished(self.low + number * GOLDEN & WORD)
        return Stream(low, finished((self.high ^ low) + attempt * 0xD1B54A32D192ED03 & WORD))

    def permute(self, place, count):
        """Where a place from 0 to count - 1 goes."""
        if count <= 1:
            return 0
        bits = max(((count - 1).bit_length() + 1) // 2, 1)
        while True:
            place = self.shuffle(place, bits)
            if place < count:
                return place

    def shuffle(self, place, bits):
        """A Feistel network of six rounds on two halves."""
        mask = (1 << bits) - 1
        left, right = place >> bits, place & mask
        for turn in range(6):
            key = self.high if turn % 2 else self.low
            left, right = right, left ^ finished((right ^ key) + (turn + 1) * GOLDEN & WORD) & mask
        return left << bits | right


# MARK: functions

def log2(x):
    fraction, exponent = math.frexp(x)
    m, e = fraction * 2, exponent - 1
    if m > 1.4142135623730951:
        m, e = m / 2, e + 1
    s = (m - 1) / (m + 1)
    q, t = s * s, 0.0
    for d in range(21, 0, -2):
        t = t * q + 1 / d
    return e + 2 * s * t * 1.4426950408889634


def log(x):
    return log2(x) * 0.6931471805599453


def exp(x):
    if x < -700:
        return 0.0
    if x > 700:
        return math.inf
    k = math.floor(x * 1.4426950408889634 + 0.5)
    r = (x - k * 0.693147180369123816) - k * 1.90821492927058770e-10
    t = 1.0
    for d in range(13, 0, -1):
        t = 1 + r * t / d
    return math.ldexp(t, k)


# MARK: values

class Number(str):
    """The digits of a number with decimals, which JSON has without quotes."""


class Written(float):
    """A number of the schema, with the digits that stand there."""

    def __new__(cls, digits):
        number = super().__new__(cls, digits)
        number.digits = digits
        return number

    def __str__(self):
        return self.digits


class Typed(typing.NamedTuple):
    """A value, or None where there is none, and its form: a name, or of a number that is no integer its decimals."""
    form: int | str
    value: object

    @property
    def text(self):
        """What stands in a text; nothing where there is no value."""
        return "" if self.value is None else as_text(self.value)


def as_text(value):
    return json.dumps(value) if isinstance(value, bool) else str(value)


def as_json(value):
    return str(value) if isinstance(value, Number) else json.dumps(value, ensure_ascii=False)


def with_point(number, decimals):
    """A whole number with the point before its last digits."""
    digits, sign = str(abs(number)).zfill(decimals + 1), "-" if number < 0 else ""
    return Number(f"{sign}{digits[:-decimals]}.{digits[-decimals:]}" if decimals else sign + digits)


def steps(x, decimals):
    """A number in steps of its last decimal."""
    number = math.floor(abs(x) * 10.0 ** decimals + 0.5)
    return -number if x < 0 else number


def exact_steps(low, high, decimals):
    """The first and the last step between two bounds, of the numbers as they are written: 0.29 is 29 hundredths."""
    low, high = (fractions.Fraction(str(bound)) * 10 ** decimals for bound in (low, high))
    return math.ceil(low), math.floor(high)


def alike(values):
    """The form that all values have, and the values in it; numbers with exponents or of more than 64 bits are texts."""
    if all(isinstance(value, bool) for value in values):
        return "boolean", values
    texts = list(map(as_text, values))
    if any(isinstance(value, (str, bool)) for value in values):
        return "text", texts
    decimals = max(len(text.partition(".")[2]) for text in texts)
    numbers = [int(fractions.Fraction(text) * 10 ** decimals) for text in texts]
    if "e" in "".join(texts).lower() or not all(-1 << 63 <= number < 1 << 63 for number in numbers):
        return "text", texts
    return decimals or "integer", [with_point(number, decimals) for number in numbers]


DAY = 86_400
EPOCH = datetime.date(1970, 1, 1)
CYCLE = 146_097     # The days of 400 years, after which the calendar repeats itself; Python's has no year 0.


def day_of(year, month, day):
    """A day as a number, from 1970-01-01."""
    early = year < 1970
    return (datetime.date(year + 400 * early, month, day) - EPOCH).days - CYCLE * early


def calendar(days):
    """The year, the month and the day of a number."""
    early = days < 0
    day = EPOCH + datetime.timedelta(days + CYCLE * early)
    return day.year - 400 * early, day.month, day.day


def day_number(text):
    return day_of(*map(int, text.split("-")))


def written_day(days):
    return "{:04}-{:02}-{:02}".format(*calendar(days))


def clock(seconds):
    """The hour, the minute and the second of seconds since midnight."""
    return seconds // 3600, seconds // 60 % 60, seconds % 60


def clock_number(text):
    """Seconds since midnight of a time, with or without its seconds."""
    hour, minute, second = map(int, (text + ":00")[:8].split(":"))
    return hour * 3600 + minute * 60 + second


def written_clock(seconds):
    return "{:02}:{:02}:{:02}".format(*clock(seconds))


def written_time(seconds):
    return f"{written_day(seconds // DAY)}T{written_clock(seconds % DAY)}Z"


# MARK: generators

class Generator:
    """A generator of a schema: what it draws from a row's stream, and what it gives where the values must differ."""

    def __init__(self, rule, world):
        self.rule, self.world = rule, world
        self.prepare(**{name: value for name, value in rule.items() if name not in ("type", "kind", "distribution")})

    form = "text"

    def prepare(self):
        """Takes the rule's members, and puts its own values where there are none."""

    def typed(self, record, name):
        return Typed(self.form, self.value(record, name))

    def value(self, record, name):
        return record.drawn(name, self.draw)

    def unique(self, record, name, key):
        """What most kinds do: six digits tell the texts apart."""
        digits = in_base_36(key.permute(record.row, 36 ** 6))
        before, at, behind = self.typed(record, name).text.partition("@")
        return before + digits + at + behind


def in_base_36(number):
    digits = ""
    for _ in range(6):
        number, digit = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[digit] + digits
    return digits


class Integer(Generator):
    form = "integer"

    def prepare(self, min=0, max=2_147_483_647):
        self.low, self.high = min, max

    def draw(self, stream):
        count = self.high - self.low + 1
        return self.written(self.low + (stream.next() if count == 1 << 64 else stream.below(count)))

    def unique(self, record, name, key):
        count = self.high - self.low + 1
        return self.written(self.low + (record.row if count == 1 << 64 else key.permute(record.row, count)))

    def written(self, number):
        return number


class Float(Integer):
    def prepare(self, min=0, max=1, decimals=2):
        self.low, self.high = exact_steps(min, max, decimals)
        self.form, self.written = decimals, functools.partial(with_point, decimals=decimals)


class Date(Integer):
    form, written = "date", staticmethod(written_day)

    def prepare(self, **range):
        self.low, self.high = days(**range)


class Datetime(Integer):
    form, written = "datetime", staticmethod(written_time)

    def prepare(self, **range):
        first, last = days(**range)
        self.low, self.high = first * DAY, last * DAY + DAY - 1


class Time(Integer):
    form, written = "time", staticmethod(written_clock)

    def prepare(self, to="23:59:59", **others):
        self.low, self.high = clock_number(others.get("from", "00:00:00")), clock_number(to)


def days(*, to="2037-12-31", **others):
    """The first and the last day of a range; its first member has the name of a keyword."""
    return day_number(others.get("from", "1970-01-01")), day_number(to)


class Boolean(Generator):
    form = "boolean"

    def prepare(self, **members):
        self.share = members.get("true", 0.5)

    def draw(self, stream):
        return stream.unit() < self.share

    def unique(self, record, name, key):
        return key.permute(record.row, 2) == 1


class Sequence(Generator):
    form = "integer"

    def prepare(self, start=1, step=1):
        self.start, self.step = start, step

    def value(self, record, name):
        return self.start + record.row * self.step

    def unique(self, record, name, key):
        return self.value(record, name)


NON_ZERO, DIGITS = "123456789", "0123456789"
LOWER = "abcdefghijklmnopqrstuvwxyz"
UPPER = LOWER.upper()
LETTERS = LOWER + UPPER
CHOICES = {
    "#": NON_ZERO, "%": DIGITS, "!": UPPER, "@": LOWER, "?": LETTERS, "^": DIGITS + "ABCDEF", "_": DIGITS + "abcdef",
    ".": DIGITS + "abcdef", "(": NON_ZERO + UPPER, ")": NON_ZERO + LOWER, "&": NON_ZERO + LETTERS,
    "+": DIGITS + UPPER, "$": DIGITS + LOWER, "*": DIGITS + LETTERS,
}


class Mask(Generator):
    def prepare(self, mask):
        self.places = [part[1] if part[0] == "\\" else CHOICES.get(part, part) for part in re.findall(r"\\?.", mask)]

    @property
    def count(self):
        return math.prod(map(len, self.places))

    def draw(self, stream):
        return self.written("".join(part[stream.below(len(part))] if len(part) > 1 else part for part in self.places))

    def unique(self, record, name, key):
        return self.written("".join(self.told_apart(record, name, key)))

    def told_apart(self, record, name, key):
        """The first places by the permuted number of the row, as many as 63 bits hold; the others as they are drawn."""
        space = 1
        for taken, part in enumerate(self.places):
            if space * len(part) > 1 << 63:
                break
            space *= len(part)
        else:
            taken = len(self.places)
        number = key.permute(record.row, space)
        for part in self.places[:taken]:
            number, place = divmod(number, len(part))
            yield part[place]
        stream = record.key(name).row(record.row)
        yield from (chosen(part, stream) for part in self.places[taken:])

    def written(self, text):
        return text


# By country, how many digits an account number has, behind its first letters and in Turkey around a 0.
ACCOUNTS = {
    "AT": 16, "BE": 12, "BG": 14, "CH": 17, "CY": 24, "CZ": 20, "DE": 18, "DK": 14, "EE": 16, "ES": 20, "FI": 14,
    "FR": 23, "GB": 14, "GR": 23, "HU": 24, "IE": 14, "IT": 22, "LU": 16, "NL": 10, "NO": 11, "PL": 24, "PT": 21,
    "RO": 16, "SE": 20, "SK": 20, "TR": 16,
}
BEGINNINGS = {"BG": "!!!!", "GB": "!!!!", "IE": "!!!!", "IT": "!", "NL": "!!!!", "RO": "!!!!", "TR": "%%%%%0"}
# What a card number begins with.
CARDS = {"amex": "37", "discover": "6011", "jcb": "3530", "mastercard": "53", "visa": "4"}


class Iban(Mask):
    def prepare(self, country=None):
        self.country = country or self.world.country(ACCOUNTS, "DE")
        super().prepare(BEGINNINGS.get(self.country, "") + "%" * ACCOUNTS[self.country])

    def written(self, text):
        number = "".join(str(int(letter, 36)) for letter in text + self.country + "00")
        return f"{self.country}{98 - int(number) % 97:02}{text}"


class Card(Mask):
    def prepare(self, brand="visa"):
        length = 15 if brand == "amex" else 16
        super().prepare(CARDS[brand] + "%" * (length - 1 - len(CARDS[brand])))

    def written(self, text):
        """With the digit of Luhn behind."""
        digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(reversed(text))]
        return text + str(-sum(digit - 9 * (digit > 9) for digit in digits) % 10)


PRINTABLE = "".join(map(chr, range(0x20, 0x7F)))
CLASSES = {"d": DIGITS, "w": DIGITS + LETTERS + "_", "s": " ", "t": "\t", "n": "\n", "r": "\r"}
PARTS = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\((?:\?:)?|\{\d+,?\d*\}|.", re.DOTALL)
RANGES = re.compile(r"(?!\\[dwsDWS])(\\.|[^\\])-(\\.|[^\\])|(\\.|[^\\])", re.DOTALL)
UNBOUND = 8


def excluding(characters):
    return "".join(one for one in PRINTABLE if one not in characters)


def characters(part):
    """What a character of a pattern stands for, in order."""
    if part[0] != "\\":
        return part
    found = CLASSES.get(part[1].lower(), part[1])
    return excluding(found) if part[1] in "DWS" else "".join(sorted(found))


def class_of(text):
    """The characters of what stands between [ and ]."""
    found = set()
    for first, last, one in RANGES.findall(text.removeprefix("^")):
        found.update(characters(one) if one else map(chr, range(ord(first[-1]), ord(last[-1]) + 1)))
    return excluding(found) if text[0] == "^" else "".join(sorted(found))


def alternatives(rest):
    """What a pattern is made of, up to the end of a group: of each alternative the characters and groups, and how often
    each is there at least and at most."""
    found = [[]]
    while rest and (part := rest.pop()) != ")":
        if part == "|":
            found.append([])
        elif part not in "^$":
            found[-1].append((item(part, rest), *repetitions(rest)))
    return found


def item(part, rest):
    if part[0] == "(":
        return alternatives(rest)
    if part[0] == "[" and len(part) > 1:
        return class_of(part[1:-1])
    return PRINTABLE if part == "." else characters(part)


def repetitions(rest):
    bounds = {"?": (0, 1), "*": (0, UNBOUND), "+": (1, 1 + UNBOUND)}
    if not rest or rest[-1] not in bounds and rest[-1][0] != "{":
        return 1, 1
    part = rest.pop()
    if part in bounds:
        return bounds[part]
    least, comma, most = part[1:-1].partition(",")
    return int(least), int(most or least) if most or not comma else int(least) + UNBOUND


class Regex(Mask):
    def prepare(self, pattern):
        self.alternatives = alternatives(PARTS.findall(pattern)[::-1])

    def draw(self, stream):
        return "".join(self.drawn(self.alternatives, stream))

    def drawn(self, choices, stream):
        """The characters that are drawn for one of the alternatives."""
        for one, least, most in chosen(choices, stream):
            for _ in range(least + (stream.below(most - least + 1) if most > least else 0)):
                if isinstance(one, str):
                    yield chosen(one, stream)
                else:
                    yield from self.drawn(one, stream)

    @property
    def places(self):
        return list(self.flat(self.alternatives))

    def flat(self, choices):
        """The places of a pattern that has no alternatives, and nothing as often as it likes."""
        for one, least, _ in choices[0]:
            for _ in range(least):
                yield from [one] if isinstance(one, str) else self.flat(one)


def chosen(choices, stream):
    return choices[stream.below(len(choices)) if len(choices) > 1 else 0]


PHONES = {
    "AR": r"\+54 9 11 [2-9]\d{3}-\d{4}", "AT": r"\+43 6[6-9]\d [1-9]\d{6}", "AU": r"\+61 4\d{2} \d{3} \d{3}",
    "BE": r"\+32 4[6-9]\d \d{2} \d{2} \d{2}", "BG": r"\+359 8[789] \d{3} \d{4}", "BR": r"\+55 [1-9]1 9[6-9]\d{3}-\d{4}",
    "CA": r"\+1 [2-9][02-8]\d-[2-9][02-9]\d-\d{4}", "CH": r"\+41 7[6-9] \d{3} \d{2} \d{2}",
    "CN": r"\+86 1[3-9]\d \d{4} \d{4}", "CZ": r"\+420 7[237]\d \d{3} \d{3}", "DE": r"\+49 1[567]\d [1-9]\d{6}",
    "DK": r"\+45 [2-9]\d \d{2} \d{2} \d{2}", "ES": r"\+34 6\d{2} \d{3} \d{3}", "FI": r"\+358 4[0-6] \d{3} \d{4}",
    "FR": r"\+33 [67] \d{2} \d{2} \d{2} \d{2}", "GB": r"\+44 7[4-9]\d{2} \d{6}", "GR": r"\+30 69\d \d{3} \d{4}",
    "HU": r"\+36 [237]0 \d{3} \d{4}", "IE": r"\+353 8[3-9] \d{3} \d{4}", "IN": r"\+91 [6-9]\d{4} \d{5}",
    "IT": r"\+39 3[2-9]\d \d{3} \d{4}", "JP": r"\+81 [789]0-\d{4}-\d{4}", "KR": r"\+82 10-[2-9]\d{3}-\d{4}",
    "LU": r"\+352 6[26]1 \d{3} \d{3}", "MX": r"\+52 55 \d{4} \d{4}", "NL": r"\+31 6 [1-58]\d{7}",
    "NO": r"\+47 [49]\d{2} \d{2} \d{3}", "NZ": r"\+64 2[127] \d{3} \d{4}", "PL": r"\+48 6[069]\d \d{3} \d{3}",
    "PT": r"\+351 9[1236]\d \d{3} \d{3}", "RO": r"\+40 7[2-8]\d \d{3} \d{3}", "RU": r"\+7 9\d{2} \d{3}-\d{2}-\d{2}",
    "SE": r"\+46 7[0236] \d{3} \d{2} \d{2}", "TR": r"\+90 5[0345]\d \d{3} \d{2} \d{2}",
    "UA": r"\+380 [69][3678] \d{3} \d{2} \d{2}", "US": r"\+1 [2-9][02-8]\d-[2-9][02-9]\d-\d{4}",
    "ZA": r"\+27 [678]\d \d{3} \d{4}",
}


class Phone(Regex):
    def prepare(self, country=None):
        super().prepare(PHONES[country or self.world.country(PHONES, "US")])


class Ip(Generator):
    def prepare(self, version="4"):
        self.version = version

    def draw(self, stream):
        word = stream.next()
        if self.version == "4":
            return ".".join(["10", *map(str, (word >> 40).to_bytes(3, "big"))])
        return "2001:db8:0:0:" + ":".join(f"{word >> shift & 0xFFFF:x}" for shift in (48, 32, 16, 0))


class Mac(Generator):
    def draw(self, stream):
        return (stream.next() >> 16 & ~(1 << 40) | 1 << 41).to_bytes(6, "big").hex(":")


class Uuid(Generator):
    def prepare(self, version="4"):
        self.version = version

    def draw(self, stream):
        high, low = stream.next(), stream.next()
        if self.version == "7":
            first = day_number("2020-01-01") * DAY * 1000
            high = first + stream.below(3653 * DAY * 1000 + 1) << 16 | high & 0xFFF
        high = high & ~0xF000 | int(self.version) << 12
        digits = f"{high:016x}{low & (1 << 62) - 1 | 1 << 63:016x}"
        return "-".join([digits[:8], digits[8:12], digits[12:16], digits[16:20], digits[20:]])

    def unique(self, record, name, key):
        return self.value(record, name)


class List(Generator):
    def prepare(self, values=None, weights=None, source=None):
        if source:
            values, weights = weighted_lines(self.world.read(source))
        self.form, self.values = alike(values)
        self.table = Alias.shares(weights) if weights else None

    def draw(self, stream):
        return self.values[self.table.draw(stream) if self.table else stream.below(len(self.values))]

    def unique(self, record, name, key):
        distinct = list(dict.fromkeys(self.values))
        return distinct[key.permute(record.row, len(distinct))]


def weighted_lines(text):
    """The values of a list's file, and their weights where there are any."""
    lines = [line.split("\t") for line in text.splitlines() if line]
    weights = [float(line[1]) if len(line) > 1 else 1.0 for line in lines]
    return [line[0] for line in lines], weights if any(len(line) > 1 for line in lines) else None


class Words(Generator):
    """Of a model: a word, a sentence, a paragraph or a text."""

    def prepare(self, source, generation=None):
        self.model = Model(self.world.bytes(source))
        self.mode, self.prefix, self.limit, self.size = self.how(**generation or {})

    @staticmethod
    def how(mode="word", startsWith="", maxLength=None, bytes=500):
        return mode, startsWith, maxLength, bytes

    def draw(self, stream):
        locale = self.world.locale
        if self.mode == "word":
            return self.model.word(stream, self.limit, self.prefix)
        if self.mode == "text":
            return self.model.text(stream, locale, self.size)
        return getattr(self.model, self.mode)(stream, locale)


class Template(Generator):
    def prepare(self, pattern):
        self.parts = list(parts_of(pattern))

    def typed(self, record, name):
        """The value of an expression that stands alone, as it is, or else a text."""
        if len(self.parts) == 1 and not isinstance(self.parts[0], str):
            return self.parts[0](record, name)
        found = (part if isinstance(part, str) else part(record, name).text for part in self.parts)
        return Typed("text", cut("".join(found)))

    def unique(self, record, name, key):
        """Where there is only the name of another generator, that one's."""
        alone = self.parts[0].args[0] if len(self.parts) == 1 and isinstance(self.parts[0], functools.partial) else ""
        if alone.partition(".")[0] in self.world.generators:
            return self.world.generator(alone).unique(record, alone, key)
        return super().unique(record, name, key)


class Parts(Generator):
    """Several values of one draw."""

    def typed(self, record, name):
        name, part = name.split(".")
        return Typed(self.forms[part], record.drawn(name, self.draw)[part])


class Linked(Parts):
    def prepare(self, fields=None, rows=None, weights=None, source=None):
        if source:
            fields, *rows = [line.split("\t") for line in self.world.read(source).splitlines()]
        columns = dict(zip(fields, map(alike, zip(*rows))))
        self.forms = {field: form for field, (form, _) in columns.items()}
        self.rows = [dict(zip(fields, row)) for row in zip(*(values for _, values in columns.values()))]
        self.table = Alias.shares(weights) if weights else None

    def draw(self, stream):
        return self.rows[self.table.draw(stream) if self.table else stream.below(len(self.rows))]


UNITS = {"seconds": 1, "minutes": 60, "hours": 3600, "days": DAY, "weeks": 7 * DAY}


class Events(Parts):
    def prepare(self, *, events, to="2029-12-31", **others):
        self.events = [self.event(**event) for event in events]
        first, last = day_number(others.get("from", "2020-01-01")), day_number(to)
        self.first = first * DAY, (last - first + 1) * DAY - 1
        self.forms = {name: "datetime" for name, *_ in self.events} | {"state": "text"}

    @staticmethod
    def event(name, probability=1, min=1, max=24, unit="hours", terminal=False):
        least, most = (math.floor(time * UNITS[unit] + 0.5) for time in (min, max))
        return name, probability, (least, most - least), terminal

    def draw(self, stream):
        times, state, now = dict.fromkeys(name for name, *_ in self.events), None, 0
        for name, probability, gap, terminal in self.events:
            least, span = gap if state else self.first
            happens, waited = stream.unit() < probability, stream.below(span + 1)
            if happens:
                now += least + waited
                times[name], state = written_time(now), name
            if happens == terminal:
                break
        return times | {"state": state}


# MARK: distributions

class Drawn(Generator):
    """A number of a distribution within bounds, with decimals."""

    def prepare(self, decimals=2, min=-1e15, max=1e15, **members):
        self.decimals, self.least, self.most = decimals, min, max
        self.set(**members)
        self.low, self.high = exact_steps(min, max, self.decimals)

    @property
    def form(self):
        return self.decimals

    def draw(self, stream):
        for _ in range(16):
            x = self.one(stream)
            if self.least <= x <= self.most:
                break
        number = steps(min(max(x, self.least), self.most), self.decimals)
        return with_point(min(max(number, self.low), self.high), self.decimals)


class Normal(Drawn):
    def set(self, mean, deviation):
        self.mean, self.deviation = mean, deviation

    def one(self, stream):
        return self.mean + self.deviation * stream.pair()[0]


class Lognormal(Normal):
    def one(self, stream):
        return exp(super().one(stream))


class Exponential(Drawn):
    def set(self, rate):
        self.rate = rate

    def one(self, stream):
        return -log(1 - stream.unit()) / self.rate


class Histogram(Drawn):
    def set(self, edges, weights):
        self.edges, self.table = edges, Alias.shares(weights)

    def one(self, stream):
        place = self.table.draw(stream)
        low, high = self.edges[place:place + 2]
        return low + (high - low) * stream.unit()


class Poisson(Drawn):
    form = "integer"

    def set(self, mean):
        self.mean, self.decimals = mean, 0

    def one(self, stream):
        count, rest = 0, self.mean
        while rest > 0:
            limit, rest = exp(-min(rest, 16)), rest - 16
            p = stream.unit()
            while p > limit:
                count, p = count + 1, p * stream.unit()
        return count


class Zipf(Generator):
    form = "integer"

    def prepare(self, count, exponent=1):
        self.table = Alias.shares([exp(-exponent * log(rank)) for rank in range(1, count + 1)])

    def draw(self, stream):
        return 1 + self.table.draw(stream)


class Correlated(Parts):
    def prepare(self, x, y, correlation, decimals=2):
        self.x, self.y, self.correlation, self.decimals = x, y, correlation, decimals
        self.forms = {"x": decimals, "y": decimals}

    def draw(self, stream):
        (a, b), share = stream.pair(), self.correlation
        x = self.x["mean"] + self.x["deviation"] * a
        y = self.y["mean"] + self.y["deviation"] * (share * a + math.sqrt(1 - share * share) * b)
        return {name: with_point(steps(one, self.decimals), self.decimals) for name, one in (("x", x), ("y", y))}


KINDS = {
    "boolean": Boolean, "date": Date, "datetime": Datetime, "float": Float, "iban": Iban, "integer": Integer, "ip": Ip,
    "mac": Mac, "mask": Mask, "payment_card": Card, "phone": Phone, "regex": Regex, "sequence": Sequence, "time": Time,
    "uuid": Uuid,
    "categorical": List, "correlated": Correlated, "exponential": Exponential, "histogram": Histogram,
    "lognormal": Lognormal, "normal": Normal, "poisson": Poisson, "zipf": Zipf,
    "list": List, "linked": Linked, "event_sequence": Events, "model": Words, "template": Template,
}


# MARK: expressions

PATTERN = re.compile(r'''\\([\\{}])|\{\{((?:'[^']*'|"[^"]*"|[^'"])*?)\}\}|([^\\{]+|.)''', re.DOTALL)
TOKENS = re.compile(
    r'''\s*(?:("(?:[^"]|"")*"|'(?:[^']|'')*')|(-?\d+(?:\.\d+)?)|([A-Za-z_][A-Za-z0-9_.]*)|([(),]))''')
LONGEST, WIDEST = 16_384, 4096
# Unicode's property White_Space.
WHITE_SPACE = "\t\n\v\f\r \x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(map(chr, range(0x2000, 0x200B)))


def parts_of(pattern):
    """A template's texts, and its expressions as functions of a record and of the template's name."""
    choices = itertools.count()
    for brace, code, text in PATTERN.findall(pattern):
        yield term([match.groups() for match in TOKENS.finditer(code)][::-1], choices) if code else brace or text


def term(rest, choices):
    """A text, a number, a condition, a value of the record, or a function of such; the tokens' last is the first."""
    text, digits, name, _ = rest.pop()
    if text is not None:
        return constant("text", text[1:-1].replace(text[0] * 2, text[0]))
    if digits is not None:
        form, values = alike([Written(digits)])
        return constant(form, *values)
    if rest and rest[-1][3] == "(":
        return call(name, next(choices) if name == "choice" else 0, list(arguments(rest, choices)))
    return constant("boolean", name == "true") if name in ("true", "false") else functools.partial(named, name)


def constant(form, value):
    return lambda record, template: Typed(form, value)


def named(name, record, template):
    return record.named(name)


def arguments(rest, choices):
    rest.pop()
    while rest[-1][3] != ")":
        yield term(rest, choices)
        if rest[-1][3] == ",":
            rest.pop()
    rest.pop()


def call(name, place, terms):
    def value(record, template):
        values = [one(record, template) for one in terms]
        if name == "choice":
            return of_one_form(values)[record.key(template, f"choice {place}").row(record.row).below(len(values))]
        return FUNCTIONS[name](record, *values)
    return value


def of_one_form(values):
    """The values where all are alike; numbers with the decimals of the most exact; or texts."""
    forms = {one.form for one in values}
    if len(forms) > 1 and all(is_number(form) for form in forms):
        form = most(*values)
        return [of_values(form, functools.partial(in_form, form))(None, one) for one in values]
    return values if len(forms) == 1 else [of_values("text", lambda one: one.text)(None, one) for one in values]


def of_texts(function, form="text", whole=()):
    """A function of texts, of which those that have no value are empty, and in some places of whole numbers."""
    def value(record, *values):
        if any(values[place].value is None for place in whole if place < len(values)):
            return Typed(form, None)
        found = function(*(int(one.value) if place in whole else one.text for place, one in enumerate(values)))
        return Typed(form, cut(found) if form == "text" else found)
    return value


def of_case(function):
    return lambda record, one: Typed("text", cut(function(one.text, record.world.locale)))


def of_values(form, function):
    """A function that has no value where one of its arguments has none; its form may be told by them."""
    def value(record, *values):
        empty = any(one.value is None for one in values)
        return Typed(form(*values) if callable(form) else form, None if empty else function(*values))
    return value


def of_numbers(decimals, function):
    """A function of exact numbers, which is rounded half away from zero to so many decimals, and to 64 bits."""
    def value(*values):
        found = function(*map(exact, values))
        return None if found is None else in_form(decimals(*values), found)
    return of_values(decimals, value)


def in_form(form, number):
    number = exact(number) if isinstance(number, Typed) else number
    decimals = 0 if form == "integer" else form
    count = math.floor(abs(number) * 10 ** decimals + fractions.Fraction(1, 2))
    return with_point(max(-1 << 63, min(-count if number < 0 else count, (1 << 63) - 1)), decimals)


def of_order(function):
    """A comparison of two numbers, or of two texts."""
    def value(*values):
        numbers = all(is_number(one.form) for one in values)
        return function(*(exact(one) if numbers else one.text.encode() for one in values))
    return of_values("boolean", value)


def is_number(form):
    return form == "integer" or isinstance(form, int)


def exact(number):
    return fractions.Fraction(str(number.value))


def most(*numbers):
    """The form of the more exact one."""
    return max((number.form for number in numbers if number.form != "integer"), default="integer")


def as_told(*numbers):
    """The form with as many decimals as the last argument says."""
    return int(numbers[-1].value) or "integer"


def cut(text):
    return text.encode()[:LONGEST].decode(errors="ignore")


def has_dotted_i(locale):
    return re.split("[-_]", locale)[0] in ("tr", "az")


def lower(text, locale):
    return (text.replace("İ", "i").replace("I", "ı") if has_dotted_i(locale) else text).lower()


def upper(text, locale):
    return (text.replace("i", "İ") if has_dotted_i(locale) else text).upper()


def capitalized(text, locale):
    return ("İ" if text[:1] == "i" and has_dotted_i(locale) else text[:1].title()) + text[1:]


def substring(text, start, length=LONGEST):
    return text[max(start, 0):][:max(length, 0)]


def pad(text, length, filling="0"):
    room = max(min(length, WIDEST) - len(text), 0)
    return (filling * room)[:room] + text


# MARK: days

FIRST, LAST = day_of(0, 1, 1) * DAY, day_of(9999, 12, 31) * DAY + DAY - 1
MONTHS = {"months": 1, "years": 12}


def moment(one):
    """A day or a time as seconds, from 1970."""
    day, _, time = one.value.rstrip("Z").partition("T")
    return day_number(day) * DAY + (clock_number(time) if time else 0)


def form_of_sum(day, amount, unit):
    return day.form if unit.value in ("days", "weeks", *MONTHS) else "datetime"


def date_add(day, amount, unit):
    seconds, count = moment(day), int(amount.value)
    if unit.value in MONTHS:
        seconds = months_later(seconds, count * MONTHS[unit.value])
    else:
        seconds += count * UNITS[unit.value]
    seconds = max(FIRST, min(seconds, LAST))
    return written_day(seconds // DAY) if form_of_sum(day, amount, unit) == "date" else written_time(seconds)


def months_later(seconds, count):
    year, month, day = calendar(seconds // DAY)
    year, before = divmod(year * 12 + month - 1 + count, 12)
    if not 0 <= year <= 9999:
        return FIRST if year < 0 else LAST
    length = 31 if before == 11 else day_of(year, before + 2, 1) - day_of(year, before + 1, 1)
    return day_of(year, before + 1, min(day, length)) * DAY + seconds % DAY


def date_diff(first, last, unit):
    first, last = moment(first), moment(last)
    if unit.value not in MONTHS:
        return towards_zero(last - first, UNITS[unit.value])
    (a, b), (c, d) = map(month_and_rest, (first, last))
    count = c - a
    if count > 0:
        count -= d < b
    elif count < 0:
        count += d > b
    return towards_zero(count, MONTHS[unit.value])


def month_and_rest(seconds):
    """A time as the number of its month, and the time in that month."""
    year, month, day = calendar(seconds // DAY)
    return year * 12 + month, (day, seconds % DAY)


def towards_zero(number, divisor):
    return number // divisor if number >= 0 else -(-number // divisor)


def parts_of_time(one):
    seconds = moment(one)
    (year, month, day), (hour, minute, second) = calendar(seconds // DAY), clock(seconds % DAY)
    return {"year": year, "month": month, "day": day, "hour": hour, "minute": minute, "second": second,
            "weekday": (seconds // DAY + 3) % 7 + 1, "yearday": seconds // DAY - day_of(year, 1, 1) + 1}


def date_format(record, one, pattern):
    if one.value is None:
        return Typed("text", None)
    found, seconds = parts_of_time(one), moment(one)
    hour = found["hour"]
    signs = {"%": "%", "e": f"{found['day']:2}", "j": f"{found['yearday']:03}", "u": str(found["weekday"]),
             "Y": f"{found['year']:04}", "y": f"{found['year'] % 100:02}", "m": f"{found['month']:02}",
             "d": f"{found['day']:02}", "H": f"{hour:02}", "I": f"{(hour - 1) % 12 + 1:02}",
             "M": f"{found['minute']:02}", "S": f"{found['second']:02}", "p": "PM" if hour >= 12 else "AM", "": "",
             "F": written_day(seconds // DAY), "T": written_clock(seconds % DAY), "s": str(seconds)}
    text = re.sub("%(.?)", lambda match: signs.get(match[1], match[0]), pattern.text, flags=re.DOTALL)
    return Typed("text", cut(text))


def day_itself(one):
    """The day of a time, or of a text that is one."""
    text = one.text[:10] if one.form == "datetime" else one.text
    try:
        return written_day(day_number(text)) if re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", text) else None
    except ValueError:
        return None


FUNCTIONS = {
    "lowercase": of_case(lower), "uppercase": of_case(upper), "capitalize": of_case(capitalized),
    "trim": of_texts(lambda text: text.strip(WHITE_SPACE)), "length": of_texts(len, "integer"),
    "substring": of_texts(substring, whole=(1, 2)), "pad": of_texts(pad, whole=(1,)),
    "replace": of_texts(lambda text, old, new: text.replace(old, new) if old else text),
    "concat": of_texts(lambda *texts: "".join(texts)),
    "coalesce": of_texts(lambda *texts: next(filter(None, texts), "")),
    "hash": of_texts(lambda text, length=64: hashlib.sha256(text.encode()).hexdigest()[:length], whole=(1,)),
    "contains": of_texts(lambda text, part: part in text, "boolean"),
    "empty": lambda record, one: Typed("boolean", not one.text),
    "if": lambda record, condition, *values: of_one_form(values)[0 if condition.value else 1],
    "equal": of_order(operator.eq), "less": of_order(operator.lt), "greater": of_order(operator.gt),
    "and": of_values("boolean", lambda *values: all(one.value for one in values)),
    "or": of_values("boolean", lambda *values: any(one.value for one in values)),
    "not": of_values("boolean", lambda one: not one.value),
    "add": of_numbers(most, operator.add), "subtract": of_numbers(most, operator.sub),
    "multiply": of_numbers(most, operator.mul), "least": of_numbers(most, min), "greatest": of_numbers(most, max),
    "divide": of_numbers(as_told, lambda a, b, _: a / b if b else None),
    "round": of_numbers(lambda a, *told: as_told(*told) if told else "integer", lambda a, *_: a),
    "date_add": of_values(form_of_sum, date_add),
    "date_diff": of_values("integer", date_diff),
    "date_part": of_values("integer", lambda one, part: parts_of_time(one)[part.value]),
    "date_format": date_format, "date": of_values("date", day_itself),
    "now": lambda record: Typed("datetime", record.world.now), "index": lambda record: Typed("integer", record.row),
}


# MARK: the world

class World:
    """A schema with its seed, how many records there are of each entity, and what time it is."""

    def __init__(self, folder, seed, counts, name="schema.pdl.json", now=None):
        self.counts, self.now = counts, now
        self.schema = schema(pathlib.Path(folder) / name)
        self.locale = self.schema.get("locale", "")
        self.root = Key.root(seed)
        self.references, self.pairs = {}, {}
        for relationship in self.schema.get("relationships", []):
            self.relate(**relationship)

    def read(self, name):
        return self.bytes(name).decode()

    def bytes(self, name):
        """A file; or of a package, which is the locale's or else base where the name says none."""
        if "." in name:
            return pathlib.Path(name).read_bytes()
        package, _, model = name.rpartition("/")
        files = [RULES / folder / "models" / f"{model}.ngram" for folder in [package or self.locale, "base"]]
        return next(file for file in files if file.exists()).read_bytes()

    def country(self, known, other):
        """The country of the locale, if it is known."""
        _, *parts = re.split("[-_]", self.locale)
        return parts[-1].upper() if parts and parts[-1].upper() in known else other

    def relate(self, *, to, cardinality, through=None, **others):
        from_ = others["from"]
        if cardinality == "many-to-many":
            first, second = from_.split("."), to.split(".")
            self.pairs[through or f"{first[0]}_{second[0]}"] = first, second
        elif cardinality == "one-to-many":
            self.references[to] = *from_.split("."), False
        else:
            self.references[from_] = *to.split("."), cardinality == "one-to-one"

    @functools.cached_property
    def generators(self):
        return {name: KINDS[rule.get("kind") or rule.get("distribution") or rule["type"]](rule, self)
                for name, rule in self.schema["generators"].items()}

    def generator(self, name):
        """A generator by its name, or by that of one of its parts."""
        return self.generators[name.partition(".")[0]]

    @functools.cache
    def key(self, *names):
        return self.root.child(*names)

    def fields(self, entity):
        return self.schema["entities"][entity]["fields"]

    def lines(self, entity):
        """All records of an entity as JSON lines."""
        make = self.pair if entity in self.pairs else self.record
        return "".join(line(make(entity, row)) for row in range(self.counts[entity]))

    def record(self, entity, row):
        record = Record(self, entity, row)
        return {field: record.field(field).value for field in self.fields(entity)}

    def pair(self, entity, row):
        (first, first_field), (second, second_field) = self.pairs[entity]
        count = self.counts[second]
        place = self.key(entity).permute(row, self.counts[first] * count)
        other = "other_" if first == second else ""
        return {f"{first}_{first_field}": Record(self, first, place // count).field(first_field).value,
                f"{other}{second}_{second_field}": Record(self, second, place % count).field(second_field).value}


def schema(file):
    """A schema with what it inherits; files that it names have their folder before them."""
    document = json.loads(file.read_text(), parse_float=Written)
    for rule in document.get("generators", {}).values():
        if "." in rule.get("source", ""):
            rule["source"] = str(file.parent / rule["source"])
    base = document.get("inherits")
    if not base:
        return document
    return merged(schema(file.parent / base if "." in base else RULES / base / "schema.pdl.json"), document)


def merged(old, new):
    """What a schema says over what it inherits; of relationships of the same field the last holds."""
    found = old | new
    for part in ("generators", "scenarios"):
        found[part] = old.get(part, {}) | new.get(part, {})
    old, new = ([one.get("entities", {}), one.get("relationships", [])] for one in (old, new))
    fields = {name: [one[0].get(name, {"fields": {}})["fields"] for one in (old, new)] for name in old[0] | new[0]}
    found["entities"] = {name: {"fields": first | second} for name, (first, second) in fields.items()}
    return found | {"relationships": old[1] + new[1]}


def line(values):
    return "{" + ",".join(f"{json.dumps(name)}:{as_json(value)}" for name, value in values.items()) + "}\n"


class Record:
    """A record of an entity; each generator has one value in it."""

    def __init__(self, world, entity, row):
        self.world, self.entity, self.row, self.values = world, entity, row, {}

    def key(self, *names):
        return self.world.key(self.entity, *names)

    def drawn(self, generator, draw):
        """What is drawn from the generator's stream, once."""
        if generator not in self.values:
            self.values[generator] = draw(self.key(generator).row(self.row))
        return self.values[generator]

    def field(self, name):
        """A field as it is written, where it may be null."""
        share = self.world.fields(self.entity)[name].get("nullable", 0)
        null = share and self.key(name, "null").row(self.row).unit() < share
        found = self.filled(name)
        return Typed(found.form, None) if null else found

    def filled(self, name):
        """The value of a field, where it is null too."""
        rule = self.world.fields(self.entity)[name]
        if f"{self.entity}.{name}" in self.world.references:
            return self.referred(name)
        found = self.named(rule["generator"])
        if not rule.get("unique"):
            return found
        generator = self.world.generator(rule["generator"])
        return Typed(found.form, generator.unique(self, rule["generator"], self.key(name, "unique")))

    def named(self, name):
        """The value of a generator, of one of its parts, or of a field of a record that is referred to."""
        first, _, part = name.partition(".")
        if first in self.world.generators:
            return self.world.generator(name).typed(self, name)
        if f"{self.entity}.{first}" in self.world.references:
            return self.referred(first, part)
        return next(self.referred(field.split(".")[1], part) for field, (entity, *_) in self.world.references.items()
                    if entity == first and field.startswith(self.entity + "."))

    def referred(self, field, part=""):
        """The field that is referred to, or another one of the same record."""
        entity, there, once = self.world.references[f"{self.entity}.{field}"]
        count = self.world.counts[entity]
        row = self.key(field).permute(self.row, count) if once else self.key(field).row(self.row).below(count)
        return Record(self.world, entity, row).field(part or there)


# MARK: models

ENDS, BACK = 0xFFFFFFFF, 0xFFFFFFFE
TRIES, CANDIDATES = 32, 1000


def scalar(symbol):
    return symbol.to_bytes(4, "little").rstrip(b"\0").decode()


def symbol(scalar):
    return int.from_bytes(scalar.encode(), "little")


class Model:
    """A model file, and what is drawn from it. A word under way is a list of symbols."""

    def __init__(self, data):
        self.data = data
        self.positions, = struct.unpack_from("<I", data, 40)
        self.shortest, self.longest, self.run, self.gap, self.start = struct.unpack_from("<5I", data, 64)
        self.lengths = struct.unpack_from("<2I", data, 96)
        self.nodes, self.slots, self.weights = self.section(128, "<4I"), self.section(144, "<4I"), self.numbers(160)
        self.alphabet, self.required = self.numbers(192), set(self.numbers(256))
        self.starts, self.start_tables = self.section(224, "<8I"), self.section(240, "<2I")
        self.blocks = self.section(272, "<8I")
        self.tables, self.children = {}, {}

    def section(self, entry, record):
        offset, count = struct.unpack_from("<2Q", self.data, entry)
        size = struct.calcsize(record)
        return list(struct.iter_unpack(record, self.data[offset:offset + count * size]))

    def numbers(self, entry):
        return [number for number, in self.section(entry, "<I")]

    def draw(self, table, stream):
        """The slot that is drawn from a table."""
        if table not in self.tables:
            first, count = table
            slots = self.slots[first:first + count]
            self.tables[table] = Alias([slot[0] for slot in slots], [slot[1] for slot in slots])
        return self.slots[table[0] + self.tables[table].draw(stream)]

    def draw_by_weight(self, first, count, stream):
        """A slot of a range of slots, or none; one random word in any case."""
        weights = self.weights[first:first + count]
        rest = stream.next() * sum(weights) >> 64
        for place, weight in enumerate(weights):
            if rest < weight:
                return self.slots[first + place]
            rest -= weight
        return None

    def child(self, node, symbol):
        """The node behind a symbol, or none."""
        if node not in self.children:
            first, _, count, _ = self.nodes[node]
            self.children[node] = {slot[2]: slot[3] for slot in self.slots[first:first + count]}
        return self.children[node].get(symbol)

    # MARK: words

    def step(self, node, number, shortest, longest, stream):
        """A symbol as scalar of this number, and the node behind it."""
        slot = self.draw(self.nodes[node][:2], stream)
        while slot[3] == BACK:
            slot = self.draw(self.nodes[slot[2]][:2], stream)
        if slot[3] == ENDS and number < shortest:
            slot = self.forced(node, False, stream) or slot
        elif slot[3] != ENDS and number == longest:
            slot = self.forced(node, True, stream) or slot
        return slot[2:]

    def forced(self, node, last, stream):
        """A slot that goes on, or one that ends, of the first context that has some."""
        while not self.part(node, last)[1] and node:
            node = self.nodes[node][3]
        return self.draw_by_weight(*self.part(node, last), stream)

    def part(self, node, last):
        """The first of a node's slots that go on, or of those that end, and how many there are."""
        first, count, children, _ = self.nodes[node]
        if not last:
            return first, children
        backs_off = count > children and self.slots[first + count - 1][3] == BACK
        return first + children, count - children - backs_off

    def word(self, stream, limit=None, prefix=""):
        longest = self.longest if limit is None else min(self.longest, limit)
        if not self.start or longest <= 0:
            return ""
        begun = [symbol(letter) for letter in prefix[:longest]]
        node = functools.reduce(self.behind, begun, self.start)
        return self.tried(lambda: (begun, node, False), longest, len(begun), stream)

    def behind(self, node, symbol):
        """The node behind a symbol of a prefix."""
        while self.child(node, symbol) is None:
            if not node:
                return 0
            node = self.nodes[node][3]
        return self.child(node, symbol)

    def tried(self, begin, longest, fixed, stream):
        """The first of 32 words that may be said, or else the last one altered."""
        shortest = min(self.shortest, longest)
        for _ in range(TRIES):
            begun, node, whole = begin()
            word = list(begun) if whole else self.continued(list(begun), node, shortest, longest, stream)
            if len(word) >= shortest and not self.is_original(word) and self.keeps_rules(word):
                break
        else:
            word = self.altered(word, longest, fixed)
        return "".join(map(scalar, word))

    def continued(self, word, node, shortest, longest, stream):
        while len(word) < longest:
            letter, node = self.step(node, len(word) + 1, shortest, longest, stream)
            word.append(letter)
            if node == ENDS:
                break
        return word

    def keeps_rules(self, word):
        run = gap = widest = longest_run = 0
        for place, letter in enumerate(word):
            run = run + 1 if place and word[place - 1] == letter else 1
            gap = 0 if letter in self.required else gap + 1
            longest_run, widest = max(longest_run, run), max(widest, gap)
        if longest_run > self.run:
            return False
        return not self.required or (not self.required.isdisjoint(word) and widest <= self.gap)

    def is_original(self, word):
        if not self.blocks:
            return False
        h = 0xCBF29CE484222325
        for letter in word:
            h = (h ^ letter) * GOLDEN & WORD
        h = (h ^ h >> 32) * 0xC4CEB9FE1A85EC53 & WORD
        h ^= h >> 32
        block = self.blocks[(h >> 32) * len(self.blocks) >> 32]
        return all(part >> (h >> 5 * number & 31) & 1 for number, part in enumerate(block))

    def altered(self, word, longest, fixed):
        if not self.is_original(word):
            return word
        for number, candidate in enumerate(self.candidates(word, longest, fixed)):
            if number == CANDIDATES:
                break
            if not self.is_original(candidate):
                return candidate
        return word

    def candidates(self, word, longest, fixed):
        letters = sorted(self.alphabet, key=lambda letter: (letter < ord("a"), letter))
        if len(word) < longest:
            yield from (word + [letter] for letter in letters)
        for place in range(len(word) - 1, fixed - 1, -1):
            yield from (word[:place] + [letter] + word[place + 1:] for letter in letters)

    # MARK: sentences

    def sentence(self, stream, locale):
        if not self.start:
            return ""
        count = self.draw(self.lengths, stream)[2] if self.lengths[1] else number(stream, 4, 12)
        words = " ".join(self.word_at(place, count, stream) for place in range(count))
        return capitalized(words, locale) + "."

    def word_at(self, place, count, stream):
        table = self.place_table(place, count - 1 - place)
        if not table[1]:
            return self.word(stream)

        def begin():
            *symbols, node, size, whole = self.starts[self.draw(table, stream)[2]]
            return symbols[:size][:self.longest], node, whole
        return self.tried(begin, self.longest, 0, stream)

    def place_table(self, from_start, from_end):
        if from_start < self.positions:
            return self.start_tables[from_start]
        return self.start_tables[self.positions + from_end] if from_end < self.positions else (0, 0)

    def paragraph(self, stream, locale):
        return " ".join(self.sentence(stream, locale) for _ in range(number(stream, 3, 7)))

    def text(self, stream, locale, size):
        text = ""
        while len(text.encode()) < size:
            text += " " * bool(text) + self.sentence(stream, locale)
        return text.encode()[:size].decode(errors="ignore")


def number(stream, least, most):
    """A number from the one to the other."""
    least = max(least, 1)
    return least + (stream.next() * (max(most, least) - least + 1) >> 64)
