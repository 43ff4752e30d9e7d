"""Promise 7: one circle; the same seats in the same order on every screen, for a whole meeting."""

from app.rooms.fields import PersonId
from app.rooms.roles import Audience
from app.rooms.state import Room
from app.rooms.views import Section, project
from tests.laws.machine import RandomMeeting, always
from tests.laws.meeting import Turn

CIRCLES = (
    Audience.LEADER, Audience.MEMBER, Audience.SITTING_BACK, Audience.OBSERVER,
    Audience.INTEGRATION,
)  # fmt: skip


def seats(room: Room, to: Audience) -> list[tuple[int, PersonId]]:
    circle = project(room, Section.CIRCLE, to)["seats"]
    return [(seat["seat"], seat["person"]) for seat in circle]


class Circle(RandomMeeting):
    """Every seat ever given, by person; who turned out to be somebody else is one with them."""

    def began(self) -> None:
        self.given: dict[PersonId, int] = {}
        self._look(self.meeting.room)

    def witness(self, turn: Turn) -> None:
        self._look(turn.after)

    def _look(self, room: Room) -> None:
        screens = [seats(room, to) for to in CIRCLES]
        assert all(screen == screens[0] for screen in screens)
        assert sorted(screens[0]) == screens[0]
        assert set(project(room, Section.FLOOR, Audience.MEMBER)["seats"]) == {
            who for _, who in screens[0]
        }
        for one in room.people.values():
            if one.is_merged_into is not None:
                self.given.pop(one.id, None)
            elif one.seat is not None:
                assert one.seat == self.given.setdefault(one.id, one.seat)
        assert len(self.given) == len(set(self.given.values()))


def test_seats_are_unique_kept_for_life_and_in_the_same_order_on_every_screen() -> None:
    always(Circle)
