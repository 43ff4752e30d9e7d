"""Taking tickets: whether they are there is asked once for all who show one during such a look.

Hundreds say hello in the same instant. A look of its own for each is a turn of a reading thread
for each, which must wrest the interpreter from a busy loop; and whoever was found by one look goes
on to the database together, to wait for the disk once.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from app.access.admission import Admission
from app.access.errors import TicketInvalid
from app.access.ports import AccessRows, AccessStore
from app.access.secrets import Presented

MOST: Final = 64
"""Tickets to a look; whoever shows one more begins the next."""


@dataclass(slots=True, eq=False)
class Look:
    """Tickets to look for; none is added once it is under way. `found` is which of them there were,
    None when whoever led it went away."""

    wanted: set[str] = field(default_factory=set)
    found: asyncio.Future[frozenset[str] | None] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class Claiming:
    """Looks for tickets, one look at a time, and takes those that are there.

    A look begins after everybody in it has asked, so that it sees all that was written before.
    """

    def __init__(self, store: AccessStore) -> None:
        self._store = store
        self._turn = asyncio.Lock()
        self._next: Look | None = None

    async def claimed(
        self, presented: Presented, claim: Callable[[AccessRows], Admission | None]
    ) -> Admission:
        """Who comes in by this ticket, which `claim` takes; raises `TicketInvalid`.

        Guessing costs a look, which takes nobody's turn: presses wait for whatever is written.
        What was seen lets nobody in; only taking the ticket does, which one of several can.
        """
        is_there = await self._is_there(presented.id)
        came = await self._store.write(claim) if is_there else None
        if came is None:
            raise TicketInvalid
        return came

    async def _is_there(self, ticket_id: str) -> bool:
        while (look := self._next) is not None and len(look.wanted) < MOST:
            look.wanted.add(ticket_id)
            found = await asyncio.shield(look.found)
            if found is not None:
                return ticket_id in found
        return ticket_id in await self._lead(Look({ticket_id}))

    async def _lead(self, look: Look) -> frozenset[str]:
        self._next = look
        try:
            async with self._turn:
                self._begin(look)
                wanted = sorted(look.wanted)
                found = await self._store.read(lambda rows: rows.tickets_there(wanted))
        except Exception as error:
            look.found.set_exception(error)
            look.found.exception()  # it is raised here too, and perhaps nobody else waits
            raise
        else:
            look.found.set_result(found)
            return found
        finally:
            self._begin(look)
            if not look.found.done():
                look.found.set_result(None)

    def _begin(self, look: Look) -> None:
        """Whoever asks from now on goes into the next look."""
        if self._next is look:
            self._next = None
