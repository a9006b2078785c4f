"""pgbench in its three query modes, with a policy in force."""
import re

import pytest

import places
import planted

COLUMNS = {**planted.COLUMNS, "public.pgbench_accounts.filler": "redact", "public.pgbench_tellers.tbalance": "redact"}


@pytest.fixture(scope="module")
def bench(work, cluster, direct):
    direct.run("pgbench", "-i", "-q", "-s", "1", direct.address())
    with places.running(work / "pgbench", cluster.port, columns=COLUMNS) as phony:
        yield phony
        assert phony.gateway.alive()
    direct.psql("DROP TABLE pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers;")


@pytest.mark.parametrize("mode", ["simple", "extended", "prepared"])
@pytest.mark.parametrize("script", ["select-only", "tpcb-like"])
def test_all_transactions_succeed(bench, direct, mode, script):
    before = int(direct.rows("SELECT count(*) FROM pgbench_history")[0][0])
    done = bench.run("pgbench", "-n", "-b", script, "-M", mode, "-c", 4, "-j", 2, "-t", 100, bench.address())
    assert "number of transactions actually processed: 400/400" in done.stdout
    assert "number of failed transactions: 0" in done.stdout
    after = int(direct.rows("SELECT count(*) FROM pgbench_history")[0][0])
    assert after - before == (400 if script == "tpcb-like" else 0)


@pytest.mark.parametrize("mode", ["simple", "extended", "prepared"])
def test_masked_columns_in_every_mode(bench, mode, people, tmp_path):
    script = tmp_path / "script.sql"
    script.write_text("\\set id random(1, 500)\nSELECT id, email, birth_date, salary FROM people WHERE id = :id;\n"
                      "SELECT filler FROM pgbench_accounts WHERE aid = :id;\n")
    bench.recorder.take()
    done = bench.run("pgbench", "-n", "-f", script, "-M", mode, "-c", 3, "-j", 1, "-t", 60, bench.address())
    assert "number of failed transactions: 0" in done.stdout
    sent = b"".join(bench.recorder.take())
    # redact cuts its word to the column's length; every filler row says it.
    assert len(re.findall(rb"\[redacted\]", sent)) >= 180
    assert sent.count(b"@") >= 180
