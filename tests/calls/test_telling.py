"""Only what is new is told, and what is over is taken back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.calls import capabilities
from app.calls.telling import LONGEST_NAME, MOST_PLACES, Places, Word, news, strangers
from app.phases.units import Instant
from app.rooms.enforcement import CallSaid, Claim, Said
from app.rooms.facts import NO_LONGER, Changes, Facts, stamped
from app.rooms.fields import PersonId, PlaceId
from app.rooms.places import LABELS, Strangers, Unmatched, Via
from tests.support.clock import NOON
from tests.support.scenario import CLEO, DEV, STRANGER

WELL = CallSaid(Claim.ENFORCED, Claim.ENFORCED)
CLOSED = Said(Claim.ENFORCED)
LOCKED = Word(WELL, {CLEO: CLOSED})
PLACE, OTHER = PlaceId("a" * 32), PlaceId("b" * 32)
ANNA = Unmatched("Anna", CLEO, Via.TELEPHONE)


def alone(known: Facts, word: Word, now: Instant) -> Changes:
    """What a node says that has said all of it itself."""
    return news(known, known, word, now)


def told(word: Word, known: Facts | None = None) -> Facts:
    """What is known once this was said as well."""
    before = known or {}
    return {**before, **stamped(alone(before, word, NOON), NOON)}


def test_what_everybody_knows_is_not_told_again() -> None:
    word = Word(WELL, {CLEO: CLOSED}, {}, Strangers({PLACE: ANNA}, 2), capabilities.Tested.MEDIA)
    first = alone({}, word, NOON)

    expected = {("lock", CLEO), ("call",), ("tested",), ("unmatched", PLACE), ("unmatched_more",)}
    assert expected == set(first)
    assert {} == alone(stamped(first, NOON), word, NOON)


def test_what_is_so_still_keeps_its_beginning_and_another_reason_has_its_own() -> None:
    failing, later_on = Said(Claim.FAILED, "lost"), Instant(NOON + 1)
    known = stamped(alone({}, Word(WELL, {CLEO: failing}), NOON), NOON)

    assert {} == alone(known, Word(WELL, {CLEO: failing}), later_on)
    refused = Word(WELL, {CLEO: Said(Claim.FAILED, "refused")})
    assert {("lock", CLEO): (later_on, "failed", "refused")} == alone(known, refused, later_on)


def test_lock_that_is_over_is_taken_back_and_told_anew_when_it_comes_again() -> None:
    known = told(LOCKED)
    over = alone(known, Word(WELL), NOON)

    assert {("lock", CLEO): NO_LONGER} == over
    again = alone({**known, **stamped(over, NOON)}, LOCKED, NOON)
    assert {("lock", CLEO): (NOON, "enforced", "")} == again


def test_what_another_has_said_meanwhile_is_said_otherwise() -> None:
    theirs = stamped({("call",): (NOON, "failed", "failed", "lost")}, NOON)

    assert {("call",): (NOON, "enforced", "enforced", "")} == alone(theirs, Word(WELL), NOON)


def test_what_another_has_said_and_is_so_still_is_said_on_since_when_it_was() -> None:
    theirs, later_on = told(Word(WELL, {CLEO: CLOSED, DEV: CLOSED})), Instant(NOON + 1)
    word = Word(WELL, {CLEO: CLOSED})

    taken_over = news(theirs, {}, word, later_on)

    assert {
        ("lock", CLEO): (NOON, "enforced", ""),
        ("lock", DEV): NO_LONGER,
        ("call",): (NOON, "enforced", "enforced", ""),
    } == taken_over
    own = stamped(taken_over, later_on)
    assert {} == news({**theirs, **own}, own, word, later_on)


def test_release_that_fails_is_told_of_its_person() -> None:
    known = told(Word(WELL, releases={DEV: Said(Claim.FAILED, "unreachable")}))

    assert (NOON, "failed", "unreachable") == known["release", DEV].value
    assert NO_LONGER == alone(known, Word(WELL), NOON)["release", DEV]


def test_place_of_nobody_is_told_with_its_name_and_claim_and_taken_back_when_it_is_gone() -> None:
    known = told(Word(WELL, strangers=Strangers({PLACE: ANNA, OTHER: Unmatched()}, 1)))

    assert (NOON, "Anna", CLEO, "telephone") == known["unmatched", PLACE].value
    assert (NOON, "", "", "unknown") == known["unmatched", OTHER].value
    assert {
        ("unmatched", PLACE): NO_LONGER,
        ("unmatched_more",): NO_LONGER,
    } == alone(known, Word(WELL, strangers=Strangers({OTHER: Unmatched()})), NOON)


def test_label_is_told_once_it_is_known() -> None:
    assert ("tested",) not in told(Word(WELL))
    assert (NOON, "community") == told(Word(WELL, tested=capabilities.Tested.COMMUNITY))[
        "tested",
    ].value
    assert set(capabilities.Tested) == LABELS


def test_of_many_places_some_are_told_and_of_the_others_how_many() -> None:
    found: Places = {PlaceId(f"{n:032x}"): Unmatched() for n in range(MOST_PLACES + 3)}

    assert (MOST_PLACES, 3) == (len(strangers(found, ()).places), strangers(found, ()).more)
    assert strangers(found, ()) == strangers(dict(sorted(found.items(), reverse=True)), ())


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (" Anna ", "Anna"),
        ("x" * 500, "x" * LONGEST_NAME),
        ("<b>Anna</b>", ""),
        ("An\u202ena", ""),
        ("two\nlines", ""),
        ("...", ""),
        ("", ""),
    ],
)
def test_what_somebody_calls_themselves_is_told_as_far_as_a_screen_may_show_it(
    name: str, shown: str
) -> None:
    assert shown == strangers({PLACE: Unmatched(name)}, ()).places[PLACE].name


@given(st.text(max_size=300))
def test_whatever_somebody_calls_themselves_is_one_short_line(name: str) -> None:
    shown = strangers({PLACE: Unmatched(name)}, ()).places[PLACE].name

    assert len(shown) <= LONGEST_NAME
    assert len(shown.splitlines()) <= 1


@pytest.mark.parametrize(
    ("claims", "people", "shown"), [(CLEO, [CLEO], CLEO), (STRANGER, [CLEO], None)]
)
def test_only_somebody_of_the_room_can_be_claimed_to_be(
    claims: PersonId, people: list[PersonId], shown: PersonId | None
) -> None:
    found = strangers({PLACE: Unmatched("Anna", claims, Via.WEB)}, people)

    assert Unmatched("Anna", shown, Via.WEB) == found.places[PLACE]
