"""Frames from the client: bounded, parsed, validated, and never echoed.

One malformed frame costs a strike and a typed refusal; what was wrong is said by the name of a
field of ours, never by the value or by a name the peer made up.
"""

import hashlib
import re
from typing import Any, Literal, TypeVar

import orjson
from pydantic import Field, ValidationError, create_model

from app.rooms.command_table import TABLE
from app.rooms.deciding.scene import Ask
from app.rooms.errors import Invalid
from app.rooms.fields import ID_PATTERN, CommandId
from app.rooms.frames import WIRE_VERSION
from app.rooms.reception import Cursor
from app.rooms.roles import Actor
from app.rooms.service import Press
from app.web.shapes import MODELS, Shape, built

T = TypeVar("T", bound=Shape)

MOST_BYTES = 16 * 1024
MOST_DEPTH = 8
MOST_BRACKETS = 600
UUID = r"^[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}$"
"""The one spelling of an id: ids are compared as text, so a second one would be a second press."""
NOT_KEPT = b""
"""The digest of a passing press, which nothing is compared with."""
REV = Field(default=None, ge=0, le=2**31)


class WireVersionUnsupported(Invalid):
    """This server does not speak that version of the wire; load the page again."""

    code = "wire_version_unsupported"


class CursorShape(Shape):
    """Where a client's view stands: the last `epoch`, `view` and `seq` it merged."""

    epoch: str = Field(min_length=1, max_length=64)
    view: str = Field(min_length=1, max_length=64)
    seq: int = Field(ge=0, le=2**53)


class Hello(Shape):
    """The first frame: a ticket, or the last welcome's `resume`; machines bring neither."""

    t: Literal["hello"]
    room: str = Field(pattern=f"^{ID_PATTERN}$")
    ticket: str | None = Field(default=None, min_length=8, max_length=200)
    resume: str | None = Field(default=None, min_length=8, max_length=200)
    cursor: CursorShape | None = None
    wire: Literal[1] = 1


class Sync(Shape):
    """A clock sample: `c0` is the client's own clock, returned as it came."""

    t: Literal["sync"]
    c0: float = Field(ge=-(2**53), le=2**53)


class Pong(Shape):
    """The answer to a ping."""

    t: Literal["pong"]
    n: int = Field(ge=0, le=2**53)


class Expect(Shape):
    """The revisions a press was made on."""

    phase_rev: int | None = REV
    timer_rev: int | None = REV
    case_rev: int | None = REV
    plan_rev: int | None = REV


NO_EXPECT = Expect()
"""Of all frames that bring none; it cannot be changed."""


def _do_model(name: str, fields: type[Shape]) -> type[Shape]:
    """A command's frame: the envelope and the command's own fields in one flat object."""
    envelope: dict[str, Any] = {
        "t": (Literal["do"], ...),
        "type": (Literal[name], ...),
        "id": (str, Field(pattern=UUID)),
        "expect": (Expect, Field(default_factory=lambda: NO_EXPECT)),
        "confirm": (int | None, REV),
    }
    made = f"Do{fields.__name__}"
    return create_model(made, __base__=fields, __doc__=fields.__doc__, **envelope)


DO: dict[str, type[Shape]] = {name: _do_model(name, fields) for name, fields in MODELS.items()}
"""The frame of each command, by wire name."""
INBOUND: dict[str, type[Shape]] = {"hello": Hello, "sync": Sync, "pong": Pong}
"""Every other frame from the client."""


def loads(text: str | bytes, most: int = MOST_BYTES) -> dict[str, Any]:
    """One JSON object within bounds; raises `Invalid`."""
    raw = text.encode() if isinstance(text, str) else text
    if len(raw) > most:
        raise Invalid("the frame is too large", most=most)
    brackets = raw.count(b"{") + raw.count(b"[")
    if brackets > MOST_BRACKETS:
        raise Invalid("the frame is nested too deeply")
    try:
        found = orjson.loads(raw)
    except orjson.JSONDecodeError:
        raise Invalid("the frame is not JSON") from None
    if not isinstance(found, dict):
        raise Invalid("a frame is one JSON object")
    if brackets > MOST_DEPTH and _depth(found) > MOST_DEPTH:  # each level opens one
        raise Invalid("the frame is nested too deeply")
    return found


def _depth(value: Any, at: int = 1) -> int:
    if at > MOST_DEPTH:
        return at
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return max((_depth(v, at + 1) for v in inner if isinstance(v, dict | list)), default=at)


def shaped(model: type[T], found: dict[str, Any]) -> T:
    """The validated shape; raises `Invalid` naming a field of ours."""
    try:
        read: T = model.__pydantic_validator__.validate_python(found)  # as `model_validate` asks it
    except ValidationError as wrong:
        raise Invalid(_complaint(model, wrong)) from None
    return read


def _complaint(model: type[Shape], wrong: ValidationError) -> str:
    first = wrong.errors(include_url=False, include_context=False, include_input=False)[0]
    place = first["loc"][0] if first["loc"] else ""
    if first["type"] == "extra_forbidden" or place not in model.model_fields:
        return "there is a field that this frame does not have"
    if first["type"] == "missing":
        return f"the field {place} is missing"
    return f"the field {place} is not as it must be"


def hello(found: dict[str, Any]) -> Hello:
    """The first frame; raises `WireVersionUnsupported`, `Invalid`."""
    version = found.get("wire", WIRE_VERSION)
    if isinstance(version, int) and version != WIRE_VERSION:
        raise WireVersionUnsupported
    return shaped(Hello, found)


def id_of(found: dict[str, Any]) -> str | None:
    """The id of a press that could not be read whole, so that its sender knows which it was."""
    command_id = found.get("id")
    is_one = isinstance(command_id, str) and re.fullmatch(UUID, command_id, re.ASCII)
    return command_id if is_one else None


def press(found: dict[str, Any], by: Actor) -> Press:
    """A `do` frame as a press of `by`; raises `Invalid`."""
    name = found.get("type")
    model = DO.get(name) if isinstance(name, str) else None
    if model is None or not isinstance(name, str):
        raise Invalid("there is no such command")
    shape = shaped(model, found)
    command = built(name, shape)
    return Press(
        id=CommandId(str(found["id"])),
        ask=Ask(command=command, by=by, expect=_expected(found), confirm=found.get("confirm")),
        digest=digest(found) if TABLE[type(command)].durable else NOT_KEPT,
    )


def _expected(found: dict[str, Any]) -> dict[str, int]:
    """Of a frame whose shape is as it must be: names and numbers are as they were sent."""
    expect: dict[str, int | None] | None = found.get("expect")
    return {k: v for k, v in expect.items() if v is not None} if expect else {}


def digest(found: dict[str, Any]) -> bytes:
    """What was sent beside the id, as a SHA-256: the same body is the same press."""
    body = {k: v for k, v in found.items() if k not in ("id", "t")}
    return hashlib.sha256(orjson.dumps(body, option=orjson.OPT_SORT_KEYS)).digest()


def cursor(shape: CursorShape | None) -> Cursor | None:
    """The cursor of a hello."""
    return None if shape is None else Cursor(shape.epoch, shape.view, shape.seq)
