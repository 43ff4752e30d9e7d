"""The maker of one room's call: where it is told, and what has been said between us."""

from dataclasses import dataclass, field, replace

from app.calls.wanted import Version
from app.contract.floor import nothing_wanted
from app.contract.wire import LASTS_MS, FloorChanged, FloorReport
from app.phases.units import Instant, Millis, later
from app.rooms.fields import RoomId


@dataclass(frozen=True, slots=True)
class Vendor:
    """As stored. `url` and `secret`: where states are posted, and what signs them; None where only
    a socket is told. The secret is readable, because it has to sign (as those of webhooks).

    `floor` is the newest state as it was sent, under `version`, at `floor_at`. What rises: `told`
    with each state, `stirred` when what was closed may be open, `heard` with each event, `reported`
    with each report of the newest state.
    """

    room: RoomId
    url: str | None = field(default=None, repr=False)
    secret: str | None = field(default=None, repr=False)
    version: Version = field(default=Version())
    floor: str | None = None
    floor_at: Instant = Instant(0)
    report: FloorReport | None = None
    told: int = 0
    stirred: int = 0
    heard: int = 0
    reported: int = 0

    def telling(self, version: Version, floor: str, now: Instant) -> "Vendor | None":
        """After a state is sent under that version; None where a newer one was."""
        if version < self.version:
            return None
        return replace(self, version=version, floor=floor, floor_at=now, told=self.told + 1)

    def hearing(self, report: FloorReport) -> "Vendor":
        """After a report of the newest state."""
        return replace(self, report=report, reported=self.reported + 1)

    def stirring(self, *, heard: int = 0, is_stirred: bool) -> "Vendor":
        """After so many events."""
        stirred = self.stirred + is_stirred
        return replace(self, heard=self.heard + heard, stirred=stirred)


def standing(vendor: Vendor, now: Instant) -> str:
    """What somebody who connects is told: the newest state for what is left of its time, or nothing
    once it has run out, for then nobody drives: coming again makes no lock last longer (L10)."""
    left = min(later(vendor.floor_at, Millis(LASTS_MS)) - now, LASTS_MS)
    if vendor.floor is not None and left > 0:
        state = FloorChanged.model_validate_json(vendor.floor)
        return state.model_copy(update={"lasts_ms": left}).model_dump_json()
    return nothing_wanted(vendor.room, vendor.version, now).model_dump_json()


@dataclass(frozen=True, slots=True)
class Pulse:
    """What of a vendor tells that there is something new."""

    told: int = 0
    stirred: int = 0
    reported: int = 0
