"""L7 between organisations: of a room nobody's endpoint is told but its owner's and the server's
own, whoever has made what, whenever, and however often it is sent again."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from functools import partial

from hypothesis import given, settings
from hypothesis import strategies as st

from app.access.organisations import is_seen_by
from app.phases.phase import Phase
from app.phases.units import HOUR, Instant, later
from app.rooms.fields import RoomId
from app.storage.database import Database
from app.storage.engine import open_database
from app.storage.reduction import KEPT, reduce_overdue
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.message import tried
from app.webhooks.ports import WebhookRows
from app.webhooks.reply import Answer
from tests.support import told
from tests.support.clock import NOON

Pairs = set[tuple[str, RoomId]]
WHOSE = st.sampled_from(("", "~", "north", "north~", "nor", "south", "south~"))
OVER = later(NOON, KEPT)
TAKEN = later(OVER, HOUR)


@dataclass
class Server:
    """Rooms and endpoints of whomever, as they come to be and go on; `heads` of the rooms' logs."""

    database: Database
    rooms: dict[RoomId, str] = field(default_factory=dict)
    heads: dict[RoomId, int] = field(default_factory=dict)
    endpoints: dict[str, str] = field(default_factory=dict)
    expected: Pairs = field(default_factory=set)

    async def room(self, whose: str) -> None:
        """A new room in which nothing has happened that is told."""
        name = RoomId(f"room-{len(self.rooms)}")
        await told.room(self.database, name=name, organisation=whose)
        self.rooms[name], self.heads[name] = whose, 1

    async def endpoint(self, whose: str) -> None:
        """A new endpoint, told what happens from now on."""
        name = f"endpoint-{len(self.endpoints)}"
        await told.with_endpoint(self.database, name, organisation=whose)
        self.endpoints[name] = whose

    async def goes_on(self, whose: str, phase: Phase = Phase.CLOSING) -> None:
        """The meetings of somebody go a step on."""
        for name in [room for room, owner in self.rooms.items() if owner == whose]:
            await told.goes_on(self.database, phase, after=self.heads[name], name=name)
            self.heads[name] += 1
            self.expected |= self.may_hear(name)

    async def follow(self, _: str) -> None:
        """A node looks at the logs."""
        await told.followed(self.database)

    async def again(self, whose: str) -> None:
        """Somebody has everything sent again."""

        def work(rows: WebhookRows, name: str) -> list[str]:
            return rows.replay_some(name, Instant(0), NOON, "", 1_000)

        for name in [one for one, owner in self.endpoints.items() if owner == whose]:
            await SqlWebhookStore(self.database).write(partial(work, name=name))

    def may_hear(self, room: RoomId) -> Pairs:
        """Those endpoints whose owner may know of it."""
        every = self.endpoints.items()
        return {(name, room) for name, whose in every if is_seen_by(whose, self.rooms[room])}

    async def heard(self) -> Pairs:
        """Which endpoint is told of which room, by all that waits now."""
        found: Pairs = set()
        for name, whose in self.endpoints.items():
            to = told.endpoint(name, organisation=whose)
            while held := await told.claimed(self.database, to, OVER, TAKEN):
                for one in held:
                    assert one.message.room is not None
                    found.add((name, one.message.room))
                    done = tried(one.message, Answer.TAKEN, OVER)
                    assert await told.settled(self.database, one.message, done)
        return found


Act = Callable[[Server, str], Awaitable[None]]
ACTS: st.SearchStrategy[Act] = st.sampled_from(
    (Server.room, Server.endpoint, Server.goes_on, Server.follow, Server.again)
)


async def lived(acts: list[tuple[Act, str]]) -> None:
    database = await open_database("sqlite://")
    try:
        server = Server(database)
        for act, whose in acts:
            await act(server, whose)
        await server.follow("")
        assert server.expected == await server.heard()

        for whose in set(server.rooms.values()):
            await server.goes_on(whose, Phase.ENDED)
        await reduce_overdue(database, OVER)
        every = {pair for room in server.rooms for pair in server.may_hear(room)}
        assert every == await server.heard()
    finally:
        await database.close()


@settings(max_examples=40)
@given(st.lists(st.tuples(ACTS, WHOSE), max_size=30))
def test_no_endpoint_is_told_of_a_room_that_its_owner_may_not_know_of(
    acts: list[tuple[Act, str]],
) -> None:
    asyncio.run(lived(acts))
