"""A message to one endpoint, and what becomes of it: tried, delivered, or dead.

A row holds no body: what is sent is made from the event, or from the record, whenever it is sent.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.ports import Ids
from app.webhooks.facts import Kind
from app.webhooks.reply import Answer
from app.webhooks.schedule import next_try

ID_CHARACTERS = 32
ID_PATTERN = rf"msg_[0-9a-f]{{{ID_CHARACTERS}}}"
RECORDED = "recorded"
"""In the place of a seq, for what the record becomes."""


class Outcome(StrEnum):
    """What has become of a message so far."""

    WAITING = "waiting"
    DELIVERED = "delivered"
    DEAD = "dead"


@dataclass(frozen=True, slots=True)
class Message:
    """A message as stored; its `id` is the same at every try, and for every endpoint.

    `room` and `seq` say what it is made from; a test has no room. `due_at` is set while it waits,
    and lies ahead of the deliverer that has it in hand. `answer` is that of the last try.
    """

    endpoint: str
    id: str
    room: RoomId | None
    seq: int
    kind: Kind
    written_at: Instant
    due_at: Instant | None
    tries: int = 0
    outcome: Outcome = Outcome.WAITING
    answer: Answer | None = None
    tried_at: Instant | None = None


def event_id(epoch: str, room: RoomId, seq: int | str) -> str:
    """The id of what an event of this log becomes, whoever works it out and however often.

    After a restore a seq may be given to another event: then the epoch is another, too.
    """
    return _id(f"{epoch} {room} {seq}")


def fresh_id(ids: Ids) -> str:
    """The id of a message that is made from nothing stored."""
    return _id(ids.secret())


def _id(text: str) -> str:
    return f"msg_{hashlib.sha256(text.encode()).hexdigest()[:ID_CHARACTERS]}"


def tried(message: Message, answer: Answer, now: Instant) -> Message:
    """The message after a try that was answered so: done, due again later, or dead."""
    tries = message.tries + 1
    due_at = None if answer is Answer.TAKEN else next_try(message.id, tries, now)
    outcome = Outcome.WAITING
    if due_at is None:
        outcome = Outcome.DELIVERED if answer is Answer.TAKEN else Outcome.DEAD
    return replace(
        message, due_at=due_at, tries=tries, outcome=outcome, answer=answer, tried_at=now
    )


def untold(message: Message, now: Instant) -> Message:
    """The message where its event is one that is told no longer: dead, by nobody's fault there."""
    return replace(message, due_at=None, outcome=Outcome.DEAD, tried_at=now)
