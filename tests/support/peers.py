"""People with microphones, as browsers would have them: aiortc, over our own signalling.

Packets are counted where they arrive, before anything sorts or plays them: what is counted as none
was never sent on. Sound is decoded there as well: whoever hears somebody hears more than silence.
"""

import asyncio
import contextlib
import fractions
from collections.abc import AsyncIterator, Callable, Coroutine, Sequence
from typing import Any

from aiortc import (
    MediaStreamTrack,
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.rtcrtpreceiver import RTCRtpReceiver
from aiortc.sdp import SessionDescription
from av import AudioFrame

from tests.support.loudness import AUDIBLE, SILENCE, Ear

FRAME_S = 0.02
SAMPLES = 960
PATIENCE = 8.0

Tell = Callable[[dict[str, Any]], Coroutine[Any, Any, None]]


class Hum(MediaStreamTrack):
    """A sound that never stops, fifty packets a second."""

    kind = "audio"
    wave = bytes(range(256)) * (SAMPLES * 2 // 256) + bytes(SAMPLES * 2 % 256)

    def __init__(self) -> None:
        super().__init__()
        self._sent = 0
        self._since: float | None = None

    async def recv(self) -> AudioFrame:
        now = asyncio.get_running_loop().time()
        self._since = now if self._since is None else self._since
        await asyncio.sleep(max(0.0, self._since + self._sent * FRAME_S - now))
        frame = AudioFrame(format="s16", layout="mono", samples=SAMPLES)
        frame.planes[0].update(self.wave)
        frame.sample_rate = 48_000
        frame.pts, frame.time_base = self._sent * SAMPLES, fractions.Fraction(1, 48_000)
        self._sent += 1
        return frame


class Hush(Hum):
    """As many packets, and nothing in them."""

    wave = bytes(SAMPLES * 2)


class Peer:
    """One person's page. `tell` sends a frame; what comes is given to `took`."""

    def __init__(self, name: str, ice_servers: Sequence[dict[str, Any]] = ()) -> None:
        self.name = name
        self._how = [RTCIceServer(**one) for one in ice_servers]
        self.tell: Tell = _nowhere
        self.frames: list[dict[str, Any]] = []
        self.heard: dict[tuple[str, str], list[float]] = {}
        """When packets came, of each person and kind."""
        self.levels: dict[str, list[tuple[float, float]]] = {}
        """When sound of each person came, and how loud it was, in dBFS."""
        self.voice = Hum
        self.closed: int | None = None
        self._came = asyncio.Event()
        self._turn = asyncio.Lock()
        self._out: RTCPeerConnection | None = None
        self._in: RTCPeerConnection | None = None
        self._streams: dict[str, tuple[str, str]] = {}
        self._answering: set[asyncio.Task[None]] = set()

    # Frames

    def took(self, frame: dict[str, Any]) -> None:
        """A frame of the server's."""
        self.frames.append(frame)
        if frame["t"] == "bye":
            self.closed = frame["code"]
        if frame["t"] == "offer":
            self._begin(self._answer_in_turn(frame))
        if frame["t"] == "ping":
            self._begin(self.tell({"t": "pong", "n": frame["n"]}))
        self._came.set()

    def _begin(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._answering.add(task)
        task.add_done_callback(self._answering.discard)

    @property
    def offers(self) -> int:
        """How often the page was offered others' streams."""
        return sum(one["t"] == "offer" for one in self.frames)

    def last(self, kind: str) -> dict[str, Any] | None:
        """The newest frame of that kind."""
        return next((one for one in reversed(self.frames) if one["t"] == kind), None)

    async def until(self, is_so: Callable[["Peer"], bool], patience: float = PATIENCE) -> None:
        """Wait until what came makes it so."""
        async with asyncio.timeout(patience):
            while not is_so(self):
                self._came.clear()
                await self._came.wait()

    async def until_microphone(self, state: str) -> None:
        """Wait until the page is told that the microphone is that."""
        await self.until(lambda peer: (peer.last("microphone") or {}).get("is") == state)

    # Media

    async def publish(self, *, sounds: int = 1, pictures: int = 0) -> None:
        """Offer so many streams, and be connected."""
        await self.offer(sounds=sounds, pictures=pictures)
        await self.connect()

    async def offer(self, *, sounds: int = 1, pictures: int = 0) -> None:
        """Offer so many streams over a new connection."""
        if self._out is not None:
            await self._out.close()
        self._out = RTCPeerConnection(RTCConfiguration(iceServers=self._how))
        for _ in range(sounds):
            self._out.addTrack(self.voice())
        for _ in range(pictures):
            self._out.addTrack(VideoStreamTrack())
        await self._out.setLocalDescription(await self._out.createOffer())
        await self.tell({"t": "publish", "sdp": self._out.localDescription.sdp})

    async def connect(self) -> None:
        """Take the answer, and be connected."""
        assert self._out is not None
        await self.until(lambda peer: peer.last("answer") is not None)
        answer = self.last("answer")
        assert answer is not None
        self.frames.remove(answer)
        await self._out.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))
        await _until_state(self._out, "connected")

    async def open_microphone(self) -> None:
        """By their own hand, and told that it is open."""
        await self.tell({"t": "microphone", "open": True})
        await self.until_microphone("open")

    def packets(self, of: "Peer", since: float = 0.0, kind: str = "audio") -> int:
        """How many packets of that person have come here since."""
        return self.packets_of(of.name, since, kind)

    def packets_of(self, name: str, since: float = 0.0, kind: str = "audio") -> int:
        """The same of somebody who is no peer of ours."""
        return sum(at >= since for at in self.heard.get((name, kind), ()))

    async def hears(self, of: "Peer", *, packets: int = 25, kind: str = "audio") -> None:
        """Wait for so many more packets of that person, which are not all silence."""
        since = now()
        await self.until(lambda peer: peer.has_heard(of, since, packets, kind))

    def has_heard(self, of: "Peer", since: float, packets: int, kind: str = "audio") -> bool:
        """Whether so many have come since, and of sounds one that can be heard."""
        is_seen = self.packets(of, since, kind) >= packets
        return is_seen and (kind != "audio" or self.loudest(of, since) > AUDIBLE)

    def loudest(self, of: "Peer", since: float = 0.0) -> float:
        """The loudest packet of that person since, in dBFS."""
        levels = (level for at, level in self.levels.get(of.name, ()) if at >= since)
        return max(levels, default=SILENCE)

    @property
    def ways(self) -> set[str]:
        """By what its media goes: `host` is straight, `relay` by a relay."""
        connections = [one for one in (self._out, self._in) if one is not None]
        lines = [
            one.sender.transport.transport._connection
            for connection in connections
            for one in connection.getTransceivers()
        ]
        return {pair.local_candidate.type for one in lines for pair in one._nominated.values()}

    async def until_hung_up(self) -> None:
        """Wait until the other side has ended what comes in."""
        assert self._in is not None
        await _until_state(self._in, "closed")

    async def end(self) -> None:
        """Hang up; the page may then be loaded again."""
        for task in tuple(self._answering):
            task.cancel()
        for connection in (self._out, self._in):
            if connection is not None:
                await connection.close()
        self._out = self._in = self.closed = None
        self.frames.clear()

    async def _answer_in_turn(self, offer: dict[str, Any]) -> None:
        async with self._turn:
            await self._answer(offer)

    async def _answer(self, offer: dict[str, Any]) -> None:
        if self._in is None:
            self._in = RTCPeerConnection(RTCConfiguration(iceServers=self._how))
        self._streams |= {one["mid"]: (one["person"], one["kind"]) for one in offer["streams"]}
        await self._in.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        named = {one.rtp.muxId: one.ssrc for one in SessionDescription.parse(offer["sdp"]).media}
        for transceiver in self._in.getTransceivers():
            mid = transceiver.mid or ""
            self._tap(mid, transceiver.receiver)
            # Who publishes anew comes with another number, which aiortc does not learn by itself.
            numbers = transceiver.receiver.transport._rtp_router.ssrc_table
            numbers |= {one.ssrc: transceiver.receiver for one in named.get(mid, ())}
        await self._in.setLocalDescription(await self._in.createAnswer())
        await self.tell({"t": "answer", "sdp": self._in.localDescription.sdp})

    def _tap(self, mid: str, receiver: RTCRtpReceiver) -> None:
        if getattr(receiver, "is_tapped", False):
            return
        handle, ear = receiver._handle_rtp_packet, Ear()

        async def tapped(packet: Any, arrival_time_ms: int) -> None:
            stream = self._streams.get(mid)
            if stream is not None:
                self.heard.setdefault(stream, []).append(now())
                self._listen(stream, ear, packet.payload)
                self._came.set()
            await handle(packet, arrival_time_ms)

        receiver._handle_rtp_packet = tapped  # type: ignore[method-assign]  # there is no other tap
        receiver.is_tapped = True  # type: ignore[attr-defined]  # so that it is tapped once

    def _listen(self, stream: tuple[str, str], ear: Ear, payload: bytes) -> None:
        person, kind = stream
        if kind == "audio":
            self.levels.setdefault(person, []).append((now(), ear.level(payload)))


@contextlib.asynccontextmanager
async def peers(*names: str) -> AsyncIterator[list[Peer]]:
    """People who hang up in the end."""
    everybody = [Peer(name) for name in names]
    try:
        yield everybody
    finally:
        for one in everybody:
            await one.end()


def now() -> float:
    """The loop's time, in seconds."""
    return asyncio.get_running_loop().time()


async def _until_state(connection: RTCPeerConnection, state: str) -> None:
    changed = asyncio.Event()
    connection.on("connectionstatechange", changed.set)
    async with asyncio.timeout(PATIENCE):
        while connection.connectionState != state:
            changed.clear()
            await changed.wait()


async def _nowhere(frame: dict[str, Any]) -> None:
    raise AssertionError("nobody has connected this peer")
