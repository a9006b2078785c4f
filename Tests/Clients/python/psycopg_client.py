"""psycopg 3: both formats, server-side prepared statements, nested transactions, server-side cursors."""
import psycopg
from psycopg.types import TypeInfo
from psycopg.types.string import TextBinaryLoader, TextLoader

import dbapi
import steps


class Psycopg(dbapi.Client):
    driver, version = f"psycopg ({psycopg.pq.__impl__})", psycopg.__version__
    names = (*dbapi.STEPS, "binary")

    def open(self, port=steps.PORT, ca=None):
        tls = {"sslmode": "verify-full", "sslrootcert": ca} if ca else {"sslmode": "disable"}
        connection = psycopg.connect(
            host=steps.HOST, port=port, user=steps.USER, password=steps.PASSWORD, dbname=steps.DATABASE, **tls)
        connection.prepare_threshold = 2
        citext = TypeInfo.fetch(connection, "citext").oid
        for loader in (TextLoader, TextBinaryLoader):
            connection.adapters.register_loader(citext, loader)
        return connection

    def sqlstate(self, error):
        return error.sqlstate

    def stop(self, connection, cursor):
        connection.cancel_safe()

    def binary(self):
        with self.session() as (connection, _), connection.cursor(binary=True) as cursor:
            cursor.execute(steps.SELECT_ROWS)
            return steps.table([column.name for column in cursor.description], cursor)

    def transaction(self):
        with self.session(autocommit=False) as (connection, cursor):
            with connection.transaction(force_rollback=True):
                cursor.execute(steps.INSERT.format(900_001))
                with connection.transaction(force_rollback=True):
                    cursor.execute(steps.INSERT.format(900_002))
                    counts = [self.one(cursor, steps.COUNT)]
                counts.append(self.one(cursor, steps.COUNT))
            return {"counts": [*counts, self.one(cursor, steps.COUNT)]}

    def long(self, connection):
        cursor = connection.cursor("long", binary=True)
        cursor.itersize = 5000
        cursor.execute(steps.SELECT_BIG)
        return cursor


Psycopg().run()
