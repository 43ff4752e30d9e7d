"""What is not known of a call is not claimed."""

from app.calls.capabilities import NO_CALL, Identity, Strength


def test_call_that_we_know_nothing_of_can_nothing() -> None:
    can = NO_CALL

    assert {Strength.NONE} == {can.microphone, can.camera, can.door, can.removal}
    assert Identity.MANUAL is can.identity
