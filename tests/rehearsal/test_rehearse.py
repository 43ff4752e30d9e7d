"""A whole rehearsal against a running server, a good one and a broken one, over real sockets."""

from pathlib import Path

import httpx
import pytest

from app.access.grants import Scope
from app.rehearsal.address import Address
from app.rehearsal.client import Refused
from app.rehearsal.failures import root
from app.rehearsal.rehearse import rehearse
from app.rehearsal.screen import Silence
from app.rehearsal.verdict import verdict
from app.rooms import views
from app.rooms.roles import Audience
from app.system import SystemIds, seconds
from tests.rehearsal.conftest import FAST
from tests.support.node import Node, running_node, sqlite_url


def ticks() -> float:
    return seconds() * 1000


async def failed(node: Node) -> set[str]:
    """The checks that a rehearsal at that node does not pass."""
    key = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    evidence = await rehearse(
        (Address(node.origin), key.text),
        speed=FAST,
        watcher=Silence(),
        ids=SystemIds(),
        ticks=ticks,
    )
    return {check.name for check in verdict(evidence) if not check.ok}


@pytest.mark.slow
async def test_a_server_that_shows_members_what_leaders_see_is_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seeing = views.SEES_ALL | {Audience.MEMBER}
    monkeypatch.setattr(views, "SEES_ALL", seeing)
    async with running_node(sqlite_url(tmp_path)) as node:
        assert "only what each may see" in await failed(node)


async def test_a_server_that_is_not_there_is_an_error_of_transport() -> None:
    with pytest.raises((httpx.TransportError, ExceptionGroup)) as away:
        await rehearse(
            (Address("http://127.0.0.1:9"), "pbk_x"),
            speed=FAST,
            watcher=Silence(),
            ids=SystemIds(),
            ticks=ticks,
        )
    assert isinstance(root(away.value), httpx.ConnectError)


async def test_a_key_that_is_no_operators_is_refused(tmp_path: Path) -> None:
    async with running_node(sqlite_url(tmp_path)) as node:
        with pytest.raises((Refused, ExceptionGroup)) as refused:
            await rehearse(
                (Address(node.origin), "pbk_x"),
                speed=FAST,
                watcher=Silence(),
                ids=SystemIds(),
                ticks=ticks,
            )
    error = root(refused.value)
    assert isinstance(error, Refused)
    assert error.code == "bad_key"
