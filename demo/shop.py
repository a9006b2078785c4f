"""The shop's people and orders: invented from the lists below, and the same on every machine."""
import datetime
import json
import random
import uuid

FIRST = """Ada Alma Amir Anneke Arda Beatrix Bjarne Bruno Calla Cem Clio Daan Delia Deniz Edda Elif Elmar Emre Enno
Esme Fabio Femke Finja Gesa Goran Greta Hakan Hedda Henrike Ida Ilse Imke Ivo Jale Janne Jorun Joost Kaan Katla Kerem
Lale Leif Levke Lina Lorenz Maja Malte Marit Mehmet Mina Nadja Nele Nils Noor Oda Okan Olaf Orla Pelin Pia Quirin
Rana Remo Rieke Ronja Runa Saskia Selim Sina Solveig Sven Tamar Tarik Thea Tilda Timur Ulla Umut Urs Vera Vigo Wanda
Wiebke Yara Yusuf Zeynep Zora""".split()
LAST = """Abelmann Akarsu Altmeier Bachhuber Baltaci Bergstroem Birkholz Bruijnzeel Castelaro Cinarli Dahlqvist
Demirtas Dornbach Eikeland Elmendorf Erdemir Fahrenholt Falkenrath Feldkamp Gallardini Gerritsma Goekalp Grimsrud
Haakonsen Halvorsen Hasselbrink Holtkamp Ilgaz Immenroth Jaspersen Jongebloed Kaltenbach Karakurt Kestermann
Kirchgaesser Korhonen Kuipers Lagerfors Landwehr Lindqvist Loewenhaupt Lykkegaard Marbach Mezzanotte Moehlmann Nachtweih
Nieuwland Norrgard Oberholzer Oezdal Oosterveld Ostermann Paulsrud Peltonen Pieterzen Quellmalz Rademaker Ravensberg Reichenau
Rosendahl Saarinen Sandvik Schattauer Sijmons Steenbergen Strandgaard Tamboer Tekinel Thorvalds Uhlenbrock Ulusoy
Vandermolen Veenhuis Vestergren Wachholder Waldkirch Westerveld Yalcinkaya Yilmazer Zandvliet Zimmerling""".split()
SITES = "mail.example post.example letters.example in.example.org box.example.net".split()
TOWNS = "Altenau Bremvoorde Castell Dunmark Eschwege Fjordby Grauhaven Hollerbek".split()
WISHES = ["prefers a call in the evening", "asked for an invoice by post", "moved house last spring", "is on holiday",
          "wants the newsletter stopped", "has a discount until June", "returned a parcel unopened", "pays by transfer"]
STATUS = "open paid paid paid shipped shipped returned".split()

PEOPLE, ORDERS = 10_000, 25_000


def people(count=PEOPLE):
    """Rows of the table people, in its columns' order."""
    dice = random.Random(20_260_101)
    pick = lambda items: items[int(dice.random() * len(items))]
    below = lambda limit: int(dice.random() * limit)
    national_ids = {}  # in the order they were drawn, each once
    while len(national_ids) < count:
        national_ids[f"{below(10**11):011d}"] = True
    for number, national_id in enumerate(national_ids, 1):
        first, last = pick(FIRST), pick(LAST)
        email = f"{first[0]}.{last}{number}@{pick(SITES)}".lower()
        phone = f"+49 {150 + below(30)} {below(10**4):04d} {below(10**4):04d}"
        born = datetime.date(1940, 1, 1) + datetime.timedelta(below(24_000))
        notes = f"{first} {pick(WISHES)}; write to {email}." if below(4) else None
        profile = {"town": pick(TOWNS), "backup": f"{last}.{number}@{pick(SITES)}".lower()}
        joined = datetime.datetime(2022, 12, 31, tzinfo=datetime.timezone.utc) - datetime.timedelta(minutes=below(10**6))
        token = uuid.UUID(int=below(2**52) << 76 | below(2**52) << 24 | below(2**24), version=4)
        salary = f"{1800 + below(7000)}.{below(100):02d}"
        yield (number, first, last, email, phone, national_id, born.isoformat(), notes,
               json.dumps(profile), str(token), salary, joined.isoformat())


def orders(count=ORDERS, persons=None):
    """Rows of the table orders, in its columns' order."""
    emails = [person[3] for person in persons or people()]
    dice = random.Random(20_260_102)
    below = lambda limit: int(dice.random() * limit)
    for number in range(1, count + 1):
        person = below(len(emails))
        placed = datetime.date(2023, 1, 1) + datetime.timedelta(below(1096))
        total = f"{5 + below(495)}.{below(100):02d}"
        yield (number, placed.isoformat(), person + 1, emails[person], STATUS[below(len(STATUS))], total)


def copy_script(table, rows):
    """A psql script that loads the rows."""
    escape = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})
    field = lambda value: "\\N" if value is None else str(value).translate(escape)
    lines = ["\t".join(map(field, row)) for row in rows]
    return "\n".join([f"COPY {table} FROM STDIN;", *lines, "\\.", ""])
