"""The adapter alone: what it believes, and what it says where nobody answers."""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import pytest

from app.calls.capabilities import Strength
from app.calls.drive import APPLY_WITHIN
from app.calls.ports import CallUnavailable, Closed, Report, Why
from app.calls.wanted import Desired, Version, Wanted
from app.contract import call as module
from app.contract.call import OF_AN_ANSWER, SILENT_AFTER, ContractCall
from app.contract.lines import Lines
from app.contract.outcomes import UNHEARD
from app.contract.place import Place
from app.contract.wire import FloorReport
from app.rooms.fields import PersonId
from app.rooms.ports import LogUnavailable
from app.storage.access_store import SqlAccessStore
from app.storage.contract_store import SqlContractStore
from app.webhooks.reply import Answer, Reply
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds

ANN = PersonId("ann")
LOCKED = Desired({ANN: Wanted(microphone_locked=True)}, version=Version(4))
WITHIN = 5


class Posts:
    """`Calls` that answers as told, and keeps what was posted."""

    def __init__(self) -> None:
        self.got: list[dict[str, Any]] = []
        self.headers: list[Mapping[str, str]] = []
        self.whose: set[str] = set()
        self.answer = Answer.TAKEN
        self.came = asyncio.Event()

    async def post(
        self, url: str, headers: Mapping[str, str], body: bytes, whose: str = ""
    ) -> Reply:
        self.whose.add(whose)
        self.got.append(json.loads(body))
        self.headers.append(headers)
        self.came.set()
        return Reply(self.answer)


class Away:
    """A store that is out of reach, or hangs, when the test says so."""

    def __init__(self, inner: SqlContractStore) -> None:
        self.inner = inner
        self.is_away = False
        self.is_hanging = False

    async def write(self, work: Any) -> Any:
        await self._check()
        return await self.inner.write(work)

    async def read(self, work: Any) -> Any:
        await self._check()
        return await self.inner.read(work)

    async def _check(self) -> None:
        if self.is_hanging:
            await asyncio.Event().wait()
        if self.is_away:
            raise LogUnavailable


class World:
    def __init__(self, store: SqlContractStore) -> None:
        self.store = Away(store)
        self.clock = FakeClock()
        self.posts = Posts()
        self.lines = Lines(self.store, self.clock, CountingIds())
        self.call = self.another()

    def another(self, proven: Strength | None = None) -> ContractCall:
        """Another node's."""
        return ContractCall(self.store, self.lines, self.posts, self.clock, CountingIds(), proven)

    async def posted_to(self) -> None:
        def work(rows: Any) -> None:
            rows.keep(replace(rows.hold(ROOM), url="https://v.example", secret="whsec_" + "A" * 44))
            rows.put(ROOM, Place("a", ANN))

        await self.store.inner.write(work)

    async def reports(self, microphone: str = "locked", seq: int = 4, ref: str = "a") -> None:
        outcome = {"ref": ref, "microphone": microphone, "camera": "free"}
        said = {
            "version": {"seq": seq, "n": 0},
            "outcomes": [outcome],
            "at": 1,
            "class": "enforced",
        }
        report = FloorReport.model_validate(said)
        await self.store.inner.write(lambda rows: rows.keep(rows.hold(ROOM).hearing(report)))
        self.call.wake(ROOM)

    async def stirred(self) -> None:
        await self.store.inner.write(
            lambda rows: rows.keep(rows.hold(ROOM).stirring(is_stirred=True))
        )

    @asynccontextmanager
    async def applying(self, wanted: Desired = LOCKED) -> AsyncIterator["asyncio.Task[Report]"]:
        """What comes of a state that has been told."""
        self.posts.came.clear()
        task = asyncio.create_task(self.call.apply(ROOM, wanted))
        async with asyncio.timeout(WITHIN):
            await self.posts.came.wait()
            yield task
            await asyncio.wait([task])


@pytest.fixture
async def world(store: SqlContractStore) -> World:
    """A room whose vendor is told by posts, with Ann in its call."""
    made = World(store)
    await made.posted_to()
    return made


class TestPosting:
    @pytest.mark.parametrize("owner", ["acme", "acme~"])
    async def test_room_is_posted_for_as_its_organisations(self, world: World, owner: str) -> None:
        """So that an organisation whose names hang, for practice or not, holds up no others."""
        access = SqlAccessStore(world.store.inner._database)
        await access.write(lambda rows: rows.own_room(ROOM, owner))

        async with world.applying() as came:
            await world.reports()
        await came
        world.store.is_away = True
        with pytest.raises(CallUnavailable):
            await world.call.apply(ROOM, LOCKED)

        assert (2, {"acme"}) == (len(world.posts.got), world.posts.whose)


class TestBelieving:
    async def test_report_of_this_state_is_believed(self, world: World) -> None:
        async with world.applying() as came:
            await world.reports()

        assert {ANN: Closed.CONFIRMED} == (await came).people
        assert {"seq": 4, "n": 0} == world.posts.got[0]["version"]

    async def test_report_that_was_there_before_is_not(self, world: World) -> None:
        async with world.applying() as came:
            await world.reports()
        async with world.applying() as again:
            await asyncio.wait([again], timeout=0.3)
            assert not again.done()
            await world.reports("free")

        assert Closed.CONFIRMED is (await came).people[ANN]
        assert Closed.FAILED is (await again).people[ANN]

    async def test_report_that_leaves_somebody_out_is_not(self, world: World) -> None:
        async with world.applying() as came:
            await world.reports(ref="b")
            await asyncio.wait([came], timeout=0.3)
            assert not came.done()
            await world.reports()

        assert Closed.CONFIRMED is (await came).people[ANN]

    async def test_class_counts_for_no_more_than_is_proven(self, world: World) -> None:
        world.call = world.another(Strength.REQUESTED)
        async with world.applying() as came:
            await world.reports()

        can = (await came).can
        assert can is not None
        assert Strength.REQUESTED is can.microphone
        assert UNHEARD == await world.call.probe()

    async def test_state_goes_nowhere_where_a_newer_one_was_told(self, world: World) -> None:
        async with world.applying(replace(LOCKED, version=Version(5))):
            await world.reports(seq=5)

        with pytest.raises(CallUnavailable) as said:
            await world.call.apply(ROOM, LOCKED)

        assert (Why.LOST, 1) == (said.value.why, len(world.posts.got))

    async def test_each_telling_is_a_message_of_its_own(self, world: World) -> None:
        for _ in range(2):
            async with world.applying():
                await world.reports()

        first, second = (headers["webhook-id"] for headers in world.posts.headers)
        assert first != second
        assert world.posts.got[0]["version"] == world.posts.got[1]["version"]


class TestNobodyAnswers:
    @pytest.mark.parametrize("answer", sorted(set(Answer) - {Answer.TAKEN}))
    async def test_post_that_was_not_received_says_why(self, world: World, answer: Answer) -> None:
        world.posts.answer = answer

        with pytest.raises(CallUnavailable) as said:
            await world.call.apply(ROOM, LOCKED)

        assert OF_AN_ANSWER[answer] is said.value.why

    async def test_vendor_of_whom_nothing_is_known_is_unreachable(self, world: World) -> None:
        with pytest.raises(CallUnavailable) as said:
            await world.call.apply(OTHER, LOCKED)

        assert Why.UNREACHABLE is said.value.why

    async def test_socket_is_enough_where_the_post_fails(self, world: World) -> None:
        world.posts.answer = Answer.FAILED
        told: list[str] = []
        async with world.lines.open(ROOM, told.append), world.applying() as came:
            await world.reports()

        assert Closed.CONFIRMED is (await came).people[ANN]
        assert {"seq": 4, "n": 0} == json.loads(told[-1])["version"]

    async def test_vendor_who_never_reports_is_silent_after_a_while(self, world: World) -> None:
        for _ in range(2):
            with pytest.raises(TimeoutError):
                async with asyncio.timeout(0.2):
                    await world.call.apply(ROOM, LOCKED)
            world.clock.advance(SILENT_AFTER // 2)

        with pytest.raises(CallUnavailable) as said:
            async with asyncio.timeout(WITHIN):
                await world.call.apply(ROOM, LOCKED)

        assert Why.SILENT is said.value.why

    async def test_one_report_is_enough_to_be_heard_again(self, world: World) -> None:
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.2):
                await world.call.apply(ROOM, LOCKED)
        world.clock.advance(SILENT_AFTER)
        async with world.applying() as came:
            await world.reports()

        assert Closed.CONFIRMED is (await came).people[ANN]
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(1.5):
                await world.call.apply(ROOM, LOCKED)


class TestWithoutTheDatabase:
    async def test_whoever_was_told_last_is_told_under_the_same_version(self, world: World) -> None:
        async with world.applying():
            await world.reports()
        world.store.is_away = True

        with pytest.raises(CallUnavailable):
            await world.call.apply(ROOM, Desired(version=Version(4)))

        free = {"ref": "a", "person": ANN, "microphone": "free", "camera": "free"}
        assert ([free], {"seq": 4, "n": 0}) == (
            world.posts.got[-1]["participants"], world.posts.got[-1]["version"],
        )  # fmt: skip

    async def test_database_that_hangs_keeps_nobody_locked(
        self, world: World, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        assert module.WRITTEN_WITHIN < APPLY_WITHIN
        async with world.applying():
            await world.reports()
        monkeypatch.setattr(module, "WRITTEN_WITHIN", 0.01)
        world.store.is_hanging = True

        with pytest.raises(CallUnavailable) as said:
            async with asyncio.timeout(WITHIN):
                await world.call.apply(ROOM, Desired(version=Version(4)))

        assert Why.LATE is said.value.why
        assert "free" == world.posts.got[-1]["participants"][0]["microphone"]


class TestFollowing:
    async def test_what_happens_before_the_first_look_is_heard(self, world: World) -> None:
        heard: list[int] = []
        world.call.follow(ROOM, lambda: heard.append(1))
        async with world.applying():
            await world.reports()

        await world.stirred()
        await world.call.look()

        assert [1] == heard

    async def test_whatever_another_node_was_told_is_heard(self, world: World) -> None:
        heard: list[int] = []
        stop = world.call.follow(ROOM, lambda: heard.append(1))
        await world.call.look()
        assert [] == heard

        await world.stirred()
        await world.call.look()
        await world.call.look()

        assert [1] == heard
        stop()
        await world.stirred()
        await world.call.look()
        assert [1] == heard

    async def test_it_runs_and_outlives_the_database(self, world: World) -> None:
        heard = asyncio.Event()
        world.call.follow(ROOM, heard.set)
        task = asyncio.create_task(world.call.run())
        await world.call.look()
        world.store.is_away = True
        world.call.wake(ROOM)
        await asyncio.sleep(0)
        world.store.is_away = False

        await world.stirred()
        async with asyncio.timeout(WITHIN):
            await heard.wait()
        task.cancel()


class TestClosing:
    async def test_end_is_told_under_a_newer_version(self, world: World) -> None:
        async with world.applying():
            await world.reports()

        await world.call.close(ROOM)

        assert {"seq": 4, "n": 1} == world.posts.got[-1]["version"]
        assert "free" == world.posts.got[-1]["participants"][0]["microphone"]

    async def test_call_that_nobody_was_told_of_has_no_end(self, world: World) -> None:
        await world.call.close(ROOM)

        assert [] == world.posts.got

    async def test_end_that_reaches_nobody_is_tried_again(self, world: World) -> None:
        async with world.applying():
            await world.reports()
        world.posts.answer = Answer.UNREACHABLE

        with pytest.raises(CallUnavailable):
            await world.call.close(ROOM)


def test_every_answer_is_received_or_says_why() -> None:
    assert {Answer.TAKEN} == set(Answer) - set(OF_AN_ANSWER)
