"""Follow and lead a room of Pushback from a program. Begin with `connect`, and with the README."""

from pushback.changes import Change, Changes
from pushback.errors import (
    BadAddress,
    BadWebhook,
    PushbackError,
    Refused,
    Stopped,
    Unreachable,
)
from pushback.operating import Operator
from pushback.reporting import Report
from pushback.room import Done, Room, connect, connect_by_key, connect_by_ticket
from pushback.sections import Sections
from pushback.view import View

__all__ = [
    "BadAddress",
    "BadWebhook",
    "Change",
    "Changes",
    "Done",
    "Operator",
    "PushbackError",
    "Refused",
    "Report",
    "Room",
    "Sections",
    "Stopped",
    "Unreachable",
    "View",
    "connect",
    "connect_by_key",
    "connect_by_ticket",
]
