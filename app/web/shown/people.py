"""The shapes of `circle`, `floor`, `door` and `you`."""

from typing import Literal

from app.phases.floor import Floor
from app.rooms.floors import Reason
from app.rooms.roles import Audience, Capacity, Role
from app.rooms.state import Chair, Ring, Standing
from app.web.shown.kinds import At, Id, Place, Rev, Sent


class SeatShown(Sent):
    """One chair; seats come in the same order on every screen."""

    seat: int
    person: Id
    name: str
    role: Role
    ring: Ring
    by_name: bool
    """Given by a leader to somebody without a page."""
    gone: bool
    """No sign of life for two minutes."""
    presents: bool
    sits_back: bool
    camera_off: bool
    """Sits back and has chosen not to be seen."""


class PushBackShown(Sent):
    """The presenter's answers, for leaders."""

    chair: Chair
    invited: bool
    declined: bool


class PresenterSeat(SeatShown):
    """The presenter's chair, for integrations."""

    push_back: PushBackShown


class SeatForLeader(SeatShown):
    """One chair, for leaders: some say aloud what others press."""

    agreed: bool
    """Has accepted the agreement as it stands."""
    attested: bool
    places: list[Place]
    """Places in the call that leaders have matched to them."""


class PresenterSeatForLeader(SeatForLeader):
    """The presenter's chair, for leaders."""

    push_back: PushBackShown


class CircleShown(Sent):
    """`circle` for the circle."""

    seats: list[SeatShown]


class CircleForIntegration(Sent):
    """`circle` for integrations."""

    seats: list[SeatShown | PresenterSeat]


class CircleForLeader(Sent):
    """`circle` for leaders."""

    seats: list[SeatForLeader | PresenterSeatForLeader]


class SeatFloor(Sent):
    """What a microphone is asked to be, and why."""

    floor: Floor
    reason: Reason


class FloorShown(Sent):
    """`floor`: the complete desired state of every seat."""

    seats: dict[Id, SeatFloor]


class DoorShown(Sent):
    """`door` for the circle."""

    state: Literal["open", "shut"]


class DoorAtDoor(DoorShown):
    """`door` for who waits."""

    gap_at: At | None
    """When it is likely to open next; null where nobody can say."""


class WaitingShown(Sent):
    """Somebody at the door, for leaders."""

    person: Id
    name: str
    role: Role
    needs_confirmation: bool
    """Came by a shared link, and no leader has said yes yet."""
    ready: bool
    """Has accepted the agreement and said the line about privacy."""
    gone: bool


class DoorForLeader(DoorAtDoor):
    """`door` for leaders."""

    waiting: list[WaitingShown]


class You(Sent):
    """`you`: what concerns this person and nobody else."""

    person: Id
    name: str
    role: Role
    standing: Standing
    audience: Audience
    seat: int | None
    agreed: bool
    """Has accepted the agreement as it stands."""
    attested: bool
    acts_as: list[Capacity]


class YouOffered(You):
    """`you` of a stand-in who is offered the room."""

    offered_until: At


class YouPresenting(You):
    """`you` in the presenter's chair."""

    case_rev: Rev
    chair: Chair
    camera: bool | None
    """Null: not said."""
    invited: bool
    declined: bool


class YouLeadingAlone(YouPresenting):
    """`you` of a presenter who is the only leader: the leaders' commands without their view."""

    phase_rev: Rev
    timer_rev: Rev
    plan_rev: Rev
