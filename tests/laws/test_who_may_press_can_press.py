"""Whoever may send a command finds in their own sections the revision that it must bring.

Without this a right would be a promise that the wire does not keep.
"""

from typing import Any

from app.phases.phase import Phase
from app.rooms.capacities import audience, capacities
from app.rooms.command_table import ON_THE_WIRE, TABLE
from app.rooms.roles import Audience, Capacity, person
from app.rooms.state import Person, Room
from app.rooms.views import mine, view
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Turn

REVS = ("phase_rev", "timer_rev", "case_rev", "plan_rev")


def shown(sections: list[dict[str, Any]]) -> dict[str, int]:
    return {rev: section[rev] for section in sections for rev in REVS if rev in section}


def needed(room: Room, acts: frozenset[Capacity]) -> set[str]:
    return {
        TABLE[command].expect.value  # type: ignore[union-attr]  # rows without one are left out
        for command in ON_THE_WIRE.values()
        if TABLE[command].expect is not None and TABLE[command].may & acts
    }


class Pressing(RandomMeeting):
    """Everybody's rights against everybody's screen."""

    def witness(self, turn: Turn) -> None:
        room = turn.after
        if room.phase is Phase.ENDED:
            return
        for one in room.people.values():
            if one.is_merged_into is None:
                self._can_press(room, one)
        integration = shown(list(view(room, Audience.INTEGRATION).values()))
        assert needed(room, frozenset({Capacity.INTEGRATION})) <= set(integration)

    @staticmethod
    def _can_press(room: Room, one: Person) -> None:
        seen = shown([*view(room, audience(room, one)).values(), mine(room, one)])
        assert needed(room, capacities(room, person(one.id))) <= set(seen)
        assert all(getattr(room.revs, rev) == number for rev, number in seen.items())


def test_every_right_comes_with_the_revision_it_must_bring() -> None:
    always(Pressing, times=1)
