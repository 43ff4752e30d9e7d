"""Tickets for sockets as a browser draws them: by POST with its pass, at any node."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from random import Random
from types import TracebackType

import httpx

from app.access.passes import cookie_name
from app.rooms.fields import PersonId, RoomId
from app.web.cookies import path_of
from tests.support.cluster import ORIGIN


@dataclass
class Tickets:
    """Drawn at one of `ports`, for as long as the block lasts."""

    chance: Random
    ports: list[int] = field(default_factory=list)
    http: httpx.AsyncClient = field(default_factory=lambda: httpx.AsyncClient(timeout=5.0))

    async def __aenter__(self) -> "Tickets":
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:  # fmt: skip
        await self.http.aclose()

    def of(self, room: RoomId, person: PersonId, pass_text: str) -> Callable[[], Awaitable[str]]:
        """How this browser draws one; raises `OSError` where it gets none for now."""
        head = {
            "Cookie": f"{cookie_name(room, person)}={pass_text}",
            "Origin": ORIGIN,
            "X-Pushback": "1",
        }

        async def ticket() -> str:
            place = f"http://127.0.0.1:{self.chance.choice(self.ports)}"
            try:
                answer = await self.http.post(
                    f"{place}{path_of(room, person)}/ticket", headers=head
                )
                answer.raise_for_status()
            except httpx.HTTPError as error:
                raise OSError("no ticket for now") from error
            return str(answer.json()["ticket"])

        return ticket
