"""psqlodbc, by way of pyodbc: statements prepared on the server, long results by DECLARE and FETCH."""
import glob

import pyodbc

import dbapi
import steps
import textual

pyodbc.native_uuid = True
DRIVER = glob.glob("/usr/lib/*/odbc/psqlodbcw.so")[0]


class Psqlodbc(dbapi.Client):
    driver, placeholder = "psqlodbc", "?"

    @property
    def version(self):
        connection = self.open()
        return f"{connection.getinfo(pyodbc.SQL_DRIVER_VER)}, pyodbc {pyodbc.version}"

    def open(self, port=steps.PORT, ca=None):
        tls = f"SSLmode=verify-full;pqopt={{sslrootcert={ca}}}" if ca else "SSLmode=disable"
        # Fetching in parts excludes preparing: the driver does the one or the other.
        parts = int(port == steps.BIG_PORT)
        return pyodbc.connect(
            f"Driver={DRIVER};Server={steps.HOST};Port={port};Database={steps.DATABASE};UID={steps.USER};"
            f"PWD={steps.PASSWORD};BoolsAsChar=0;UseServerSidePrepare=1;UseDeclareFetch={parts};Fetch=5000;{tls}")

    def sqlstate(self, error):
        return error.args[0]

    def stop(self, connection, cursor):
        cursor.cancel()

    def text(self):
        facts = super().text()
        for row in facts["rows"]:
            for at, column in enumerate(facts["columns"]):
                # What ODBC has no type for comes as text.
                if textual.KINDS[column] in ("json", "jsonb", "text[]"):
                    row[at] = textual.read(column, row[at])
        return facts

    def long(self, connection):
        return connection.cursor().execute(steps.SELECT_BIG)


Psqlodbc().run()
