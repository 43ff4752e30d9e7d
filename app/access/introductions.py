"""Introductions: an integrator sends a person, by a grant that its key has signed.

The integrator's own id of the person (`sub`) is one person of the room, whichever of its keys has
signed, on any device, and stays so after a removal. Of that id only a digest is kept, and no
longer than the room's log.
"""

import hashlib
from dataclasses import dataclass, field

from app.access import passes
from app.access.claims import Claims
from app.access.endings import refuse_ended
from app.access.errors import GrantClaims, GrantForeign, GrantUsed
from app.access.grants import Grant, Scope
from app.access.introduced import Introduced
from app.access.keys import Key
from app.access.opening import Fresh, Opened
from app.access.passes import Pass
from app.access.ports import AccessRows
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.rooms.roles import Role

OF_A_MACHINE = (
    (Scope.ROOM_READ, "read"),
    (Scope.ROOM_SHOW, "show"),
    (Scope.ROOM_LEAD, "lead"),
    (Scope.ROOM_REPORT, "report"),
)


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person's grant, its signature good. `spent` names it among those that were used."""

    room: RoomId
    digest: bytes = field(repr=False)
    name: str
    role: Role
    issuer: str
    spent: str = field(repr=False)
    expires_at: Instant


def introduction(claims: Claims, key: Key, room: RoomId | None) -> Introduction:
    """Who is sent, to `room` if that is known; raises `GrantClaims`, `GrantForeign`."""
    if claims.role is None or claims.sub is None or claims.name is None or claims.jti is None:
        raise GrantClaims("This grant is a machine's; people come in by one with a role.")
    if Scope.OPERATOR not in key.scopes or room not in {None, claims.room}:
        raise GrantForeign
    return Introduction(
        room=RoomId(claims.room),
        digest=_digest(claims.room, claims.sub),
        name=claims.name,
        role=claims.role,
        issuer=key.id,
        spent=_digest(key.id, claims.jti).hex(),
        expires_at=claims.expires_at,
    )


def machine(claims: Claims, key: Key) -> Grant:
    """What the machine may do, as long as both live; raises `GrantClaims`, `GrantForeign`."""
    if claims.role is not None:
        raise GrantClaims("This grant is a person's; machines bring one without a role.")
    room = RoomId(claims.room)
    scopes = frozenset(scope for scope, claim in OF_A_MACHINE if getattr(claims, claim))
    # An operator could make a key for all of it; any other key hands on what it has itself.
    is_within = Scope.OPERATOR in key.scopes or (scopes <= key.scopes and room in key.rooms)
    if not is_within:
        raise GrantForeign
    ends = [at for at in (claims.expires_at, key.expires_at) if at is not None]
    return Grant(key.id, scopes, frozenset({room}), min(ends), key.organisation)


def enter(rows: AccessRows, asked: Introduction, fresh: Fresh, now: Instant) -> Opened:
    """A pass for whoever is sent; raises `GrantUsed`, `Removed`.

    Whoever is sent anew keeps the name and the role that the room knows them by.
    """
    if not rows.spend(asked.spent, asked.room, asked.expires_at):
        raise GrantUsed
    found = rows.introduce(Introduced(asked.room, asked.digest, fresh.person))
    refuse_ended(found.ending)
    made = Pass(
        id=fresh.secret.id,
        digest=fresh.secret.digest,
        room=asked.room,
        person=found.person,
        name=asked.name,
        role=asked.role,
        needs_confirmation=False,
        link=f"grant:{asked.issuer}",
        created_at=now,
        expires_at=passes.good_until(now),
    )
    rows.add_pass(made)
    return Opened(
        room=made.room,
        person=made.person,
        name=made.name,
        role=made.role,
        is_new=made.person == fresh.person,
        needs_confirmation=False,
        pass_text=fresh.secret.text,
        expires_at=made.expires_at,
    )


def _digest(*parts: str) -> bytes:
    # Lengths stand before the parts, so that no two lists of parts are one text.
    return hashlib.sha256("".join(f"{len(part)}:{part}" for part in parts).encode()).digest()
