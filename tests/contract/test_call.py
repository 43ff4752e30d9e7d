"""A call that somebody else makes, end to end: a node, a meeting, a vendor over loopback."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.support.node import Node, running_node, sqlite_url
from tests.support.vendor import Vendor, connected, posted_to, vendor_of
from tests.support.wire import Line, discussing


@dataclass
class Meeting:
    """Ada leads; Cleo presents, and sits back in the discussion."""

    node: Node
    ada: Line
    cleo: Line
    vendor: Vendor

    @property
    def said(self) -> str:
        """What Ada reads of the lock."""
        found: str = self.ada.view["enforcement"]["locks"]
        return found

    @property
    def why(self) -> str:
        """Why, as far as leaders are told."""
        found: str = self.ada.view["enforcement"]["why"]
        return found

    async def reads(self, claim: str, why: str = "") -> None:
        """Ada comes to read that."""
        await self.ada.until(lambda _: (self.said, self.why) == (claim, why))


@contextlib.asynccontextmanager
async def meeting(folder: Path, **settings: Any) -> AsyncIterator[Meeting]:
    async with running_node(sqlite_url(folder), **settings) as node:
        room = await node.room(call=CallKind.CONTRACT)
        leads = await node.person(room, "Ada", Role.LEADER)
        presents = await node.person(room, "Cleo")
        vendor = await vendor_of(node, room)
        async with leads.connected() as ada, presents.connected() as cleo:
            yield Meeting(node, ada, cleo, vendor)


@pytest.fixture
async def at(tmp_path: Path) -> AsyncIterator[Meeting]:
    """A meeting whose call is somebody else's."""
    async with meeting(tmp_path) as made:
        yield made


async def cleo_sits_back(at: Meeting) -> None:
    """Cleo is in the call by a grant, as `laptop`, and sits back."""
    await discussing(at.ada, at.cleo)


TOLD_BY = {"posts": posted_to, "a socket": connected}


@pytest.mark.parametrize("way", TOLD_BY)
class TestEitherWay:
    async def test_lock_is_enforced_once_the_call_has_reported_it(
        self, at: Meeting, way: str
    ) -> None:
        async with TOLD_BY[way](at.vendor):
            await at.vendor.lets_in("dial", name="Unknown")
            await cleo_sits_back(at)
            await at.vendor.lets_in_bound("laptop", at.cleo.caller.person)
            await at.reads("enforced")

            assert {"dial"} == at.vendor.audible()
            assert "laptop" in at.vendor.shut
