"""Values that a client shows as text, read by the type of their column into the canonical form."""
import json
import os

# Column by column, the types of `people`.
KINDS = json.loads(os.environ["KINDS"])


def read(column, text):
    """The text of PostgreSQL's output functions, `None` for NULL."""
    kind = KINDS[column]
    if text is None:
        return None
    if kind in ("json", "jsonb"):
        return json.loads(text)
    if kind == "bool":
        return {"t": True, "f": False, "1": True, "0": False, "True": True, "False": False}[text]
    if kind == "float8":
        return float(text)
    if kind == "bytea":
        return text.removeprefix("\\x")
    if kind == "timestamptz":
        day, _, time = text.removesuffix("+00").partition(" ")
        whole, _, fraction = time.partition(".")
        return f"{day}T{whole}.{fraction:0<6}Z"
    if kind == "text[]":
        # Stand-ins of names hold neither commas nor quotes.
        return [None if item == "NULL" else item for item in text.strip("{}").split(",")]
    return text


def table(columns, rows, types):
    return {"columns": columns, "types": types,
            "rows": [[read(column, value) for column, value in zip(columns, row, strict=True)] for row in rows]}
