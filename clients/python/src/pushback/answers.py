"""What is answered over HTTP.

Printed from the server's own tables (`REPRINT=1`, tests/docs/test_sdk_types.py).
"""

from typing import Any, Literal, TypedDict

from pushback.sections import Role, Sections

Scope = Literal["operator", "room:read", "room:show", "room:lead", "room:report"]


class RoomOutCursor(TypedDict):
    """Where this state stands: for `hello` and for the stream."""

    epoch: str
    view: str
    seq: int


class RoomOut(TypedDict):
    """A room. `cursor` and `sections` are for machines that may read it, null for operators."""

    room: str
    plan: str
    title: str
    is_rehearsal: bool
    is_test: bool
    has_begun: bool
    has_ended: bool
    created_at: int
    opened_at: int | None
    ended_at: int | None
    cursor: RoomOutCursor | None
    sections: Sections | None


class LinkOut(TypedDict):
    """A link, without its secret. `person` and `name` are of a personal one."""

    id: str
    kind: Literal["personal", "shared"]
    role: Role
    person: str | None
    name: str | None
    created_at: int
    expires_at: int
    revoked_at: int | None


class LinkMade(TypedDict):
    """A new link; `url` is shown this once."""

    id: str
    kind: Literal["personal", "shared"]
    role: Role
    person: str | None
    name: str | None
    created_at: int
    expires_at: int
    revoked_at: int | None
    url: str


class KeyOut(TypedDict):
    """A key, without its secret. `last_used_at` is right to a minute. `organisation` null: the
    server's own. `follows`: the key that this one was made to take over from. `is_test`: for
    practice."""

    id: str
    label: str
    scopes: list[Scope]
    rooms: list[str]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    organisation: str | None
    follows: str | None
    is_test: bool


class KeyMade(TypedDict):
    """A new key; `key` is what its holder brings, shown this once."""

    id: str
    label: str
    scopes: list[Scope]
    rooms: list[str]
    created_at: int
    expires_at: int | None
    revoked_at: int | None
    last_used_at: int | None
    organisation: str | None
    follows: str | None
    is_test: bool
    key: str


class EventOut(TypedDict):
    """One fact. `seq` is its place in the log, which has gaps for whoever may not read all of
    it; `at` is in milliseconds since the epoch."""

    seq: int
    at: int
    type: str
    fields: dict[str, Any]


class RecordOutAttendance(TypedDict):
    """Somebody who was there, for how long; `is_confirmed`: a leader said so."""

    person: str
    name: str
    role: Role
    present_ms: int
    is_confirmed: bool


class RecordOut(TypedDict):
    """One meeting. `opened_at` is null for one that never began."""

    room: str
    plan: str
    is_rehearsal: bool
    is_test: bool
    opened_at: int | None
    ended_at: int
    is_confirmed: bool
    attendance: list[RecordOutAttendance]
