"""What happened, in order, for whoever may know."""

from typing import Any

import pytest

from app.access.grants import Scope
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from tests.support.service import Service


async def read(service: Service, room: RoomId, key: dict[str, str], query: str = "") -> Any:
    return await service.client.get(f"/api/rooms/{room}/events{query}", headers=key)


async def opened(service: Service) -> RoomId:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    await lea.presses("open_meeting")
    await lea.presses("advance")
    return room


async def test_machine_reads_what_happened_without_names(service: Service) -> None:
    room = await opened(service)
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    answer = await read(service, room, key)

    types = [event["type"] for event in answer.json()["events"]]
    assert "room_created" == types[0]
    assert ["phase_entered"] * 2 == [name for name in types if name == "phase_entered"]
    assert "person_arrived" not in types
    assert "Lea" not in answer.text


async def test_operator_reads_only_that_the_meeting_began(service: Service) -> None:
    room = await opened(service)

    answer = await read(service, room, await service.operator())

    assert [("room_created", None), ("phase_entered", "opening")] == [
        (event["type"], event["fields"].get("phase")) for event in answer.json()["events"]
    ]


async def test_reading_goes_on_where_it_stopped(service: Service) -> None:
    room = await opened(service)
    key = await service.key(Scope.ROOM_READ, rooms=(room,))
    whole = (await read(service, room, key)).json()

    found, after, has_more = [], 0, True
    while has_more:
        page = (await read(service, room, key, f"?after={after}&limit=2")).json()
        found += page["events"]
        after, has_more = page["next"], page["has_more"]

    assert (whole["events"], whole["next"]) == (found, after)
    assert after == service.parts.rooms.held[room].room.seq


async def test_nothing_new_is_an_empty_page(service: Service) -> None:
    room = await opened(service)

    page = (await read(service, room, await service.operator(), "?after=9999")).json()

    assert {"events": [], "next": 9999, "has_more": False} == page


async def test_there_is_no_log_of_no_room(service: Service) -> None:
    answer = await read(service, RoomId("nowhere"), await service.operator())

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize("query", ["?after=-1", "?limit=0", "?limit=1001", "?after=x"])
async def test_page_has_its_bounds(service: Service, query: str) -> None:
    answer = await read(service, await service.room(), await service.operator(), query)

    assert (422, "invalid") == (answer.status_code, answer.json()["code"])
