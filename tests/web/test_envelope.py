"""What every exchange is wrapped in, whatever is inside."""

import asyncio
import logging
from collections.abc import MutableMapping
from typing import Any

import orjson
import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from app.web.envelope import MOST_BYTES, Envelope
from tests.support.service import Service

CANARY = "canary-f00d"
Message = MutableMapping[str, Any]


class Answer:
    """What came back."""

    def __init__(self) -> None:
        self.status = 0
        self.headers: dict[str, str] = {}
        self.body = b""

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = {k.decode(): v.decode() for k, v in message["headers"]}
        else:
            self.body += message.get("body", b"")

    @property
    def code(self) -> str:
        return str(orjson.loads(self.body)["code"])


async def echo(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
    body = await Request(scope, receive).body()
    await PlainTextResponse(str(len(body)))(scope, receive, send)


async def through(app: Any, *pieces: Message, path: str = "/api/x", **headers: str) -> Answer:
    coming = list(pieces) or [{"type": "http.request", "body": b"", "more_body": False}]
    answer = Answer()

    async def receive() -> Message:
        if coming:
            return coming.pop(0)
        return await asyncio.get_running_loop().create_future()  # type: ignore[no-any-return]  # never

    sent = [(k.replace("_", "-").encode(), v.encode()) for k, v in headers.items()]
    scope = {"type": "http", "method": "POST", "path": path, "headers": sent}
    await Envelope(app, list[str]().append, body_within=0.05)(scope, receive, answer.send)
    return answer


def _once(message: Message) -> Any:
    async def receive() -> Message:
        return message

    return receive


def piece(body: bytes, *, more: bool = False) -> Message:
    return {"type": "http.request", "body": body, "more_body": more}


async def test_body_arrives_whole() -> None:
    answer = await through(echo, piece(b"ab", more=True), piece(b"c"))

    assert (200, b"3") == (answer.status, answer.body)


async def test_largest_body_is_just_not_too_large() -> None:
    assert 200 == (await through(echo, piece(b"x" * MOST_BYTES))).status


@pytest.mark.parametrize("length", [str(MOST_BYTES + 1), "9" * 4000, "-1", "x"])
async def test_body_that_says_it_is_too_large_is_not_read(length: str) -> None:
    answer = await through(echo, content_length=length)

    assert (413, "too_large") == (answer.status, answer.code)
    assert "close" == answer.headers["connection"]


async def test_body_that_turns_out_too_large_is_refused() -> None:
    answer = await through(echo, piece(b"x" * MOST_BYTES, more=True), piece(b"x", more=True))

    assert (413, "too_large") == (answer.status, answer.code)


async def test_body_that_does_not_come_is_not_waited_for() -> None:
    answer = await through(echo, piece(b"x", more=True))

    assert (408, "too_slow") == (answer.status, answer.code)


async def test_peer_that_goes_is_told_nothing() -> None:
    answer = await through(echo, piece(b"x", more=True), {"type": "http.disconnect"})

    assert 0 == answer.status


async def test_failure_of_ours_is_counted_by_its_kind() -> None:
    async def failing(*_: Any) -> None:
        raise KeyError(CANARY)

    failures: list[str] = []
    scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
    nothing = {"type": "http.request", "body": b"", "more_body": False}
    await Envelope(failing, failures.append)(scope, _once(nothing), Answer().send)

    assert ["KeyError"] == failures


async def test_failure_says_nothing_and_is_written_down_without_values(
    caplog: pytest.LogCaptureFixture,
) -> None:
    async def failing(*_: Any) -> None:
        raise KeyError(CANARY)

    with caplog.at_level(logging.ERROR):
        answer = await through(failing)

    assert (500, "failed") == (answer.status, answer.code)
    assert ["a request failed: KeyError in failing"] == [r.getMessage() for r in caplog.records]
    assert CANARY not in caplog.text + answer.body.decode()


async def test_failure_in_the_middle_of_an_answer_adds_nothing_to_it() -> None:
    async def failing(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        raise KeyError(CANARY)

    answer = await through(failing)

    assert (200, b"") == (answer.status, answer.body)


async def test_headers_are_careful() -> None:
    answer = await through(echo)

    assert "no-referrer" == answer.headers["referrer-policy"]
    assert "nosniff" == answer.headers["x-content-type-options"]
    assert "no-store" == answer.headers["cache-control"]
    assert answer.headers["content-security-policy"].startswith("default-src 'none'")


async def test_answer_may_have_headers_of_its_own() -> None:
    policy = "default-src 'self'"

    answer = await through(Response("x", headers={"Content-Security-Policy": policy}), path="/")

    assert policy == answer.headers["content-security-policy"]
    assert "cache-control" not in answer.headers


async def test_what_is_no_request_passes() -> None:
    seen: list[str] = []

    async def app(scope: MutableMapping[str, Any], receive: Any, send: Any) -> None:
        seen.append(scope["type"])

    await Envelope(app, list[str]().append)({"type": "lifespan"}, None, None)  # type: ignore[arg-type]  # not called

    assert ["lifespan"] == seen


async def test_whole_application_is_wrapped(
    service: Service, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    async def failing() -> None:
        raise KeyError(CANARY)

    monkeypatch.setattr(service.parts.access, "keys", failing)

    answer = await service.client.get("/api/keys", headers=await service.operator())

    assert (500, "failed") == (answer.status_code, answer.json()["code"])
    assert CANARY not in answer.text + caplog.text
