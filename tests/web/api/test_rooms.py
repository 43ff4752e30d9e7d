"""Operators make rooms; machines read them and press in them."""

from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete

from app.access.grants import Scope
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import CallKind
from app.storage.schema import ROOM
from tests.support.service import Service, do, running_parts

STEPS = [{"id": "opening", "phase": "opening", "minutes": 5}, {"id": "closing", "phase": "closing"}]
MINE = {"name": "mine", "title": "Mine", "steps": STEPS}


async def made(service: Service, **asked: Any) -> RoomId:
    answer = await service.client.post("/api/rooms", json=asked, headers=await service.operator())
    assert 201 == answer.status_code, answer.text
    assert f"/api/rooms/{answer.json()['room']}" == answer.headers["location"]
    return RoomId(answer.json()["room"])


async def refused(service: Service, **asked: Any) -> dict[str, Any]:
    answer = await service.client.post("/api/rooms", json=asked, headers=await service.operator())
    assert answer.status_code >= 400
    found: dict[str, Any] = answer.json()
    return found


async def test_room_runs_the_usual_plan_if_nothing_is_said(service: Service) -> None:
    room = await made(service)

    assert "two_case_90" == (await service.parts.room(room)).room.plan.name


async def test_room_has_the_words_of_its_agreement(service: Service) -> None:
    room = await made(service, agreement={"text": "We keep it here."})

    agreement = (await service.parts.room(room)).room.agreement
    assert ("We keep it here.", 1) == (agreement.text, agreement.version)


async def test_room_runs_a_plan_of_ones_own(service: Service) -> None:
    room = (await service.parts.room(await made(service, plan=MINE))).room

    assert ["opening", "closing"] == [step.id for step in room.plan.steps]


async def test_rehearsal_is_faster_and_says_so(service: Service) -> None:
    room = (await service.parts.room(await made(service, plan=MINE, rehearsal={"speed": 5}))).room

    assert room.is_rehearsal
    assert MINUTE == room.plan.steps[0].limit
    assert 3_000 == room.plan.tempo.fail_open


async def test_room_is_heard_through_any_call_beside_a_server_that_has_none(
    service: Service,
) -> None:
    assert CallKind.BESIDE is (await service.parts.room(await made(service))).room.call
    assert "bad_terms" == (await refused(service, call="built_in"))["code"]


async def test_room_is_heard_through_its_server_s_call_unless_somebody_says_otherwise(
    tmp_path: Path,
) -> None:
    async with running_parts(tmp_path, usual_call=CallKind.BUILT_IN) as service:
        usual, beside = await made(service), await made(service, call="beside")

        assert CallKind.BUILT_IN is (await service.parts.room(usual)).room.call
        assert CallKind.BESIDE is (await service.parts.room(beside)).room.call


async def test_plan_that_no_meeting_could_run_names_the_step(service: Service) -> None:
    problem = await refused(service, plan=MINE | {"steps": STEPS[:1]})

    assert ("bad_plan", {"step": "opening"}) == (problem["code"], problem["facts"])


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"plan": "no_such_plan"}, "not_found"),
        ({"plan": "No Plan"}, "invalid"),
        ({"plan": 7}, "invalid"),
        ({"plan": {"name": "mine"}}, "invalid"),
        ({"agreement": {"text": "x" * 4_001}}, "invalid"),
        ({"rehearsal": {"speed": 0.5}}, "invalid"),
        ({"rehearsal": {"speed": 1e9}}, "invalid"),
        ({"more": 1}, "invalid"),
    ],
)
async def test_what_cannot_be_is_refused(
    service: Service, asked: dict[str, Any], code: str
) -> None:
    assert code == (await refused(service, **asked))["code"]


async def listed(service: Service, after: str = "") -> tuple[list[RoomId], str | None]:
    key = await service.operator()
    path = f"/api/rooms?limit=2&after={after}"
    page = (await service.client.get(path, headers=key)).json()
    return page["rooms"], page["next"]


async def rooms_one_after_another(service: Service, count: int) -> list[RoomId]:
    rooms = []
    for _ in range(count):
        service.clock.advance(1)
        rooms.append(await service.room())
    return rooms


async def test_rooms_are_listed_page_by_page_the_newest_first(service: Service) -> None:
    one, two, three = await rooms_one_after_another(service, 3)

    rooms, after = await listed(service)

    assert [three, two] == rooms
    assert ([one], None) == await listed(service, after or "")


async def test_rooms_of_one_moment_are_listed_once_each(service: Service) -> None:
    rooms = [await service.room() for _ in range(3)]

    first, after = await listed(service)

    assert sorted(rooms) == sorted([*first, *(await listed(service, after or ""))[0]])


async def test_page_goes_on_where_it_stopped_though_its_last_room_is_gone(service: Service) -> None:
    one, two, three = await rooms_one_after_another(service, 3)
    _, after = await listed(service)
    await service.database.write(lambda c: c.execute(delete(ROOM).where(ROOM.c.id == two)))
    (four,) = await rooms_one_after_another(service, 1)

    assert ([one], None) == await listed(service, after or "")
    assert [four, three] == (await listed(service))[0]


async def test_operator_sees_that_a_meeting_is_there_and_not_who_is_in_it(
    service: Service,
) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    await lea.presses("open_meeting")

    answer = await service.client.get(f"/api/rooms/{room}", headers=await service.operator())

    seen = answer.json()
    assert (True, False, None, None) == (
        seen["has_begun"], seen["has_ended"], seen["sections"], seen["cursor"],
    )  # fmt: skip
    assert "Lea" not in answer.text


async def test_machine_sees_what_integrations_see_and_where_it_stands(service: Service) -> None:
    room = await service.room()
    await service.seated(room, "Lea", Role.LEADER)
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    seen = (await service.client.get(f"/api/rooms/{room}", headers=key)).json()

    assert {"room", "phase", "clock", "circle", "floor", "door"} == set(seen["sections"])
    assert "Lea" == seen["sections"]["circle"]["seats"][0]["name"]
    live = service.parts.rooms.held[room].room
    assert {"epoch": live.epoch, "view": "integration.v1", "seq": live.seq} == seen["cursor"]


async def test_machine_that_may_lead_presses(service: Service) -> None:
    room = await service.room()
    await service.parts.room(room)
    key = await service.key(Scope.ROOM_LEAD, rooms=(room,))

    answer = await service.does(key, room, "open_meeting")

    assert (200, "done") == (answer.status_code, answer.json()["t"])
    assert "opening" == service.parts.rooms.held[room].room.phase


async def test_machine_does_not_press_for_people(service: Service) -> None:
    room = await service.room()
    await service.parts.room(room)
    key = await service.key(Scope.ROOM_LEAD, rooms=(room,))

    answer = await service.does(key, room, "need_leader")

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_press_of_a_machine_is_its_own(service: Service) -> None:
    room = await service.room()
    await service.parts.room(room)
    body = do(service.parts.rooms, room, "open_meeting")
    keys = [await service.key(Scope.ROOM_LEAD, rooms=(room,)) for _ in range(2)]

    answers = [
        await service.client.post(f"/api/rooms/{room}/commands", json=body, headers=key)
        for key in keys
    ]

    assert [200, 409] == [answer.status_code for answer in answers]
    assert "id_reused" == answers[1].json()["code"]


@pytest.mark.parametrize("room", ["nowhere", "-", "x" * 65])
async def test_there_is_no_other_room(service: Service, room: str) -> None:
    answer = await service.client.get(f"/api/rooms/{room}", headers=await service.operator())

    assert answer.json()["code"] in ("not_found", "invalid")
