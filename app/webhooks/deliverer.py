"""Brings messages to their endpoints: at least once, and within a room in order.

Laws of this file:
- The log is what has to be told: messages are made from it, by any node, once (`Behind`).
- A message is in one deliverer's hand at a time, until a moment in the database. Who dies with it
  has it taken up again after that: sent twice perhaps, lost never.
- Of a room only the oldest that waits is in anybody's hand.
- An endpoint that hangs keeps nobody waiting but itself, and many of them their organisation.
"""

import asyncio
import contextlib
from collections.abc import Callable, Sequence
from functools import partial

import structlog

from app.phases.units import SECOND, Instant, Millis, later
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, LogUnavailable, Meter
from app.webhooks.endpoint import Endpoint
from app.webhooks.message import Message, Outcome, tried, untold
from app.webhooks.ports import Behind, Calls, Claimed, Stretch, WebhookRows, WebhookStore
from app.webhooks.reply import Reply
from app.webhooks.signing import signed
from app.webhooks.turns import Turns

LEASE = Millis(60 * SECOND)
"""How long a message is in hand; far longer than a call takes."""
EVERY = 1.0
"""Seconds between looks at the logs, while there are endpoints."""
IDLE = 5.0
"""Seconds until somebody's first endpoint is noticed by the other nodes."""
MOST_OF_A_LOOK = 0.05
"""Of the time may go into looking: with very many rooms looks come less often, nudged or not."""
LONGEST_LOOK = 0.25
"""Seconds after which a look leaves the rooms that are left to the next."""
ROOMS_AT_ONCE = 256
LOGS_AT_ONCE = 256
"""Followed in one transaction."""
AT_ONCE = 4
"""Messages to one endpoint under way at a time, each of another room."""

log = structlog.get_logger()


class Deliverer:
    """A part that runs beside requests; `nudge` has it look as soon as it may. `name_of` is whose
    an endpoint is, be it for practice or not; `share` how much of the time may go into looking."""

    def __init__(
        self,
        store: WebhookStore,
        calls: Calls,
        clock: Clock,
        meter: Meter,
        name_of: Callable[[str], str],
        *,
        share: float = MOST_OF_A_LOOK,
    ) -> None:
        self._store = store
        self._calls = calls
        self._clock = clock
        self._meter = meter
        self._name_of = name_of
        self._share = share
        self._nudged = asyncio.Event()
        self._turns = Turns()
        self._lanes: set[str] = set()
        self._after: RoomId | None = None

    def nudge(self) -> None:
        """There is something to do."""
        self._nudged.set()

    async def run(self) -> None:
        """Until cancelled."""
        loop = asyncio.get_running_loop()
        async with asyncio.TaskGroup() as group:
            while True:
                begun = loop.time()
                try:
                    pause = EVERY if await self._look(group) else IDLE
                except LogUnavailable:
                    pause = IDLE
                took = loop.time() - begun
                await self._rest(took / self._share, pause)

    async def _rest(self, least: float, most: float) -> None:
        """So many seconds, the longer of the two; a nudge ends what is beyond `least`: else whoever
        nudges often enough has looks follow each other without end."""
        await asyncio.sleep(least)
        try:
            async with asyncio.timeout(max(0.0, most - least)):
                await self._nudged.wait()
        except TimeoutError:
            return
        finally:
            self._nudged.clear()

    async def _look(self, group: asyncio.TaskGroup) -> bool:
        """Make messages of what has happened, and have them brought; whether to anybody."""
        endpoints = await self._store.read(lambda rows: rows.list_endpoints())
        if all(endpoint.disabled_at is not None for endpoint in endpoints):
            return False
        with contextlib.suppress(LogUnavailable):  # what is made already is brought all the same
            await self._follow()
        now = self._clock.now()
        due = frozenset(await self._store.read(lambda rows: rows.due(now)))
        for endpoint in endpoints:
            if endpoint.id in due and endpoint.id not in self._lanes:
                self._lanes.add(endpoint.id)
                group.create_task(self._lane(endpoint))
        return True

    async def _follow(self) -> None:
        """Make messages of what the logs have grown by, from the room on where the last look ended.

        No room is looked at twice: one that grows meanwhile, or that cannot be read, is the next
        look's, and keeps neither those after it waiting nor what is due.
        """
        loop = asyncio.get_running_loop()
        until = loop.time() + LONGEST_LOOK
        while True:
            stretch = await self._store.read(partial(_behind, after=self._after))
            self._after = stretch.last  # at once: what fails now must not fail for ever
            for begin in range(0, len(stretch.logs), LOGS_AT_ONCE):
                some = stretch.logs[begin : begin + LOGS_AT_ONCE]
                followed = partial(_followed, behind=some, now=self._clock.now())
                if unread := await self._store.write(followed):
                    self._meter.count("fault", "webhook", unread)
            if stretch.last is None or loop.time() >= until:
                return

    async def _lane(self, to: Endpoint) -> None:
        """Bring what is due to one endpoint, some at each of its turns, until nothing is."""
        is_due = True
        try:
            while is_due:
                async with self._turns.taken(self._name_of(to.organisation)):
                    is_due = await self._some(to.id)
        except LogUnavailable:
            return
        except Exception as error:  # one endpoint's trouble is not that of the others
            log.error("webhook_lane_failed", error=type(error).__name__)
            self._meter.count("fault", "webhook")
        finally:
            self._lanes.discard(to.id)

    async def _some(self, endpoint_id: str) -> bool:
        now = self._clock.now()
        until = later(now, LEASE)

        def work(rows: WebhookRows) -> tuple[Endpoint | None, list[Claimed]]:
            endpoint = rows.find_endpoint(endpoint_id)
            if endpoint is None or endpoint.disabled_at is not None or endpoint.rests_until > now:
                return None, []
            return endpoint, rows.claim(endpoint, now, until, AT_ONCE)

        endpoint, found = await self._store.write(work)
        if endpoint is None or not found:
            return False
        async with asyncio.TaskGroup() as group:
            for claimed in found:
                group.create_task(self._bring(endpoint, claimed))
        return True

    async def _bring(self, endpoint: Endpoint, claimed: Claimed) -> None:
        message, fact = claimed.message, claimed.fact
        if fact is None:
            await self._done(message, untold(message, self._clock.now()), None)
            return
        body, now = fact.body(), self._clock.now()
        headers = signed(message.id, body, endpoint.secrets(now), now)
        whose = self._name_of(endpoint.organisation)
        reply = await self._calls.post(endpoint.url, headers, body, whose)
        self._meter.count("webhook_tries", reply.answer.value)
        await self._done(message, tried(message, reply.answer, self._clock.now()), reply)

    async def _done(self, claimed: Message, after: Message, reply: Reply | None) -> None:
        now = self._clock.now()

        def work(rows: WebhookRows) -> None:
            known = rows.find_endpoint(claimed.endpoint)
            if rows.settle(claimed, after) and known is not None and reply is not None:
                changed = known.after(reply, now)
                if changed != known:
                    rows.change_endpoint(changed)

        if after.outcome is Outcome.DEAD:
            self._meter.count("webhook_dead")
        with contextlib.suppress(LogUnavailable):  # it is taken up again when its time is over
            await self._store.write(work)


def _behind(rows: WebhookRows, *, after: RoomId | None) -> Stretch:
    return rows.behind(after, ROOMS_AT_ONCE)


def _followed(rows: WebhookRows, *, behind: Sequence[Behind], now: Instant) -> int:
    return rows.follow(behind, now)
