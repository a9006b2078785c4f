"""What the facts of each step must be: golden stand-ins, and the native types and error classes of expected.json."""
import functools
import json
import pathlib

import golden
import runner

EXPECTED = pathlib.Path(__file__).resolve().parent / "expected.json"


@functools.cache
def _expected():
    return json.loads(EXPECTED.read_text())


def expected(client, part):
    return _expected().get(client.name, {}).get(part)


def same(shown, wanted, what):
    assert shown == wanted, f"{what}: {shown!r} and not {wanted!r}"


def check(step, facts, client):
    if step in client.lacks:
        assert facts is None, f"{client.name} is listed without {step}, and took it"
        return
    assert facts is not None, f"{client.name} said nothing of {step}"
    assert "failed" not in facts, facts["failed"]
    CHECKS[step](facts, client)


def whole(run, client):
    """What holds for all steps together: nothing planted in the gateway's bytes or in what the client printed, its
    errors among it; and rows in the formats that the steps say."""
    assert run.recorded > 5_000, f"only {run.recorded} bytes were searched"
    assert not run.found, f"planted values came through: {run.found}"
    same(run.formats, {"text", "binary"} - set(client.lacks), "formats")


def connect(facts, client):
    same(facts["user"], "app", "user")


def tls(facts, client):
    same(facts["user"], "app", "user")
    assert facts["stranger"], "a certificate of a stranger's CA was taken"


def values(step):
    def check_values(facts, client):
        omitted = client.omits.get(step, {})
        columns = [name for name in golden.columns() if name not in omitted]
        same(facts["columns"], columns, "columns")
        same(len(facts["rows"]), len(golden.rows()), "rows")
        for row, wanted in zip(facts["rows"], golden.rows()):
            for name, value in zip(columns, row, strict=True):
                same(value, client.sees(name, wanted[name]), f"{name} of {wanted['id']}")
        native = {}
        for name, kind in zip(columns, facts["types"], strict=True):
            native.setdefault(golden.KINDS[name], set()).add(kind)
        same({kind: " or ".join(sorted(names)) for kind, names in native.items()}, expected(client, step), "types")
    return check_values


def prepared(facts, client):
    shown = {row["id"]: [row["id"], row["email"], row["birth_date"]] for row in golden.rows()}
    same(facts["rows"], [shown[str(number)] for number in runner.PEOPLE * 3], "rows")
    same(facts["found"], [runner.KNOWN] * 3, "who has the e-mail address")
    same(facts["on_server"] > 0, client.prepares, f"prepared on the server ({facts['on_server']})")


def refusal(name, sqlstate):
    def check_refusal(facts, client):
        same(facts["sqlstate"], sqlstate, "SQLSTATE")
        same(facts["class"], expected(client, name), "class of the error")
        same(facts["after"], 1, "SELECT 1 afterwards")
    return check_refusal


def error(facts, client):
    refusal("error", "23505")(facts, client)
    assert "people_email_key" in facts["text"], facts["text"]


def transaction(facts, client):
    same(facts["counts"], [2, 1, 0], "rows before and after the way back to the savepoint, and in the end")


def cancel(facts, client):
    refusal("cancel", "57014")(facts, client)
    assert facts["seconds"] < 20, f"canceled after {facts['seconds']} s"


def big(facts, client):
    same(facts, golden.load()["big"], "the long result")


CHECKS = {"connect": connect, "tls": tls, "text": values("text"), "binary": values("binary"), "prepared": prepared,
          "error": error, "transaction": transaction, "cancel": cancel, "big": big}
