"""Who is connected, as each audience may know it. Ephemeral, and never authority.

Leaders read a lost connection after 10 s, the circle after 30 s, so that a silence can be trusted
to be a silence and a short loss disturbs nobody.
"""

from collections.abc import Iterable, Mapping
from enum import StrEnum

from app.phases.tempo import Tempo
from app.phases.units import Instant, Millis, later
from app.rooms.fields import PersonId
from app.rooms.roles import Audience
from app.rooms.state import Person, Room


class Presence(StrEnum):
    """How a seat's connection is shown."""

    HERE = "here"
    NOT_CONNECTED = "not_connected"
    AWAY = "away"
    SEATED = "seated"


Parted = Mapping[PersonId, Instant]
"""When each person's last socket closed; people not in it are connected or never were here."""


def presence(
    room: Room, parted: Parted, away: Iterable[PersonId], to: Audience, now: Instant
) -> dict[PersonId, str]:
    """The presence of everyone seated, for this audience at `now`."""
    told = _told(room.plan.tempo, to)
    absent = frozenset(away)
    return {p.id: _state(p, parted, absent, told, now) for p in room.seated()}


def _state(
    person: Person, parted: Parted, away: frozenset[PersonId], told: Millis, now: Instant
) -> str:
    if person.by_name:
        return Presence.SEATED.value
    if person.is_gone or not person.visit:
        return Presence.NOT_CONNECTED.value
    since = parted.get(person.id)
    if since is not None and now >= later(since, told):
        return Presence.NOT_CONNECTED.value
    return Presence.AWAY.value if person.id in away else Presence.HERE.value


def _told(tempo: Tempo, to: Audience) -> Millis:
    return tempo.told_leaders if to is Audience.LEADER else tempo.told_circle


def presenter_missing(room: Room, parted: Parted, now: Instant) -> bool:
    """Whether leaders are told that the presenter is not connected; nothing pauses by itself."""
    presenter = room.presenter()
    if presenter is None or presenter.by_name:
        return False
    since = parted.get(presenter.id)
    return since is not None and now >= later(since, room.plan.tempo.told_presenter)


def shown_apart(room: Room, parted: Parted, now: Instant) -> tuple[frozenset[PersonId], ...]:
    """Whose loss is shown by now, for each grace that somebody is given; nothing where nobody's is.

    It is all that `parted` comes to in what anybody sees.
    """
    tempo = room.plan.tempo
    graces = (tempo.told_leaders, tempo.told_circle, tempo.told_presenter)
    found = [frozenset([p for p, at in parted.items() if now >= at + grace]) for grace in graces]
    return tuple(found) if any(found) else ()


def next_change(room: Room, parted: Parted, now: Instant) -> Instant | None:
    """The next instant at which somebody's presence is shown otherwise."""
    tempo = room.plan.tempo
    graces = (tempo.told_leaders, tempo.told_circle, tempo.told_presenter)
    coming = [at + grace for at in parted.values() for grace in graces if at + grace > now]
    return Instant(min(coming)) if coming else None
