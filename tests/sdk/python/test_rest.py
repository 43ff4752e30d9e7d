"""What somebody who stands before a server may answer in its place."""

import pytest

from pushback.address import Address
from pushback.errors import Refused
from pushback.rest import Rest
from tests.support.receiver import Receiver, answer, receiving, says

SECRET = "pbl_canary-f00d"


async def refused_by(receiver: Receiver) -> Refused:
    async with Rest(Address(f"http://127.0.0.1:{receiver.port}"), {}) as rest:
        with pytest.raises(Refused) as refused:
            await rest.post("/api/enter", {"link": SECRET})
    return refused.value


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_nobody_is_sent_elsewhere_with_their_secret_and_they_are_told(status: int) -> None:
    async with (
        receiving() as other,
        receiving(says(answer(status, location=other.url))) as receiver,
    ):
        refused = await refused_by(receiver)

    assert [] == other.got
    assert ("failed", True) == (refused.code, refused.retry)
    assert "sends elsewhere" in refused.say
    assert SECRET not in f"{refused}"


@pytest.mark.parametrize("body", [b"<h1>Welcome to our hotel</h1>", b""])
async def test_page_of_a_network_that_asks_for_a_password_is_gone_later(body: bytes) -> None:
    """Whoever takes it for a server's no leaves a meeting for good because of a tunnel."""
    async with receiving(says(answer(200, body))) as receiver:
        refused = await refused_by(receiver)

    assert ("failed", True) == (refused.code, refused.retry)


@pytest.mark.parametrize(
    ("status", "asks", "retry", "after"),
    [(429, "7", True, 7_000), (502, "", True, 0), (503, "x", True, 0), (404, "", False, 0)],
)
async def test_what_is_no_problem_document_is_read_by_its_status(
    status: int, asks: str, retry: bool, after: int
) -> None:
    async with receiving(says(answer(status, b"Busy", retry_after=asks))) as receiver:
        refused = await refused_by(receiver)

    assert ("failed", retry, after) == (refused.code, refused.retry, refused.after_ms)
