"""The frames from the server as shapes: what a client may rely on, and a fence for every test.

`rooms.views`, `rooms.ephemeral` and `rooms.frames` decide what is sent; here the same is said a
second time and on purpose, by audience. A leaders' field in a member's section is an unknown field
there, a section that an audience does not see has no place in its frames.
"""

from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, create_model

from app.access import errors as access
from app.rooms import errors as rooms
from app.rooms.because import PUBLIC, TO_ALL, TO_NONE
from app.rooms.events import Event
from app.rooms.frames import WIRE_VERSION
from app.rooms.names import snake
from app.rooms.roles import Audience
from app.web import wire
from app.web.shown.by_audience import LOGGED, PASSING
from app.web.shown.kinds import At, Duration, Id, Made, Sent

# State frames --------------------------------------------------------------------------------


class Sections(Made):
    """What `set` holds; never nothing."""

    model_config = ConfigDict(json_schema_extra={"minProperties": 1})


def absent() -> Any:
    """A field that may be absent, and is never null."""
    return Field(default_factory=lambda: None)


def _causes(to: Audience) -> Any:
    """The type of `because`: names of events that this audience may read."""
    readable = () if to in TO_NONE else get_args(Event) if to in TO_ALL else PUBLIC
    names = sorted(snake(event.__name__) for event in readable)
    if not names:
        return Annotated[list[str], Field(max_length=0)]
    return list[Literal[tuple(names)]]  # type: ignore[misc]  # made at run time


def _set(name: str, about: str, shapes: dict[Any, Any], *, whole: bool) -> Any:
    fields: dict[str, Any] = {
        section.value: (shape, ... if whole else absent()) for section, shape in shapes.items()
    }
    return create_model(name, __base__=Sections, __doc__=about, **fields)


def _view(to: Audience) -> str:
    return f"{to.value}.v{WIRE_VERSION}"


def _said(to: Audience) -> str:
    return to.value.replace("_", " ")


def _who(to: Audience) -> str:
    return _said(to).title().replace(" ", "")


def _every(to: Audience) -> Any:
    about = f"Every section of {_said(to)}."
    return _set(f"Every{_who(to)}Section", about, LOGGED[to], whole=True)


EVERY: dict[Audience, Any] = {to: _every(to) for to in Audience}
"""The shape of all logged sections at once, by audience."""


def _state(to: Audience) -> tuple[type[Sent], ...]:
    """The kinds of `state` frame: whole, what changed, and what is ephemeral, if they see any."""
    who, audience = _who(to), _said(to)
    head: dict[str, Any] = {"t": (Literal["state"], ...), "now": (At, ...)}
    logged: dict[str, Any] = {**head, "seq": (int, Field(ge=1)), "because": (_causes(to), ...)}
    full: dict[str, Any] = {
        **logged,
        "full": (Literal[True], ...),
        "view": (Literal[_view(to)], ...),
    }
    some = _set(f"{who}Sections", f"Some sections of {audience}.", LOGGED[to], whole=False)
    brief = _set(f"{who}Passing", f"Ephemeral sections of {audience}.", PASSING[to], whole=False)
    kept = (
        _frame(f"{who}FullState", "Replace the view by this.", {**full, "set": (EVERY[to], ...)}),
        _frame(f"{who}State", "Merge this into the view.", {**logged, "set": (some, ...)}),
    )
    if not PASSING[to]:
        return kept
    return (
        *kept,
        _frame(f"{who}PassingState", "Merge what passes.", {**head, "set": (brief, ...)}),
    )


def _frame(name: str, about: str, fields: dict[str, Any]) -> type[Sent]:
    return create_model(name, __base__=Made, __doc__=about, **fields)


STATE: dict[Audience, tuple[type[Sent], ...]] = {to: _state(to) for to in Audience}
"""The state frames of each audience."""

# Other frames --------------------------------------------------------------------------------

ABSTRACT = (rooms.RoomError, access.AccessError, access.BadSecret)
REFUSALS: dict[str, type[rooms.RoomError | access.AccessError]] = {
    error.code: error
    for module in (rooms, access, wire)
    for error in vars(module).values()
    if isinstance(error, type) and issubclass(error, ABSTRACT) and error not in ABSTRACT
}
"""Every refusal of a room, of the door and of the wire, by its code."""
CODES = tuple(REFUSALS)


class Welcome(Sent):
    """The answer to a `hello` that was accepted."""

    t: Literal["welcome"]
    room: Id
    epoch: str
    """The incarnation of the room's log; part of the cursor."""
    view: Literal[tuple(_view(to) for to in Audience)]  # type: ignore[valid-type]  # made at run time
    """Audience and wire version; part of the cursor."""
    person: Id | None
    """Null for a machine."""
    now: At
    ping_ms: Duration
    """How often the server pings."""
    resume: str
    """The secret for this tab's next `hello`; empty for a machine."""


class Done(Sent):
    """The answer to an accepted command."""

    t: Literal["done"]
    id: str
    seq: int = absent()
    """The room's seq after it; absent for an ephemeral command."""


class Facts(Sent):
    """What helps the one who asked: numbers, ids and words of ours."""

    rev: Literal["phase_rev", "timer_rev", "case_rev", "plan_rev"] = absent()
    """Of `stale`: the revision that was not the current one."""
    current: int = absent()
    """Of `stale`: what it is now."""
    version: int = absent()
    """Of `stale`: the agreement's current version."""
    leading: list[Id] = absent()
    """Of `confirm_needed`: who leads the case; empty where it is stopped."""
    case_rev: int = absent()
    """Of `confirm_needed`: what `confirm` must bring."""
    phase: str = absent()
    """Of `illegal_here`: the phase."""
    move: str = absent()
    """Of `illegal_here`: the move it has not."""
    step: str = absent()
    """Of `bad_plan`: the step to mend."""
    most: int = absent()
    """Of `invalid` and `too_large`: the bound that was passed."""
    fields: list[str] = absent()
    """Of `invalid` over HTTP: up to five fields of ours that are missing or wrong."""
    complaints: list[str] = absent()
    """Of `not_serving` at `/readyz`: what is wrong with the node."""
    after_ms: int = absent()
    """Of `rate_limited`: how long to wait."""


class Refused(Sent):
    """The answer to a command, frame or hello that was refused. It never echoes what was sent."""

    t: Literal["refused"]
    id: str | None
    """Null where the frame was not understood so far."""
    code: Literal[CODES]  # type: ignore[valid-type]  # made at run time
    retry: bool
    """Whether the same frame may be sent again as it is."""
    say: str
    """One sentence for a person."""
    facts: Facts = absent()


class SyncAnswer(Sent):
    """The answer to a clock sample."""

    t: Literal["sync"]
    c0: float
    """As it came."""
    s1: At
    """When the sample arrived."""
    s2: At
    """When this left."""


class Ping(Sent):
    """Asks for a `pong` with the same `n`."""

    t: Literal["ping"]
    n: int
    seq: int
    """The newest seq among this connection's own sections; above the cursor's, ask anew."""
    now: At
    hash: str = absent()
    """Only where a test asks for it: of the logged sections that this audience holds."""
    you: str = absent()
    """As `hash`, of the section `you`."""


class Drain(Sent):
    """The node is about to stop: come back, it will be another or the same anew."""

    t: Literal["drain"]
    within_ms: Duration
    """By when it closes this connection; 0 is now."""


class Bye(Sent):
    """The last frame before a close, with the close code."""

    t: Literal["bye"]
    code: int
    reason: str
    retry: bool
    """Whether to come back: true below 4500."""


FRAMES: dict[str, type[Sent]] = {
    "welcome": Welcome,
    "done": Done,
    "refused": Refused,
    "sync": SyncAnswer,
    "ping": Ping,
    "drain": Drain,
    "bye": Bye,
}
"""Every frame but `state`, by its `t`."""


def state_of(to: Audience) -> Any:
    """Any state frame of this audience, as one type."""
    return reduce(or_, STATE[to])
