"""An operator's key at work, against a real node."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from app.access.grants import Scope
from app.rehearsal.address import Address
from app.rehearsal.client import Refused
from app.rehearsal.office import AGREEMENT, Office
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from tests.support.node import Node, running_node, sqlite_url


@pytest.fixture
async def node(tmp_path: Path) -> AsyncIterator[Node]:
    """A node of its own."""
    async with running_node(sqlite_url(tmp_path)) as running:
        yield running


@pytest.fixture
async def office(node: Node) -> AsyncIterator[Office]:
    """An office with a good key."""
    made = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    opened = Office(Address(node.origin), made.text)
    yield opened
    await opened.close()


async def held(node: Node, room: str) -> LiveRoom:
    return await node.service.rooms.hold(RoomId(room))


async def test_a_room_is_marked_as_a_rehearsal_and_faster(node: Node, office: Office) -> None:
    live = await held(node, await office.make_room("two_case_90", 60))
    assert live.room.is_rehearsal
    assert live.room.plan.steps[0].limit == 8_000
    assert live.room.agreement.text == AGREEMENT


async def test_links_lead_to_the_room_with_name_and_role(node: Node, office: Office) -> None:
    room = await office.make_room("two_case_90", 60)
    personal = await office.personal_link(room, "Ann", "leader")
    shared = await office.shared_link(room)
    assert all(link.startswith("http") and f"/r/{room}#" in link for link in (personal, shared))
    found = await node.service.access.links(RoomId(room))
    assert [(one.name, one.role) for one in found] == [("Ann", "leader"), (None, "member")]


async def test_the_log_is_read_in_pages_by_a_key_for_this_room_alone(
    node: Node, office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.rehearsal.office.MOST_ENTRIES", 1)
    room = await office.make_room("two_case_90", 60)
    (entry,) = await office.log(room)
    assert (entry.seq, entry.type) == (1, "room_created")
    (_, reader) = await node.service.access.keys()
    assert reader.rooms == {RoomId(room)}
    assert reader.scopes == {Scope.ROOM_READ}


async def test_the_reading_key_is_revoked_at_the_end(node: Node) -> None:
    made = await node.service.access.create_key(
        "x", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    office = Office(Address(node.origin), made.text)
    await office.log(await office.make_room("two_case_90", 60))
    await office.close()
    (own, reader) = await node.service.access.keys()
    assert own.revoked_at is None
    assert reader.revoked_at is not None


async def test_a_bad_key_is_refused_by_code(node: Node) -> None:
    office = Office(Address(node.origin), "pbk_nothing")
    with pytest.raises(Refused) as refused:
        await office.make_room("two_case_90", 60)
    assert refused.value.code == "bad_key"
    await office.close()
