"""What a node knows of what passes: followed where it can be, and the same as if all were read."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import given as for_all
from hypothesis import strategies as st

from app.phases.phase import Phase
from app.phases.units import Instant, Millis, later
from app.rooms import commands as c
from app.rooms.capacities import Here
from app.rooms.facts import MOST_LINES, NO_LONGER, SHAPES, Changes, Key, Value, next_stamp, stamped
from app.rooms.fields import PersonId
from app.rooms.picture import Picture
from app.rooms.shares import REMEMBERED, Told
from app.rooms.state import Room
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, STRANGER, given

SAT_BACK = given(Phase.DISCUSS).sat_back()
ROOMS = (
    given(Phase.DISCUSS).room,
    given(Phase.DISCUSS).by(ADA).does(c.Pause()).room,
    given(Phase.SELECT).room,
    given(Phase.PRESENT, presenter=BEN).room,
    given(Phase.DISCUSS).at(30_000).by(DEV).does(c.Leave()).room,
    SAT_BACK.room,
    given(Phase.ENDED).room,
)
CAST = (ADA, BEN, CLEO, DEV, EVE, STRANGER)


@dataclass
class Known:
    """A picture that follows, beside one that reads all of it each time."""

    def __post_init__(self) -> None:
        self.one, self.reference = Picture(), Picture()
        self.room, self.here, self.now = ROOMS[0], frozenset(CAST), NOON

    def say(self, changes: Changes, behind: int) -> None:
        known = self.one.shares.facts
        facts = stamped(changes, Instant(next_stamp(known, self.now) - behind))
        if not self.one.follow(facts, self.room, self.here, self.now):
            self.one.shares = self.one.shares.saying(facts)
        self.reference.shares = self.reference.shares.saying(facts)

    def is_told(self, changes: Changes, behind: int) -> None:
        """By another node."""
        told = Told(self.now, stamped(changes, Instant(self.now - behind)))
        for picture in (self.one, self.reference):
            picture.shares = picture.shares.hearing("b", told, self.now)

    def learns(self, who: PersonId) -> None:
        """From the rows that somebody is not connected."""
        for picture in (self.one, self.reference):
            picture.learn({who: self.now})

    def agree(self) -> None:
        for picture in (self.one, self.reference):
            picture.read(self.room, self.here, self.now)
        one, reference = self.one, self.reference
        assert reference.shares == one.shares
        assert reference.moment == one.moment


def _value(kind: str, known: Known, ago: int, rev: int, *, is_over: bool) -> Value:
    """As `SHAPES` has it: an instant, words, and what a trailing number or text belongs to."""
    if is_over:
        return NO_LONGER
    wanted = SHAPES[kind].value
    words = ["" for kind in wanted[1:] if kind is str]
    revs = [known.room.revs.phase_rev - rev for kind in wanted[1:] if kind is int]
    return (known.now - ago, *words, *revs)


_KINDS = st.sampled_from(sorted(SHAPES))
_WHO = st.sampled_from(CAST)
_CHANGE = st.tuples(_KINDS, _WHO, _WHO, st.integers(0, 3), st.integers(-1, 1), st.booleans())
_CHANGES = st.lists(_CHANGE, min_size=0, max_size=3)
Drawn = list[tuple[str, PersonId, PersonId, int, int, bool]]


def changes(known: Known, drawn: Drawn) -> dict[Key, Value]:
    return {
        (kind, who, whom)[: 1 + SHAPES[kind].ids]: _value(kind, known, ago, rev, is_over=over)
        for kind, who, whom, ago, rev, over in drawn
    }


def goes_on(known: Known, room: Room, here: Here, by: int) -> None:
    known.room, known.here, known.now = room, here, later(known.now, Millis(by))


_ROOMS = st.sampled_from((*ROOMS[:1] * 6, *ROOMS))
_HERE = st.sampled_from([frozenset(CAST)] * 6 + [frozenset(CAST[:3]), frozenset()])
_BY = st.sampled_from([0, 0, 1, 5, int(REMEMBERED)])
_STEPS: st.SearchStrategy[Callable[[Known], None]] = st.one_of(
    st.builds(
        lambda d, b: lambda k: k.say(changes(k, d), b), _CHANGES, st.sampled_from([0] * 5 + [1])
    ),
    st.builds(lambda d, b: lambda k: k.say(changes(k, d), b), _CHANGES, st.just(0)),
    st.builds(lambda d, b: lambda k: k.is_told(changes(k, d), b), _CHANGES, st.integers(0, 9)),
    st.builds(lambda w: lambda k: k.learns(w), _WHO),
    st.builds(lambda r, h, b: lambda k: goes_on(k, r, h, b), _ROOMS, _HERE, _BY),
)


@for_all(steps=st.lists(_STEPS, max_size=30))
def test_what_is_followed_is_what_reading_all_of_it_comes_to(
    steps: list[Callable[[Known], None]],
) -> None:
    known = Known()
    for step in steps:
        step(known)
        known.agree()


@for_all(count=st.integers(MOST_LINES - 3, MOST_LINES + 3), people=st.integers(0, 4))
def test_more_than_fits_is_read_anew_so_that_the_oldest_go(count: int, people: int) -> None:
    known = Known()
    for who in CAST[:people]:
        known.say({("away", who): (known.now,)}, 0)
    for n in range(count):
        known.say({("signal", ADA, str(n)): (known.now, "time", "")}, 0)
        known.say({("need", DEV): (known.now, "")}, 0)
        known.agree()


def read(room: Room = ROOMS[0]) -> Picture:
    picture = Picture()
    picture.read(room, frozenset(CAST), NOON)
    return picture


def test_what_is_said_while_nothing_else_happens_is_followed() -> None:
    picture, room, here = read(), ROOMS[0], frozenset(CAST)
    for ms, key in enumerate([("away", DEV), ("need", EVE), ("away", CLEO)], start=1):
        fact = stamped({key: (NOON, "") if key[0] == "need" else (NOON,)}, Instant(NOON + ms))
        assert picture.follow(fact, room, here, Instant(NOON + ms))

    assert {DEV, CLEO} == picture.moment.signals.away
    assert [EVE] == list(picture.moment.signals.needs)


def test_what_did_not_change_stays_the_same_object() -> None:
    picture, here = read(), frozenset(CAST)
    assert picture.follow(stamped({("away", DEV): (NOON,)}, NOON), ROOMS[0], here, NOON)
    before = picture.moment
    again = stamped({("away", DEV): (NOON,)}, Instant(NOON + 1))
    assert picture.follow(again, ROOMS[0], here, NOON)
    assert before is picture.moment
    said = stamped({("need", DEV): (NOON, "")}, Instant(NOON + 2))
    assert picture.follow(said, ROOMS[0], here, NOON)
    assert before is not picture.moment
    assert before.signals.away is picture.moment.signals.away


def test_nothing_is_followed_where_more_has_happened() -> None:
    """Somebody came, the room moved on, or something may be forgotten: then all of it is read."""
    here, ended = frozenset(CAST), stamped({("away", DEV): NO_LONGER}, NOON)
    said = stamped({("away", EVE): (NOON,)}, Instant(NOON + 1))

    assert not read().follow(said, ROOMS[1], here, NOON)
    assert not read().follow(said, ROOMS[0], here - {DEV}, NOON)
    assert not read().follow({}, ROOMS[0], here, NOON)
    picture = read()
    assert picture.follow(ended, ROOMS[0], here, NOON)
    assert not picture.follow(ended, ROOMS[0], here, NOON)  # it is no newer
    assert not picture.follow(said, ROOMS[0], here, later(NOON, REMEMBERED))
    assert picture.follow(said, ROOMS[0], here, NOON)
    picture.learn({DEV: NOON})
    assert not picture.follow(
        stamped({("away", ADA): (NOON,)}, Instant(NOON + 2)), ROOMS[0], here, NOON
    )
