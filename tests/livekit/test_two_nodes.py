"""Two nodes and one LiveKit: what one is told makes the other look, and either goes on alone."""

from contextlib import AsyncExitStack
from typing import Any

import pytest

from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.livekit import FakeLiveKit, running_livekit
from tests.support.livekit_guests import CAMERA
from tests.support.livekit_meeting import WEBHOOKS, Meeting, drawn, until
from tests.support.node import Node, running_node
from tests.support.wire import Caller, discussing

pytestmark = pytest.mark.postgres
TAKEN_OVER_WITHIN = 40.0
"""Seconds: the lease of whoever drove, and a machine that is busy with tests."""


def settings(livekit: FakeLiveKit) -> dict[str, Any]:
    return {
        "livekit_url": livekit.url,
        "livekit_key": livekit.key,
        "livekit_secret": livekit.secret,
    }


async def test_webhook_that_another_node_takes_wakes_the_one_that_drives(
    postgres_url: str,
) -> None:
    async with (
        running_livekit() as livekit,
        running_node(postgres_url, **settings(livekit)) as drives,
        running_node(postgres_url, **settings(livekit)) as told,
        AsyncExitStack() as stack,
    ):
        livekit.hook = f"{told.origin}{WEBHOOKS}"
        meeting = await sitting(stack, livekit, drives)
        cleo = await meeting.joins(meeting.cleo)
        await discussing(meeting.ada, meeting.cleo)
        await meeting.locks("enforced")

        assert await cleo.publish(CAMERA)

        await until(lambda: not cleo.is_audible)  # long before the next look by itself


async def test_node_that_is_left_drives_on_and_frees_whom_the_other_has_closed(
    postgres_url: str,
) -> None:
    async with (
        running_livekit() as livekit,
        running_node(postgres_url, **settings(livekit)) as left,
        AsyncExitStack() as stack,
    ):
        livekit.hook = f"{left.origin}{WEBHOOKS}"
        async with running_node(postgres_url, **settings(livekit)) as goes:
            gone = await stack.enter_async_context(AsyncExitStack())
            meeting = await sitting(gone, livekit, goes)
            cleo = await meeting.joins(meeting.cleo)
            await discussing(meeting.ada, meeting.cleo)
            await meeting.locks("enforced")
            callers = meeting.ada.caller, meeting.cleo.caller
            await gone.aclose()
        there = [
            await stack.enter_async_context(
                Caller(left, one.room, one.person, one.pass_text).connected()
            )
            for one in callers
        ]

        await there[1].do("come_back_in")

        await until(lambda: cleo.may_speak, TAKEN_OVER_WITHIN)
        assert not cleo.is_audible
        assert 200 == (await drawn(there[1].caller)).status_code


async def sitting(stack: AsyncExitStack, livekit: FakeLiveKit, node: Node) -> Meeting:
    """Ada and Cleo in the circle, by this node."""
    room = await node.room(call=CallKind.LIVEKIT)
    callers = await node.person(room, "Ada", Role.LEADER), await node.person(room, "Cleo")
    ada, cleo = [await stack.enter_async_context(one.connected()) for one in callers]
    for line in (ada, cleo):
        await line.come_in()
    return Meeting(node, livekit, room, ada, cleo, stack)
