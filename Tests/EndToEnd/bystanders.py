"""Well-behaved sessions that go on while others are broken: each asks for values of its own, and for no others'.

PostgreSQL 15 itself can be made to crash by a message (a fuzzed conversation that kills it does so without a gateway
too). Then all its sessions end, as 57P02 tells; a bystander comes back, and the test asks the server's log for the reason.
"""
import contextlib
import threading
import time

import wire

PAUSE = 0.01
CRASHED = {"57P02", "57P03", "08006"}  # crash_shutdown, cannot_connect_now, and the gateway's word for the end


class ServerCrashed(Exception):
    """The server ended the session."""


class Bystanders:
    """Each knows what it must get: its tag and its person's stand-in, as an undisturbed session sees them."""

    def __init__(self, place, numbers):
        self.place = place
        self.answers = dict.fromkeys(numbers, 0)
        self.faults = []
        self.ended_by_server = 0
        with place.raw() as client:
            self.expected = {number: client.query(self._question(number, "")).values()[0][2:] for number in numbers}
        self._stop = threading.Event()
        self._started = threading.Barrier(len(self.answers) + 1, timeout=30)
        self._threads = [threading.Thread(target=self._ask, args=(number,), daemon=True) for number in numbers]

    @staticmethod
    def _question(number, tag):
        return f"SELECT '{tag}', id, first_name, email, phone FROM people WHERE id = {number}"

    def _ask(self, number):
        self._session(number, self._started.wait)
        while not self._stop.wait(0.5):
            self._session(number)

    def _session(self, number, connected=lambda: None):
        try:
            with self.place.raw(timeout=60) as client:
                if not client.greeting or client.greeting[-1].kind != "Z":
                    raise ServerCrashed
                connected()
                while not self._stop.is_set():
                    tag = f"tag-{number}-{self.answers[number]}"
                    sql = self._question(number, tag)
                    if self.answers[number] % 2:
                        answer = client.ask(wire.parse(sql), wire.bind(), wire.execute(), wire.SYNC)
                    else:
                        answer = client.query(sql)
                    if any(error["C"] in CRASHED for error in answer.errors()):
                        raise ServerCrashed
                    wanted = [[tag.encode(), b"%d" % number, *self.expected[number]]]
                    assert answer.values() == wanted, f"session {number} got {answer!r} instead of {wanted}"
                    self.answers[number] += 1
                    time.sleep(PAUSE)
        except (ServerCrashed, wire.Closed, OSError):
            self.ended_by_server += 1
        except Exception as fault:  # told by the test, not lost with the thread
            self.faults.append(f"session {number}: {fault!r}")
            self._stop.set()

    def start(self):
        for thread in self._threads:
            thread.start()
        self._started.wait()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)


def crashes(cluster):
    """How often the server has lost one of its processes, by its own log."""
    return cluster.log.read_text(errors="replace").count("was terminated by signal")


@contextlib.contextmanager
def around(place, cluster=None, numbers=(11, 12, 13, 14)):
    """While the block runs they ask; at its end every one of them has had only its own answers, and some."""
    bystanders = Bystanders(place, numbers)
    bystanders.start()
    try:
        yield bystanders
    finally:
        bystanders.stop()
    assert not bystanders.faults, bystanders.faults
    if bystanders.ended_by_server:
        assert cluster and crashes(cluster), f"{bystanders.ended_by_server} sessions ended, and the server had not crashed"
    assert all(count > 2 for count in bystanders.answers.values()), bystanders.answers
