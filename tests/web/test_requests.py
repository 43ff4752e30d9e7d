import httpx
import pytest
from starlette.requests import Request

from app.web.requests import is_json
from tests.support.service import Service

JSON = {"Content-Type": "application/json"}


async def enter(service: Service, body: bytes, kind: str | None = "application/json") -> str:
    headers = {} if kind is None else {"Content-Type": kind}
    answer: httpx.Response = await service.client.post("/api/enter", content=body, headers=headers)
    assert 422 == answer.status_code
    return str(answer.json()["code"])


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"{",
        b"[]",
        b"1",
        b'"text"',
        b"\xff\xfe",
        b'{"link": NaN}',
        b'{"link": "\\ud800"}',
        b'{"link": ' + b"[" * 50_000,
        b'{"link": ' + b"1" * 5_000 + b"}",
    ],
)
async def test_what_is_not_one_json_object_is_invalid(service: Service, body: bytes) -> None:
    assert "invalid" == await enter(service, body)


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
async def test_what_does_not_say_that_it_is_json_is_invalid(
    service: Service, kind: str | None
) -> None:
    assert "invalid" == await enter(service, b'{"link": "x"}', kind)


@pytest.mark.parametrize(
    ("kind", "expected"),
    [
        ("application/json", True),
        ("Application/JSON; charset=utf-8", True),
        ("text/plain", False),
        ("", False),
    ],
)
def test_kind_of_a_body_is_what_it_says(kind: str, expected: bool) -> None:
    headers = [(b"content-type", kind.encode())]

    assert expected == is_json(Request({"type": "http", "headers": headers}))
