"""Where operators are told, over REST."""

from typing import Any

import pytest

from app.access.grants import Scope
from app.phases.phase import Phase
from app.phases.units import Instant
from app.rooms.roles import Role
from app.storage.webhook_store import SqlWebhookStore
from app.webhooks.endpoint import MOST_ENDPOINTS
from app.webhooks.message import tried
from app.webhooks.reply import Answer
from tests.support import told
from tests.support.service import Service
from tests.support.told import URL

NOBODY = "0" * 20
NOTHING = "msg_" + "0" * 32


class Operator:
    """Somebody with an operator's key."""

    def __init__(self, service: Service, key: dict[str, str]) -> None:
        self.service = service
        self.key = key

    async def asks(self, method: str, path: str = "", **body: Any) -> Any:
        return await self.service.client.request(
            method, f"/api/webhooks{path}", headers=self.key, json=body or None
        )

    async def made(self) -> dict[str, Any]:
        answer = await self.asks("POST", url=URL)
        assert 201 == answer.status_code, answer.text
        found: dict[str, Any] = answer.json()
        return found


@pytest.fixture
async def operator(service: Service) -> Operator:
    """An operator."""
    return Operator(service, await service.operator())


async def test_endpoints_are_listed_a_page_at_a_time(operator: Operator) -> None:
    for _ in range(3):
        operator.service.clock.advance(1)
        await operator.made()
    whole = (await operator.asks("GET")).json()
    first = (await operator.asks("GET", "?limit=2")).json()
    second = (await operator.asks("GET", f"?limit=2&after={first['next']}")).json()

    assert 2 == len(first["webhooks"])
    assert whole == {"webhooks": first["webhooks"] + second["webhooks"], "next": None}
    assert second["next"] is None
    refused = await operator.asks("GET", "?after=canary")
    assert (422, "invalid") == (refused.status_code, refused.json()["code"])


async def test_secret_is_shown_when_it_is_made_and_never_again(operator: Operator) -> None:
    made = await operator.made()
    rotated = (await operator.asks("POST", f"/{made['id']}/rotate")).json()

    listed = await operator.asks("GET")

    assert made["secret"].startswith("whsec_")
    assert rotated["secret"] != made["secret"]
    assert "whsec_" not in listed.text
    (known,) = listed.json()["webhooks"]
    assert (made["id"], URL, None) == (known["id"], known["url"], known["disabled_at"])
    assert operator.service.clock.now() + 86_400_000 == known["former_until"]


async def test_test_is_listed_and_sent_again(operator: Operator) -> None:
    made = await operator.made()
    sent = await operator.asks("POST", f"/{made['id']}/test")
    assert 202 == sent.status_code
    database = operator.service.database
    (message,) = await told.listed(database, made["id"])
    now = operator.service.clock.now()
    await told.settled(database, message, tried(message, Answer.FAILED, now))

    (shown,) = (await operator.asks("GET", f"/{made['id']}/messages")).json()["messages"]
    again = await operator.asks("POST", f"/{made['id']}/messages/{message.id}/replay")

    assert ("webhook.test", "waiting", "5xx", 1) == (
        shown["type"], shown["outcome"], shown["answer"], shown["tries"],
    )  # fmt: skip
    assert (202, 0, now) == (again.status_code, again.json()["tries"], again.json()["due_at"])


async def test_log_is_read_in_pages(operator: Operator) -> None:
    made = await operator.made()
    for _ in range(5):
        await operator.asks("POST", f"/{made['id']}/test")

    seen: list[str] = []
    after: str | None = ""
    while after is not None:
        path = f"/{made['id']}/messages?limit=2&after={after}"
        page = (await operator.asks("GET", path)).json()
        seen += [message["id"] for message in page["messages"]]
        after = page["next"]

    assert 5 == len(seen) == len(set(seen))


async def test_everything_since_a_moment_is_sent_again(operator: Operator) -> None:
    made = await operator.made()
    await operator.asks("POST", f"/{made['id']}/test")

    answer = await operator.asks("POST", f"/{made['id']}/replay", since=0)

    assert (202, {"messages": 1}) == (answer.status_code, answer.json())


async def test_disabled_one_is_enabled(operator: Operator) -> None:
    made = await operator.made()
    store = SqlWebhookStore(operator.service.database)
    await store.write(
        lambda rows: rows.change_endpoint(told.endpoint(made["id"], disabled_at=Instant(5)))
    )
    assert 5 == (await operator.asks("GET")).json()["webhooks"][0]["disabled_at"]

    answer = await operator.asks("POST", f"/{made['id']}/enable")

    assert (200, None) == (answer.status_code, answer.json()["disabled_at"])


async def test_deleted_one_is_gone(operator: Operator) -> None:
    made = await operator.made()

    assert 204 == (await operator.asks("DELETE", f"/{made['id']}")).status_code

    assert [] == (await operator.asks("GET")).json()["webhooks"]
    again = await operator.asks("DELETE", f"/{made['id']}")
    assert (404, "no_such_endpoint") == (again.status_code, again.json()["code"])


async def test_room_of_the_service_is_told(operator: Operator) -> None:
    made = await operator.made()
    room = await operator.service.room()
    lea = await operator.service.seated(room, "Lea", Role.LEADER)
    await lea.presses("open_meeting")

    await told.followed(operator.service.database)

    listed = await operator.asks("GET", f"/{made['id']}/messages")
    (message,) = listed.json()["messages"]
    assert ("meeting.opened", room) == (message["type"], message["room"])
    assert Phase.OPENING is operator.service.parts.rooms.held[room].room.phase
    assert "Lea" not in listed.text


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("DELETE", f"/{NOBODY}", {}),
        ("POST", f"/{NOBODY}/rotate", {}),
        ("POST", f"/{NOBODY}/enable", {}),
        ("POST", f"/{NOBODY}/test", {}),
        ("GET", f"/{NOBODY}/messages", {}),
        ("POST", f"/{NOBODY}/messages/{NOTHING}/replay", {}),
        ("POST", f"/{NOBODY}/replay", {"since": 0}),
    ],
)
async def test_there_is_no_other_endpoint(
    operator: Operator, method: str, path: str, body: dict[str, Any]
) -> None:
    answer = await operator.asks(method, path, **body)

    assert (404, "no_such_endpoint") == (answer.status_code, answer.json()["code"])


async def test_there_is_no_other_message(operator: Operator) -> None:
    made = await operator.made()

    answer = await operator.asks("POST", f"/{made['id']}/messages/{NOTHING}/replay")

    assert (404, "no_such_message") == (answer.status_code, answer.json()["code"])


@pytest.mark.parametrize(
    ("url", "code"),
    [
        ("http://hooks.example.com/canary", "address_refused"),
        ("https://10.0.0.1/canary", "address_refused"),
        ("https://user:canary@hooks.example.com/", "address_refused"),
        ("http://localhost:8080/canary", "address_refused"),
        ("", "invalid"),
        ("https://hooks.example.com/" + "canary" * 400, "invalid"),
    ],
)
async def test_address_that_may_not_be_called_is_refused_without_an_echo(
    operator: Operator, url: str, code: str
) -> None:
    answer = await operator.asks("POST", url=url)

    assert (422, code) == (answer.status_code, answer.json()["code"])
    assert "canary" not in answer.text


async def test_there_are_only_so_many(operator: Operator) -> None:
    for _ in range(MOST_ENDPOINTS):
        await operator.made()

    answer = await operator.asks("POST", url=URL)

    assert (409, "too_many_endpoints") == (answer.status_code, answer.json()["code"])


async def test_webhooks_are_for_operators(service: Service) -> None:
    room = await service.room()
    machine = Operator(service, await service.key(Scope.ROOM_LEAD, rooms=(room,)))

    for method, path in (("GET", ""), ("POST", f"/{NOBODY}/test")):
        assert 403 == (await machine.asks(method, path)).status_code
    assert 403 == (await machine.asks("POST", url=URL)).status_code
    assert 401 == (await service.client.get("/api/webhooks")).status_code


async def of_organisation(service: Service, name: str) -> Operator:
    """An operator of that organisation."""
    key = await service.parts.access.create_key(
        name, frozenset({Scope.OPERATOR}), frozenset(), expires_in=None, organisation=name
    )
    return Operator(service, {"Authorization": f"Bearer {key.text}"})


async def test_organisation_does_with_its_own_endpoint_all_that_there_is(service: Service) -> None:
    north = await of_organisation(service, "north")
    made = await north.made()
    message = (await north.asks("POST", f"/{made['id']}/test")).json()["id"]

    answers = [
        await north.asks("POST", f"/{made['id']}/rotate"),
        await north.asks("POST", f"/{made['id']}/enable"),
        await north.asks("GET", f"/{made['id']}/messages"),
        await north.asks("POST", f"/{made['id']}/messages/{message}/replay"),
        await north.asks("POST", f"/{made['id']}/replay", since=0),
        await north.asks("DELETE", f"/{made['id']}"),
    ]

    assert "north" == made["organisation"]
    assert [200, 200, 200, 202, 202, 204] == [answer.status_code for answer in answers]


async def test_organisation_is_told_of_its_own_rooms_alone(service: Service) -> None:
    north, ours = await of_organisation(service, "north"), await service.room()
    made = await north.made()
    mine = (await service.client.post("/api/rooms", json={}, headers=north.key)).json()["room"]
    for room in (mine, ours):
        lea = await service.seated(room, "Lea", Role.LEADER)
        await lea.presses("open_meeting")

    await told.followed(service.database)

    listed = (await north.asks("GET", f"/{made['id']}/messages")).json()["messages"]
    assert [("meeting.opened", mine)] == [(one["type"], one["room"]) for one in listed]


async def test_servers_operator_sees_whose_each_endpoint_is(operator: Operator) -> None:
    ours = await operator.made()
    north = await (await of_organisation(operator.service, "north")).made()

    listed = (await operator.asks("GET")).json()["webhooks"]

    assert {ours["id"]: None, north["id"]: "north"} == {
        one["id"]: one["organisation"] for one in listed
    }
    assert 204 == (await operator.asks("DELETE", f"/{north['id']}")).status_code
