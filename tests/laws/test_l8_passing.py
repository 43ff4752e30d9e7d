"""What passes, on two nodes over a bus that loses, doubles, delays and reorders: once everything is
told again, equal audiences read the same bytes, and nothing of before a move is back."""

from collections.abc import Iterable
from typing import Any

import orjson
from hypothesis import strategies as st
from hypothesis.stateful import rule

from app.phases.units import Instant
from app.rooms import commands as c
from app.rooms.capacities import audience
from app.rooms.deciding.scene import Ask
from app.rooms.ephemeral import passing
from app.rooms.errors import RoomError
from app.rooms.fields import PersonId
from app.rooms.floors import locked
from app.rooms.frames import encode
from app.rooms.live import LiveRoom
from app.rooms.own import own
from app.rooms.ports import Share
from app.rooms.roles import Audience, person
from app.rooms.seat import Seat
from app.rooms.shares import Told, share_of, understood
from app.rooms.signals import hear
from app.rooms.state import Standing
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import ANNA, BEN, LEA, MARK, NILS, NINA, OTTO, PAULA, Turn
from tests.laws.presses import EPHEMERAL_COMMANDS, Press, presses
from tests.laws.test_l4_sections import Reader
from tests.support.rim import Tally

NAMES = ("a", "b")
AT = {ANNA: "a", PAULA: "a", OTTO: "a", NILS: "a", BEN: "b", MARK: "b", NINA: "b", LEA: "b"}
"""Where everybody is connected."""
FOR_LEADERS = ("between", "needs", "objections", "another_device", "departed")


class Screen(Reader):
    """A client that keeps everything it was ever sent."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[bytes] = []
        self.has_led = False

    def write(self, frame: Any) -> None:
        """Keep it, and merge it with sections of both sorts."""
        self.texts.append(frame.payload)
        message = orjson.loads(frame.payload)
        self.has_led |= message.get("view", "").startswith(Audience.LEADER.value)
        self.sections = ({} if message.get("full") else self.sections) | message["set"]


class Node:
    """One node's picture of the room: what it has read of the log, and has been told."""

    def __init__(self, name: str, live: LiveRoom) -> None:
        self.name = name
        self.live = live
        self.behind: list[Turn] = []
        self.told_at = Instant(0)
        self.screens: dict[PersonId, Screen] = {}

    def read(self) -> None:
        """What others appended."""
        for turn in self.behind:
            self.live.advance(turn.after, turn.events, turn.now)
        self.behind.clear()

    def tell(self, now: Instant) -> Share:
        """The share as the bus carries it."""
        self.told_at = Instant(max(now, self.told_at + 1))
        share = share_of(self.live.room.id, self.name, Told(self.told_at, self.live.shares.own))
        return Share(share.room, share.node, orjson.loads(orjson.dumps(share.facts)))

    def hear(self, share: Share, now: Instant) -> None:
        """Another node's share."""
        self.live.hear(share.node, understood(share, now), now)


class Unruly(RandomMeeting):
    """Random meetings, with people at two nodes."""

    def began(self) -> None:
        self.nodes = {n: Node(n, LiveRoom(self.meeting.room, Tally())) for n in NAMES}
        self.on_the_way: list[Share] = []
        self._sit(AT)

    def _sit(self, people: Iterable[PersonId]) -> None:
        for who in people:
            node, one = self.nodes[AT[who]], self.meeting.room.people.get(who)
            is_in = one is not None and one.standing is not Standing.REMOVED
            if one is not None and is_in and one.is_merged_into is None and not one.is_gone:
                seat = Seat(node.live.room.id, who, audience(node.live.room, one), Screen())
                node.screens[who] = seat.sink  # type: ignore[assignment]  # just made
                node.live.sit(seat, after=None, now=self.meeting.now)

    def witness(self, turn: Turn) -> None:
        """The log reaches both, at different times."""
        if turn.events:
            for node in self.nodes.values():
                node.behind.append(turn)
            self.nodes["a"].read()

    @rule(press=presses(EPHEMERAL_COMMANDS))
    def anybody_whispers(self, press: Press) -> None:
        """At the node where they sit, which may not have read everything yet."""
        by = press.by.person
        live = self.nodes[AT.get(by, "a") if by else "a"].live
        self._asks(live, press.ask(live.room))

    @rule(several=st.lists(st.tuples(st.sampled_from(sorted(AT)), st.sampled_from(
        [c.NeedLeader(), c.SomeoneCanHear(), c.AloneAgain(), c.Volunteer(), c.NotYet(),
         c.AnswerNeed(PAULA), c.AnswerNeed(NINA), c.WriteLeaders("canary-word"), c.WantIn()],
    )), min_size=1, max_size=6))  # fmt: skip
    def people_whisper(self, several: list[tuple[PersonId, c.Command]]) -> None:
        for by, command in several:
            live = self.nodes[AT[by]].live
            self._asks(live, Press(command, person(by)).ask(live.room))

    def _asks(self, live: LiveRoom, ask: Ask) -> None:
        now = self.meeting.now
        try:
            said = hear(live.moment.signals, live.room, ask, now=now, stamp=live.stamp(now))
        except RoomError:
            return
        live.say(said, now)

    @rule(name=st.sampled_from(NAMES))
    def a_lock_is_lifted(self, name: str) -> None:
        live = self.nodes[name].live
        live.open_to(locked(live.room), self.meeting.now)

    @rule(name=st.sampled_from(NAMES), who=st.sampled_from(sorted(AT)))
    def somebody_goes_on_from_another_device(self, name: str, who: PersonId) -> None:
        self.nodes[name].live.has_moved(who, self.meeting.now)

    @rule(name=st.sampled_from(NAMES))
    def a_node_tells(self, name: str) -> None:
        self.on_the_way.append(self.nodes[name].tell(self.meeting.now))

    @rule(which=st.lists(st.integers(0, 30), min_size=1, max_size=4))
    def shares_arrive_in_any_order_and_often(self, which: list[int]) -> None:
        for n in which:
            if self.on_the_way:
                self._carry(self.on_the_way[n % len(self.on_the_way)])

    def _carry(self, share: Share) -> None:
        for node in self.nodes.values():
            if node.name != share.node:
                node.hear(share, self.meeting.now)

    @rule()
    def the_other_node_reads_the_log(self) -> None:
        self.nodes["b"].read()

    @rule()
    def everything_is_told_again(self) -> None:
        """What each node does every 10 s, twice: nobody is lost and nobody is late."""
        for node in self.nodes.values():
            node.read()
        for _ in range(2):
            for node in self.nodes.values():
                node.live.forget_silent(self.meeting.now)
                self._carry(node.tell(self.meeting.now))
        self._are_one()

    def _are_one(self) -> None:
        now, (one, two) = self.meeting.now, [self.nodes[name].live for name in NAMES]
        assert one.room == two.room
        for to in Audience:
            assert encode(passing(one.room, one.moment, to, now)) == encode(
                passing(two.room, two.moment, to, now)
            )
        for who in one.room.people:
            assert encode(own(one.room, one.moment, who)) == encode(own(two.room, two.moment, who))
        for live in (one, two):
            live.refresh(now)
            for seat in live.seats:
                if not seat.is_gone:
                    self._is_shown(live, seat, now)

    def _is_shown(self, live: LiveRoom, seat: Seat, now: Instant) -> None:
        wanted = {
            s.value: v for s, v in passing(live.room, live.moment, seat.audience, now).items()
        }
        assert isinstance(seat.sink, Screen)
        assert wanted.items() <= orjson.loads(orjson.dumps(seat.sink.sections)).items()

    def teardown(self) -> None:
        """No leaders' byte has ever been written to whoever was never one of them."""
        for node in getattr(self, "nodes", {}).values():
            for screen in node.screens.values():
                sent = b"".join(screen.texts) if not screen.has_led else b""
                assert b"canary-word" not in sent
                assert not any(f'"{key}":'.encode() in sent for key in FOR_LEADERS)


def test_two_nodes_show_the_same_however_unruly_the_bus_between_them() -> None:
    always(Unruly, times=1)
