"""What a gateway may not lose, whatever its peers do: its life, descriptors, sessions, memory."""
import os
import pathlib
import time


class Vitals:
    """The values at the start, and the demand that they come back."""

    def __init__(self, phony, use=None):
        self.phony = phony
        # What a first use opens for good (threads, their queues) is no leak.
        for _ in range(4):
            (use or phony.assert_alive)()
        phony.metrics()
        self.descriptors = self._steady_descriptors()
        self.sessions = self.sessions_now()
        phony.reset_peak()
        self.resident = phony.resident()[0]

    def descriptors_now(self):
        return len(os.listdir(f"/proc/{self.phony.pid}/fd"))

    def sessions_now(self):
        return self.phony.metric(r"phony_connections\{")

    def busy_seconds(self):
        """How long its threads have run, or stood ready to: a loop that spins does one of both, however busy the
        machine is."""
        seconds = 0
        for thread in pathlib.Path(f"/proc/{self.phony.pid}/task").iterdir():
            ran, waited, _ = map(int, (thread / "schedstat").read_text().split())
            seconds += (ran + waited) / 1e9
        return seconds

    def _steady_descriptors(self):
        count, since = self.descriptors_now(), time.monotonic()
        while time.monotonic() - since < 0.3:
            time.sleep(0.02)
            if (now := self.descriptors_now()) != count:
                count, since = now, time.monotonic()
        return count

    def assert_descriptors_returned(self, seconds=20):
        self._await(self.descriptors_now, self.descriptors, "descriptors", seconds)

    def assert_returned(self, seconds=20):
        """Alive, with no more sessions and descriptors than at the start."""
        gateway = self.phony.gateway
        assert gateway.alive(), f"the gateway died with {gateway.process.returncode}:\n{gateway.log()[-3000:]}"
        self._await(self.sessions_now, self.sessions, "sessions", seconds)
        self.assert_descriptors_returned(seconds)

    def _await(self, measure, start, what, seconds):
        deadline = time.monotonic() + seconds
        while (now := measure()) > start:
            assert time.monotonic() < deadline, f"{now} {what} instead of {start}, {seconds} s after the last client"
            time.sleep(0.005)

    def assert_memory(self, bound):
        """Neither at its peak nor now is there more than `bound` KiB above the start."""
        now, peak = self.phony.resident()
        growth = peak - self.resident
        assert growth < bound, f"memory grew by {growth} KiB at its peak, {now - self.resident} now"
        return growth
