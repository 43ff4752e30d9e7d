"""What an operator does with webhooks: endpoints, their secrets, tests, the log of deliveries."""

from collections.abc import Callable
from dataclasses import replace

from app.phases.units import HOUR, Instant, Millis, later
from app.rooms.errors import RateLimited
from app.rooms.ports import Clock, Ids
from app.webhooks.addresses import Reach
from app.webhooks.endpoint import MOST_ENDPOINTS, Endpoint, drawn, rotated
from app.webhooks.errors import AddressRefused, NoSuchEndpoint, NoSuchMessage, TooManyEndpoints
from app.webhooks.facts import Kind
from app.webhooks.message import Message, fresh_id
from app.webhooks.ports import WebhookRows, WebhookStore

KEPT = Millis(30 * 24 * HOUR)
"""How long a message that waits no more is listed, unless its meeting's reduction comes first."""
MOST_WAITING = 100
"""Messages of an endpoint, while which wait none is added to try it."""
AGAIN_AT_ONCE = 200
"""Messages asked for again in one transaction: presses wait for it, and there may be thousands."""

Place = tuple[Instant, str]


class Webhooks:
    """Endpoints and messages over a store. `nudge` tells the deliverer that there is work."""

    def __init__(
        self,
        store: WebhookStore,
        clock: Clock,
        ids: Ids,
        reach: Reach,
        nudge: Callable[[], None],
    ) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._reach = reach
        self._nudge = nudge

    async def create(self, url: str, *, organisation: str) -> Endpoint:
        """A new endpoint, told of the rooms that this organisation may know of; its secret is to be
        shown this once.

        Raises `AddressRefused`, `TooManyEndpoints`.
        """
        if not self._reach.allows(url):
            raise AddressRefused
        made = drawn(url, organisation, self._ids, self._clock.now())

        def work(rows: WebhookRows) -> None:
            rows.hold_endpoints()
            its = [one for one in rows.list_endpoints() if one.organisation == organisation]
            if len(its) >= MOST_ENDPOINTS:
                raise TooManyEndpoints
            rows.add_endpoint(made)

        await self._store.write(work)
        self._nudge()
        return made

    async def endpoints(self) -> list[Endpoint]:
        """All endpoints, oldest first."""
        return await self._store.read(lambda rows: rows.list_endpoints())

    async def rotate(self, endpoint_id: str) -> Endpoint:
        """A new secret, to be shown this once; both sign for a day. Raises `NoSuchEndpoint`."""
        now = self._clock.now()
        return await self._changed(endpoint_id, lambda known: rotated(known, self._ids, now))

    async def enable(self, endpoint_id: str) -> Endpoint:
        """It is told again, also what waited meanwhile; raises `NoSuchEndpoint`."""
        now = self._clock.now()
        return await self._changed(
            endpoint_id, lambda known: replace(known, disabled_at=None, rests_until=now)
        )

    async def delete(self, endpoint_id: str) -> None:
        """It is told nothing any more, and its messages are gone; raises `NoSuchEndpoint`."""
        if not await self._store.write(lambda rows: rows.delete_endpoint(endpoint_id)):
            raise NoSuchEndpoint

    async def test(self, endpoint_id: str) -> Message:
        """Send a message that says nothing; raises `NoSuchEndpoint`, `RateLimited`."""
        now = self._clock.now()
        made = Message(endpoint_id, fresh_id(self._ids), None, 0, Kind.TEST, now, now)

        def work(rows: WebhookRows) -> None:
            _found(rows, endpoint_id)
            if rows.count_waiting(endpoint_id, MOST_WAITING) >= MOST_WAITING:
                raise RateLimited(f"{MOST_WAITING} messages wait for this endpoint already.")
            rows.add_message(made)

        await self._store.write(work)
        self._nudge()
        return made

    async def messages(self, endpoint_id: str, *, before: Place | None, most: int) -> list[Message]:
        """The log of deliveries, newest first, from after a place; raises `NoSuchEndpoint`."""

        def work(rows: WebhookRows) -> list[Message]:
            if endpoint_id not in {known.id for known in rows.list_endpoints()}:
                raise NoSuchEndpoint
            return rows.list_messages(endpoint_id, before, most)

        return await self._store.read(work)

    async def replay(self, endpoint_id: str, message_id: str) -> Message:
        """Send a message again; raises `NoSuchEndpoint`, `NoSuchMessage`."""
        now = self._clock.now()

        def work(rows: WebhookRows) -> Message:
            _found(rows, endpoint_id)
            message = rows.replay(endpoint_id, message_id, now)
            if message is None:
                raise NoSuchMessage
            return message

        found = await self._store.write(work)
        self._nudge()
        return found

    async def replay_since(self, endpoint_id: str, since: Instant) -> int:
        """Send again whatever was written since; how many. Raises `NoSuchEndpoint`.

        A few at a time: should the database go away on the way, the first of them go all the same.
        """
        now, count, after = self._clock.now(), 0, ""
        while some := await self._replay_some(endpoint_id, since, now, after):
            count, after = count + len(some), some[-1]
            self._nudge()
        return count

    async def _replay_some(
        self, endpoint_id: str, since: Instant, now: Instant, after: str
    ) -> list[str]:
        def work(rows: WebhookRows) -> list[str]:
            _found(rows, endpoint_id)
            return rows.replay_some(endpoint_id, since, now, after, AGAIN_AT_ONCE)

        return await self._store.write(work)

    async def forget_old(self) -> None:
        """Delete what is listed no longer."""
        before = later(self._clock.now(), Millis(-KEPT))
        await self._store.write(lambda rows: rows.forget(before))

    async def _changed(self, endpoint_id: str, change: Callable[[Endpoint], Endpoint]) -> Endpoint:
        def work(rows: WebhookRows) -> Endpoint:
            changed = change(_found(rows, endpoint_id))
            rows.change_endpoint(changed)
            return changed

        found = await self._store.write(work)
        self._nudge()
        return found


def _found(rows: WebhookRows, endpoint_id: str) -> Endpoint:
    known = rows.find_endpoint(endpoint_id)
    if known is None:
        raise NoSuchEndpoint
    return known
