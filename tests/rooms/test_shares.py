"""What nodes hold for each other: the newest share counts, for a while, and nothing is invented."""

from collections.abc import Callable
from typing import Any

import orjson
import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from app.phases.phase import Phase
from app.phases.units import MINUTE, SECOND, Instant
from app.rooms import commands as c
from app.rooms.facts import MOST_FACTS, MOST_LINES, NO_LONGER, Facts, Key, merged, stamped
from app.rooms.fields import PersonId, RoomId
from app.rooms.ports import Share
from app.rooms.shares import (
    LONGEST,
    MOST_AHEAD,
    MOST_NODES,
    REMEMBERED,
    SILENCE,
    Malformed,
    Shares,
    Told,
    share_of,
    understood,
)
from tests.support.clock import NOON
from tests.support.scenario import ADA, CLEO, DEV, EVE, given

ROOM = RoomId("room")
SCENE = given(Phase.DISCUSS)
AWAY: Key = ("away", DEV)
NEED: Key = ("need", DEV)


def at(ms: int) -> Instant:
    return Instant(NOON + ms)


def away(ms: int = 0) -> Facts:
    return stamped({AWAY: (at(ms),)}, at(ms))


def carried(share: Share) -> Share:
    """As it comes out of a bus."""
    return Share(share.room, share.node, orjson.loads(orjson.dumps(share.facts)))


class TestOthers:
    def test_newest_share_of_a_node_counts_and_an_older_one_comes_too_late(self) -> None:
        shares = Shares().hearing("b", Told(at(2), {}), at(2))

        assert shares is shares.hearing("b", Told(at(1), away()), at(3))
        assert shares is shares.hearing("b", Told(at(2), away()), at(3))
        assert away() == shares.hearing("b", Told(at(3), away()), at(3)).facts

    def test_node_not_heard_for_25_s_has_died_and_its_facts_with_it(self) -> None:
        shares = Shares(away()).hearing("b", Told(at(0), stamped({NEED: (NOON, "")}, NOON)), at(0))
        shares = shares.hearing("c", Told(at(1)), at(1))

        assert shares is shares.without_silent(at(SILENCE - 1))
        left = shares.without_silent(at(SILENCE))

        assert SILENCE == 25 * SECOND
        assert (away(), {"c"}) == (left.facts, set(left.others))

    def test_share_that_was_on_its_way_longer_than_that_is_not_heard(self) -> None:
        shares = Shares()

        assert shares is shares.hearing("b", Told(at(0), away()), at(SILENCE))

    def test_there_are_only_so_many_nodes(self) -> None:
        shares = Shares()
        for n in range(MOST_NODES):
            shares = shares.hearing(f"n{n}", Told(NOON), NOON)

        assert shares is shares.hearing("one-more", Told(at(1)), at(1))
        assert shares is not shares.hearing("n0", Told(at(1)), at(1))


class TestOwn:
    def test_what_was_said_anew_elsewhere_is_no_longer_told_here(self) -> None:
        """Or it would be back when the other node dies."""
        shares = Shares().saying(away(0))
        back = Told(at(5), stamped({AWAY: NO_LONGER}, at(5)))
        shares = shares.hearing("b", back, at(5)).kept(SCENE.room, (), at(5))

        assert {} == shares.own
        assert {} == shares.without_silent(at(5 + SILENCE)).facts

    def test_what_is_over_is_told_no_more(self) -> None:
        room = SCENE.room
        shares = Shares().saying(
            stamped({("want_in", DEV): (NOON, room.revs.phase_rev), AWAY: (NOON,)}, NOON)
        )
        moved = SCENE.by(ADA).does(c.Advance()).room

        assert shares is shares.kept(room, (), NOON)
        assert {AWAY} == set(shares.kept(moved, (), NOON).own)

    def test_whoever_is_connected_here_brings_along_what_they_said_elsewhere(self) -> None:
        said = stamped({AWAY: (NOON,), ("away", EVE): (NOON,), ("opened", DEV): (NOON,)}, NOON)
        shares = Shares().hearing("b", Told(NOON, said), NOON)

        assert {} == shares.kept(SCENE.room, (), NOON).own
        mine = shares.kept(SCENE.room, [DEV], NOON)
        assert {AWAY: said[AWAY]} == mine.own
        assert {AWAY} == set(mine.without_silent(at(SILENCE)).facts)

    def test_what_the_driving_node_said_of_the_call_is_gone_with_it(self) -> None:
        said = stamped(
            {("lock", CLEO): (NOON, "enforced", ""), ("call",): (NOON, "a", "b", "")}, NOON
        )
        shares = Shares().hearing("b", Told(NOON, said), NOON)
        room = given(Phase.DISCUSS).sat_back().room

        assert {} == shares.kept(room, [CLEO], NOON).own
        assert {} == shares.kept(room, [CLEO], NOON).without_silent(at(SILENCE)).facts

    def test_it_is_told_for_long_that_something_holds_no_more(self) -> None:
        shares = Shares().saying(stamped({AWAY: NO_LONGER}, NOON))

        assert shares is shares.kept(SCENE.room, (), at(REMEMBERED - 1))
        assert {} == shares.kept(SCENE.room, (), at(REMEMBERED)).own

    def test_lock_that_two_nodes_lifted_stays_lifted_here_when_the_other_has_recorded_it(
        self,
    ) -> None:
        room = given(Phase.DISCUSS).sat_back().room
        lifted: Key = ("opened", CLEO)
        here, there = (stamped({lifted: (at(ms),)}, at(ms)) for ms in (1, 2))
        shares = Shares().saying(here).hearing("b", Told(at(2), there), at(2))

        shares = shares.kept(room, (), at(2)).hearing("b", Told(at(3)), at(3))

        assert here == shares.kept(room, (), at(3)).facts

    def test_nothing_said_is_nothing_changed(self) -> None:
        shares = Shares().saying(away())

        assert shares is shares.saying({})
        assert shares is shares.without({NEED})
        assert {} == shares.without({AWAY}).facts


class TestOnTheBus:
    def test_share_is_understood_as_it_was_told(self) -> None:
        facts = {
            **stamped({NEED: (NOON, ""), ("text", ADA, "7"): (NOON, "a word", "")}, at(1)),
            **stamped({AWAY: NO_LONGER}, at(2)),
        }
        told = Told(at(3), facts, comings=4, asks=True)

        assert told == understood(carried(share_of(ROOM, "a", told)), at(3))

    def test_kinds_that_only_a_newer_node_knows_are_ignored(self) -> None:
        share = carried(share_of(ROOM, "a", Told(NOON, away())))
        share.facts["facts"].append([NOON, "glance", "ada", "ben", "cleo", [NOON, {}]])

        assert away() == understood(share, NOON).facts

    @pytest.mark.parametrize(
        "row",
        [
            "need",
            [],
            [NOON],
            [NOON, "need"],
            [NOON, "need", [NOON, ""]],
            [NOON, 7, "dev", [NOON]],
            [NOON, "away", "dev", "eve", [NOON]],
            [NOON, "away", "", [NOON]],
            [NOON, "away", "a b", [NOON]],
            [NOON, "away", "x" * 65, [NOON]],
            [NOON, "away", 7, [NOON]],
            [NOON, "away", "dev", NOON],
            [NOON, "away", "dev", ["soon"]],
            [NOON, "away", "dev", [True]],
            [NOON, "away", "dev", [1.5]],
            [NOON, "away", "dev", [-1]],
            [NOON, "away", "dev", [NOON, NOON]],
            [NOON, "volunteer", "dev", [NOON, 2**54]],
            [NOON, "text", "ada", "1", [NOON, "x" * (LONGEST + 1), ""]],
            [NOON, "text", "ada", "1", [NOON, None, ""]],
            [True, "away", "dev", [NOON]],
            ["now", "away", "dev", [NOON]],
            [-1, "away", "dev", [NOON]],
            [NOON + MOST_AHEAD + 1, "away", "dev", [NOON]],
            [NOON, "away", "dev", [NOON + MOST_AHEAD + 1]],
        ],
        ids=repr,
    )
    def test_one_malformed_fact_makes_a_share_malformed(self, row: Any) -> None:
        share = share_of(ROOM, "a", Told(NOON, away()))
        share.facts["facts"].append(row)

        with pytest.raises(Malformed, match=r"^$"):
            understood(carried(share), NOON)

    @pytest.mark.parametrize(
        "change",
        [
            {"at": None},
            {"at": NOON + MOST_AHEAD + 1},
            {"at": "soon"},
            {"comings": -1},
            {"comings": True},
            {"asks": 1},
            {"facts": {}},
            {"facts": [[NOON, "away", f"p{n}", [1]] for n in range(MOST_FACTS + MOST_LINES + 1)]},
        ],
        ids=lambda change: repr(change)[:40],
    )
    def test_share_is_malformed_as_a_whole(self, change: dict[str, Any]) -> None:
        share = share_of(ROOM, "a", Told(NOON, away()))

        with pytest.raises(Malformed):
            understood(Share(ROOM, "a", {**share.facts, **change}), NOON)
        with pytest.raises(Malformed):
            understood(Share(ROOM, "a", {}), NOON)


# Any order of any telling ------------------------------------------------------------------------

NODES = ("a", "b", "c")
PEOPLE = (DEV, EVE)
Step = tuple[Any, ...]
STEPS: st.SearchStrategy[list[Step]] = st.lists(
    st.one_of(
        st.tuples(
            st.just("says"),
            st.sampled_from(NODES),
            st.sampled_from([("away", who) for who in PEOPLE] + [("moved", DEV)]),
            st.booleans(),
        ),
        st.tuples(st.just("tells"), st.sampled_from(NODES)),
        st.tuples(st.just("hears"), st.sampled_from(NODES), st.integers(0, 9)),
        st.tuples(st.just("sits"), st.sampled_from(NODES), st.sampled_from(PEOPLE)),
    ),
    max_size=40,
)


class Circle:
    """Three nodes over a bus that loses, doubles, delays and reorders as it is told to."""

    def __init__(self) -> None:
        self.now = NOON
        self.nodes = {name: Shares() for name in NODES}
        self.here: dict[str, set[PersonId]] = {name: set() for name in NODES}
        self.on_the_way: list[tuple[str, Told]] = []

    def change(self, name: str, by: Callable[[Shares], Shares]) -> None:
        self.nodes[name] = by(self.nodes[name]).kept(SCENE.room, self.here[name], self.now)

    def says(self, name: str, key: Key, is_so: bool) -> None:
        self.now = Instant(self.now + 1)
        facts = stamped({key: (self.now,) if is_so else NO_LONGER}, self.now)
        self.change(name, lambda shares: shares.saying(facts))

    def tells(self, name: str) -> None:
        self.now = Instant(self.now + 1)
        self.on_the_way.append((name, Told(self.now, self.nodes[name].own)))

    def hears(self, name: str, which: int) -> None:
        if self.on_the_way:
            sender, told = self.on_the_way[which % len(self.on_the_way)]
            if sender != name:
                self.change(name, lambda shares: shares.hearing(sender, told, self.now))

    def sits(self, name: str, who: PersonId) -> None:
        for people in self.here.values():
            people.discard(who)
        self.here[name].add(who)
        self.change(name, lambda shares: shares)

    def repeat(self) -> None:
        """What every node does each 10 s, with nothing lost."""
        for sender in NODES:
            self.tells(sender)
            for name in NODES:
                self.hears(name, -1)


@for_all(STEPS)
def test_whatever_the_bus_does_all_agree_once_everything_was_told_again(steps: list[Step]) -> None:
    circle, said = Circle(), dict[Key, Any]()
    for what, *how in steps:
        getattr(circle, what)(*how)
        if what == "says":
            said[how[1]] = how[2]
    circle.repeat()
    circle.repeat()

    pictures = [circle.nodes[name].facts for name in NODES]
    assert pictures[0] == pictures[1] == pictures[2]
    assert {k for k, is_so in said.items() if is_so} == {
        k for k, f in pictures[0].items() if f.value
    }
    assert merged(*(circle.nodes[name].own for name in NODES)) == pictures[0]


def test_minutes_are_longer_than_any_silence() -> None:
    assert REMEMBERED == 10 * MINUTE > 2 * SILENCE
