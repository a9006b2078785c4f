"""asyncpg: binary throughout, every statement prepared, cancellation when a task is canceled."""
import asyncio
import ssl

import asyncpg

import steps


async def open_(port=steps.PORT, ca=None):
    return await asyncpg.connect(
        host=steps.HOST, port=port, user=steps.USER, password=steps.PASSWORD, database=steps.DATABASE,
        ssl=ssl.create_default_context(cafile=ca) if ca else False)


def session(body, *where):
    async def main():
        connection = await open_(*where)
        try:
            return await asyncio.wait_for(body(connection), 120)
        finally:
            await connection.close(timeout=10)

    return asyncio.run(main())


async def user(connection):
    return {"user": await connection.fetchval("SELECT current_user")}


def tls():
    stranger = steps.refused(lambda: session(user, steps.TLS_PORT, steps.OTHER_CA))
    return {**session(user, steps.TLS_PORT, steps.CA), "stranger": stranger}


async def binary(connection):
    for name in ("json", "jsonb"):
        await connection.set_type_codec(name, schema="pg_catalog", encoder=steps.json.dumps, decoder=steps.json.loads)
    rows = await connection.fetch(steps.SELECT_ROWS)
    return steps.table(rows[0].keys(), [row.values() for row in rows])


async def prepared(connection):
    by_id = await connection.prepare(steps.BY_ID.format("$1"))
    by_email = await connection.prepare(steps.BY_EMAIL.format("$1"))
    rows = [tuple(await by_id.fetchrow(number)) for number in steps.IDS]
    found = [await by_email.fetchval(steps.EMAIL) for _ in range(3)]
    return {"rows": steps.canonical(rows), "found": found, "on_server": await connection.fetchval(steps.PREPARED)}


async def caught(connection, statement, *values):
    started = asyncio.get_running_loop().time()
    try:
        await connection.execute(statement, *values)
    except asyncpg.PostgresError as error:
        return {"class": steps.class_name(error), "sqlstate": error.sqlstate, "text": f"{error!r} {error.as_dict()}",
                "seconds": asyncio.get_running_loop().time() - started, "after": await connection.fetchval("SELECT 1")}
    raise AssertionError("no error came")


async def error(connection):
    return await caught(connection, steps.CLASH.format("$1"), steps.EMAIL)


async def transaction(connection):
    outer = connection.transaction()
    await outer.start()
    await connection.execute(steps.INSERT.format(900_001))
    inner = connection.transaction()
    await inner.start()
    await connection.execute(steps.INSERT.format(900_002))
    counts = [await connection.fetchval(steps.COUNT)]
    await inner.rollback()
    counts.append(await connection.fetchval(steps.COUNT))
    await outer.rollback()
    return {"counts": [*counts, await connection.fetchval(steps.COUNT)]}


async def cancel(connection):
    """A timeout is asyncpg's cancel request, and it keeps the server's answer for itself: the limit is the server's."""
    try:
        await connection.execute(steps.SLEEP, timeout=0.3)
        raise AssertionError("no timeout came")
    except asyncio.TimeoutError:
        await connection.execute("SET statement_timeout = 500")
    return await caught(connection, steps.SLEEP)


async def big(connection):
    async with connection.transaction():
        return steps.checksum([tuple(row) async for row in connection.cursor(steps.SELECT_BIG, prefetch=5000)])


steps.run("asyncpg", asyncpg.__version__, {
    "connect": lambda: session(user), "tls": tls, "binary": lambda: session(binary),
    "prepared": lambda: session(prepared), "error": lambda: session(error), "transaction": lambda: session(transaction),
    "cancel": lambda: session(cancel), "big": lambda: session(big, steps.BIG_PORT)})
