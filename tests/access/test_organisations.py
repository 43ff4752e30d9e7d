import pytest

from app.access.errors import BadTerms
from app.access.organisations import (
    OURS,
    PRACTICE,
    is_managed_by,
    is_practice,
    is_seen_by,
    name_of,
    practice_of,
    refuse_name,
)


def test_organisation_sees_its_own_and_we_see_all() -> None:
    assert is_seen_by("north", "north")
    assert is_seen_by(OURS, "north")
    assert is_seen_by(OURS, OURS)
    assert not is_seen_by("north", "south")
    assert not is_seen_by("north", OURS)


@pytest.mark.parametrize(
    ("organisation", "sees"),
    [
        (OURS, {OURS, "north", "south"}),
        (PRACTICE, {PRACTICE, "north~", "south~"}),
        ("north", {"north"}),
        ("north~", {"north~"}),
    ],
)
def test_nobody_sees_practice_and_meetings_both(organisation: str, sees: set[str]) -> None:
    owners = [OURS, PRACTICE, "north", "north~", "south", "south~"]

    assert sees == {owner for owner in owners if is_seen_by(organisation, owner)}


@pytest.mark.parametrize(
    ("organisation", "manages"),
    [
        (OURS, {OURS, PRACTICE, "north", "north~", "south", "south~"}),
        (PRACTICE, {PRACTICE, "north~", "south~"}),
        ("north", {"north", "north~"}),
        ("north~", {"north~"}),
    ],
)
def test_keys_for_practice_are_managed_from_both_halves_and_others_from_one(
    organisation: str, manages: set[str]
) -> None:
    owners = [OURS, PRACTICE, "north", "north~", "south", "south~"]

    assert manages == {owner for owner in owners if is_managed_by(organisation, owner)}


def test_room_that_is_not_there_is_nobodys_but_ours_to_ask_for() -> None:
    assert [True, False, False, False] == [
        is_seen_by(one, None) for one in (OURS, PRACTICE, "north", "north~")
    ]


def test_half_for_practice_is_its_organisation_with_a_mark() -> None:
    assert ("north~", "north~", PRACTICE) == (
        practice_of("north"),
        practice_of("north~"),
        practice_of(OURS),
    )
    assert ("north", "north", OURS) == (name_of("north~"), name_of("north"), name_of(PRACTICE))
    assert is_practice("north~")
    assert not is_practice("north")


@pytest.mark.parametrize("name", ["n", "north", "north-2", "n" * 40, OURS, "north~", PRACTICE])
def test_plain_name_is_one(name: str) -> None:
    refuse_name(name)


@pytest.mark.parametrize(
    "name", ["North", "-north", "north-", "n" * 41, "a b", "é", "north\n", "no~rth", "~~", "~n"]
)
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadTerms):
        refuse_name(name)
