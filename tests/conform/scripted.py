"""A stand that hears what a test says, look by look."""

from collections.abc import Sequence

from app.calls.places import Ref
from app.conform.pace import Pace
from app.conform.stand import Guest, Posting
from app.conform.told import Told
from app.conform.wire import Act, Floor

BRISK = Pace(deadline=0.2, watch=0.02, bound=0.05, listener=0.02, rest=0.005)


class ScriptedStand:
    """`looks`: who is heard, in turn; the last one for ever. `sent`: what was brought."""

    tells = True

    def __init__(self, *looks: str) -> None:
        self.told = Told()
        self.looks: list[frozenset[Ref]] = [frozenset(one.split()) for one in looks]
        self.sent: list[tuple[Floor, Posting]] = []
        self.acts: list[tuple[Act, Ref | None, Guest | None]] = []
        self.statuses: Sequence[int] = (202,)
        self.is_away = False

    async def act(self, act: Act, ref: Ref | None, guest: Guest | None) -> Ref:
        """As `Stand.act`: `place-1`, `place-2`, ... for those who come."""
        self.acts.append((act, ref, guest))
        comes = [one for one, _, _ in self.acts if one is Act.JOIN]
        return f"place-{len(comes)}" if act is Act.JOIN else ref or ""

    async def listen(self, at: Ref | None = None) -> frozenset[Ref]:
        """As `Stand.listen`."""
        return self.looks.pop(0) if len(self.looks) > 1 else self.looks[0]

    async def send(self, floor: Floor, posting: Posting) -> tuple[int, ...]:
        """As `Stand.send`."""
        self.sent.append((floor, posting))
        return tuple(self.statuses)

    def away(self, *, is_away: bool) -> None:
        """As `Stand.away`."""
        self.is_away = is_away
