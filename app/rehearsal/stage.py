"""The room during the play: who is on, how long a step has lasted, what everybody must see."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field

from app.rehearsal.bots import Bot, Part, WentWrong, phase, seats
from app.rehearsal.client import PATIENCE
from app.rehearsal.page import Json, Page

SHORTEST_EXTENSION = 1_000
"""Milliseconds; a step cannot be extended by less."""


@dataclass
class Stage:
    """Everything a scene can reach. `bring` lets somebody in who was not here at the beginning."""

    bots: dict[Part, Bot]
    bring: Callable[[Part], Awaitable[None]]
    canaries: tuple[str, ...]
    """Words that only leaders may ever receive."""
    gone: set[Part] = field(default_factory=set)
    notes: Json = field(default_factory=dict)
    """What a scene remembers for a later one, and for the verdict."""

    def __getitem__(self, part: Part) -> Bot:
        return self.bots[part]

    @property
    def lead(self) -> Bot:
        """Leads the first case."""
        return self.bots[Part.LEADER]

    @property
    def co(self) -> Bot:
        """Leads the second case."""
        return self.bots[Part.CO_LEADER]

    @property
    def circle(self) -> tuple[Bot, ...]:
        """Every bot that has a seat and a connection."""
        return tuple(
            bot
            for part, bot in self.bots.items()
            if part not in self.gone and seats(bot.page) and bot.client.online.is_set()
        )

    async def everyone_sees(self, what: str, holds: Callable[[Page], object]) -> None:
        """Wait until every page in the circle shows it."""
        async with asyncio.TaskGroup() as tasks:
            for bot in self.circle:
                tasks.create_task(bot.sees(what, holds))

    async def move(self, by: Bot, to: str, **fields: object) -> None:
        """One leader presses "next", and everybody sees where it leads."""
        await by.do("advance", **fields)
        await self.everyone_sees(f"the phase {to}", lambda page: phase(page) == to)

    async def spend(self, share: float) -> None:
        """Wait until the running step has spent that share of its minutes, by the leader's clock.

        A step without minutes, or with none left to wait for, is not waited for.
        """
        clock = self.lead.page.section("clock")
        if clock.get("limit_ms") is None or clock.get("since") is None:
            return
        due = clock["since"] + share * clock["limit_ms"] - clock["spent_ms"]
        await asyncio.sleep(max(0.0, due - self.lead.client.server_now()) / 1000)

    async def zero(self) -> None:
        """Wait until the end of the step's minutes is a recorded fact."""
        clock = self.lead.page.section("clock")
        await self.spend(1.0)
        await self.lead.sees("the end of the minutes", lambda page: page.section("clock")["zero"])
        if not clock.get("limit_ms"):
            raise WentWrong("the step had no minutes to reach the end of")

    async def extend(self, by: Bot, share: float) -> None:
        """More minutes, as a share of the step's own."""
        limit: int = by.page.section("clock")["limit_ms"]
        await by.do("extend", by=max(SHORTEST_EXTENSION, round(limit * share)))

    async def lost_for(self, bot: Bot, meanwhile: Callable[[], Awaitable[None]]) -> None:
        """The bot's network is gone while something else happens, and then is back."""
        bot.client.cut()
        try:
            await meanwhile()
        finally:
            bot.client.online.set()
        await bot.sees("the meeting again", lambda _: bot.client.is_connected, PATIENCE)
