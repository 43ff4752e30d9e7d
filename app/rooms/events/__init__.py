"""Facts, past tense: what a room's log holds. Every event says when it happened.

A stored event is never edited: a change of shape is a new version with an upcaster in the codec.
"""

from app.rooms.events.clock import (
    ClockAdvanced,
    ClockPaused,
    ClockResumed,
    LeadersLost,
    LimitSet,
    MarkReached,
)
from app.rooms.events.meeting import (
    AttendanceConfirmed,
    FollowUpsCounted,
    MeetingStopped,
    MoveUndone,
    PhaseEntered,
    PlanEdited,
    PlannedEndSet,
    RoomCreated,
)
from app.rooms.events.people import (
    AgreementAccepted,
    LeadingSet,
    LedAgain,
    ObserversAgreed,
    OuterRingClosed,
    OuterRingOpened,
    PersonArrived,
    PersonConfirmed,
    PersonDeparted,
    PersonJoined,
    PersonLeft,
    PersonMerged,
    PersonRemoved,
    PersonSeated,
    PersonSentOut,
    PresenterChosen,
    PrivacyAttested,
    RingSet,
    RoomDeclined,
    RoomTaken,
    StandInNamed,
)
from app.rooms.events.places import PlaceFreed, PlaceMatched
from app.rooms.events.push_back import (
    CameraChosen,
    FailedOpen,
    PushBackEnded,
    PushBackOffered,
    RejoinDeclined,
    RejoinInvited,
    SatBack,
    Stayed,
)

Event = (
    RoomCreated | PhaseEntered | MoveUndone | MeetingStopped | ClockPaused | ClockResumed
    | LimitSet | MarkReached | PlannedEndSet | PlanEdited | PresenterChosen | LeadingSet
    | StandInNamed | RoomTaken | RoomDeclined | RingSet | OuterRingOpened | OuterRingClosed
    | ObserversAgreed | PersonArrived | PersonConfirmed | PersonMerged | PersonSeated
    | PersonSentOut | PersonJoined | PersonLeft | PersonDeparted | PersonRemoved
    | AgreementAccepted | PrivacyAttested | PushBackOffered | SatBack | Stayed | CameraChosen
    | PushBackEnded | RejoinInvited | RejoinDeclined | FailedOpen | LedAgain | LeadersLost
    | FollowUpsCounted | AttendanceConfirmed | ClockAdvanced | PlaceMatched | PlaceFreed
)  # fmt: skip

__all__ = [
    "AgreementAccepted",
    "AttendanceConfirmed",
    "CameraChosen",
    "ClockAdvanced",
    "ClockPaused",
    "ClockResumed",
    "Event",
    "FailedOpen",
    "FollowUpsCounted",
    "LeadersLost",
    "LeadingSet",
    "LedAgain",
    "LimitSet",
    "MarkReached",
    "MeetingStopped",
    "MoveUndone",
    "ObserversAgreed",
    "OuterRingClosed",
    "OuterRingOpened",
    "PersonArrived",
    "PersonConfirmed",
    "PersonDeparted",
    "PersonJoined",
    "PersonLeft",
    "PersonMerged",
    "PersonRemoved",
    "PersonSeated",
    "PersonSentOut",
    "PhaseEntered",
    "PlaceFreed",
    "PlaceMatched",
    "PlanEdited",
    "PlannedEndSet",
    "PresenterChosen",
    "PrivacyAttested",
    "PushBackEnded",
    "PushBackOffered",
    "RejoinDeclined",
    "RejoinInvited",
    "RingSet",
    "RoomCreated",
    "RoomDeclined",
    "RoomTaken",
    "SatBack",
    "StandInNamed",
    "Stayed",
]
