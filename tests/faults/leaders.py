"""Many short histories of leaders who press at once, each at any of several nodes.

The nodes are in this process and the database is a real PostgreSQL, which loses connections now and
then; no hint reaches anybody. Some presses are given up in the middle, and sent again elsewhere or
never: their outcome is unknown. Judged as everything is, by `tests/faults/checker.py`.
"""

import asyncio
import contextlib
import hashlib
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import partial
from random import Random
from typing import TypeVar
from uuid import UUID

from app.bus.memory import MemoryBus
from app.observe import Metrics
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE, Instant
from app.rooms import commands as c
from app.rooms.command_table import TABLE
from app.rooms.deciding.scene import Ask
from app.rooms.errors import RoomError
from app.rooms.fields import CommandId, PersonId, RoomId
from app.rooms.names import snake
from app.rooms.ports import LogUnavailable
from app.rooms.roles import Role, person
from app.rooms.service import Press as Pressed
from app.rooms.service import Rooms
from app.rooms.state import Agreement
from app.storage.engine import open_database, room_log
from app.system import SystemClock, SystemIds
from tests.faults.broken import kept
from tests.faults.checker import Complaint, complaints
from tests.faults.decisions import Asked, misjudged
from tests.faults.tally import Tally, presses_counted
from tests.faults.truth import line_of, revs_of, states_of
from tests.support.history import History, Press
from tests.support.postgres import PostgresServer

T = TypeVar("T")

NODES = 3
LEADERS = tuple(map(PersonId, ("ada", "ben", "cay")))
PRESENTER = PersonId("cleo")
PRESSES = 20
"""Of each leader, to a history."""
AT_ONCE = 12
"""Histories that are made at the same time."""
GIVEN_UP = 0.1
"""The share of presses whose presser does not wait for the answer."""
FORGOTTEN = 0.3
"""The share of those that are never sent again."""
REMEMBERED = 0.3
"""The share of presses on an older picture than the node has."""
TRIES = 40
SAY_EVERY = 100
CUT_EVERY = 0.4
"""Seconds from one loss of connections to the next."""
CUT = """
SELECT pg_terminate_backend(pid) FROM pg_stat_activity
WHERE application_name = 'pushback' AND datname = current_database() AND random() < 0.15
"""
COMMANDS: tuple[c.Command, ...] = (
    c.Pause(), c.Resume(), c.Extend(MINUTE), c.Shorten(MINUTE), c.Undo(), c.AddCase(), c.DropCase(),
    c.Advance(), c.Advance(), c.Back(), c.ChoosePresenter(PRESENTER),
)  # fmt: skip


async def histories(seed: int, many: int, postgres: PostgresServer, tally: Tally) -> None:
    """So many, counted and judged."""
    if not many:
        return
    began, name = time.monotonic(), postgres.database()
    left = iter(range(many))
    try:
        async with (
            noded(postgres.url(name)) as nodes,
            losing(postgres, name),
            asyncio.TaskGroup() as tasks,
        ):
            for _ in range(AT_ONCE):
                tasks.create_task(_one_after_the_other(left, seed, nodes, tally))
    finally:
        postgres.drop(name)
    print(f"  {many} histories, {time.monotonic() - began:.0f} s", flush=True)


async def _one_after_the_other(
    left: Iterator[int], seed: int, nodes: list[Rooms], tally: Tally
) -> None:
    for n in left:
        name = f"{seed}/{n}"
        made = Circle(nodes, Random(name), name)
        tally.wrong += await made.judged()
        tally.count("histories of leaders judged", 1)
        if (judged := tally.counted["histories of leaders judged"]) % SAY_EVERY == 0:
            print(f"  {judged} histories, {len(tally.wrong)} violations", flush=True)
        for what, many in presses_counted(list(made.history.presses.values())).items():
            tally.count(f"leaders: {what}", many)


@asynccontextmanager
async def noded(url: str) -> AsyncIterator[list[Rooms]]:
    """Nodes that share nothing but the database."""
    databases = [await open_database(url) for _ in range(NODES)]
    metrics = Metrics()
    try:
        yield [
            Rooms(room_log(one), SystemClock(), SystemIds(), MemoryBus().join(metrics), metrics)
            for one in databases
        ]
    finally:
        for one in databases:
            await one.close()


@asynccontextmanager
async def losing(postgres: PostgresServer, name: str) -> AsyncIterator[None]:
    """Connections to that database are lost now and then."""

    async def cut() -> None:
        while True:
            await asyncio.sleep(CUT_EVERY)
            await asyncio.to_thread(postgres.run, CUT, name)

    task = asyncio.create_task(cut())
    try:
        yield
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


@dataclass
class Circle:
    """One room, its leaders, and what they live through."""

    nodes: list[Rooms]
    chance: Random
    name: str = ""
    history: History = field(default_factory=History)
    room: RoomId = RoomId("")
    recalled: list[dict[str, int]] = field(default_factory=list)
    asked: dict[str, Asked] = field(default_factory=dict)

    async def judged(self) -> list[Complaint]:
        """Press, and say what is wrong."""
        await self._begin()
        async with asyncio.TaskGroup() as tasks:
            for leader in LEADERS:
                tasks.create_task(self._lead(leader))
        for node in self.nodes:
            node.held.pop(self.room, None)
        log_ = self.nodes[0].log
        log = await _again(partial(log_.read, self.room))
        ids = {one.command_id for one in log.events if one.command_id}
        answers: dict[str, bytes] = {}
        for name in ids | {CommandId(one) for one in self.history.presses}:
            known = await _again(partial(log_.answered, self.room, name))
            if known is not None:
                answers[name] = known.answer
        states, presses = states_of(self.room, log), self.history.of(self.room)
        line = line_of(self.room, log, answers)
        wrong = [
            *complaints(self.history, [line]),
            *misjudged(self.room, presses, self.asked, states, log, answers),
        ]
        if wrong:
            kept(wrong, self.history, [line], {"leaders": self.name, "asked": self.asked})
        return wrong

    def _now(self) -> Instant:
        return self.nodes[0].clock.now()

    async def _begin(self) -> None:
        node, agreement = self.nodes[0], Agreement(1, "We keep it here.")
        self.room = await _again(partial(node.create, SHIPPED["two_case_90"], agreement))
        for who in (*LEADERS, PRESENTER):
            role = Role.MEMBER if who == PRESENTER else Role.LEADER
            arrive = partial(node.arrive, self.room, who, who.capitalize(), role)
            await _again(partial(arrive, is_stranger=False))
            for command in (c.Agree(1), c.Attest()):
                await self._begin_with(who, command)
        await self._begin_with(LEADERS[0], c.OpenMeeting())

    async def _begin_with(self, who: PersonId, command: c.Command) -> None:
        node = self.nodes[0]
        live = await _again(partial(node.hold, self.room))
        pressed = self._made(who, command, revs_of(live.room), live.room.revs.case_rev)
        await _again(partial(node.do, self.room, pressed))

    async def _lead(self, leader: PersonId) -> None:
        for _ in range(PRESSES):
            node = self.chance.choice(self.nodes)
            live = await _again(partial(node.hold, self.room))
            revs = revs_of(live.room)
            self.recalled.append(revs)
            if self.chance.random() < REMEMBERED:
                revs = self.chance.choice(self.recalled)
            command = self.chance.choice(COMMANDS)
            pressed = self._made(leader, command, revs, live.room.revs.case_rev)
            press = Press(
                pressed.id, leader, self.room, snake(type(command).__name__), dict(revs),
                time.monotonic(),
            )  # fmt: skip
            self.history.presses[press.id] = press
            about = self.asked[press.id] = Asked(pressed.ask, self._now(), self._now())
            await self._press(press, pressed, node)
            about.ended = self._now()

    async def _press(self, press: Press, pressed: Pressed, node: Rooms) -> None:
        """Until there is an answer that lasts, or nobody asks for it any more."""
        for _ in range(TRIES):
            press.times_sent += 1
            is_given_up = self.chance.random() < GIVEN_UP
            try:
                async with asyncio.timeout(self.chance.random() / 100 if is_given_up else None):
                    answer = await node.do(self.room, pressed)
            except TimeoutError:
                if self.chance.random() < FORGOTTEN:
                    return
            except RoomError as refusal:
                if not refusal.retry:
                    press.answered_at = time.monotonic()
                    press.refused = {"code": refusal.code, "facts": dict(refusal.facts)}
                    return
            else:
                press.answered_at = press.answered_at or time.monotonic()
                press.done.append(answer.decode())
                press.seq = json.loads(answer).get("seq")
                if self.chance.random() > GIVEN_UP:  # else the answer was lost on the way
                    return
            node = self.chance.choice(self.nodes)

    def _made(
        self, who: PersonId, command: c.Command, revs: dict[str, int], case_rev: int
    ) -> Pressed:
        name = CommandId(str(UUID(int=self.chance.getrandbits(128))))
        digest = hashlib.sha256(repr((command, revs)).encode()).digest()
        need = TABLE[type(command)].expect
        expect = {} if need is None else {need.value: revs[need.value]}
        return Pressed(name, Ask(command, person(who), expect, case_rev), digest)


async def _again(ask: Callable[[], Awaitable[T]]) -> T:
    """Ask until there is an answer: what is no press may be asked as often as one likes."""
    for _ in range(TRIES):
        try:
            return await ask()
        except LogUnavailable:
            await asyncio.sleep(0.01)
        except RoomError as refusal:
            if not refusal.retry:
                raise
            await asyncio.sleep(0.01)
    raise RuntimeError("the database does not come back")
