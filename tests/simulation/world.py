"""One schedule, run: nodes, store, bus and pages on a loop of their own, and all they live through.

Everybody comes in, the plan's deeds happen, then every fault is mended and the world has a little
time to come to rest.
"""

import asyncio
import hashlib
from collections import Counter
from typing import Any

from app.phases.units import Instant, Millis, later
from app.rooms.fields import PersonId
from app.rooms.state import Standing
from tests.faults.checker import Complaint
from tests.laws.meeting import LEADERS
from tests.simulation.bus import CALM, WindyBus
from tests.simulation.call import Everybodys
from tests.simulation.deeds import DEEDS
from tests.simulation.fence import Fence
from tests.simulation.locks import look_for_locks
from tests.simulation.loop import VirtualLoop
from tests.simulation.microphones import DRIVEN_WITHIN, is_as_wanted, watch_closing
from tests.simulation.node import Node
from tests.simulation.page import Page
from tests.simulation.plan import Deed, Plan
from tests.simulation.stages import CAST, EPOCH, ROOM, stage
from tests.simulation.store import FAIR, NOWHERE, Store, at_once
from tests.simulation.truth import Unfolded, marks_pending
from tests.support.history import History

REST_WITHIN = 2.5
"""Seconds until everybody is back, answered and shown what the log shows: the law's 1.5, and one
more for presses kept while the database was away, which are tried again each second."""
REPLACED_WITHIN = 12.0
"""Seconds: a share that was lost is told again after ten."""
LOOK_EVERY = 0.1
BEFORE = 1_000
"""Milliseconds: so long ago everybody lost their connection, as the schedule begins; not so long
that locks have opened."""


class World:
    """A schedule as it runs. `lines` keeps the trace for a reader; None where nobody reads."""

    def __init__(self, plan: Plan, *, is_fenced: bool = False) -> None:
        self.plan = plan
        self.stage = stage(plan.stage)
        self.loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
        self.history = History()
        self.complaints: list[Complaint] = []
        self.store = Store(self.now, self.note)
        self.unfolded = Unfolded(self.stage, self.store)
        self.bus = WindyBus()
        self.call = Everybodys(lambda person: watch_closing(self, person))
        self.fence = Fence(is_whole=is_fenced)
        self.nodes: list[Node] = []
        self.gone: list[Node] = []
        self.pages: list[Page] = []
        self.lines: list[str] | None = None
        self.unled_since: float | None = 0.0
        self.mended_at = 0.0
        self.rested_after: float | None = None
        """Seconds from when all was mended until everything was at rest; None if it never was."""
        self._trace = hashlib.blake2b(digest_size=16)
        self._begun = 0

    def now(self) -> Instant:
        """The time, as the database has it."""
        return later(self.stage.now, Millis(int(self.loop.now * 1000)))

    # What is observed ----------------------------------------------------------------------

    def note(self, said: str, payload: bytes = b"") -> None:
        """One more thing happened that somebody could have seen."""
        line = f"{self.loop.now:.6f} {said} "
        self._trace.update(line.encode() + payload)
        if self.lines is not None:
            self.lines.append(line + payload.decode())

    @property
    def trace(self) -> str:
        """A digest of all that happened, in order and to the microsecond."""
        return self._trace.hexdigest()

    def complain(self, law: str, about: str) -> None:
        """A law did not hold."""
        self.complaints.append(Complaint(law, ROOM, f"{about}, at {self.loop.now:.3f} s"))

    # Running -------------------------------------------------------------------------------

    def run(self) -> "World":
        """From beginning to end; what is wrong is in `complaints`, `history` and `store`."""
        try:
            self.loop.run_until_complete(self._run())
        finally:
            seen = tuple(self.complaints)
            self._end()
            self.complaints = list(seen)  # what the ending of everything looks like is nobody's law
        return self

    async def _run(self) -> None:
        await self._begin()
        for deed in self.plan.deeds:
            self.loop.call_at(deed.at, self._happen, deed, context=NOWHERE)
        await asyncio.sleep(self.plan.seconds)
        look_for_locks(self)
        self._mend()
        self.rested_after = await self._rest()
        await self._see_who_is_replaced()
        await self._see_who_is_closed()
        for page in self._somebody_here():
            page.begin_anew()
        if await self._rest() is None:
            self.rested_after = None
        self.note(f"over after {self.loop.steps} steps")

    def _somebody_here(self) -> list[Page]:
        here = [page for page in self.pages if page.is_welcome]
        return self.plan.chance("anew").sample(here, min(1, len(here)))

    async def _begin(self) -> None:
        first = self.stage.log
        at_once(self.store.log.create(ROOM, EPOCH, first))
        self.store.committed += [0.0] * len(first)
        parted = later(self.now(), Millis(-BEFORE))
        for who, visits in self.stage.visits.items():
            for visit in range(1, visits + 1):
                at_once(self.store.rows.arrive(ROOM, who, "before", parted))
                at_once(self.store.rows.part(ROOM, who, visit, parted))
        for n in range(self.plan.nodes):
            self.nodes.append(self._started(n))
        for who in CAST:
            self.open_page(who).come(self.plan.chance("come", who).uniform(0.02, 0.2))

    def _started(self, n: int) -> Node:
        self._begun += 1
        node = Node(
            f"node-{n}-{self._begun}", self.loop, self.store, self.bus, self.call, self.stage.now,
            self.plan.chance("node", n, self._begun),
            lambda about: self.complain("no fault", about),
        )  # fmt: skip
        node.start()
        return node

    def open_page(self, who: PersonId) -> Page:
        """Another page of somebody."""
        many = sum(page.who == who for page in self.pages) + 1
        page = Page(
            f"{who}-{many}", who, self.loop, self.history, self.plan.chance("page", who, many),
            self._doors, self.note, self._fenced, self._notice_leaders, self.plan.slowest,
        )  # fmt: skip
        self.pages.append(page)
        return page

    def _doors(self) -> list[Node]:
        return [node for node in self.nodes if node.is_ready and not node.host.is_paused]

    def _fenced(self, audience: str, frame: dict[str, Any], payload: bytes) -> None:
        for about in self.fence.complaints(audience, frame, payload):
            self.complain("L7 secrecy", about)

    def _notice_leaders(self) -> None:
        if any(page.is_welcome and page.who in LEADERS for page in self.pages):
            self.unled_since = None
        elif self.unled_since is None:
            self.unled_since = self.loop.now

    # Deeds ---------------------------------------------------------------------------------

    def _happen(self, deed: Deed) -> None:
        self.note(str(deed))
        undo = DEEDS[deed.what](self, deed)
        if undo is not None and deed.at + deed.lasts < self.plan.seconds:
            self.loop.call_later(deed.lasts, undo, context=NOWHERE)

    def page_of(self, who: str) -> Page:
        """The newest page of somebody that was not told to stop."""
        mine = [page for page in self.pages if page.who == who]
        return next((page for page in reversed(mine) if not page.is_told_to_stop), mine[-1])

    def nodes_at(self, where: str) -> list[Node]:
        """The node in that place, or all."""
        return self.nodes if where == "all" else [self.nodes[int(where)]]

    def restart(self, n: int) -> None:
        """Begin a node anew in the place of one that was killed."""
        if self.nodes[n].host.is_dead:
            self.gone.append(self.nodes[n])
            self.nodes[n] = self._started(n)

    # Rest ----------------------------------------------------------------------------------

    def _mend(self) -> None:
        self.note("mended")
        self.mended_at = self.loop.now
        self.bus.wind = CALM
        for n, node in enumerate(tuple(self.nodes)):
            node.mend()
            self.restart(n)
        for page in self.pages:
            page.mend()

    async def _rest(self) -> float | None:
        """How many seconds it took until everything was at rest; None if it took too long."""
        began = self.loop.now
        while self.loop.now < began + REST_WITHIN:
            await asyncio.sleep(LOOK_EVERY)
            if not self.restless():
                return self.loop.now - began
        for law, about in self.restless():
            self.complain(law, about)
        return None

    async def _see_who_is_replaced(self) -> None:
        """The newest page of a person wins, by whatever nodes, as soon as the nodes have spoken."""
        deadline = self.loop.now + REPLACED_WITHIN
        while self._several():
            if self.loop.now > deadline:
                self.complain("newest wins", f"{', '.join(self._several())} are all connected")
                return
            await asyncio.sleep(LOOK_EVERY)

    async def _see_who_is_closed(self) -> None:
        """In the call those are closed whom the log locks, as soon as somebody drives it."""
        self.call.is_slippery = False
        deadline = self.loop.now + DRIVEN_WITHIN
        while not is_as_wanted(self):
            if self.loop.now > deadline:
                self.complain("push-back in the call", f"closed: {sorted(self.call.closed)}")
                return
            await asyncio.sleep(LOOK_EVERY)

    def _several(self) -> list[str]:
        live = [page for page in self.pages if not page.is_told_to_stop]
        many = Counter(page.who for page in live)
        return [page.name for page in live if many[page.who] > 1]

    def restless(self) -> list[tuple[str, str]]:
        """What is not as it has to be once everything has come to rest, by its law."""
        room = self.unfolded.states[-1]
        live = [page for page in self.pages if not page.is_told_to_stop]
        removed = {one.id for one in room.people.values() if one.standing is Standing.REMOVED}
        missing = set(CAST) - removed - {page.who for page in live}
        found = [self._restless(page) for page in live if page.who not in removed]
        found += [f"{who} has no page" for who in sorted(missing)]
        found += [f"{page.name} was removed" for page in live if page.who in removed]
        late = [due for due, _ in marks_pending(room) if due < self.now()]
        return [("L8 converged", about) for about in found if about] + [
            ("L6 late", "what fell due is not recorded") for _ in late
        ]

    def _restless(self, page: Page) -> str:
        if not page.is_welcome:
            return f"{page.name} is not connected"
        if page.open_presses:
            return f"{page.name} waits for an answer"
        is_shown = page.digests == self.unfolded.shown()[-1].get(page.audience)
        return "" if is_shown else f"{page.name} holds something else than the log shows"

    def _end(self) -> None:
        """Let every task end, the dead's too, now that nobody looks."""
        self.fence = Fence()
        for node in (*self.nodes, *self.gone):
            node.way.weather = FAIR
            self.loop.go_on(node.host)
        left = [task for task in self.loop.tasks if not task.done()]
        for task in left:
            task.cancel()
        if left:
            self.loop.run_until_complete(asyncio.wait(left))
