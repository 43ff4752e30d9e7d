"""Ending what lets people and machines in; each ending leaves a revocation for every node."""

from app.access.endings import Ending
from app.access.errors import NoSuchKey, NoSuchLink
from app.access.organisations import is_managed_by
from app.access.passes import Pass
from app.access.ports import AccessRows
from app.access.revocations import Revocation
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId


def forbid(rows: AccessRows, room: RoomId, person: PersonId, now: Instant) -> list[Revocation]:
    """End this person's links and passes, and with them their tickets and chains."""
    # Links first: an opening that had looked at one has its pass by now, and it ends below.
    rows.end_links_of(room, person, now, Ending.REMOVED)
    rows.end_introductions_of(room, person, now, Ending.REMOVED)
    rows.end_passes_of(room, person, now, Ending.REMOVED)
    return _left(rows, [Revocation(now, Ending.REMOVED, room=room, person=person)])


def revoke_link(rows: AccessRows, room: RoomId, link_id: str, now: Instant) -> list[Revocation]:
    """End a link, and the passes of a personal one; raises `NoSuchLink`.

    A shared link's people stay: a leader has confirmed them by name, and a leaked link must not
    cost a group its meeting. Whoever has not been confirmed waits, and can be removed.
    """
    link = rows.end_link(room, link_id, now, Ending.REVOKED)
    if link is None:
        raise NoSuchLink
    if link.person is None:
        return []
    return _left(
        rows,
        [
            Revocation(now, Ending.REVOKED, room=room, person=link.person, pass_id=pass_id)
            for pass_id in rows.end_passes_by(link_id, now, Ending.REVOKED)
        ],
    )


def end_pass(rows: AccessRows, held: Pass, ending: Ending, now: Instant) -> Revocation:
    """End one browser's pass."""
    rows.end_pass(held.id, now, ending)
    ended = Revocation(now, ending, room=held.room, person=held.person, pass_id=held.id)
    rows.add_revocations([ended])
    return ended


def revoke_key(rows: AccessRows, key_id: str, by: str, now: Instant) -> list[Revocation]:
    """End a key that this organisation may know of; raises `NoSuchKey`."""
    found = rows.find_key(key_id)
    if found is None or not is_managed_by(by, found.organisation):
        raise NoSuchKey
    rows.revoke_key(key_id, now)
    return _left(rows, [Revocation(now, Ending.REVOKED, key_id=key_id)])


def forget_room(rows: AccessRows, room: RoomId, now: Instant) -> list[Revocation]:
    """Delete all that let people into a room; what stays for an hour names the room only."""
    rows.forget_room(room)
    return _left(rows, [Revocation(now, Ending.FORGOTTEN, room=room)])


def _left(rows: AccessRows, ended: list[Revocation]) -> list[Revocation]:
    rows.add_revocations(ended)
    return ended
