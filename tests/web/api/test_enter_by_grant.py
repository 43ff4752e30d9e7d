"""The way in by a grant: who is sent comes in once, with a cookie or without."""

import base64
from typing import Any

import httpx
import pytest

from app.access.claims import LONGEST_LIFE
from app.access.grants import Scope
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from app.rooms.roles import Role
from app.rooms.state import Standing
from tests.support.service import Service, client_of
from tests.support.signed import persons, signed

CANARY = "canary-f00d"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def key_of(service: Service) -> str:
    return (await service.operator())["Authorization"].removeprefix("Bearer ")


async def sends(service: Service, room: RoomId, **claims: Any) -> str:
    return persons(await key_of(service), service.clock.now(), room, **claims)


async def enters(
    service: Service, grant: str, client: httpx.AsyncClient | None = None, **asked: Any
) -> Any:
    browser = service.browser() if client is None else client
    return await browser.post("/api/enter/grant", json={"grant": grant, **asked})


async def test_whoever_is_sent_stands_at_the_door_as_they_were_sent(service: Service) -> None:
    room = await service.room()

    answer = await enters(service, await sends(service, room, role="leader"))

    assert 200 == answer.status_code
    found = answer.json()
    assert (room, "Ann", "leader", True, False, None) == tuple(
        found[key] for key in ("room", "name", "role", "is_new", "needs_confirmation", "token")
    )
    one = service.parts.rooms.held[room].room.people[found["person"]]
    assert (Standing.WAITING, "Ann") == (one.standing, one.name)


async def test_cookie_acts_as_after_a_link(service: Service) -> None:
    browser = service.browser()
    found = (await enters(service, await sends(service, await service.room()), browser)).json()

    assert 200 == (await browser.post(f"{found['path']}/ticket")).status_code


async def test_page_without_cookies_holds_its_pass_in_memory(service: Service) -> None:
    grant = await sends(service, await service.room())
    answer = await enters(service, grant, keep="memory")
    found = answer.json()

    assert "set-cookie" not in answer.headers
    elsewhere = service.browser()
    memory = {"Authorization": f"Bearer {found['token']}"}
    for what in ("ticket", "renew"):
        path = f"{found['path']}/{what}"
        assert 200 == (await elsewhere.post(path, headers=memory)).status_code
        assert (401, "pass_invalid") == refusal(await elsewhere.post(path))


async def test_what_is_held_in_memory_is_good_for_its_own_person_only(service: Service) -> None:
    room = await service.room()
    ann = (await enters(service, await sends(service, room), keep="memory")).json()
    ben = (await enters(service, await sends(service, room, sub="ben-2"), keep="memory")).json()

    answer = await service.browser().post(
        f"{ann['path']}/ticket", headers={"Authorization": f"Bearer {ben['token']}"}
    )

    assert (401, "pass_invalid") == refusal(answer)


async def test_no_foreign_page_writes_by_what_another_holds_in_memory(service: Service) -> None:
    found = (
        await enters(service, await sends(service, await service.room()), keep="memory")
    ).json()
    headers = {"Authorization": f"Bearer {found['token']}", "X-Pushback": "1"}
    client = client_of(service.app, headers={**headers, "Origin": "https://elsewhere.example"})

    assert (403, "forbidden") == refusal(await client.post(f"{found['path']}/ticket"))


async def test_no_foreign_page_uses_a_grant(service: Service) -> None:
    client = client_of(service.app, headers={"Origin": "https://elsewhere.example"})

    answer = await enters(service, await sends(service, await service.room()), client)

    assert (403, "forbidden") == refusal(answer)


async def test_every_bad_grant_has_a_code_of_its_own(service: Service) -> None:
    room, other = await service.room(), await service.room()
    now = service.clock.now()
    used = await sends(service, room)
    assert 200 == (await enters(service, used)).status_code
    head, body, mark = (await sends(service, room)).split(".")
    reader = (await service.key(Scope.ROOM_READ, rooms=(room,)))["Authorization"].split()[1]

    async def code(grant: str, **asked: Any) -> tuple[int, str]:
        return refusal(await enters(service, grant, **asked))

    assert (401, "bad_grant") == await code(f"{head}.{body}.{mark[::-1]}")
    assert (401, "bad_grant") == await code(CANARY)
    assert (401, "grant_algorithm") == await code(f"eyJhbGciOiJub25lIn0.{body}.")
    assert (403, "grant_used") == await code(used)
    assert (403, "grant_foreign") == await code(await sends(service, room), room=other)
    assert (403, "grant_foreign") == await code(persons(reader, now, room))
    assert (422, "grant_claims") == await code(await sends(service, room, name=f"<{CANARY}>"))
    late = (now + LONGEST_LIFE + MINUTE) // 1_000
    assert (422, "grant_too_long") == await code(await sends(service, room, exp=late))
    assert (401, "grant_expired") == await code(await sends(service, room, exp=now // 1_000))
    assert (404, "not_found") == await code(await sends(service, RoomId("nowhere")))


@pytest.mark.parametrize("said", ["\\ud800", "\\u0000"])
async def test_issuer_that_cannot_be_written_down_is_refused_as_any_stranger(
    service: Service, said: str
) -> None:
    parts = (b'{"alg":"EdDSA"}', f'{{"iss":"{said}"}}'.encode(), b"")
    grant = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    machine = {"Authorization": f"Bearer {grant}"}

    assert (401, "bad_grant") == refusal(await enters(service, grant))
    assert (401, "bad_grant") == refusal(await service.client.get("/api/rooms", headers=machine))


async def test_refused_grant_repeats_nothing(service: Service) -> None:
    grant = await sends(service, await service.room(), name=f"<{CANARY}>", sub=CANARY)

    assert CANARY not in (await enters(service, grant)).text


async def test_whoever_was_removed_comes_in_by_no_new_grant(service: Service) -> None:
    room = await service.room()
    found = (await enters(service, await sends(service, room))).json()
    await service.parts.access.forbid(room, found["person"])

    answer = await enters(service, await sends(service, room))

    assert (403, "removed") == refusal(answer)


async def test_after_the_end_nobody_new_is_sent(service: Service) -> None:
    room = await service.room()
    ada = await service.seated(room, "Ada", Role.LEADER)
    await ada.presses("end_meeting")
    grant = await sends(service, room)

    answer = await enters(service, grant)

    assert (410, "room_closed") == refusal(answer)
    grants = service.parts.access.grants
    assert await grants.known(await grants.introduction(grant, room)) is None


@pytest.mark.parametrize("rights", [{"read": True}, {"read": True, "lead": True}, {"lead": True}])
async def test_machine_does_by_a_grant_what_it_says(
    service: Service, rights: dict[str, bool]
) -> None:
    room = await service.room()
    await service.person(room, "Ann")  # so that the room is held
    grant = signed(await key_of(service), service.clock.now(), room=room, **rights)
    machine = {"Authorization": f"Bearer {grant}"}

    read = await service.client.get(f"/api/rooms/{room}", headers=machine)
    led = await service.does(machine, room, "add_time", ms=60_000)

    assert (200 if "read" in rights else 403) == read.status_code
    assert ("lead" in rights) == (led.json().get("code") != "forbidden")


async def test_grant_of_a_machine_is_no_operator_and_of_no_other_room(service: Service) -> None:
    room, other = await service.room(), await service.room()
    grant = signed(await key_of(service), service.clock.now(), room=room, read=True)
    machine = {"Authorization": f"Bearer {grant}"}

    assert (403, "forbidden") == refusal(await service.client.get("/api/keys", headers=machine))
    answer = await service.client.get(f"/api/rooms/{other}", headers=machine)
    assert (403, "forbidden") == refusal(answer)


async def test_grant_that_ran_out_opens_nothing_over_rest(service: Service) -> None:
    room = await service.room()
    grant = signed(await key_of(service), service.clock.now(), room=room, read=True)
    service.clock.advance(5 * MINUTE)

    answer = await service.client.get(
        f"/api/rooms/{room}", headers={"Authorization": f"Bearer {grant}"}
    )

    assert (401, "grant_expired") == refusal(answer)
