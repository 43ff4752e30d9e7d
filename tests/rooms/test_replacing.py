"""The fold's own `replace`, against the library's."""

from dataclasses import fields, is_dataclass, replace
from typing import Any

import pytest

from app.rooms import state
from app.rooms.evolve import born
from app.rooms.replacing import replaced
from tests.contracts.samples import ROOM, created

A_ROOM = born(ROOM, "epoch-1", created())
WHAT_THE_FOLD_KEEPS = [
    getattr(state, name)
    for name in vars(state)
    if is_dataclass(getattr(state, name)) and getattr(state, name).__module__ == state.__name__
]


def filled(of: Any) -> Any:
    """One of that class with another object in each field."""
    return of(**{field.name: object() for field in fields(of)})


@pytest.mark.parametrize("of", WHAT_THE_FOLD_KEEPS, ids=lambda of: of.__name__)
def test_each_field_is_replaced_and_no_other(of: Any) -> None:
    former = filled(of)
    for field in fields(of):
        value = object()

        assert replace(former, **{field.name: value}) == replaced(former, **{field.name: value})


def test_several_fields_are_replaced_and_the_former_stays() -> None:
    seq, epoch = A_ROOM.seq, A_ROOM.epoch

    after = replaced(A_ROOM, seq=seq + 1, epoch="another")

    assert (seq + 1, "another", A_ROOM.people) == (after.seq, after.epoch, after.people)
    assert (seq, epoch) == (A_ROOM.seq, A_ROOM.epoch)


def test_a_field_that_there_is_not_is_refused() -> None:
    with pytest.raises(KeyError):
        replaced(A_ROOM, **{"sequence": 1})  # type: ignore[arg-type]
