"""Requests under an `Idempotency-Key`: done once, answered again for a day."""

import hashlib

from app.access import claims, repeat, sealing
from app.access.errors import IdempotencyKeyReused, StillRunning
from app.access.ports import AccessRows, AccessStore
from app.access.repeat import Repeat
from app.rooms.fields import RoomId
from app.rooms.ports import Clock, Ids


class Repeating:
    """What callers have asked under keys of their own choice. `secret` is the caller's API key or a
    grant that was found good: of two callers the same key is two requests, and neither can read the
    other's answers. An answer given to a grant is read by that grant alone: whoever has it signed
    anew is refused rather than done twice."""

    def __init__(self, store: AccessStore, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids

    async def begin(
        self, secret: str, key: str, request: bytes, room: RoomId | None
    ) -> Repeat | bytes:
        """What is now for the caller to do and to `finish` or `drop`, or the answer that was given.

        Raises `IdempotencyKeyReused`, `StillRunning`.
        """
        row_id = hashlib.sha256(f"{_caller(secret)}/{key}".encode()).hexdigest()
        digest, now = hashlib.sha256(request).digest(), self._clock.now()
        begun = repeat.asked(row_id, digest, room, now)

        def work(rows: AccessRows) -> bytes | None:
            if rows.begin_repeat(begun):
                return None
            found = rows.find_repeat(row_id)
            if found is not None:
                if not repeat.is_over(found, now):
                    return repeat.check(found, begun)
                rows.drop_repeat(row_id, found.begun_at)
            if rows.begin_repeat(begun):
                return None
            raise StillRunning

        sealed = await self._store.write(work)
        if sealed is None:
            return begun
        said = sealing.unsealed(sealed, secret=secret, row_id=row_id)
        if said is None:
            raise IdempotencyKeyReused(
                "This was done already under an earlier grant, and is told to that grant alone."
            )
        return said

    async def finish(self, secret: str, begun: Repeat, said: bytes) -> None:
        """Keep the answer for a day, for this caller alone."""
        chance = self._ids.secret()
        sealed = sealing.seal(said, secret=secret, chance=chance, row_id=begun.id)
        await self._store.write(lambda rows: rows.finish_repeat(begun.id, begun.begun_at, sealed))

    async def drop(self, begun: Repeat) -> None:
        """It was refused, or came to nothing: whoever sends it again has it decided afresh. Where
        somebody has begun it anew meanwhile, it is theirs and stays."""
        await self._store.write(lambda rows: rows.drop_repeat(begun.id, begun.begun_at))


def _caller(secret: str) -> str:
    return claims.caller(secret) if claims.is_signed(secret) else secret
