"""What counts in a room as it is, and what can be let go of."""

from dataclasses import replace

import pytest

from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.counted import apart, counting, counts, is_over, people_of
from app.rooms.facts import NO_LONGER, OF_THE_CALL, SHAPES, Key, Value, stamped
from app.rooms.fields import PlaceId
from tests.support.clock import NOON
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE, STRANGER, given

LATER = Instant(NOON + 5_000)


def test_every_kind_names_the_people_it_is_about() -> None:
    for kind, shape in (one for one in SHAPES.items() if one[0] != "unmatched"):
        key = (kind, "ada", "ben")[: 1 + shape.ids]
        is_a_line = kind in ("signal", "text")
        assert ("ada", "ben")[: 1 if is_a_line else shape.ids] == people_of(key)


def test_what_holds_no_longer_does_not_count_and_is_not_over_either() -> None:
    room = given(Phase.DISCUSS).room

    assert not counts(("away", DEV), NO_LONGER, room)
    assert not is_over(("away", DEV), NO_LONGER, room)


def test_what_is_said_about_strangers_waits_until_the_room_knows_them() -> None:
    room = given(Phase.DISCUSS).room

    assert not counts(("away", STRANGER), (NOON,), room)
    assert not counts(("seen", DEV, STRANGER), (NOON,), room)
    assert not is_over(("away", STRANGER), (NOON,), room)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        (("volunteer", DEV), (NOON,)),
        (("about_to", ADA), (NOON, "advance", "")),
        (("not_yet", BEN), (NOON,)),
    ],
)
def test_what_belongs_to_a_step_counts_in_that_one_alone(key: Key, value: Value) -> None:
    room = given(Phase.SELECT).room
    rev = room.revs.phase_rev

    assert [False, True, False] == [counts(key, (*value, n), room) for n in (rev - 1, rev, rev + 1)]
    assert [True, False, False] == [
        is_over(key, (*value, n), room) for n in (rev - 1, rev, rev + 1)
    ]


def test_place_of_nobody_names_nobody_and_counts_until_it_is_somebodys() -> None:
    key: Key = ("unmatched", "a" * 32)
    value = (NOON, "Anna", "", "web")
    room = given(Phase.DISCUSS).room
    matched = replace(room, places={PlaceId("a" * 32): CLEO})

    assert () == people_of(key)
    assert [True, False] == [counts(key, value, one) for one in (room, matched)]
    assert not is_over(key, value, matched), "it is freed again, and told by nobody anew"


@pytest.mark.parametrize("kind", sorted(OF_THE_CALL))
def test_what_is_said_of_the_call_is_over_with_the_meeting_alone(kind: str) -> None:
    key = (kind, "a" * 32)[: 1 + SHAPES[kind].ids]

    assert not is_over(key, (NOON,), given(Phase.DISCUSS).room)
    assert is_over(key, (NOON,), given(Phase.ENDED).room)


def test_end_of_the_meeting_lets_go_of_everything() -> None:
    room = given(Phase.ENDED).room

    assert is_over(("away", DEV), (NOON,), room)
    assert is_over(("away", DEV), NO_LONGER, room)
    assert [] == counting(stamped({("moved", DEV): (NOON,)}, NOON), room)


def test_try_is_known_for_as_long_as_the_same_push_back_lasts_and_no_longer() -> None:
    key, back = ("asked", CLEO), given(Phase.DISCUSS).sat_back()
    freed = back.by(CLEO).does(c.ComeBackIn())
    again = freed.at(5_000).by(ADA).does(c.OfferPushBack()).by(CLEO).does(c.SitBack())

    assert not is_over(key, (NOON, NOON, "e1"), back.room)
    assert is_over(key, (NOON, NOON, "e1"), freed.room)
    assert is_over(key, (NOON, NOON, "e1"), again.room)
    assert not is_over(key, (LATER, LATER, "e1"), again.room)
    assert is_over(("asked", DEV), (NOON, NOON, "e1"), back.room)


class TestOpened:
    KEY = ("opened", CLEO)

    def test_opening_counts_for_who_is_locked(self) -> None:
        back = given(Phase.DISCUSS).sat_back()

        assert counts(self.KEY, (NOON,), back.room)
        assert is_over(("opened", DEV), (NOON,), back.room)
        assert is_over(self.KEY, (NOON,), back.by(CLEO).does(c.ComeBackIn()).room)

    def test_opening_outlasts_a_step_back_after_which_the_lock_comes_again(self) -> None:
        """Who pressed to come back in meets no lock while that cannot be recorded."""
        clarify = given(Phase.DISCUSS).sat_back().by(ADA).does(c.Back())

        assert not is_over(self.KEY, (NOON,), clarify.room)
        assert counts(self.KEY, (NOON,), clarify.does(c.Advance()).room)

    def test_opening_does_not_reach_into_a_later_sitting_back(self) -> None:
        """A share that was on the way all the time brings no lock to nothing."""
        freed = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.ComeBackIn())
        again = freed.at(5_000).by(ADA).does(c.OfferPushBack()).by(CLEO).does(c.SitBack())

        assert is_over(self.KEY, (NOON,), again.room)
        assert counts(self.KEY, (LATER,), again.room)


class TestSaidOfTheCall:
    LOCK, CALL = ("lock", CLEO), ("call",)
    SAID: Value = (NOON, "enforced", "")

    def test_what_is_said_of_a_lock_counts_while_its_person_sits_back(self) -> None:
        back = given(Phase.DISCUSS).sat_back()

        assert counts(self.LOCK, self.SAID, back.room)
        assert is_over(self.LOCK, self.SAID, back.by(CLEO).does(c.ComeBackIn()).room)

    def test_what_was_said_of_an_earlier_lock_says_nothing_of_this_one(self) -> None:
        freed = given(Phase.DISCUSS).sat_back().by(CLEO).does(c.ComeBackIn())
        again = freed.at(5_000).by(ADA).does(c.OfferPushBack()).by(CLEO).does(c.SitBack())

        assert is_over(self.LOCK, self.SAID, again.room)

    def test_what_is_said_of_the_call_counts_until_the_meeting_ends(self) -> None:
        said: Value = (NOON, "enforced", "enforced", "")
        ended = given(Phase.CORRIDOR).by(ADA).does(c.EndMeeting())

        assert counts(self.CALL, said, given(Phase.GATHERING).room)
        assert is_over(self.CALL, said, ended.room)


class TestApart:
    def test_there_is_no_apart_without_a_leader_in_the_presenters_chair(self) -> None:
        assert "" == apart(given(Phase.PRESENT, presenter=CLEO).room)
        assert "" == apart(given(Phase.SELECT, presenter=BEN).room)

    def test_each_case_and_presenter_is_one_of_its_own(self) -> None:
        found = {
            apart(given(Phase.PRESENT, presenter=who, case=case).room)
            for who in (ADA, BEN)
            for case in (1, 2)
        }

        assert 4 == len(found - {""})

    def test_line_of_another_stretch_is_over(self) -> None:
        room = given(Phase.PRESENT, presenter=BEN).room
        key = ("text", ADA, "1")

        assert counts(key, (NOON, "a word", apart(room)), room)
        assert counts(key, (NOON, "a word", ""), room)
        assert is_over(key, (NOON, "a word", f"7/{EVE}"), room)
