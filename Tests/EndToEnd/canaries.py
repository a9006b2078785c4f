"""The search for planted values in everything that left the gateway."""
import planted

WINDOW = 6
CHUNK = 1 << 20


class Canaries:
    """All patterns, found by their first bytes: one pass over the traffic, however many patterns there are."""

    def __init__(self, people):
        self.by_start = {}
        self.short = []
        self.count = 0
        for person in people:
            for value in person.texts():
                for pattern in planted.encodings(value):
                    self._add(pattern, f"person {person.id}: {value}")
            for value in person.binaries():
                self._add(value, f"person {person.id}: binary {value.hex()}")
                for pattern in planted.binary_encodings(value) if len(value) >= 8 else ():
                    self._add(pattern, f"person {person.id}: encoded binary {value.hex()}")

    def _add(self, pattern, name):
        self.count += 1
        if len(pattern) < WINDOW:
            self.short.append((pattern, name))
        else:
            self.by_start.setdefault(pattern[:WINDOW], []).append((pattern, name))

    def find(self, traffic):
        """What of the planted is in these bytes, at most ten of it."""
        found = [name for pattern, name in self.short if pattern in traffic]
        for start in range(0, len(traffic), CHUNK):
            piece = traffic[start:start + CHUNK + WINDOW]
            windows = {piece[at:at + WINDOW] for at in range(len(piece) - WINDOW + 1)}
            for window in windows & self.by_start.keys():
                found += [name for pattern, name in self.by_start[window] if pattern in traffic]
            if len(found) >= 10:
                break
        return sorted(set(found))[:10]
