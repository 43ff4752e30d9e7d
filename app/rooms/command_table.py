"""The one table of commands: who may, which revision it brings, whether it is kept.

Serves WebSocket, REST and command line alike, and is the permission table of the documentation. A
command without a row here cannot be sent: `row` raises, and a test compares the table with the
union of commands.
"""

from dataclasses import dataclass, fields
from enum import StrEnum
from typing import get_args

from app.rooms import commands as c
from app.rooms.names import snake
from app.rooms.roles import Capacity


class Rev(StrEnum):
    """The revision a command must bring in `expect`."""

    PHASE = "phase_rev"
    TIMER = "timer_rev"
    CASE = "case_rev"
    PLAN = "plan_rev"


@dataclass(frozen=True, slots=True)
class Row:
    """`aloud`: who may enter it for a person who said it aloud. `led`: a phase move that asks
    another leader than the leading one to confirm, and everyone where the case is stopped.
    `durable`: recorded before it is answered."""

    may: frozenset[Capacity]
    expect: Rev | None = None
    aloud: frozenset[Capacity] = frozenset()
    led: bool = False
    durable: bool = True


_C = Capacity
LEADS = frozenset({_C.LEADER, _C.INTEGRATION})
HOLDS = LEADS | {_C.STAND_IN}
LEADERS = frozenset({_C.LEADER})
BETWEEN = frozenset({_C.LEADER, _C.STAND_IN})
CIRCLE = frozenset({_C.LEADER, _C.PRESENTER, _C.MEMBER, _C.STAND_IN})
PRESENTER = frozenset({_C.PRESENTER})
SEATED = CIRCLE | {_C.OBSERVER}
EVERYONE = SEATED | {_C.WAITING}
SYSTEM = frozenset({_C.SYSTEM})
OFFERED = frozenset({_C.OFFERED_ROOM})

TABLE: dict[type[c.Command], Row] = {
    c.OpenMeeting: Row(LEADS, Rev.PHASE),
    c.Advance: Row(LEADS, Rev.PHASE, led=True),
    c.Back: Row(LEADS, Rev.PHASE, led=True),
    c.Skip: Row(LEADS, Rev.PHASE, led=True),
    c.WithdrawCase: Row(LEADS, Rev.PHASE, led=True),
    c.CloseMeeting: Row(HOLDS, Rev.PHASE, led=True),
    c.EndMeeting: Row(HOLDS, Rev.PHASE),
    c.Undo: Row(LEADS, Rev.PHASE),
    c.Stop: Row(LEADS),
    c.AddCase: Row(LEADS, Rev.PLAN),
    c.DropCase: Row(LEADS, Rev.PLAN),
    c.EditPlan: Row(LEADS, Rev.PLAN),
    c.SetEnd: Row(LEADS, Rev.PLAN),
    c.CountFollowUps: Row(LEADS),
    c.Extend: Row(LEADS, Rev.TIMER),
    c.Shorten: Row(LEADS, Rev.TIMER),
    c.Resume: Row(LEADS, Rev.TIMER),
    c.Pause: Row(HOLDS),
    c.ChoosePresenter: Row(LEADS, Rev.CASE),
    c.SetLeading: Row(LEADS, Rev.CASE),
    c.NameStandIn: Row(LEADS),
    c.TakeRoom: Row(OFFERED),
    c.DeclineRoom: Row(OFFERED),
    c.SetRing: Row(LEADS),
    c.OpenOuterRing: Row(LEADS),
    c.CloseOuterRing: Row(LEADS),
    c.RecordObserversAgreed: Row(LEADS),
    c.SeatByName: Row(LEADS),
    c.ConfirmPerson: Row(LEADS),
    c.SameAs: Row(LEADS),
    c.MatchPlace: Row(LEADS),
    c.FreePlace: Row(LEADS),
    c.Admit: Row(HOLDS),
    c.RemovePerson: Row(LEADS),
    c.OfferPushBack: Row(LEADS, Rev.CASE),
    c.InviteRejoin: Row(LEADS, Rev.CASE),
    c.Release: Row(HOLDS),
    c.SitBack: Row(PRESENTER, Rev.CASE, aloud=LEADERS),
    c.Stay: Row(PRESENTER, aloud=LEADERS),
    c.ChooseCamera: Row(PRESENTER, Rev.CASE, aloud=LEADERS),
    c.ComeBackIn: Row(PRESENTER, aloud=LEADERS),
    c.KeepListening: Row(PRESENTER, Rev.CASE, aloud=LEADERS),
    c.Agree: Row(EVERYONE, aloud=LEADERS),
    c.Attest: Row(EVERYONE, aloud=LEADERS),
    c.Leave: Row(EVERYONE, aloud=LEADERS),
    c.Volunteer: Row(CIRCLE, aloud=LEADERS, durable=False),
    c.NoLongerVolunteer: Row(CIRCLE, aloud=LEADERS, durable=False),
    c.WantIn: Row(CIRCLE, durable=False),
    c.NoLongerWantIn: Row(CIRCLE, durable=False),
    c.NeedLeader: Row(EVERYONE, durable=False),
    c.AnswerNeed: Row(BETWEEN, durable=False),
    c.SomeoneCanHear: Row(SEATED, durable=False),
    c.AloneAgain: Row(SEATED, durable=False),
    c.ObjectToObserver: Row(CIRCLE, durable=False),
    c.SignalLeaders: Row(BETWEEN, durable=False),
    c.WriteLeaders: Row(BETWEEN, durable=False),
    c.AboutTo: Row(BETWEEN, Rev.PHASE, durable=False),
    c.NotYet: Row(BETWEEN, durable=False),
    c.HeardFrom: Row(LEADERS, durable=False),
    c.RemindPresenter: Row(LEADERS, durable=False),
    c.ReachMark: Row(SYSTEM),
    c.Arrive: Row(SYSTEM),
    c.Join: Row(SYSTEM),
    c.Lose: Row(SYSTEM),
    c.FailOpen: Row(SYSTEM),
    c.LoseLeaders: Row(SYSTEM),
    c.EndAbandoned: Row(SYSTEM),
    c.AdvanceClock: Row(SYSTEM),
    c.ConfirmAttendance: Row(LEADS),
}

DRAWN: dict[type[c.Command], frozenset[str]] = {c.SeatByName: frozenset({"person"})}
"""Fields that the service fills by chance; never read from the wire."""


def wire_name(command: type[c.Command]) -> str:
    """`ComeBackIn` is `come_back_in` on the wire."""
    return snake(command.__name__)


def row(command: type[c.Command]) -> Row:
    """The command's row; a command without one may not exist."""
    return TABLE[command]


def is_said_aloud(command: type[c.Command]) -> bool:
    """Whether the command has the field `said_by`."""
    return any(f.name == "said_by" for f in fields(command))


ON_THE_WIRE: dict[str, type[c.Command]] = {
    wire_name(command): command for command, r in TABLE.items() if r.may != SYSTEM
}
"""What people and machines can send, by wire name."""

DURABLE: tuple[type, ...] = get_args(c.DurableCommand)
EPHEMERAL: tuple[type, ...] = get_args(c.EphemeralCommand)
