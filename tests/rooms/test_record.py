from collections.abc import Sequence

import pytest

from app.phases.machine import ENDED, Position
from app.phases.phase import Phase
from app.phases.plan import StepId
from app.phases.shipped import SHIPPED
from app.phases.table import Move
from app.phases.units import HOUR, MINUTE, Instant, Millis
from app.rooms import events as e
from app.rooms.events import Event
from app.rooms.fields import PersonId
from app.rooms.record import Attendance, CaseHeld, Record, record
from app.rooms.roles import Role
from app.rooms.state import Agreement, CaseKind
from tests.support.clock import NOON

ADA = PersonId("ada")
BEN = PersonId("ben")
CLEO = PersonId("cleo")
PHONE = PersonId("phone")


def at(minutes: float) -> Instant:
    return Instant(NOON + int(minutes * MINUTE))


def minutes(number: float) -> Millis:
    return Millis(int(number * MINUTE))


def created() -> Event:
    return e.RoomCreated(at(-30), SHIPPED["two_case_90"], Agreement())


def comes(
    who: PersonId, when: float, role: Role = Role.MEMBER, by_name: bool = False
) -> list[Event]:
    return [
        e.PersonArrived(at(when), who, who.capitalize(), role, by_name=by_name),
        e.PersonSeated(at(when), who, 0),
    ]


def move(when: float, move: Move, phase: Phase, step: str) -> Event:
    return e.PhaseEntered(at(when), move, Position(phase, StepId(step)))


def opened(when: float = 0) -> Event:
    return move(when, Move.OPEN, Phase.OPENING, "opening")


def ended(when: float) -> Event:
    return e.PhaseEntered(at(when), Move.END, ENDED)


def first_case(when: float) -> list[Event]:
    """Select for 3 minutes, present for 5, discuss for 20, close for 1, then closing."""
    return [
        move(when, Move.ADVANCE, Phase.SELECT, "1.select"),
        e.PresenterChosen(at(when + 1), 1, CLEO),
        e.LeadingSet(at(when + 2), 1, (ADA,)),
        move(when + 3, Move.BEGIN, Phase.PRESENT, "1.present"),
        move(when + 8, Move.SKIP, Phase.DISCUSS, "1.discuss"),
        move(when + 28, Move.SKIP, Phase.CLOSE, "1.close"),
        move(when + 29, Move.CLOSE_MEETING, Phase.CLOSING, "closing"),
    ]


def of(*parts: Event | Sequence[Event]) -> Record:
    events: list[Event] = [created()]
    for part in parts:
        events += [part] if isinstance(part, Event) else part
    return record(events)


def present(found: Record) -> dict[PersonId, Millis]:
    return {one.person: one.present for one in found.attendance}


def test_meeting_that_has_not_ended_has_no_record() -> None:
    with pytest.raises(ValueError, match="not ended"):
        of(comes(ADA, -5), opened())


def test_time_in_the_circle_counts_from_the_opening_to_the_end() -> None:
    found = of(comes(ADA, -5, Role.LEADER), opened(), comes(BEN, 10), ended(60))

    assert (
        Attendance(ADA, "Ada", Role.LEADER, minutes(60), False),
        Attendance(BEN, "Ben", Role.MEMBER, minutes(50), False),
    ) == found.attendance
    assert (at(0), at(60)) == (found.opened_at, found.ended_at)


def test_time_away_does_not_count() -> None:
    found = of(
        comes(ADA, -5),
        opened(),
        e.PersonLeft(at(20), ADA, 1),
        e.PersonJoined(at(30), ADA, 2),
        ended(60),
    )

    assert {ADA: minutes(50)} == present(found)


@pytest.mark.parametrize("out", [e.PersonDeparted, e.PersonRemoved, e.PersonSentOut])
def test_who_goes_was_there_until_then_however_it_came(
    out: type[e.PersonDeparted | e.PersonRemoved | e.PersonSentOut],
) -> None:
    found = of(comes(ADA, -5), comes(BEN, -5), opened(), out(at(20), BEN), ended(60))

    assert {ADA: minutes(60), BEN: minutes(20)} == present(found)


def test_who_returns_to_the_chair_goes_on_counting() -> None:
    found = of(
        comes(ADA, -5),
        opened(),
        e.PersonDeparted(at(20), ADA),
        e.PersonSeated(at(40), ADA, 0),
        ended(60),
    )

    assert {ADA: minutes(40)} == present(found)


def test_who_only_waited_is_not_in_it() -> None:
    waiting = e.PersonArrived(at(5), BEN, "Ben", Role.MEMBER)

    assert {ADA: minutes(60)} == present(of(comes(ADA, -5), opened(), waiting, ended(60)))


def test_two_browsers_of_one_person_are_not_twice_as_long() -> None:
    found = of(
        comes(ADA, -5),
        comes(BEN, -5),
        opened(),
        e.PersonLeft(at(20), ADA, 1),
        e.PersonMerged(at(30), BEN, ADA),
        e.PersonJoined(at(30), ADA, 2),
        ended(60),
    )

    assert {ADA: minutes(60)} == present(found)


def test_telephone_counts_while_there_was_company() -> None:
    """A room left behind is ended by the system hours later, when nobody is there to hang up."""
    found = of(
        comes(ADA, -5),
        comes(PHONE, -5, by_name=True),
        opened(),
        e.PersonLeft(at(50), ADA, 1),
        ended(13 * 60),
    )

    assert {ADA: minutes(50), PHONE: minutes(50)} == present(found)
    assert minutes(50) == sum(found.phases.values())


def test_confirmed_are_those_whom_a_leader_named_last() -> None:
    found = of(
        comes(ADA, -5),
        comes(BEN, -5),
        opened(),
        ended(60),
        e.AttendanceConfirmed(at(61), (BEN,)),
        e.AttendanceConfirmed(at(62), (ADA,)),
    )

    assert found.is_confirmed
    assert {ADA: True, BEN: False} == {a.person: a.is_confirmed for a in found.attendance}


def test_confirmed_person_is_in_it_without_a_minute_on_the_page() -> None:
    waiting = e.PersonArrived(at(5), BEN, "Ben", Role.MEMBER)
    confirmed = e.AttendanceConfirmed(at(61), (ADA, BEN))

    found = of(comes(ADA, -5), opened(), waiting, ended(60), confirmed)

    assert {ADA: minutes(60), BEN: 0} == present(found)


def test_follow_ups_are_counted_apart_from_cases() -> None:
    counted = e.FollowUpsCounted(at(5), 2)

    found = of(comes(ADA, -5), comes(CLEO, -5), opened(), counted, first_case(10), ended(60))

    assert (2, 1) == (found.follow_ups, len(found.cases))


def test_case_names_who_presented_and_who_led() -> None:
    found = of(comes(ADA, -5), comes(CLEO, -5), opened(), first_case(10), ended(60))

    assert (CaseHeld(1, CaseKind.NEW, CLEO, (ADA,)),) == found.cases


def test_case_that_was_only_chosen_is_none() -> None:
    chosen = e.PresenterChosen(at(12), 2, CLEO)

    assert [1] == [c.number for c in of(opened(), first_case(10), chosen, ended(60)).cases]


def test_case_whose_beginning_was_undone_is_none() -> None:
    events = [*first_case(10)[:4], e.MoveUndone(at(13.2))]

    found = of(opened(), events, ended(20))

    assert () == found.cases
    assert {Phase.OPENING: minutes(10), Phase.SELECT: minutes(10)} == found.phases


def test_withdrawn_case_looks_like_any_other() -> None:
    begun = first_case(10)[:4]
    withdrawn = move(15, Move.WITHDRAW, Phase.CLOSE, "1.close")
    skipped = move(15, Move.SKIP, Phase.CLOSE, "1.close")

    assert of(opened(), begun, skipped, ended(60)) == of(opened(), begun, withdrawn, ended(60))


def test_phases_last_from_their_move_to_the_next() -> None:
    found = of(comes(ADA, -5), opened(), first_case(10), ended(60))

    assert {
        Phase.OPENING: minutes(10),
        Phase.SELECT: minutes(3),
        Phase.PRESENT: minutes(5),
        Phase.DISCUSS: minutes(20),
        Phase.CLOSE: minutes(1),
        Phase.CLOSING: minutes(21),
    } == found.phases


def test_meeting_that_never_opened_had_nobody() -> None:
    found = of(comes(ADA, -5), ended(HOUR / MINUTE))

    assert (None, (), (), {}) == (found.opened_at, found.attendance, found.cases, found.phases)
