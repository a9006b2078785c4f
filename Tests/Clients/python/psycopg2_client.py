"""psycopg2: text only, parameters put in by the client; SQL's own PREPARE is what an application prepares with."""
import psycopg2
import psycopg2.extras

import dbapi
import steps

psycopg2.extras.register_uuid()


class Psycopg2(dbapi.Client):
    driver, version = "psycopg2", psycopg2.__version__.split()[0]

    def open(self, port=steps.PORT, ca=None):
        tls = {"sslmode": "verify-full", "sslrootcert": ca} if ca else {"sslmode": "disable"}
        return psycopg2.connect(
            host=steps.HOST, port=port, user=steps.USER, password=steps.PASSWORD, dbname=steps.DATABASE, **tls)

    def sqlstate(self, error):
        return error.pgcode

    def long(self, connection):
        cursor = connection.cursor("long")
        cursor.itersize = 5000
        cursor.execute(steps.SELECT_BIG)
        return cursor

    def prepared(self):
        with self.session() as (_, cursor):
            cursor.execute(f"PREPARE by_id AS {steps.BY_ID.format('$1')}")
            cursor.execute(f"PREPARE by_email AS {steps.BY_EMAIL.format('$1')}")
            rows = []
            for number in steps.IDS:
                cursor.execute("EXECUTE by_id (%s)", [number])
                rows += cursor.fetchall()
            found = [self.one(cursor, "EXECUTE by_email (%s)", steps.EMAIL) for _ in range(3)]
            return {"rows": steps.canonical(rows), "found": found, "on_server": self.one(cursor, steps.PREPARED)}


Psycopg2().run()
