"""An endpoint: where an operator wants to be told, and the secret that signs what is sent there.

Like the one that signs for the maker of a call, and no other that the service hands out, this
secret is kept readable, not as a digest: whoever signs needs the secret itself. It opens nothing
here; it only lets its holder know our messages from anybody else's.
"""

import base64
import hashlib
from dataclasses import dataclass, field, replace

from app.phases.units import HOUR, Instant, Millis, later
from app.rooms.ports import Ids
from app.webhooks.reply import Answer, Reply

MOST_ENDPOINTS = 16
"""Of one organisation, and as many of its half for practice."""
PREFIX = "whsec_"
ROTATING = Millis(24 * HOUR)
"""How long a former secret signs beside the new one."""
ID_CHARACTERS = 20


@dataclass(frozen=True, slots=True)
class Endpoint:
    """An endpoint as stored.

    `former` signs beside `secret` until `former_until`. A disabled one is told nothing until it is
    enabled again. Nothing is sent before `rests_until`, because it asked for rest. It is told of
    the rooms that its `organisation` may know of, and of no others.
    """

    id: str
    url: str = field(repr=False)
    secret: str = field(repr=False)
    former: str | None = field(repr=False)
    former_until: Instant | None
    created_at: Instant
    disabled_at: Instant | None
    rests_until: Instant
    organisation: str

    def secrets(self, now: Instant) -> tuple[str, ...]:
        """What signs at this moment, the newest first."""
        if self.former is None or self.former_until is None or self.former_until <= now:
            return (self.secret,)
        return self.secret, self.former

    def after(self, reply: Reply, now: Instant) -> "Endpoint":
        """What an answer means for all else that is to go there."""
        if reply.answer is Answer.GONE:
            return replace(self, disabled_at=self.disabled_at or now)
        if reply.rest is not None:
            return replace(self, rests_until=later(now, reply.rest))
        return self


def drawn(url: str, organisation: str, ids: Ids, now: Instant) -> Endpoint:
    """A new endpoint of that organisation's, with a new secret."""
    fresh = hashlib.sha256(ids.secret().encode()).hexdigest()[:ID_CHARACTERS]
    return Endpoint(fresh, url, draw_secret(ids), None, None, now, None, now, organisation)


def rotated(endpoint: Endpoint, ids: Ids, now: Instant) -> Endpoint:
    """The same with a new secret; the one it had signs too, for a day."""
    return replace(
        endpoint,
        secret=draw_secret(ids),
        former=endpoint.secret,
        former_until=later(now, ROTATING),
    )


def draw_secret(ids: Ids) -> str:
    """256 bits in the form of Standard Webhooks, made of more chance than that."""
    chance = f"{ids.secret()}{ids.secret()}".encode()
    return PREFIX + base64.b64encode(hashlib.sha256(chance).digest()).decode()
