"""Grants that keys have signed, checked against the rows: a person who is sent, a machine."""

from dataclasses import dataclass, field

from app.access import claims as claiming
from app.access import introductions, keys
from app.access.claims import LONGEST_LIFE, Claims
from app.access.errors import BadGrant, BadKey, GrantForeign
from app.access.grants import Grant
from app.access.introductions import Introduction
from app.access.keys import Key
from app.access.opening import Fresh, Opened
from app.access.owning import Owning
from app.access.ports import AccessStore
from app.access.secrets import Kind, draw, parse
from app.access.signing import signer
from app.phases.units import Instant, Millis
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Clock, Ids


@dataclass(frozen=True, slots=True)
class Signed:
    """A new grant: `text` is what its holder brings."""

    text: str = field(repr=False)
    expires_at: Instant


class Granting:
    """What signed grants let in. Refusals are `AccessError`s, as those of `Access`."""

    def __init__(self, store: AccessStore, clock: Clock, ids: Ids) -> None:
        self._store = store
        self._clock = clock
        self._ids = ids
        self._owning = Owning(store)

    async def machine(self, text: str) -> Grant:
        """What a machine may do by the grant, until it runs out or its key ends.

        Raises `BadGrant`, `GrantAlgorithm`, `GrantClaims`, `GrantExpired`, `GrantTooLong`,
        `GrantForeign`. The use is the key's, and noted as such.
        """
        return introductions.machine(*await self._read(text))

    async def introduction(self, text: str, room: RoomId | None) -> Introduction:
        """Who is sent, before they come in; raises as `machine`. `room` None: whichever."""
        return introductions.introduction(*await self._read(text), room)

    async def known(self, asked: Introduction) -> PersonId | None:
        """Whom the room has come to know by this introduction; None for somebody new."""
        found = await self._store.read(
            lambda rows: rows.look_at_introduced(asked.room, asked.digest)
        )
        return None if found is None else found.person

    async def enter(self, asked: Introduction) -> Opened:
        """A pass for whoever is sent; raises `GrantUsed`, `Removed`."""
        fresh, now = Fresh(draw(Kind.PASS, self._ids), self._ids.person()), self._clock.now()
        return await self._store.write(lambda rows: introductions.enter(rows, asked, fresh, now))

    async def sign(self, key_text: str, wanted: Claims, lives: Millis) -> Signed:
        """What the holder of this key could have signed without us, checked before it is given.

        `wanted` says everything but who signs it and until when. Raises as `machine`, and `BadKey`.
        """
        presented, now = parse(Kind.KEY, key_text), self._clock.now()
        key = await self._store.read(lambda rows: rows.find_key(presented.id))
        keys.check(key, presented, now)
        if key is None:
            raise BadKey
        until = (now + min(lives, LONGEST_LIFE)) // 1_000
        claims = wanted.model_copy(update={"iss": key.id, "exp": until})
        text = claiming.written(claims, signer(key_text))
        claims = claiming.read(text, key.verifying, now)
        await self._refuse_foreign(claims, key)
        if claims.role is None:
            introductions.machine(claims, key)
        else:
            introductions.introduction(claims, key, None)
        return Signed(text, claims.expires_at)

    async def _read(self, text: str) -> tuple[Claims, Key]:
        issuer, now = claiming.issuer(text), self._clock.now()
        key = await self._store.read(lambda rows: rows.find_key(issuer))
        if key is None or not keys.is_good(key, now):
            raise BadGrant
        claims = claiming.read(text, key.verifying, now)
        await self._refuse_foreign(claims, key)
        if keys.is_use_to_note(key, now):
            await self._store.write(lambda rows: rows.note_use(issuer, now))
        return claims, key

    async def _refuse_foreign(self, claims: Claims, key: Key) -> None:
        """Raises `GrantForeign` for a room that the key's organisation knows nothing of."""
        if not await self._owning.is_of(key.organisation, RoomId(claims.room)):
            raise GrantForeign
