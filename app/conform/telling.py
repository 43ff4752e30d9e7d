"""Whether a stand tells by itself what happens in its call, and tells it as it was."""

from dataclasses import dataclass, field

from app.calls.capabilities import Identity
from app.conform import steps as s
from app.conform.inbound import identity_of
from app.conform.noticing import NotSo
from app.conform.side import Side
from app.conform.stand import NotPlayable, Stand
from app.contract.wire import By, EventSaid, Happened, ParticipantSaid

Telling = s.IsIntroduced | s.IsTold | s.IsNoTry | s.IsWellFormed
MOST_SHOWN = 3
"""Of what had to be refused."""


@dataclass
class Identities:
    """How those who came were said to be who they are, in a whole run."""

    seen: set[Identity] = field(default_factory=set)

    @property
    def weakest(self) -> Identity | None:
        """None where nobody was introduced."""
        order = (Identity.MANUAL, Identity.CLAIMED, Identity.BOUND)
        return next((one for one in order if one in self.seen), None)


@dataclass
class Hearsay:
    """What is told in one scenario, from `since` on."""

    stand: Stand
    side: Side
    identities: Identities
    since: float

    async def check(self, step: Telling, end: float) -> None:
        """Whether that has been told by then; raises `NotSo`, `NotPlayable`."""
        if not self.stand.tells:
            raise NotPlayable("This call tells nobody else what happens in it.")
        match step:
            case s.IsIntroduced(who):
                await self._is_introduced(who, end)
            case s.IsTold():
                await self._is_told(step, end)
            case s.IsNoTry(who):
                if any(self._is_own(one, who) for _, one in self._events()):
                    raise NotSo(f"{who}'s microphone was said to be opened by their own hand.")
            case s.IsWellFormed():
                if refused := self.stand.told.refused:
                    shown = "; ".join(dict.fromkeys(refused[-MOST_SHOWN:]))
                    raise NotSo(f"{len(refused)} requests had to be refused, the last: {shown}.")

    async def _is_introduced(self, who: s.Who, end: float) -> None:
        ref, told = self.side.places[who], self.stand.told
        found = await told.until(lambda: told.introduced.get(ref), end)
        if found is None:
            raise NotSo(f"Nobody was introduced under the reference that {who} was given.")
        self.identities.seen.add(self._identity(found, who))

    def _identity(self, found: ParticipantSaid, who: s.Who) -> Identity:
        """By a grant of ours, by what they say, or by a leader alone."""
        if found.person is not None and found.person != self.side.person(who):
            raise NotSo(f"{who} was introduced as another person.")
        if found.grant is not None and found.grant not in self.side.grants.get(who, ()):
            raise NotSo(f"{who} was introduced by a grant that they had not brought.")
        return identity_of(found)

    async def _is_told(self, step: s.IsTold, end: float) -> None:
        def found() -> EventSaid | None:
            return next((one for _, one in self._events() if self._is_that(one, step)), None)

        if await self.stand.told.until(found, end) is None:
            how = " by their own hand" if step.is_own else ""
            raise NotSo(f"No event `{step.type}`{how} came of {step.who}.")

    def _is_that(self, event: EventSaid, step: s.IsTold) -> bool:
        if step.is_own:
            return self._is_own(event, step.who)
        return event.type == step.type and event.ref in self.side.refs(step.who)

    def _is_own(self, event: EventSaid, who: s.Who) -> bool:
        is_opened = event.type is Happened.MICROPHONE and event.open is True
        return is_opened and event.by is By.SELF and event.ref in self.side.refs(who)

    def _events(self) -> list[tuple[float, EventSaid]]:
        return [(at, one) for at, one in self.stand.told.events if at >= self.since]
