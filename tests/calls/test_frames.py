"""What a page says of its own part in the call."""

from app.calls.frames import Answer, Candidate, Publish, Way


def test_what_tells_of_a_network_is_not_shown_by_accident() -> None:
    said = (Publish("canary"), Answer("canary"), Candidate(Way.OUT, "canary"))
    assert "canary" not in repr(said)
