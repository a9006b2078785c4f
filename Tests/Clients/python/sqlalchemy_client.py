"""SQLAlchemy's Core over a driver of choice (the argument): tables reflected, statements built, results streamed."""
import sys

import sqlalchemy as sa

import steps

DRIVER = sys.argv[1]


def engine(port=steps.PORT, ca=None, **options):
    address = sa.URL.create(f"postgresql+{DRIVER}", steps.USER, steps.PASSWORD, steps.HOST, port, steps.DATABASE)
    tls = {"sslmode": "verify-full", "sslrootcert": ca} if ca else {"sslmode": "disable"}
    # Its errors repeat the parameters unless told not to, and one of them is a protected value the program knows.
    return sa.create_engine(
        address, connect_args={**tls, **options}, poolclass=sa.NullPool, hide_parameters=True)


def reflected(name):
    return sa.Table(name, sa.MetaData(), autoload_with=engine())


def user(*where):
    with engine(*where).connect() as connection:
        return {"user": connection.scalar(sa.text("SELECT current_user"))}


def tls():
    stranger = steps.refused(lambda: user(steps.TLS_PORT, steps.OTHER_CA))
    return {**user(steps.TLS_PORT, steps.CA), "stranger": stranger}


def text():
    people = reflected("people")
    numbers = sorted(set(steps.IDS))
    with engine().connect() as connection:
        result = connection.execute(sa.select(people).where(people.c.id.in_(numbers)).order_by(people.c.id))
        return steps.table(result.keys(), result)


def prepared():
    people = reflected("people")
    by_id = sa.select(people.c.id, people.c.email, people.c.birth_date).where(people.c.id == sa.bindparam("id"))
    by_email = sa.select(people.c.id).where(people.c.email == sa.bindparam("email"))
    with engine().connect() as connection:
        rows = [tuple(connection.execute(by_id, {"id": number}).one()) for number in steps.IDS]
        found = [connection.scalar(by_email, {"email": steps.EMAIL}) for _ in range(3)]
        return {"rows": steps.canonical(rows), "found": found, "on_server": connection.scalar(sa.text(steps.PREPARED))}


def caught(statement, **options):
    with engine(**options).connect() as connection:
        facts = steps.caught(lambda: connection.execute(statement), sqlstate)
        connection.rollback()
        return {**facts, "after": connection.scalar(sa.text("SELECT 1"))}


def sqlstate(error):
    return getattr(error.orig, "sqlstate", None) or error.orig.pgcode


def error():
    people = reflected("people")
    return caught(sa.update(people).where(people.c.id == 12).values(email=steps.EMAIL))


def transaction():
    articles = reflected("articles")
    count = sa.text(steps.COUNT)
    with engine().connect() as connection:
        with connection.begin() as outer:
            connection.execute(articles.insert(), {"id": 900_001, "title": "new", "price": 1})
            inner = connection.begin_nested()
            connection.execute(articles.insert(), {"id": 900_002, "title": "new", "price": 1})
            counts = [connection.scalar(count)]
            inner.rollback()
            counts.append(connection.scalar(count))
            outer.rollback()
        return {"counts": [*counts, connection.scalar(count)]}


def cancel():
    """It has no call that cancels; a limit in the start-up message does it."""
    return caught(sa.text(steps.SLEEP), options="-c statement_timeout=500")


def big():
    with engine(steps.BIG_PORT).connect() as connection:
        return steps.checksum(connection.execution_options(yield_per=5000).execute(sa.text(steps.SELECT_BIG)))


steps.run(f"SQLAlchemy, {DRIVER}", sa.__version__, {
    "connect": user, "tls": tls, "text": text, "prepared": prepared, "error": error, "transaction": transaction,
    "cancel": cancel, "big": big})
