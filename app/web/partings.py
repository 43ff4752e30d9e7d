"""Why a connection ends, as close codes: 4000-4499 come back, 4500 and above stop.

One table for both edges: a refusal at the door or in a room has one close code.
"""

from app.access import errors as access
from app.contract.errors import NotByContract, TooManySockets
from app.rooms import errors as rooms
from app.rooms.seat import CLOSED, PASS_EXPIRED, REVOKED, UNAVAILABLE, Parting
from app.web.wire import WireVersionUnsupported

OVERLOADED = Parting(4100, "overloaded")
RATE_LIMITED = Parting(4102, "rate limited")
HELLO_TIMEOUT = Parting(4104, "hello timeout")
TICKET = Parting(4200, "ticket invalid or expired")
CALL_AWAY = Parting(4105, "call out of reach")
VERSION = Parting(4503, "wire version unsupported")
FORBIDDEN = Parting(4504, "forbidden")
VIOLATION = Parting(4505, "not this protocol")

OF: dict[type[Exception], Parting] = {
    access.TicketInvalid: TICKET,
    access.ResumeInvalid: TICKET,
    access.PassInvalid: PASS_EXPIRED,
    access.PassExpired: PASS_EXPIRED,
    access.LinkRevoked: REVOKED,
    access.Removed: REVOKED,
    access.ResumeReused: REVOKED,
    access.BadKey: FORBIDDEN,
    access.BadGrant: FORBIDDEN,
    access.GrantAlgorithm: FORBIDDEN,
    access.GrantClaims: FORBIDDEN,
    access.GrantExpired: PASS_EXPIRED,
    access.GrantTooLong: FORBIDDEN,
    access.GrantForeign: FORBIDDEN,
    NotByContract: FORBIDDEN,
    TooManySockets: OVERLOADED,
    rooms.Forbidden: FORBIDDEN,
    rooms.NotFound: FORBIDDEN,
    rooms.RoomClosed: CLOSED,
    rooms.Unavailable: UNAVAILABLE,
    rooms.Invalid: VIOLATION,
    WireVersionUnsupported: VERSION,
    rooms.RoomFull: OVERLOADED,
    rooms.Conflict: OVERLOADED,
    rooms.RateLimited: RATE_LIMITED,
}


def parting(error: Exception) -> Parting:
    """The close code of a refusal; what nobody foresaw is a violation."""
    return OF.get(type(error), VIOLATION)
