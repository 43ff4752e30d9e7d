"""Advancing a test room's clock over REST."""

from dataclasses import replace
from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.access.organisations import PRACTICE
from app.phases.units import HOUR, MINUTE
from app.rooms.errors import Unavailable
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.roles import Role
from app.web.rates import Rates
from tests.support.service import Service

Headers = dict[str, str]


async def tester(service: Service) -> Headers:
    made = await service.parts.access.create_key(
        "practice",
        frozenset({Scope.OPERATOR}),
        frozenset(),
        expires_in=None,
        organisation=PRACTICE,
    )
    return {"Authorization": f"Bearer {made.text}"}


async def practised(service: Service, by: Headers) -> RoomId:
    """A test room whose meeting has begun."""
    made = await service.client.post("/api/rooms", json={"plan": "review"}, headers=by)
    room = RoomId(made.json()["room"])
    leader = await service.seated(room, "Ada", Role.LEADER)
    await leader.presses("open_meeting")
    return room


async def advance(
    service: Service, by: Headers, room: str, ms: Any, **headers: str
) -> httpx.Response:
    path, asked = f"/api/rooms/{room}/clock", {"advance_ms": ms}
    return await service.client.post(path, json=asked, headers={**by, **headers})


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def test_minutes_are_over_at_once_and_nothing_has_moved(service: Service) -> None:
    by = await tester(service)
    room = await practised(service, by)

    answer = await advance(service, by, room, 20 * MINUTE)

    live = service.parts.rooms.held[room]
    assert (200, live.room.seq) == (answer.status_code, answer.json()["seq"])
    assert live.room.clock is not None
    assert 0 in live.room.clock.reached
    assert "opening" == live.room.phase


async def test_machine_reads_that_it_was_advanced(service: Service) -> None:
    by = await tester(service)
    room = await practised(service, by)
    await advance(service, by, room, 20 * MINUTE)
    asked = {"label": "reads", "scopes": ["room:read"], "rooms": [room]}
    reader = (await service.client.post("/api/keys", json=asked, headers=by)).json()["key"]

    log = await service.client.get(
        f"/api/rooms/{room}/events", headers={"Authorization": f"Bearer {reader}"}
    )

    events = log.json()["events"]
    (leap,) = [event for event in events if event["type"] == "clock_advanced"]
    assert {"by_ms": 20 * MINUTE} == leap["fields"]
    instants = [event["at"] for event in events]
    assert sorted(instants) == instants


async def test_repeated_request_advances_once(service: Service) -> None:
    by = await tester(service)
    room = await practised(service, by)
    key = {"Idempotency-Key": "once"}

    first = await advance(service, by, room, MINUTE, **key)
    second = await advance(service, by, room, MINUTE, **key)

    assert first.content == second.content
    assert 1 == len(service.parts.rooms.held[room].room.advances)


async def test_repeat_of_a_request_whose_answer_was_lost_advances_no_further(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    by = await tester(service)
    room = await practised(service, by)
    rooms, key = service.parts.rooms, {"Idempotency-Key": "once"}

    async def away(_: LiveRoom) -> None:
        raise Unavailable

    with monkeypatch.context() as broken:
        broken.setattr(rooms, "issue_due", away)
        lost = await advance(service, by, room, MINUTE, **key)
    again = await advance(service, by, room, MINUTE, **key)
    other = await advance(service, by, room, MINUTE, **{"Idempotency-Key": "twice"})

    assert [503, 200, 200] == [answer.status_code for answer in (lost, again, other)]
    assert 2 == len(rooms.held[room].room.advances)


@pytest.mark.parametrize("ms", [0, 999, -MINUTE, 12 * HOUR + 1, 1500.5, "1000", None, True])
async def test_amount_out_of_bounds_is_refused(service: Service, ms: Any) -> None:
    by = await tester(service)
    room = await practised(service, by)

    assert (422, "invalid") == refusal(await advance(service, by, room, ms))


async def test_no_other_key_advances_a_clock(service: Service) -> None:
    by, ours = await tester(service), await service.operator()
    practice, meeting = await practised(service, by), await service.room()
    leads = await service.key(Scope.ROOM_LEAD, rooms=(practice,))

    assert (403, "forbidden") == refusal(await advance(service, ours, meeting, MINUTE))
    assert (404, "not_found") == refusal(await advance(service, ours, practice, MINUTE))
    assert (404, "not_found") == refusal(await advance(service, by, meeting, MINUTE))
    assert (403, "forbidden") == refusal(await advance(service, leads, practice, MINUTE))


async def test_program_that_never_stops_advancing_is_told_to_wait(service: Service) -> None:
    by = await tester(service)
    room = await practised(service, by)
    service.parts = replace(service.parts, presses=Rates(1, 2, name="presses"))
    service.app.state.parts = service.parts

    answers = [await advance(service, by, room, MINUTE) for _ in range(3)]

    assert [200, 200, 429] == [answer.status_code for answer in answers]
    assert 2 == len(service.parts.rooms.held[room].room.advances)


async def test_meeting_that_is_over_grows_no_older(service: Service) -> None:
    by = await tester(service)
    room = await practised(service, by)
    leads = await service.key(Scope.ROOM_LEAD, rooms=(room,))
    for move in ("close_meeting", "end_meeting"):
        assert 200 == (await service.does(leads, room, move)).status_code

    assert (410, "room_closed") == refusal(await advance(service, by, room, MINUTE))
