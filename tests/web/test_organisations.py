"""Two organisations on one server: neither learns that the other is there."""

import json
from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.rooms.fields import RoomId
from app.web.http import description
from tests.support.service import Service
from tests.support.signed import persons, signed
from tests.support.told import URL

Headers = dict[str, str]


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def operator_of(service: Service, organisation: str) -> Headers:
    """The headers of that organisation's first key, which we made for it."""
    asked = {"label": "first", "scopes": ["operator"], "organisation": organisation}
    by = await service.operator()
    made = await service.client.post("/api/keys", json=asked, headers=by)
    assert organisation == made.json()["organisation"]
    return {"Authorization": f"Bearer {made.json()['key']}"}


async def room_of(service: Service, by: Headers) -> RoomId:
    made = await service.client.post("/api/rooms", json={}, headers=by)
    return RoomId(made.json()["room"])


def text_of(headers: Headers) -> str:
    return headers["Authorization"].removeprefix("Bearer ")


async def rooms(service: Service, by: Headers) -> set[str]:
    return set((await service.client.get("/api/rooms", headers=by)).json()["rooms"])


async def keys(service: Service, by: Headers) -> set[str]:
    found = (await service.client.get("/api/keys", headers=by)).json()["keys"]
    return {key["id"] for key in found}


async def test_organisation_lists_its_own_rooms_and_keys_and_we_all(service: Service) -> None:
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    mine, theirs, ours = [
        await room_of(service, by) for by in (north, south, await service.operator())
    ]

    assert {mine} == await rooms(service, north)
    assert {theirs} == await rooms(service, south)
    we = await service.operator()
    assert {mine, theirs, ours} == await rooms(service, we)
    assert {text_of(north).split("_")[1]} == await keys(service, north)
    assert await keys(service, north) | await keys(service, south) < await keys(service, we)


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
async def test_room_of_another_is_as_one_that_is_not_there(
    service: Service, method: str, path: str, body: Any
) -> None:
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    theirs, ours = await room_of(service, south), await service.room()

    answers = [
        await service.client.request(method, path.format(room=room), json=body, headers=north)
        for room in (theirs, ours, "nowhere")
    ]

    assert [(404, "not_found")] * 3 == [refusal(answer) for answer in answers]
    assert 1 == len({answer.content for answer in answers})


NOT_THERE, NO_SUCH_KEY = (404, "not_found"), (404, "no_such_key")
NO_SUCH_ENDPOINT, NOT_YOURS = (404, "no_such_endpoint"), (403, "forbidden")
MADE = (201, None)
LISTED = (200, None)
AT_ANOTHERS: dict[tuple[str, str], tuple[Any, tuple[int, str | None]]] = {
    ("GET", "/api/rooms"): (None, LISTED),
    ("POST", "/api/rooms"): ({}, MADE),
    ("GET", "/api/rooms/{room}"): (None, NOT_THERE),
    ("GET", "/api/rooms/{room}/events"): (None, NOT_THERE),
    ("GET", "/api/rooms/{room}/record"): (None, NOT_THERE),
    ("GET", "/api/rooms/{room}/stream"): (None, NOT_YOURS),
    ("POST", "/api/rooms/{room}/commands"): ({"type": "open_meeting"}, NOT_YOURS),
    ("GET", "/api/rooms/{room}/links"): (None, NOT_THERE),
    ("POST", "/api/rooms/{room}/links"): ({"kind": "shared"}, NOT_THERE),
    ("DELETE", "/api/rooms/{room}/links/{link}"): (None, NOT_THERE),
    ("POST", "/api/rooms/{room}/grants"): ({"to": "machine", "read": True}, NOT_THERE),
    ("POST", "/api/rooms/{room}/clock"): ({"advance_ms": 1_000}, NOT_THERE),
    ("PUT", "/api/calls/{room}"): ({"url": URL}, NOT_THERE),
    ("DELETE", "/api/calls/{room}"): (None, NOT_THERE),
    ("POST", "/api/calls/{room}/participants"): (
        {"participants": [{"ref": "a", "via": "web"}]},
        NOT_THERE,
    ),
    ("POST", "/api/calls/{room}/events"): (
        {"events": [{"id": "1", "ref": "a", "type": "left", "at": 1}]},
        NOT_THERE,
    ),
    ("POST", "/api/calls/{room}/floor-reports"): (
        {"version": {"seq": 1, "n": 0}, "outcomes": [], "class": "enforced", "at": 1},
        NOT_THERE,
    ),
    ("POST", "/api/calls/{room}/grants"): ({"person": "nobody"}, NOT_THERE),
    ("GET", "/api/keys"): (None, LISTED),
    ("POST", "/api/keys"): (
        {"label": "x", "scopes": ["room:read"], "rooms": ["{room}"]},
        (422, "bad_terms"),
    ),
    ("POST", "/api/keys/{key}/rotate"): ({}, NO_SUCH_KEY),
    ("DELETE", "/api/keys/{key}"): (None, NO_SUCH_KEY),
    ("GET", "/api/webhooks"): (None, LISTED),
    ("POST", "/api/webhooks"): ({"url": URL}, MADE),
    ("DELETE", "/api/webhooks/{webhook}"): (None, NO_SUCH_ENDPOINT),
    ("POST", "/api/webhooks/{webhook}/rotate"): (None, NO_SUCH_ENDPOINT),
    ("POST", "/api/webhooks/{webhook}/enable"): (None, NO_SUCH_ENDPOINT),
    ("POST", "/api/webhooks/{webhook}/test"): (None, NO_SUCH_ENDPOINT),
    ("GET", "/api/webhooks/{webhook}/messages"): (None, NO_SUCH_ENDPOINT),
    ("POST", "/api/webhooks/{webhook}/messages/{message}/replay"): (None, NO_SUCH_ENDPOINT),
    ("POST", "/api/webhooks/{webhook}/replay"): ({"since": 0}, NO_SUCH_ENDPOINT),
}
"""What an organisation's operator is answered where everything in the address is another's."""


def test_every_address_that_takes_a_key_is_tried_with_anothers() -> None:
    paths = description().document["paths"]
    taking = {
        (method.upper(), path)
        for path, methods in paths.items()
        for method, of in methods.items()
        if {"key": []} in of.get("security", ())
    }

    assert taking == set(AT_ANOTHERS)


@pytest.mark.parametrize("asked", AT_ANOTHERS, ids=" ".join)
async def test_nothing_of_another_is_reached_by_any_address(
    service: Service, asked: tuple[str, str]
) -> None:
    (method, path), (body, answer) = asked, AT_ANOTHERS[asked]
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    theirs, named = await things_of(service, south)
    before = await told_of(service, theirs, south)

    said = await service.client.request(
        method, path.format(**named), json=filled(body, named), headers=north
    )

    code = said.json()["code"] if said.is_error else None
    assert answer == (said.status_code, code)
    assert not any(thing in said.text for thing in named.values())
    assert before == await told_of(service, theirs, south)


@pytest.mark.parametrize("asked", AT_ANOTHERS, ids=" ".join)
async def test_key_of_one_room_reaches_nothing_else(
    service: Service, asked: tuple[str, str]
) -> None:
    (method, path), (body, _) = asked, AT_ANOTHERS[asked]
    south = await operator_of(service, "south")
    own, (_, named) = await service.room(), await things_of(service, south)
    scopes = (Scope.ROOM_READ, Scope.ROOM_LEAD, Scope.ROOM_REPORT)
    reader = await service.key(*scopes, rooms=(own,))

    said = await service.client.request(
        method, path.format(**named), json=filled(body, named), headers=reader
    )

    if path.startswith("/api/calls/"):
        expected = NOT_THERE
    else:
        expected = (403, "grant_foreign" if path.endswith("/grants") else "forbidden")
    assert expected == refusal(said)


async def things_of(service: Service, by: Headers) -> tuple[RoomId, dict[str, str]]:
    """A room of theirs with a link and a key, and a webhook with a message: what to fill an address
    with."""
    room = await room_of(service, by)
    asked = {"kind": "personal", "name": "Ann"}
    link = await service.client.post(f"/api/rooms/{room}/links", json=asked, headers=by)
    webhook = await service.client.post("/api/webhooks", json={"url": URL}, headers=by)
    at = f"/api/webhooks/{webhook.json()['id']}"
    message = await service.client.post(f"{at}/test", headers=by)
    return room, {
        "room": room,
        "link": link.json()["id"],
        "key": text_of(by).split("_")[1],
        "webhook": webhook.json()["id"],
        "message": message.json()["id"],
    }


async def told_of(service: Service, room: RoomId, by: Headers) -> list[Any]:
    """All that its owners can see of it."""
    paths = [f"/api/rooms/{room}{of}" for of in ("", "/links", "/events")]
    webhooks = (await service.client.get("/api/webhooks", headers=by)).json()["webhooks"]
    paths += ["/api/rooms", *(f"/api/webhooks/{one['id']}/messages" for one in webhooks)]
    answers = [await service.client.get(path, headers=by) for path in paths]
    return [webhooks, *(answer.json() for answer in answers), await keys(service, by)]


def filled(body: Any, named: dict[str, str]) -> Any:
    """The body with the things of another in their places."""
    said = json.dumps(body)
    for name, thing in named.items():
        said = said.replace(f"{{{name}}}", thing)
    return json.loads(said)


async def test_organisation_does_in_its_own_room_what_operators_do(service: Service) -> None:
    north = await operator_of(service, "north")
    room = await room_of(service, north)

    link = await service.client.post(
        f"/api/rooms/{room}/links", json={"kind": "shared"}, headers=north
    )
    seen = await service.client.get(f"/api/rooms/{room}", headers=north)
    sent = await service.browser().post(
        "/api/enter/grant", json={"grant": persons(text_of(north), service.clock.now(), room)}
    )

    assert (201, 200, 200) == (link.status_code, seen.status_code, sent.status_code)


async def test_grant_reaches_no_room_of_another(service: Service) -> None:
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    theirs, now = await room_of(service, south), service.clock.now()

    sent = await service.browser().post(
        "/api/enter/grant", json={"grant": persons(text_of(north), now, theirs)}
    )
    machine = signed(text_of(north), now, room=theirs, read=True)
    read = await service.client.get(
        f"/api/rooms/{theirs}", headers={"Authorization": f"Bearer {machine}"}
    )

    assert (403, "grant_foreign") == refusal(sent)
    assert (403, "grant_foreign") == refusal(read)


async def test_organisation_makes_keys_of_its_own_for_its_own_rooms(service: Service) -> None:
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    mine, theirs = await room_of(service, north), await room_of(service, south)

    async def make(**asked: Any) -> httpx.Response:
        asked = {"label": "x", "scopes": ["room:read"], **asked}
        return await service.client.post("/api/keys", json=asked, headers=north)

    made = await make(rooms=[mine])
    assert (201, "north") == (made.status_code, made.json()["organisation"])
    assert (422, "bad_terms") == refusal(await make(rooms=[theirs]))
    assert (422, "bad_terms") == refusal(await make(rooms=[mine, theirs]))
    assert (403, "forbidden") == refusal(await make(rooms=[mine], organisation="south"))


async def test_organisation_revokes_and_rotates_no_key_of_another(service: Service) -> None:
    north, south = await operator_of(service, "north"), await operator_of(service, "south")
    theirs = text_of(south).split("_")[1]

    revoked = await service.client.delete(f"/api/keys/{theirs}", headers=north)
    rotated = await service.client.post(f"/api/keys/{theirs}/rotate", json={}, headers=north)

    assert [(404, "no_such_key")] * 2 == [refusal(revoked), refusal(rotated)]
    assert 200 == (await service.client.get("/api/keys", headers=south)).status_code


async def test_key_takes_over_from_another_without_a_gap(service: Service) -> None:
    north = await operator_of(service, "north")
    room = await room_of(service, north)
    first = text_of(north).split("_")[1]

    made = await service.client.post(f"/api/keys/{first}/rotate", json={}, headers=north)

    second = {"Authorization": f"Bearer {made.json()['key']}"}
    assert (201, first, "north") == (
        made.status_code,
        made.json()["follows"],
        made.json()["organisation"],
    )
    assert {room} == await rooms(service, second) == await rooms(service, north)
    again = await service.client.post(f"/api/keys/{first}/rotate", json={}, headers=second)
    assert (409, "already_rotated") == refusal(again)
    assert 204 == (await service.client.delete(f"/api/keys/{first}", headers=second)).status_code
    assert {room} == await rooms(service, second)


async def test_who_was_sent_by_one_key_is_the_same_by_its_successor(service: Service) -> None:
    north = await operator_of(service, "north")
    room, now = await room_of(service, north), service.clock.now()
    made = await service.client.post(
        f"/api/keys/{text_of(north).split('_')[1]}/rotate", json={}, headers=north
    )

    people = [
        (
            await service.browser().post(
                "/api/enter/grant", json={"grant": persons(text, now, room)}
            )
        ).json()["person"]
        for text in (text_of(north), made.json()["key"])
    ]

    assert people[0] == people[1]


async def test_key_of_a_room_reads_it_whoever_made_it(service: Service) -> None:
    north = await operator_of(service, "north")
    room = await room_of(service, north)

    reader = await service.key(Scope.ROOM_READ, rooms=(room,))

    assert 200 == (await service.client.get(f"/api/rooms/{room}", headers=reader)).status_code


@pytest.mark.parametrize("name", ["North", "", "a b", "n" * 41])
async def test_name_that_no_organisation_can_have_is_refused(service: Service, name: str) -> None:
    asked = {"label": "x", "scopes": ["operator"], "organisation": name}
    answer = await service.client.post("/api/keys", json=asked, headers=await service.operator())

    assert (422, "invalid") == refusal(answer)
