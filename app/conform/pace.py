"""How long the kit waits, and what it takes for at once. All in seconds."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Pace:
    """`deadline`: of a state. `watch`: how long something has to stay so. `bound`: how long a guard
    may take to close again. `listener`: how long after the last packet a listener may still say
    that it hears somebody. `rest`: from one look to the next."""

    deadline: float = 2.0
    watch: float = 1.0
    bound: float = 1.0
    listener: float = 0.25
    rest: float = 0.02

    @property
    def deadline_ms(self) -> int:
        """As it is written."""
        return round(self.deadline * 1000)

    @property
    def lasts(self) -> float:
        """How long a short state lasts: until it has been answered and looked at, and no longer."""
        return 2 * self.deadline + self.watch

    @property
    def lasts_ms(self) -> int:
        """As it is written."""
        return round(self.lasts * 1000)
