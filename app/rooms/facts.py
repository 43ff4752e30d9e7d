"""Ephemeral facts: small values by key, each with a stamp, and how several pictures become one.

What nodes tell each other may be lost, doubled, delayed and reordered. So nothing is added or taken
away: of each key the newest fact holds, "no longer" is a fact as well, and merging is the same in
whatever order and however often it is done.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from app.phases.units import Instant

Key = tuple[str, ...]
"""The kind, then ids: whose fact it is comes first."""
Value = tuple[int | str, ...]
Changes = Mapping[Key, Value]
NO_LONGER: Value = ()


@dataclass(frozen=True, slots=True, order=True)
class Fact:
    """`at` is a stamp, above every stamp that was known where it was made. The value begins with
    the instant at which it was said; an empty one says that it does not hold any more."""

    at: Instant
    value: Value


Facts = Mapping[Key, Fact]


@dataclass(frozen=True, slots=True)
class Shape:
    """How many ids follow the kind in a key, and what its value is made of."""

    ids: int
    value: tuple[type, ...]


SHAPES: dict[str, Shape] = {
    "need": Shape(1, (int, str)),
    "seen": Shape(2, (int,)),
    "volunteer": Shape(1, (int, int)),
    "want_in": Shape(1, (int, int)),
    "away": Shape(1, (int,)),
    "heard": Shape(1, (int,)),
    "reminded": Shape(1, (int,)),
    "objection": Shape(2, (int,)),
    "signal": Shape(2, (int, str, str)),
    "text": Shape(2, (int, str, str)),
    "about_to": Shape(1, (int, str, str, int)),
    "not_yet": Shape(1, (int, int)),
    "opened": Shape(1, (int,)),
    "asked": Shape(1, (int, int, str)),
    "moved": Shape(1, (int,)),
    "replaced": Shape(1, (int, str)),
    "lock": Shape(1, (int, str, str)),
    "release": Shape(1, (int, str, str)),
    "call": Shape(0, (int, str, str, str)),
    "tested": Shape(0, (int, str)),
    "unmatched": Shape(1, (int, str, str, str)),
    "unmatched_more": Shape(0, (int, int)),
}
"""Every kind of fact. `seen`: whose need, which leader. `objection`: by whom, to which observer.
`signal`, `text`: by whom, and a number. A trailing number is the `phase_rev` it belongs to, a
trailing text of `need`, `signal` and `text` the stretch in which a leader presented, of
`replaced` the mark of the device that was left. `asked`: when somebody who sits back last opened
their own microphone, when that was a try, 0 for never, and the name of that one. `reminded`:
when who sits back was last asked to stay muted. `lock`, `release`, `call`: what the node that
drives the call says of one person's lock, of one that should be gone and is not, of the door and
of removals; each with the reason. `tested`: how what it drives by is proven. `unmatched`: of a
place in the call that is nobody's, what they call themselves, whom they are said to be and by
what they came; `unmatched_more`: how many such places there are beside those told of."""

LINES = frozenset({"signal", "text"})
"""Kinds of which each is said under a key of its own, so that the oldest have to go."""
WAITING = frozenset({"about_to", "not_yet"})
"""Kinds that say of a move that it waits, and that it does not."""
OF_THE_CALL = frozenset({"release", "call", "tested", "unmatched", "unmatched_more"})
"""Kinds that nothing in the log ends before the meeting is over: who said it takes it back."""
DRIVEN = OF_THE_CALL | {"lock"}
"""Kinds that are of the node that drives the call, and of nobody's connection."""
ABOUT: dict[str, str] = {
    "need": "needs",
    "seen": "needs",
    "volunteer": "volunteers",
    "want_in": "wants_in",
    "objection": "objections",
    **dict.fromkeys((*LINES, *WAITING), "between"),
    **{kind: kind for kind in ("away", "heard", "reminded", *DRIVEN)},
    **{kind: kind for kind in ("opened", "asked", "moved", "replaced")},
}
"""What each kind is about: a part of the signals, or of the moment; `asked` and
`replaced` are of neither."""
MOST_LINES = 20
MOST_FACTS = 256
"""Facts beside the lines; a circle has a few."""


def merged(*pictures: Facts) -> Facts:
    """Of each key the newest fact, within bounds; the same in any order, and however often."""
    newest: dict[Key, Fact] = {}
    for facts in pictures:
        for key, fact in facts.items():
            known = newest.get(key)
            if known is None or known < fact:
                newest[key] = fact
    return _bounded(newest)


def _bounded(facts: dict[Key, Fact]) -> Facts:
    """The newest of each sort: what is among the newest of all is so in every part of it."""
    if len(facts) <= MOST_LINES:
        return facts
    lines = [key for key in facts if key[0] in LINES]
    others = [key for key in facts if key[0] not in LINES]
    if len(lines) <= MOST_LINES and len(others) <= MOST_FACTS:
        return facts
    kept = (*_newest(facts, lines, MOST_LINES), *_newest(facts, others, MOST_FACTS))
    return {key: facts[key] for key in kept}


def _newest(facts: Facts, keys: Iterable[Key], most: int) -> list[Key]:
    return sorted(keys, key=lambda key: (facts[key].at, key), reverse=True)[:most]


def in_order(facts: Facts) -> list[tuple[Key, Fact]]:
    """The facts in the order in which they were said, the same at every node."""
    return sorted(facts.items(), key=lambda one: (one[1].at, one[0]))


def next_stamp(known: Facts, now: Instant) -> Instant:
    """A stamp above all that is known: what answers another fact is newer, whatever the clocks."""
    newest = max((fact.at for fact in known.values()), default=None)
    return now if newest is None else Instant(max(now, newest + 1))


def stamped(changes: Changes, at: Instant) -> Facts:
    """The changes as facts."""
    return {key: Fact(at, value) for key, value in changes.items()}
