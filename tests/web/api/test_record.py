"""Who was there, for operators; the whole record, for leaders to know what they confirm."""

from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE
from app.rooms.commands import LoseLeaders
from app.rooms.fields import CommandId, RoomId
from app.rooms.record import record
from app.rooms.roles import Role
from tests.support.service import Browser, Service


async def read(service: Service, room: RoomId, key: dict[str, str] | None = None) -> Any:
    headers = await service.operator() if key is None else key
    return await service.client.get(f"/api/rooms/{room}/record", headers=headers)


async def whole(browser: Browser) -> httpx.Response:
    return await browser.client.get(f"{browser.path}/record")


async def met(service: Service) -> RoomId:
    """A meeting in which Ann presented, and took it back."""
    room, lea, ann = await ended(service)
    await lea.presses("confirm_attendance", people=[lea.person, ann.person])
    return room


async def ended(service: Service) -> tuple[RoomId, Browser, Browser]:
    """The same before anybody has confirmed it, and the browsers of Lea and Ann."""
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
    return room, lea, ann


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


async def test_leader_reads_what_will_be_kept(service: Service) -> None:
    room, lea, ann = await ended(service)

    found = (await whole(lea)).json()

    log = await service.parts.rooms.log.read(room)
    kept = record(stored.event for stored in log.events)
    case = {"number": 1, "kind": "new", "presenter": ann.person, "leading": [lea.person]}
    assert [case] == found["cases"]
    assert {"phase": "present", "spent_ms": MINUTE} in found["phases"]
    assert dict(kept.phases) == {one["phase"]: one["spent_ms"] for one in found["phases"]}
    assert found.items() >= (await read(service, room)).json().items()


async def test_leader_reads_whether_it_is_confirmed_and_for_whom(service: Service) -> None:
    _, lea, ann = await ended(service)

    before = (await whole(lea)).json()
    await lea.presses("confirm_attendance", people=[ann.person])
    after = (await whole(lea)).json()

    assert (False, True) == (before["is_confirmed"], after["is_confirmed"])
    assert {lea.person: False, ann.person: True} == {
        one["person"]: one["is_confirmed"] for one in after["attendance"]
    }


async def test_leader_reads_it_long_after_the_end_by_the_link_again(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, "Lea", Role.LEADER)
    lea = await service.entered(room, link)
    await service.does(await service.key(Scope.ROOM_LEAD, rooms=(room,)), room, "end_meeting")
    service.clock.advance(16 * MINUTE)
    assert 401 == (await whole(lea)).status_code

    again = await service.entered(room, link)

    assert 200 == (await whole(again)).status_code


async def test_whoever_does_not_lead_does_not_read_who_presented(service: Service) -> None:
    room = await service.room(SHIPPED["single_60"])
    lea = await service.seated(room, "Lea", Role.LEADER)
    ann, ben = [await service.seated(room, name) for name in ("Ann", "Ben")]
    otto = await service.seated(room, "Otto", Role.OBSERVER)
    waiting = await service.person(room, "Zoe")
    await lea.presses("name_stand_in", person=ben.person)
    for press in ("open_meeting", "advance"):
        await lea.presses(press)
    await lea.presses("choose_presenter", person=ann.person)
    await lea.presses("advance")

    during = [await whole(one) for one in (ann, ben, otto, waiting)]
    await lea.presses("skip", to="1.close")
    await lea.presses("close_meeting")
    await lea.presses("end_meeting")
    after = [await whole(one) for one in (ann, ben, otto, waiting)]

    for answer in during + after:
        assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_stand_in_who_holds_the_room_does_not_read_it_either(service: Service) -> None:
    room = await service.room()
    lea, ben = await service.seated(room, "Lea", Role.LEADER), await service.seated(room, "Ben")
    await lea.presses("name_stand_in", person=ben.person)
    await lea.presses("open_meeting")
    lost = CommandId(f"leaders_lost:{room}:1")
    here = frozenset({ben.person})
    assert await service.parts.rooms.system(room, lost, LoseLeaders(1), here=here)
    await ben.presses("take_room")
    assert service.parts.rooms.held[room].room.stand_in.is_acting
    await ben.presses("close_meeting")
    await ben.presses("end_meeting")

    answer = await whole(ben)

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_leader_has_no_record_of_a_meeting_that_goes_on(service: Service) -> None:
    lea = await service.seated(await service.room(), "Lea", Role.LEADER)

    answer = await whole(lea)

    assert (409, "illegal_here") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("scope", [Scope.OPERATOR, Scope.ROOM_LEAD])
async def test_no_machine_reads_the_whole_record(service: Service, scope: Scope) -> None:
    room, lea, _ = await ended(service)
    key = await service.key(scope, rooms=() if scope is Scope.OPERATOR else (room,))

    answer = await service.client.get(f"{lea.path}/record", headers=key)

    assert (401, "pass_invalid") == (answer.status_code, answer.json()["code"])
