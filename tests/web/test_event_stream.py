import asyncio

import pytest

from app.phases.units import SECOND
from app.rooms.errors import Invalid
from app.rooms.roles import Role
from app.rooms.seat import DRAIN
from app.web import event_stream
from app.web.event_stream import cursor_of
from app.web.wire import CursorShape
from tests.support.service import Browser, Service
from tests.support.stalling import stalled
from tests.support.stream import Reader, listening


async def leader_and_member(service: Service) -> tuple[Browser, Browser]:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    return lea, await service.seated(room, "Ben")


async def merged(reader: Reader) -> dict[str, object]:
    view: dict[str, object] = {}
    for event in reader.events:
        if event.name == "state":
            view |= event.data["set"]
    return view


async def test_stream_begins_with_welcome_and_the_whole_view(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        welcome = await reader.event("welcome")
        state = await reader.event("state")

    assert 200 == reader.status
    assert "text/event-stream; charset=utf-8" == reader.headers["content-type"]
    assert "no-store" == reader.headers["cache-control"]
    assert (lea.person, "") == (welcome.data["person"], welcome.data["resume"])
    assert state.data["full"] is True
    assert {"room", "phase", "clock", "circle", "floor", "door", "you"} == set(state.data["set"])


async def test_what_is_pressed_by_post_comes_down_the_stream(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        await reader.event("state")
        await lea.presses("seat_by_name", name="Telephone")
        await reader.until(lambda one: "Telephone" in one.text)

    assert "circle" in await merged(reader)


async def test_id_of_an_event_is_the_cursor_to_come_back_with(service: Service) -> None:
    lea, _ = await leader_and_member(service)
    leo = await service.seated(lea.room, "Leo", Role.LEADER)
    async with listening(service, leo):
        async with listening(service, lea) as reader:
            last = (await reader.event("state")).id
        await lea.presses("seat_by_name", name="Telephone")

        async with listening(service, lea, Last_Event_ID=last) as again:
            state = await again.event("state")

    assert "full" not in state.data
    assert "circle" in state.data["set"]
    assert "room" not in state.data["set"]


async def test_cursor_may_stand_in_the_query(service: Service) -> None:
    lea, _ = await leader_and_member(service)
    async with listening(service, lea) as reader:
        last = (await reader.event("state")).id

    async with listening(service, lea, query=f"?cursor={last}") as again:
        await again.event("welcome")
        await again.until(lambda one: "presence" in one.text)

    assert not [e for e in again.events if e.data.get("full")]


async def test_newest_connection_of_a_person_wins(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as older:
        await older.event("state")
        async with listening(service, lea) as newer:
            await newer.event("state")
            bye = await older.event("bye")
            await older.until(lambda one: one.is_over)

    assert {"t": "bye", "code": 4502, "retry": False} == {
        key: bye.data[key] for key in ("t", "code", "retry")
    }


async def test_reader_that_comes_back_after_a_drain_is_told_so(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        await reader.event("state")
        service.parts.rooms.held[lea.room].seats_of(lea.person)[0].end(DRAIN)
        bye = await reader.event("bye")
        await reader.until(lambda one: one.is_over)

    assert (4000, True) == (bye.data["code"], bye.data["retry"])


async def test_reading_on_answers_pings(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        await reader.event("state")
        for nth in (1, 2, 3):
            service.clock.advance(20 * SECOND)
            await service.parts.guests.tick()
            await reader.event("ping", nth)
            service.clock.advance(11 * SECOND)
            await service.parts.guests.tick()

    assert "bye" not in reader.text


async def test_reader_that_stops_reading_is_cut_and_keeps_no_seat(service: Service) -> None:
    lea, ben = await leader_and_member(service)

    async with listening(service, ben) as reader:
        await reader.event("state")
        reader.reads.clear()
        for name in ("One", "Two", "Three"):
            await lea.presses("seat_by_name", name=name)
            await asyncio.sleep(0)
        service.clock.advance(9 * SECOND)
        await service.parts.guests.tick()
        assert service.parts.rooms.held[ben.room].seats_of(ben.person)[0].is_gone
        await reader.until(lambda one: one.is_over)

    assert not service.parts.rooms.held[ben.room].seats_of(ben.person)
    assert 0 == len(service.parts.guests)


async def test_slow_reader_conflates_and_then_has_the_newest(service: Service) -> None:
    lea, ben = await leader_and_member(service)

    async with listening(service, ben) as reader:
        await reader.event("state")
        reader.reads.clear()
        for number in range(20):
            await lea.presses("seat_by_name", name=f"Telephone {number}")
            await asyncio.sleep(0)
        reader.reads.set()
        await reader.until(lambda one: "Telephone 19" in one.text)

    assert len([e for e in reader.events if "circle" in e.data.get("set", {})]) < 10


async def test_silence_is_broken_by_a_comment(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(event_stream, "COMMENT_EVERY", 0.01)
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        await reader.until(lambda one: "\n\n: still here\n\n" in one.text)


async def test_node_that_leaves_takes_nobody_new(service: Service) -> None:
    lea, _ = await leader_and_member(service)
    service.complaints.append("draining")

    async with listening(service, lea) as reader:
        await reader.until(lambda one: one.is_over)

    assert (503, "1") == (reader.status, reader.headers["retry-after"])
    assert not service.parts.rooms.held[lea.room].seats


async def test_reader_that_cannot_be_let_in_in_time_may_come_again(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    lea, _ = await leader_and_member(service)

    with monkeypatch.context() as impatient:
        impatient.setattr(event_stream, "ADMIT_WITHIN", 0.05)
        async with stalled(service.database), listening(service, lea) as reader:
            await reader.until(lambda one: one.is_over)
    async with listening(service, lea) as again:
        await again.event("state")

    assert (503, "1") == (reader.status, reader.headers["retry-after"])
    assert (200, 0) == (again.status, len(service.parts.guests))


async def test_peer_that_goes_leaves_its_seat_and_its_place(service: Service) -> None:
    lea, _ = await leader_and_member(service)

    async with listening(service, lea) as reader:
        await reader.event("state")
        reader.leave()
        await reader.until(lambda one: one.is_over)

    assert not service.parts.rooms.held[lea.room].seats
    assert 0 == len(service.parts.guests)
    assert not service.parts.addresses._sockets


@pytest.mark.parametrize("text", ["x", "a.b", "a.b.c", "a b.c.1", ".b.1", "a..1"])
def test_what_never_was_an_id_is_invalid(text: str) -> None:
    with pytest.raises(Invalid):
        cursor_of(text)


def test_id_is_taken_apart() -> None:
    assert CursorShape(epoch="e1", view="leader.v1", seq=7) == cursor_of("e1.leader.v1.7")
    assert cursor_of("") is None
