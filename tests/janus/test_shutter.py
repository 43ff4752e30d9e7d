"""What stands before a microphone: after a lock it is closed, whatever was wished before."""

import pytest

from app.calls.wanted import Wanted
from app.janus.offers import Kind
from app.janus.shutter import Shutter, is_locked


def test_it_begins_closed() -> None:
    assert Shutter(Kind.AUDIO).state == "closed"


def test_a_lock_closes_and_forgets_the_wish() -> None:
    shutter = Shutter(Kind.AUDIO, is_wished=True, is_open=True)
    assert shutter.state == "open"
    shutter.lock()
    assert (shutter.state, shutter.is_open, shutter.is_wished) == ("locked", False, False)


def test_release_leaves_it_closed() -> None:
    shutter = Shutter(Kind.AUDIO, is_wished=True, is_open=True)
    shutter.lock()
    shutter.free()
    assert (shutter.state, shutter.is_wished) == ("closed", False)


def test_to_be_free_changes_nothing_that_is_open() -> None:
    shutter = Shutter(Kind.AUDIO, is_wished=True, is_open=True)
    shutter.free()
    assert shutter.state == "open"


def test_it_may_be_opened_while_it_is_wished_and_nothing_has_come_between() -> None:
    shutter = Shutter(Kind.AUDIO, is_wished=True)
    assert shutter.may_open(0)
    assert not shutter.may_open(1)
    assert not Shutter(Kind.AUDIO, is_wished=True, is_open=True).may_open(0)
    assert not Shutter(Kind.AUDIO).may_open(0)


def test_every_lock_can_be_told_from_the_one_before() -> None:
    shutter = Shutter(Kind.AUDIO)
    shutter.lock()
    shutter.free()
    shutter.lock()
    assert shutter.locks == 2


@pytest.mark.parametrize(
    ("wanted", "kinds"),
    [
        (Wanted(), set()),
        (Wanted(microphone_locked=True), {Kind.AUDIO}),
        (Wanted(camera_locked=True), {Kind.VIDEO}),
    ],
)
def test_microphone_and_camera_are_locked_apart(wanted: Wanted, kinds: set[Kind]) -> None:
    assert {kind for kind in Kind if is_locked(kind, wanted)} == kinds
