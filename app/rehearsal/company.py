"""The company: makes the room, lets the bots in, plays the scenes, and brings back the evidence."""

import asyncio
from collections.abc import Callable
from typing import Protocol

import httpx

from app.rehearsal.bots import BEHAVIOUR, NAMES, ROLES, Bot, Part, WentWrong, come_in
from app.rehearsal.client import PATIENCE, Client, NeverSaw, Refused
from app.rehearsal.clock import FIRST_SAMPLES
from app.rehearsal.evidence import Evidence
from app.rehearsal.failures import root
from app.rehearsal.office import Office
from app.rehearsal.recording import Recording, Text
from app.rehearsal.script import MEETING, PLAN, PLANNED_SECONDS, Scene
from app.rehearsal.stage import Stage
from app.rooms.ports import Ids

CLOCKS_EVERY = 0.2
SCENE_WITHIN = 30.0
"""Seconds that a scene may take beside the minutes of its steps."""
AFTERWARDS = 5.0
"""Seconds in which a fresh tab must show the meeting as it was."""
STUMBLES = (NeverSaw, WentWrong, Refused)


class Watcher(Protocol):
    """Sees the play from the leader's chair."""

    def begin(self, leader: Bot, scenes: int) -> None:
        """The leader is connected."""
        ...

    def scene(self, scene: Scene) -> None:
        """This is being played now."""
        ...


class Company:
    """One rehearsal. `ticks` is a monotonic clock in milliseconds, the same for everybody."""

    def __init__(self, office: Office, ids: Ids, ticks: Callable[[], float], speed: float) -> None:
        self.office = office
        self.ids = ids
        self.ticks = ticks
        self.speed = speed
        self.began = ticks()
        self.room = ""
        self.troubles: list[str] = []
        self.spreads: list[float] = []
        self.shared_link = ""
        self.bots: dict[Part, Bot] = {}
        self._tasks: asyncio.TaskGroup | None = None

    async def play(self, watcher: Watcher) -> Evidence:
        """The whole meeting; raises `Refused` or `httpx.TransportError` if it cannot begin."""
        links = await self._open()
        stage = Stage(self.bots, self._bring_late, self._canaries())
        async with asyncio.TaskGroup() as self._tasks:
            for part, link in links.items():
                await self._bring(part, link)
            clocks = self._tasks.create_task(self._compare_clocks())
            watcher.begin(stage.lead, len(MEETING))
            seconds = await self._scenes(stage, watcher)
            clocks.cancel()
            await self._fresh_tabs()
            await self._go_home(stage)
        return Evidence(
            recordings={part: bot.recording for part, bot in self.bots.items()},
            log=tuple(await self.office.log(self.room)),
            spreads=tuple(self.spreads),
            canaries=stage.canaries,
            lost=stage.notes,
            troubles=tuple(self.troubles),
            seconds=seconds,
            speed=self.speed,
        )

    # The room ------------------------------------------------------------------------------

    async def _open(self) -> dict[Part, str]:
        self.room = await self.office.make_room(PLAN, self.speed)
        self.shared_link = await self.office.shared_link(self.room)
        return {
            part: await self.office.personal_link(self.room, NAMES[part], ROLES.get(part, "member"))
            for part in Part
            if part is not Part.LATE
        }

    def _canaries(self) -> tuple[str, ...]:
        return tuple(f"canary {self.ids.secret()}" for _ in range(2))

    # People --------------------------------------------------------------------------------

    async def _bring_late(self, part: Part) -> None:
        await self._bring(part, self.shared_link)

    async def _bring(self, part: Part, link: str) -> None:
        recording = Recording(NAMES[part], part, ROLES.get(part, "member"))
        client = Client(
            self.office.server, self.ids, self._own_ticks(), self._heard(recording.texts)
        )
        bot = self.bots[part] = Bot(part, client, recording)
        await client.enter(link, NAMES[part])
        assert self._tasks is not None
        self._tasks.create_task(self._without_stumbling(client.stay))
        behave = BEHAVIOUR.get(part, come_in)
        bot.own = self._tasks.create_task(self._without_stumbling(lambda: behave(bot)))
        await bot.sees("a welcome", lambda _: client.is_connected)

    def _own_ticks(self) -> Callable[[], float]:
        """A clock as a tab has it: it began when the tab was opened."""
        opened = self.ticks()
        return lambda: self.ticks() - opened

    def _heard(self, texts: list[Text]) -> Callable[[str, str], None]:
        return lambda way, text: texts.append(Text(self.ticks() - self.began, way, text))

    async def _without_stumbling(self, act: Callable[[], object]) -> None:
        try:
            await act()  # type: ignore[misc]
        except STUMBLES as stumble:
            self.troubles.append(str(stumble))

    # The play ------------------------------------------------------------------------------

    async def _scenes(self, stage: Stage, watcher: Watcher) -> float:
        began = self.ticks()
        within = SCENE_WITHIN + PLANNED_SECONDS / self.speed
        for scene in MEETING:
            watcher.scene(scene)
            trouble = await played(scene, stage, within)
            if trouble is not None:
                self.troubles.append(f"{scene.says} {trouble}")
                await played(BREAKING_OFF, stage, PATIENCE)
                break
        return (self.ticks() - began) / 1000

    async def _compare_clocks(self) -> None:
        """What time is it? All say it at the same instant."""
        while True:
            await asyncio.sleep(CLOCKS_EVERY)
            times = [
                bot.client.server_now()
                for bot in self.bots.values()
                if len(bot.client.clock.samples) >= len(FIRST_SAMPLES)
            ]
            if len(times) > 1:
                self.spreads.append(max(times) - min(times))

    async def _fresh_tabs(self) -> None:
        """Everybody looks at the meeting in another tab, with no view of it yet."""
        async with asyncio.TaskGroup() as tabs:
            for bot in self.bots.values():
                tabs.create_task(self._fresh_tab(bot))

    async def _fresh_tab(self, bot: Bot) -> None:
        tab = bot.client.another_tab(self._heard(bot.recording.fresh))
        async with asyncio.TaskGroup() as tasks:
            staying = tasks.create_task(self._without_stumbling(tab.stay))
            try:
                await tab.until(lambda page: "own" in page.view, "the meeting", AFTERWARDS)
            except NeverSaw as never:
                self.troubles.append(f"A fresh tab of {bot.name} never saw {never}.")
            await tab.leave()
            staying.cancel()

    async def _go_home(self, stage: Stage) -> None:
        for bot in self.bots.values():
            if bot.own is not None:
                bot.own.cancel()
            await bot.client.leave()


async def played(scene: Scene, stage: Stage, within: float) -> str | None:
    """Play a scene; what went wrong, if anything did. It is broken off after so many seconds."""
    trouble: str | None = None
    try:
        async with asyncio.timeout(within):
            await scene.play(stage)
    except* TimeoutError:
        trouble = "The server did not answer any more."
    except* (*STUMBLES, httpx.TransportError) as stumbled:
        trouble = str(root(stumbled))
    return trouble


async def _break_off(stage: Stage) -> None:
    """Leave no meeting behind that nobody will end."""
    await stage.lead.do("end_meeting")


BREAKING_OFF = Scene("The rehearsal is broken off.", _break_off)
