"""The servers of the matrix when it runs by itself: those of the end-to-end tests, and gone when it ends."""
import contextlib
import pathlib
import shutil
import tempfile

import runner  # first: it says where the other modules are

import canaries
import certificates
import conftest
import places
import planted


@contextlib.contextmanager
def running():
    work = pathlib.Path(tempfile.mkdtemp(prefix="phony-clients-"))
    work.chmod(0o755)
    people = list(planted.people())
    with contextlib.ExitStack() as stack:
        stack.callback(shutil.rmtree, work, ignore_errors=True)
        certs = certificates.Certificates(work / "certs")
        cluster = stack.enter_context(conftest.running_shop(work, certs, people))
        masked = stack.enter_context(places.running(work / "masked", cluster.port, columns=planted.COLUMNS))
        tls = stack.enter_context(runner.tls_gateway(work / "tls", cluster.port, certs))
        yield runner.World(masked, tls, certs, people, canaries.Canaries(people))
