"""The rows of webhooks, over a connection whose transaction is somebody else's to end."""

from collections.abc import Sequence
from dataclasses import asdict

from sqlalchemy import Connection, delete, insert, select, text, update

from app.access.organisations import is_practice
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.storage import webhook_claims, webhook_lines, webhook_messages
from app.storage.webhook_schema import ENDPOINT, LINE, MESSAGE
from app.webhooks.endpoint import Endpoint
from app.webhooks.message import Message
from app.webhooks.ports import Behind, Claimed, Stretch

_COUNTING = 7_240_551_903
"""Any number, always the same and no other lock's: who adds an endpoint counts them alone."""


class SqlWebhookRows:
    """`WebhookRows` on either database."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def add_endpoint(self, endpoint: Endpoint) -> None:
        """As `WebhookRows.add_endpoint`."""
        self._connection.execute(insert(ENDPOINT), asdict(endpoint))
        webhook_lines.begin_here(self._connection, endpoint)

    def find_endpoint(self, endpoint_id: str) -> Endpoint | None:
        """As `WebhookRows.find_endpoint`."""
        found = select(ENDPOINT).where(ENDPOINT.c.id == endpoint_id)
        # The reduction holds it as being there, by a lock that this one leaves room for.
        row = self._connection.execute(found.with_for_update(key_share=True)).one_or_none()
        return None if row is None else Endpoint(*row)

    def hold_endpoints(self) -> None:
        """As `WebhookRows.hold_endpoints`; over SQLite there is one writer at a time."""
        if self._connection.dialect.name == "postgresql":
            self._connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": _COUNTING})

    def list_endpoints(self) -> list[Endpoint]:
        """As `WebhookRows.list_endpoints`."""
        ordered = select(ENDPOINT).order_by(ENDPOINT.c.created_at, ENDPOINT.c.id)
        return [Endpoint(*row) for row in self._connection.execute(ordered)]

    def change_endpoint(self, endpoint: Endpoint) -> None:
        """As `WebhookRows.change_endpoint`."""
        changed = update(ENDPOINT).where(ENDPOINT.c.id == endpoint.id)
        self._connection.execute(changed.values(**asdict(endpoint)))

    def delete_endpoint(self, endpoint_id: str) -> bool:
        """As `WebhookRows.delete_endpoint`."""
        gone = delete(ENDPOINT).where(ENDPOINT.c.id == endpoint_id)
        is_gone = self._connection.execute(gone).rowcount == 1
        for table in (LINE, MESSAGE):
            self._connection.execute(delete(table).where(table.c.endpoint == endpoint_id))
        return is_gone

    def behind(self, after: RoomId | None, rooms: int) -> Stretch:
        """As `WebhookRows.behind`."""
        return webhook_lines.behind(self._connection, after, rooms)

    def follow(self, behind: Sequence[Behind], now: Instant) -> int:
        """As `WebhookRows.follow`."""
        return webhook_lines.follow(self._connection, behind, now)

    def add_message(self, message: Message) -> None:
        """As `WebhookRows.add_message`."""
        webhook_messages.add(self._connection, message)

    def count_waiting(self, endpoint_id: str, most: int) -> int:
        """As `WebhookRows.count_waiting`."""
        return webhook_messages.waiting(self._connection, endpoint_id, most)

    def due(self, now: Instant) -> list[str]:
        """As `WebhookRows.due`."""
        return webhook_claims.due(self._connection, now)

    def claim(self, endpoint: Endpoint, now: Instant, until: Instant, most: int) -> list[Claimed]:
        """As `WebhookRows.claim`."""
        held = webhook_claims.claim(self._connection, endpoint.id, now, until, most)
        return [one.of_practice() for one in held] if is_practice(endpoint.organisation) else held

    def settle(self, claimed: Message, tried: Message) -> bool:
        """As `WebhookRows.settle`."""
        return webhook_claims.settle(self._connection, claimed, tried)

    def list_messages(
        self, endpoint_id: str, before: tuple[Instant, str] | None, most: int
    ) -> list[Message]:
        """As `WebhookRows.list_messages`."""
        return webhook_messages.listed(self._connection, endpoint_id, before, most)

    def replay(self, endpoint_id: str, message_id: str, now: Instant) -> Message | None:
        """As `WebhookRows.replay`."""
        return webhook_messages.replay(self._connection, endpoint_id, message_id, now)

    def replay_some(
        self, endpoint_id: str, since: Instant, now: Instant, after: str, most: int
    ) -> list[str]:
        """As `WebhookRows.replay_some`."""
        connection = self._connection
        return webhook_messages.replay_some(connection, endpoint_id, since, now, after, most)

    def forget(self, before: Instant) -> None:
        """As `WebhookRows.forget`."""
        webhook_messages.forget(self._connection, before)
