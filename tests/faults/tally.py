"""What a run has seen, counted; how long calm took to come; and what was wrong."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.faults.checker import Complaint
from tests.faults.trial import Trial, audiences
from tests.support.fault_proxy import FATES
from tests.support.history import Press


@dataclass
class Tally:
    """Of all trials of a run."""

    wrong: list[Complaint] = field(default_factory=list)
    took: dict[str, list[float]] = field(default_factory=dict)
    counted: Counter[str] = field(default_factory=Counter)
    away: list[float] = field(default_factory=list)
    """Seconds from a node's asking somebody to go until another let them in."""

    def calm(self, after: str, seconds: float) -> None:
        """Calm has come."""
        self.took.setdefault(after, []).append(seconds)
        print(f"  {after:18} calm after {seconds:.2f} s", flush=True)

    def count(self, what: str, many: int) -> None:
        """So many more."""
        self.counted[what] += many

    def take(self, trial: Trial, wrong: list[Complaint]) -> None:
        """A trial that is over, and what it has shown."""
        self.wrong += wrong
        if len(trial.cluster.nodes) > 1:
            self.away += [seconds for one in trial.people for seconds in one.away]
        self.count("histories of a room judged", len(trial.rooms) * max(1, trial.rounds))
        self.counted.update(presses_counted(list(trial.history.presses.values())))
        self.counted.update(
            {
                "connections": sum(one.lines for one in trial.people),
                "pings compared": len(trial.history.pinged),
                "states compared": len(trial.history.seen),
                **{f"of them as {a}": n for a, n in audiences(trial.history.seen).items()},
                **{f"lines: {f}": sum(p.met[f] for p in trial.cluster.proxies) for f in FATES},
                **{f"to the database: {f}": n for f, n in _met(trial).items()},
            }
        )


def _met(trial: Trial) -> dict[str, int]:
    return {fate: sum(line.met[fate] for line in trial.cluster.lines) for fate in FATES}


def presses_counted(presses: Sequence[Press]) -> dict[str, int]:
    """How many there are of each sort."""
    answered = [one for one in presses if one.done or one.refused is not None]
    return {
        "presses": len(presses),
        "acknowledged": sum(one.seq is not None for one in presses),
        "refused": sum(one.refused is not None for one in presses),
        "without an answer": len(presses) - len(answered),
        "sent more than once": sum(one.times_sent > 1 for one in presses),
    }
