"""What the HTTP edge is made of: everything it needs from the floors below and from `main`."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.access.service import Access
from app.calls.ports import LettingIn
from app.contract.service import Contract
from app.rooms.errors import NotFound, RoomClosed, Unavailable
from app.rooms.fields import RoomId
from app.rooms.live import LiveRoom
from app.rooms.ports import LogUnavailable
from app.rooms.reception import Reception
from app.rooms.record import Record
from app.rooms.service import Rooms
from app.rooms.state import CallKind
from app.web.entry import Entry
from app.web.guests import Guests
from app.web.limits import Addresses
from app.web.pressing import Pressing
from app.web.rates import Rates
from app.webhooks.service import Webhooks


@dataclass(frozen=True, slots=True)
class Parts:
    """`opens` meters link openings and tickets by address, `presses` commands by whoever presses.

    Pages of `embedders` may show our panel. `base_url` is where links point; over https it makes
    cookies `Secure`. `record` is what is left of a reduced room. `readiness` lists complaints by
    name, none when ready. `is_leaving`: whoever would stay connected is sent elsewhere.
    `metrics_text` None: no metrics are served.
    `requests` meters what machines ask by their key, where nothing else does; `reports` what the
    makers of a call say, by key and room; `unsigned` what others say in LiveKit's name, by address.
    `usual_call`: of rooms for which nobody says otherwise. `livekit`: None where there is none.
    """

    access: Access
    webhooks: Webhooks
    contract: Contract
    rooms: Rooms
    reception: Reception
    entry: Entry
    guests: Guests
    pressing: Pressing
    addresses: Addresses
    opens: Rates
    presses: Rates
    requests: Rates
    reports: Rates
    unsigned: Rates
    origins: frozenset[str]
    embedders: tuple[str, ...]
    base_url: str
    record: Callable[[RoomId], Awaitable[Record | None]]
    readiness: Callable[[], Awaitable[list[str]]]
    is_leaving: Callable[[], bool]
    metrics_text: Callable[[], bytes] | None
    usual_call: CallKind = CallKind.BESIDE
    livekit: LettingIn | None = None

    @property
    def has_call(self) -> bool:
        """Whether the page of a meeting may ask for a camera and a microphone."""
        return self.usual_call is CallKind.BUILT_IN

    @property
    def is_secure(self) -> bool:
        """Whether browsers reach us over https."""
        return self.base_url.startswith("https://")

    async def room(self, room_id: RoomId) -> LiveRoom:
        """The room, one that has ended too; raises `NotFound`, `Unavailable`."""
        try:
            return await self.reception.open(room_id)
        except RoomClosed:
            return await self.rooms.hold(room_id)

    async def check_room(self, room_id: RoomId) -> None:
        """Raises `NotFound` where there is no such room, without loading it; `Unavailable`."""
        try:
            heads = await self.rooms.log.heads([room_id])
        except LogUnavailable:
            raise Unavailable from None
        if room_id not in heads:
            raise NotFound
