"""What a LiveKit server is asked, by its official client: five questions, each with one kind of no.

Nothing is ever asked about who speaks, and nothing here can record, listen, or open a microphone.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from itertools import islice

import aiohttp
from google.protobuf.message import DecodeError
from livekit import api
from livekit.api.room_service import RoomService
from livekit.api.twirp_client import ServerError, ServerErrorCode
from livekit.protocol import room as asked
from livekit.protocol.models import ParticipantInfo

from app.calls.ports import CallUnavailable, Why
from app.livekit.grants import written
from app.livekit.places import LOCKED, MOST_PLACES, Act, Change, Place, place_of
from app.rooms.fields import RoomId

ANSWER_WITHIN = 1.5
"""Seconds for one answer: what is asked of a call has two for all of it."""
PUT_OUT_WITHIN = 0.8
"""Seconds for putting one out: who stays must not cost the locks the word of them."""
EMPTY_FOR = 300
"""Seconds that a room is kept of which nobody has come yet."""
LEFT_FOR = 20
"""Seconds that a room is kept after the last has left."""
MOST_PEOPLE = 60
GONE = ParticipantInfo.DISCONNECTED
"""What a server of several nodes may still list for a moment."""
REVOKED_FOR = 90
"""Seconds: no token of whoever was put out is taken that was good before then, a way back neither.
Servers that do not know of it have the guard put them out again."""

WHY = {
    ServerErrorCode.UNAUTHENTICATED: Why.REFUSED,
    ServerErrorCode.PERMISSION_DENIED: Why.REFUSED,
    ServerErrorCode.FAILED_PRECONDITION: Why.REFUSED,
    ServerErrorCode.INVALID_ARGUMENT: Why.REFUSED,
    ServerErrorCode.UNIMPLEMENTED: Why.REFUSED,
    ServerErrorCode.BAD_ROUTE: Why.REFUSED,
    ServerErrorCode.DEADLINE_EXCEEDED: Why.LATE,
}
"""What a refusal of the server's comes to; every other is that it cannot be reached."""


class Server:
    """The server at `url`, while a session is open. All that asks raises `CallUnavailable`."""

    def __init__(self, url: str, key: str, secret: str) -> None:
        self._url = url
        self._key = key
        self._secret = secret
        self._api: api.LiveKitAPI | None = None

    @contextlib.asynccontextmanager
    async def session(self) -> AsyncIterator[None]:
        """Connections to it, for as long as the block lasts."""
        async with api.LiveKitAPI(self._url, self._key, self._secret, failover=False) as client:
            self._api = client
            try:
                yield
            finally:
                self._api = None

    async def make(self, room: RoomId) -> None:
        """A room of that name, if there is none yet; nothing records it."""
        request = asked.CreateRoomRequest(
            name=room,
            empty_timeout=EMPTY_FOR,
            departure_timeout=LEFT_FOR,
            max_participants=MOST_PEOPLE,
        )
        async with _as_ours():
            await self._rooms.create_room(request)

    async def end(self, room: RoomId) -> None:
        """Everybody is put out, and the room forgotten; it may be so already."""
        async with _as_ours(), _but_gone():
            await self._rooms.delete_room(asked.DeleteRoomRequest(room=room))

    async def places(self, room: RoomId) -> tuple[Place, ...]:
        """Who is there, as it knows it; nobody in a room that is not there."""
        async with _as_ours(), _but_gone():
            answer = await self._rooms.list_participants(asked.ListParticipantsRequest(room=room))
            there = (one for one in answer.participants if one.state != GONE)
            return tuple(place_of(one, room) for one in islice(there, MOST_PLACES))
        return ()

    async def change(self, room: RoomId, change: Change, now: int) -> None:
        """Make it so for one place, which may be gone by now; `now` in seconds."""
        is_out = change.act is Act.PUT_OUT
        async with _as_ours(PUT_OUT_WITHIN if is_out else None), _but_gone():
            if is_out:
                await self._rooms.remove_participant(
                    asked.RoomParticipantIdentity(
                        room=room, identity=change.place.ref, revoke_token_ts=now + REVOKED_FOR
                    )
                )
            else:
                mark = "1" if change.act is Act.CLOSE else ""
                await self._rooms.update_participant(
                    asked.UpdateParticipantRequest(
                        room=room,
                        identity=change.place.ref,
                        permission=written(change.grant, change.place.permission),
                        attributes={LOCKED: mark},
                    )
                )

    @property
    def _rooms(self) -> RoomService:
        if self._api is None:
            raise CallUnavailable(Why.UNREACHABLE)
        return self._api.room


@contextlib.asynccontextmanager
async def _as_ours(within: float | None = None) -> AsyncIterator[None]:
    """What went wrong, in words of ours; the server's may be anybody's.

    The limit of time is set here: livekit-api 1.2 gives each request none, whatever the session's.
    """
    try:
        async with asyncio.timeout(ANSWER_WITHIN if within is None else within):
            yield
    except ServerError as error:
        raise CallUnavailable(WHY.get(error.code, _by_status(error.status))) from None
    except TimeoutError:
        raise CallUnavailable(Why.LATE) from None
    except (aiohttp.ClientError, OSError):
        raise CallUnavailable(Why.UNREACHABLE) from None
    except (DecodeError, ValueError):
        raise CallUnavailable(Why.LOST) from None


def _by_status(status: int) -> Why:
    """Of whoever answers without a word of LiveKit's: a proxy in between."""
    return Why.REFUSED if status in (401, 403) else Why.UNREACHABLE


@contextlib.asynccontextmanager
async def _but_gone() -> AsyncIterator[None]:
    """That it is not there is no failure: there is nobody who could be heard."""
    try:
        yield
    except ServerError as error:
        if error.code != ServerErrorCode.NOT_FOUND:
            raise
