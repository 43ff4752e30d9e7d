from http.cookies import Morsel, SimpleCookie

import httpx
import pytest
from starlette.requests import Request

from app.access.passes import cookie_name
from app.rooms.fields import PersonId, RoomId
from app.web.cookies import ENTER, NOBODY, held, remembered
from tests.support.service import Service, running_parts

ROOM, OTHER = RoomId("room-1"), RoomId("room-2")
ANN = PersonId("ann")


def request(**cookies: str) -> Request:
    text = "; ".join(f"{name}={value}" for name, value in cookies.items())
    return Request({"type": "http", "headers": [(b"cookie", text.encode())]})


def set_by(answer: httpx.Response) -> dict[str, "Morsel[str]"]:
    jar = SimpleCookie()
    for line in answer.headers.get_list("set-cookie"):
        jar.load(line)
    return {morsel["path"]: morsel for morsel in jar.values()}


async def test_pass_is_for_this_person_and_for_the_way_in(service: Service) -> None:
    room = await service.room()
    link = await service.link(room, "Ann")

    answer = await service.browser().post("/api/enter", json={"link": link})

    cookies, path = set_by(answer), answer.json()["path"]
    assert {path, ENTER} == set(cookies)
    for cookie in cookies.values():
        assert cookie["httponly"]
        assert "strict" == cookie["samesite"]
        assert not cookie["secure"]
    assert "" == cookies[path]["max-age"]
    assert "86400" == cookies[ENTER]["max-age"]


async def test_pass_is_secure_over_https(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    async with running_parts(tmp_path, base_url="https://circle.example") as service:
        link = await service.link(await service.room(), "Ann")

        answer = await service.browser().post("/api/enter", json={"link": link})

        assert all(cookie["secure"] for cookie in set_by(answer).values())


async def test_names_tell_neither_room_nor_person(service: Service) -> None:
    link = await service.link(await service.room(), "Ann")

    answer = await service.browser().post("/api/enter", json={"link": link})

    names = [cookie.key for cookie in set_by(answer).values()]
    assert not any(word in name for name in names for word in ("room-1", "person-1", "Ann"))


def test_pass_is_found_by_room_and_person() -> None:
    brought = request(**{cookie_name(ROOM, ANN): "hers"})

    assert "hers" == held(brought, ROOM, ANN)
    assert held(brought, OTHER, ANN) is None


@pytest.mark.parametrize(
    ("rooms", "asked", "found"),
    [
        ([ROOM, OTHER], ROOM, "of room-1"),
        ([ROOM], OTHER, None),
        ([ROOM], None, "of room-1"),
        ([ROOM, OTHER], None, None),
        ([], None, None),
    ],
)
def test_room_is_remembered_by_its_name_or_by_being_the_only_one(
    rooms: list[RoomId], asked: RoomId | None, found: str | None
) -> None:
    brought = request(other="x", **{cookie_name(room, NOBODY): f"of {room}" for room in rooms})

    assert found == remembered(brought, asked)
