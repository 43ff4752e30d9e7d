"""A server killed with media flowing: nobody stays locked by it, and nobody is heard who is locked.

Each server is a process of its own and ends by SIGKILL, as in a power cut.
"""

import asyncio
from pathlib import Path

import pytest

from app.calls.tenure import LEASE_LIFE
from tests.janus.processes import Evening, evening
from tests.support.janus import JanusProcess
from tests.support.network import Apart, apart
from tests.support.node import sqlite_url
from tests.support.nursery import Nursery
from tests.support.peers import Peer, now

pytestmark = [pytest.mark.system, pytest.mark.slow]
LEASE_S = LEASE_LIFE / 1000
QUIET_WITHIN = 2.0
"""Seconds from the server's end to that of every stream."""
OWN_PRESS_WITHIN = 20.0
"""Seconds without any leader, on a server that is there, to the presenter's own voice."""


def state_of(peer: Peer) -> str | None:
    """What the page was last told of its microphone."""
    return (peer.last("microphone") or {}).get("is")


async def freed(held: Evening) -> None:
    """Until the presenter's microphone is hers again; nobody has heard her before."""
    since = now()
    await held.cleo.peer.until(lambda peer: state_of(peer) == "closed", OWN_PRESS_WITHIN)
    assert 0 == held.heard_of_cleo(since)


@apart
async def test_when_no_server_is_left_the_call_goes_and_with_it_every_lock(
    there: Apart, janus: JanusProcess, tmp_path: Path, nursery: Nursery
) -> None:
    async with evening(sqlite_url(tmp_path), tmp_path, nursery) as held:
        killed_at = now()
        held.nodes[0].kill()
        async with asyncio.timeout(QUIET_WITHIN):
            for one in (held.ada, held.cleo, held.ben):
                await one.peer.until_hung_up()
        assert 0 == held.heard_of_cleo(killed_at)
        last = max(held.cleo.peer.heard[held.ben.person, "audio"])
        assert last - killed_at < QUIET_WITHIN


@apart
async def test_server_that_comes_back_without_the_leader_opens_to_the_own_press(
    there: Apart, janus: JanusProcess, tmp_path: Path, nursery: Nursery
) -> None:
    async with evening(sqlite_url(tmp_path), tmp_path, nursery) as held:
        held.ada.roamer.is_leaving = True
        held.nodes[0].kill()
        held.nodes[0].start()
        await held.joins(held.ben, held.cleo)
        async with asyncio.timeout(OWN_PRESS_WITHIN):
            await held.ben.peer.open_microphone()
            await freed(held)
            await held.is_heard()


@apart
async def test_another_server_locks_again_within_the_lease_and_lets_go_when_told(
    there: Apart, janus: JanusProcess, tmp_path: Path, nursery: Nursery, postgres_url: str
) -> None:
    async with evening(postgres_url, tmp_path, nursery, nodes=2) as held:
        first, second = held.nodes
        for one in (held.ada, held.cleo):
            one.goes_to(second)
        first.kill()
        async with asyncio.timeout(LEASE_S + 5):
            await held.joins(held.cleo)
            assert state_of(held.cleo.peer) == "locked"
            await held.locks("enforced", patience=LEASE_S + 5)
        await held.is_silent()
        await held.ada.roamer.does("release")
        await freed(held)
        await held.is_heard()


@apart
async def test_another_server_without_the_leader_opens_to_the_own_press(
    there: Apart, janus: JanusProcess, tmp_path: Path, nursery: Nursery, postgres_url: str
) -> None:
    async with evening(postgres_url, tmp_path, nursery, nodes=2) as held:
        first, second = held.nodes
        held.ada.roamer.is_leaving = True
        held.cleo.goes_to(second)
        first.kill()
        async with asyncio.timeout(OWN_PRESS_WITHIN):
            await held.joins(held.cleo)
            assert state_of(held.cleo.peer) == "locked"
            await freed(held)
            await held.is_heard()
