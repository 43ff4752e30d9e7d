"""The server's time as a client knows it: two bounds, kept apart. Pure.

A `sync` sample gives two differences. Forward, `heard - sent`, is how far the server is ahead plus
the time the frame took to get there; backward, `arrived - answered`, is the time the answer took
minus how far it is ahead. No trip takes less than nothing, so the truth lies between minus the
smallest backward and the smallest forward difference. The two minima may come from different
samples: one lucky trip each way is enough.
"""

from dataclasses import dataclass

WINDOW = 16
"""Samples kept; older ones say nothing any more."""
DRIFT = 50e-6
"""How fast two quartz clocks may part (50 ppm): a sample's word loosens by this much."""
FIRST_SAMPLES = (0, 100, 200, 350, 500, 700, 900, 1100, 1300, 1500)
"""When to ask, in milliseconds after `welcome`; afterwards once with every ping."""
TORN = 5.0
"""Milliseconds by which a sample may contradict the others (both clocks round, and drift); beyond,
one of the clocks was set or slept, and the others are worth nothing."""


@dataclass(frozen=True, slots=True)
class Sample:
    """`sent` and `arrived` by our own clock, `heard` and `answered` by the server's; all in ms."""

    sent: float
    heard: float
    answered: float
    arrived: float

    def forward(self, now: float) -> float:
        """The server is at most this much ahead."""
        return self.heard - self.sent + self._aged(now)

    def backward(self, now: float) -> float:
        """The server is at least minus this much ahead."""
        return self.arrived - self.answered + self._aged(now)

    def _aged(self, now: float) -> float:
        return max(0.0, now - self.arrived) * DRIFT


@dataclass(frozen=True, slots=True)
class ServerClock:
    """The last samples and what they say; a new one after each."""

    samples: tuple[Sample, ...] = ()

    def with_sample(self, sample: Sample) -> "ServerClock":
        """With one more; alone, if it contradicts the others."""
        if self.samples:
            low, high = self.bounds(sample.arrived)
            own_low, own_high = -sample.backward(sample.arrived), sample.forward(sample.arrived)
            if own_low > high + TORN or own_high < low - TORN:
                return ServerClock((sample,))
        return ServerClock((*self.samples, sample)[-WINDOW:])

    def bounds(self, now: float) -> tuple[float, float]:
        """How far the server is ahead, at least and at most; raises `ValueError` with no sample."""
        forward = min(sample.forward(now) for sample in self.samples)
        backward = min(sample.backward(now) for sample in self.samples)
        return -backward, forward

    def offset(self, now: float) -> float:
        """How far the server is ahead: the middle of what is possible."""
        return sum(self.bounds(now)) / 2

    def error(self, now: float) -> float:
        """How wrong `offset` can be at most."""
        low, high = self.bounds(now)
        return max(0.0, high - low) / 2

    def server_now(self, now: float) -> float:
        """The server's time when our own clock says `now`."""
        return now + self.offset(now)
