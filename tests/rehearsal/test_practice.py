"""Bots of a room for practice, over a real node: a whole meeting in seconds, and its webhooks."""

import asyncio
import json
import uuid
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.access.grants import Scope
from app.access.organisations import PRACTICE
from app.phases.phase import Phase
from app.rehearsal.address import Address
from app.rehearsal.client import Refused
from app.rehearsal.failures import root
from app.rehearsal.office import Office
from app.rehearsal.page import Json, Page
from app.rehearsal.practice import MOST, PEOPLE, Behave, Bots, Player, asked
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.deciding.scene import Ask
from app.rooms.events import Event
from app.rooms.fields import CommandId, RoomId
from app.rooms.roles import Actor, Kind
from app.rooms.service import Press
from app.system import SystemIds, seconds
from tests.support.node import Node, running_node, sqlite_url
from tests.support.receiver import receiving
from tests.support.rim import soon

WITHIN = 60


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A node of its own, which may call this machine."""
    async with running_node(sqlite_url(tmp_path)) as running:
        yield running


@pytest.fixture
async def office(node: Node) -> AsyncIterator[Office]:
    """An office with a test key."""
    made = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None, organisation=PRACTICE
    )
    opened = Office(Address(node.origin), made.text)
    yield opened
    await opened.close()


async def log(node: Node, room: str) -> list[Event]:
    live = await node.service.rooms.hold(RoomId(room))
    stored = await node.service.rooms.log.read(live.room.id)
    return [one.event for one in stored.events]


def bots(office: Office, told: list[str]) -> Bots:
    return Bots(office, SystemIds(), lambda: seconds() * 1000, told.append)


async def test_bots_hold_a_whole_meeting_and_webhooks_tell_of_it_within_a_minute(
    node: Node, office: Office
) -> None:
    async with asyncio.timeout(WITHIN), receiving() as receiver:
        await node.service.webhooks.create(receiver.url, organisation=PRACTICE)
        room = await office.make_room("two_case_90", None)
        assert await office.is_practice(room)
        told: list[str] = []

        await bots(office, told).play(room, 6, Behave.LIVELY, leads=True)
        await receiver.until(3)

    bodies = [json.loads(got.body) for got in receiver.got]
    assert ["meeting.opened", "meeting.phase_changed", "meeting.ended"] == [
        body["type"] for body in bodies
    ]
    assert [(room, True)] * 3 == [(body["data"]["room"], body["data"]["test"]) for body in bodies]
    happened = await log(node, room)
    assert 2 == sum(isinstance(event, e.SatBack) for event in happened)
    assert 2 == sum(isinstance(event, e.PushBackEnded) for event in happened)
    steps = (await node.service.rooms.peek(RoomId(room))).plan.steps
    zeros = {
        event.step for event in happened if isinstance(event, e.MarkReached) and not event.mark
    }
    assert {step.id for step in steps if step.limit is not None} == zeros
    assert [
        *(step.phase.value for step in steps if step.phase is not Phase.CORRIDOR),
        "ended",
    ] == told


async def test_record_is_that_of_a_meeting_of_its_planned_length(
    node: Node, office: Office
) -> None:
    async with asyncio.timeout(WITHIN):
        room = await office.make_room("single_60", None)
        await bots(office, []).play(room, 3, Behave.QUIET, leads=True)

    record = await office.record(room)

    assert record["is_test"]
    planned = 60 * 60_000
    assert all(
        planned <= one["present_ms"] < planned + WITHIN * 1_000 for one in record["attendance"]
    )
    assert set(PEOPLE[:3]) == {one["name"] for one in record["attendance"]}


async def test_bot_that_was_removed_plays_no_more_and_the_others_stay_to_the_end(
    node: Node, office: Office
) -> None:
    room = RoomId(await office.make_room("review", None))
    live = await node.service.rooms.hold(room)
    machine = Actor(Kind.INTEGRATION, "k", may_lead=True)

    async def press(command: c.Command) -> None:
        expect = {"phase_rev": live.room.revs.phase_rev}
        ask = Ask(command, machine, expect)
        await node.service.rooms.do(room, Press(CommandId(str(uuid.uuid4())), ask, b""))

    async with asyncio.timeout(WITHIN), asyncio.TaskGroup() as tasks:
        playing = tasks.create_task(bots(office, []).play(room, 2, Behave.QUIET, leads=False))
        await soon(lambda: len(live.room.seated()) == 2)
        gone = live.room.seated()[0].id
        await node.service.access.forbid(room, gone)
        await press(c.RemovePerson(gone))
        assert not playing.done()
        await press(c.EndMeeting())
        await playing


class Watched(Bots):
    """Bots of whom the third is not let in."""

    def __init__(self, office: Office) -> None:
        super().__init__(office, SystemIds(), lambda: seconds() * 1000, lambda _: None)
        self.came: list[Player] = []

    async def _bot(self, room: str, number: int, *, leads: bool) -> Player:
        if number == 2:
            raise Refused("room_full", "The room is full.")
        self.came.append(await super()._bot(room, number, leads=leads))
        return self.came[-1]


async def test_where_one_is_not_let_in_the_others_hang_up(node: Node, office: Office) -> None:
    room, watched = await office.make_room("review", None), Watched(office)

    with pytest.raises(Refused, match="room_full"):
        await watched.play(room, 4, Behave.QUIET, leads=False)

    assert [True, True] == [bot.client._http.is_closed for bot in watched.came]


async def test_ordinary_key_finds_no_room_for_practice(node: Node, office: Office) -> None:
    room = await office.make_room("review", None)
    made = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    other = Office(Address(node.origin), made.text)

    with pytest.raises(Refused, match="not_found"):
        await other.is_practice(room)
    with pytest.raises((Refused, BaseExceptionGroup)) as refused:
        await bots(other, []).play(room, 1, Behave.QUIET, leads=False)
    await other.close()

    assert isinstance(root(refused.value), Refused)


def page(phase: str, **you: object) -> Page:
    seen: Json = {"standing": "seated", "role": "member", **you}
    return Page(view={"phase": {"phase": phase}, "you": seen})


@pytest.mark.parametrize(
    ("shown", "lively", "quiet"),
    [
        (page("select"), "volunteer", ""),
        (page("select", role="leader"), "", ""),
        (page("discuss", chair="offered"), "sit_back", "sit_back"),
        (page("discuss", chair="sitting_back", invited=False), "", ""),
        (page("rejoin", chair="sitting_back", invited=True), "come_back_in", "keep_listening"),
        (page("opening"), "", ""),
        (page("select", standing="waiting"), "", ""),
    ],
)
def test_bot_answers_what_its_page_asks(shown: Page, lively: str, quiet: str) -> None:
    def answer(behave: Behave) -> str:
        return "".join(type_ for type_, _ in asked(shown, behave))

    assert (lively, quiet) == (answer(Behave.LIVELY), answer(Behave.QUIET))


def test_there_are_as_many_names_as_bots() -> None:
    assert MOST == len(set(PEOPLE))
