"""What somebody may send in a LiveKit room: complete lists of sources, never one forgotten.

To LiveKit an empty list means *everything*; nothing at all is said by taking publishing away. Of
everybody whose place is ours the list is one of a table; a screen, or its sound, is on none.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import IntEnum

from livekit.protocol.models import ParticipantPermission

from app.calls.wanted import Wanted


class Source(IntEnum):
    """What a stream says of itself that it is, with LiveKit's numbers; nobody checks it there."""

    UNKNOWN = 0
    CAMERA = 1
    MICROPHONE = 2
    SCREEN_SHARE = 3
    SCREEN_SHARE_AUDIO = 4


class Media(IntEnum):
    """What a stream is, whatever it calls itself; LiveKit's numbers."""

    AUDIO = 0
    VIDEO = 1
    DATA = 2


@dataclass(frozen=True, slots=True)
class Grant:
    """What may be sent. `sources` without a member, while `may_send`: everything."""

    may_send: bool
    sources: frozenset[Source] = frozenset()

    def allows(self, source: Source) -> bool:
        """As LiveKit decides it."""
        return self.may_send and (not self.sources or source in self.sources)

    def is_within(self, other: "Grant") -> bool:
        """Whether nothing may be sent by this one that may not by the other."""
        return all(other.allows(source) for source in Source if self.allows(source))

    def names(self) -> list[str]:
        """As a token lists them."""
        return [one.name.lower() for one in sorted(self.sources)]


NOTHING = Grant(may_send=False)
_CAMERA, _MICROPHONE = frozenset({Source.CAMERA}), frozenset({Source.MICROPHONE})

GRANTS: Mapping[tuple[bool, bool], Grant] = {
    (False, False): Grant(may_send=True, sources=_CAMERA | _MICROPHONE),
    (True, False): Grant(may_send=True, sources=_CAMERA),
    (False, True): Grant(may_send=True, sources=_MICROPHONE),
    (True, True): NOTHING,
}
"""By whether the microphone is locked, and whether the camera is."""


def grant_for(wanted: Wanted) -> Grant:
    """What the room lets this person send."""
    return GRANTS[wanted.microphone_locked, wanted.camera_locked]


def is_lock(wanted: Wanted) -> bool:
    """Whether anything of theirs is to be closed."""
    return wanted.microphone_locked or wanted.camera_locked


def locked_media(wanted: Wanted) -> frozenset[Media]:
    """What must not come from them under any name."""
    shut = ((Media.AUDIO, wanted.microphone_locked), (Media.VIDEO, wanted.camera_locked))
    return frozenset(media for media, is_locked in shut if is_locked)


def freed(grant: Grant) -> Grant:
    """What was locked, and is not any more: microphone and camera are theirs again, to open."""
    if grant.may_send and not grant.sources:
        return grant
    ours = GRANTS[False, False].sources
    return Grant(may_send=True, sources=(grant.sources if grant.may_send else frozenset()) | ours)


def read(permission: ParticipantPermission) -> Grant:
    """What LiveKit says that somebody may send."""
    return Grant(permission.can_publish, _sources(permission.can_publish_sources))


def written(grant: Grant, before: ParticipantPermission) -> ParticipantPermission:
    """The whole permission to ask for; all that is not sending stays as it is, hearing too."""
    made = ParticipantPermission()
    made.CopyFrom(before)
    made.ClearField("can_publish_sources")
    made.MergeFrom(ParticipantPermission(can_publish_sources=[s.name for s in grant.sources]))
    made.can_publish = grant.may_send
    return made


def _sources(numbers: Iterable[int]) -> frozenset[Source]:
    """Those that we know; of a newer server's there is nothing to say."""
    known = {one.value for one in Source}
    return frozenset(Source(n) if n in known else Source.UNKNOWN for n in numbers)
