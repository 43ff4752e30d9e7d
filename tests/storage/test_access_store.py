from pathlib import Path

import pytest

from app.access.errors import BadLink
from app.access.ports import AccessRows, AccessStore
from app.access.secrets import Kind, parse
from tests.support.door import ROOM, Door, sqlite_door


async def test_store_keeps_the_port(door: Door) -> None:
    store: AccessStore = door.store

    assert [] == await store.read(lambda rows: rows.list_links(ROOM))


async def test_what_was_written_is_read_by_whoever_comes_next(door: Door) -> None:
    link = await door.personal()

    found = await door.store.write(lambda rows: rows.find_link(link.link.id))

    assert link.link == found


async def test_what_the_work_raises_is_raised_and_undone(door: Door) -> None:
    link = await door.personal()
    ticket = parse(Kind.TICKET, await door.ticket(await door.open(link)))

    def work(rows: AccessRows) -> None:
        rows.take_ticket(ticket.id)
        raise BadLink

    with pytest.raises(BadLink):
        await door.store.write(work)

    assert await door.store.write(lambda rows: rows.take_ticket(ticket.id)) is not None


async def test_no_secret_is_in_the_file(tmp_path: Path) -> None:
    async with sqlite_door(tmp_path) as door:
        link = await door.shared()
        opened = await door.open(link)
        unused = await door.ticket(opened)
        tab = await door.again(await door.hello(opened))
        await door.access.check_pass(opened.pass_text, ROOM)

    written = bytes_in(tmp_path)
    for text in (link.text, opened.pass_text, unused, tab.resume_text):
        kind, row_id, secret = text.split("_", 2)
        assert row_id.encode() in written, kind
        assert secret.encode() not in written, kind


def bytes_in(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for path in folder.iterdir())
