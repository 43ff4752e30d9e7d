"""Our side of a scenario: versions rise, people are new, places are theirs."""

from app.calls.wanted import Version
from app.conform.side import Side, Versions
from app.conform.steps import Wants, Who
from app.phases.units import Instant
from tests.support.ids import CountingIds

SITS_BACK = Wants(locked=frozenset({Who.CLEO}))


def side() -> Side:
    found = Side(CountingIds(), Versions())
    found.takes(Who.CLEO, "c1")
    found.takes(Who.PHONE, "c2")
    found.takes(Who.STRANGER, "s1")
    return found


def test_versions_rise_also_over_a_seq_that_begins_anew() -> None:
    versions = Versions()
    versions.scenario()
    drawn = [versions.following(), versions.following(3), versions.next_seq(), versions.following()]

    assert sorted(drawn) == drawn
    assert 0 == drawn[2].n
    assert drawn[3].n > drawn[1].n


def test_older_one_is_older_by_n_or_by_seq() -> None:
    versions = Versions(Version(4, 7), highest_n=9)

    assert Version(4, 6) == versions.older(by_seq=False)
    assert Version(3, 16) == versions.older(by_seq=True)


def test_person_has_several_places_and_all_of_them_are_locked() -> None:
    floor = side().floor(Instant(1), SITS_BACK, Version(1))

    assert {"c1": True, "c2": True} == {
        ref: wanted.microphone_locked for ref, (_, wanted) in floor.places.items()
    }
    assert 1 == len({person for person, _ in floor.places.values()})


def test_who_is_nobody_is_never_named() -> None:
    floor = side().floor(Instant(1), Wants(), Version(1))

    assert "s1" not in floor.places
    assert side().guest(Who.STRANGER) is None


def test_who_is_out_is_named_there_alone() -> None:
    floor = side().floor(Instant(1), Wants(out=frozenset({Who.CLEO})), Version(1))

    assert "c1" not in floor.places
    assert frozenset({"c1"}) == floor.out


def test_who_comes_again_is_listened_for_at_both_places() -> None:
    found = side()
    found.takes(Who.CLEO, "c3")

    assert frozenset({"c1", "c2", "c3"}) == found.refs(Who.CLEO)
    assert frozenset({"s1"}) == found.refs(Who.STRANGER)


def test_everybody_brings_a_grant_of_their_own_each_time() -> None:
    found = side()
    guests = [found.guest(Who.CLEO), found.guest(Who.CLEO)]

    assert 2 == len({one.grant for one in guests if one})
    assert [one.grant for one in guests if one] == found.grants[Who.CLEO]
