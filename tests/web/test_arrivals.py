import pytest

from app.access.links import LONGEST_LIFE
from app.rooms.errors import NotFound, RoomClosed
from app.rooms.fields import PersonId
from app.rooms.roles import Role
from app.web.arrivals import arrived, refuse_after_end
from tests.support.service import Service


async def test_room_that_goes_on_refuses_nobody(service: Service) -> None:
    await refuse_after_end(service.parts, await service.room(), None, is_by_name=False)


async def test_room_that_nobody_knows_has_no_door(service: Service) -> None:
    room = await service.room()
    access = service.parts.access
    link = await access.make_personal_link(
        room, name="Ann", role=Role.MEMBER, expires_in=LONGEST_LIFE
    )
    opened = await access.open_link(link.text, held_pass=None, name=None)

    assert "Ann" == (await arrived(service.parts, opened)).name
    with pytest.raises(NotFound):
        await refuse_after_end(service.parts, type(room)("nowhere"), None, is_by_name=False)


async def test_after_the_end_come_those_who_are_known(service: Service) -> None:
    room = await service.room()
    ada = await service.seated(room, "Ada", Role.LEADER)
    await ada.presses("end_meeting")

    await refuse_after_end(service.parts, room, ada.person, is_by_name=True)
    for stranger in (None, PersonId("nobody")):
        with pytest.raises(RoomClosed):
            await refuse_after_end(service.parts, room, stranger, is_by_name=True)
