"""The Call Control Contract, version 1, as it is on the wire: what we send, and what may come back.

What comes in has no field for speech, levels or words that were said, and unknown fields are
refused: nothing of that kind can be sent by mistake. Times are milliseconds since 1970.
"""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from app.calls.capabilities import Strength
from app.calls.wanted import Version
from app.rooms.fields import ID_PATTERN, PersonId

CONTRACT: Literal[1] = 1
DEADLINE_MS = 2_000
"""From a state to its report; after that the state is not confirmed."""
LASTS_MS = 30_000
"""Without a state for so long whatever is locked is let go of: we may be no more (L10)."""
MOST_AT_ONCE = 100
MOST_OUTCOMES = 300
LATEST = 10**15
REF = r"^[!-~]{1,128}$"
EVENT_ID = r"^[!-~]{1,64}$"
MOST_NAME = 60
MOST_GRANT = 128

RefIn = Annotated[str, Field(pattern=REF)]
PersonIn = Annotated[str, Field(pattern=f"^{ID_PATTERN}$")]
At = Annotated[int, Field(ge=0, le=LATEST)]
Number = Annotated[int, Field(ge=0, le=2**53)]


class Said(BaseModel):
    """What a vendor says: unknown fields are refused, types are not bent, nothing is shown."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, hide_input_in_errors=True)


class Via(StrEnum):
    """How somebody takes part in the call."""

    WEB = "web"
    APP = "app"
    TELEPHONE = "telephone"


class By(StrEnum):
    """Whose hand it was."""

    SELF = "self"
    OTHER = "other"


class Happened(StrEnum):
    """What can happen in a call that concerns us."""

    JOINED = "joined"
    LEFT = "left"
    MICROPHONE = "microphone"
    CAMERA = "camera"


OF_STREAMS = frozenset({Happened.MICROPHONE, Happened.CAMERA})


class Outcome(StrEnum):
    """What became of one stream of one place."""

    LOCKED = "locked"
    """The call's media server has confirmed it."""
    FREE = "free"
    REQUESTED = "requested"
    """The participant's program was asked."""
    FAILED = "failed"
    ABSENT = "absent"


class Holds(StrEnum):
    """How firmly the call closes what it says is locked."""

    ENFORCED = "enforced"
    GUARDED = "guarded"
    REQUESTED = "requested"


STRENGTH = {
    Holds.ENFORCED: Strength.ENFORCED,
    Holds.GUARDED: Strength.GUARDED,
    Holds.REQUESTED: Strength.REQUESTED,
}


class VersionSaid(Said):
    """The version of a state; a later one has the larger pair."""

    seq: Number
    n: Number

    @property
    def version(self) -> Version:
        """As we have it."""
        return Version(self.seq, self.n)


class ParticipantSaid(Said):
    """Somebody in the call. `grant`: a join grant of ours, whoever brings it is that person.
    `person` or `name`: what they say, which a leader confirms."""

    ref: RefIn
    person: PersonIn | None = None
    grant: Annotated[str, Field(min_length=1, max_length=MOST_GRANT)] | None = None
    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME)] | None = None
    via: Annotated[Via, Field(strict=False)]

    @model_validator(mode="after")
    def _is_one_thing(self) -> "ParticipantSaid":
        if self.person is not None and self.grant is not None:
            raise ValueError("a grant says who it is")
        if self.name is not None and not self.name.isprintable():
            raise ValueError("a name is one printable line")
        return self


class ParticipantsSaid(Said):
    """Who is in the call; of whoever is not named nothing is said."""

    participants: Annotated[list[ParticipantSaid], Field(min_length=1, max_length=MOST_AT_ONCE)]

    @model_validator(mode="after")
    def _names_each_once(self) -> "ParticipantsSaid":
        _each_once([one.ref for one in self.participants])
        return self


class EventSaid(Said):
    """Something happened in the call. `open` goes with `microphone` and `camera`, and with nothing
    else; `by` is `self` for the person's own hand alone. An `id` is taken once."""

    id: Annotated[str, Field(pattern=EVENT_ID)]
    ref: RefIn
    type: Annotated[Happened, Field(strict=False)]
    open: bool | None = None
    by: Annotated[By, Field(strict=False)] = By.OTHER
    at: At

    @model_validator(mode="after")
    def _says_what_there_is_to_say(self) -> "EventSaid":
        if (self.open is None) == (self.type in OF_STREAMS):
            raise ValueError("`open` goes with `microphone` and `camera`")
        return self


class EventsSaid(Said):
    """What happened, in order."""

    events: Annotated[list[EventSaid], Field(min_length=1, max_length=MOST_AT_ONCE)]


class OutcomeSaid(Said):
    """What became of one place."""

    ref: RefIn
    microphone: Annotated[Outcome, Field(strict=False)]
    camera: Annotated[Outcome, Field(strict=False)]


class FloorReport(Said):
    """What became of a state. `class`: how firmly the call closes what is `locked` here."""

    model_config = ConfigDict(
        extra="forbid", strict=True, frozen=True, hide_input_in_errors=True, populate_by_name=True,
        serialize_by_alias=True,
    )  # fmt: skip

    version: VersionSaid
    outcomes: Annotated[list[OutcomeSaid], Field(max_length=MOST_OUTCOMES)]
    holds: Annotated[Holds, Field(alias="class", strict=False)]
    at: At

    @model_validator(mode="after")
    def _names_each_once(self) -> "FloorReport":
        _each_once([one.ref for one in self.outcomes])
        return self


class Lock(StrEnum):
    """What is wanted of one stream."""

    LOCKED = "locked"
    FREE = "free"
    """They may speak; nobody opens a microphone but its person."""


class Sent(BaseModel):
    """What we say; more fields may come with later contracts."""

    model_config = ConfigDict(frozen=True)


class VersionSent(Sent):
    """The version of a state; a later one has the larger pair."""

    seq: int
    n: int


class ParticipantSent(Sent):
    """What is wanted of one place, and whose it is."""

    ref: str
    person: PersonId
    microphone: Lock
    camera: Lock


class FloorChanged(Sent):
    """Everything that is wanted of the call. Whoever is not named is nobody's and free; `out` may
    not be in the call."""

    type: Literal["floor.changed"] = "floor.changed"
    contract: Literal[1] = CONTRACT
    call: str
    version: VersionSent
    at: int
    deadline_ms: int = DEADLINE_MS
    lasts_ms: int = LASTS_MS
    participants: list[ParticipantSent]
    out: list[str]


def _each_once(refs: list[str]) -> None:
    if len(set(refs)) != len(refs):
        raise ValueError("a place is named twice")
