"""Places in a call that are nobody's of the room yet, as far as leaders are told of them."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from app.rooms.counted import Parts
from app.rooms.fields import PersonId, PlaceId


class Via(StrEnum):
    """By what somebody is in a call."""

    WEB = "web"
    APP = "app"
    TELEPHONE = "telephone"
    UNKNOWN = "unknown"


LABELS = frozenset({"media-tested", "contract-tested", "community"})
"""How what drives a call can be proven; another word is a newer node's."""


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A place that is nobody's: `name` is what they call themselves there, empty if nothing;
    `claims`: whom the call says that they are, which a leader confirms."""

    name: str = field(default="", repr=False)
    claims: PersonId | None = None
    via: Via = Via.UNKNOWN


@dataclass(frozen=True, slots=True)
class Strangers:
    """Who is in the call and nobody's: some of the places, and how many `more` there are."""

    places: Mapping[PlaceId, Unmatched] = field(default_factory=dict)
    more: int = 0


def strangers_of(parts: Parts) -> Strangers:
    """What the driving node says of them; in the same order at every node."""
    told = (
        (
            PlaceId(key[1]),
            Unmatched(str(name), PersonId(str(claims)) if claims else None, _via(via)),
        )
        for key, (_, name, claims, via) in parts.get("unmatched", [])
    )
    more = sum(int(value[1]) for _, value in parts.get("unmatched_more", []))
    return Strangers(dict(sorted(told, key=_by_name)), more)


def label_of(parts: Parts) -> str:
    """How what drives the call is proven, as its node says; empty while nobody does."""
    told = (str(value[1]) for _, value in parts.get("tested", []))
    return next((word for word in told if word in LABELS), "")


def shown(strangers: Strangers) -> list[dict[str, Any]]:
    """Each place as leaders read of it."""
    return [
        {"place": place, "name": one.name, "claims": one.claims, "via": one.via.value}
        for place, one in strangers.places.items()
    ]


def _by_name(one: tuple[PlaceId, Unmatched]) -> tuple[str, PlaceId]:
    return one[1].name, one[0]


def _via(word: int | str) -> Via:
    """What only a newer node knows is not known here."""
    return _WAYS.get(word, Via.UNKNOWN)


_WAYS: Mapping[int | str, Via] = {one.value: one for one in Via}
