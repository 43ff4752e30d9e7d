"""Who may ask for what; whoever may not learns only that."""

from pathlib import Path

import httpx
import pytest
from starlette.requests import HTTPConnection

from app.access.grants import Scope
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from app.web.askers import address_of
from app.web.http import description
from app.web.rates import Rates
from tests.support.service import ORIGIN, Service, client_of, running_parts
from tests.support.signed import signed


def refusal(answer: httpx.Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["code"]


@pytest.mark.parametrize(
    "authorization",
    [None, "Bearer", "Bearer nonsense", "Basic cGJrOnBiaw==", "Bearer pbk_00000000000000000000_x"],
)
async def test_machine_without_a_good_key_is_not_known(
    service: Service, authorization: str | None
) -> None:
    headers = {} if authorization is None else {"Authorization": authorization}

    answer = await service.client.get("/api/keys", headers=headers)

    assert (401, "bad_key") == refusal(answer)
    assert "Bearer" == answer.headers["www-authenticate"]


async def test_machine_of_a_room_is_no_operator(service: Service) -> None:
    room = await service.room()
    key = await service.key(Scope.ROOM_READ, Scope.ROOM_LEAD, rooms=(room,))

    assert (403, "forbidden") == refusal(await service.client.get("/api/keys", headers=key))


async def test_machine_reads_only_its_rooms(service: Service) -> None:
    mine, other = await service.room(), await service.room()
    key = await service.key(Scope.ROOM_READ, rooms=(mine,))

    assert 200 == (await service.client.get(f"/api/rooms/{mine}", headers=key)).status_code
    assert (403, "forbidden") == refusal(
        await service.client.get(f"/api/rooms/{other}", headers=key)
    )


async def test_machine_that_reads_or_operates_does_not_lead(service: Service) -> None:
    room = await service.room()
    for key in (await service.key(Scope.ROOM_READ, rooms=(room,)), await service.operator()):
        answer = await service.client.post(f"/api/rooms/{room}/commands", json={}, headers=key)

        assert (403, "forbidden") == refusal(answer)


async def test_key_is_asked_before_the_room(service: Service) -> None:
    key = await service.key(Scope.ROOM_READ, rooms=(RoomId("mine"),))

    answer = await service.client.get("/api/rooms/nowhere", headers=key)

    assert (403, "forbidden") == refusal(answer)


async def test_browser_is_known_by_its_cookie(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")

    assert 200 == (await ann.post("renew")).status_code


async def test_browser_without_its_cookie_is_not_known(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    other = service.browser()

    assert (401, "pass_invalid") == refusal(await other.post(f"{ann.path}/renew"))


async def test_cookie_is_good_for_its_own_person_only(service: Service) -> None:
    room = await service.room()
    ann, ben = await service.person(room, "Ann"), await service.person(room, "Ben")
    text = next(v for v in ann.client.cookies.values())
    forged = service.browser()
    for name in ben.client.cookies:
        forged.cookies.set(name, text)

    assert (401, "pass_invalid") == refusal(await forged.post(f"{ben.path}/renew"))


async def test_pass_that_ran_out_says_so(service: Service) -> None:
    ann = await service.person(await service.room(), "Ann")
    service.clock.advance(16 * MINUTE)

    assert (401, "pass_expired") == refusal(await ann.post("ticket"))


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"Origin": "https://elsewhere.example", "X-Pushback": "1"},
        {"Origin": "null", "X-Pushback": "1"},
        {"X-Pushback": "1"},
        {"Origin": ORIGIN},
        {"Origin": ORIGIN, "X-Pushback": "yes"},
    ],
)
@pytest.mark.parametrize("what", ["ticket", "renew", "commands"])
async def test_no_foreign_page_and_no_form_writes_by_cookie(
    service: Service, headers: dict[str, str], what: str
) -> None:
    ann = await service.person(await service.room(), "Ann")
    foreign = client_of(service.app, cookies=ann.client.cookies, headers=headers)

    assert (403, "forbidden") == refusal(await foreign.post(f"{ann.path}/{what}"))


async def test_address_that_opens_too_much_waits(tmp_path: object) -> None:
    from pathlib import Path

    assert isinstance(tmp_path, Path)
    async with running_parts(tmp_path, opens=Rates(1, 2)) as service:
        ann = await service.person(await service.room(), "Ann")
        assert 200 == (await ann.post("ticket")).status_code

        answer = await ann.post("ticket")

        assert (429, "rate_limited") == refusal(answer)
        assert "1" == answer.headers["retry-after"]
        assert (429, "rate_limited") == refusal(
            await service.client.post("/api/enter", json={"link": "x"})
        )
        service.clock.advance(1000)
        assert 200 == (await ann.post("ticket")).status_code


@pytest.mark.parametrize(
    ("client", "address"),
    [
        (("192.0.2.7", 1), "192.0.2.7"),
        (("2001:db8:1:2::9", 1), "2001:db8:1:2::/64"),
        (None, "unknown"),
    ],
)
def test_whoever_has_an_ipv6_address_counts_as_its_network(
    client: tuple[str, int] | None, address: str
) -> None:
    assert address == address_of(HTTPConnection({"type": "http", "client": client}))


async def test_what_is_metered_says_what_is_left(tmp_path: Path) -> None:
    async with running_parts(tmp_path, opens=Rates(1, 2, name="opens")) as service:
        answers = [await service.browser().post("/api/enter", json={}) for _ in range(3)]

    assert ['"opens";r=1;t=1', '"opens";r=0;t=2', '"opens";r=0;t=2'] == [
        answer.headers["ratelimit"] for answer in answers
    ]
    assert {'"opens";q=2;w=2'} == {answer.headers["ratelimit-policy"] for answer in answers}
    assert (429, "rate_limited") == refusal(answers[2])
    assert "1" == answers[2].headers["retry-after"]


def by_key() -> list[tuple[str, str]]:
    """Every method and address that takes a key or a machine's grant, by the description."""
    return [
        (method.upper(), path)
        for path, found in description().document["paths"].items()
        for method, one in found.items()
        if any("key" in scheme for scheme in one.get("security", ()))
    ]


async def test_whatever_takes_a_key_says_what_is_left(service: Service) -> None:
    """By the description, which is made of the routes: whoever adds one has it metered."""
    room = await service.room()
    key = await service.key(*Scope, rooms=(room,))
    ids = dict.fromkeys(("key", "link", "webhook", "message"), "0" * 20)

    untold = []
    for method, path in by_key():
        # A cursor that is none: a stream that is let in has no end.
        address = f"{path.format(room=room, **ids)}?cursor=none"
        answer = await service.client.request(method, address, headers=key)
        if not {"ratelimit", "ratelimit-policy"} <= answer.headers.keys():
            untold.append(f"{method} {path}: {answer.status_code}")

    assert [] == untold
    assert 25 < len(by_key())


async def test_operator_who_makes_many_rooms_by_script_waits_and_goes_on(tmp_path: Path) -> None:
    async with running_parts(tmp_path, requests=Rates(2, 10)) as service:
        by, waited = await service.operator(), 0
        for _ in range(16):
            answer = await service.client.post("/api/rooms", headers=by, json={})
            if answer.status_code == 429:
                after = answer.json()["facts"]["after_ms"]
                assert str(after // 1000) == answer.headers["retry-after"]
                waited += after
                service.clock.advance(after)
                answer = await service.client.post("/api/rooms", headers=by, json={})
            assert 201 == answer.status_code

    assert 3_000 == waited


async def test_key_that_asks_too_much_keeps_no_other_waiting(tmp_path: Path) -> None:
    async with running_parts(tmp_path, requests=Rates(1, 1)) as service:
        first, second = await service.operator(), await service.operator()
        answers = [
            await service.client.get("/api/keys", headers=by) for by in (first, first, second)
        ]

    assert [200, 429, 200] == [answer.status_code for answer in answers]


async def test_grants_count_as_the_key_that_signed_them(tmp_path: Path) -> None:
    async with running_parts(tmp_path, requests=Rates(1, 2)) as service:
        room = await service.room()
        (said,) = (await service.key(Scope.ROOM_READ, rooms=(room,))).values()
        text, now = said.removeprefix("Bearer "), service.clock.now()
        answers = [
            await service.client.get(
                f"/api/rooms/{room}",
                headers={"Authorization": f"Bearer {by}"},
            )
            for by in (*(signed(text, now, room=room, read=True, jti=n) for n in "ab"), text)
        ]

    assert [200, 200, 429] == [answer.status_code for answer in answers]


async def test_what_is_answered_again_counts_too(tmp_path: Path) -> None:
    async with running_parts(tmp_path, requests=Rates(1, 2)) as service:
        by = await service.operator() | {"Idempotency-Key": "key-1"}
        answers = [await service.client.post("/api/rooms", headers=by, json={}) for _ in range(3)]

    assert [201, 201, 429] == [answer.status_code for answer in answers]
    assert '"requests";r=0;t=2' == answers[1].headers["ratelimit"]
