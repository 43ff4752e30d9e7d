"""Which ephemeral facts count in a room as it is; the others are shown to nobody.

Two nodes that know the same facts and the same log show the same: what a move has ended, or what
somebody said before they were out, is not deleted by an order that may get lost. It does not count.
"""

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.facts import ABOUT, LINES, OF_THE_CALL, SHAPES, Facts, Key, Value, in_order
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.rooms.state import Chair, Person, Room, Standing

OF_A_STEP = frozenset({"volunteer", "want_in", "about_to", "not_yet"})
"""What ends with the next move; the value's last is the `phase_rev`."""
OF_SOMEBODY_IN = frozenset({"volunteer", "want_in", "away", "heard"})
"""What ends when the person has to go or is removed."""
OF_SITTING_BACK = frozenset({"opened", "lock", "asked", "reminded"})
"""What ends when the person does not sit back any more."""
OF_SOMEBODY_KNOWN = frozenset({"need"})
"""What ends when the person is removed, or is somebody else: who asks for a leader and has to go
before one has seen it, may need one all the more."""
IN_GENERAL = ""

Said = list[tuple[Key, Value]]
Parts = dict[str, Said]
"""What counts, by what it is about."""


def counting(facts: Facts, room: Room) -> Said:
    """What counts, in the order in which it was said."""
    found = in_order(facts)
    return [(key, fact.value) for key, fact in found if counts(key, fact.value, room)]


def by_part(said: Said) -> Parts:
    """What was said, each thing with what it is about, in the order in which it was said."""
    found: Parts = {}
    for key, value in said:
        found.setdefault(ABOUT[key[0]], []).append((key, value))
    return found


def counts(key: Key, value: Value, room: Room) -> bool:
    """Whether this holds here and now; what is of a move not read yet does not hold yet."""
    if not value or is_over(key, value, room):
        return False
    if not all(one in room.people for one in people_of(key)):
        return False
    if key[0] == "unmatched" and key[1] in room.places:
        return False
    return key[0] not in OF_A_STEP or value[-1] == room.revs.phase_rev


def is_over(key: Key, value: Value, room: Room) -> bool:
    """Whether this can be let go of: by the log it does not count any more."""
    if room.phase is Phase.ENDED:
        return True
    kind = key[0]
    if not value or kind in OF_THE_CALL:
        return False
    who = whose(key)
    if kind in OF_SITTING_BACK:
        return not _sits_back(room, who) or said_at(value) < _sat_back_at(room)
    if kind in LINES:
        return value[-1] not in (IN_GENERAL, apart(room))
    if kind in OF_A_STEP and int(value[-1]) < room.revs.phase_rev:
        return True
    one = room.people.get(who)
    if one is None or one.out_at is None or said_at(value) >= one.out_at:
        return False
    return kind in OF_SOMEBODY_IN or (kind in OF_SOMEBODY_KNOWN and _is_out_for_good(one))


def _is_out_for_good(one: Person) -> bool:
    return one.standing is Standing.REMOVED or one.is_merged_into is not None


def said_at(value: Value) -> Instant:
    """When it was said."""
    return Instant(int(value[0]))


def whose(key: Key) -> PersonId:
    """Whose fact it is."""
    return PersonId(key[1])


def people_of(key: Key) -> tuple[PersonId, ...]:
    """Everybody it names."""
    if key[0] == "unmatched":
        return ()
    ids = key[1:2] if key[0] in LINES else key[1 : 1 + SHAPES[key[0]].ids]
    return tuple(map(PersonId, ids))


def apart(room: Room) -> str:
    """Names the stretch in which a leader presents and reads nothing of what the others say; what
    is said in it is gone when it is over. Nothing at other times."""
    presenter = room.presenter()
    if presenter is None or presenter.role is not Role.LEADER:
        return IN_GENERAL
    return f"{room.case_number}/{presenter.id}"


def _sits_back(room: Room, who: PersonId) -> bool:
    """Whether they are locked, or may be by the next move."""
    case = room.case
    return case is not None and case.presenter == who and case.push_back.chair is Chair.SITTING_BACK


def _sat_back_at(room: Room) -> Instant:
    at = None if room.case is None else room.case.push_back.sat_back_at
    return Instant(0) if at is None else at
