"""What the driving node says of the call, as facts that pass: what is new, and what is over."""

from collections.abc import Mapping

from app.phases.units import Instant
from app.rooms.ephemeral import CallSaid, Said
from app.rooms.facts import DRIVEN, NO_LONGER, Changes, Facts, Key, Value
from app.rooms.fields import PersonId

People = Mapping[PersonId, Said]


def news(known: Facts, locks: People, releases: People, call: CallSaid, now: Instant) -> Changes:
    """What to say so that others know this and nothing else: of locks that are wanted, of those
    that should be gone and are not, and of the call."""
    said: dict[Key, Value] = {("lock", who): _value(one) for who, one in locks.items()}
    said |= {("release", who): _value(one) for who, one in releases.items()}
    said["call",] = (call.door.value, call.removal.value, call.why)
    before = {k: fact.value[1:] for k, fact in known.items() if k[0] in DRIVEN and fact.value}
    changed = {key: (now, *value) for key, value in said.items() if before.get(key) != value}
    return changed | dict.fromkeys(before.keys() - said.keys(), NO_LONGER)


def _value(said: Said) -> Value:
    return (said.claim.value, said.why)
