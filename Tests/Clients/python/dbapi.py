"""The steps in DB-API 2.0, for every driver that follows it; what a driver does in a way of its own, it overrides."""
import contextlib

import steps

STEPS = ("connect", "tls", "text", "prepared", "error", "transaction", "cancel", "big")


class Client:
    driver: str
    version: str
    names = STEPS
    placeholder = "%s"

    def open(self, port=steps.PORT, ca=None):
        """A connection; with a CA, over TLS that verifies the gateway's certificate and name."""
        raise NotImplementedError

    def sqlstate(self, error):
        raise NotImplementedError

    def stop(self, connection, cursor):
        """The driver's own way to end a running statement, called from another thread."""
        connection.cancel()

    def long(self, connection):
        """The rows of the long result, in parts as the driver gets them."""
        raise NotImplementedError

    def run(self):
        steps.run(self.driver, self.version, {name: getattr(self, name) for name in self.names})

    @contextlib.contextmanager
    def session(self, *arguments, autocommit=True):
        with contextlib.closing(self.open(*arguments)) as connection:
            connection.autocommit = autocommit
            yield connection, connection.cursor()

    def one(self, cursor, statement, *parameters):
        cursor.execute(statement, *([parameters] if parameters else []))
        return cursor.fetchone()[0]

    def user(self, *arguments):
        with self.session(*arguments) as (_, cursor):
            return {"user": self.one(cursor, "SELECT current_user")}

    def connect(self):
        return self.user()

    def tls(self):
        stranger = steps.refused(lambda: self.open(steps.TLS_PORT, steps.OTHER_CA))
        return {**self.user(steps.TLS_PORT, steps.CA), "stranger": stranger}

    def text(self):
        with self.session() as (_, cursor):
            cursor.execute(steps.SELECT_ROWS)
            return steps.table([column[0] for column in cursor.description], cursor.fetchall())

    def prepared(self):
        by_id, by_email = steps.BY_ID.format(self.placeholder), steps.BY_EMAIL.format(self.placeholder)
        with self.session() as (connection, cursor):
            rows = []
            for number in steps.IDS:
                cursor.execute(by_id, [number])
                rows += map(tuple, cursor.fetchall())
            other = connection.cursor()
            found = [self.one(other, by_email, steps.EMAIL) for _ in range(3)]
            on_server = self.one(connection.cursor(), steps.PREPARED)
            return {"rows": steps.canonical(rows), "found": found, "on_server": on_server}

    def error(self):
        with self.session() as (_, cursor):
            clash = steps.CLASH.format(self.placeholder)
            facts = steps.caught(lambda: cursor.execute(clash, [steps.EMAIL]), self.sqlstate)
            return {**facts, "after": self.one(cursor, "SELECT 1")}

    def transaction(self):
        with self.session(autocommit=False) as (connection, cursor):
            cursor.execute(steps.INSERT.format(900_001))
            cursor.execute("SAVEPOINT here")
            cursor.execute(steps.INSERT.format(900_002))
            counts = [self.one(cursor, steps.COUNT)]
            cursor.execute("ROLLBACK TO SAVEPOINT here")
            counts.append(self.one(cursor, steps.COUNT))
            connection.rollback()
            return {"counts": [*counts, self.one(cursor, steps.COUNT)]}

    def cancel(self):
        with self.session() as (connection, cursor):
            steps.later(lambda: self.stop(connection, cursor))
            facts = steps.caught(lambda: cursor.execute(steps.SLEEP), self.sqlstate)
            return {**facts, "after": self.one(cursor, "SELECT 1")}

    def big(self):
        with self.session(steps.BIG_PORT, autocommit=False) as (connection, _):
            return steps.checksum(self.long(connection))
