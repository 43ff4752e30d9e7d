"""What each node holds of a room's ephemeral facts: its own share, and those of the others.

A share is told whole. Of each node the newest counts, for 25 s; then the node has died, and its
facts with it. A fact is held by the node where it was said, until one newer is said elsewhere, and
also by the node to which its person is connected: so whoever comes back elsewhere in time brings
along what they asked for, when their node has died.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from app.phases.units import MINUTE, SECOND, Instant, Millis, later
from app.rooms.counted import is_over, whose
from app.rooms.facts import (
    DRIVEN,
    LINES,
    MOST_FACTS,
    MOST_LINES,
    SHAPES,
    Fact,
    Facts,
    Key,
    Value,
    merged,
)
from app.rooms.fields import ID_PATTERN, PersonId, RoomId
from app.rooms.ports import Share
from app.rooms.state import Room

SILENCE = Millis(25 * SECOND)
"""A share not told anew for so long is dropped."""
REMEMBERED = Millis(10 * MINUTE)
"""How long it is told that something holds no more: longer than nodes do not hear each other."""
MOST_AHEAD = Millis(10 * SECOND)
"""Beyond any error of a clock: a stamp further ahead would push all that follow before it."""
LONGEST = 200
LARGEST = 2**53
MOST_NODES = 64

_ID = re.compile(ID_PATTERN)


class Malformed(Exception):
    """This is no share; nothing of it is repeated in the message."""


@dataclass(frozen=True, slots=True)
class Told:
    """What another node told: `at` orders its shares and ages them, `comings` counts who came and
    went there, `asks` that it does not know the others' shares yet."""

    at: Instant
    facts: Facts = field(default_factory=dict)
    comings: int = 0
    asks: bool = False

    def is_silent(self, now: Instant) -> bool:
        """Whether this node has not been heard for too long."""
        return now >= later(self.at, SILENCE)


@dataclass(frozen=True, slots=True)
class Shares:
    """One node's picture: `own`, what the `others` told, and `facts`, all of it as one."""

    own: Facts = field(default_factory=dict)
    others: Mapping[str, Told] = field(default_factory=dict)
    facts: Facts = field(default_factory=dict)

    @property
    def opened(self) -> frozenset[PersonId]:
        """Whose lock this node itself has lifted."""
        return frozenset(whose(key) for key in self.own if key[0] == "opened")

    def saying(self, facts: Facts) -> "Shares":
        """With something that was said here."""
        return _of(merged(self.own, facts), self.others) if facts else self

    def adding(self, said: Facts, newest: Instant, room: Room, now: Instant) -> "Shares | None":
        """As `saying` and then `kept`, where this was `kept` for the same room and people before
        `forgets_at`, and `newest` is the highest stamp of what is known.

        None where that asks for a look at more than what was said: when a fact is no newer, is over
        or would push out another one.
        """
        many = len(self.facts) + len(said)
        for key, fact in said.items():
            is_fresh = newest < fact.at and now < later(fact.at, REMEMBERED)
            has_room = many <= MOST_LINES or (many <= MOST_FACTS and key[0] not in LINES)
            if not is_fresh or not has_room or is_over(key, fact.value, room):
                return None
        own = {**self.own, **said}
        return Shares(own, self.others, {**self.facts, **said} if self.others else own)

    @property
    def forgets_at(self) -> Instant | None:
        """When this node need not tell any more that something holds no more."""
        ended = (fact.at for fact in self.own.values() if not fact.value)
        return min((later(at, REMEMBERED) for at in ended), default=None)

    def without(self, keys: Collection[Key]) -> "Shares":
        """Without these of our own, whatever others tell."""
        left = {key: fact for key, fact in self.own.items() if key not in keys}
        return self if len(left) == len(self.own) else _of(left, self.others)

    def hearing(self, node: str, told: Told, now: Instant) -> "Shares":
        """With another node's share, unless it came too late, or behind a newer one."""
        known = self.others.get(node)
        is_late = known is not None and told.at <= known.at
        if is_late or told.is_silent(now) or (known is None and len(self.others) >= MOST_NODES):
            return self
        return _of(self.own, {**self.others, node: told})

    def without_silent(self, now: Instant) -> "Shares":
        """Without the nodes that have died."""
        left = {node: told for node, told in self.others.items() if not told.is_silent(now)}
        return self if len(left) == len(self.others) else _of(self.own, left)

    def kept(self, room: Room, here: Collection[PersonId], now: Instant) -> "Shares":
        """With what this node has to tell: nothing that is over or was said anew elsewhere, and
        whatever is of the people connected here.

        A lock that it has lifted itself it holds until it knows better: another node that lifted it
        too takes that back once it is recorded, which this node may not be able to read yet.
        """
        if not self.facts:
            return self
        lifted = {key: fact for key, fact in self.own.items() if key[0] == "opened"}
        own = {
            key: fact
            for key, fact in {**self.facts, **lifted}.items()
            if (self.own.get(key) == fact or _comes_along(key, fact, here))
            and not is_over(key, fact.value, room)
            and (fact.value or now < later(fact.at, REMEMBERED))
        }
        return self if own == self.own else _of(own, self.others)


def _of(own: Facts, others: Mapping[str, Told]) -> Shares:
    facts = merged(own, *(told.facts for told in others.values())) if others else own
    return Shares(own, others, facts)


def _comes_along(key: Key, fact: Fact, here: Collection[PersonId]) -> bool:
    """Opening a lock is of a node that cannot record it, what is said of the call of the one that
    drives it; neither is of anybody's connection."""
    return bool(fact.value) and key[0] not in (*DRIVEN, "opened") and whose(key) in here


# On the bus ------------------------------------------------------------------------------------


def share_of(room: RoomId, node: str, told: Told) -> Share:
    """A node's share as the bus carries it."""
    facts = [[fact.at, *key, list(fact.value)] for key, fact in told.facts.items()]
    body = {"at": told.at, "comings": told.comings, "asks": told.asks, "facts": facts}
    return Share(room, node, body)


def understood(share: Share, now: Instant) -> Told:
    """What a share tells; kinds that only a newer node knows are ignored. Raises `Malformed`."""
    body = share.facts
    at, comings, asks, facts = (body.get(k) for k in ("at", "comings", "asks", "facts"))
    if not isinstance(asks, bool) or not isinstance(facts, list):
        raise Malformed
    if len(facts) > MOST_FACTS + MOST_LINES:
        raise Malformed
    latest = later(now, MOST_AHEAD)
    found = dict(_fact(row, latest) for row in facts if not _is_of_a_newer_node(row))
    return Told(_instant(at, latest), merged(found), _number(comings), asks)


def _is_of_a_newer_node(row: Any) -> bool:
    is_row = isinstance(row, list) and len(row) > 1 and isinstance(row[1], str)
    return is_row and row[1] not in SHAPES


def _fact(row: Any, latest: Instant) -> tuple[Key, Fact]:
    if not isinstance(row, list) or len(row) < 3:
        raise Malformed
    at, kind, *ids, value = row
    shape = SHAPES[kind] if isinstance(kind, str) else None
    if shape is None or len(ids) != shape.ids or not all(map(_is_id, ids)):
        raise Malformed
    return (kind, *ids), Fact(_instant(at, latest), _value(value, shape.value, latest))


def _value(value: Any, wanted: tuple[type, ...], latest: Instant) -> Value:
    if not isinstance(value, list):
        raise Malformed
    if not value:
        return ()
    if tuple(map(type, value)) != wanted or any(map(_is_too_much, value)):
        raise Malformed
    return (_instant(value[0], latest), *value[1:])


def _instant(value: Any, latest: Instant) -> Instant:
    if _number(value) > latest:
        raise Malformed
    return Instant(value)


def _number(value: Any) -> int:
    if type(value) is not int or value < 0:  # a bool is no number here
        raise Malformed
    return value


def _is_id(value: Any) -> bool:
    return isinstance(value, str) and _ID.fullmatch(value) is not None


def _is_too_much(value: int | str) -> bool:
    return len(value) > LONGEST if isinstance(value, str) else not 0 <= value <= LARGEST
