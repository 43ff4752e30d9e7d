"""What passes is in no log: presence is compared between everybody who is shown it, at whichever
node. Pure.

Of `presence` only what the rows of connections and the log say: another device and who was heard
are known to nodes that were told, and forgotten with them.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.rooms.presence import Presence
from app.rooms.roles import Audience
from tests.faults.checker import Complaint

COMPARED = ("people", "presenter_missing", "departed")


@dataclass(frozen=True, slots=True)
class Looked:
    """What somebody is shown of who is connected; None where nobody is told, at the door."""

    who: str
    room: str
    audience: str
    presence: dict[str, Any] | None


def unlike(looked: Sequence[Looked], *, has_bus: bool = True) -> Iterator[Complaint]:
    """Who of an audience is shown another presence than the first of it, and who is shown that
    somebody is not connected, where everybody is.

    Without a bus only the node knows that somebody is away for a moment, to whom they have said so.
    """
    first: dict[tuple[str, str], dict[str, Any]] = {}
    for one in looked:
        if one.presence is None:
            if one.audience != Audience.WAITING:
                yield Complaint("presence", one.room, f"{one.who} is shown none")
            continue
        shown = {name: one.presence.get(name) for name in COMPARED}
        if not has_bus:
            shown["people"] = {who: _connected(how) for who, how in one.presence["people"].items()}
        others = first.setdefault((one.room, one.audience), shown)
        if differs := [name for name in COMPARED if shown[name] != others[name]]:
            about = f"{one.who} is shown another {' and '.join(differs)} than the others"
            about += f": {_unlike(shown, others)}"
            yield Complaint("presence", one.room, about)
        if Presence.NOT_CONNECTED.value in one.presence["people"].values():
            yield Complaint("presence", one.room, f"{one.who} misses somebody who is connected")


def _connected(how: str) -> str:
    """As the rows know it."""
    return Presence.HERE.value if how == Presence.AWAY.value else how


def _unlike(shown: dict[str, Any], others: dict[str, Any]) -> str:
    """What somebody is shown otherwise than the others, by person."""
    told = {who: how for who, how in shown["people"].items() if how != others["people"].get(who)}
    return str(told or {name: shown[name] for name in COMPARED[1:]})
