"""A real LiveKit server, and clients of it that carry sound: only for `make test-livekit`.

`LIVEKIT_URL`, `LIVEKIT_KEY` and `LIVEKIT_SECRET` say which; its webhooks must reach this machine at
`LIVEKIT_HOOK_PORT` (18787). What a client sends is heard by a listener of ours in the same room.
"""

import asyncio
import contextlib
import importlib
import os
import time
from collections.abc import AsyncIterator
from typing import Any

import jwt
from livekit.api import AccessToken, VideoGrants

from tests.support.livekit_guests import AUDIO, MICROPHONE, Guest, NotLetIn

RATE = 48_000
FRAME = RATE // 100
LOUD = 1_000
"""Of 32,767: what a listener takes for sound."""
HEARD_WITHIN = 0.5
"""Seconds since the last loud frame within which somebody is audible."""
ANSWER_WITHIN = 5.0
PICTURE = (64, 48)


def _rtc() -> Any:
    """The client with media is no dependency of ours; the target of make installs it."""
    return importlib.import_module("livekit.rtc")


class RealGuest:
    """`Guest` over the official client."""

    def __init__(self, server: "RealLiveKit", room: Any, name: str, identity: str) -> None:
        self.sent: list[float] = []
        self._server = server
        self._room = room
        self._name = name
        self._identity = identity
        self._tracks: list[Any] = []
        self._sending: list[asyncio.Task[None]] = []

    @property
    def is_there(self) -> bool:
        """As `Guest.is_there`."""
        return bool(self._room.isconnected())

    @property
    def is_audible(self) -> bool:
        """Whether the listener hears it."""
        heard = self._server.heard.get(self._identity)
        return heard is not None and time.monotonic() - heard[-1] < HEARD_WITHIN

    @property
    def shows(self) -> bool:
        """Whether the listener is sent a picture of it."""
        return self._identity in self._server.seen

    @property
    def may_hear(self) -> bool:
        """As `Guest.may_hear`."""
        return bool(self._room.local_participant.permissions.can_subscribe)

    @property
    def may_speak(self) -> bool:
        """As `Guest.may_speak`."""
        may = self._room.local_participant.permissions
        number = _rtc().TrackSource.Value(f"SOURCE_{MICROPHONE.upper()}")
        return bool(may.can_publish) and (
            not may.can_publish_sources or number in may.can_publish_sources
        )

    async def publish(self, source: str = MICROPHONE, media: int = AUDIO) -> bool:
        """A tone, or a grey picture, under this name."""
        rtc = _rtc()
        options = rtc.TrackPublishOptions()
        wire = {"screen_share": "SCREENSHARE", "screen_share_audio": "SCREENSHARE_AUDIO"}
        options.source = rtc.TrackSource.Value(f"SOURCE_{wire.get(source, source.upper())}")
        if media == AUDIO:
            maker = rtc.AudioSource(RATE, 1)
            track = rtc.LocalAudioTrack.create_audio_track(source, maker)
            sending = self._tone(maker)
        else:
            maker = rtc.VideoSource(*PICTURE)
            track = rtc.LocalVideoTrack.create_video_track(source, maker)
            sending = self._grey(maker)
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await self._room.local_participant.publish_track(track, options)
        except (TimeoutError, importlib.import_module("livekit.rtc.participant").PublishTrackError):
            sending.close()
            return False
        self._tracks.append(track)
        self._sending.append(asyncio.create_task(sending))
        return True

    async def unmute(self) -> None:
        """As `Guest.unmute`."""
        for track in self._tracks:
            track.unmute()

    async def leave(self) -> None:
        """As `Guest.leave`."""
        for task in self._sending:
            task.cancel()
        await self._room.disconnect()

    async def _tone(self, maker: Any) -> None:
        frame = _rtc().AudioFrame.create(RATE, 1, FRAME)
        frame.data[:] = memoryview(_square()).cast("h")
        while True:
            await maker.capture_frame(frame)

    async def _grey(self, maker: Any) -> None:
        rtc = _rtc()
        grey = bytearray(b"\x80" * (PICTURE[0] * PICTURE[1] * 3 // 2))
        frame = rtc.VideoFrame(*PICTURE, rtc.VideoBufferType.I420, grey)
        while True:
            maker.capture_frame(frame)
            await asyncio.sleep(0.05)


class RealLiveKit:
    """`Carrier`, with a listener in each room. `heard`: from when to when each was, last of all."""

    def __init__(self) -> None:
        self.url = os.environ["LIVEKIT_URL"]
        self.key = os.environ["LIVEKIT_KEY"]
        self.secret = os.environ["LIVEKIT_SECRET"]
        self.hook_port = int(os.environ.get("LIVEKIT_HOOK_PORT", "18787"))
        self.heard: dict[str, list[float]] = {}
        self.seen: set[str] = set()
        self._guests: list[RealGuest] = []
        self._listeners: dict[str, Any] = {}
        self._hearing: set[asyncio.Task[None]] = set()

    async def join(self, token: str) -> Guest:
        """As `Carrier.join`."""
        rtc = _rtc()
        claims = jwt.decode(token, options={"verify_signature": False})
        name, identity = claims["video"]["room"], claims["sub"]
        await self._listen(name)
        room = rtc.Room()
        try:
            async with asyncio.timeout(ANSWER_WITHIN):
                await room.connect(self.url, token)
        except (TimeoutError, rtc.ConnectError):
            raise NotLetIn from None
        self._guests.append(RealGuest(self, room, name, identity))
        return self._guests[-1]

    async def end(self) -> None:
        """Everybody leaves."""
        for guest in self._guests:
            await guest.leave()
        for task in self._hearing:
            task.cancel()
        for room in self._listeners.values():
            await room.disconnect()

    async def _listen(self, name: str) -> None:
        if name in self._listeners:
            return
        rtc = _rtc()
        room = self._listeners[name] = rtc.Room()
        room.on("track_subscribed", self._subscribed)
        room.on("track_unsubscribed", self._unsubscribed)
        grants = VideoGrants(room_join=True, room=name, can_publish=False)
        token = AccessToken(self.key, self.secret).with_identity("~listener").with_grants(grants)
        await room.connect(self.url, token.to_jwt())

    def _subscribed(self, track: Any, _: Any, participant: Any) -> None:
        if track.kind == _rtc().TrackKind.KIND_AUDIO:
            self._hearing.add(asyncio.create_task(self._hear(track, participant.identity)))
        else:
            self.seen.add(participant.identity)

    def _unsubscribed(self, track: Any, _: Any, participant: Any) -> None:
        if track.kind != _rtc().TrackKind.KIND_AUDIO:
            self.seen.discard(participant.identity)

    async def _hear(self, track: Any, identity: str) -> None:
        async for event in _rtc().AudioStream(track):
            if max(event.frame.data, default=0) > LOUD:
                self._was_loud(identity, time.monotonic())

    def _was_loud(self, identity: str, now: float) -> None:
        """Loud again, or still; `sent` of that client's places is as long as it was at a time."""
        heard = self.heard.setdefault(identity, [now, now])
        is_anew = now - heard[-1] > HEARD_WITHIN
        self.heard[identity] = [now, now] if is_anew else [heard[0], now]
        for guest in self._guests:
            if guest._identity == identity:
                if is_anew or not guest.sent:
                    guest.sent.append(0.0)
                guest.sent[-1] = now - self.heard[identity][0]


def _square() -> bytes:
    """10 ms of a tone of 500 Hz."""
    half = RATE // 1000
    return b"".join((8_000 if n // half % 2 else -8_000).to_bytes(2, "little", signed=True)
                    for n in range(FRAME))  # fmt: skip


@contextlib.asynccontextmanager
async def real_livekit() -> AsyncIterator[RealLiveKit]:
    """The server that the environment names, until the block ends."""
    made = RealLiveKit()
    try:
        yield made
    finally:
        await made.end()
