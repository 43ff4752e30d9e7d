"""What strangers may write into our log: nothing.

uvicorn and websockets log one line per connection, the request line with its query string, a
traceback for a malformed message and, at DEBUG, every frame with its content. Whoever can open a
socket could fill a disk with that, and a secret sent to us by mistake would stay in the log. Only
what the application itself did wrong passes.
"""

import logging
from collections.abc import MutableMapping
from typing import Any


class ErrorsOnly(logging.LoggerAdapter[logging.Logger]):
    """A logger that passes errors and drops everything below, whatever level the log is set to.

    `level` is read by uvicorn itself to decide whether to trace connections.
    """

    level = logging.ERROR

    def isEnabledFor(self, level: int) -> bool:
        """Tell whether a record of this level would be written."""
        return level >= self.level and self.logger.isEnabledFor(level)


class WithoutTraces(ErrorsOnly):
    """`ErrorsOnly` for a parser of strangers' bytes: one line each, never a traceback."""

    def process(
        self, msg: object, kwargs: MutableMapping[str, Any]
    ) -> tuple[object, MutableMapping[str, Any]]:
        """Take the exception out of the record: its text may quote what the peer sent."""
        kwargs.pop("exc_info", None)
        return super().process(msg, kwargs)
