"""Intents, imperative: what people, machines and the system ask of a room.

`said_by` on a person's act names who said it aloud when a leader enters it for them. The wire name
of a command is its class name in snake_case; who may send it stands in `command_table`.
"""

from app.rooms.commands.moves import (
    AddCase,
    Advance,
    Back,
    CloseMeeting,
    ConfirmAttendance,
    CountFollowUps,
    DropCase,
    EndMeeting,
    OpenMeeting,
    Skip,
    Stop,
    Undo,
    WithdrawCase,
)
from app.rooms.commands.people import (
    Admit,
    Agree,
    Attest,
    ChoosePresenter,
    CloseOuterRing,
    ConfirmPerson,
    DeclineRoom,
    Leave,
    NameStandIn,
    OpenOuterRing,
    RecordObserversAgreed,
    RemovePerson,
    SameAs,
    SeatByName,
    SetLeading,
    SetRing,
    TakeRoom,
)
from app.rooms.commands.places import FreePlace, MatchPlace
from app.rooms.commands.push_back import (
    ChooseCamera,
    ComeBackIn,
    InviteRejoin,
    KeepListening,
    OfferPushBack,
    Release,
    SitBack,
    Stay,
)
from app.rooms.commands.signals import (
    AboutTo,
    AloneAgain,
    AnswerNeed,
    HeardFrom,
    NeedLeader,
    NoLongerVolunteer,
    NoLongerWantIn,
    NotYet,
    ObjectToObserver,
    RemindPresenter,
    SignalLeaders,
    SomeoneCanHear,
    Volunteer,
    WantIn,
    WriteLeaders,
)
from app.rooms.commands.system import (
    AdvanceClock,
    Arrive,
    EndAbandoned,
    FailOpen,
    Join,
    Lose,
    LoseLeaders,
    ReachMark,
)
from app.rooms.commands.timing import (
    EditPlan,
    Extend,
    Pause,
    PlannedStep,
    Resume,
    SetEnd,
    Shorten,
)

DurableCommand = (
    OpenMeeting | Advance | Back | Skip | WithdrawCase | AddCase | DropCase | CloseMeeting
    | EndMeeting | Undo | Stop | Extend | Shorten | Pause | Resume | SetEnd | EditPlan
    | ChoosePresenter | SetLeading | NameStandIn | TakeRoom | DeclineRoom | SetRing
    | OpenOuterRing | CloseOuterRing | RecordObserversAgreed | SeatByName | ConfirmPerson
    | SameAs | Admit | RemovePerson | OfferPushBack | InviteRejoin | Release | SitBack | Stay
    | ChooseCamera | ComeBackIn | KeepListening | Agree | Attest | Leave | ReachMark | Arrive
    | Join | Lose | FailOpen | LoseLeaders | EndAbandoned | CountFollowUps | ConfirmAttendance
    | AdvanceClock | MatchPlace | FreePlace
)  # fmt: skip
EphemeralCommand = (
    Volunteer | NoLongerVolunteer | WantIn | NoLongerWantIn | NeedLeader | AnswerNeed
    | SomeoneCanHear | AloneAgain | ObjectToObserver | SignalLeaders | WriteLeaders | AboutTo
    | NotYet | HeardFrom | RemindPresenter
)  # fmt: skip
Command = DurableCommand | EphemeralCommand

__all__ = [
    "AboutTo",
    "AddCase",
    "Admit",
    "Advance",
    "AdvanceClock",
    "Agree",
    "AloneAgain",
    "AnswerNeed",
    "Arrive",
    "Attest",
    "Back",
    "ChooseCamera",
    "ChoosePresenter",
    "CloseMeeting",
    "CloseOuterRing",
    "ComeBackIn",
    "Command",
    "ConfirmAttendance",
    "ConfirmPerson",
    "CountFollowUps",
    "DeclineRoom",
    "DropCase",
    "DurableCommand",
    "EditPlan",
    "EndAbandoned",
    "EndMeeting",
    "EphemeralCommand",
    "Extend",
    "FailOpen",
    "FreePlace",
    "HeardFrom",
    "InviteRejoin",
    "Join",
    "KeepListening",
    "Leave",
    "Lose",
    "LoseLeaders",
    "MatchPlace",
    "NameStandIn",
    "NeedLeader",
    "NoLongerVolunteer",
    "NoLongerWantIn",
    "NotYet",
    "ObjectToObserver",
    "OfferPushBack",
    "OpenMeeting",
    "OpenOuterRing",
    "Pause",
    "PlannedStep",
    "ReachMark",
    "RecordObserversAgreed",
    "Release",
    "RemindPresenter",
    "RemovePerson",
    "Resume",
    "SameAs",
    "SeatByName",
    "SetEnd",
    "SetLeading",
    "SetRing",
    "Shorten",
    "SignalLeaders",
    "SitBack",
    "Skip",
    "SomeoneCanHear",
    "Stay",
    "Stop",
    "TakeRoom",
    "Undo",
    "Volunteer",
    "WantIn",
    "WithdrawCase",
    "WriteLeaders",
]
