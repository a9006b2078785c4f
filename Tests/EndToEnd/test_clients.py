"""The matrix of clients (Tests/Clients): each in its own language, step by step, with masks on."""
import functools
import hashlib
import json
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Clients"))

import checks  # noqa: E402
import clients  # noqa: E402
import golden  # noqa: E402
import planted  # noqa: E402
import runner  # noqa: E402

# The first test of a client fetches it, compiles it and runs it.
pytestmark = pytest.mark.timeout(600)


@pytest.fixture(scope="module")
def world(work, cluster, certs, masked_gateway, people, hidden):
    with runner.tls_gateway(work / "clients-tls", cluster.port, certs) as tls:
        yield runner.World(masked_gateway, tls, certs, people, hidden)


@pytest.fixture(scope="module")
def run_of(world):
    """What a client said; it runs once, for all its tests."""
    return functools.cache(lambda name: runner.run(clients.BY_NAME[name], world))


@pytest.mark.parametrize("step", clients.STEPS)
@pytest.mark.parametrize("name", clients.BY_NAME)
def test_step(run_of, name, step):
    checks.check(step, run_of(name).steps.get(step), clients.BY_NAME[name])


@pytest.mark.parametrize("name", clients.BY_NAME)
def test_nothing_planted_came_through_and_formats_are_as_said(run_of, name):
    checks.whole(run_of(name), clients.BY_NAME[name])


def canonical(value):
    """An original in the form the golden values have."""
    if isinstance(value, (bool, float, dict)) or value is None:
        return value
    if isinstance(value, list):
        return [canonical(item) for item in value]
    if isinstance(value, bytes):
        return value.hex()
    return value.strftime("%Y-%m-%dT%H:%M:%S.%fZ") if hasattr(value, "hour") else str(value)


def test_golden_values_are_no_originals(people):
    """Or a gateway that masks nothing could pass for one that does."""
    for row in golden.rows():
        person = people[int(row["id"]) - 1]
        for name, shown in row.items():
            real = canonical(getattr(person, name, "2024-05-06T07:08:09.000000Z"))
            if name not in planted.PROTECTED or real is None:
                assert shown == real, name
            elif name == "nicknames":
                assert len(shown) == len(real) and not set(shown) & set(real) - {None}
            else:
                assert shown != real and shown is not None, name


def test_the_golden_digest_is_none_of_originals(people):
    lines = "".join(f"{person.id}|{person.email}|{person.birth_date}\n" for person in people)
    big = golden.load()["big"]
    assert big["count"] == runner.REPEATED * len(people) > 100_000
    assert big["sha256"] != hashlib.sha256((lines * runner.REPEATED).encode()).hexdigest()


def test_what_is_expected_is_of_clients_that_run():
    assert json.loads(checks.EXPECTED.read_text()).keys() == clients.BY_NAME.keys()
    for client in clients.ALL:
        assert set(client.lacks) <= set(clients.STEPS) and set(client.omits) <= set(clients.STEPS)
