"""How people come into a room."""

from typing import Any

import pytest

from app.rooms.fields import RoomId
from app.rooms.roles import Role
from tests.support.service import ORIGIN, Service


async def make(service: Service, room: RoomId, **asked: Any) -> Any:
    return await service.client.post(
        f"/api/rooms/{room}/links", json=asked, headers=await service.operator()
    )


async def listed(service: Service, room: RoomId) -> list[dict[str, Any]]:
    answer = await service.client.get(f"/api/rooms/{room}/links", headers=await service.operator())
    found: list[dict[str, Any]] = answer.json()["links"]
    return found


async def test_personal_link_leads_to_a_room_as_somebody(service: Service) -> None:
    room = await service.room()

    answer = await make(service, room, kind="personal", name="Lea", role="leader", hours=2)

    assert 201 == answer.status_code
    address, _, secret = answer.json()["url"].partition("#")
    assert f"{ORIGIN}/r/{room}" == address
    lea = await service.entered(room, secret)
    assert answer.json()["person"] == lea.person
    assert "leader" == service.parts.rooms.held[room].room.people[lea.person].role


async def test_shared_link_is_for_members_if_nothing_is_said(service: Service) -> None:
    answer = await make(service, await service.room(), kind="shared")

    assert ("shared", "member", None) == tuple(
        answer.json()[key] for key in ("kind", "role", "person")
    )


@pytest.mark.parametrize(
    "asked",
    [
        {},
        {"kind": "personal"},
        {"kind": "personal", "name": "<b>"},
        {"kind": "shared", "role": "leader"},
        {"kind": "shared", "name": "Ann"},
        {"kind": "shared", "hours": 0},
        {"kind": "shared", "hours": 1e6},
        {"kind": "other"},
    ],
)
async def test_what_is_no_link_is_refused(service: Service, asked: dict[str, Any]) -> None:
    answer = await make(service, await service.room(), **asked)

    assert (422, "invalid") == (answer.status_code, answer.json()["code"])


async def test_there_are_no_links_to_no_room(service: Service) -> None:
    answer = await make(service, RoomId("nowhere"), kind="shared")

    assert (404, "not_found") == (answer.status_code, answer.json()["code"])


async def test_secret_is_shown_once(service: Service) -> None:
    room = await service.room()
    url = (await make(service, room, kind="personal", name="Ann")).json()["url"]

    found = await listed(service, room)

    assert ["Ann"] == [link["name"] for link in found]
    assert url.partition("#")[2] not in str(found)
    assert "url" not in found[0]


async def test_revoked_link_opens_no_more(service: Service) -> None:
    room = await service.room()
    made = (await make(service, room, kind="personal", name="Ann")).json()
    key = await service.operator()

    answer = await service.client.delete(f"/api/rooms/{room}/links/{made['id']}", headers=key)

    assert (204, b"") == (answer.status_code, answer.content)
    entering = {"link": made["url"].partition("#")[2]}
    assert 410 == (await service.browser().post("/api/enter", json=entering)).status_code
    assert (await listed(service, room))[0]["revoked_at"] == service.clock.now()


async def test_link_of_another_room_is_not_there(service: Service) -> None:
    room, other = await service.room(), await service.room()
    made = (await make(service, room, kind="shared")).json()

    answer = await service.client.delete(
        f"/api/rooms/{other}/links/{made['id']}", headers=await service.operator()
    )

    assert (404, "no_such_link") == (answer.status_code, answer.json()["code"])


async def test_list_does_not_tell_who_was_removed(service: Service) -> None:
    room = await service.room()
    lea = await service.seated(room, "Lea", Role.LEADER)
    ann = await service.person(room, "Ann")
    before = await listed(service, room)

    await lea.presses("remove_person", person=ann.person)

    assert before == await listed(service, room)


async def test_links_are_listed_a_page_at_a_time(service: Service) -> None:
    room, by = await service.room(), await service.operator()
    for name in ("Ann", "Ben", "Cleo"):
        await service.link(room, name)
        service.clock.advance(1)
    path = f"/api/rooms/{room}/links"

    first = (await service.client.get(path, params={"limit": 2}, headers=by)).json()
    rest = await service.client.get(path, params={"after": first["next"]}, headers=by)

    assert ["Ann", "Ben"] == [link["name"] for link in first["links"]]
    assert (["Cleo"], None) == (
        [link["name"] for link in rest.json()["links"]],
        rest.json()["next"],
    )
