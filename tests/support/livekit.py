"""A LiveKit server without media: its real wire, and its rules of moderation said a second time.

Twirp over protobuf of `livekit-protocol`, tokens checked by the official `TokenVerifier`, webhooks
signed as the server signs them. The rules are those of livekit-server's source, read and restated:
what may be published is decided by a stream's name and never by what it is; an empty list allows
everything; permissions of a newcomer are those of their token; a client unmutes its own stream
whoever muted it; who may no longer send a stream loses it; a second place with the same identity
puts out the first; the gateway of telephones publishes each once, as it calls. What is heard, a
listener's side of it, is not there.

async with running_livekit() as livekit:
    cleo = await livekit.join(token); await cleo.publish(); cleo.is_audible
"""

import asyncio
import base64
import contextlib
import hashlib
import itertools
import time
from collections.abc import AsyncIterator, Callable
from typing import Any

import aiohttp
import jwt
from aiohttp import web
from google.protobuf.json_format import MessageToJson
from google.protobuf.message import Message
from livekit.api import AccessToken, TokenVerifier
from livekit.api.access_token import Claims
from livekit.protocol import models, room
from livekit.protocol.webhook import WebhookEvent

from tests.support.livekit_guests import FakeGuest, NotLetIn, allows

KEY = "APIforTestsOnly"
SECRET = "a-secret-of-a-test-as-long-as-one-must-be"
REQUESTS: dict[str, type[Any]] = {
    "CreateRoom": room.CreateRoomRequest,
    "DeleteRoom": room.DeleteRoomRequest,
    "ListParticipants": room.ListParticipantsRequest,
    "RemoveParticipant": room.RoomParticipantIdentity,
    "UpdateParticipant": room.UpdateParticipantRequest,
}


class Refused(Exception):
    """As Twirp says it: a status, a code, and words that nobody should repeat."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(code)
        self.status = status
        self.code = code


class FakeLiveKit:
    """The server. `trouble`: a status that it answers everything with. `slow`: seconds before each
    answer. `is_lying`: says yes to every change and makes none. `keeps`: a status with which it
    refuses to put anybody out. `hook`: whom it tells."""

    def __init__(self, key: str = KEY, secret: str = SECRET) -> None:
        self.key = key
        self.secret = secret
        self.url = ""
        self.hook_port = 0
        self.hook: str | None = None
        self.rooms: dict[str, dict[str, FakeGuest]] = {}
        self.asked: list[tuple[str, Any]] = []
        self.told: list[int] = []
        self.trouble: int | None = None
        self.slow = 0.0
        self.is_lying = False
        self.keeps: int | None = None
        self.revokes = True
        """Newer servers do; to older ones an unknown field says nothing."""
        self._revoked: dict[tuple[str, str], int] = {}
        self._verifier = TokenVerifier(key, secret)
        self._numbers = itertools.count(1)
        self._outbox: asyncio.Queue[tuple[bytes, str]] = asyncio.Queue()

    def sid(self, kind: str) -> str:
        """A new name."""
        return f"{kind}_{next(self._numbers)}"

    # Clients

    async def join(self, token: str, kind: Any = models.ParticipantInfo.STANDARD) -> FakeGuest:
        """Whoever brings this token comes in; raises `NotLetIn`."""
        try:
            claims = self._verifier.verify(token)
        except jwt.PyJWTError:
            raise NotLetIn from None
        video = claims.video
        if video is None or not video.room_join:
            raise NotLetIn
        begins = jwt.decode(token, options={"verify_signature": False})["nbf"]
        if begins < self._revoked.get((video.room, claims.identity), 0):
            raise NotLetIn
        people = self.rooms.setdefault(video.room, {})
        if older := people.get(claims.identity):
            self.goes(older)
        info = models.ParticipantInfo(
            sid=self.sid("PA"), identity=claims.identity, name=claims.name, kind=kind,
            attributes=claims.attributes or {}, permission=_permission(claims),
        )  # fmt: skip
        guest = people[claims.identity] = FakeGuest(self, video.room, info)
        self.tell("participant_joined", video.room, info)
        return guest

    def goes(self, guest: FakeGuest) -> None:
        """No longer there."""
        if self.rooms.get(guest.room, {}).get(guest.info.identity) is guest:
            del self.rooms[guest.room][guest.info.identity]
        guest.is_there = False
        self.note(guest)
        self.tell("participant_left", guest.room, guest.info)

    def note(self, guest: FakeGuest) -> None:
        """Remember from when to when somebody could be heard."""
        if guest.is_audible and guest._since is None:
            guest._since = time.monotonic()
        elif not guest.is_audible and guest._since is not None:
            guest.sent.append(time.monotonic() - guest._since)
            guest._since = None

    # Its API

    async def answer(self, request: web.Request) -> web.Response:
        """One call of RoomService."""
        await asyncio.sleep(self.slow)
        try:
            if self.trouble is not None:
                raise Refused(
                    self.trouble, "unauthenticated" if self.trouble == 401 else "internal"
                )
            made = await self._answered(request)
        except Refused as refused:
            body = {"code": refused.code, "msg": "canary of a server's words"}
            return web.json_response(body, status=refused.status)
        return web.Response(body=made.SerializeToString(), content_type="application/protobuf")

    async def _answered(self, request: web.Request) -> Message:
        method = request.match_info["method"]
        if request.content_type != "application/protobuf":
            raise Refused(415, "malformed")
        asked = REQUESTS[method]()
        asked.ParseFromString(await request.read())
        self._check(request.headers.get("Authorization", ""), method, asked)
        self.asked.append((method, asked))
        does: dict[str, Callable[[Any], Message]] = {
            "CreateRoom": self._create, "DeleteRoom": self._delete, "ListParticipants": self._list,
            "RemoveParticipant": self._remove, "UpdateParticipant": self._update,
        }  # fmt: skip
        return does[method](asked)

    def _check(self, proof: str, method: str, asked: Any) -> None:
        try:
            video = self._verifier.verify(proof.removeprefix("Bearer ")).video
        except jwt.PyJWTError:
            raise Refused(401, "unauthenticated") from None
        if method in ("CreateRoom", "DeleteRoom"):
            may = video is not None and video.room_create
        else:
            may = video is not None and video.room_admin and video.room == asked.room
        if not may:
            raise Refused(403, "permission_denied")

    def _create(self, asked: Any) -> Message:
        if asked.name not in self.rooms:
            self.rooms[asked.name] = {}
            self.tell("room_started", asked.name)
        return models.Room(name=asked.name, sid="RM_1")

    def _delete(self, asked: Any) -> Message:
        if asked.room not in self.rooms:
            raise Refused(404, "not_found")
        self.forget(asked.room)
        return room.DeleteRoomResponse()

    def forget(self, name: str) -> None:
        """The room is gone with everybody in it, as after a restart."""
        for guest in tuple(self.rooms.pop(name).values()):
            self.goes(guest)
        self.tell("room_finished", name)

    def _list(self, asked: Any) -> Message:
        people = self.rooms.get(asked.room, {})
        return room.ListParticipantsResponse(participants=[one.info for one in people.values()])

    def _remove(self, asked: Any) -> Message:
        guest = self._guest(asked)
        if self.keeps is not None:
            raise Refused(self.keeps, "internal")
        if not self.is_lying:
            if self.revokes:
                until = asked.revoke_token_ts or int(time.time()) + 60
                self._revoked[asked.room, asked.identity] = until
            self.goes(guest)
        return room.RemoveParticipantResponse()

    def _update(self, asked: Any) -> Message:
        guest = self._guest(asked)
        if self.is_lying:
            return guest.info
        for name, value in asked.attributes.items():
            guest.info.attributes[name] = value
            if not value:
                del guest.info.attributes[name]
        if asked.HasField("permission"):
            guest.info.permission.CopyFrom(asked.permission)
            for track in tuple(guest.info.tracks):
                if not allows(asked.permission, track.source):
                    guest.info.tracks.remove(track)
                    self.tell("track_unpublished", guest.room, guest.info, track)
            self.note(guest)
        return guest.info

    def _guest(self, asked: Any) -> FakeGuest:
        guest = self.rooms.get(asked.room, {}).get(asked.identity)
        if guest is None:
            raise Refused(404, "not_found")
        return guest

    # Its webhooks

    def tell(
        self, event: str, name: str, who: Any = None, track: Any = None, at: int | None = None
    ) -> None:
        """Queue a webhook, as it is now; nothing waits for it."""
        said = WebhookEvent(
            event=event, id=self.sid("EV"), created_at=int(time.time()) if at is None else at,
            room=models.Room(name=name, sid="RM_1"), participant=who, track=track,
        )  # fmt: skip
        self._outbox.put_nowait(self.signed(MessageToJson(said).encode()))

    def signed(self, body: bytes) -> tuple[bytes, str]:
        """A body, and the token that says so."""
        digest = base64.b64encode(hashlib.sha256(body).digest()).decode()
        return body, AccessToken(self.key, self.secret).with_sha256(digest).to_jwt()

    async def deliver(self) -> None:
        """Until cancelled: what was queued, in order."""
        async with aiohttp.ClientSession() as session:
            while True:
                body, proof = await self._outbox.get()
                if self.hook is None:
                    continue
                headers = {"Authorization": proof, "Content-Type": "application/webhook+json"}
                with contextlib.suppress(aiohttp.ClientError):
                    async with session.post(self.hook, data=body, headers=headers) as answer:
                        self.told.append(answer.status)


def _permission(claims: Claims) -> models.ParticipantPermission:
    video = claims.video
    assert video is not None
    return models.ParticipantPermission(
        can_subscribe=video.can_subscribe, can_publish=video.can_publish,
        can_publish_data=video.can_publish_data, hidden=bool(video.hidden),
        can_publish_sources=[one.upper() for one in video.can_publish_sources or []],
        can_update_metadata=bool(video.can_update_own_metadata),
    )  # fmt: skip


@contextlib.asynccontextmanager
async def running_livekit(hook: str | None = None) -> AsyncIterator[FakeLiveKit]:
    """The server on a loopback port, until the block ends."""
    made = FakeLiveKit()
    made.hook = hook
    app = web.Application()
    app.router.add_post("/twirp/livekit.RoomService/{method}", made.answer)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    made.url = f"ws://127.0.0.1:{runner.addresses[0][1]}"
    telling = asyncio.create_task(made.deliver())
    try:
        yield made
    finally:
        telling.cancel()
        await asyncio.gather(telling, return_exceptions=True)
        await runner.cleanup()
