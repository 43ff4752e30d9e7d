"""Everybody past hello: pings, slow readers, ended rooms, revocations, farewell."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest

from app.access.endings import Ending
from app.access.revocations import Revocation
from app.access.secrets import Kind as Kind_
from app.access.secrets import parse
from app.access.service import Access
from app.phases.phase import Phase
from app.phases.units import HOUR, MINUTE, SECOND, Millis, later
from app.rooms import commands as c
from app.rooms.fields import PersonId, RoomId
from app.rooms.frames import frame
from app.rooms.roles import Actor, Kind, Role, person
from app.rooms.seat import HIGH_WATER, REVOKED
from app.storage.access_store import SqlAccessStore
from app.web.entry import Guest
from app.web.guests import PING_EVERY, PONG_WITHIN, RENEW_EVERY, STUCK_FOR, Guests
from tests.support.rim import KeepingSink, Node, Sitter, TroubledStore, World, soon, world_at
from tests.support.scenario import ADA, DEV


@dataclass
class House:
    """One node's guests."""

    world: World
    node: Node
    access: Access
    guests: Guests

    def welcome(self, sitter: Sitter, who: PersonId, pass_id: str | None = None) -> Guest:
        """A connection past hello."""
        guest = Guest(sitter.live, sitter.seat, person(who), pass_id=pass_id)
        self.guests.add(guest)
        return guest

    def advance(self, by: int) -> None:
        """Time goes on."""
        self.world.clock.advance(by)


@pytest.fixture
async def house() -> AsyncIterator[House]:
    """A house over a real database in memory."""
    async with world_at() as world:
        node = world.node()
        store = TroubledStore(SqlAccessStore(world.database), node.faults)
        access = Access(store, world.clock, world.ids)
        yield House(world, node, access, Guests(access, world.clock, node.meter))


async def _dev(house: House, phase: Phase = Phase.OPENING) -> Sitter:
    room = await house.node.meeting(phase)
    dev = await house.node.sits(room, DEV)
    house.welcome(dev, DEV, "pass-1")
    dev.quiet()
    return dev


async def test_a_guest_is_asked_for_a_sign_of_life_with_the_newest_seq_of_its_sections(
    house: House,
) -> None:
    dev = await _dev(house)
    await house.guests.tick()
    assert dev.news() == []
    house.advance(PING_EVERY)
    await house.guests.tick()
    (ping,) = dev.news()
    assert (ping["t"], ping["seq"]) == ("ping", dev.cursor.seq)


async def test_who_answers_stays_and_who_does_not_is_closed_with_4001(house: House) -> None:
    dev = await _dev(house)
    house.advance(PING_EVERY)
    await house.guests.tick()
    dev.seat.ponged_at = house.world.clock.now()
    house.advance(PONG_WITHIN)
    await house.guests.tick()
    assert dev.code is None
    house.advance(PING_EVERY)
    await house.guests.tick()
    house.advance(PONG_WITHIN)
    await house.guests.tick()
    assert dev.code == 4001


async def test_a_reader_that_takes_nothing_is_cut_within_ten_seconds(house: House) -> None:
    dev = await _dev(house)
    dev.sink.unread = HIGH_WATER + 1
    await house.node.press(dev.live.room.id, ADA, c.Pause())
    house.advance(STUCK_FOR)
    await house.guests.tick()
    assert dev.code == 4101
    assert STUCK_FOR + 1 * SECOND < 10 * SECOND


async def test_a_reader_that_takes_nothing_is_cut_also_where_nothing_happens(house: House) -> None:
    dev = await _dev(house)
    dev.sink.unread = HIGH_WATER + 1
    await house.guests.tick()
    house.advance(PING_EVERY)
    await house.guests.tick()
    assert dev.code == 4101
    assert dev.news() == []


async def test_what_was_unread_for_a_while_is_forgiven_once_it_is_read(house: House) -> None:
    dev = await _dev(house)
    for unread in (HIGH_WATER + 1, HIGH_WATER, HIGH_WATER + 1):
        dev.sink.unread = unread
        await house.guests.tick()
        house.advance(STUCK_FOR // 2)
    await house.guests.tick()
    assert dev.code is None


async def test_a_slow_reader_that_was_sent_more_meanwhile_has_read_and_stays(house: House) -> None:
    dev = await _dev(house)
    for command in (c.Pause(), c.Resume(), c.Pause()):
        dev.sink.unread = HIGH_WATER + 1
        await house.guests.tick()
        house.advance(STUCK_FOR // 2)
        dev.sink.unread = HIGH_WATER
        await house.node.press(dev.live.room.id, ADA, command)
        dev.sink.unread = HIGH_WATER + 1
        await house.guests.tick()
    assert dev.code is None


async def test_what_waits_for_a_slow_reader_is_measured_from_its_own_change(house: House) -> None:
    dev = await _dev(house)
    dev.sink.unread = HIGH_WATER + 1
    await house.guests.tick()
    house.advance(5 * SECOND)
    await house.node.press(dev.live.room.id, ADA, c.Pause())
    house.advance(1 * SECOND)
    dev.sink.unread = 0
    await house.guests.tick()
    assert house.node.meter.counted["conflated"] == 1
    assert house.node.meter.times == [("delivery", 1.0)]


async def test_a_reader_that_catches_up_gets_the_newest_and_stays(house: House) -> None:
    dev = await _dev(house)
    dev.sink.unread = HIGH_WATER + 1
    for command in (c.Pause(), c.Resume(), c.Pause()):
        await house.node.press(dev.live.room.id, ADA, command)
    dev.sink.unread = 0
    await house.guests.tick()
    (state,) = dev.news()
    assert state["set"]["clock"]["paused"]
    house.advance(STUCK_FOR)
    await house.guests.tick()
    assert dev.code is None


async def test_a_reader_that_catches_up_gets_what_passes_and_what_was_answered(
    house: House,
) -> None:
    dev = await _dev(house)
    dev.sink.unread = HIGH_WATER + 1
    await house.node.press(dev.live.room.id, DEV, c.NeedLeader())
    dev.sink.unread = 0
    await house.guests.tick()
    assert ["state"] == [f["t"] for f in dev.news()]

    dev.sink.unread = HIGH_WATER + 1
    dev.seat.answer(frame("done", id="1"))
    dev.sink.unread = 0
    await house.guests.tick()
    assert ["done"] == [f["t"] for f in dev.news()]


async def test_a_room_that_ended_a_minute_ago_is_closed_to_who_has_just_answered_too(
    house: House,
) -> None:
    dev = await _dev(house, Phase.CLOSING)
    await house.node.press(dev.live.room.id, ADA, c.EndMeeting())
    house.advance(MINUTE + 1)
    dev.seat.pinged_at = dev.seat.ponged_at = house.world.clock.now()
    await house.guests.tick()
    assert dev.code == 4501


async def test_a_room_that_ended_a_minute_ago_closes_with_4501(house: House) -> None:
    dev = await _dev(house, Phase.CLOSING)
    await house.node.press(dev.live.room.id, ADA, c.EndMeeting())
    await house.guests.tick()
    assert dev.code is None
    house.advance(MINUTE + 1)
    await house.guests.tick()
    assert dev.code == 4501


@pytest.mark.parametrize(
    ("fields", "is_out"),
    [
        ({"person": DEV}, True),
        ({"pass_id": "pass-1"}, True),
        ({"person": ADA}, False),
        ({"pass_id": "pass-2"}, False),
        ({"key_id": "key-1"}, False),
    ],
)
async def test_a_revocation_ends_whoever_matches_all_that_it_names(
    house: House, fields: dict[str, str], is_out: bool
) -> None:
    dev = await _dev(house)
    now, room = house.world.clock.now(), dev.live.room.id
    revocation = Revocation(now, Ending.REVOKED, room=room, **fields)  # type: ignore[arg-type]
    house.guests.revoked(revocation)
    assert dev.code == (4500 if is_out else None)


async def test_a_pass_ends_whoever_lives_by_it_under_whatever_name_they_came(house: House) -> None:
    """The revocation names who they were before a leader said "this is X again"."""
    dev = await _dev(house)
    former, now = PersonId("former"), house.world.clock.now()
    ended = Revocation(now, Ending.REVOKED, dev.live.room.id, former, "pass-1")
    house.guests.revoked(ended)
    assert dev.code == 4500


async def test_a_machine_is_ended_with_its_key(house: House) -> None:
    room = await house.node.meeting(Phase.OPENING)
    board = await house.node.machine(room)
    by = Actor(Kind.INTEGRATION, "key-1")
    house.guests.add(Guest(board.live, board.seat, by, key_id="key-1"))
    house.guests.revoked(Revocation(house.world.clock.now(), Ending.REVOKED, key_id="key-1"))
    assert board.code == 4500


async def test_a_machine_is_ended_on_the_date_of_its_key(house: House) -> None:
    board = await house.node.machine(await house.node.meeting(Phase.OPENING))
    until = later(house.world.clock.now(), Millis(5_000))
    by = Actor(Kind.INTEGRATION, "key-1")
    house.guests.add(Guest(board.live, board.seat, by, key_id="key-1", until=until))
    house.advance(Millis(4_999))
    await house.guests.tick()
    assert board.code is None
    house.advance(Millis(1))
    await house.guests.tick()
    assert board.code == 4500


async def test_passes_of_live_connections_are_renewed_now_and_then(house: House) -> None:
    dev = await _dev(house)
    renewed: list[tuple[str, ...]] = []

    class Asked:
        """The way in, as far as a round asks it."""

        async def tell_revoked(self) -> None:
            """Nothing has ended."""

        async def keep_alive(self, *passes: str) -> None:
            renewed.append(passes)

    house.guests._access = Asked()  # type: ignore[assignment]
    for _ in range(RENEW_EVERY):
        assert renewed == []
        await house.guests.tick()
    assert renewed == [("pass-1",)]
    assert dev.code is None


async def test_who_is_gone_is_looked_after_no_more(house: House) -> None:
    dev = await _dev(house)
    (guest,) = house.guests
    house.guests.drop(guest)
    assert len(house.guests) == 0
    house.advance(PING_EVERY)
    await house.guests.tick()
    assert dev.news() == []


async def test_at_a_stop_everybody_is_told_to_come_back_and_closed_with_4000(
    house: House,
) -> None:
    dev = await _dev(house)
    await house.guests.farewell(0.2)
    assert [f["t"] for f in dev.news()] == ["drain"]
    assert dev.code == 4000


async def test_a_stop_waits_for_those_who_go_to_another_node_and_no_longer(house: House) -> None:
    dev = await _dev(house)
    (guest,) = house.guests
    leaving = asyncio.create_task(house.guests.farewell(60))
    await asyncio.sleep(0)
    assert [60_000] == [f["within_ms"] for f in dev.news()]
    assert dev.code is None
    house.guests.drop(guest)
    async with asyncio.timeout(5):
        await leaving
    assert dev.code is None


async def test_where_there_is_no_other_node_everybody_is_closed_at_once(house: House) -> None:
    dev = await _dev(house)
    leaving = asyncio.create_task(house.guests.farewell(0))
    await asyncio.sleep(0)
    assert dev.code == 4000
    await leaving


async def test_without_the_database_nobody_is_closed_and_passes_are_renewed_when_it_is_back(
    house: House,
) -> None:
    link = await house.access.make_personal_link(
        RoomId("room-x"), name="Zoe", role=Role.MEMBER, expires_in=HOUR
    )
    opened = await house.access.open_link(link.text, held_pass=None, name=None)
    dev = await _dev(house)
    pass_id = parse(Kind_.PASS, opened.pass_text).id
    house.welcome(dev, DEV, pass_id)
    house.node.faults.is_away = True
    for _ in range(RENEW_EVERY + 5):
        await house.guests.tick()
    assert dev.code is None
    house.node.faults.is_away = False
    house.advance(14 * MINUTE)

    await house.guests.tick()

    house.advance(14 * MINUTE)
    assert (await house.access.check_pass(opened.pass_text, RoomId("room-x"))).pass_id == pass_id


async def test_rounds_go_on_beside_the_server_and_hear_of_revocations(house: House) -> None:
    dev = await _dev(house)
    running = asyncio.create_task(house.guests.run())
    await asyncio.sleep(0)
    house.advance(PING_EVERY)
    await soon(dev.news)
    await house.access.forbid(dev.live.room.id, DEV)
    assert dev.code == 4500
    running.cancel()
    with pytest.raises(asyncio.CancelledError):
        await running


async def test_who_is_gone_is_neither_asked_nor_told_to_go(house: House) -> None:
    dev = await _dev(house)
    guest = house.welcome(dev, DEV)
    dev.seat.end(REVOKED)
    dev.quiet()
    house.guests.ping(guest, house.world.clock.now())
    await house.guests.farewell(0.01)
    assert dev.news() == []
    assert dev.code == 4500


async def test_a_fault_with_one_guest_ends_that_one_and_costs_the_others_nothing(
    house: House, caplog: pytest.LogCaptureFixture
) -> None:
    dev = await _dev(house)
    ada = await house.node.sits(dev.live.room.id, ADA)

    class Broken(KeepingSink):
        @property
        def is_full(self) -> bool:
            raise ValueError("canary")

    house.welcome(ada, ADA)
    dev.sink = dev.seat.sink = Broken()
    ada.quiet()
    house.advance(PING_EVERY)
    await house.guests.tick()
    assert dev.code == 4002
    assert [f["t"] for f in ada.news()] == ["ping"]
    assert "canary" not in caplog.text
