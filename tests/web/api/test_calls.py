"""What a call's makers ask over REST, and who may."""

from typing import Any

import httpx
import pytest

from app.access.grants import Scope
from app.rooms.fields import RoomId
from app.rooms.state import CallKind
from app.web.rates import Rates
from tests.support.service import Service, running_parts

URL = "https://calls.example.com/hook"
CANARY = "canary-of-nowhere"
Headers = dict[str, str]


class Maker:
    """Makers of one room's call."""

    def __init__(self, service: Service, room: RoomId, key: Headers) -> None:
        self.service = service
        self.room = room
        self.key = key

    async def asks(
        self, method: str, path: str = "", body: Any = None, **headers: str
    ) -> httpx.Response:
        return await self.service.client.request(
            method, f"/api/calls/{self.room}{path}", json=body, headers=self.key | headers
        )


async def maker_of(service: Service) -> Maker:
    room = await service.room(call=CallKind.CONTRACT)
    return Maker(service, room, await service.key(Scope.ROOM_REPORT, rooms=(room,)))


@pytest.fixture
async def maker(service: Service) -> Maker:
    return await maker_of(service)


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


def participants(*refs: str, **more: Any) -> dict[str, Any]:
    return {"participants": [{"ref": ref, "via": "web", **more} for ref in refs]}


EVENTS = {"events": [{"id": "e1", "ref": "a", "type": "joined", "at": 1}]}
REPORT = {"version": {"seq": 0, "n": 0}, "outcomes": [], "class": "enforced", "at": 1}
ASKED: list[tuple[str, str, Any]] = [
    ("PUT", "", {"url": URL}),
    ("DELETE", "", None),
    ("POST", "/grants", {"person": "ann"}),
    ("POST", "/participants", participants("a")),
    ("POST", "/events", EVENTS),
    ("POST", "/floor-reports", REPORT),
]


async def test_address_is_registered_and_its_secret_shown_once(maker: Maker) -> None:
    made = await maker.asks("PUT", body={"url": URL})

    assert (200, URL) == (made.status_code, made.json()["url"])
    assert made.json()["secret"].startswith("whsec_")
    assert 204 == (await maker.asks("DELETE")).status_code


@pytest.mark.parametrize(
    "url", ["http://calls.example.com/", "https://10.0.0.1/", "https://a@b.c/"]
)
async def test_address_of_nobody_is_refused(maker: Maker, url: str) -> None:
    assert (422, "address_refused") == refusal(await maker.asks("PUT", body={"url": url}))


async def test_whoever_sits_in_the_circle_gets_a_grant_and_is_bound_by_it(maker: Maker) -> None:
    ann = await maker.service.seated(maker.room, "Ann")

    made = await maker.asks("POST", "/grants", {"person": ann.person})
    assert 201 == made.status_code
    assert maker.service.clock.now() < made.json()["expires_at"]
    grant = made.json()["grant"]
    came = await maker.asks("POST", "/participants", participants("a", grant=grant))
    again = await maker.asks("POST", "/participants", participants("b", grant=grant))

    assert {"participants": [{"ref": "a", "identity": "bound"}]} == came.json()
    assert (403, "join_grant_refused") == refusal(again)
    assert grant not in again.text


async def test_whoever_does_not_sit_there_gets_none(maker: Maker) -> None:
    waiting = await maker.service.person(maker.room, "Ann")

    for person in (waiting.person, "nobody"):
        answer = await maker.asks("POST", "/grants", {"person": person})
        assert (409, "not_seated") == refusal(answer)


async def test_what_is_said_of_oneself_is_a_claim_and_nothing_is_nothing(maker: Maker) -> None:
    said = {"participants": [{"ref": "a", "via": "web", "name": "Ann"},
                             {"ref": "b", "via": "app", "person": "ann"},
                             {"ref": "c", "via": "telephone"}]}  # fmt: skip

    answer = await maker.asks("POST", "/participants", said)

    found = {one["ref"]: one["identity"] for one in answer.json()["participants"]}
    assert {"a": "claimed", "b": "claimed", "c": "manual"} == found
    assert "Ann" not in answer.text


async def test_event_is_taken_once(maker: Maker) -> None:
    first = await maker.asks("POST", "/events", EVENTS)
    second = await maker.asks("POST", "/events", EVENTS)

    assert ({"taken": 1}, {"taken": 0}) == (first.json(), second.json())


async def test_report_is_told_the_newest_state(maker: Maker) -> None:
    said = await maker.asks("POST", "/floor-reports", REPORT)
    ahead = await maker.asks("POST", "/floor-reports", REPORT | {"version": {"seq": 1, "n": 0}})

    assert (200, {"newest": {"seq": 0, "n": 0}}) == (said.status_code, said.json())
    assert (409, "unknown_version") == refusal(ahead)


async def test_same_post_under_the_same_key_is_answered_as_before(maker: Maker) -> None:
    ann = await maker.service.seated(maker.room, "Ann")
    asked = "POST", "/grants", {"person": ann.person}

    first, second = [await maker.asks(*asked, **{"idempotency-key": "once"}) for _ in range(2)]

    assert first.json() == second.json()
    assert "true" == second.headers["idempotency-replayed"]


@pytest.mark.parametrize(("method", "path", "body"), ASKED)
class TestWhoMay:
    async def test_nobody_without_a_key(
        self, maker: Maker, method: str, path: str, body: Any
    ) -> None:
        maker.key = {}
        assert (401, "bad_key") == refusal(await maker.asks(method, path, body))

    async def test_no_other_scope_and_no_other_room(
        self, maker: Maker, method: str, path: str, body: Any
    ) -> None:
        service = maker.service
        other = await service.room(call=CallKind.CONTRACT)
        for key in (
            await service.operator(),
            await service.key(Scope.ROOM_READ, Scope.ROOM_LEAD, rooms=(maker.room,)),
            await service.key(Scope.ROOM_REPORT, rooms=(other,)),
        ):
            maker.key = key
            assert (404, "not_found") == refusal(await maker.asks(method, path, body))

    async def test_no_room_of_another_call(
        self, service: Service, method: str, path: str, body: Any
    ) -> None:
        room = await service.room()
        maker = Maker(service, room, await service.key(Scope.ROOM_REPORT, rooms=(room,)))

        assert (409, "not_by_contract") == refusal(await maker.asks(method, path, body))


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/participants", participants("a", "a")),
        ("/participants", participants(CANARY + " ")),
        ("/participants", participants("a", level=CANARY)),
        ("/events", {"events": [EVENTS["events"][0] | {"type": CANARY}]}),
        ("/events", {"events": [EVENTS["events"][0] | {"spoke_for": 12}]}),
        ("/floor-reports", REPORT | {"class": CANARY}),
        ("/floor-reports", REPORT | {CANARY: 1}),
        ("/grants", {"person": "no person"}),
    ],
)
async def test_nonsense_is_refused_and_not_repeated(
    maker: Maker, path: str, body: dict[str, Any], caplog: pytest.LogCaptureFixture
) -> None:
    answer = await maker.asks("POST", path, body)

    assert (422, "invalid") == refusal(answer)
    assert CANARY not in answer.text + caplog.text


async def test_name_that_somebody_calls_themselves_is_in_no_log(
    maker: Maker, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("DEBUG")

    await maker.asks("POST", "/participants", participants("a", name=CANARY))

    assert CANARY not in caplog.text


async def test_flood_is_told_to_wait(tmp_path: Any) -> None:
    async with running_parts(tmp_path, reports=Rates(1, 3, name="reports")) as service:
        maker, another = await maker_of(service), await maker_of(service)
        said = [await maker.asks("POST", "/events", EVENTS) for _ in range(4)]

        assert [200, 200, 200] == [one.status_code for one in said[:3]]
        assert (429, "rate_limited") == refusal(said[3])
        assert "1" == said[3].headers["retry-after"]
        assert '"reports";r=0;t=3' == said[3].headers["ratelimit"]
        assert 200 == (await another.asks("POST", "/events", EVENTS)).status_code
