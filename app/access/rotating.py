"""A key and its successor: two of one purpose at a time, so that nobody is ever without one."""

from app.access.endings import Ending
from app.access.errors import AlreadyRotated, NoSuchKey
from app.access.keys import Key, is_good
from app.access.organisations import is_managed_by
from app.access.ports import AccessRows
from app.access.revocations import Revocation
from app.phases.units import Instant


def rotate(
    rows: AccessRows, key_id: str, successor: Key, *, by: str, old_until: Instant | None,
    now: Instant,
) -> Key:  # fmt: skip
    """The second key, with the first one's label, scopes, rooms, owner and end.

    The first is good until it is revoked, or until `old_until` at the latest, and so is what is
    connected by it then. Raises `NoSuchKey` for one that is not good or is another organisation's,
    `AlreadyRotated` while there are two.
    """
    old = rows.find_key_for_change(key_id)  # of two at once, the second then sees the first
    if old is None or not is_good(old, now) or not is_managed_by(by, old.organisation):
        raise NoSuchKey
    keys = {key.id: key for key in rows.list_keys() if is_good(key, now)}
    if old.follows in keys or any(key.follows == key_id for key in keys.values()):
        raise AlreadyRotated
    made = Key(
        id=successor.id,
        digest=successor.digest,
        label=old.label,
        scopes=old.scopes,
        rooms=old.rooms,
        created_at=now,
        expires_at=old.expires_at,
        verifying=successor.verifying,
        organisation=old.organisation,
        follows=old.id,
    )
    rows.add_key(made)
    if old_until is not None:
        rows.limit_key(old.id, old_until)
        # Whoever is connected already knows of the end that the key had then, or of none.
        rows.add_revocations([Revocation(old_until, Ending.REVOKED, key_id=old.id)])
    return made
