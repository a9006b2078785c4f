"""Other projects' suites (Tests/Suites): through the gateway every test of theirs comes to what it comes to without it."""
import os
import pathlib
import sys

import pytest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "Suites"))

import compare  # noqa: E402
import suites  # noqa: E402

RUNS = [(name, 15) for name in suites.SELECTION]
if os.environ.get("SOAK"):
    RUNS = [(name, version) for version in (15, 16, 18) for name in suites.ALL]
    # It sets force_parallel_mode, which later versions have not: all of it fails directly.
    RUNS = [run for run in RUNS if run[0] != "libpq_pipeline" or run[1] == 15]


@pytest.mark.timeout(2400)
@pytest.mark.parametrize("name, version", RUNS)
def test_the_outcome_is_the_servers(name, version):
    suite = (suites.ALL | suites.SELECTION)[name]
    comparison = compare.compare(suite, version)
    assert list(comparison.direct.values()).count("ok") > 5, f"hardly a test ran directly: {comparison.direct}"
    print(comparison.row())
    assert not comparison.unexplained
