"""Five questions on the real wire, and every kind of no in words of ours."""

import time
from collections.abc import AsyncIterator

import pytest
from aiohttp import web
from livekit.protocol.models import ParticipantInfo

from app.calls.ports import CallUnavailable, Why
from app.calls.wanted import FREE, Wanted
from app.livekit import server as module
from app.livekit.grants import NOTHING, grant_for
from app.livekit.places import Act, Change
from app.livekit.server import Server
from app.livekit.tokens import Tokens
from app.phases.units import Instant
from app.rooms.fields import PersonId, RoomId
from tests.support.livekit import KEY, SECRET, FakeLiveKit, running_livekit
from tests.support.livekit_guests import FakeGuest, NotLetIn

ROOM, CLEO = RoomId("r1"), PersonId("cleo")
MIC = Wanted(microphone_locked=True)


@pytest.fixture
async def livekit() -> AsyncIterator[FakeLiveKit]:
    async with running_livekit() as made:
        yield made


@pytest.fixture
async def server(livekit: FakeLiveKit) -> AsyncIterator[Server]:
    made = Server(livekit.url, KEY, SECRET)
    async with made.session():
        await made.make(ROOM)
        yield made


async def joins(livekit: FakeLiveKit, wanted: Wanted = FREE, who: PersonId = CLEO) -> FakeGuest:
    return await livekit.join(token(livekit, wanted, who))


def token(livekit: FakeLiveKit, wanted: Wanted = FREE, who: PersonId = CLEO) -> str:
    return Tokens(livekit.url, KEY, SECRET).entrance(ROOM, who, wanted, now()).token


def now() -> Instant:
    return Instant(int(time.time() * 1000))


async def change(server: Server, act: Act, wanted: Wanted = FREE) -> None:
    (place,) = await server.places(ROOM)
    grant = NOTHING if act is Act.PUT_OUT else grant_for(wanted)
    await server.change(ROOM, Change(act, place, grant), now() // 1000)


async def test_room_is_made_with_bounds_and_with_nothing_that_records(
    livekit: FakeLiveKit, server: Server
) -> None:
    await server.make(ROOM)

    made = livekit.asked[-1][1]
    assert (ROOM, 60) == (made.name, made.max_participants)
    assert (300, 20) == (made.empty_timeout, made.departure_timeout)
    assert not made.HasField("egress")
    assert not made.agents
    assert not made.metadata


async def test_who_is_there_is_listed_with_what_they_may_send(
    livekit: FakeLiveKit, server: Server
) -> None:
    await joins(livekit, MIC)

    (place,) = await server.places(ROOM)

    assert (CLEO, grant_for(MIC), True, True) == (
        place.ref, place.grant, place.is_ours, place.is_marked,
    )  # fmt: skip


async def test_place_is_closed_and_freed_and_nothing_is_opened(
    livekit: FakeLiveKit, server: Server
) -> None:
    cleo = await joins(livekit)
    assert await cleo.publish()

    await change(server, Act.CLOSE, MIC)
    assert not cleo.is_audible
    assert [1] == list(cleo.info.permission.can_publish_sources)

    await change(server, Act.FREE)
    assert not cleo.is_audible
    assert await cleo.publish()
    assert {"pushback": ROOM} == dict(cleo.info.attributes)


async def test_who_is_put_out_does_not_come_back_with_a_token_from_before(
    livekit: FakeLiveKit, server: Server
) -> None:
    old = token(livekit)
    cleo = await livekit.join(old)

    await change(server, Act.PUT_OUT)

    assert not cleo.is_there
    with pytest.raises(NotLetIn):
        await livekit.join(old)


async def test_what_is_gone_is_no_failure(livekit: FakeLiveKit, server: Server) -> None:
    cleo = await joins(livekit)
    (place,) = await server.places(ROOM)
    await cleo.leave()

    await server.change(ROOM, Change(Act.CLOSE, place, NOTHING), 0)
    await server.change(ROOM, Change(Act.PUT_OUT, place, NOTHING), 0)
    await server.end(ROOM)
    await server.end(ROOM)

    assert () == await server.places(ROOM)


async def test_more_places_than_a_circle_has_are_not_looked_at(
    livekit: FakeLiveKit, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "MOST_PLACES", 2)
    for n in range(3):
        await joins(livekit, who=PersonId(f"p{n}"))

    assert 2 == len(await server.places(ROOM))


async def test_place_that_is_gone_and_still_listed_is_not_there(
    livekit: FakeLiveKit, server: Server
) -> None:
    cleo = await joins(livekit)
    cleo.info.state = ParticipantInfo.DISCONNECTED

    assert () == await server.places(ROOM)


async def why(server: Server) -> Why:
    with pytest.raises(CallUnavailable) as caught:
        await server.places(ROOM)
    assert "canary" not in str(caught.value)
    return caught.value.why


@pytest.mark.parametrize(
    ("status", "said"), [(401, Why.REFUSED), (403, Why.REFUSED), (500, Why.UNREACHABLE)]
)
async def test_no_of_the_server_is_said_in_words_of_ours(
    livekit: FakeLiveKit, server: Server, status: int, said: Why
) -> None:
    livekit.trouble = status

    assert said == await why(server)


async def test_wrong_secret_is_a_refusal(livekit: FakeLiveKit) -> None:
    wrong = Server(livekit.url, KEY, SECRET.upper())
    async with wrong.session():
        assert Why.REFUSED == await why(wrong)


async def test_server_that_does_not_answer_is_late(
    livekit: FakeLiveKit, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "ANSWER_WITHIN", 0.05)
    livekit.slow = 1.0
    hurried = Server(livekit.url, KEY, SECRET)
    async with hurried.session():
        assert Why.LATE == await why(hurried)


async def test_putting_somebody_out_has_less_time_than_all_else(
    livekit: FakeLiveKit, server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "PUT_OUT_WITHIN", 0.05)
    await joins(livekit)
    (place,) = await server.places(ROOM)
    livekit.slow = 0.2
    with pytest.raises(CallUnavailable) as late:
        await server.change(ROOM, Change(Act.PUT_OUT, place, NOTHING), now() // 1000)
    assert Why.LATE is late.value.why
    await server.change(ROOM, Change(Act.CLOSE, place, NOTHING), now() // 1000)


async def test_server_that_is_not_there_cannot_be_reached() -> None:
    nobody = Server("ws://127.0.0.1:1", KEY, SECRET)
    async with nobody.session():
        assert Why.UNREACHABLE == await why(nobody)


async def test_nothing_is_asked_outside_a_session(livekit: FakeLiveKit) -> None:
    assert Why.UNREACHABLE == await why(Server(livekit.url, KEY, SECRET))


async def test_answer_that_is_no_answer_of_livekit_s_is_lost() -> None:
    async def babble(_: web.Request) -> web.Response:
        return web.Response(body=b"\xff\xff canary")

    async with speaking(babble) as port:
        strange = Server(f"ws://127.0.0.1:{port}", KEY, SECRET)
        async with strange.session():
            assert Why.LOST == await why(strange)


async def test_proxy_in_between_that_refuses_is_a_refusal() -> None:
    async def refuse(_: web.Request) -> web.Response:
        return web.Response(status=403, text="canary")

    async with speaking(refuse) as port:
        behind = Server(f"ws://127.0.0.1:{port}", KEY, SECRET)
        async with behind.session():
            assert Why.REFUSED == await why(behind)


class speaking:  # reads as a sentence
    """A web server that answers everything alike."""

    def __init__(self, answer: object) -> None:
        self.app = web.Application()
        self.app.router.add_post("/{tail:.*}", answer)  # type: ignore[arg-type]

    async def __aenter__(self) -> int:
        self.runner = web.AppRunner(self.app)
        await self.runner.setup()
        await web.TCPSite(self.runner, "127.0.0.1", 0).start()
        port: int = self.runner.addresses[0][1]
        return port

    async def __aexit__(self, *_: object) -> None:
        await self.runner.cleanup()
