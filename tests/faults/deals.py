"""Which faults a run deals to which ground. Pure: chance comes with the seed.

Each ground has its own deck of all faults that can happen there, shuffled anew when it is empty: a
rare and costly one, such as a bus that is gone for half a minute, is in every run that is long
enough, and not only in those that were lucky.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from tests.faults.kinds import FAULTS, Needs

TO_A_TRIAL = 5
"""Rounds after which meetings are proven and begun anew, on the next ground."""
GROUNDS: dict[str, frozenset[Needs]] = {
    "notify": frozenset({Needs.POSTGRES, Needs.LINES, Needs.WALLS}),
    "nats": frozenset({Needs.POSTGRES, Needs.LINES, Needs.WALLS, Needs.NATS}),
    "sqlite": frozenset({Needs.SQLITE, Needs.WALLS}),
}
"""Where nodes stand, and what faults find there: PostgreSQL with either bus, or a file."""


@dataclass(frozen=True, slots=True)
class Deal:
    """What one trial suffers, in this order."""

    ground: str
    names: tuple[str, ...]


def deals(seed: int, many: int, only: Sequence[str]) -> Iterator[Deal]:
    """So many faults, a few to each trial, on one ground after the other."""
    decks = {
        ground: _deck(Random(f"{seed}/{ground}"), possible(ground, only)) for ground in GROUNDS
    }
    for ground, some in _shares(many, only):
        yield Deal(ground, tuple(islice(decks[ground], some)))


def _deck(chance: Random, names: Sequence[str]) -> Iterator[str]:
    while True:
        yield from chance.sample(names, len(names))


def _shares(many: int, only: Sequence[str]) -> Iterator[tuple[str, int]]:
    grounds = cycle(ground for ground in GROUNDS if possible(ground, only))
    for done in range(0, many, TO_A_TRIAL):
        yield next(grounds), min(TO_A_TRIAL, many - done)


def possible(ground: str, only: Sequence[str]) -> list[str]:
    """The faults of these that can happen there."""
    return [name for name in only if FAULTS[name].needs <= GROUNDS[ground]]


def promised(many: int, only: Sequence[str]) -> set[tuple[str, str]]:
    """Each ground with each fault that so many rounds are enough for."""
    found: set[tuple[str, str]] = set()
    for ground in GROUNDS:
        names = possible(ground, only)
        if sum(some for where, some in _shares(many, only) if where == ground) >= len(names):
            found |= {(ground, name) for name in names}
    return found
