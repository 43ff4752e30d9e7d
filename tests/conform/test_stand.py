"""What is special about how a state is brought."""

from app.conform.stand import USUAL, Posting, Seal
from app.phases.units import Millis


def test_usual_is_what_a_server_does_even_if_twice() -> None:
    assert USUAL.is_usual
    assert Posting(copies=2).is_usual
    assert not Posting(seal=Seal.NONE).is_usual
    assert not Posting(skew=Millis(1)).is_usual
