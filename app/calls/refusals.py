"""Refusals of a call: each class is one complaint with a stable `code`; no value is echoed."""

from typing import ClassVar


class CallRefused(Exception):
    """A page asked for what it cannot have; nothing has changed. Abstract: raise a child."""

    code: ClassVar[str] = "refused"

    def __init__(self) -> None:
        super().__init__(self.__class__.__doc__ or self.code)


class BadOffer(CallRefused):
    """An offer brings at most one microphone and one camera, and nothing else."""

    code = "bad_offer"


class BadAnswer(CallRefused):
    """This is no answer to what was offered."""

    code = "bad_answer"


class Locked(CallRefused):
    """It is closed until the room says otherwise."""

    code = "locked"


class NotAsked(CallRefused):
    """Nothing here waits for that."""

    code = "not_asked"
