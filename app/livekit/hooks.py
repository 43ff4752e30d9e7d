"""What a LiveKit server says by itself: verified by its own signature before it is read.

It is only ever a reason to look. Nothing of what it says is believed, kept or told.
"""

import re
from collections import OrderedDict
from dataclasses import dataclass

import jwt
from google.protobuf.json_format import ParseError
from livekit.api import TokenVerifier, WebhookReceiver

from app.calls.ports import NotGenuine
from app.phases.units import MINUTE, Instant, Millis, later
from app.rooms.fields import ID_PATTERN, RoomId

FRESH_FOR = Millis(6 * MINUTE)
"""How old it may be: LiveKit tries for five minutes, and clocks differ."""
MOST_REMEMBERED = 10_000
"""What was heard meanwhile, so that nobody can say it again; the oldest are forgotten first."""
LONGEST_PROOF = 4_096
BEARER = "Bearer "

REASONS_TO_LOOK = frozenset(
    {
        "room_started", "room_finished", "participant_joined", "participant_left",
        "participant_connection_aborted", "track_published", "track_unpublished",
    }
)  # fmt: skip
"""Events after which a lock may not hold any more."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Something genuine. `room`: where to look; None where there is nothing to look for. `at`: when
    it happened, as far as that lies behind us."""

    room: RoomId | None
    at: Instant


class Hooks:
    """What verifies, for one key and its secret."""

    def __init__(self, key: str, secret: str) -> None:
        self._receiver = WebhookReceiver(TokenVerifier(key, secret))
        self._known: OrderedDict[str, Instant] = OrderedDict()

    def heard(self, proof: str, body: bytes, now: Instant) -> Heard:
        """What was said, once; raises `NotGenuine`."""
        if len(proof) > LONGEST_PROOF:
            raise NotGenuine
        try:
            event = self._receiver.receive(body.decode(), proof.removeprefix(BEARER))
        except (jwt.PyJWTError, ParseError, ValueError, TypeError, AttributeError):
            raise NotGenuine from None
        except Exception as error:  # the receiver says a wrong or missing digest by this alone
            if type(error) is not Exception:
                raise
            raise NotGenuine from None
        said_at = Instant(event.created_at * 1000)
        self._refuse_old(said_at, now)
        self._refuse_known(event.id or proof, now)
        # That server may have rooms of others, named by anybody: those are told to no other node.
        is_ours = re.fullmatch(ID_PATTERN, event.room.name) is not None
        is_reason = event.event in REASONS_TO_LOOK and is_ours
        return Heard(RoomId(event.room.name) if is_reason else None, min(now, said_at))

    @staticmethod
    def _refuse_old(said_at: Instant, now: Instant) -> None:
        if not now - FRESH_FOR < said_at < now + FRESH_FOR:
            raise NotGenuine

    def _refuse_known(self, name: str, now: Instant) -> None:
        while self._known and (
            len(self._known) >= MOST_REMEMBERED
            or later(next(iter(self._known.values())), Millis(2 * FRESH_FOR)) < now
        ):
            self._known.popitem(last=False)
        if name in self._known:
            raise NotGenuine
        self._known[name] = now
