"""A call that somebody else makes, end to end: a node, a meeting, a vendor over loopback."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.calls.tries import APART
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.node import Node, running_node, sqlite_url
from tests.support.rim import soon
from tests.support.vendor import Vendor, connected, posted_to, vendor_of
from tests.support.wire import Line, discussing

TOLD_BY = {"posts": posted_to, "a socket": connected}
LAPTOP, DESK, DIAL = "laptop", "desk", "+49-dial"


@dataclass
class Meeting:
    """Ada leads, Cleo presents; `vendor` makes their call."""

    node: Node
    ada: Line
    cleo: Line
    vendor: Vendor

    def is_read(self, claim: str, why: str = "") -> bool:
        """Whether Ada reads that of the lock."""
        seen = self.ada.view.get("enforcement", {})
        return (seen.get("locks"), seen.get("why")) == (claim, why)

    async def reads(self, claim: str, why: str = "") -> None:
        """She comes to read it."""
        await self.ada.until(lambda _: self.is_read(claim, why))

    async def sits_back(self) -> None:
        """Cleo is in the call as `laptop`, and sits back in the discussion."""
        for one in (self.ada, self.cleo):
            await one.come_in()
        await self.ada.do("open_meeting")
        await self.vendor.lets_in_bound(LAPTOP, self.cleo.caller.person)
        await discussing(self.ada, self.cleo, is_open=True)

    async def is_locked(self) -> None:
        """The same, and the call has confirmed it."""
        await self.sits_back()
        await self.reads("enforced")


@contextlib.asynccontextmanager
async def meeting(folder: Path, **settings: Any) -> AsyncIterator[Meeting]:
    async with running_node(sqlite_url(folder), **settings) as node:
        room = await node.room(call=CallKind.CONTRACT)
        leads = await node.person(room, "Ada", Role.LEADER)
        presents = await node.person(room, "Cleo")
        vendor = await vendor_of(node, room)
        async with leads.connected() as ada, presents.connected() as cleo:
            yield Meeting(node, ada, cleo, vendor)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Meeting]:
    """A meeting whose call is somebody else's."""
    async with meeting(tmp_path) as made:
        yield made


@pytest.fixture
async def told(at: Meeting) -> AsyncIterator[Meeting]:
    """The same; its vendor is told by posts."""
    async with posted_to(at.vendor):
        yield at


@pytest.mark.parametrize("way", TOLD_BY)
class TestEitherWay:
    async def test_lock_is_enforced_once_the_call_has_reported_it(
        self, at: Meeting, way: str
    ) -> None:
        async with TOLD_BY[way](at.vendor):
            await at.is_locked()

            assert set() == at.vendor.audible()

    async def test_own_way_back_opens_the_lock_and_no_microphone(
        self, at: Meeting, way: str
    ) -> None:
        async with TOLD_BY[way](at.vendor):
            await at.is_locked()

            await at.cleo.do("come_back_in")

            await at.vendor.until(lambda: {LAPTOP} == at.vendor.audible())
            free = {"microphone": "free", "camera": "free"}
            (said,) = at.vendor.states[-1]["participants"]
            assert free.items() <= said.items()

    async def test_end_of_the_meeting_lets_go_of_everything(self, at: Meeting, way: str) -> None:
        async with TOLD_BY[way](at.vendor):
            await at.is_locked()
            await at.ada.do("close_meeting")
            await at.vendor.until(lambda: {LAPTOP} == at.vendor.audible())
            await at.ada.do("remove_person", person=at.cleo.caller.person)
            await at.vendor.until(lambda: [LAPTOP] == at.vendor.states[-1]["out"])
            before = at.vendor.states[-1]["version"]

            await at.ada.do("end_meeting")

            await at.vendor.until(lambda: [] == at.vendor.states[-1]["out"])
            after = at.vendor.states[-1]["version"]
            assert (before["seq"], before["n"]) < (after["seq"], after["n"])

    async def test_removed_person_may_not_be_in_the_call(self, at: Meeting, way: str) -> None:
        async with TOLD_BY[way](at.vendor):
            await at.is_locked()

            await at.ada.do("remove_person", person=at.cleo.caller.person)

            await at.vendor.until(lambda: [LAPTOP] == at.vendor.states[-1]["out"])
            await at.vendor.until(lambda: not at.vendor.here)


class TestPlaces:
    async def test_every_place_of_a_person_is_closed_and_nobody_else_s(self, told: Meeting) -> None:
        await told.is_locked()
        await told.vendor.lets_in(DIAL, name="Somebody", via="telephone")

        await told.vendor.lets_in_bound(DESK, told.cleo.caller.person)

        await told.vendor.until(lambda: {DIAL} == told.vendor.audible())
        assert {LAPTOP, DESK} == told.vendor.shut

    async def test_whoever_only_says_so_is_nobody_until_a_leader_confirms_it(
        self, told: Meeting
    ) -> None:
        await told.is_locked()

        await told.vendor.lets_in(DIAL, person=told.cleo.caller.person, via="telephone")

        before = len(told.vendor.states)
        await told.vendor.until(lambda: len(told.vendor.states) > before)
        assert {DIAL} == told.vendor.audible()
        assert [LAPTOP] == [one["ref"] for one in told.vendor.states[-1]["participants"]]

    async def test_who_comes_again_is_closed_before_anybody_is_told(self, told: Meeting) -> None:
        await told.is_locked()
        await told.vendor.leaves(LAPTOP)
        await told.reads("agreed")

        await told.vendor.lets_in(LAPTOP, name="Another name")

        assert {LAPTOP} == told.vendor.shut
        await told.reads("enforced")

    async def test_what_slips_out_is_closed_again_and_neither_told_nor_kept(
        self, told: Meeting
    ) -> None:
        await told.is_locked()
        room = told.vendor.room
        seq = told.node.service.rooms.held[room].room.seq
        frames = len(told.ada.frames)
        told.vendor.shut.clear()

        await told.vendor.happens(LAPTOP, "microphone", open=True)

        await told.vendor.until(lambda: {LAPTOP} == told.vendor.shut)
        assert seq == told.node.service.rooms.held[room].room.seq
        said = [one for one in told.ada.frames[frames:] if "enforcement" in one.get("set", {})]
        assert [] == said


class TestTries:
    async def test_second_own_unmute_ends_push_back(self, told: Meeting) -> None:
        await told.is_locked()
        clock = told.node.service.clock
        await told.vendor.unmutes(LAPTOP)
        first = clock.now()
        await soon(lambda: clock.now() > first + APART)
        assert {LAPTOP} == told.vendor.shut

        await told.vendor.unmutes(LAPTOP)

        await told.vendor.until(lambda: {LAPTOP} == told.vendor.audible())
        await told.ada.until(
            lambda one: "locked" not in {s["floor"] for s in one.view["floor"]["seats"].values()}
        )

    async def test_burst_is_no_try(self, told: Meeting) -> None:
        await told.is_locked()

        for _ in range(5):
            await told.vendor.unmutes(LAPTOP)

        assert {LAPTOP} == told.vendor.shut
        assert told.is_read("enforced")


class TestTrouble:
    async def test_yes_without_a_report_is_no_confirmation(self, told: Meeting) -> None:
        told.vendor.is_mute = True

        await told.sits_back()

        await told.reads("requested", "late")

    async def test_address_that_hangs_is_not_waited_for(self, told: Meeting) -> None:
        told.vendor.held = asyncio.Event()

        await told.sits_back()

        await told.reads("requested", "late")
        await told.cleo.do("come_back_in")
        told.vendor.held.set()

    async def test_report_that_comes_late_is_believed_then(self, told: Meeting) -> None:
        told.vendor.is_mute = True
        await told.sits_back()
        await told.reads("requested", "late")

        told.vendor.is_mute = False

        await told.reads("enforced")

    async def test_report_of_an_older_state_changes_nothing_and_is_told_the_newest(
        self, told: Meeting
    ) -> None:
        told.vendor.is_older = True

        await told.sits_back()

        await told.reads("requested", "late")
        newest = told.vendor.states[-1]["version"]
        assert {200} == {answer.status_code for answer in told.vendor.answers}
        await told.vendor.until(lambda: {"newest": newest} == told.vendor.answers[-1].json())

    async def test_call_that_can_only_ask_is_said_to_ask(self, told: Meeting) -> None:
        told.vendor.holds = "requested"

        await told.sits_back()

        await told.reads("requested")

    async def test_call_that_says_that_it_is_open_has_failed(self, told: Meeting) -> None:
        await told.is_locked()
        told.vendor.is_open = True

        await told.vendor.happens(LAPTOP, "microphone", open=True)
        await told.reads("failed", "not_closed")

    async def test_call_that_refuses_has_failed(self, told: Meeting) -> None:
        told.vendor.status = 500

        await told.sits_back()

        await told.reads("failed", "refused")

    async def test_release_that_fails_is_as_loud(self, told: Meeting) -> None:
        await told.is_locked()
        told.vendor.is_stubborn = True

        await told.cleo.do("come_back_in")

        await told.reads("failed", "refused")
        assert {LAPTOP} == told.vendor.shut

    async def test_vendor_who_is_gone_is_unreachable_and_welcome_back(self, at: Meeting) -> None:
        async with connected(at.vendor):
            await at.is_locked()
        await at.vendor.lets_in(DIAL)
        await at.reads("failed", "unreachable")

        async with connected(at.vendor):
            await at.reads("enforced")

    async def test_meeting_goes_on_whatever_the_call_does(self, at: Meeting) -> None:
        await at.sits_back()
        await at.reads("failed", "unreachable")

        await at.cleo.do("come_back_in")
        await at.ada.do("advance")

        await at.ada.until(lambda one: one.view["phase"]["phase"] == "rejoin")

    async def test_nonsense_is_refused_by_name_and_changes_nothing(self, told: Meeting) -> None:
        await told.is_locked()
        report = {"version": told.vendor.states[-1]["version"], "outcomes": [], "at": 0}

        said = await told.vendor.asks("POST", "/floor-reports", **report, **{"class": "canary"})

        assert (422, "invalid") == (said.status_code, said.json()["code"])
        assert "canary" not in said.text
        ahead = {"seq": 9_999, "n": 0}
        told_of = {**report, "version": ahead, "class": "enforced"}
        said = await told.vendor.asks("POST", "/floor-reports", **told_of)
        assert (409, "unknown_version") == (said.status_code, said.json()["code"])
        assert told.is_read("enforced")

    async def test_flood_is_turned_away_and_the_lock_stays(self, tmp_path: Path) -> None:
        async with meeting(tmp_path, presses_per_second=5) as at, posted_to(at.vendor):
            await at.is_locked()
            headers = {"Authorization": f"Bearer {at.vendor.key}"}
            async with httpx.AsyncClient(headers=headers, timeout=30) as http:
                url = f"{at.vendor.base}/events"
                asked = [http.post(url, json={"events": []}) for _ in range(200)]
                said = {one.status_code: one for one in await asyncio.gather(*asked)}

            assert "rate_limited" == said[429].json()["code"]
            assert said[429].headers["retry-after"]
            assert {LAPTOP} == at.vendor.shut


@pytest.mark.postgres
@pytest.mark.parametrize("way", TOLD_BY)
async def test_vendor_and_circle_may_be_at_different_nodes(postgres_url: str, way: str) -> None:
    """One drives; the other hears the vendor, keeps its socket, and says so by the rows alone."""
    async with running_node(postgres_url) as here, running_node(postgres_url) as there:
        room = await here.room(call=CallKind.CONTRACT)
        leads = await here.person(room, "Ada", Role.LEADER)
        presents = await here.person(room, "Cleo")
        vendor = await vendor_of(there, room)
        async with leads.connected() as ada, presents.connected() as cleo, TOLD_BY[way](vendor):
            at = Meeting(here, ada, cleo, vendor)
            await at.is_locked()
            assert set() == vendor.audible()

            await vendor.lets_in_bound(DESK, presents.person)
            await vendor.until(lambda: {LAPTOP, DESK} == vendor.shut)
            await cleo.do("come_back_in")

            await vendor.until(lambda: {LAPTOP, DESK} == vendor.audible())
