"""asyncpg: binary throughout, everything prepared, cursors, COPY, notifications, cancellation by timeout."""
import asyncio
import datetime
import decimal
import io
import uuid

import asyncpg
import pytest

import planted


def asynchronously(place, body, **options):
    async def main():
        options.setdefault("user", "app")
        options.setdefault("password", "app-secret")
        connection = await asyncpg.connect(host=place.host, port=place.port, database="shop", ssl=False, **options)
        try:
            return await asyncio.wait_for(body(connection), 60)
        finally:
            await connection.close(timeout=5)

    return asyncio.run(main())


def test_types_decode(masked, people):
    async def body(connection):
        return await connection.fetch("SELECT * FROM people ORDER BY id")

    rows = asynchronously(masked, body)
    assert [row["id"] for row in rows] == [person.id for person in people]
    types = {"first_name": str, "email": str, "national_id": str, "member_no": int, "birth_date": datetime.date, "token": uuid.UUID,
             "salary": decimal.Decimal, "consent": bool, "profile": str, "prefs": str}
    for row, person in zip(rows, people):
        for name, kind in types.items():
            assert isinstance(row[name], kind), name
        for name in ("first_name", "last_name", "email", "national_id", "member_no", "birth_date", "token", "salary", "consent"):
            assert row[name] != getattr(person, name), name
        assert row["profile"] in ("{}", "[]", '""', "null")
        assert [row[name] is None for name in planted.PROTECTED] == [getattr(person, name) is None for name in planted.PROTECTED]


def test_prepared_statements_and_their_cache(masked, people):
    async def body(connection):
        statement = await connection.prepare("SELECT id, email, birth_date FROM people WHERE id = ANY($1::int[]) ORDER BY id")
        assert [attribute.name for attribute in statement.get_attributes()] == ["id", "email", "birth_date"]
        assert [attribute.type.name for attribute in statement.get_attributes()] == ["int4", "citext", "date"]
        first = await statement.fetch([1, 2, 3])
        again = await statement.fetch([3, 2, 1])
        cached = [await connection.fetchrow("SELECT email FROM people WHERE id = $1", number) for number in (1, 2, 3)]
        many = await connection.fetchmany("SELECT email FROM people WHERE id = $1", [(1,), (2,)])
        return first, again, cached, many

    first, again, cached, many = asynchronously(masked, body)
    assert first == again and [row["id"] for row in first] == [1, 2, 3]
    assert [row["email"] for row in first] == [row["email"] for row in cached]
    assert [row["email"] for row in many] == [row["email"] for row in cached[:2]]
    assert all("@" in row["email"] and row["email"] != people[row["id"] - 1].email for row in first)


def test_cursors(masked, people):
    async def body(connection):
        rows = []
        async with connection.transaction():
            async for row in connection.cursor("SELECT id, last_name FROM people ORDER BY id", prefetch=13):
                rows.append(row)
            cursor = await connection.cursor("SELECT id, last_name FROM people ORDER BY id")
            await cursor.forward(10)
            rows += await cursor.fetch(5)
        return rows

    rows = asynchronously(masked, body)
    assert [row["id"] for row in rows] == [person.id for person in people] + [11, 12, 13, 14, 15]
    assert [row["last_name"] for row in rows[-5:]] == [row["last_name"] for row in rows[10:15]]
    assert all(row["last_name"] and row["last_name"] != people[row["id"] - 1].last_name for row in rows)


def test_two_cursors_interleaved(masked):
    async def body(connection):
        async with connection.transaction():
            names = await connection.cursor("SELECT id, first_name FROM people ORDER BY id")
            mails = await connection.cursor("SELECT id, email, city FROM people ORDER BY id")
            parts = []
            for size in (1, 3, 2):
                parts.append((await names.fetch(size), await mails.fetch(size)))
        return parts

    parts = asynchronously(masked, body)
    assert [len(names) for names, _ in parts] == [len(mails) for _, mails in parts] == [1, 3, 2]
    ids = [row["id"] for names, _ in parts for row in names]
    assert ids == [row["id"] for _, mails in parts for row in mails] == [1, 2, 3, 4, 5, 6]
    assert all("@" in row["email"] for _, mails in parts for row in mails)
    assert not any("@" in row["first_name"] for names, _ in parts for row in names)


def test_copy_from_query_and_to_table(masked, people):
    async def body(connection):
        text, binary, table = io.BytesIO(), io.BytesIO(), io.BytesIO()
        source = "SELECT id, email FROM people WHERE id <= $1 ORDER BY id"
        tag = await connection.copy_from_query(source, 50, output=text, format="csv", header=True)
        await connection.copy_from_query(source, 50, output=binary, format="binary")
        await connection.copy_from_table("people", columns=["id", "email"], output=table)
        await connection.execute("CREATE TEMP TABLE back (id int, email text)")
        binary.seek(0)
        await connection.copy_to_table("back", source=binary, format="binary")
        await connection.copy_records_to_table("back", records=[(1000, "x"), (1001, None)])
        return tag, text.getvalue().decode(), table.getvalue().decode(), await connection.fetch("SELECT * FROM back ORDER BY id")

    tag, text, table, back = asynchronously(masked, body)
    assert tag == "COPY 50"
    rows = [line.split(",") for line in text.splitlines()]
    assert rows[0] == ["id", "email"] and len(rows) == 51
    assert [(row["id"], row["email"]) for row in back] == [(int(a), b) for a, b in rows[1:]] + [(1000, "x"), (1001, None)]
    assert len(table.splitlines()) == len(people)
    assert set("\t".join(row) for row in rows[1:]) <= set(table.splitlines())


def test_listen_and_notify(start):
    phony = start(columns={}, policy={"notifications": "pass"})

    async def body(connection):
        heard = asyncio.Queue()
        await connection.add_listener("news", lambda *call: heard.put_nowait(call))
        await connection.execute("SELECT pg_notify('news', 'hello')")
        await connection.execute("NOTIFY news, 'again'")
        return [await asyncio.wait_for(heard.get(), 5) for _ in range(2)]

    calls = asynchronously(phony, body)
    assert [call[2:] for call in calls] == [("news", "hello"), ("news", "again")]


def test_notifications_are_redacted_unless_the_policy_passes_them(masked, people):
    async def body(connection):
        heard = asyncio.Queue()
        await connection.add_listener("news", lambda *call: heard.put_nowait(call))
        await connection.execute(f"NOTIFY news, '{people[0].email}'")
        await connection.fetchval("SELECT 1")
        return await asyncio.wait_for(heard.get(), 5)

    call = asynchronously(masked, body)
    assert call[2] == "news" and people[0].email not in call[3]


def test_a_timeout_cancels_the_query(masked, direct):
    async def body(connection):
        with pytest.raises(asyncio.TimeoutError):
            await connection.fetch("SELECT pg_sleep(30), 'canceled by its client'", timeout=0.4)
        started = asyncio.get_running_loop().time()
        assert await connection.fetchval("SELECT count(*) FROM people") == planted.PEOPLE
        return asyncio.get_running_loop().time() - started

    assert asynchronously(masked, body) < 5
    query = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query LIKE '%%canceled by its %%' AND pid <> pg_backend_pid()"
    assert direct.rows(query, [])[0] == (0,)


def test_many_clients_at_once(masked, people):
    async def main():
        pool = await asyncpg.create_pool(host=masked.host, port=masked.port, user="app", password="app-secret", database="shop",
                                         ssl=False, min_size=8, max_size=8)
        async with pool:
            return await asyncio.gather(*(pool.fetchrow("SELECT id, email FROM people WHERE id = $1", 1 + n % 500) for n in range(800)))

    rows = asyncio.run(main())
    assert len(rows) == 800
    seen = {}
    for row in rows:
        assert seen.setdefault(row["id"], row["email"]) == row["email"] != people[row["id"] - 1].email
    assert len(set(seen.values())) == 500


def test_errors_reach_the_client_and_the_connection_lives(masked):
    async def body(connection):
        with pytest.raises(asyncpg.DivisionByZeroError):
            await connection.fetch("SELECT 1/$1::int", 0)
        with pytest.raises(asyncpg.UndefinedTableError):
            await connection.fetch("SELECT * FROM nowhere")
        async with connection.transaction():
            with pytest.raises(asyncpg.UniqueViolationError):
                async with connection.transaction():
                    await connection.execute("INSERT INTO articles VALUES (1, 'x', 1)")
            return await connection.fetchval("SELECT title FROM articles WHERE id = 1")

    assert asynchronously(masked, body) == "article 1"
