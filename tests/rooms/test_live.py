"""A loaded room: who is sent which sections, once, and nothing they may not see."""

import orjson

from app.phases.phase import Phase
from app.phases.units import SECOND, Millis, later
from app.rooms import commands as c
from app.rooms.fields import CommandId, PersonId
from app.rooms.frames import Frame
from app.rooms.leader_signals import LeaderSignal
from app.rooms.roles import Audience, Role
from app.rooms.seat import HIGH_WATER
from tests.support.rim import CAST, Node, Sitter, World
from tests.support.scenario import ADA, BEN, CLEO, DEV, EVE

MINUTE = Millis(60_000)


def states(sitter: Sitter) -> list[dict[str, object]]:
    return [frame for frame in sitter.news() if frame["t"] == "state"]


async def fresh(node: Node, sitter: Sitter) -> dict[str, object]:
    """Every section as this seat would be sent it now."""
    return {k: orjson.loads(v) for k, v in sitter.live.sections_of(sitter.seat).items()}


class TestChanges:
    async def test_one_visible_change_is_one_frame_with_you_spliced_in(self, node: Node) -> None:
        room = await node.meeting(Phase.DISCUSS)
        cleo, eve = await node.sits(room, CLEO), await node.sits(room, EVE)
        cleo.quiet()
        eve.quiet()

        await node.press(room, ADA, c.CloseMeeting())

        (mine,), (theirs,) = states(cleo), states(eve)
        assert "you" in mine["set"]  # type: ignore[operator]  # JSON
        assert "you" not in theirs["set"]  # type: ignore[operator]  # JSON
        assert mine["seq"] == theirs["seq"] == node.rooms.held[room].room.seq

    async def test_what_leaders_did_among_themselves_sends_a_member_nothing_at_all(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.DISCUSS)
        sitters = {who: await node.sits(room, who) for who in CAST}
        before = {who: sitters[who].sink.bytes for who in CAST}

        await node.press(room, ADA, c.NameStandIn(DEV))
        await node.press(room, ADA, c.SetLeading((BEN,)))
        await node.press(room, ADA, c.SignalLeaders(LeaderSignal.TIME))
        await node.press(room, EVE, c.NeedLeader())

        grown = {who for who in CAST if sitters[who].sink.bytes > before[who]}
        # Eve sees that her request is on its way; Cleo, who presents, with which revision to press.
        assert {ADA, BEN, EVE, CLEO} == grown
        assert {"you"} == set(sitters[CLEO].sink.sent[-1]["set"])
        assert all("signals" not in f["set"] for f in sitters[EVE].sink.sent[-1:])

    async def test_member_sections_do_not_rise_with_what_only_leaders_see(self, node: Node) -> None:
        room = await node.meeting(Phase.DISCUSS)
        ada, dev = await node.sits(room, ADA), await node.sits(room, DEV)
        head = dev.live.head_for(dev.seat)

        await node.press(room, ADA, c.NameStandIn(EVE))

        assert head == dev.live.head_for(dev.seat) < ada.live.head_for(ada.seat)

    async def test_seats_of_an_audience_share_one_frame(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        sitters = [await node.sits(room, who) for who in (CLEO, DEV, EVE)]
        node.meter.counted.clear()
        for sitter in sitters:
            sitter.quiet()

        await node.press(room, ADA, c.Pause())

        first, *others = [states(sitter) for sitter in sitters]
        assert [first, first] == others
        assert 3 == node.meter.counted["state"]

    async def test_machine_follows_without_being_anybody(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        machine = await node.machine(room)

        await node.press(room, ADA, c.Pause())

        assert machine.view["clock"]["paused"] is True
        assert not {"you", "own", "between"} & set(machine.view)
        assert frozenset() == node.rooms.held[room].here()


class TestSlowReaders:
    async def test_newest_sections_win_and_causes_merge(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        dev.quiet()
        dev.sink.unread = HIGH_WATER + 1
        await node.press(room, ADA, c.Pause())
        await node.press(room, ADA, c.Extend(MINUTE))
        await node.press(room, ADA, c.Advance())
        assert [] == dev.news()

        dev.sink.unread = 0
        dev.live.flush_seat(dev.seat, node.clock.now())

        (only,) = states(dev)
        assert ["clock_paused", "phase_entered"] == only["because"]
        assert await fresh(node, dev) == {k: dev.view[k] for k in await fresh(node, dev)}
        assert 1 == node.meter.counted["conflated"]

    async def test_how_long_delivery_took_is_kept_for_each_change_and_each_slow_reader(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        before = node.meter.counted["delivery"]
        dev.sink.unread = HIGH_WATER + 1
        await node.press(room, ADA, c.Pause())
        await node.press(room, ADA, c.Pause())  # it is so already
        dev.sink.unread = 0
        dev.live.flush_seat(dev.seat, later(node.clock.now(), Millis(3 * SECOND)))

        assert 1 == node.meter.counted["delivery"] - before
        assert [("delivery", 3.0)] == node.meter.times

    async def test_done_leaves_after_its_state_for_a_slow_reader_too(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        ada = await node.sits(room, ADA)
        ada.quiet()
        ada.sink.unread = HIGH_WATER + 1
        press = await node.made(room, ADA, c.Pause())
        answer = await node.rooms.do(room, press)
        ada.seat.answer(Frame(answer))
        assert [] == ada.news()

        ada.sink.unread = 0
        ada.live.flush_seat(ada.seat, node.clock.now())

        state, done = ada.news()
        assert ("state", "done") == (state["t"], done["t"])
        assert state["seq"] >= done["seq"]

    async def test_slow_reader_costs_a_set_of_sections_however_much_happens(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        dev.sink.unread = HIGH_WATER + 1

        for _ in range(50):
            await node.press(room, ADA, c.Pause())
            await node.press(room, ADA, c.Resume())

        assert len(dev.seat.dirty) <= 7
        assert len(dev.seat.because) <= 3
        assert not dev.seat.answers


class TestAudiences:
    async def test_sitting_back_brings_a_full_view_without_a_clock(self, node: Node) -> None:
        room = await node.meeting(Phase.DISCUSS)
        cleo = await node.sits(room, CLEO)
        cleo.quiet()

        await node.press(room, CLEO, c.SitBack())

        full = states(cleo)[0]
        assert (True, "sitting_back.v1") == (full["full"], full["view"])
        assert ["sat_back"] == full["because"]
        assert "clock" not in cleo.view

    async def test_coming_back_in_brings_the_clock_back(self, node: Node) -> None:
        room, sitters = await node.sat_back()
        sitters[CLEO].quiet()

        await node.press(room, CLEO, c.ComeBackIn())

        assert "member.v1" == states(sitters[CLEO])[0]["view"]
        assert "clock" in sitters[CLEO].view

    async def test_whole_audience_hears_what_one_newcomer_to_it_noticed(self, node: Node) -> None:
        """The overlay lifts in the same instant in which Cleo becomes a member again."""
        room, sitters = await node.sat_back()
        sitters[DEV].live.open_to({CLEO}, node.clock.now())
        assert [CLEO] == sitters[DEV].view["enforcement"]["opened"]

        await node.press(room, CLEO, c.ComeBackIn())

        assert [] == sitters[DEV].view["enforcement"]["opened"]
        assert [] == sitters[CLEO].view["enforcement"]["opened"]
        assert frozenset() == sitters[DEV].live.moment.opened

    async def test_whole_audience_hears_what_somebody_sitting_down_noticed(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        ada, dev = await node.sits(room, ADA), await node.sits(room, DEV)
        await node.leaves(dev)
        world.clock.advance(11 * SECOND)

        await node.sits(room, BEN)

        assert "not_connected" == ada.view["presence"]["people"][DEV]

    async def test_section_that_changed_there_and_back_unseen_counts_as_newer(
        self, node: Node
    ) -> None:
        """What an audience without seats was shown last says nothing about later."""
        room, sitters = await node.sat_back()
        live = sitters[CLEO].live
        await node.press(room, CLEO, c.ComeBackIn())
        seq = live.room.seq
        assert not any(seat.audience is Audience.SITTING_BACK for seat in live.seats)

        await node.press(room, ADA, c.OfferPushBack())
        await node.press(room, CLEO, c.SitBack())

        assert all(n > seq for n in live._shown.seqs(sitters[CLEO].seat).values())

    async def test_two_who_become_the_same_audience_at_once_are_both_whole(
        self, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        sitters = {who: await node.sits(room, who) for who in (DEV, EVE)}
        for who in (DEV, EVE):
            await node.press(room, who, c.Leave())
        await node.press(room, ADA, c.Pause())

        assert {"room", "door", "you"} <= set(sitters[DEV].view)
        assert not {"clock", "phase", "circle", "floor", "presence"} & set(sitters[EVE].view)


class TestSaidAloud:
    async def test_leaders_read_when_somebody_without_a_page_was_heard(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        ada, dev = await node.sits(room, ADA), await node.sits(room, DEV)
        await node.press(room, ADA, c.SeatByName("Tilly"))
        (tilly,) = (p.id for p in node.rooms.held[room].room.seated() if p.by_name)
        world.clock.advance(MINUTE)

        await node.press(room, ADA, c.Attest(said_by=tilly))

        assert {tilly: world.clock.now()} == ada.view["presence"]["heard"]
        assert "heard" not in dev.view["presence"]

    async def test_somebody_taken_for_two_in_the_circle_goes_on_as_one(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        zoe = PersonId("zoe")
        await node.rooms.arrive(room, zoe, "Eve again", Role.MEMBER, is_stranger=True)
        await node.press(room, ADA, c.ConfirmPerson(zoe))
        twice = await node.sits(room, zoe)
        for act in (c.Agree(1), c.Attest()):
            await node.press(room, zoe, act)
        assert "seated" == twice.view["you"]["standing"]

        await node.press(room, ADA, c.SameAs(zoe, EVE))

        assert 4002 == twice.code
        await node.leaves(twice)
        again = await node.sits(room, zoe)
        names = [seat["name"] for seat in again.view["circle"]["seats"]]
        assert (EVE, 1) == (again.seat.person, names.count("Eve") + names.count("Eve again"))


class TestPartings:
    async def test_the_removed_are_shown_out(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev, eve = await node.sits(room, DEV), await node.sits(room, EVE)

        await node.press(room, ADA, c.RemovePerson(DEV))

        assert (4500, None) == (dev.code, eve.code)

    async def test_newcomer_who_is_somebody_we_know_comes_back_as_them(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        zoe = PersonId("zoe")
        await node.rooms.arrive(room, zoe, "Eve again", Role.MEMBER, is_stranger=True)
        stranger = await node.sits(room, zoe)

        await node.press(room, ADA, c.SameAs(zoe, EVE))
        assert 4002 == stranger.code
        await node.leaves(stranger)

        again = await node.sits(room, zoe)
        assert (EVE, "member.v1") == (again.seat.person, again.sink.sent[0]["view"])

    async def test_who_was_given_up_for_lost_while_connected_here_comes_back(
        self, world: World, node: Node
    ) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        world.clock.advance(121 * SECOND)
        lose = c.Lose(DEV, 1, node.rooms.held[room].room.created_at)

        assert await node.rooms.system(room, CommandId(f"left:{room}:{DEV}:1"), lose)
        assert 4002 == dev.code

    async def test_who_is_gone_is_written_nothing_and_counts_as_nowhere(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev = await node.sits(room, DEV)
        await node.press(room, ADA, c.RemovePerson(DEV))
        dev.quiet()

        await node.press(room, ADA, c.Pause())

        assert [] == dev.news()
        assert DEV not in dev.live.here()

    async def test_nothing_of_those_who_left_is_kept(self, node: Node) -> None:
        room = await node.meeting(Phase.OPENING)
        dev, machine = await node.sits(room, DEV), await node.machine(room)
        await node.leaves(dev)
        await node.leaves(machine)

        assert set() == dev.live.seats
        assert not dev.live._shown._shared
        assert not dev.live._shown._mine

    async def test_end_of_the_meeting_forgets_what_was_ephemeral(self, node: Node) -> None:
        room = await node.meeting(Phase.SELECT)
        ada, dev = await node.sits(room, ADA), await node.sits(room, DEV)
        await node.press(room, DEV, c.Volunteer())
        await node.press(room, DEV, c.NeedLeader())
        await node.press(room, DEV, c.SomeoneCanHear())
        await node.press(room, ADA, c.WriteLeaders("a word"))
        ada.live.has_moved(DEV, node.clock.now())
        assert [DEV] == ada.view["presence"]["another_device"]
        await node.press(room, ADA, c.CloseMeeting())
        await node.press(room, ADA, c.EndMeeting())

        assert ([], [], []) == (
            ada.view["signals"]["needs"],
            ada.view["signals"]["volunteers"],
            ada.view["between"]["lines"],
        )
        never = {"wished_at": None, "reminded_at": None}
        nothing = {"need": None, "away": False, "volunteers": False}
        assert nothing | never == dev.view["own"]
        assert [] == ada.view["presence"]["another_device"]
