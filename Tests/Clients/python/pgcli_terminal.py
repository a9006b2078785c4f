"""pgcli on a terminal that can do nothing, and whoever types into it."""
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import time

import steps

PGCLI = pathlib.Path(sys.executable).parent / "pgcli"
SETTINGS = """\
[main]
table_format = csv
less_chatty = True
enable_pager = False
null_string = (null)
verbose_errors = True
timing = False
multi_line = False
use_local_timezone = False
keyring = False
on_error = RESUME
prompt = '{1}'
log_file = {0}/log
history_file = {0}/history
"""
PROMPT = "what now> "
HOME = tempfile.TemporaryDirectory(prefix="pgcli-")


class Terminal:
    """One run of pgcli."""

    def __init__(self, port=steps.PORT, tls=()):
        settings = pathlib.Path(HOME.name) / "config"
        settings.write_text(SETTINGS.format(HOME.name, PROMPT))
        self.program = subprocess.Popen(
            [PGCLI, "--pgclirc", settings, "-h", steps.HOST, "-p", str(port), "-U", steps.USER, "-d", steps.DATABASE,
             "--row-limit", "0", "-y"],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, bufsize=0,
            env={**os.environ, "PGPASSWORD": steps.PASSWORD, "PGSSLMODE": "disable", "HOME": HOME.name,
                 "TERM": "dumb", "PAGER": "cat", **dict(tls)})
        self.greeted = False

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.program.kill()
        self.program.wait()

    def interrupt(self):
        self.program.send_signal(signal.SIGINT)

    def said(self, statement, then=None):
        """What it prints for a statement; `then` is done a moment after the statement was taken."""
        if not self.greeted:
            self.until_prompt()
            self.greeted = True
        os.write(self.program.stdin.fileno(), f"{statement};\n".encode())
        if then:
            time.sleep(0.7)
            then()
        return self.until_prompt().partition(f"{statement};\n")[2]

    def until_prompt(self):
        printed = b""
        while not printed.endswith(PROMPT.encode()):
            part = os.read(self.program.stdout.fileno(), 1 << 16)
            if not part:
                raise RuntimeError(f"pgcli ended: {printed.decode()}")
            printed += part
        return printed.decode().replace("\r\n", "\n").removesuffix(PROMPT)
