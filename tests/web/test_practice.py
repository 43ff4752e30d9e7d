"""Test keys: they make and see rooms for practice, and no others; no other key sees those."""

from typing import Any

import httpx
import pytest

from app.access.organisations import OURS, PRACTICE
from app.rooms.fields import RoomId
from tests.support.service import Service
from tests.support.signed import persons, signed
from tests.support.told import URL

Headers = dict[str, str]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def key_of(service: Service, by: Headers, **asked: Any) -> Headers:
    """The headers of a new key that this one has made."""
    asked = {"label": "practice", "scopes": ["operator"], **asked}
    made = await service.client.post("/api/keys", json=asked, headers=by)
    assert 201 == made.status_code, made.text
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def tester(service: Service, **asked: Any) -> Headers:
    return await key_of(service, await service.operator(), test=True, **asked)


def text_of(headers: Headers) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


async def room_of(service: Service, by: Headers) -> RoomId:
    made = await service.client.post("/api/rooms", json={}, headers=by)
    return RoomId(made.json()["room"])


async def rooms(service: Service, by: Headers) -> set[str]:
    return set((await service.client.get("/api/rooms", headers=by)).json()["rooms"])


async def test_test_key_says_that_it_is_one(service: Service) -> None:
    by = await service.operator()
    asked = {"label": "practice", "scopes": ["operator"], "test": True, "organisation": "north"}

    made = (await service.client.post("/api/keys", json=asked, headers=by)).json()

    assert made["key"].startswith("pbk_test_")
    assert (True, "north") == (made["is_test"], made["organisation"])


async def test_every_key_lists_the_rooms_of_its_half_and_organisation(service: Service) -> None:
    ours = await service.operator()
    north = await key_of(service, ours, organisation="north")
    asks = {
        "ours": ours,
        "our test": await tester(service),
        "north": north,
        "north test": await key_of(service, north, test=True),
    }
    made = {whose: await room_of(service, by) for whose, by in asks.items()}

    seen = {whose: await rooms(service, by) for whose, by in asks.items()}

    assert {
        "ours": {made["ours"], made["north"]},
        "our test": {made["our test"], made["north test"]},
        "north": {made["north"]},
        "north test": {made["north test"]},
    } == seen


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("GET", "/api/rooms/{room}", None),
        ("GET", "/api/rooms/{room}/events", None),
        ("GET", "/api/rooms/{room}/record", None),
        ("GET", "/api/rooms/{room}/links", None),
        ("POST", "/api/rooms/{room}/links", {"kind": "shared"}),
        ("DELETE", "/api/rooms/{room}/links/00000000000000000000", None),
        ("POST", "/api/rooms/{room}/grants", {"to": "machine", "read": True}),
        ("POST", "/api/rooms/{room}/grants", {"to": "person", "sub": "1", "name": "Ann"}),
    ],
)
async def test_room_of_the_other_half_is_as_one_that_is_not_there(
    service: Service, method: str, path: str, body: Any
) -> None:
    ours, test = await service.operator(), await tester(service)
    meeting, practice = await room_of(service, ours), await room_of(service, test)

    async def ask(by: Headers, room: str) -> httpx.Response:
        path_ = path.format(room=room)
        return await service.client.request(method, path_, json=body, headers=by)

    answers = [await ask(ours, practice), await ask(test, meeting), await ask(test, "nowhere")]

    assert [(404, "not_found")] * 3 == [refusal(answer) for answer in answers]
    assert 1 == len({answer.content for answer in answers})


async def test_no_grant_and_no_key_reaches_from_one_half_into_the_other(service: Service) -> None:
    ours, test = await service.operator(), await tester(service)
    now = service.clock.now()
    halves = (
        (ours, await room_of(service, test)),
        (test, await room_of(service, ours)),
    )
    for by, room in halves:
        sent = await service.browser().post(
            "/api/enter/grant", json={"grant": persons(text_of(by), now, room)}
        )
        machine = {"Authorization": f"Bearer {signed(text_of(by), now, room=room, read=True)}"}
        read = await service.client.get(f"/api/rooms/{room}", headers=machine)
        asked = {"label": "x", "scopes": ["room:read"], "rooms": [room]}
        made = await service.client.post("/api/keys", json=asked, headers=by)

        assert (403, "grant_foreign") == refusal(sent) == refusal(read)
        assert (422, "bad_terms") == refusal(made)


async def test_test_key_makes_test_keys_alone(service: Service) -> None:
    test = await tester(service)

    again = await key_of(service, test)
    named = await key_of(service, test, organisation="north")

    assert all(text_of(by).startswith("pbk_test_") for by in (again, named))


async def test_test_key_neither_lists_nor_ends_a_key_for_meetings(service: Service) -> None:
    ours = await service.operator()
    test = await tester(service)
    theirs = text_of(ours).split("_")[1]

    listed = (await service.client.get("/api/keys", headers=test)).json()["keys"]
    revoked = await service.client.delete(f"/api/keys/{theirs}", headers=test)
    rotated = await service.client.post(f"/api/keys/{theirs}/rotate", json={}, headers=test)

    assert {True} == {key["is_test"] for key in listed}
    assert [(404, "no_such_key")] * 2 == [refusal(revoked), refusal(rotated)]


async def test_test_key_is_managed_by_the_organisation_that_has_it(service: Service) -> None:
    north = await key_of(service, await service.operator(), organisation="north")
    test = text_of(await key_of(service, north, test=True)).split("_")[2]

    rotated = await service.client.post(f"/api/keys/{test}/rotate", json={}, headers=north)
    revoked = await service.client.delete(f"/api/keys/{test}", headers=north)

    assert (201, 204) == (rotated.status_code, revoked.status_code)
    assert rotated.json()["key"].startswith("pbk_test_")
    assert (True, "north") == (rotated.json()["is_test"], rotated.json()["organisation"])


async def test_room_for_practice_says_so_to_whoever_sees_it(service: Service) -> None:
    test = await tester(service)
    room = await room_of(service, test)
    reader = await key_of(service, test, scopes=["room:read"], rooms=[room])

    seen = (await service.client.get(f"/api/rooms/{room}", headers=reader)).json()

    assert seen["is_test"]
    assert seen["sections"]["room"]["test"]


async def test_endpoint_is_for_practice_or_for_meetings(service: Service) -> None:
    ours, test = await service.operator(), await tester(service)
    made = {}
    for name, by in (("ours", ours), ("test", test)):
        answer = await service.client.post("/api/webhooks", json={"url": URL}, headers=by)
        made[name] = answer.json()["id"]

    async def listed(by: Headers) -> list[str]:
        found = (await service.client.get("/api/webhooks", headers=by)).json()
        return [one["id"] for one in found["webhooks"]]

    assert [made["ours"]] == await listed(ours)
    assert [made["test"]] == await listed(test)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", "", None),
        ("POST", "/rotate", None),
        ("POST", "/enable", None),
        ("POST", "/test", None),
        ("GET", "/messages", None),
        ("POST", "/replay", {"since": 0}),
        ("POST", "/messages/msg_" + "0" * 32 + "/replay", None),
    ],
)
async def test_endpoint_of_the_other_half_is_as_one_that_is_not_there(
    service: Service, method: str, path: str, body: Any
) -> None:
    ours, test = await service.operator(), await tester(service)
    meetings = await service.parts.webhooks.create(URL, organisation=OURS)
    practice = await service.parts.webhooks.create(URL, organisation=PRACTICE)

    for by, endpoint in ((test, meetings.id), (ours, practice.id)):
        answer = await service.client.request(
            method, f"/api/webhooks/{endpoint}{path}", json=body, headers=by
        )
        assert (404, "no_such_endpoint") == refusal(answer)


async def test_organisations_test_key_has_endpoints_for_its_own_practice(service: Service) -> None:
    ours = await service.operator()
    north = await key_of(service, ours, organisation="north")
    practice = await key_of(service, north, test=True)
    made = (await service.client.post("/api/webhooks", json={"url": URL}, headers=practice)).json()

    async def listed(by: Headers) -> list[str]:
        found = (await service.client.get("/api/webhooks", headers=by)).json()
        return [one["id"] for one in found["webhooks"]]

    assert "north" == made["organisation"]
    assert [[made["id"]]] * 2 == [await listed(by) for by in (practice, await tester(service))]
    assert [[]] * 2 == [await listed(by) for by in (ours, north)]
