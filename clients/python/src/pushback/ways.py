"""The ways in: by a link or a ticket, as a person; by an API key, as a machine."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Protocol

import httpx
from websockets.typing import Origin

from pushback.address import Address, Link
from pushback.errors import Refused, Unreachable
from pushback.rest import Rest

Secret = dict[str, str]
"""What a `hello` brings: `ticket` or `resume`, or nothing where the handshake brought a key."""
OPEN_AGAIN = frozenset({"pass_invalid", "pass_expired"})
"""Refusals of a pass after which its link is opened again."""


class Way(Protocol):
    """How to be let into a room, and as whom."""

    @property
    def server(self) -> Address:
        """Where."""
        ...

    @property
    def room(self) -> str:
        """Its id."""
        ...

    @property
    def origin(self) -> Origin | None:
        """What a handshake brings as a page would; None for a machine."""
        ...

    @property
    def headers(self) -> Mapping[str, str]:
        """What else a handshake brings."""
        ...

    async def begin(self) -> None:
        """Before the first connection; raises `Refused`, `Unreachable`."""
        ...

    async def secret(self) -> Secret:
        """What a `hello` brings that cannot go on from a former one; raises as `begin`."""
        ...

    async def close(self) -> None:
        """Nobody comes by it any more."""
        ...


class ByLink:
    """A person with a link; `name` is for somebody new on a shared one. Opening spends nothing."""

    def __init__(self, link: Link, name: str | None = None) -> None:
        self.server = link.server
        self.room = link.room
        self.headers: Mapping[str, str] = {}
        self.origin: Origin | None = Origin(link.server.url)
        self.path = ""
        self._entering = {"link": link.secret, "room": link.room}
        if name is not None:
            self._entering["name"] = name
        self._rest = Rest(link.server, {"Origin": link.server.url, "X-Pushback": "1"})

    async def begin(self) -> None:
        """Open the link: it becomes a pass, which stays in this object."""
        entered = await self._rest.post("/api/enter", self._entering)
        self.room, self.path = entered["room"], entered["path"]

    async def secret(self) -> Secret:
        """A ticket; where the pass has run out, the link is opened again."""
        try:
            return await self._ticket()
        except Refused as refused:
            if refused.code not in OPEN_AGAIN:
                raise
        await self.begin()
        return await self._ticket()

    async def _ticket(self) -> Secret:
        answer = await self._rest.post(f"{self.path}/ticket")
        return {"ticket": answer["ticket"]}

    async def close(self) -> None:
        """Forget the pass."""
        await self._rest.close()


class ByTicket:
    """A person whose pass somebody else keeps: `draw` gives a new ticket each time it is called."""

    def __init__(
        self, server: Address, room: str, draw: Callable[[], Awaitable[str]], origin: str | None
    ) -> None:
        self.server = server
        self.room = room
        self.headers: Mapping[str, str] = {}
        self.origin: Origin | None = Origin(origin or server.url)
        self._draw = draw

    async def begin(self) -> None:
        """Nothing to do before."""

    async def secret(self) -> Secret:
        """What `draw` gives. Where it could not reach whom it asks, it is asked again later, and
        where it raises `Refused`, as that says; anything else is a fault of its own, and raised."""
        try:
            return {"ticket": await self._draw()}
        except (OSError, httpx.HTTPError):
            raise Unreachable from None

    async def close(self) -> None:
        """Nothing to forget."""


class ByKey:
    """A machine. It needs the scope `room:read` to listen, and `room:lead` to press."""

    def __init__(self, server: Address, room: str, key: str) -> None:
        self.server = server
        self.origin: Origin | None = None
        self.room = room
        self.headers: Mapping[str, str] = {"Authorization": f"Bearer {key}"}

    async def begin(self) -> None:
        """Nothing to do before."""

    async def secret(self) -> Secret:
        """The handshake has brought it."""
        return {}

    async def close(self) -> None:
        """Nothing to forget."""
