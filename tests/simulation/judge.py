"""What was wrong with a schedule: the checker's laws over its history, and those it cannot know."""

from collections import Counter
from collections.abc import Iterator

from app.rooms.events import MarkReached
from app.rooms.state import Standing
from tests.faults.checker import Complaint, complaints
from tests.simulation.stages import ROOM
from tests.simulation.truth import marks_pending
from tests.simulation.world import World

CLOCK_MAY_BE_OFF = 10
"""Milliseconds that a node's clock may be off the database's."""
REPLACED = frozenset({4_502})
REMOVED = frozenset({4_500, 4_504})
"""The second to a hello that was let in before the removal was known and nobody here behind it."""


def judged(world: World) -> list[Complaint]:
    """Every law that did not hold."""
    said = [
        *_uncaught(world), *_others(world), *_marks(world), *_closed(world),
    ]  # fmt: skip
    found = [Complaint(law, ROOM, about) for law, about in said]
    return [*world.complaints, *found, *complaints(world.history, [world.unfolded.truth()])]


Said = Iterator[tuple[str, str]]


def _uncaught(world: World) -> Said:
    for trouble in world.loop.troubles:
        yield "no fault", trouble


def _others(world: World) -> Said:
    """Each page saw as somebody who they were at that seq, and its own section as it was."""
    for page in world.pages:
        for one in page.glimpses:
            if one.seq >= len(world.unfolded.states):
                continue  # the checker has said so
            to, you = world.unfolded.you_at(one.seq, one.who)
            if to != one.audience:
                yield "L7 secrecy", f"{page.name} saw {one.seq} as {one.audience}, and was {to}"
            elif you != one.you:
                yield (
                    "L4 sections",
                    f"{page.name} at {one.seq} holds another you than the log shows",
                )


def _marks(world: World) -> Said:
    """L6: once, and never before it is due; that it comes at all is seen when all is at rest."""
    states, times = world.unfolded.states, Counter[tuple[str, int, int]]()
    for stored, at in zip(world.unfolded.log, world.store.committed, strict=True):
        event = stored.event
        if not isinstance(event, MarkReached):
            continue
        times[event.step, event.arming, event.mark] += 1
        before = states[stored.seq - 1]
        fell_due = {mark: due for due, mark in marks_pending(before)}.get(event.mark)
        committed = world.stage.now + at * 1000
        if at and fell_due is not None and committed < fell_due - CLOCK_MAY_BE_OFF:
            yield "L6 early", f"mark {event.mark} of {event.step} was recorded before it fell due"
    for (step, arming, mark), many in times.items():
        if many > 1:
            yield "L6 once", f"mark {mark} of {step} was reached {many} times in arming {arming}"


def _closed(world: World) -> Said:
    """Of the codes after which a page does not come back, there is a reason for two."""
    room = world.unfolded.states[-1]
    for page in world.pages:
        is_removed = room.people[page.who].standing is Standing.REMOVED
        good = REPLACED | REMOVED if is_removed else REPLACED
        for code in page.closes:
            if code >= 4_500 and code not in good:
                yield "closed for good", f"{page.name}: {code}"
