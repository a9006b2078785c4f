"""The matrix as a table in Markdown: modes of a leg that come to the same everywhere share a column."""
import cells

TITLES = {"scram": "`scram-sha-256`", "scram-plus": "the same, client with `channel_binding=require`"}
ASKED_INSTEAD = (
    "each end of a relayed exchange would see the other's TLS missing and take it for a downgrade; so the gateway asks "
    "for the password within the client's TLS, and proves it by SCRAM-SHA-256-PLUS")


def markdown():
    notes = []
    legs = [(client, server) for client in alike("client", cells.CLIENTS) for server in alike("server", cells.SERVERS)]
    rows = {}
    for gateway in cells.GATEWAYS:
        for method in cells.METHODS:
            row = tuple(entry(cells.Cell(gateway, method, client[0], server[0]), notes) for client, server in legs)
            rows.setdefault((gateway, row), []).append(TITLES.get(method, f"`{method}`"))
    headers = [f"{title(client, cells.CLIENTS)} → {title(server, cells.SERVERS)}" for client, server in legs]
    lines = [line("`auth`", "the server asks for", *headers), "|---" * (len(legs) + 2) + "|"]
    lines += [line(f"`{gateway}`", ", ".join(methods), *row) for (gateway, row), methods in rows.items()]
    lines += ["", *(wrapped(f"{number}. {note}.") for number, note in enumerate(notes, 1))]
    return "\n".join(lines)


def alike(axis, values):
    """The values of an axis in groups: within one, every cell says the same, whatever its other coordinates."""
    groups = {}
    for value in values:
        signature = tuple(entry(cell, []) for cell in cells.CELLS if getattr(cell, axis) == value)
        groups.setdefault(signature, []).append(value)
    return list(groups.values())


def title(group, values):
    if group == [value for value in values if value != "disable"]:
        return "any TLS"
    return ", ".join(f"`{value}`" for value in group)


def entry(cell, notes):
    """What the client is asked for, or why it is not let in."""
    expected = cells.expected(cell)
    if not isinstance(expected, cells.Connects):
        return f"no {mark(expected[0].note, notes)}"
    if cell.gateway == "relay" and cell.method == "scram" and expected.client_proof == "password":
        return f"password {mark(ASKED_INSTEAD, notes)}"
    return expected.client_proof


def line(*entries):
    return f"| {' | '.join(entries)} |"


def mark(note, notes):
    if note not in notes:
        notes.append(note)
    return f"({notes.index(note) + 1})"


def wrapped(text, width=118):
    lines = [""]
    for word in text.split():
        if len(lines[-1]) + len(word) >= width:
            lines.append("  ")
        lines[-1] += (" " if lines[-1] else "") + word
    return "\n".join(lines)
