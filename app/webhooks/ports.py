"""What webhooks need from the world: rows within one transaction, transactions, and calls."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.webhooks.endpoint import Endpoint
from app.webhooks.facts import Fact
from app.webhooks.message import Message
from app.webhooks.reply import Reply

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Behind:
    """A room's log has grown past what this endpoint's messages were made from."""

    endpoint: str
    room: RoomId


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some rooms in the order of their ids: `logs` are those with something that may have to be
    told; `last` is the id of the last room, None where none follows."""

    logs: Sequence[Behind]
    last: RoomId | None


@dataclass(frozen=True, slots=True)
class Claimed:
    """A message in hand, and what it tells; `fact` None where nothing is left to be told."""

    message: Message
    fact: Fact | None

    def of_practice(self) -> "Claimed":
        """The same for an endpoint that is told of rooms for practice."""
        return Claimed(self.message, None if self.fact is None else self.fact.of_practice())


class WebhookRows(Protocol):
    """The rows, seen within one transaction."""

    def add_endpoint(self, endpoint: Endpoint) -> None:
        """A new endpoint, told whatever happens from now on."""
        ...

    def find_endpoint(self, endpoint_id: str) -> Endpoint | None:
        """The endpoint of that id, which nobody else changes meanwhile; in a `write` only."""
        ...

    def hold_endpoints(self) -> None:
        """Nobody else who asks this too goes on before this transaction is over; in a `write` only,
        before anything is read that is to stay true."""
        ...

    def list_endpoints(self) -> list[Endpoint]:
        """All endpoints, oldest first."""
        ...

    def change_endpoint(self, endpoint: Endpoint) -> None:
        """The endpoint is this now."""
        ...

    def delete_endpoint(self, endpoint_id: str) -> bool:
        """Whether there was such an endpoint; its messages go with it."""
        ...

    def behind(self, after: RoomId | None, rooms: int) -> Stretch:
        """The next so many rooms after this one, None for the first; those of which nothing has to
        be told count as well."""
        ...

    def follow(self, behind: Sequence[Behind], now: Instant) -> int:
        """Make messages of what these logs hold, once, whoever else does so too.

        Returns how many of the logs this program cannot read; they stay behind.
        """
        ...

    def add_message(self, message: Message) -> None:
        """A new message."""
        ...

    def count_waiting(self, endpoint_id: str, most: int) -> int:
        """How many messages wait for this endpoint, counted up to so many."""
        ...

    def due(self, now: Instant) -> list[str]:
        """The endpoints for which there is something to claim."""
        ...

    def claim(self, endpoint: Endpoint, now: Instant, until: Instant, most: int) -> list[Claimed]:
        """Up to so many due messages that nobody else has in hand, for us until `until`.

        Of a room only the oldest that waits. What this program cannot read is put off until then.
        """
        ...

    def settle(self, claimed: Message, tried: Message) -> bool:
        """What became of a message that was claimed; False, and nothing done, if it has meanwhile
        gone, become somebody else's, or was asked for again."""
        ...

    def list_messages(
        self, endpoint_id: str, before: tuple[Instant, str] | None, most: int
    ) -> list[Message]:
        """Up to so many messages, newest first, those after a place in that order."""
        ...

    def replay(self, endpoint_id: str, message_id: str, now: Instant) -> Message | None:
        """The message, due now as if it had never been tried; None if there is none such."""
        ...

    def replay_some(
        self, endpoint_id: str, since: Instant, now: Instant, after: str, most: int
    ) -> list[str]:
        """As `replay`, for up to so many of those that were written since then and until now: the
        next after this id, in the order of their ids, which are returned."""
        ...

    def forget(self, before: Instant) -> None:
        """Delete the messages written before then, but for those that wait for an endpoint that is
        told: a disabled one may never be enabled again."""
        ...


class WebhookStore(Protocol):
    """Transactions over the rows. `work` may be run anew from its start, and keeps no rows."""

    async def write(self, work: Callable[[WebhookRows], T]) -> T:
        """Run `work`, durable when this returns; what it raises undoes it and is raised here."""
        ...

    async def read(self, work: Callable[[WebhookRows], T]) -> T:
        """Run `work`, which only looks."""
        ...


class Calls(Protocol):
    """Calling an endpoint."""

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, whose: str = ""
    ) -> Reply:
        """What it answered, in bounded time; never raises for anything that it does. `whose`: the
        name, without a half, of the organisation that has named the address, which holds up no
        calls of another."""
        ...
