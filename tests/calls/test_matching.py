"""Several places of one person in a driven call, as leaders match them: closed together, freed at
once, and nobody's is never closed."""

import pytest

from app.calls.drive import LOOK_EVERY, Drive
from app.calls.places import Ref, place_of
from app.calls.ports import Lease, Why
from app.calls.tenure import LEASE_LIFE, RENEW_EVERY
from app.calls.wanted import Version
from app.phases.phase import Phase
from app.phases.units import SECOND, Instant
from app.rooms import commands as c
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched, Via
from app.rooms.ports import LogUnavailable
from app.rooms.state import CallKind
from app.rooms.sweep import sweep
from app.storage.call_leases import SqlLeases
from tests.support.pretend_call import PretendCall
from tests.support.rim import Node, Sitter, World
from tests.support.scenario import ADA, BEN, CLEO, DEV

TELEPHONE, LAPTOP = "+49 30 1234567", "a laptop, in Anna's kitchen"
CANARY = "Canary-in-the-call"


class Driven:
    """Cleo sits back in somebody else's call, where all but strangers came by their own way."""

    def __init__(self, world: World, node: Node) -> None:
        self.world = world
        self.node = node
        self.call = PretendCall()
        self.call.joins(ADA, BEN, CLEO, DEV)

    async def begin(self) -> "Driven":
        self.room, self.sitters = await self.node.sat_back(call=CallKind.CONTRACT)
        self.drive = self.driver(self.node, self.sitters[CLEO])
        return self

    def driver(self, node: Node, sitter: Sitter) -> Drive:
        return Drive(sitter.live, self.call, node.rooms, SqlLeases(self.world.database), node.name)

    async def match(self, ref: Ref, person: PersonId) -> None:
        await self.node.press(self.room, ADA, c.MatchPlace(place_of(self.room, ref), person))

    async def free(self, ref: Ref) -> None:
        await self.node.press(self.room, ADA, c.FreePlace(place_of(self.room, ref)))

    def seen(self, who: PersonId = ADA) -> dict[str, object]:
        found: dict[str, object] = self.sitters[who].view["enforcement"]
        return found

    def names(self) -> list[object]:
        unmatched = self.seen()["unmatched"]
        assert isinstance(unmatched, list)
        return [one["name"] for one in unmatched]

    def closed(self) -> set[str]:
        return {str(who) for who in self.call.shut} | self.call.shut_places


class NoLeases:
    """Leases that are out of reach."""

    async def take(self, room: RoomId, node: str, now: Instant, until: Instant) -> Lease:
        raise LogUnavailable

    async def advance(self, room: RoomId, fence: int, version: Version, now: Instant) -> bool:
        raise LogUnavailable

    async def give_up(self, room: RoomId, fence: int) -> None:
        raise LogUnavailable


@pytest.fixture
async def driven(world: World, node: Node) -> Driven:
    return await Driven(world, node).begin()


class TestLocking:
    async def test_all_places_of_somebody_who_sits_back_are_closed(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        driven.call.dials(LAPTOP)
        await driven.match(TELEPHONE, CLEO)
        await driven.match(LAPTOP, CLEO)

        await driven.drive.once()

        assert {CLEO, TELEPHONE, LAPTOP} == driven.closed()
        assert "enforced" == driven.seen(CLEO)["locks"]

    async def test_what_is_said_is_true_of_the_worst_of_them(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        driven.call.stubborn = {TELEPHONE}
        await driven.match(TELEPHONE, CLEO)

        await driven.drive.once()

        assert {CLEO} == driven.closed()
        assert "requested" == driven.seen(CLEO)["locks"]

    async def test_place_that_is_nobodys_is_never_closed(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE, Unmatched("Cleo", CLEO))

        await driven.drive.once()

        assert {CLEO} == driven.closed()
        assert "enforced" == driven.seen(CLEO)["locks"], "of her own place it is true"

    async def test_place_of_somebody_who_does_not_sit_back_is_not_closed(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, DEV)

        await driven.drive.once()

        assert {CLEO} == driven.closed()

    async def test_place_that_is_matched_while_its_person_sits_back_is_closed_at_once(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.drive.once()
        assert {CLEO} == driven.closed()

        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()

        assert {CLEO, TELEPHONE} == driven.closed()

    async def test_second_place_of_somebody_locked_is_closed_before_anybody_hears_of_it(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()
        driven.call.hangs_up(TELEPHONE)
        driven.call.announced_open.clear()

        driven.call.dials(TELEPHONE)

        assert [] == driven.call.announced_open
        assert {CLEO, TELEPHONE} == driven.closed()

    async def test_whoever_drives_next_closes_the_same_places(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()
        second = driven.world.node("node-2")
        other = driven.driver(second, await second.sits(driven.room, CLEO))
        driven.world.clock.advance(LEASE_LIFE)

        await other.once()

        assert other.tenure.lease is not None
        assert {CLEO, TELEPHONE} == driven.closed()
        assert CLEO == driven.call.applied[-1].refs.get(TELEPHONE)

    async def test_without_the_database_a_lock_that_has_lifted_is_let_go_of_at_all_places(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()
        driven.drive.tenure.leases = NoLeases()
        driven.world.clock.advance(RENEW_EVERY)

        driven.sitters[CLEO].live.open_to([CLEO], driven.world.clock.now())
        await driven.drive.once()

        assert set() == driven.closed()


class TestReleasing:
    async def test_place_that_is_freed_is_free_at_once(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()

        await driven.free(TELEPHONE)
        await driven.drive.once()

        assert {CLEO} == driven.closed()

    async def test_place_that_turns_out_to_be_somebody_elses_is_free_at_once(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()

        await driven.match(TELEPHONE, DEV)
        await driven.drive.once()

        assert {CLEO} == driven.closed()

    async def test_whoever_comes_back_in_is_free_at_all_places(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()

        await driven.node.press(driven.room, CLEO, c.ComeBackIn())
        await driven.drive.once()

        assert set() == driven.closed()

    async def test_without_a_leader_for_15_s_no_place_is_closed(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, CLEO)
        await driven.drive.once()
        for leader in (ADA, BEN):
            await driven.node.leaves(driven.sitters[leader])

        driven.world.clock.advance(15 * SECOND)
        await driven.node.watch.look(driven.sitters[CLEO].live)
        await driven.drive.once()

        assert set() == driven.closed()

    async def test_whoever_is_removed_is_out_of_the_call_by_all_places(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE)
        await driven.match(TELEPHONE, DEV)
        driven.call.there.discard(DEV)

        await driven.node.press(driven.room, ADA, c.RemovePerson(DEV))
        await driven.drive.once()

        assert "requested" == driven.seen()["removal"], "the telephone is still there"
        assert DEV in driven.call.applied[-1].out
        assert DEV == driven.call.applied[-1].refs.get(TELEPHONE)


async def test_telephone_seat_is_locked_where_its_telephone_is_matched_and_else_by_agreement(
    world: World, node: Node
) -> None:
    room = await node.meeting(Phase.SELECT, call=CallKind.CONTRACT)
    sitters = {who: await node.sits(room, who) for who in (ADA, BEN, DEV)}
    await node.press(room, ADA, c.SeatByName("Tilly"))
    tilly = next(p.id for p in sitters[ADA].live.room.seated() if p.by_name)
    await node.press(room, ADA, c.ChoosePresenter(tilly))
    for _ in range(3):
        await node.press(room, ADA, c.Advance())
    await node.press(room, ADA, c.SitBack(camera=None, said_by=tilly))
    call = PretendCall()
    call.dials(TELEPHONE, Unmatched("Tilly", via=Via.TELEPHONE))
    leases = SqlLeases(world.database)
    drive = Drive(sitters[ADA].live, call, node.rooms, leases, node.name)

    await drive.once()
    assert (set(), "agreed") == (call.shut_places, sitters[DEV].view["enforcement"]["locks"])

    await node.press(room, ADA, c.MatchPlace(place_of(room, TELEPHONE), tilly))
    await drive.once()
    assert ({TELEPHONE}, "enforced") == (
        call.shut_places,
        sitters[DEV].view["enforcement"]["locks"],
    )


class TestLeadersScreen:
    async def test_leaders_read_who_is_nobodys_until_they_have_said_who_it_is(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE, Unmatched("Anna", DEV, Via.TELEPHONE))
        await driven.drive.once()
        place = place_of(driven.room, TELEPHONE)
        expected = {"place": place, "name": "Anna", "claims": DEV, "via": "telephone"}
        assert [expected] == driven.seen()["unmatched"]

        await driven.match(TELEPHONE, DEV)
        assert [] == driven.seen()["unmatched"], "before the call has said anything"
        await driven.free(TELEPHONE)
        assert [expected] == driven.seen()["unmatched"]

    async def test_whoever_hangs_up_is_nobodys_no_more(self, driven: Driven) -> None:
        driven.call.dials(TELEPHONE, Unmatched("Anna"))
        await driven.drive.once()
        driven.call.hangs_up(TELEPHONE)

        driven.world.clock.advance(LOOK_EVERY)
        await driven.drive.once()

        assert [] == driven.seen()["unmatched"]

    async def test_of_a_crowd_sixteen_are_named_and_the_rest_counted(self, driven: Driven) -> None:
        for n in range(20):
            driven.call.dials(f"telephone {n}")

        await driven.drive.once()

        assert (16, 4) == (len(driven.names()), driven.seen()["unmatched_more"])

    async def test_while_the_call_is_out_of_reach_they_are_as_they_were(
        self, driven: Driven
    ) -> None:
        driven.call.dials(TELEPHONE, Unmatched("Anna"))
        await driven.drive.once()
        driven.call.trouble = Why.UNREACHABLE
        driven.world.clock.advance(LOOK_EVERY)

        await driven.drive.once()

        assert "failed" == driven.seen()["locks"]
        assert ["Anna"] == driven.names()

    async def test_label_of_what_drives_the_call_is_read_by_leaders_once_it_was_asked(
        self, driven: Driven
    ) -> None:
        driven.call.trouble = Why.UNREACHABLE
        await driven.drive.once()
        assert "" == driven.seen()["tested"]
        driven.call.trouble = None
        driven.world.clock.advance(LOOK_EVERY)

        await driven.drive.once()

        assert "contract-tested" == driven.seen()["tested"]
        assert "tested" not in driven.seen(DEV)

    async def test_leader_on_another_node_reads_the_same_and_matches_there(
        self, driven: Driven
    ) -> None:
        node, elsewhere = driven.node, driven.world.node("node-2")
        ben = await elsewhere.sits(driven.room, BEN)
        for one in (node, elsewhere):
            one.rooms.bus.subscribe(one.watch.sharing.hear)
        driven.call.dials(TELEPHONE, Unmatched("Anna", DEV, Via.TELEPHONE))

        await driven.drive.once()
        node.watch.sharing.tell()

        seen = ben.view["enforcement"]
        assert ["Anna"] == [one["name"] for one in seen["unmatched"]]
        assert "contract-tested" == seen["tested"]
        await elsewhere.press(driven.room, BEN, c.MatchPlace(place_of(driven.room, TELEPHONE), DEV))
        assert [] == ben.view["enforcement"]["unmatched"]
        await sweep(node.rooms)
        assert [] == driven.seen()["unmatched"]

    async def test_nobody_but_leaders_receives_a_byte_of_it_and_nothing_is_kept(
        self, driven: Driven, caplog: pytest.LogCaptureFixture
    ) -> None:
        for sitter in driven.sitters.values():
            sitter.quiet()
        driven.call.dials(CANARY, Unmatched(CANARY, DEV, Via.TELEPHONE))

        await driven.drive.once()
        await driven.match(CANARY, DEV)
        await driven.drive.once()

        place = place_of(driven.room, CANARY)
        told = {who for who, one in driven.sitters.items() if place in str(one.news())}
        assert {ADA, BEN} == told
        assert CANARY not in str(await driven.world.events(driven.room)) + caplog.text
