"""Wrong input: each time a message that says what and where, and a gateway that lives on."""
import json
import re
import socket
import subprocess
import time

import psycopg
import pytest

import places
import planted
import throwaway
import wire

# Line numbers count in the errors, so this one is written out.
GOOD = """\
version: 1
state: ./state
key: {{file: ./master.key}}
listeners:
  - name: app
    protocol: postgres
    listen: 127.0.0.1:0
    upstream: {{url: "postgres://127.0.0.1:{port}", tls: disable}}
    tls: {{mode: disable}}
    auth: relay
    policy: main
policies:
  main:
    profile: app
    columns:
      public.people.email: email
      public.people.national_id: {{transform: digits, unique: true}}
"""

# What is changed into what, the line an error must name, and the words it must say.
WRONG = {
    "an unknown key": ("state: ./state", "stat: ./state", 2, ["stat"]),
    "an unknown key of a listener": ("    auth: relay", "    autj: relay", 10, ["autj"]),
    "an unknown key of a policy": ("    profile: app", "    profil: app", 14, ["profil"]),
    "a misspelt transform": ("people.email: email", "people.email: emial", 16, ["emial", "email"]),
    "a misspelt transform, long form": ("transform: digits", "transform: digit", 17, ["digit"]),
    "an unknown option of a transform": ("unique: true", "uniq: true", 17, ["uniq"]),
    "a wrong type": ("    listen: 127.0.0.1:0", "    listen: [1, 2]", 7, ["listen"]),
    "an address that is none": ("    listen: 127.0.0.1:0", "    listen: 127.0.0.1:99999", 7, ["99999"]),
    "an unknown protocol": ("protocol: postgres", "protocol: oracle", 6, ["oracle", "postgres"]),
    "an unknown way of logging in": ("auth: relay", "auth: magic", 10, ["magic", "relay"]),
    "a policy that does not exist": ("    policy: main", "    policy: mian", 11, ["mian"]),
    "an unknown profile": ("profile: app", "profile: apps", 14, ["apps"]),
    "an unknown mode of TLS": ("{mode: disable}", "{mode: sometimes}", 9, ["sometimes"]),
    "an upstream without an address": ('{url: "postgres://127.0.0.1:{port}", tls: disable}', "{tls: disable}", 8, ["url"]),
    "an upstream of another kind": ('"postgres://', '"mongodb://', 8, ["mongodb"]),
    "a column name of too few parts": ("public.people.email:", "email:", 16, ["email"]),
    "a column twice": ("      public.people.email: email\n", "      public.people.email: email\n      public.people.email: redact\n", 17, ["public.people.email"]),
    "two rules of one rank": ("      public.people.email: email\n", "      public.*.email: email\n      '*.people.email': redact\n", 17, ["email"]),
    "a secret in the open": ("{file: ./master.key}", "c2VjcmV0", 3, ["key"]),
    "a version from the future": ("version: 1", "version: 2", 1, ["version", "2"]),
    "no YAML": ("policies:\n", "policies: {\n", None, []),
    "a public address without TLS": ("    auth: relay", "    allow_from: [0.0.0.0/0]\n    auth: relay", 10, ["allow_from", "tls"]),
    "a network that is none": ("    auth: relay", "    allow_from: [127.0.0.0/99]\n    auth: relay", 10, ["127.0.0.0/99"]),
    "a duration that is none": ("    auth: relay", "    limits: {idle: soon}\n    auth: relay", 10, ["soon"]),
    "TLS without a certificate": ("{mode: disable}", "{mode: require}", 9, ["certificate"]),
    "a certificate that is not there": ("{mode: disable}", "{mode: require, certificate: no.crt, key: no.key}", 9, ["no.crt"]),
    "a variable that is not set": ("{file: ./master.key}", "{env: PHONY_UNSET_VARIABLE}", 3, ["PHONY_UNSET_VARIABLE"]),
    "a key file that is not there": ("./master.key", "./other.key", 3, ["other.key"]),
}


def configuration(folder, cluster, text=None):
    folder.mkdir(exist_ok=True)
    file = folder / "phony.yaml"
    file.write_text((text or GOOD).replace("{port}", str(cluster.port)).replace("{{", "{").replace("}}", "}"))
    key = folder / "master.key"
    if not key.exists():
        key.touch(0o600)
        key.write_text(planted.key("one"))
    return file


def refused(done, *words, line=None, file="phony.yaml"):
    """It failed with a message for a person: the file, the line, what is wrong; no stack trace, nothing announced."""
    said = done.stdout + done.stderr
    assert done.returncode == 1, said
    assert "phony ready" not in done.stdout
    for word in words:
        assert word.lower() in said.lower(), said
    if file:
        assert file in said, said
    if line:
        assert re.search(rf"phony\.yaml[:, ]+(line )?{line}\b", said), said
    assert not re.search(r"Fatal error|Stack dump|0x[0-9a-f]{8}|\.swift:\d+", said), said
    return said


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_configuration_is_refused(tmp_path, cluster, name):
    old, new, line, words = WRONG[name]
    text = GOOD.replace("{{", "{").replace("}}", "}")
    assert old in text
    file = configuration(tmp_path, cluster, text.replace(old, new, 1))
    for command in ("check", "serve"):
        refused(places.phony(command, "--config", file), *words, line=line)


def test_the_good_configuration_is_good(tmp_path, cluster):
    """Without it, the tests above would prove nothing."""
    file = configuration(tmp_path, cluster)
    done = places.phony("check", "--config", file)
    assert done.returncode == 0, done.stdout + done.stderr
    gateway = throwaway.Gateway(file, tmp_path / "log")
    try:
        assert set(gateway.addresses) >= {"app"}
    finally:
        assert gateway.stop() == 0
    assert gateway.standard_output.count(b"\n") == 1


def test_two_listeners_of_one_name_or_one_address(tmp_path, cluster):
    text = GOOD.replace("{{", "{").replace("}}", "}")
    listener = text[text.index("  - name"):text.index("policies:")]
    file = configuration(tmp_path, cluster, text.replace("policies:", listener + "policies:"))
    refused(places.phony("serve", "--config", file), "app", line=12)
    other = listener.replace("name: app", "name: other").replace("127.0.0.1:0", "127.0.0.1:7999")
    text = text.replace("127.0.0.1:0", "127.0.0.1:7999").replace("policies:", other + "policies:")
    refused(places.phony("check", "--config", configuration(tmp_path, cluster, text)), "7999")


def test_a_taken_port(tmp_path, cluster):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        file = configuration(tmp_path, cluster, GOOD.replace("127.0.0.1:0", f"127.0.0.1:{port}"))
        refused(places.phony("serve", "--config", file), str(port), "app", file=None)


@pytest.mark.parametrize("content, words", [
    (b"", []), (b"c2hvcnQ=\n", ["32"]), (b"this is no base64!\n", []), (b"\xff" * 32, []), (b"QUFB" * 40, ["32"]),
], ids=["empty", "short", "not base64", "binary", "long"])
def test_a_bad_key_file(tmp_path, cluster, content, words):
    file = configuration(tmp_path, cluster)
    (tmp_path / "master.key").write_bytes(content)
    said = refused(places.phony("serve", "--config", file), "master.key", *words, file=None)
    assert content.strip().decode("latin-1") not in said or not content


def test_a_key_that_others_can_read_or_that_is_a_folder(tmp_path, cluster):
    file = configuration(tmp_path, cluster)
    (tmp_path / "master.key").unlink()
    (tmp_path / "master.key").mkdir()
    refused(places.phony("serve", "--config", file), "master.key", file=None)
    (tmp_path / "master.key").rmdir()
    configuration(tmp_path, cluster)
    (tmp_path / "master.key").chmod(0o644)
    done = places.phony("check", "--config", file)
    assert "master.key" in done.stdout + done.stderr, "nobody said that others can read the key"


def test_a_certificate_and_a_key_that_do_not_belong_together(tmp_path, cluster, certs):
    tls = f"{{mode: prefer, certificate: {certs.path('gateway.crt')}, key: {certs.path('server.key')}}}"
    file = configuration(tmp_path, cluster, GOOD.replace("{{mode: disable}}", tls))
    refused(places.phony("serve", "--config", file), "key", file=None)
    (tmp_path / "bad.crt").write_text("-----BEGIN CERTIFICATE-----\nnope\n-----END CERTIFICATE-----\n")
    tls = f"{{mode: prefer, certificate: bad.crt, key: {certs.path('server.key')}}}"
    file = configuration(tmp_path, cluster, GOOD.replace("{{mode: disable}}", tls))
    refused(places.phony("serve", "--config", file), "bad.crt", file=None)


def test_a_file_that_is_not_there(tmp_path):
    refused(places.phony("serve", "--config", tmp_path / "none.yaml"), "none.yaml", file=None)


def test_wrong_use_is_two(tmp_path):
    for arguments in (["serve"], ["serve", "--confg", "x"], ["nonsense"], ["explain", "--config", "x"], ["keys", "init", "--nowhere"]):
        done = places.phony(*arguments)
        assert done.returncode == 2, (arguments, done.returncode)
        assert done.stderr.strip()
    for arguments in (["--help"], ["serve", "--help"], ["check", "--help"], ["explain", "--help"], ["keys", "init", "--help"]):
        done = places.phony(*arguments)
        assert done.returncode == 0 and "phony" in done.stdout, arguments
        assert len(arguments) == 1 or "example" in done.stdout.lower(), arguments


def test_keys_init(tmp_path):
    file = tmp_path / "master.key"
    assert places.phony("keys", "init", "--out", file).returncode == 0
    first = file.read_text()
    assert file.stat().st_mode & 0o777 == 0o600 and len(first.strip()) == 44
    again = places.phony("keys", "init", "--out", file)
    assert again.returncode == 1 and "master.key" in again.stderr and file.read_text() == first
    assert first.strip() not in again.stdout + again.stderr
    other = tmp_path / "other.key"
    places.phony("keys", "init", "--out", other)
    assert other.read_text() != first
    nested = tmp_path / "no" / "folder.key"
    assert places.phony("keys", "init", "--out", nested).returncode == 0
    assert nested.stat().st_mode & 0o777 == 0o600 and nested.parent.stat().st_mode & 0o777 == 0o700
    assert places.phony("keys", "init", "--out", nested / "under-a-file.key").returncode == 1


def test_check_and_explain_and_their_json(tmp_path, cluster):
    catalog = ', catalog: {{user: plain, password: {{env: CATALOG}} }} '
    file = configuration(tmp_path, cluster, GOOD.replace("tls: disable}}", "tls: disable" + catalog + "}}", 1))
    secret = {"CATALOG": "plain-secret"}
    offline = places.phony("check", "--config", file, "--resolved", "--json", env=secret)
    assert offline.returncode == 0 and "public.people.email" in json.dumps(json.loads(offline.stdout))
    live = ("--upstream", "--database", "shop")
    resolved = places.phony("check", "--config", file, "--resolved", "--json", *live, env=secret)
    assert resolved.returncode == 0, resolved.stderr
    assert "public.people.email" in json.dumps(json.loads(resolved.stdout))
    explained = places.phony("explain", "--config", file, "--database", "shop", "--sql", "SELECT id, email AS city, length(email) FROM people", "--json", env=secret)
    assert explained.returncode == 0, explained.stderr
    text = json.dumps(json.loads(explained.stdout)).lower()
    assert all(word in text for word in ("pass", "email", "redact"))
    plain = places.phony("explain", "--config", file, "--database", "shop", "--sql", "SELECT count(*) FROM people", env=secret)
    assert plain.returncode == 0 and "pass" in plain.stdout.lower()
    assert "plain-secret" not in plain.stdout + explained.stdout + resolved.stdout


def test_check_against_the_live_schema(tmp_path, cluster):
    upstream = 'url: "postgres://127.0.0.1:{port}/shop", tls: disable, catalog: {{user: plain, password: {{env: CATALOG}} }} '
    text = GOOD.replace('url: "postgres://127.0.0.1:{port}", tls: disable', upstream)
    file = configuration(tmp_path, cluster, text)
    done = places.phony("check", "--config", file, "--upstream", env={"CATALOG": "plain-secret"})
    assert done.returncode == 0, done.stdout + done.stderr
    file = configuration(tmp_path, cluster, text.replace("public.people.email", "public.people.emaill"))
    done = places.phony("check", "--config", file, "--upstream", env={"CATALOG": "plain-secret"})
    assert "emaill" in done.stdout + done.stderr and "16" in done.stdout + done.stderr
    file = configuration(tmp_path, cluster, text)
    done = places.phony("check", "--config", file, "--upstream", env={"CATALOG": "wrong"})
    assert done.returncode == 1 and "wrong" not in done.stdout + done.stderr.replace("wrong password", "")


def test_a_server_that_is_down_and_comes_back(work):
    """08006 or 08001 to the client while it is away, and no hand needed when it returns."""
    cluster = throwaway.Cluster(work / "away", "host all all 127.0.0.1/32 trust\n").start()
    try:
        cluster.psql("CREATE ROLE trusting LOGIN; CREATE DATABASE shop; ")
        cluster.psql("CREATE TABLE people (id int, email text); INSERT INTO people VALUES (1, 'a@b.example'); GRANT ALL ON people TO trusting", database="shop")
        with places.running(work / "gateway-away", cluster.port, columns={"public.people.email": "email"}) as phony:
            with phony.raw() as client:
                shown = client.query("SELECT email FROM people").values()
                assert shown and shown != [[b"a@b.example"]]
                cluster.halt()
                client.socket.settimeout(5)
                assert client.rest()[-1].fields()["C"] in ("57P01", "08006", "57P02", "57P03")
            for _ in range(3):
                started = time.monotonic()
                with phony.raw(log_in=False) as client:
                    client.send(wire.startup())
                    error = client.rest().errors()[-1]
                assert error["C"] in ("08006", "08001") and error["S"] == "FATAL"
                assert time.monotonic() - started < 5
            assert phony.gateway.alive()
            cluster.launch()
            with phony.raw() as client:
                assert client.query("SELECT email FROM people").values() == shown
    finally:
        cluster.remove()


def test_a_server_that_dies_in_the_middle_of_a_row(start, cluster):
    phony = start()
    with phony.raw() as client:
        pid = int(client.query("SELECT pg_backend_pid()").values()[0][0])
        client.send(wire.query("SELECT repeat('x', 1000), email, pg_sleep(0.001)::text FROM people, generate_series(1, 100)"))
        client.next()
        cluster.psql(f"SELECT pg_terminate_backend({pid})")
        last = client.rest()[-1]
        assert last.kind == "E" and last.fields()["C"] in ("57P01", "08006")
    phony.assert_alive()


def test_a_client_that_dies_in_the_middle_of_a_query(start, direct):
    phony = start()
    mark = "the client is gone"
    for _ in range(3):
        with phony.raw() as client:
            client.send(wire.query(f"SELECT '{mark}', email FROM people, generate_series(1, 100000)"))
            client.next()
    deadline = time.monotonic() + 8
    query = "SELECT count(*) FROM pg_stat_activity WHERE query LIKE %s AND pid <> pg_backend_pid() AND state = 'active'"
    while direct.rows(query, [f"%{mark}%"]) != [(0,)]:
        assert time.monotonic() < deadline, "the server still works for clients that are gone"
        time.sleep(0.1)
    phony.assert_alive()


def test_clients_from_elsewhere_are_refused(start):
    phony = start(listener={"allow_from": ["127.0.0.2/32"]})
    with phony.raw(log_in=False) as client:
        client.send(wire.startup())
        answer = client.rest()
        assert answer.kinds() == "E"
    phony.wait_for_log(r"127\.0\.0\.1")
    with socket.create_connection(("127.0.0.1", phony.gateway_port), source_address=("127.0.0.2", 0)) as allowed:
        allowed.sendall(wire.startup())
        assert allowed.recv(1) == b"R"


def test_wrong_password_unknown_user_missing_database(start):
    phony = start()
    for options, code in (({"password": "wrong"}, "password authentication failed"), ({"user": "nobody_here"}, "password authentication failed"),
                          ({"dbname": "nowhere"}, "does not exist")):
        with pytest.raises(psycopg.OperationalError, match=code):
            phony.connect(**options)
    phony.assert_alive()


def test_metrics(start):
    phony = start()
    for _ in range(3):
        phony.rows("SELECT email FROM people")
    with phony.raw() as client:
        client.query("SELECT 1/0")
    text = phony.metrics()
    assert re.search(r"^# TYPE \S+ (counter|gauge|histogram)$", text, re.MULTILINE)
    for line in text.splitlines():
        assert line.startswith("#") or re.fullmatch(r'[a-zA-Z_:][\w:]*(\{[^{}]*\})? [-+.\deEInfNa]+', line), line
    names = {line.split("{")[0].split(" ")[0] for line in text.splitlines() if not line.startswith("#")}
    for wanted in ("connection", "request", "row", "masked", "bytes", "bucket"):
        assert any(wanted in name for name in names), (wanted, names)
    assert phony.metric(r"phony_\w*masked\w*(\{|\s)") >= 3 * planted.PEOPLE


def test_standard_output_says_one_line_and_logs_hold_no_values(start, people):
    phony = start()
    phony.rows("SELECT * FROM people")
    with pytest.raises(psycopg.Error):
        phony.rows("SELECT email::text::int FROM people WHERE email = %s", [people[0].email])
    phony.gateway.stop()
    assert re.fullmatch(rb"phony ready app=127\.0\.0\.1:\d+ metrics=127\.0\.0\.1:\d+\n", phony.gateway.standard_output)
    assert people[0].email not in phony.log()
    assert subprocess.run(["grep", "-c", "SELECT", phony.folder / "phony.log"], capture_output=True).stdout.strip() == b"0"
