"""One call of a LiveKit server: made so, read back, guarded, on however many nodes."""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field

import pytest
from google.protobuf.json_format import MessageToJson
from livekit.protocol import models
from livekit.protocol.webhook import WebhookEvent

from app.bus.memory import MemoryBus
from app.calls import capabilities
from app.calls.capabilities import Strength
from app.calls.ports import CallUnavailable, Closed, NotGenuine, Why
from app.calls.wanted import FREE, Desired, Wanted
from app.livekit.call import LiveKitCall
from app.livekit.guard import SURE_FOR
from app.livekit.tokens import LEASE, Tokens
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from app.rooms.places import Unmatched, Via
from app.rooms.ports import Hint, Share
from tests.support.clock import FakeClock
from tests.support.livekit import KEY, SECRET, FakeLiveKit, running_livekit
from tests.support.livekit_guests import CAMERA, MICROPHONE, VIDEO, FakeGuest, NotLetIn
from tests.support.livekit_meeting import until
from tests.support.rim import Tally

ROOM = RoomId("r1")
CLEO, DEV = PersonId("cleo"), PersonId("dev")
MIC, BOTH = Wanted(microphone_locked=True), Wanted(microphone_locked=True, camera_locked=True)


@dataclass
class Saying:
    """`Asking` as a test says; None for whoever may not be there."""

    says: dict[PersonId, Wanted | None] = field(default_factory=dict)

    async def wanted(self, room: RoomId, person: PersonId) -> Wanted | None:
        return self.says.get(person, FREE)

    async def tried(self, room: RoomId, person: PersonId, press: str = "") -> bool:
        raise AssertionError("nothing here is a try")


@dataclass
class Stage:
    """A server, and a node's call; `clock` is the node's, set to the time of the world."""

    livekit: FakeLiveKit
    bus: MemoryBus
    asking: Saying
    clock: FakeClock
    call: LiveKitCall

    @contextlib.asynccontextmanager
    async def node(self, name: str, clock: FakeClock | None = None) -> AsyncIterator[LiveKitCall]:
        """Another one, running."""
        bus = self.bus.join(Tally())
        made = LiveKitCall(
            self.livekit.url, KEY, SECRET, name, self.asking, bus, clock or self.clock
        )
        running = asyncio.create_task(made.run())
        await asyncio.sleep(0)
        try:
            yield made
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)

    async def joins(
        self, who: str = CLEO, wanted: Wanted = FREE, kind: int = models.ParticipantInfo.STANDARD,
        *, is_ours: bool = True,
    ) -> FakeGuest:  # fmt: skip
        tokens = Tokens(self.livekit.url, KEY, SECRET)
        now = Instant(int(time.time() * 1000))
        token = tokens.entrance(ROOM, PersonId(who), wanted, now).token
        guest = await self.livekit.join(token, kind)
        if not is_ours:
            guest.info.attributes.clear()
        return guest

    async def calls(self) -> FakeGuest:
        """A telephone, which has no token of ours, and is heard as it calls."""
        phone = await self.joins("sip_7", kind=models.ParticipantInfo.SIP, is_ours=False)
        assert await phone.publish()
        return phone

    async def is_guarded(self) -> None:
        """A webhook has come."""
        await self.call.told(*self.said("room_started"))

    def said(self, event: str, room: str = ROOM) -> tuple[str, bytes]:
        said = WebhookEvent(
            event=event, id=self.livekit.sid("EV"), created_at=self.clock.now() // 1000,
            room=models.Room(name=room),
        )  # fmt: skip
        body, proof = self.livekit.signed(MessageToJson(said).encode())
        return proof, body


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    bus, asking = MemoryBus(), Saying()
    clock = FakeClock(Instant(int(time.time() * 1000)))
    async with running_livekit() as livekit:
        call = LiveKitCall(livekit.url, KEY, SECRET, "n1", asking, bus.join(Tally()), clock)
        made = Stage(livekit, bus, asking, clock, call)
        running = asyncio.create_task(call.run())
        await asyncio.sleep(0)
        try:
            await call.open(ROOM)
            await made.is_guarded()
            yield made
        finally:
            running.cancel()
            await asyncio.gather(running, return_exceptions=True)


def changes(stage: Stage) -> list[str]:
    """What was changed by the server's API, by name."""
    return [m for m, _ in stage.livekit.asked if m in ("UpdateParticipant", "RemoveParticipant")]


class TestLocks:
    async def test_lock_is_confirmed_by_what_is_listed_afterwards(self, stage: Stage) -> None:
        cleo = await stage.joins()
        await cleo.publish()

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert {CLEO: Closed.CONFIRMED} == report.people
        assert not cleo.is_audible
        methods = [method for method, _ in stage.livekit.asked]
        assert "ListParticipants" == methods[-1]

    async def test_camera_stays_as_its_person_chose_unless_it_is_locked_too(
        self, stage: Stage
    ) -> None:
        cleo = await stage.joins()
        await cleo.publish(CAMERA, VIDEO)

        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        assert cleo.shows
        await stage.call.apply(ROOM, Desired({CLEO: BOTH}))
        assert not cleo.shows
        assert not await cleo.publish(CAMERA, VIDEO)

    async def test_whoever_is_not_there_is_absent(self, stage: Stage) -> None:
        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert {CLEO: Closed.ABSENT} == report.people

    async def test_server_that_says_yes_and_does_nothing_is_found_out(self, stage: Stage) -> None:
        await stage.joins()
        stage.livekit.is_lying = True

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert ({CLEO: Closed.FAILED}, Why.NOT_CLOSED) == (report.people, report.why)

    async def test_server_that_does_not_free_is_as_loud(self, stage: Stage) -> None:
        await stage.joins()
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        stage.livekit.is_lying = True

        with pytest.raises(CallUnavailable):
            await stage.call.apply(ROOM, Desired())

    async def test_nothing_is_changed_twice(self, stage: Stage) -> None:
        await stage.joins()
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        before = changes(stage)

        await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert ["UpdateParticipant"] == before == changes(stage)

    async def test_one_who_cannot_be_changed_keeps_nobody_else_from_being_locked(
        self, stage: Stage, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        await stage.joins()
        dev = await stage.joins(DEV)
        await dev.publish()
        change = stage.call._server.change

        async def fails_for_cleo(room: RoomId, one: object, now: int) -> None:
            if one.place.ref == CLEO:  # type: ignore[attr-defined]
                raise CallUnavailable(Why.REFUSED)
            await change(room, one, now)  # type: ignore[arg-type]

        monkeypatch.setattr(stage.call._server, "change", fails_for_cleo)
        with pytest.raises(CallUnavailable):
            await stage.call.apply(ROOM, Desired({CLEO: MIC, DEV: MIC}))

        assert not dev.is_audible

    async def test_meeting_s_end_ends_the_call(self, stage: Stage) -> None:
        cleo = await stage.joins()

        await stage.call.close(ROOM)
        await stage.call.close(ROOM)

        assert not cleo.is_there


class TestSeveralPlaces:
    async def test_second_computer_that_a_leader_matched_is_locked_with_its_person(
        self, stage: Stage
    ) -> None:
        cleo = await stage.joins()
        second = await stage.joins("laptop", is_ours=False)
        await cleo.publish()
        await second.publish()

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}, refs={"laptop": CLEO}))

        assert {CLEO: Closed.CONFIRMED} == report.people
        assert (False, False) == (cleo.is_audible, second.is_audible)
        await stage.call.apply(ROOM, Desired(refs={"laptop": CLEO}))
        assert await second.publish()

    async def test_telephone_is_not_closed_that_could_not_be_opened_again(
        self, stage: Stage
    ) -> None:
        cleo, phone = await stage.joins(), await stage.calls()
        await cleo.publish()

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}, refs={"sip_7": CLEO}))

        assert {CLEO: Closed.ASKED} == report.people
        assert (False, True) == (cleo.is_audible, phone.is_audible)
        await stage.call.apply(ROOM, Desired(refs={"sip_7": CLEO}))
        assert phone.is_audible

    async def test_lock_and_its_end_give_nobody_else_s_listener_anything(
        self, stage: Stage
    ) -> None:
        listens = await stage.joins("laptop", is_ours=False)
        listens.info.permission.can_publish = False

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}, refs={"laptop": CLEO}))
        await stage.call.apply(ROOM, Desired(refs={"laptop": CLEO}))

        assert {CLEO: Closed.CONFIRMED} == report.people
        assert not await listens.publish(CAMERA, VIDEO)
        assert not await listens.publish()

    async def test_telephone_of_nobody_is_told_and_never_locked(self, stage: Stage) -> None:
        await stage.joins()
        phone = await stage.calls()

        report = await stage.call.apply(ROOM, Desired({CLEO: BOTH}))

        assert phone.is_audible
        assert {"sip_7": Unmatched("sip_7", via=Via.TELEPHONE)} == report.unmatched

    async def test_computer_that_is_matched_no_more_is_freed(self, stage: Stage) -> None:
        second = await stage.joins("laptop", is_ours=False)
        await stage.call.apply(ROOM, Desired({CLEO: MIC}, refs={"laptop": CLEO}))
        assert not await second.publish()

        await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert await second.publish()


class TestTheDoor:
    async def test_whoever_may_not_be_there_is_put_out_and_said_to_be(self, stage: Stage) -> None:
        dev = await stage.joins(DEV)

        report = await stage.call.apply(ROOM, Desired(out=frozenset({DEV})))

        assert not dev.is_there
        assert frozenset() == report.lingering

    async def test_who_is_still_there_is_said_to_be(self, stage: Stage) -> None:
        await stage.joins(DEV)
        stage.livekit.is_lying = True

        report = await stage.call.apply(ROOM, Desired(out=frozenset({DEV})))

        assert frozenset({DEV}) == report.lingering

    async def test_that_nobody_can_be_put_out_is_said_apart_from_the_locks(
        self, stage: Stage
    ) -> None:
        await stage.joins(DEV)
        await stage.joins()
        stage.livekit.keeps = 500

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}, out=frozenset({DEV})))

        assert ({CLEO: Closed.CONFIRMED}, None) == (report.people, report.why)
        assert (Why.UNREACHABLE, frozenset({DEV})) == (report.unremoved, report.lingering)
        removals = [name for name, _ in stage.livekit.asked if name == "RemoveParticipant"]
        assert 1 == len(removals), "asked again soon enough, by whoever drives"

    async def test_nobody_is_let_in_who_may_not_be_there(self, stage: Stage) -> None:
        stage.asking.says[DEV] = None

        assert await stage.call.let_in(ROOM, DEV) is None

    async def test_whoever_is_let_in_finds_a_room_also_after_the_server_has_forgotten(
        self, stage: Stage
    ) -> None:
        stage.livekit.forget(ROOM)
        stage.asking.says[CLEO] = MIC

        entrance = await stage.call.let_in(ROOM, CLEO)

        assert entrance is not None
        assert ROOM in stage.livekit.rooms
        cleo = await stage.livekit.join(entrance.token)
        assert not await cleo.publish()
        assert await cleo.publish(CAMERA, VIDEO)

    async def test_room_that_is_gone_is_nobody_s_failure(self, stage: Stage) -> None:
        await stage.joins()
        stage.livekit.forget(ROOM)

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert {CLEO: Closed.ABSENT} == report.people


class TestSmuggling:
    async def test_sound_as_a_camera_ends_and_takes_the_camera_with_it_while_locked(
        self, stage: Stage
    ) -> None:
        cleo = await stage.joins()
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        assert await cleo.publish(CAMERA)
        assert cleo.is_audible

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert not cleo.is_audible
        assert {CLEO: Closed.CONFIRMED} == report.people
        assert not await cleo.publish(CAMERA)
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        assert not await cleo.publish(CAMERA)

    async def test_whoever_is_free_again_may_show_themselves_again(self, stage: Stage) -> None:
        cleo = await stage.joins()
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        await cleo.publish(CAMERA)
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        await stage.call.apply(ROOM, Desired())
        assert await cleo.publish(CAMERA, VIDEO)
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert cleo.shows


class TestTheGuard:
    async def test_who_follows_hears_of_what_happens_in_their_room(self, stage: Stage) -> None:
        heard: list[str] = []
        stop = stage.call.follow(ROOM, lambda: heard.append("here"))
        stage.call.follow(RoomId("r2"), lambda: heard.append("elsewhere"))

        await stage.call.told(*stage.said("track_published"))
        assert ["here"] == heard
        await stage.call.told(*stage.said("egress_started"))
        stop()
        stop()
        await stage.call.told(*stage.said("track_published"))

        assert ["here"] == heard

    async def test_node_that_drives_hears_what_another_was_told(self, stage: Stage) -> None:
        heard: list[str] = []
        stage.call.follow(ROOM, lambda: heard.append("here"))
        async with stage.node("n2") as other:
            await other.told(*stage.said("participant_joined"))

        assert ["here"] == heard

    async def test_hints_of_the_log_and_shares_are_no_reason_to_look(self, stage: Stage) -> None:
        heard: list[str] = []
        stage.call.follow(ROOM, lambda: heard.append("here"))
        end = stage.bus.join(Tally())

        end.publish(Hint(ROOM, "epoch", 7))
        end.publish(Share(ROOM, "n2"))

        assert [] == heard

    async def test_what_is_not_genuine_is_no_reason_to_look(self, stage: Stage) -> None:
        heard: list[str] = []
        stage.call.follow(ROOM, lambda: heard.append("here"))
        proof, body = stage.said("track_published")

        with pytest.raises(NotGenuine):
            await stage.call.told(proof, body + b" ")

        assert [] == heard

    async def test_lock_is_not_confirmed_while_nothing_is_heard_of_the_call(
        self, stage: Stage
    ) -> None:
        await stage.joins()
        stage.clock.advance(SURE_FOR)

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert ({CLEO: Closed.ASKED}, Why.UNTOLD) == (report.people, report.why)

    async def test_lock_is_not_confirmed_by_what_comes_late_to_any_node(self, stage: Stage) -> None:
        await stage.joins()
        late = [stage.said("track_published") for _ in range(2)]
        stage.clock.advance(SURE_FOR)

        await stage.call.told(*late[0])
        async with stage.node("n2") as other:
            await other.told(*late[1])

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        assert {CLEO: Closed.ASKED} == report.people

    async def test_nobody_is_said_to_be_out_while_nothing_is_heard_of_the_call(
        self, stage: Stage
    ) -> None:
        stage.clock.advance(SURE_FOR)

        report = await stage.call.apply(ROOM, Desired(out=frozenset({DEV})))

        assert (None, Why.UNTOLD) == (report.lingering, report.why)

    async def test_nothing_is_wrong_where_nothing_is_to_be_closed(self, stage: Stage) -> None:
        await stage.joins()
        stage.clock.advance(SURE_FOR)

        assert (await stage.call.apply(ROOM, Desired())).why is None

    async def test_in_silence_livekit_is_made_to_say_something_and_then_it_is(
        self, stage: Stage
    ) -> None:
        await stage.joins()
        stage.clock.advance(SURE_FOR)
        heard = asyncio.Event()
        stage.call.follow(ROOM, heard.set)
        await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        await until(lambda: any(m == "DeleteRoom" for m, _ in stage.livekit.asked))
        trial = next(r for m, r in reversed(stage.livekit.asked) if m == "DeleteRoom").room
        assert trial not in (ROOM, *stage.livekit.rooms)

        await stage.call.told(*stage.said("room_finished", trial))

        assert heard.is_set()  # whoever waits looks again, though it was not their room
        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        assert {CLEO: Closed.CONFIRMED} == report.people

    async def test_guard_that_cannot_be_tried_is_nobody_s_failure(self, stage: Stage) -> None:
        stage.clock.advance(SURE_FOR)
        stage.livekit.trouble = 500

        with pytest.raises(CallUnavailable):
            await stage.call.apply(ROOM, Desired({CLEO: MIC}))
        stage.livekit.trouble = None

        assert {CLEO: Closed.ABSENT} == (await stage.call.apply(ROOM, Desired({CLEO: MIC}))).people


class TestTheWayBack:
    """Drawn by a node of long ago: its clock is behind the world's by the lease and a second."""

    async def test_whoever_is_locked_when_the_last_node_dies_comes_back_in_by_it_and_speaks(
        self, stage: Stage
    ) -> None:
        back = await self.drawn(stage)

        cleo = await stage.livekit.join(back)

        assert await cleo.publish()
        assert cleo.is_audible

    async def test_while_a_node_lives_it_is_worth_no_more_than_an_older_token(
        self, stage: Stage
    ) -> None:
        cleo = await stage.livekit.join(await self.drawn(stage))
        await cleo.publish()

        report = await stage.call.apply(ROOM, Desired({CLEO: MIC}))

        assert {CLEO: Closed.CONFIRMED} == report.people
        assert not cleo.is_audible

    async def test_it_is_not_taken_before_the_lease_is_over(self, stage: Stage) -> None:
        stage.asking.says[CLEO] = MIC
        entrance = await stage.call.let_in(ROOM, CLEO)
        assert entrance is not None
        assert entrance.way_back is not None

        with pytest.raises(NotLetIn):
            await stage.livekit.join(entrance.way_back.token)

    async def test_whoever_was_removed_since_does_not_come_back_in_by_it(
        self, stage: Stage
    ) -> None:
        back = await self.drawn(stage)
        await stage.livekit.join(back)
        await stage.call.apply(ROOM, Desired(out=frozenset({CLEO})))

        with pytest.raises(NotLetIn):
            await stage.livekit.join(back)

    @staticmethod
    async def drawn(stage: Stage) -> str:
        stage.asking.says[CLEO] = MIC
        long_ago = FakeClock(Instant(stage.clock.now() - LEASE - 1_000))
        async with stage.node("n0", long_ago) as gone:
            entrance = await gone.let_in(ROOM, CLEO)
        assert entrance is not None
        assert entrance.way_back is not None
        return entrance.way_back.token


class TestWhatIsClaimed:
    async def test_it_is_guarded_bound_and_tested_by_its_messages_alone(self, stage: Stage) -> None:
        can = await stage.call.probe()

        assert {Strength.GUARDED} == {can.microphone, can.camera, can.door, can.removal}
        assert capabilities.Tested.CONTRACT is can.tested
        assert not can.release_opens

    async def test_call_that_does_not_run_is_out_of_reach(self, stage: Stage) -> None:
        still = LiveKitCall(
            stage.livekit.url, KEY, SECRET, "n9", stage.asking, stage.bus.join(Tally()), stage.clock
        )

        with pytest.raises(CallUnavailable):
            await still.open(ROOM)


async def test_microphone_by_any_name_that_is_not_on_the_list_is_refused(stage: Stage) -> None:
    cleo = await stage.joins()
    await stage.call.apply(ROOM, Desired({CLEO: MIC}))

    for source in (MICROPHONE, "screen_share_audio", "screen_share", "unknown"):
        assert not await cleo.publish(source)
