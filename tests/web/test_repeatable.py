"""POSTs that may be sent again."""

import asyncio
from pathlib import Path
from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.access.organisations import OURS
from app.phases.units import HOUR, MINUTE, Instant
from app.rooms.state import CallKind
from app.web.repeatable import HEADER, NEEDS_NONE, REPLAYED
from tests.support.service import Service, do
from tests.support.signed import signed
from tests.support.told import URL

CANARY = "canary-f00d"


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


async def post(
    service: Service, path: str, by: dict[str, str], key: str = "key-1", **body: Any
) -> httpx.Response:
    headers = {**by, "Idempotency-Key": key}
    return await service.client.post(path, json=body, headers=headers)


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/api/rooms", {"plan": "single_60"}),
        ("/api/rooms/{room}/links", {"kind": "personal", "name": "Ann"}),
        ("/api/keys", {"label": "Zoom", "scopes": ["operator"]}),
        ("/api/rooms/{room}/grants", {"to": "person", "sub": "1", "name": "Ann"}),
    ],
)
async def test_same_request_is_done_once_and_answered_alike(
    service: Service, path: str, body: dict[str, Any]
) -> None:
    by = await service.operator()
    path = path.format(room=await service.room())

    first = await post(service, path, by, **body)
    second = await post(service, path, by, **body)

    assert (201, 201) == (first.status_code, second.status_code)
    assert first.content == second.content
    assert first.headers.get("location") == second.headers.get("location")
    assert first.headers["content-type"] == second.headers["content-type"]
    assert (None, "true") == (first.headers.get(REPLAYED), second.headers.get(REPLAYED))


async def test_every_post_may_be_repeated_or_says_why_it_needs_no_header(service: Service) -> None:
    """By the description, which is made of the routes: whoever adds one says which it is."""
    described = service.app.openapi()["paths"]
    posts = {path: found["post"] for path, found in described.items() if "post" in found}

    takes = {
        path
        for path, post in posts.items()
        if any(HEADER == one["name"].lower() for one in post.get("parameters", []))
    }

    assert posts.keys() - takes == NEEDS_NONE.keys()
    assert all(NEEDS_NONE.values())


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("", {"url": URL}),
        ("/{webhook}/rotate", None),
        ("/{webhook}/enable", None),
        ("/{webhook}/test", None),
        ("/{webhook}/messages/{message}/replay", None),
        ("/{webhook}/replay", {"since": 0}),
    ],
)
async def test_post_about_a_webhook_is_done_once(
    service: Service, path: str, body: dict[str, Any] | None
) -> None:
    by = await service.operator()
    made = await service.parts.webhooks.create(URL, organisation=OURS)
    message = await service.parts.webhooks.test(made.id)
    path = "/api/webhooks" + path.format(webhook=made.id, message=message.id)
    headers = {**by, "Idempotency-Key": "key-1"}

    first, second = [await service.client.post(path, json=body, headers=headers) for _ in range(2)]

    assert first.is_success, first.text
    assert (first.status_code, first.content) == (second.status_code, second.content)
    assert (None, "true") == (first.headers.get(REPLAYED), second.headers.get(REPLAYED))


async def test_without_the_header_every_request_is_a_new_one(service: Service) -> None:
    by = await service.operator()

    made = [await service.client.post("/api/rooms", json={}, headers=by) for _ in range(2)]

    assert made[0].json() != made[1].json()


async def test_two_at_once_make_one_room(service: Service) -> None:
    by = await service.operator()

    found = await asyncio.gather(*(post(service, "/api/rooms", by) for _ in range(4)))

    made = [answer.json()["room"] for answer in found if answer.status_code == 201]
    assert 1 == len(set(made))
    for answer in found:
        if answer.status_code != 201:
            assert (409, "still_running") == refusal(answer)
            assert "1" == answer.headers["retry-after"]
    assert 1 == len((await service.client.get("/api/rooms", headers=by)).json()["rooms"])


async def test_other_body_and_other_address_are_other_requests(service: Service) -> None:
    by, room, other = await service.operator(), await service.room(), await service.room()
    asked = {"kind": "shared"}
    assert 201 == (await post(service, f"/api/rooms/{room}/links", by, **asked)).status_code

    body = await post(service, f"/api/rooms/{room}/links", by, **asked, hours=1)
    address = await post(service, f"/api/rooms/{other}/links", by, **asked)

    assert (422, "idempotency_key_reused") == refusal(body)
    assert (422, "idempotency_key_reused") == refusal(address)


async def test_same_key_of_another_caller_is_theirs(service: Service) -> None:
    first = await post(service, "/api/rooms", await service.operator())
    second = await post(service, "/api/rooms", await service.operator())

    assert first.json() != second.json()


async def test_what_was_refused_is_decided_afresh(service: Service) -> None:
    by = await service.operator()
    assert (404, "not_found") == refusal(await post(service, "/api/rooms", by, plan="no-such"))

    answer = await post(service, "/api/rooms", by, plan="single_60")

    assert 201 == answer.status_code


async def test_nobody_without_a_good_key_is_answered_again(service: Service) -> None:
    made = await service.parts.access.create_key(
        "a test's", frozenset({Scope.OPERATOR}), frozenset(), expires_in=HOUR
    )
    by = {"Authorization": f"Bearer {made.text}"}
    assert 201 == (await post(service, "/api/rooms", by)).status_code
    await service.parts.access.revoke_key(made.key.id)

    assert (401, "bad_key") == refusal(await post(service, "/api/rooms", by))
    assert (401, "bad_key") == refusal(await post(service, "/api/rooms", {}))


@pytest.mark.parametrize("key", ["", " ", "k" * 129, "two words"])
async def test_header_that_is_no_key_is_refused(service: Service, key: str) -> None:
    answer = await post(service, "/api/rooms", await service.operator(), key)

    assert (422, "invalid") == refusal(answer)


async def test_key_and_answer_are_nowhere_in_the_file(service: Service) -> None:
    room = await service.room()
    path = f"/api/rooms/{room}/links"
    made = await post(service, path, await service.operator(), CANARY, kind="shared")
    secret = made.json()["url"].rpartition("_")[2]

    (place,) = await service.database.read(
        lambda c: [row[2] for row in c.exec_driver_sql("PRAGMA database_list")]
    )
    folder = Path(place).parent
    written = b"".join(one.read_bytes() for one in folder.iterdir())
    assert CANARY.encode() not in written
    assert secret.encode() not in written


async def test_press_has_an_id_of_its_own_and_needs_no_header(service: Service) -> None:
    room = await service.room()
    await service.person(room, "Ann")
    by = await service.key(Scope.ROOM_LEAD, rooms=(room,))
    press = do(service.parts.rooms, room, "open_meeting")

    answers = [await post(service, f"/api/rooms/{room}/commands", by, **press) for _ in range(2)]

    assert [200, 200] == [answer.status_code for answer in answers]
    assert answers[0].content == answers[1].content
    assert REPLAYED not in answers[1].headers


async def test_machine_with_a_grant_is_answered_alike_too(service: Service) -> None:
    room = await service.room(call=CallKind.CONTRACT)
    ann = await service.seated(room, "Ann")
    (key,) = (await service.key(Scope.ROOM_REPORT, rooms=(room,))).values()
    text, now = key.removeprefix("Bearer "), service.clock.now()
    grant, anew = (signed(text, at, room=room, report=True) for at in (now, Instant(now + 1_000)))
    path, body = f"/api/calls/{room}/grants", {"person": ann.person}

    first, second, third = [
        await post(service, path, {"Authorization": f"Bearer {by}"}, **body)
        for by in (grant, grant, anew)
    ]

    assert 201 == first.status_code
    assert first.content == second.content
    assert "true" == second.headers[REPLAYED]
    assert (422, "idempotency_key_reused") == refusal(third)


async def test_nobody_without_a_good_grant_is_answered_again(service: Service) -> None:
    room = await service.room(call=CallKind.CONTRACT)
    (key,) = (await service.key(Scope.ROOM_REPORT, rooms=(room,))).values()
    text = key.removeprefix("Bearer ")
    by = {"Authorization": f"Bearer {signed(text, service.clock.now(), room=room, report=True)}"}
    path = f"/api/calls/{room}/participants"
    said: dict[str, Any] = {"participants": [{"ref": "a", "via": "web"}]}
    assert 200 == (await post(service, path, by, **said)).status_code
    service.clock.advance(6 * MINUTE)

    assert (401, "grant_expired") == refusal(await post(service, path, by, **said))
