"""One of three nodes is killed under way: its people go on at the others, with all they were told.

Leaders press all the time. Whoever had no answer when the node died presses again at another one,
with the same id, as a page does. In the end everybody must hold every change that was acknowledged,
and none of them twice.
"""

import asyncio
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from typing import Any

import orjson

from benchmarks.bench import Bench, Figures, Say
from benchmarks.dialects import Ours
from benchmarks.figures import percentile
from benchmarks.nodes import postgres, running
from benchmarks.ours import ORIGIN
from benchmarks.scenarios import TWELVE, Sizes
from benchmarks.swarm import Member, Place

NODES = 3
PRESS_EVERY, PRESSES = 1.0, 200
"""Seconds between two commands of a room, and how many it has at most."""
BEFORE_S = AFTER_S = 3.0
"""Seconds of commands before the kill, and after the last is back."""
ANSWERED_WITHIN = AGREED_WITHIN = 5.0
"""Seconds until an answer is asked for once more, and those in which all must hold the same."""
LOOK = 0.02
ROOMS_AT_ONCE = 5


@dataclass(frozen=True, slots=True)
class Clock:
    """As somebody was shown it, with the last seq that they knew of then.

    Its revision is for who may press.
    """

    shown: Mapping[str, Any]
    seq: int

    @property
    def rev(self) -> int:
        """0 for who is shown none."""
        return int(self.shown.get("timer_rev", 0))


NO_CLOCK = Clock({}, 0)


class Listening(Ours):
    """Ours, with who was answered what, and which clock each member was shown."""

    def __init__(self, port: int, origin: str) -> None:
        super().__init__(port, origin)
        self.waiting: dict[str, tuple[Member, asyncio.Future[str]]] = {}
        self.clocks: dict[Member, Clock] = {}

    def heard(self, member: Member, payload: bytes, now: float) -> None:
        """An answer, the clock, or anything else."""
        super().heard(member, payload, now)
        found = orjson.loads(payload)
        match found["t"]:
            case "state" if "clock" in found["set"]:
                self.clocks[member] = Clock(found["set"]["clock"] or {}, member.seq)
            case "done" | "refused":
                _, answer = self.waiting.pop(found.get("id", ""), (None, None))
                if answer is not None and not answer.done():
                    answer.set_result(found.get("code", ""))
            case _:
                return

    async def answer(self, member: Member, said: bytes) -> str:
        """The code of a refusal, empty for done; raises `OSError` without an answer."""
        answer: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        id_ = orjson.loads(said)["id"]
        self.waiting[id_] = member, answer
        member.say(said)
        try:
            return await asyncio.wait_for(answer, ANSWERED_WITHIN)
        finally:
            self.waiting.pop(id_, None)

    def gone(self, member: Member) -> None:
        """Nothing more is answered on this connection."""
        for waits, answer in self.waiting.values():
            if waits is member and not answer.done():
                answer.set_exception(ConnectionError())


class Pressing:
    """The leader of a room, who presses until it is over."""

    def __init__(self, place: Place, listening: Listening) -> None:
        self.place = place
        self.listening = listening
        self.first_rev = place.timer_rev
        self.acknowledged = self.refused = 0
        self.is_over = False

    async def run(self) -> None:
        """One command after the other, each until it is answered."""
        for said in list(self.place.crowd.dialect.commands(self.place, "durable", PRESSES)):
            if self.is_over:
                return
            refusal = await self._insist(self.place.members[0], said)
            self.acknowledged += not refusal
            self.refused += bool(refusal)
            await asyncio.sleep(PRESS_EVERY)

    async def _insist(self, leader: Member, said: bytes) -> str:
        while True:
            if leader.is_joined:
                with suppress(OSError):
                    return await self.listening.answer(leader, said)
            await asyncio.sleep(LOOK)

    def lost(self) -> int:
        """Acknowledged commands that the leader's clock knows nothing of."""
        return max(0, self.first_rev + self.acknowledged - self._clock(self.place.members[0]).rev)

    def behind(self) -> list[Member]:
        """Members who hold another clock than the leader; all, if a command counted twice."""
        leader, *others = self.place.members
        held = self._clock(leader)
        if not leader.is_joined or held.rev != self.first_rev + self.acknowledged:
            return self.place.members
        return [m for m in others if not (m.is_joined and self._agrees(m, held))]

    def _agrees(self, member: Member, held: Clock) -> bool:
        is_paused = self._clock(member).shown.get("paused")
        return member.seq >= held.seq and is_paused == held.shown.get("paused")

    def _clock(self, member: Member) -> Clock:
        return self.listening.clocks.get(member, NO_CLOCK)


async def killed(sizes: Sizes, runs: int, found: list[Figures], say: Say) -> None:
    """So many times, each on a new database with new nodes; into `found`."""
    with postgres() as database:
        for _ in range(runs):
            async with running(database, sizes.killed_rooms, TWELVE, NODES, say) as (bench, _):
                found.append(await _once(bench))
                back = found[-1]["all_back_s"]
                say(f"{found[-1]['cut']:.0f} of {found[-1]['clients']:.0f} back in {back:.2f} s")


async def _once(bench: Bench) -> Figures:
    crowd = bench.crowd
    listening = crowd.dialect = Listening(crowd.port, ORIGIN)
    for first in range(0, len(crowd.places), ROOMS_AT_ONCE):  # a ticket lives for half a minute
        await bench.arrive(first, min(first + ROOMS_AT_ONCE, len(crowd.places)))
    bench.say(f"{len(crowd.members)} are there")
    await bench.ask(do="lead", to="discuss")
    await bench.settle()
    async with _pressing([Pressing(place, listening) for place in crowd.places]) as pressing:
        await asyncio.sleep(BEFORE_S)
        took = await _kill(bench, listening)
        await asyncio.sleep(AFTER_S)
    for _ in range(round(AGREED_WITHIN / LOOK)):
        if not any(one.behind() for one in pressing):
            break
        await asyncio.sleep(LOOK)
    return {
        "clients": float(len(crowd.members)),
        "cut": float(len(took)),
        "p50_back_s": percentile(took, 0.5),
        "all_back_s": max(took),
        "acknowledged": float(sum(one.acknowledged for one in pressing)),
        "refused": float(sum(one.refused for one in pressing)),
        "lost_acknowledged": float(sum(one.lost() for one in pressing)),
        "not_delivered": float(sum(len(one.behind()) for one in pressing)),
    }


@asynccontextmanager
async def _pressing(all_: Sequence[Pressing]) -> AsyncIterator[Sequence[Pressing]]:
    """They press meanwhile, and what they have begun is answered before it is over."""
    async with asyncio.TaskGroup() as tasks:
        for one in all_:
            tasks.create_task(one.run())
        yield all_
        for one in all_:
            one.is_over = True


async def _kill(bench: Bench, listening: Listening) -> list[float]:
    """The last node; how long after that each of its people was back at another one."""
    ports = [member.port for member in bench.crowd.places[0].members[:NODES]]
    *others, dead = ports
    cut = [member for member in bench.crowd.members if member.port == dead]
    began = time.perf_counter()
    await bench.servers[-1].stop()
    for nth, member in enumerate(cut):
        member.cut()
        listening.gone(member)
        listening.clocks.pop(member, None)
        member.port = others[nth % len(others)]

    async def back(member: Member) -> float:
        await bench.crowd.insist(member)
        return time.perf_counter() - began

    return list(await asyncio.gather(*map(back, cut)))
