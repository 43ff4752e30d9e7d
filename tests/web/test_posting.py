"""Presses by POST are presses: the same answers, the same bytes, the same refusals."""

import asyncio
import uuid
from collections.abc import Awaitable
from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.phases.shipped import SHIPPED
from app.rooms.ports import LogUnavailable, RoomLog
from app.rooms.roles import Role
from app.web import posting
from tests.support.rim import soon
from tests.support.service import Browser, Service, do
from tests.support.stream import Reader, listening, reading


async def led(service: Service) -> Browser:
    return await service.seated(await service.room(), "Lea", Role.LEADER)


def do_open(**fields: Any) -> dict[str, Any]:
    return {"t": "do", "type": "open_meeting", "expect": {"phase_rev": 0}, **fields}


async def test_accepted_press_is_answered_done(service: Service) -> None:
    lea = await led(service)
    body = do(service.parts.rooms, lea.room, "open_meeting")

    answer = await lea.post("commands", **body)

    assert (200, "application/json") == (answer.status_code, answer.headers["content-type"])
    assert {"t": "done", "id": body["id"]} == {k: answer.json()[k] for k in ("t", "id")}
    assert service.parts.rooms.held[lea.room].room.seq == answer.json()["seq"]


async def test_repeat_gets_the_same_bytes_and_happens_once(service: Service) -> None:
    lea = await led(service)
    body = do(service.parts.rooms, lea.room, "open_meeting")
    first = await lea.post("commands", **body)
    seq = service.parts.rooms.held[lea.room].room.seq

    again = await lea.post("commands", **body)

    assert first.content == again.content
    assert seq == service.parts.rooms.held[lea.room].room.seq


async def test_id_is_good_for_one_press(service: Service) -> None:
    lea = await led(service)
    body = do(service.parts.rooms, lea.room, "open_meeting")
    await lea.post("commands", **body)

    answer = await lea.post("commands", **(body | {"type": "advance"}))

    assert (409, "id_reused") == (answer.status_code, answer.json()["code"])


async def test_refusal_has_the_code_and_the_facts_of_a_socket(service: Service) -> None:
    lea = await led(service)
    body = do(service.parts.rooms, lea.room, "advance", expect={"phase_rev": 99})

    answer = await lea.post("commands", **body)

    assert (409, "application/problem+json") == (
        answer.status_code,
        answer.headers["content-type"],
    )
    assert ("stale", False) == (answer.json()["code"], answer.json()["retry"])
    assert {"rev": "phase_rev", "current": 0} == answer.json()["facts"]


async def test_passing_press_is_answered_without_a_place_in_the_log(service: Service) -> None:
    lea = await led(service)

    answer = await lea.press("need_leader")

    assert {"t", "id"} == set(answer.json())


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"t": "do"},
        {"t": "do", "type": "no_such_command", "id": str(uuid.uuid4())},
        {"t": "do", "type": "open_meeting", "id": "open:1"},
        do_open(id=str(uuid.uuid4()).upper()),
        do_open(id=uuid.uuid4().hex),
        {"t": "do", "type": "open_meeting", "id": str(uuid.uuid4()), "canary-f00d": 1},
        {"t": "hello", "type": "open_meeting", "id": str(uuid.uuid4())},
    ],
)
async def test_what_is_no_press_is_invalid(service: Service, body: dict[str, Any]) -> None:
    lea = await led(service)

    answer = await lea.client.post(f"{lea.path}/commands", json=body)

    assert (422, "invalid") == (answer.status_code, answer.json()["code"])
    assert "canary" not in answer.text


async def test_what_is_refused_before_the_room_is_asked_is_counted_by_its_code(
    service: Service,
) -> None:
    lea = await led(service)
    await lea.post("commands", t="do", id="x", type="pause")

    metrics = service.parts.metrics_text
    assert metrics is not None
    assert 'pushback_refused_total{label="invalid"} 1.0' in metrics().decode()


async def test_press_says_that_it_is_json(service: Service) -> None:
    lea = await led(service)

    answer = await lea.client.post(
        f"{lea.path}/commands", content=b"{}", headers={"Content-Type": "text/plain"}
    )

    assert (422, "invalid") == (answer.status_code, answer.json()["code"])


async def test_attendance_is_confirmed_after_the_end(service: Service) -> None:
    lea = await led(service)
    await lea.presses("end_meeting")
    service.clock.advance(10 * 60_000)

    await lea.presses("confirm_attendance", people=[lea.person])

    assert service.parts.rooms.held[lea.room].room.is_attendance_confirmed
    assert 410 == (await lea.press("open_meeting")).status_code


class Away:
    """A log that cannot be reached until it is mended."""

    def __init__(self, log: RoomLog) -> None:
        self.log = log

    def __getattr__(self, _: str) -> Any:
        async def away(*_: Any, **__: Any) -> None:
            raise LogUnavailable("away")

        return away


async def sitting_back(service: Service) -> tuple[Browser, Browser]:
    room = await service.room(SHIPPED["single_60"])
    lea = await service.seated(room, "Lea", Role.LEADER)
    ann = await service.seated(room, "Ann")
    await lea.presses("open_meeting")
    await lea.presses("advance")
    await lea.presses("choose_presenter", person=ann.person)
    for _ in range(3):
        await lea.presses("advance")
    await ann.presses("sit_back")
    return lea, ann


async def test_way_back_opens_while_the_database_is_away_and_is_recorded_later(
    service: Service,
) -> None:
    lea, ann = await sitting_back(service)
    rooms, log = service.parts.rooms, service.parts.rooms.log
    running = asyncio.create_task(service.parts.pressing.run())
    await asyncio.sleep(0)
    body = do(rooms, ann.room, "come_back_in")

    rooms.log = Away(log)
    kept = await ann.post("commands", **body)
    others = await lea.press("stop")
    opened = rooms.held[ann.room].moment.opened
    rooms.log = log
    done = await ann.post("commands", **body)

    assert (202, {"t": "kept", "id": body["id"]}) == (kept.status_code, kept.json())
    assert (503, "unavailable") == (others.status_code, others.json()["code"])
    assert {ann.person} == opened
    assert (200, "done") == (done.status_code, done.json()["t"])
    running.cancel()


async def is_seen_by(reader: Reader, what: str, pressing: Awaitable[httpx.Response]) -> bool:
    """Whether that had been read when the answer came, from a reader that was held until then."""
    answer = await pressing
    assert 200 == answer.status_code
    return what in reader.text


async def goes_on(service: Service, lea: Browser, reader: Reader, seq: int) -> None:
    """The reader reads again, when the room has moved on."""
    await soon(lambda: service.parts.rooms.held[lea.room].room.seq > seq)
    reader.reads.set()


@pytest.fixture
def without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer waits for as long as a stream takes."""
    monkeypatch.setattr(posting, "HAND_OVER_WITHIN", None)


@pytest.mark.usefixtures("without_end")
@pytest.mark.parametrize("before", [0, 3])
async def test_answer_leaves_after_the_state_that_it_belongs_to_whatever_was_conflated_before(
    service: Service, before: int
) -> None:
    lea = await led(service)
    ben = await service.seated(lea.room, "Ben", Role.LEADER)
    async with listening(service, lea) as reader:
        await reader.event("state")
        reader.reads.clear()
        for number in range(before):
            await ben.presses("seat_by_name", name=f"Telephone {number}")
        seq = service.parts.rooms.held[lea.room].room.seq

        seen = asyncio.create_task(is_seen_by(reader, "phase_entered", lea.press("open_meeting")))
        await goes_on(service, lea, reader, seq)

        assert await seen


@pytest.mark.usefixtures("without_end")
async def test_machine_too_is_answered_after_the_state(service: Service) -> None:
    lea = await led(service)
    key = await service.key(Scope.ROOM_READ, Scope.ROOM_LEAD, rooms=(lea.room,))
    async with reading(service.app, f"/api/rooms/{lea.room}/stream", key) as reader:
        await reader.event("state")
        reader.reads.clear()
        seq = service.parts.rooms.held[lea.room].room.seq

        pressing = service.does(key, lea.room, "open_meeting")
        seen = asyncio.create_task(is_seen_by(reader, "phase_entered", pressing))
        await goes_on(service, lea, reader, seq)

        assert await seen


async def test_passing_press_is_answered_after_what_it_shows(service: Service) -> None:
    lea = await led(service)
    async with listening(service, lea) as reader:
        await reader.event("state")

        assert await is_seen_by(reader, '"need":{', lea.press("need_leader"))


async def test_asker_who_does_not_read_is_answered_all_the_same(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(posting, "HAND_OVER_WITHIN", 0.01)
    lea = await led(service)
    async with listening(service, lea) as reader:
        await reader.event("state")
        reader.reads.clear()

        assert not await is_seen_by(reader, "phase_entered", lea.press("open_meeting"))


@pytest.mark.usefixtures("without_end")
async def test_nobody_waits_for_what_others_read(service: Service) -> None:
    lea = await led(service)
    ben = await service.seated(lea.room, "Ben")
    async with listening(service, ben) as reader:
        await reader.event("state")
        reader.reads.clear()

        assert not await is_seen_by(reader, "phase_entered", lea.press("open_meeting"))


async def test_whoever_presses_without_end_waits(service: Service) -> None:
    lea = await led(service)
    service.parts.presses.per_second, service.parts.presses.burst = 1, 1
    service.parts.presses._buckets.clear()

    answers = [await lea.press("need_leader") for _ in range(2)]

    assert [200, 429] == [answer.status_code for answer in answers]
