"""What machines bring."""

from typing import Any

import pytest

from tests.support.service import Service


async def make(service: Service, **asked: Any) -> Any:
    return await service.client.post("/api/keys", json=asked, headers=await service.operator())


async def test_key_opens_what_it_was_made_for(service: Service) -> None:
    room = await service.room()

    answer = await make(service, label="Zoom", scopes=["room:read"], rooms=[room])

    assert 201 == answer.status_code
    key = {"Authorization": f"Bearer {answer.json()['key']}"}
    assert 200 == (await service.client.get(f"/api/rooms/{room}", headers=key)).status_code


async def test_secret_is_shown_once(service: Service) -> None:
    made = (await make(service, label="Zoom", scopes=["operator"])).json()

    answer = await service.client.get("/api/keys", headers=await service.operator())

    assert made["id"] in [key["id"] for key in answer.json()["keys"]]
    assert made["key"] not in answer.text


async def test_revoked_key_opens_nothing(service: Service) -> None:
    made = (await make(service, label="Zoom", scopes=["operator"])).json()

    answer = await service.client.delete(
        f"/api/keys/{made['id']}", headers=await service.operator()
    )

    assert 204 == answer.status_code
    key = {"Authorization": f"Bearer {made['key']}"}
    assert 401 == (await service.client.get("/api/keys", headers=key)).status_code


async def test_key_ends_when_it_was_made_to(service: Service) -> None:
    made = (await make(service, label="Zoom", scopes=["operator"], hours=1)).json()

    assert service.clock.now() + 3_600_000 == made["expires_at"]


@pytest.mark.parametrize(
    ("asked", "code"),
    [
        ({"scopes": ["operator"]}, "invalid"),
        ({"label": "x", "scopes": []}, "invalid"),
        ({"label": "x", "scopes": ["everything"]}, "invalid"),
        ({"label": "x", "scopes": ["operator"], "hours": 0}, "invalid"),
        ({"label": "x" * 61, "scopes": ["operator"]}, "invalid"),
        ({"label": "\u0000", "scopes": ["operator"]}, "bad_terms"),
        ({"label": "x", "scopes": ["room:read"]}, "bad_terms"),
        ({"label": "x", "scopes": ["operator"], "rooms": ["room-1"]}, "bad_terms"),
        ({"label": "x", "scopes": ["room:read"], "rooms": ["-"]}, "invalid"),
    ],
)
async def test_what_is_no_key_is_refused(
    service: Service, asked: dict[str, Any], code: str
) -> None:
    answer = await make(service, **asked)

    assert (422, code) == (answer.status_code, answer.json()["code"])


async def test_key_of_a_room_is_made_after_the_room(service: Service) -> None:
    room = await service.room()

    answer = await make(service, label="Zoom", scopes=["room:read"], rooms=[room, "room-canary"])

    assert (422, "bad_terms") == (answer.status_code, answer.json()["code"])
    assert "canary" not in answer.text
    listed = await service.client.get("/api/keys", headers=await service.operator())
    assert "Zoom" not in listed.text


async def test_there_is_no_other_key(service: Service) -> None:
    answer = await service.client.delete(f"/api/keys/{'0' * 20}", headers=await service.operator())

    assert (404, "no_such_key") == (answer.status_code, answer.json()["code"])


async def test_keys_are_listed_a_page_at_a_time(service: Service) -> None:
    by = await service.operator()
    for n in range(3):
        service.clock.advance(1)
        await make(service, label=f"key {n}", scopes=["operator"])
    whole = (await service.client.get("/api/keys", headers=by)).json()
    found, after = [], ""
    while after is not None:
        asked: dict[str, str | int] = {"after": after, "limit": 2}
        answer = (await service.client.get("/api/keys", params=asked, headers=by)).json()
        assert len(answer["keys"]) <= 2
        found += answer["keys"]
        after = answer["next"]

    assert whole == {"keys": found, "next": None}
    refused = await service.client.get("/api/keys", params={"after": "canary"}, headers=by)
    assert (422, "invalid") == (refused.status_code, refused.json()["code"])
