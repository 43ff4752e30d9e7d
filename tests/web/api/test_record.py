"""Who was there, and nothing else."""

from typing import Any

from app.access.grants import Scope
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from app.rooms.record import record
from app.rooms.roles import Role
from tests.support.service import Service


async def read(service: Service, room: RoomId, key: dict[str, str] | None = None) -> Any:
    headers = await service.operator() if key is None else key
    return await service.client.get(f"/api/rooms/{room}/record", headers=headers)


async def met(service: Service) -> RoomId:
    """A meeting in which Ann presented, and took it back."""
    room = await service.room(SHIPPED["single_60"])
    lea = await service.seated(room, "Lea", Role.LEADER)
    ann = await service.seated(room, "Ann")
    for press in ("open_meeting", "advance"):
        await lea.presses(press)
    await lea.presses("choose_presenter", person=ann.person)
    await lea.presses("advance")
    service.clock.advance(MINUTE)
    await lea.presses("withdraw_case")
    await lea.presses("close_meeting")
    await lea.presses("end_meeting")
    await lea.presses("confirm_attendance", people=[lea.person, ann.person])
    return room


async def test_record_is_who_was_there_and_how_long(service: Service) -> None:
    room = await met(service)

    found = (await read(service, room)).json()

    assert [("Lea", "leader", True), ("Ann", "member", True)] == [
        (one["name"], one["role"], one["is_confirmed"]) for one in found["attendance"]
    ]
    assert [MINUTE, MINUTE] == [one["present_ms"] for one in found["attendance"]]
    assert (True, False, "single_60") == (
        found["is_confirmed"], found["is_rehearsal"], found["plan"],
    )  # fmt: skip


async def test_record_does_not_tell_who_presented_or_how_the_case_went(service: Service) -> None:
    room = await met(service)

    answer = await read(service, room)

    for word in ('present"', "presenter", 'case"', "leading", "withdraw", "phases"):
        assert word not in answer.text


async def test_record_stays_when_the_log_is_gone(service: Service) -> None:
    room = await met(service)
    before = (await read(service, room)).json()
    log = await service.parts.rooms.log.read(room)
    gone = RoomId("gone")
    service.records[gone] = record(stored.event for stored in log.events)

    assert before | {"room": gone} == (await read(service, gone)).json()


async def test_meeting_that_goes_on_has_no_record(service: Service) -> None:
    answer = await read(service, await service.room())

    assert (409, "illegal_here") == (answer.status_code, answer.json()["code"])


async def test_there_is_no_record_of_no_room(service: Service) -> None:
    answer = await read(service, RoomId("nowhere"))

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])


async def test_machine_of_the_room_has_no_record(service: Service) -> None:
    room = await met(service)
    key = await service.key(Scope.ROOM_READ, Scope.ROOM_LEAD, rooms=(room,))

    assert 403 == (await read(service, room, key)).status_code
