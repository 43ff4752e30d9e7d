"""What the makers of a call say to us and are answered, over HTTP or on their socket."""

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from app.contract.place import Place
from app.contract.service import Contract
from app.contract.wire import EventsSaid, FloorReport, ParticipantsSaid, Said, VersionSent
from app.rooms.errors import Invalid
from app.rooms.fields import RoomId

Identity = Literal["bound", "claimed", "manual"]


class Known(BaseModel):
    """How a place is known to be somebody's: `bound` by a grant, `claimed` until a leader confirms
    it, `manual` where a leader alone can say."""

    ref: str
    identity: Identity


class ParticipantsTaken(BaseModel):
    """The places that were named."""

    participants: list[Known]


class EventsTaken(BaseModel):
    """How many were new."""

    taken: int


class ReportTaken(BaseModel):
    """The version of the newest state that was sent."""

    newest: VersionSent


async def take_participants(
    contract: Contract, room: RoomId, said: ParticipantsSaid
) -> ParticipantsTaken:
    """Raises as `Contract.participants`."""
    places = await contract.participants(room, said)
    known = [Known(ref=place.ref, identity=_identity(place)) for place in places]
    return ParticipantsTaken(participants=known)


async def take_events(contract: Contract, room: RoomId, said: EventsSaid) -> EventsTaken:
    """Raises as `Contract.events`."""
    return EventsTaken(taken=await contract.events(room, said))


async def take_report(contract: Contract, room: RoomId, said: FloorReport) -> ReportTaken:
    """Raises as `Contract.report`."""
    newest = await contract.report(room, said)
    return ReportTaken(newest=VersionSent(seq=newest.seq, n=newest.n))


class ParticipantsFrame(ParticipantsSaid):
    """Who is in the call."""

    type: Literal["participants"]


class EventsFrame(EventsSaid):
    """What happened in the call."""

    type: Literal["events"]


class ReportFrame(FloorReport):
    """What became of a state."""

    type: Literal["floor_report"]


class Done(BaseModel):
    """A frame was taken; the rest is the answer that its POST has."""

    type: Literal["done"] = "done"
    of: str


class Refused(BaseModel):
    """A frame was refused, and nothing was changed; `retry`: it may be sent again as it is."""

    type: Literal["refused"] = "refused"
    of: str = Field(description="the frame's type, empty where it has none of ours")
    code: str
    detail: str
    retry: bool


Take = Callable[[Contract, RoomId, Any], Awaitable[BaseModel]]
FRAMES: Mapping[str, tuple[type[Said], Take]] = {
    "participants": (ParticipantsSaid, take_participants),
    "events": (EventsSaid, take_events),
    "floor_report": (FloorReport, take_report),
}
"""What a frame holds beside its type, as it may be posted too."""
INBOUND: Mapping[str, type[Said]] = {
    "participants": ParticipantsFrame,
    "events": EventsFrame,
    "floor_report": ReportFrame,
}
"""The same as they stand on the socket."""


@dataclass(frozen=True, slots=True)
class Heard:
    """A frame that has the form of ours."""

    type: str
    said: Said

    async def taken(self, contract: Contract, room: RoomId) -> dict[str, Any]:
        """What is answered; raises as the taking does."""
        _, take = FRAMES[self.type]
        answer = await take(contract, room, self.said)
        return {**Done(of=self.type).model_dump(), **answer.model_dump()}


def type_of(frame: Mapping[str, Any]) -> str:
    """Which of our frames it is, empty for none."""
    said = frame.get("type")
    return said if isinstance(said, str) and said in FRAMES else ""


def heard(frame: Mapping[str, Any]) -> Heard:
    """The frame, validated; raises `Invalid`, which repeats nothing of it."""
    kind = type_of(frame)
    if not kind:
        raise Invalid("there is no such frame")
    try:
        body = {name: value for name, value in frame.items() if name != "type"}
        return Heard(kind, FRAMES[kind][0].model_validate(body))
    except ValidationError:
        raise Invalid("the frame is not as it must be") from None


def _identity(place: Place) -> Identity:
    if place.person is not None:
        return "bound"
    return "claimed" if place.claims or place.name else "manual"
