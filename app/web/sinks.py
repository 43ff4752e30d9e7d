"""Where a seat's frames leave the process: a WebSocket, or a stream that is pulled."""

import asyncio
from collections import deque
from collections.abc import Callable

from app.rooms.frames import Frame
from app.rooms.roles import Actor
from app.rooms.seat import Parting
from app.web.serving.transport import Transport, text_frame


class SocketSink:
    """Writes prepared frames straight to the connection; `close` is asked to end it."""

    __slots__ = ("_close", "transport")

    def __init__(self, transport: Transport, close: Callable[[Parting], None]) -> None:
        self.transport = transport
        self._close = close

    def write(self, frame: Frame) -> None:
        """Send without waiting; the frame is wrapped once for everybody."""
        wrapped = frame.wrapped
        if wrapped is None:
            wrapped = frame.wrapped = text_frame(frame.payload)
        self.transport.write_frame(wrapped)

    @property
    def is_open(self) -> bool:
        """As the connection says."""
        return self.transport.is_open

    @property
    def is_full(self) -> bool:
        """As the connection was told; nobody asks it for each frame."""
        return self.transport.is_full

    def part(self, parting: Parting) -> None:
        """Say goodbye and close."""
        self._close(parting)


class StreamSink:
    """Holds what one pull takes; until it is taken the seat conflates.

    `listener` is who reads it, None until they have been let in.
    """

    __slots__ = ("_nothing_left", "_ready", "frames", "listener", "parting")

    def __init__(self) -> None:
        self.frames: deque[Frame] = deque()
        self.parting: Parting | None = None
        self.listener: Actor | None = None
        self._ready = asyncio.Event()
        self._nothing_left = asyncio.Event()

    def write(self, frame: Frame) -> None:
        """Keep for the next pull."""
        self.frames.append(frame)
        self._ready.set()
        self._nothing_left.clear()

    @property
    def is_open(self) -> bool:
        """Until it has been ended; whether anybody pulls is the edge's business."""
        return self.parting is None

    @property
    def is_full(self) -> bool:
        """As long as anything waits to be taken."""
        return bool(self.frames)

    def part(self, parting: Parting) -> None:
        """The stream ends after what is held, and nobody waits for that."""
        self.parting = parting
        self._ready.set()
        self._nothing_left.set()

    async def taken(self) -> list[Frame]:
        """Wait for something to send, and take it; empty when the stream has ended.

        Whoever asks has given the connection what they took before.
        """
        if not self.frames:
            self._nothing_left.set()
        await self._ready.wait()
        self._ready.clear()
        found = list(self.frames)
        self.frames.clear()
        return found

    async def handed_over(self) -> None:
        """Wait until the connection has everything that was written, or the stream ends."""
        await self._nothing_left.wait()
