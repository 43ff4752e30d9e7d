"""A stand at its URL: what is posted there, and what of its answers is read."""

import asyncio
from collections.abc import AsyncIterator, Callable, Coroutine
from typing import Any

import httpx
import orjson
import pytest
from standardwebhooks import Webhook
from standardwebhooks.webhooks import WebhookVerificationError

from app.calls.wanted import Version, Wanted
from app.conform.http_stand import MOST_BYTES, HttpStand
from app.conform.pace import Pace
from app.conform.stand import Guest, NotPlayable, Posting, Seal
from app.conform.told import Told
from app.conform.wire import Act, Floor
from app.phases.units import MINUTE, Millis
from app.rooms.fields import PersonId
from app.system import SystemClock
from tests.conform.stands import CALL, HOOK, SECRET
from tests.simulation.loop import VirtualLoop
from tests.support.ids import CountingIds

CLEO = PersonId("p1")
FLOOR = Floor(Version(1), SystemClock().now(), {"a": (CLEO, Wanted(True))}, frozenset())
Answering = Callable[[httpx.Request], httpx.Response]


def stand(answer: Answering | httpx.AsyncBaseTransport) -> HttpStand:
    there = answer if isinstance(answer, httpx.AsyncBaseTransport) else httpx.MockTransport(answer)
    return HttpStand(
        HOOK, SECRET, CALL, told=Told(), pace=Pace(), clock=SystemClock(), ids=CountingIds(),
        transport=there,
    )  # fmt: skip


class EndlessHead(httpx.AsyncBaseTransport):
    """A stand whose head comes byte by byte: every byte is in time, and it never ends."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        await asyncio.sleep(3600)
        raise AssertionError("nobody waits for so long")


class EndlessBody(httpx.AsyncBaseTransport):
    """A stand whose body does."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return httpx.Response(202, content=self._bytes())

    async def _bytes(self) -> AsyncIterator[bytes]:
        while True:
            await asyncio.sleep(1)
            yield b" "


def soon(asked: Coroutine[Any, Any, Any]) -> Any:
    """What comes of it within a minute, on virtual time."""

    async def bounded() -> Any:
        async with asyncio.timeout(60):
            return await asked

    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    return loop.run_until_complete(bounded())


def says(body: object, status: int = 200) -> Answering:
    return lambda _: httpx.Response(status, json=body)


async def brought(posting: Posting) -> list[httpx.Request]:
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(202)

    assert (202,) * posting.copies == await stand(answer).send(FLOOR, posting)
    return requests


async def test_state_is_signed_by_standard_webhooks() -> None:
    (request,) = await brought(Posting())
    read = Webhook(SECRET).verify(request.content, dict(request.headers))

    assert ("floor.changed", CALL) == (read["type"], read["call"])


@pytest.mark.parametrize(
    "posting",
    [
        Posting(seal=Seal.FOREIGN),
        Posting(seal=Seal.NONE),
        Posting(seal=Seal.ALTERED),
        Posting(skew=Millis(-6 * MINUTE)),
        Posting(skew=Millis(6 * MINUTE)),
    ],
)
async def test_what_has_to_be_refused_does_not_verify(posting: Posting) -> None:
    (request,) = await brought(posting)
    with pytest.raises(WebhookVerificationError):
        Webhook(SECRET).verify(request.content, dict(request.headers))


async def test_copies_are_one_message() -> None:
    one, other = await brought(Posting(copies=2))

    assert one.headers["webhook-id"] == other.headers["webhook-id"]
    assert one.content == other.content


async def test_late_short_and_richer_states_are_what_they_say() -> None:
    (request,) = await brought(Posting(has_more=True, is_short=True))
    said = orjson.loads(request.content)

    assert Pace().lasts_ms == said["lasts_ms"]
    assert "later" in said
    assert "later" in said["participants"][0]


async def test_act_is_answered_with_a_place() -> None:
    assert "x1" == await stand(says({"ref": "x1"})).act(Act.JOIN, None, Guest(CLEO, "g"))


async def test_listener_answers_who_is_heard() -> None:
    assert frozenset({"a", "b"}) == await stand(says({"audible": ["a", "b"], "more": 1})).listen()


@pytest.mark.parametrize(
    "answer",
    [
        says({"audible": "a"}),
        says({"audible": ["a b"]}),
        says({"audible": []}, 500),
        says({"audible": []}, 307),
        lambda _: httpx.Response(200, content=b"canary"),
        lambda _: httpx.Response(200, content=b"[" * (MOST_BYTES * 2)),
    ],
    ids=["a text", "no places", "a fault", "a redirect", "no JSON", "too much"],
)
async def test_answer_that_is_none_shows_nothing_and_is_not_repeated(answer: Answering) -> None:
    with pytest.raises(NotPlayable) as caught:
        await stand(answer).listen()
    assert "canary" not in str(caught.value)


async def test_stand_that_cannot_be_reached_shows_nothing() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise httpx.ConnectError("canary", request=request)

    with pytest.raises(NotPlayable) as caught:
        await stand(answer).listen("a")
    assert "canary" not in str(caught.value)
    assert (0,) == await stand(answer).send(FLOOR, Posting())


@pytest.mark.parametrize("endless", [EndlessHead, EndlessBody])
def test_stand_that_trickles_shows_nothing_and_holds_up_nobody(
    endless: type[httpx.AsyncBaseTransport],
) -> None:
    with pytest.raises(NotPlayable):
        soon(stand(endless()).listen())


def test_state_is_taken_by_its_status_however_long_the_rest_of_the_answer_is() -> None:
    assert (0,) == soon(stand(EndlessHead()).send(FLOOR, Posting()))
    assert (202,) == soon(stand(EndlessBody()).send(FLOOR, Posting()))
