import pytest

from app.access.errors import BadTerms
from app.access.grants import MOST_ROOMS, OF_A_ROOM, Grant, Scope, refuse_empty
from app.rooms.fields import RoomId

HERE, THERE = RoomId("here"), RoomId("there")


def granted(*scopes: Scope) -> Grant:
    return Grant("key", frozenset(scopes), frozenset({HERE}))


@pytest.mark.parametrize("scope", sorted(OF_A_ROOM))
def test_scope_of_a_room_counts_in_the_rooms_named_and_nowhere_else(scope: Scope) -> None:
    grant = granted(scope)

    assert grant.may(scope, HERE)
    assert not grant.may(scope, THERE)
    assert not grant.may(scope)


def test_operator_needs_no_room() -> None:
    assert granted(Scope.OPERATOR).may(Scope.OPERATOR)
    assert granted(Scope.OPERATOR).may(Scope.OPERATOR, THERE)


@pytest.mark.parametrize("scope", Scope)
def test_no_scope_implies_another(scope: Scope) -> None:
    others = set(Scope) - {scope}

    assert not any(granted(scope).may(other, HERE) for other in others)


@pytest.mark.parametrize(
    ("scopes", "rooms"),
    [
        (frozenset[Scope](), frozenset[RoomId]()),
        (frozenset({Scope.ROOM_READ}), frozenset[RoomId]()),
        (frozenset({Scope.OPERATOR}), frozenset({HERE})),
        (
            frozenset({Scope.ROOM_READ}),
            frozenset(RoomId(f"room-{n}") for n in range(MOST_ROOMS + 1)),
        ),
    ],
)
def test_grant_that_says_too_little_or_too_much_is_refused(
    scopes: frozenset[Scope], rooms: frozenset[RoomId]
) -> None:
    with pytest.raises(BadTerms):
        refuse_empty(scopes, rooms)


def test_operator_that_also_leads_a_room_is_fine() -> None:
    refuse_empty(frozenset({Scope.OPERATOR, Scope.ROOM_LEAD}), frozenset({HERE}))
