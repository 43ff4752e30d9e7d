"""clients/python/README.md is true: its lines run as they stand there, against a real node."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

from standardwebhooks.webhooks import Webhook

import pushback
from app.access.grants import Scope
from tests.support.node import Node
from tests.support.programs import awaited, blocks, python
from tests.support.sdk_rooms import key, link

README = "clients/python/README.md"
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
BODY = json.dumps({"type": "meeting.ended", "data": {}}).encode()


async def test_the_first_program_runs(node: Node) -> None:
    (code,) = blocks(README, "python program")
    (told,) = blocks(README, "text")

    assert told == await python(code, await link(node, await node.room()))


async def test_all_lines_run_one_after_the_other(node: Node) -> None:
    names = await given(node)
    seen, following, asked, without, webhooks = blocks(README, "python")

    assert "gathering open True\n[]\nNone ms left; running\n" == await awaited(seen, names)
    assert "" == await awaited(following, names)
    assert "illegal_here False" == (await awaited(asked, names)).splitlines()[-1]
    first, happened = (await awaited(without, names)).splitlines()
    assert "Ada has a link as leader" == first
    assert "phase_entered" in happened
    assert "meeting.ended\n" == await awaited(webhooks, names)
    assert "answer 400" in await awaited(webhooks, names | {"HEADERS": {}})


async def given(node: Node) -> dict[str, Any]:
    """What the lines of the README take as known."""
    room = await node.room()
    sent = datetime.now(UTC)
    return {
        **vars(pushback),
        "asyncio": asyncio,
        "SERVER": node.origin,
        "ROOM": room,
        "KEY": await key(node, room, Scope.ROOM_READ, Scope.ROOM_LEAD),
        "OPERATORS_KEY": await key(node, None, Scope.OPERATOR),
        "SECRET": SECRET,
        "BODY": BODY,
        "HEADERS": {
            "webhook-id": "msg_1",
            "webhook-timestamp": str(int(sent.timestamp())),
            "webhook-signature": Webhook(SECRET).sign("msg_1", sent, BODY.decode()),
        },
    }
