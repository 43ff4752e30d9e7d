from dataclasses import replace

import pytest

from app.phases.units import MINUTE
from app.rooms.errors import NotFound, RoomClosed, Unavailable
from app.rooms.fields import RoomId
from app.rooms.ports import LogUnavailable
from app.rooms.roles import Role
from tests.support.service import Service

NOWHERE = RoomId("nowhere")


async def ended(service: Service) -> RoomId:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    await lea.presses("end_meeting")
    service.clock.advance(2 * MINUTE)
    return room


async def test_room_is_there_after_its_end_too(service: Service) -> None:
    room = await ended(service)

    with pytest.raises(RoomClosed):
        await service.parts.reception.open(room)
    assert room == (await service.parts.room(room)).room.id


async def test_there_is_no_room_of_another_id(service: Service) -> None:
    with pytest.raises(NotFound):
        await service.parts.room(NOWHERE)
    with pytest.raises(NotFound):
        await service.parts.check_room(NOWHERE)


async def test_room_is_known_without_loading_it(service: Service) -> None:
    room = await service.room()

    await service.parts.check_room(room)

    assert room not in service.parts.rooms.held


async def test_database_that_is_away_is_said(
    service: Service, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(_: object) -> None:
        raise LogUnavailable("away")

    monkeypatch.setattr(service.parts.rooms.log, "heads", away)

    with pytest.raises(Unavailable):
        await service.parts.check_room(NOWHERE)


async def test_https_makes_it_secure(service: Service) -> None:
    assert not service.parts.is_secure
    assert replace(service.parts, base_url="https://circle.example").is_secure
