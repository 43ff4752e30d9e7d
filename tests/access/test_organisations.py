import pytest

from app.access.errors import BadTerms
from app.access.organisations import OURS, is_seen_by, refuse_name


def test_organisation_sees_its_own_and_we_see_all() -> None:
    assert is_seen_by("north", "north")
    assert is_seen_by(OURS, "north")
    assert is_seen_by(OURS, OURS)
    assert not is_seen_by("north", "south")
    assert not is_seen_by("north", OURS)


@pytest.mark.parametrize("name", ["n", "north", "north-2", "n" * 40, OURS])
def test_plain_name_is_one(name: str) -> None:
    refuse_name(name)


@pytest.mark.parametrize("name", ["North", "-north", "north-", "n" * 41, "a b", "é", "north\n"])
def test_other_names_are_refused(name: str) -> None:
    with pytest.raises(BadTerms):
        refuse_name(name)
