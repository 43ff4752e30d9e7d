"""Which shape each section has for each audience; what is not here does not exist for it."""

from typing import Any

from app.rooms.ephemeral import Passing
from app.rooms.roles import Audience
from app.rooms.views import Section
from app.web.shown import meeting, passing, people

_ROOM = meeting.RoomInCircle | meeting.RoomInCircleTimed
_CLOCK = meeting.ClockPlain | meeting.ClockInBands | meeting.ClockInDigits
_CLOCK_FOR_LEADER = meeting.ClockForLeader | meeting.ClockForLeaderInBands
_CIRCLE: dict[Section, Any] = {
    Section.ROOM: _ROOM,
    Section.PHASE: meeting.PhaseInCircle,
    Section.CLOCK: _CLOCK,
    Section.CIRCLE: people.CircleShown,
    Section.FLOOR: people.FloorShown,
    Section.DOOR: people.DoorShown,
    Section.YOU: people.You,
}
LOGGED: dict[Audience, dict[Section, Any]] = {
    Audience.LEADER: {
        **_CIRCLE,
        Section.ROOM: meeting.RoomForLeader,
        Section.PHASE: meeting.PhaseForLeader,
        Section.CLOCK: _CLOCK_FOR_LEADER,
        Section.CIRCLE: people.CircleForLeader,
        Section.DOOR: people.DoorForLeader,
    },
    Audience.MEMBER: {
        **_CIRCLE,
        Section.YOU: people.You | people.YouOffered | people.YouPresenting | people.YouLeadingAlone,
    },
    Audience.SITTING_BACK: {
        **{section: shape for section, shape in _CIRCLE.items() if section is not Section.CLOCK},
        Section.YOU: people.YouPresenting | people.YouLeadingAlone,
    },
    Audience.OBSERVER: _CIRCLE,
    Audience.INTEGRATION: {
        Section.ROOM: meeting.RoomForIntegration,
        Section.PHASE: meeting.PhaseForLeader,
        Section.CLOCK: _CLOCK_FOR_LEADER,
        Section.CIRCLE: people.CircleForIntegration,
        Section.FLOOR: people.FloorShown,
        Section.DOOR: people.DoorShown,
    },
    Audience.SCREEN: {Section.PHASE: meeting.PhaseOnScreen, Section.CLOCK: _CLOCK},
    Audience.WAITING: {
        Section.ROOM: meeting.RoomAtDoor,
        Section.DOOR: people.DoorAtDoor,
        Section.YOU: people.You,
    },
}
"""The shape of each logged section, by audience."""

_PASSING: dict[Passing, Any] = {
    Passing.PRESENCE: passing.PresenceShown,
    Passing.SIGNALS: passing.SignalsHidden | passing.SignalsShown,
    Passing.ENFORCEMENT: passing.EnforcementShown,
    Passing.OWN: passing.OwnShown,
}
PASSING: dict[Audience, dict[Passing, Any]] = {
    Audience.LEADER: {
        **_PASSING,
        Passing.PRESENCE: passing.PresenceForLeader,
        Passing.SIGNALS: passing.SignalsForLeader,
        Passing.BETWEEN: passing.BetweenShown,
        Passing.ENFORCEMENT: passing.EnforcementForLeader,
    },
    Audience.MEMBER: _PASSING,
    Audience.SITTING_BACK: _PASSING,
    Audience.OBSERVER: _PASSING,
    Audience.INTEGRATION: {
        Passing.PRESENCE: passing.PresenceShown,
        Passing.ENFORCEMENT: passing.EnforcementShown,
    },
    Audience.SCREEN: {},
    Audience.WAITING: {Passing.OWN: passing.OwnShown},
}
"""The shape of each ephemeral section, by audience."""
