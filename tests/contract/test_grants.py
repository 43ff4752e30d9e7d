"""A join grant is good once, for a minute, in its own room."""

import pytest

from app.access.errors import JoinGrantRefused
from app.contract import grants
from app.contract.grants import LIFE
from app.phases.units import Instant
from app.rooms.fields import PersonId
from tests.contracts.samples import OTHER, ROOM
from tests.support.clock import NOON
from tests.support.ids import CountingIds

ANN = PersonId("ann")
MADE, FRESH = grants.drawn(ROOM, ANN, CountingIds(), NOON)
OVER = Instant(NOON + LIFE)


def test_whoever_brings_it_in_time_is_that_person() -> None:
    brought = grants.presented(FRESH.text)

    assert MADE.id == brought.id
    assert ANN == grants.check(MADE, brought, ROOM, Instant(OVER - 1))


def test_it_lives_for_a_minute_at_most() -> None:
    assert LIFE <= 60_000
    with pytest.raises(JoinGrantRefused):
        grants.check(MADE, grants.presented(FRESH.text), ROOM, OVER)


def test_it_is_refused_elsewhere_unknown_or_guessed() -> None:
    brought = grants.presented(FRESH.text)
    guessed = grants.presented(FRESH.text[:-1] + ("0" if FRESH.text[-1] != "0" else "1"))

    for grant, shown, room in (
        (MADE, brought, OTHER),
        (None, brought, ROOM),
        (MADE, guessed, ROOM),
    ):
        with pytest.raises(JoinGrantRefused):
            grants.check(grant, shown, room, NOON)


@pytest.mark.parametrize("text", ["", "pbt_x", "pbj_", FRESH.text.replace("pbj", "pbk"), "x" * 500])
def test_what_is_no_join_grant_is_refused_without_a_look(text: str) -> None:
    with pytest.raises(JoinGrantRefused):
        grants.presented(text)


def test_nothing_of_it_is_shown() -> None:
    assert "digest" not in repr(MADE)
    assert FRESH.text not in repr(FRESH)
