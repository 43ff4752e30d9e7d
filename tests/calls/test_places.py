"""A room knows places in a call by digests: no word, no number, and other ones in every room."""

import re

from hypothesis import given
from hypothesis import strategies as st

from app.calls.places import Matched, place_of
from app.rooms.fields import RoomId
from tests.support.scenario import CLEO, DEV

ROOM, OTHER = RoomId("room-1"), RoomId("room-2")
REFS = st.text(st.characters(), min_size=1, max_size=200)


@given(REFS, REFS)
def test_every_name_has_a_place_of_its_own_and_none_that_says_it(ref: str, other: str) -> None:
    place = place_of(ROOM, ref)

    assert re.fullmatch(r"[0-9a-f]{32}", place)
    assert (place == place_of(ROOM, other)) == (ref == other)


def test_telephone_is_another_place_in_every_room() -> None:
    assert place_of(ROOM, "+49 30 1234567") != place_of(OTHER, "+49 30 1234567")


def test_place_is_what_the_documentation_says_to_whoever_computes_it() -> None:
    assert "33796702e1a225f193fc58db10acd342" == place_of(ROOM, "+49301234567")


def test_matched_place_is_its_persons_and_no_other_is_anybodys() -> None:
    refs = Matched(ROOM, {place_of(ROOM, "telephone"): CLEO, place_of(OTHER, "laptop"): DEV})

    assert CLEO == refs.get("telephone")
    assert refs.get("laptop") is None
    assert Matched(ROOM).get("telephone") is None
    assert (CLEO, DEV) == (refs.get("telephone", DEV), refs.get("laptop", DEV))
    assert DEV == Matched(ROOM).get("telephone", DEV)
    assert [True, False, False] == [one in refs for one in ("telephone", "laptop", None)]
