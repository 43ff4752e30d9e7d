"""Everything that can be raised here.

PushbackError
├── BadAddress     no server, or no link, could be read from what was given
├── Unreachable    nobody answered in time
├── Refused        the server answered no, with a stable code
├── Stopped        the connection is over for good
└── BadWebhook     a webhook that is not from whom it says, or too old
"""

from collections.abc import Mapping
from typing import Any


class PushbackError(Exception):
    """What this library raises."""


class BadAddress(PushbackError):
    """No address begins so: `https://…` of a server, or a whole link with its `#`."""

    def __init__(self) -> None:
        super().__init__(self.__class__.__doc__)


class Unreachable(PushbackError):
    """Nobody answered, or not in time; what was asked may have been done all the same."""

    def __init__(self) -> None:
        super().__init__("the server did not answer")


class Refused(PushbackError):
    """The server said no. `code` is stable and for programs, `say` one sentence for people.

    `retry`: the same may be asked again as it is. `facts` are numbers, ids and words of the
    server's (docs/protocol.md, "Refusals").
    """

    def __init__(
        self, code: str, say: str = "", *, retry: bool = False, facts: Mapping[str, Any] = {}
    ) -> None:
        super().__init__(f"{say} ({code})" if say else code)
        self.code = code
        self.say = say
        self.retry = retry
        self.facts = facts

    @property
    def after_ms(self) -> float:
        """Milliseconds that the server asks to wait before the same is asked again; 0 if none."""
        after = self.facts.get("after_ms", 0)
        return float(after) if isinstance(after, int | float) else 0.0


class Stopped(PushbackError):
    """The connection is over and does not come back by itself.

    `reason` is `left` (by our own hand), `closed` (the meeting has ended), `replaced` (this person
    is connected elsewhere), `revoked`, `forbidden`, `version`, `fault`, or the code of the refusal
    that said why.
    """

    def __init__(self, reason: str) -> None:
        super().__init__(f"the connection is over: {reason}")
        self.reason = reason

    def again(self) -> "Stopped":
        """The same, to be raised once more: each who waits gets a traceback of their own."""
        return Stopped(self.reason)


class BadWebhook(PushbackError):
    """This webhook is not from whom it says it is, or too old: answer 400, and believe nothing."""
