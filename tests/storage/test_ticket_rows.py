"""Several tickets are looked for together, and stay where they are."""

import pytest

from app.access.secrets import Kind, parse
from tests.support.door import Door


@pytest.mark.parametrize("count", [0, 1, 3])
async def test_those_that_there_are_are_told_from_guesses(door: Door, count: int) -> None:
    ann = await door.ann()
    tickets = [parse(Kind.TICKET, await door.ticket(ann)).id for _ in range(count + 1)][:count]
    shown = [*tickets, "none", "'", ""]

    for _ in range(2):
        found = await door.store.read(lambda rows: rows.tickets_there(shown))
        assert set(tickets) == found


async def test_ticket_is_there_until_it_is_taken(door: Door) -> None:
    ticket = parse(Kind.TICKET, await door.ticket(await door.ann()))
    there = [await door.store.read(lambda rows: rows.tickets_there([ticket.id]))]

    await door.store.write(lambda rows: rows.take_ticket(ticket.id))

    there.append(await door.store.read(lambda rows: rows.tickets_there([ticket.id])))
    assert [{ticket.id}, set()] == there
