"""What we sign for those who cannot."""

from typing import Any

import pytest

from app.access.grants import Scope
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from tests.support.service import Service
from tests.support.signed import signed

ANN = {"to": "person", "sub": "ann-1", "name": "Ann"}


async def sign(service: Service, room: str, headers: Any = None, **asked: Any) -> Any:
    by = await service.operator() if headers is None else headers
    return await service.client.post(f"/api/rooms/{room}/grants", json=asked, headers=by)


async def test_person_comes_in_by_what_we_signed(service: Service) -> None:
    room = await service.room()

    made = await sign(service, room, **ANN, role="observer")

    assert 201 == made.status_code
    entered = await service.browser().post(
        "/api/enter/grant", json={"grant": made.json()["grant"], "room": room}
    )
    assert ("Ann", "observer") == (entered.json()["name"], entered.json()["role"])


async def test_every_grant_is_another(service: Service) -> None:
    room, key = await service.room(), await service.operator()

    first, second = [(await sign(service, room, key, **ANN)).json()["grant"] for _ in range(2)]

    assert first != second


async def test_machine_reads_by_what_we_signed(service: Service) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    made = (await sign(service, room, key, to="machine", read=True, minutes=1)).json()

    assert service.clock.now() + MINUTE - 1_000 < made["expires_at"]
    assert made["expires_at"] <= service.clock.now() + MINUTE
    machine = {"Authorization": f"Bearer {made['grant']}"}
    assert 200 == (await service.client.get(f"/api/rooms/{room}", headers=machine)).status_code


async def test_screen_is_handed_its_own_right_and_no_key_that_only_reads_hands_it_on(
    service: Service,
) -> None:
    room = await service.room()
    shows = await service.key(Scope.ROOM_SHOW, rooms=(room,))
    reads = await service.key(Scope.ROOM_READ, rooms=(room,))

    assert 201 == (await sign(service, room, shows, to="machine", show=True)).status_code
    assert 403 == (await sign(service, room, shows, to="machine", read=True)).status_code
    assert 403 == (await sign(service, room, reads, to="machine", show=True)).status_code


@pytest.mark.parametrize(
    ("asked", "status", "code"),
    [
        ({"to": "machine"}, 422, "grant_claims"),
        ({"to": "machine", "lead": True}, 403, "grant_foreign"),
        (ANN, 403, "grant_foreign"),
        ({**ANN, "name": " "}, 422, "invalid"),
        ({**ANN, "minutes": 11}, 422, "invalid"),
        ({**ANN, "minutes": 0}, 422, "invalid"),
        ({**ANN, "lead": True}, 422, "invalid"),
        ({"to": "person", "name": "Ann"}, 422, "invalid"),
    ],
)
async def test_what_could_not_be_used_is_not_signed(
    service: Service, asked: dict[str, Any], status: int, code: str
) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(room,))

    answer = await sign(service, room, key, **asked)

    assert (status, code) == (answer.status_code, answer.json()["code"])


async def test_grant_signs_no_grants(service: Service) -> None:
    room = await service.room()
    text = (await service.operator())["Authorization"].split()[1]
    grant = signed(text, service.clock.now(), room=room, read=True)

    answer = await sign(
        service, room, {"Authorization": f"Bearer {grant}"}, to="machine", read=True
    )

    assert (403, "forbidden") == (answer.status_code, answer.json()["code"])


async def test_there_is_no_grant_for_a_room_that_is_not_there(service: Service) -> None:
    answer = await sign(service, RoomId("nowhere"), **ANN)

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])
