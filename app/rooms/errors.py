"""Refusals: each class is one complaint with a stable `code`; none echoes a value back.

`retry` says whether the same press may be sent again as it is. `facts` are numbers, ids and words
of ours that help the asker, such as the current revision.
"""

from collections.abc import Mapping
from typing import ClassVar

Fact = str | int | float | bool | None | list[str]


class RoomError(Exception):
    """A refusal; the room is unchanged. Abstract: raise a child."""

    code: ClassVar[str] = "refused"
    retry: ClassVar[bool] = False

    def __init__(self, say: str = "", **facts: Fact) -> None:
        super().__init__(say or self.__class__.__doc__ or self.code)
        self.facts: Mapping[str, Fact] = facts

    @property
    def say(self) -> str:
        """One sentence for a person."""
        return str(self.args[0])


class Invalid(RoomError):
    """A field is missing, unknown or out of bounds."""

    code = "invalid"


class Forbidden(RoomError):
    """You may not do this here."""

    code = "forbidden"


class NotFound(RoomError):
    """There is no such room, person or step for you."""

    code = "not_found"


class Stale(RoomError):
    """The meeting has moved on since you looked; look again before you press again."""

    code = "stale"


class ConfirmNeeded(RoomError):
    """Another leader leads this case, or it is stopped; press again to do it all the same."""

    code = "confirm_needed"


class IllegalHere(RoomError):
    """The meeting's phase has no such move."""

    code = "illegal_here"


class NoPresenter(RoomError):
    """Choose a presenter first."""

    code = "no_presenter"


class NotReady(RoomError):
    """They have not accepted the agreement and the line about privacy yet."""

    code = "not_ready"


class TooLate(RoomError):
    """The moment to take this back has passed."""

    code = "too_late"


class BadPlan(RoomError):
    """No meeting can run this plan."""

    code = "bad_plan"


class RoomFull(RoomError):
    """This meeting has no more places."""

    code = "room_full"


class RoomClosed(RoomError):
    """The meeting has ended."""

    code = "room_closed"


class IdReused(RoomError):
    """This command id was used for something else; draw a new one."""

    code = "id_reused"


class Conflict(RoomError):
    """Others pressed at the same instant again and again; press once more."""

    code = "conflict"
    retry = True


class Unavailable(RoomError):
    """The database cannot be reached; nothing was lost, press again shortly."""

    code = "unavailable"
    retry = True


class RateLimited(RoomError):
    """Too many presses at once; wait a moment."""

    code = "rate_limited"
    retry = True
