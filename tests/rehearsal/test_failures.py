"""Errors that task groups wrapped come out again."""

from app.rehearsal.failures import root


def test_the_root_of_groups_in_groups_is_the_first_error() -> None:
    error = KeyError("x")
    assert error is root(ExceptionGroup("outer", [ExceptionGroup("inner", [error]), OSError()]))


def test_an_error_that_is_in_no_group_is_its_own_root() -> None:
    error = OSError()
    assert error is root(error)
