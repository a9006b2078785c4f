"""pg8000: the protocol in Python itself, text only."""
import importlib.metadata
import ssl

import pg8000.dbapi
import pg8000.native

import dbapi
import steps


class Pg8000(dbapi.Client):
    driver, version = "pg8000", importlib.metadata.version("pg8000")

    def open(self, port=steps.PORT, ca=None, kind=pg8000.dbapi.connect):
        return kind(
            host=steps.HOST, port=port, user=steps.USER, password=steps.PASSWORD, database=steps.DATABASE,
            ssl_context=ssl.create_default_context(cafile=ca) if ca else None)

    def sqlstate(self, error):
        return error.args[0]["C"]

    def prepared(self):
        """By the native interface: the other has none for it."""
        connection = self.open(kind=pg8000.native.Connection)
        by_id = connection.prepare(steps.BY_ID.format(":id"))
        by_email = connection.prepare(steps.BY_EMAIL.format(":email"))
        rows = [row for number in steps.IDS for row in by_id.run(id=number)]
        found = [by_email.run(email=steps.EMAIL)[0][0] for _ in range(3)]
        (on_server,), = connection.run(steps.PREPARED)
        connection.close()
        return {"rows": steps.canonical(rows), "found": found, "on_server": on_server}

    def cancel(self):
        """It has no call that cancels; a limit does it."""
        with self.session() as (_, cursor):
            cursor.execute("SET statement_timeout = 500")
            facts = steps.caught(lambda: cursor.execute(steps.SLEEP), self.sqlstate)
            return {**facts, "after": self.one(cursor, "SELECT 1")}

    def long(self, connection):
        cursor = connection.cursor()
        cursor.execute(f"DECLARE long CURSOR FOR {steps.SELECT_BIG}")
        rows = True
        while rows:
            cursor.execute("FETCH 5000 FROM long")
            yield from (rows := cursor.fetchall())


Pg8000().run()
