"""Faults put into the service on purpose, each of which a law has to notice.

A mutant is a table row: what it breaks, and the attributes of the service that it replaces for as
long as it is `planted`. Whoever runs it finds out that the laws can fail.
"""

import asyncio
import contextlib
from collections.abc import Sequence
from typing import Any
from unittest.mock import patch

from app.housekeeping import Housekeeping
from app.phases.marks import Bands, StepClock, pending
from app.phases.units import Instant, Millis, later
from app.rooms import decide, projected, pulse, service, views
from app.rooms.commands import ReachMark
from app.rooms.deciding import timing
from app.rooms.deciding.scene import Ask
from app.rooms.delivery import Delivery, Frames
from app.rooms.due import due
from app.rooms.errors import Unavailable
from app.rooms.events import Event
from app.rooms.fields import CommandId, RoomId
from app.rooms.frames import Frame, done
from app.rooms.live import LiveRoom
from app.rooms.ports import Accepted, Hint, LogConflict, LogError
from app.rooms.pulse import Pulse
from app.rooms.reception import Cursor, Reception
from app.rooms.roles import SYSTEM, Audience
from app.rooms.seat import Seat
from app.rooms.service import Press, Rooms
from app.rooms.state import Room
from app.rooms.views import Section
from app.rooms.watch import Watch
from app.storage.memory import MemoryEventLog
from app.web.pressing import Pressing
from tests.simulation.call_mutants import OF_THE_CALL
from tests.simulation.mutant import Mutant

# Durability ------------------------------------------------------------------------------------


async def append_by_and_by(
    self: Rooms, live: LiveRoom, events: tuple[Event, ...], accepted: Accepted
) -> None:
    room = live.room

    async def append() -> None:
        with contextlib.suppress(LogError):
            await self.log.append(room.id, after=room.seq, events=events, accepted=accepted)

    self.rooms_tasks = asyncio.create_task(append())  # type: ignore[attr-defined]  # kept alive
    if events:
        self._advance(live, events)
        self.bus.publish(Hint(room.id, room.epoch, live.room.seq))


async def append_whatever_is_known(
    self: MemoryEventLog, room: RoomId, *, after: int, events: Sequence[Event],
    accepted: Accepted | None,
) -> None:  # fmt: skip
    found = self._found(room)
    if found.head.seq != after:
        raise LogConflict
    found.add(events, None if accepted is None else accepted.command_id)
    if accepted is not None:
        found.commands[accepted.command_id] = accepted


async def remember_nothing(self: Rooms, live: LiveRoom, press: Press) -> None:
    return None


# Several nodes ---------------------------------------------------------------------------------


async def read_the_newest_only(self: Rooms, live: LiveRoom) -> bool:
    log = await self.log.read(live.room.id, after=live.room.seq)
    live.is_suspect = False
    events = tuple(stored.event for stored in log.events[-1:])
    if events:
        self._advance(live, events)
    return bool(events)


async def sweep_nothing(rooms: Rooms) -> None:
    return None


async def record_marks_undecided(self: Rooms, live: LiveRoom) -> None:
    while (found := due(live.room, self.clock.now())) is not None:
        events = decide.decide(live.room, Ask(found[1], SYSTEM), now=self.clock.now())
        head = (await self.log.heads([live.room.id]))[live.room.id]
        name = CommandId(f"{found[0]}:{head.seq}")
        accepted = Accepted(name, "system:system", b"", done(name, head.seq + len(events)))
        with contextlib.suppress(LogConflict):
            await self.log.append(live.room.id, after=head.seq, events=events, accepted=accepted)
        await self._catch_up(live)


def learn_nothing_of_visits(self: Watch, live: LiveRoom, signs: list[Any]) -> None:
    with patch.object(Seat, "end", lambda seat, why: None):
        LEARN(self, live, signs)


LEARN = Watch._learn


def due_too_early(room: Room, now: Instant) -> tuple[CommandId, ReachMark] | None:
    return due(room, later(now, EARLY))


def pending_soon(clock: StepClock, bands: Bands) -> list[tuple[Instant, int]]:
    return [(later(at, Millis(-EARLY)), mark) for at, mark in pending(clock, bands)]


async def issue_nothing(self: Rooms, live: LiveRoom) -> None:
    return None


EARLY = Millis(1_000)

# Decisions -------------------------------------------------------------------------------------


def any_revision_will_do(room: Room, ask: Any, rules: Any) -> None:
    return None


def part_with_nobody(self: LiveRoom) -> None:
    return None


# What is shown ---------------------------------------------------------------------------------


def project_for_leaders(room: Room, section: Section, to: Audience) -> views.Json:
    is_leak = section is Section.CLOCK and to is Audience.MEMBER
    return views.project(room, section, Audience.LEADER if is_leak else to)


def mark_the_last_only(self: Seat, sections: Any, because: Any) -> None:
    self.dirty = frozenset(sections)
    self.because = tuple(dict.fromkeys((*self.because, *because)))


def keep_frames() -> Any:
    logged = Delivery._logged

    def kept(self: Delivery, seat: Seat, seq: int, now: Any, frames: Frames) -> Frame:
        old = self._shown.__dict__.setdefault("old_frames", {})
        return logged(self, seat, seq, now, old)

    return kept


def answer_at_once(self: Seat, frame: Frame) -> None:
    if not self.is_gone:
        self.sink.write(frame)


async def nothing_was_missed(self: Reception, live: LiveRoom, cursor: Cursor | None) -> int | None:
    return None if cursor is None else live.room.seq


# L10 -------------------------------------------------------------------------------------------


async def let_them_wait(self: Watch, live: LiveRoom, signs: Any, now: Any) -> None:
    return None


def lift_nothing(self: Pulse) -> None:
    return None


def free_nobody(self: Pressing, live: LiveRoom, freed: Any) -> None:
    return None


async def believe_the_wall(self: Any) -> None:
    self.clock_error = 1.0


MUTANTS: dict[str, Mutant] = {
    "acknowledge-before-commit": Mutant(
        "an answer leaves before what it answers is in the log",
        ((Rooms, "_append", append_by_and_by),),
    ),
    "skip-dedupe": Mutant(
        "an id that was accepted is not looked for, and not unique",
        (
            (MemoryEventLog, "append", append_whatever_is_known),
            (Rooms, "_answered", remember_nothing),
        ),
    ),
    "drop-gap-repair": Mutant(
        "a node that was behind takes the newest event, and not what lies between",
        ((Rooms, "_catch_up", read_the_newest_only),),
    ),
    "forget-tail-sweep": Mutant(
        "a node whose last hint was lost does not look by itself",
        ((pulse, "sweep", sweep_nothing),),
    ),
    "double-zero": Mutant(
        "a mark is recorded behind whatever came between, without deciding once more",
        ((Rooms, "_issue_due", record_marks_undecided),),
    ),
    "zero-too-early": Mutant(
        "what falls due is recorded a second before it does",
        ((service, "due", due_too_early), (timing, "pending", pending_soon)),
    ),
    "forget-zero": Mutant(
        "what fell due is recorded by nobody",
        ((Rooms, "_issue_due", issue_nothing),),
    ),
    "keep-old-device": Mutant(
        "who goes on from another device by another node is not replaced on the first",
        ((Watch, "_learn", learn_nothing_of_visits),),
    ),
    "keep-the-removed": Mutant(
        "who was removed is not shown out",
        ((LiveRoom, "_part_with_strangers", part_with_nobody),),
    ),
    "ignore-expect": Mutant(
        "a move counts whatever its leader saw when pressing",
        ((decide, "check_fresh", any_revision_will_do),),
    ),
    "leak-section": Mutant(
        "members are shown the leaders' clock by the cache of sections",
        ((projected, "project", project_for_leaders),),
    ),
    "leak-fields": Mutant(
        "the projection itself counts members among those who see everything",
        ((views, "SEES_ALL", views.SEES_ALL | {Audience.MEMBER}),),
    ),
    "lose-dirty-section": Mutant(
        "a slow reader is sent the sections of the last change only",
        ((Seat, "mark", mark_the_last_only),),
    ),
    "send-older-state": Mutant(
        "a frame that was made once is sent again when the same sections change",
        ((Delivery, "_logged", keep_frames()),),
    ),
    "answer-before-effect": Mutant(
        "the answer does not wait behind the state it belongs to",
        ((Seat, "answer", answer_at_once),),
    ),
    "resume-with-a-gap": Mutant(
        "whoever comes back is not sent what they missed",
        ((Reception, "_after", nothing_was_missed),),
    ),
    "refuse-unknown-outcome": Mutant(
        "a commit that was not answered is refused for good",
        ((Unavailable, "retry", False),),
    ),
    "keep-locked": Mutant(
        "nothing opens when no leader has been there for long",
        ((Watch, "_lost_leaders", let_them_wait),),
    ),
    "keep-locked-without-database": Mutant(
        "locks wait for a database that is away",
        ((Pulse, "lift", lift_nothing),),
    ),
    "own-way-waits": Mutant(
        "one's own way back waits for a database that is away",
        ((Pressing, "_lift", free_nobody),),
    ),
    "believe-the-wall-clock": Mutant(
        "a node does not follow the database's time",
        (
            (Housekeeping, "set_clock", believe_the_wall),
            (Housekeeping, "discipline_clock", believe_the_wall),
        ),
    ),
    **OF_THE_CALL,
}
