"""The ways in, where a pass has run out meanwhile."""

import httpx
import pytest

from app.rooms.fields import RoomId
from app.rooms.roles import Role
from pushback import Refused
from pushback.address import link_of
from pushback.ways import ByLink
from tests.support.node import Node
from tests.support.sdk_rooms import link


async def opened(node: Node) -> tuple[ByLink, RoomId]:
    """Somebody whose browser has lost its pass since it opened the link."""
    room = await node.room()
    way = ByLink(link_of(await link(node, room, "Ada", Role.LEADER)))
    await way.begin()
    way._rest._http.cookies.clear()
    return way, room


async def test_a_link_is_opened_again_when_its_pass_is_gone(node: Node) -> None:
    way, _ = await opened(node)

    assert (await way.secret())["ticket"].startswith("pbt_")
    await way.close()


async def test_a_link_that_was_revoked_meanwhile_is_not(node: Node) -> None:
    way, room = await opened(node)
    (found,) = await node.service.access.links(room)
    await node.service.access.revoke_link(room, found.id)
    with pytest.raises(Refused) as refused:
        await way.secret()

    assert "link_revoked" == refused.value.code
    await way.close()


async def test_no_other_refusal_opens_the_link_again(node: Node) -> None:
    """Whoever is told to wait would ask three times instead of once."""
    room = await node.room()
    way = ByLink(link_of(await link(node, room, "Ada", Role.LEADER)))
    await way.begin()
    (found,) = await node.service.access.links(room)
    await node.service.access.revoke_link(room, found.id)
    asked: list[str] = []

    async def note(request: httpx.Request) -> None:
        asked.append(request.url.path)

    way._rest._http.event_hooks = {"request": [note]}
    with pytest.raises(Refused) as refused:
        await way.secret()

    assert "link_revoked" == refused.value.code
    assert [f"{way.path}/ticket"] == asked
    await way.close()
