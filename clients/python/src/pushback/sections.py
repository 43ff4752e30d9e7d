"""What each section holds. What is not there for everybody may be absent.

Printed from the server's own tables (`REPRINT=1`, tests/docs/test_sdk_types.py).
"""

from typing import Literal, NotRequired, TypedDict

Audience = Literal[
    "leader", "member", "sitting_back", "observer", "integration", "screen", "waiting"
]
CallKind = Literal["beside", "built_in", "livekit", "contract"]
Capacity = Literal[
    "leader",
    "presenter",
    "member",
    "observer",
    "stand_in",
    "offered_room",
    "waiting",
    "integration",
    "operator",
    "system",
]
CaseKind = Literal["new", "follow_up"]
Chair = Literal["in_circle", "offered", "sitting_back", "staying", "ended"]
ClockView = Literal["full", "soft", "leaders"]
Floor = Literal["open", "listening", "locked"]
PauseReason = Literal["technical", "distress", "interruption", "leaders_lost", "other"]
Phase = Literal[
    "gathering",
    "opening",
    "select",
    "present",
    "clarify",
    "discuss",
    "rejoin",
    "close",
    "closing",
    "leadership",
    "debrief",
    "corridor",
    "ended",
]
Presence = Literal["here", "not_connected", "away", "seated"]
Reason = Literal["phase", "ring", "observer", "push_back", "stopped"]
Ring = Literal["inner", "outer"]
Role = Literal["leader", "member", "observer"]
Standing = Literal["waiting", "seated", "departed", "removed"]
Via = Literal["web", "app", "telephone", "unknown"]


class RoomAgreement(TypedDict):
    """`room.agreement`."""

    version: int
    text: str


class RoomStep(TypedDict):
    """`room.step`."""

    id: str
    phase: Phase
    case: int
    """The case it belongs to, 0 outside cases."""
    limit_ms: NotRequired[int | None]
    """Null for a step without a clock."""


class RoomStandIn(TypedDict):
    """`room.stand_in`."""

    named: bool
    """Whether anybody has chosen; `person` null is then "no stand-in"."""
    person: str | None
    acting: bool
    offered_until: int | None


class RoomSection(TypedDict):
    """`room`."""

    id: str
    title: str
    rehearsal: bool
    test: bool
    """For practice: nobody's meeting."""
    agreement: RoomAgreement
    call: NotRequired[CallKind]
    plan: NotRequired[str]
    """The plan's name."""
    push_back: NotRequired[bool]
    """Whether the presenter is offered to sit back."""
    wants_in: NotRequired[bool]
    """Whether "I would like to come in" is used."""
    rings: NotRequired[bool]
    outer_open: NotRequired[bool]
    """Whether the outer ring may speak."""
    observers_agreed: NotRequired[bool]
    clock: NotRequired[ClockView | Literal["soft", "leaders"] | Literal["full"]]
    steps: NotRequired[list[RoomStep]]
    plan_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    follow_ups: NotRequired[int]
    """How many follow-ups were told; they are no cases."""
    stand_in: NotRequired[RoomStandIn]


class PhaseCase(TypedDict):
    """`phase.case`."""

    number: int
    of: int
    """How many cases the plan has."""
    presenter: str | None
    kind: CaseKind
    stopped: bool
    """A leader has stopped here; until a leader resumes or moves."""


class PhaseComing(TypedDict):
    """`phase.coming`."""

    case: int
    presenter: str | None
    leading: list[str]


class PhaseSection(TypedDict):
    """`phase`."""

    phase: Phase
    step: NotRequired[str | None]
    """Null in `gathering` and `ended`."""
    text: NotRequired[str]
    """The plan's sentence, with the presenter's name in it."""
    case: NotRequired[PhaseCase | None]
    phase_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    case_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    undo_until: NotRequired[int | None]
    """Until when the last move can be taken back."""
    leading: NotRequired[list[str]]
    """Who leads this case."""
    coming: NotRequired[list[PhaseComing]]


class ClockSection(TypedDict):
    """`clock`."""

    paused: bool
    planned_end: int | None
    limit_ms: NotRequired[int | None]
    spent_ms: NotRequired[int]
    """Milliseconds."""
    since: NotRequired[int | None]
    """Running if and only if it is set. left = limit_ms - spent_ms - (now - since)."""
    timer_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    reason: NotRequired[PauseReason | None]
    """Why it is paused."""
    zero: NotRequired[bool]
    """Whether the step's end has been recorded."""
    opened_at: NotRequired[int | None]
    band: NotRequired[int | None]
    """How many bands are behind us; null outside steps."""
    bands: NotRequired[int]
    """How many stretches there are."""


class CircleSeatPushBack(TypedDict):
    """`circle.seat.push_back`."""

    chair: Chair
    invited: bool
    declined: bool


class CircleSeat(TypedDict):
    """`circle.seat`."""

    seat: int
    person: str
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
    agreed: NotRequired[bool]
    """Has accepted the agreement as it stands."""
    attested: NotRequired[bool]
    places: NotRequired[list[str]]
    """Places in the call that leaders have matched to them."""
    push_back: NotRequired[CircleSeatPushBack]


class CircleSection(TypedDict):
    """`circle`."""

    seats: list[CircleSeat]


class FloorSeat(TypedDict):
    """`floor.seat`."""

    floor: Floor
    reason: Reason


class FloorSection(TypedDict):
    """`floor`."""

    seats: dict[str, FloorSeat]


class DoorWaiting(TypedDict):
    """`door.waiting`."""

    person: str
    name: str
    role: Role
    needs_confirmation: bool
    """Came by a shared link, and no leader has said yes yet."""
    ready: bool
    """Has accepted the agreement and said the line about privacy."""
    gone: bool


class DoorSection(TypedDict):
    """`door`."""

    state: Literal["open", "shut"]
    gap_at: NotRequired[int | None]
    """When it is likely to open next; null where nobody can say."""
    waiting: NotRequired[list[DoorWaiting]]


class YouSection(TypedDict):
    """`you`."""

    person: str
    name: str
    role: Role
    standing: Standing
    audience: Audience
    seat: int | None
    agreed: bool
    """Has accepted the agreement as it stands."""
    attested: bool
    acts_as: list[Capacity]
    offered_until: NotRequired[int]
    """Milliseconds since the Unix epoch, by the server's clock."""
    case_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    chair: NotRequired[Chair]
    camera: NotRequired[bool | None]
    """Null: not said."""
    invited: NotRequired[bool]
    declined: NotRequired[bool]
    phase_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    timer_rev: NotRequired[int]
    """A revision; brought back in `expect`."""
    plan_rev: NotRequired[int]
    """A revision; brought back in `expect`."""


class PresenceDeparted(TypedDict):
    """`presence.departed`."""

    person: str
    name: str
    at: int
    """Milliseconds since the Unix epoch, by the server's clock."""


class PresenceSection(TypedDict):
    """`presence`."""

    people: dict[str, Presence]
    presenter_missing: NotRequired[bool]
    """The presenter has not been connected for 15 s; nothing pauses by itself."""
    another_device: NotRequired[list[str]]
    """Went on from another device while the first was still connected."""
    heard: NotRequired[dict[str, int]]
    """When somebody seated by name last spoke, as a leader entered it."""
    departed: NotRequired[list[PresenceDeparted]]
    """Had to go, and is not back."""


class SignalsNeed(TypedDict):
    """`signals.need`."""

    person: str
    at: int
    """Milliseconds since the Unix epoch, by the server's clock."""
    seen_by: list[str]


class SignalsObjection(TypedDict):
    """`signals.objection`."""

    by: str
    observer: str


class SignalsSection(TypedDict):
    """`signals`."""

    wants_in: list[str]
    volunteers: NotRequired[list[str]]
    needs: NotRequired[list[SignalsNeed]]
    objections: NotRequired[list[SignalsObjection]]


class EnforcementUnmatched(TypedDict):
    """`enforcement.unmatched`."""

    place: str
    """A place in the call, by a digest."""
    name: str
    """What they call themselves there; empty where the call does not say."""
    claims: str | None
    """Whom the call says that they are; a leader confirms it."""
    via: Via


class EnforcementSection(TypedDict):
    """`enforcement`."""

    locks: Literal["enforced", "requested", "agreed", "failed"]
    door: Literal["enforced", "requested", "agreed", "failed"]
    removal: Literal["enforced", "requested", "agreed", "failed"]
    opened: list[str]
    """Whose lock an emergency has lifted, whatever `floor` says."""
    why: NotRequired[
        Literal[
            "",
            "unreachable",
            "refused",
            "late",
            "lost",
            "not_closed",
            "silent",
            "untold",
            "anybody",
        ]
    ]
    """Why the call has not confirmed, where something is known."""
    since: NotRequired[int | None]
    """Since when `locks` is what it is, for the same reason; null until a call has said so."""
    tested: NotRequired[Literal["", "media-tested", "contract-tested", "community"]]
    """How what closes microphones there is proven; empty while no node drives a call."""
    unmatched: NotRequired[list[EnforcementUnmatched]]
    unmatched_more: NotRequired[int]
    """How many such places there are beside these."""


class OwnNeed(TypedDict):
    """`own.need`."""

    at: int
    """Milliseconds since the Unix epoch, by the server's clock."""
    seen_by: list[str]
    """Names."""


class OwnSection(TypedDict):
    """`own`."""

    need: OwnNeed | None
    away: bool
    volunteers: bool
    """Said that they could present, whoever else may see it."""
    wished_at: int | None
    """When you opened your own microphone in the call while you sat back: ask whether you come
    back in. Doing it twice within 30 s is the answer."""
    reminded_at: int | None
    """When a leader last asked you to stay muted, where the call does not hold your microphone:
    say it once, quietly."""


class BetweenLine(TypedDict):
    """`between.line`."""

    at: int
    """Milliseconds since the Unix epoch, by the server's clock."""
    by: str
    kind: Literal["signal", "text", "about_to", "not_yet"]
    value: str
    phase_rev: int
    """Of an `about_to`: the revision its move will bring."""
    to: str
    """Of an `about_to` that skips: the step it leads to, else empty."""


class BetweenSection(TypedDict):
    """`between`."""

    lines: list[BetweenLine]


class Sections(TypedDict, total=False):
    """Every section, by its name."""

    room: RoomSection
    phase: PhaseSection
    clock: ClockSection
    circle: CircleSection
    floor: FloorSection
    door: DoorSection
    you: YouSection
    presence: PresenceSection
    signals: SignalsSection
    enforcement: EnforcementSection
    own: OwnSection
    between: BetweenSection
