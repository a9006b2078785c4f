"""Well-behaved sessions that go on while others are broken: each asks for values of its own, and for no others'."""
import contextlib
import threading
import time

import wire

PAUSE = 0.01


class Bystanders:
    """Each knows what it must get: its tag and its person's stand-in, as an undisturbed session sees them."""

    def __init__(self, place, numbers):
        self.place = place
        self.answers = dict.fromkeys(numbers, 0)
        self.faults = []
        with place.raw() as client:
            self.expected = {number: client.query(self._question(number, "")).values()[0][2:] for number in numbers}
        self._stop = threading.Event()
        self._started = threading.Barrier(len(self.answers) + 1, timeout=30)
        self._threads = [threading.Thread(target=self._ask, args=(number,), daemon=True) for number in numbers]

    @staticmethod
    def _question(number, tag):
        return f"SELECT '{tag}', id, first_name, email, phone FROM people WHERE id = {number}"

    def _ask(self, number):
        try:
            with self.place.raw(timeout=60) as client:
                self._started.wait()
                while not self._stop.is_set():
                    tag = f"tag-{number}-{self.answers[number]}"
                    sql = self._question(number, tag)
                    if self.answers[number] % 2:
                        answer = client.ask(wire.parse(sql), wire.bind(), wire.execute(), wire.SYNC)
                    else:
                        answer = client.query(sql)
                    wanted = [[tag.encode(), b"%d" % number, *self.expected[number]]]
                    assert answer.values() == wanted, f"session {number} got {answer.values()} instead of {wanted}"
                    self.answers[number] += 1
                    time.sleep(PAUSE)
        except Exception as fault:  # told by the test, not lost with the thread
            self.faults.append(f"session {number}: {fault!r}")

    def start(self):
        for thread in self._threads:
            thread.start()
        self._started.wait()

    def stop(self):
        self._stop.set()
        for thread in self._threads:
            thread.join(60)


@contextlib.contextmanager
def around(place, numbers=(11, 12, 13, 14)):
    """While the block runs they ask; at its end every one of them has had only its own answers, and some."""
    bystanders = Bystanders(place, numbers)
    bystanders.start()
    try:
        yield bystanders
    finally:
        bystanders.stop()
    assert not bystanders.faults, bystanders.faults
    assert all(count > 2 for count in bystanders.answers.values()), bystanders.answers
