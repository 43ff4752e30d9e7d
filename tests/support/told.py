"""What the suites of webhooks are made of: logs with something to tell, endpoints, a receiver."""

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.access.organisations import OURS, PRACTICE, is_practice
from app.phases.machine import Position
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.table import Move
from app.phases.units import Instant
from app.rooms.events import Event, PhaseEntered
from app.rooms.fields import RoomId
from app.storage.access_store import SqlAccessStore
from app.storage.database import Database
from app.storage.engine import room_log
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.endpoint import Endpoint
from app.webhooks.message import Message
from app.webhooks.ports import Behind, Claimed, WebhookRows
from app.webhooks.reply import Answer, Reply
from tests.contracts.samples import ROOM, created
from tests.support.clock import NOON

SECRET = "whsec_" + "A" * 43 + "="
URL = "https://hooks.example.com/pushback"
LEASED = Instant(NOON + 60_000)


def entered(phase: Phase, at: Instant = NOON) -> Event:
    """A move to this phase."""
    step = None if phase is Phase.ENDED else StepId(phase.value)
    return PhaseEntered(at, Move.ADVANCE, Position(phase, step))


def endpoint(name: str = "first", **given: Any) -> Endpoint:
    """An endpoint as stored."""
    usual = {
        "url": URL, "secret": SECRET, "former": None, "former_until": None, "created_at": NOON,
        "disabled_at": None, "rests_until": Instant(0), "organisation": OURS,
    }  # fmt: skip
    return Endpoint(id=name, **(usual | given))


async def room(
    database: Database, *phases: Phase, name: RoomId = ROOM, organisation: str = OURS
) -> None:
    """A room of that organisation's that has gone through these phases, from seq 2."""
    is_test = is_practice(organisation)
    events = [created(is_test=is_test), *(entered(phase) for phase in phases)]
    await room_log(database).create(name, "epoch-1", events)
    if organisation not in {OURS, PRACTICE}:
        store = SqlAccessStore(database)
        await store.write(lambda rows: rows.own_room(name, organisation))


async def goes_on(database: Database, *phases: Phase, after: int, name: RoomId = ROOM) -> None:
    """The room goes through these phases, too."""
    events = [entered(phase) for phase in phases]
    await room_log(database).append(name, after=after, events=events, accepted=None)


async def with_endpoint(database: Database, name: str = "first", **given: Any) -> Endpoint:
    """A new endpoint, which is told what happens from now on."""
    made = endpoint(name, **given)
    await SqlWebhookStore(database).write(lambda rows: rows.add_endpoint(made))
    return made


async def followed(database: Database, now: Instant = NOON) -> int:
    """Make messages of what has happened; how many there were."""
    store = SqlWebhookStore(database)

    def work(rows: WebhookRows) -> int:
        return rows.follow(rows.behind(None, 100).logs, now)

    before = await _count(database)
    assert 0 == await store.write(work)
    return await _count(database) - before


async def behind(database: Database) -> Sequence[Behind]:
    """The logs with something that may have to be told."""
    stretch = await SqlWebhookStore(database).read(lambda rows: rows.behind(None, 100))
    return stretch.logs


async def _count(database: Database) -> int:
    def work(rows: WebhookRows) -> int:
        return sum(len(rows.list_messages(e.id, None, 1000)) for e in rows.list_endpoints())

    return await SqlWebhookStore(database).read(work)


async def claimed(
    database: Database, to: Endpoint, now: Instant = NOON, until: Instant = LEASED, most: int = 10
) -> list[Claimed]:
    """Messages in hand."""
    return await SqlWebhookStore(database).write(lambda rows: rows.claim(to, now, until, most))


async def settled(database: Database, was: Message, now: Message) -> bool:
    """What became of one of them."""
    return await SqlWebhookStore(database).write(lambda rows: rows.settle(was, now))


async def listed(database: Database, name: str = "first") -> list[Message]:
    """The log of deliveries, oldest first."""
    store = SqlWebhookStore(database)
    found = await store.read(lambda rows: rows.list_messages(name, None, 1000))
    return sorted(found, key=lambda message: (str(message.room), message.seq, message.written_at))


@dataclass(frozen=True)
class Sent:
    """A call that was made."""

    url: str
    headers: dict[str, str]
    body: bytes
    whose: str = ""

    @property
    def id(self) -> str:
        """The message's."""
        return self.headers["webhook-id"]


@dataclass
class KeepingCalls:
    """`Calls` without a network: keeps what was sent, and answers as told."""

    answers: Callable[[Sent], Reply] = field(default=lambda _: Reply(Answer.TAKEN))
    sent: list[Sent] = field(default_factory=list)
    held: asyncio.Event | None = None

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, whose: str = ""
    ) -> Reply:
        """As `Calls.post`; waits for `held` where there is one."""
        one = Sent(url, dict(headers), body, whose)
        self.sent.append(one)
        if self.held is not None:
            await self.held.wait()
        return self.answers(one)


def ids(messages: Sequence[Message | Sent]) -> list[str]:
    """Only their ids."""
    return [message.id for message in messages]
