"""What rooms need from the world; errors say only what a caller can act upon."""

from app.rooms.fields import CommandId, RoomId
from app.rooms.ports import (
    Accepted,
    CommandKnown,
    LogConflict,
    LogError,
    LogUnavailable,
    NoSuchRoom,
    RoomExists,
    Share,
)


def test_known_command_brings_what_was_accepted() -> None:
    accepted = Accepted(CommandId("x"), "person:ada", b"digest", b"{}")

    assert accepted is CommandKnown(accepted).accepted
    assert "digest" not in str(CommandKnown(accepted))


def test_every_complaint_of_a_log_is_one() -> None:
    complaints = {LogConflict, CommandKnown, NoSuchRoom, RoomExists, LogUnavailable}

    assert complaints == set(LogError.__subclasses__())


def test_shares_do_not_share_their_facts() -> None:
    first, second = (Share(RoomId("room"), node) for node in ("a", "b"))
    first.facts["presence"] = {}

    assert {} == second.facts
