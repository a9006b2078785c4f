"""Django's ORM over psycopg 3, parameters bound on the server."""
import django
from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models, transaction as transactions

import steps


def database(port=steps.PORT, ca=None, **options):
    tls = {"sslmode": "verify-full", "sslrootcert": ca} if ca else {"sslmode": "disable"}
    return {"ENGINE": "django.db.backends.postgresql", "HOST": steps.HOST, "PORT": port, "NAME": steps.DATABASE,
            "USER": steps.USER, "PASSWORD": steps.PASSWORD,
            "OPTIONS": {**tls, "server_side_binding": True, "prepare_threshold": 2, **options}}


settings.configure(USE_TZ=True, INSTALLED_APPS=["django.contrib.postgres"], DATABASES={
    "default": database(),
    "tls": database(steps.TLS_PORT, steps.CA),
    "stranger": database(steps.TLS_PORT, steps.OTHER_CA),
    "impatient": database(options="-c statement_timeout=500"),
    "big": database(steps.BIG_PORT),
})
django.setup()


class Person(models.Model):
    first_name = models.CharField(max_length=40)
    last_name = models.CharField(max_length=40)
    email = models.EmailField(unique=True)
    alt_email = models.EmailField(null=True)
    phone = models.CharField(max_length=24)
    national_id = models.CharField(max_length=11, unique=True)
    member_no = models.BigIntegerField(unique=True)
    birth_date = models.DateField()
    last_seen = models.DateTimeField(null=True)
    notes = models.TextField(null=True)
    profile = models.JSONField()
    # Django's JSONField is jsonb; of json the driver makes a dictionary itself.
    prefs = models.TextField()
    token = models.UUIDField(unique=True)
    salary = models.DecimalField(max_digits=10, decimal_places=2)
    credit = models.BigIntegerField(null=True)
    score = models.FloatField(null=True)
    photo = models.BinaryField(null=True)
    nicknames = ArrayField(models.TextField(), null=True)
    consent = models.BooleanField()
    city = models.TextField()
    created_at = models.DateTimeField()

    class Meta:
        app_label, db_table, managed = "shop", "people", False


class Article(models.Model):
    id = models.IntegerField(primary_key=True)
    title = models.TextField()
    price = models.DecimalField(max_digits=8, decimal_places=2)

    class Meta:
        app_label, db_table, managed = "shop", "articles", False


def one(text, alias="default"):
    with connections[alias].cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchone()[0]


def user(alias="default"):
    return {"user": one("SELECT current_user", alias)}


def tls():
    return {**user("tls"), "stranger": steps.refused(lambda: user("stranger"))}


def text():
    people = Person.objects.filter(id__in=set(steps.IDS)).order_by("id")
    return steps.table([field.name for field in Person._meta.fields], people.values_list())


def prepared():
    columns = Person.objects.values_list("id", "email", "birth_date")
    rows = [columns.get(id=number) for number in steps.IDS]
    found = [Person.objects.only("id").get(email=steps.EMAIL).id for _ in range(3)]
    return {"rows": steps.canonical(rows), "found": found, "on_server": one(steps.PREPARED)}


def caught(statement, alias="default"):
    facts = steps.caught(statement, lambda error: error.__cause__.sqlstate)
    return {**facts, "after": one("SELECT 1", alias)}


def error():
    return caught(lambda: Person.objects.filter(id=12).update(email=steps.EMAIL))


def transaction():
    mine = Article.objects.filter(id__gt=900_000)
    with transactions.atomic():
        Article.objects.create(id=900_001, title="new", price=1)
        with transactions.atomic():
            Article.objects.create(id=900_002, title="new", price=1)
            counts = [mine.count()]
            transactions.set_rollback(True)
        counts.append(mine.count())
        transactions.set_rollback(True)
    return {"counts": [*counts, mine.count()]}


def cancel():
    """Django has no call that cancels; a limit in the start-up message does it."""
    return caught(lambda: one(steps.SLEEP, "impatient"), "impatient")


def big():
    with transactions.atomic("big"), connections["big"].chunked_cursor() as cursor:
        cursor.itersize = 5000
        cursor.execute(steps.SELECT_BIG)
        return steps.checksum(cursor)


steps.run("Django", django.__version__, {
    "connect": user, "tls": tls, "text": text, "prepared": prepared, "error": error, "transaction": transaction,
    "cancel": cancel, "big": big})
