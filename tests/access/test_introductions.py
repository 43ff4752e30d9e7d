from dataclasses import replace

from app.access.claims import Claims
from app.access.grants import Scope
from app.access.introductions import introduction
from app.access.keys import Key
from app.phases.units import Instant
from app.rooms.roles import Role

KEY = Key("k" * 20, b"", "Zoom", frozenset({Scope.OPERATOR}), frozenset(), Instant(0))
ANN = Claims(iss="", room="room-a", exp=9, role=Role.MEMBER, sub="b1", name="Ann", jti="1")


def test_sub_is_told_apart_from_the_room_that_it_stands_beside() -> None:
    other = ANN.model_copy(update={"room": "room-ab", "sub": "1"})

    one, two = introduction(ANN, KEY, None), introduction(other, KEY, None)

    assert one.digest != two.digest


def test_whoever_signs_changes_which_grant_it_is_and_not_who_comes() -> None:
    one = introduction(ANN, KEY, None)
    other = introduction(ANN, replace(KEY, id="l" * 20), None)

    assert one.digest == other.digest
    assert one.spent != other.spent


def test_introduction_prints_neither_digest() -> None:
    one = introduction(ANN, KEY, None)

    assert one.spent not in repr(one)
    assert repr(one.digest) not in repr(one)
