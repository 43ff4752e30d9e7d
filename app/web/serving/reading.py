"""What one WebSocket may make us read: one frame after the other, and each message in its time.

A single read can bring tens of thousands of frames, of which the parser would make objects before
anybody had looked at the first. So it is given one at a time, and the next message's when the
application has taken the one before; until then bytes wait as bytes, and the kernel keeps the rest.
What becomes of a peer does not depend on how the network cut up what it sent.
"""

from asyncio import TimerHandle
from collections.abc import Callable
from typing import Any, ClassVar, Final

from uvicorn._types import ASGIReceiveEvent, ASGISendEvent
from websockets.frames import CloseCode, Frame, Opcode

from app.web.serving.frame_heads import LARGEST_HEAD, SHORTEST, frame_size
from app.web.serving.lone_text import lone_text
from app.web.serving.metering import MOST_AHEAD, Metering

HEAD_ENDS: Final = b"\r\n\r\n"
NOTHING: Final = memoryview(b"")
OPCODES: Final = frozenset(Opcode)


class Reading(Metering):
    """uvicorn's protocol with bounds on what it reads, and for how long."""

    message_deadline_s: ClassVar[float] = 8.0
    """From the first byte of a message to its last."""
    most_pieces: ClassVar[int] = 16
    """Reads in a row that end no frame: the kernel brings a large one in fewer, mostly."""
    piece_every_s: ClassVar[float] = 0.05
    """Between reads of a frame that comes in more: the kernel puts its crumbs together meanwhile.
    Each is as dear as a whole frame, and a frame may have as many as it has bytes."""
    # Beside the attributes of the base class in its dict, these would double the dict.
    __slots__ = (
        "gathered", "hear", "is_asked", "message_timer", "pieces", "rest_timer", "unparsed",
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unparsed = NOTHING
        """Part of a frame, or frames whose turn comes when the message before them was taken."""
        self.is_asked = False
        """Whether the application waits for a message, having taken all that came before."""
        self.hear: Callable[[str], bool] | None = None
        """Takes a text where it was read; False leaves it to be waited for. Raises nothing."""
        self.gathered: list[bytes] | None = None
        """What is written to this peer while it is heard, to leave in one piece."""
        self.message_timer: TimerHandle | None = None
        self.pieces = 0
        """Reads since the last frame ended."""
        self.rest_timer: TimerHandle | None = None

    def connection_lost(self, exc: Exception | None) -> None:
        """Forget what was not parsed, and the timer."""
        super().connection_lost(exc)
        self.unparsed = NOTHING
        self.hear = None
        self._message_is_over()
        if self.rest_timer is not None:
            self.rest_timer.cancel()

    def data_received(self, data: bytes) -> None:
        """Parse the frames that are whole, one after the other."""
        if self._is_heard(data):
            return
        if not self.handshake_initiated:
            # What follows the head in the same read is frames, and goes the way of all frames.
            end = data.find(HEAD_ENDS) + len(HEAD_ENDS)
            head, rest = (data[:end], data[end:]) if end >= len(HEAD_ENDS) else (data, b"")
            super().data_received(head)
            if rest and self.handshake_initiated:
                self.data_received(rest)
            return
        if self._is_a_frame(data):
            super().data_received(data)
        else:
            self.unparsed = memoryview(bytes(self.unparsed) + data if self.unparsed else data)
            self._parse()
        self._watch()
        self._count_pieces()

    def is_going(self) -> bool:
        """Whether the peer's goodbye is among the next frames that wait."""
        rest = self.unparsed
        for _ in range(MOST_AHEAD):
            size = frame_size(rest)
            if size is None or size > len(rest):
                return False
            if rest[0] & 0x0F == Opcode.CLOSE:
                return True
            rest = rest[size:]
        return False

    async def receive(self) -> ASGIReceiveEvent:
        """The next message; whoever asks for it is done with the one before."""
        if self.unparsed and self.queue.empty():
            self._parse()
            self._watch()
        self.is_asked = True
        try:
            while self.queue.empty():
                await self.queue.arrival()
        finally:
            self.is_asked = False
        message = self.queue.get_nowait()
        if self.read_paused and self.queue.empty() and not self.unparsed:
            self._read_on()
        return message

    async def send(self, message: ASGISendEvent) -> None:
        """Send for the application; after its goodbye nothing waits for it any more."""
        await super().send(message)
        if self.close_sent and self.unparsed:
            self._parse()

    def send_receive_event_to_app(self) -> None:
        """A message is whole; behind a goodbye of ours it is one more that nobody meters."""
        self._message_is_over()
        if not self.close_sent or self.is_allowed_aside():
            super().send_receive_event_to_app()

    def handle_ping(self) -> None:
        """Answer, unless there are too many of them."""
        if self.is_allowed_aside():
            super().handle_ping()

    def handle_pong(self, event: Frame) -> None:
        """Nobody waits for it, but it is counted."""
        if self.is_allowed_aside():
            super().handle_pong(event)

    def handle_cont(self, event: Frame) -> None:
        """Take a part of a message, unless it has too many."""
        if self.is_allowed_aside():
            super().handle_cont(event)

    def _is_heard(self, data: bytes) -> bool:
        """Have the usual read taken at once: one text, where nothing before it still waits.

        Everything else takes the long way, through the parser, to the same end.
        """
        if not self.is_asked or not self.queue.empty() or not self.handshake_complete:
            return False
        if self.unparsed or self.frames or self.close_sent:
            return False
        text = lone_text(data) if len(data) <= self.most_bytes else None
        if text is None:
            return False
        if self.hear is None or not self._is_taken(self.hear, text):
            self.queue.put_nowait({"type": "websocket.receive", "text": text})
        return True

    def _is_a_frame(self, data: bytes) -> bool:
        """Whether it is just one, whose turn it is."""
        if self.unparsed or self.frames or not self.queue.empty():
            return False
        return len(data) <= self.most_bytes and frame_size(data) == len(data)

    def _is_taken(self, hear: Callable[[str], bool], text: str) -> bool:
        """Whether it was taken where it was read; what is written meanwhile leaves in one piece."""
        self.gathered = []
        try:
            return hear(text)
        finally:
            gathered, self.gathered = self.gathered, None
            if gathered and not self.transport.is_closing():
                self.transport.write(b"".join(gathered))

    def _parse(self) -> None:
        """As far as somebody takes it; after a goodbye of ours nobody does, and nothing is kept."""
        self.refuse_crowd(self.unparsed)
        while self.close_sent or self.queue.empty():
            self.refuse_next(self.unparsed, self.frames)
            size = self._whole()
            if size == 0:
                if self.read_paused and not self.transport.is_closing():
                    self._read_on()
                return
            frame, self.unparsed = bytes(self.unparsed[:size]), self.unparsed[size:]
            super().data_received(frame)
        if self.unparsed and not self.read_paused and not self.transport.is_closing():
            self.read_paused = True
            self.transport.pause_reading()

    def _read_on(self) -> None:
        self.read_paused = False
        self.transport.resume_reading()

    def _whole(self) -> int:
        """Bytes of the next frame, or of what is there of one that is refused anyway; else 0."""
        if self.is_refused or self.transport.is_closing():
            self.unparsed = NOTHING
        data = self.unparsed
        if len(data) < SHORTEST:
            return 0
        if data[0] & 0x0F not in OPCODES or not data[1] & 0x80:
            return len(data)
        size = frame_size(data)
        if size is None or len(data) < size <= self.config.ws_max_size + LARGEST_HEAD:
            return 0
        return min(size, len(data))

    def _count_pieces(self) -> None:
        """Read whoever sends a frame in many pieces only now and then."""
        if not self.unparsed or self.message_timer is None:
            self.pieces = 0
            return
        self.pieces += 1
        if self.pieces > self.most_pieces and self.rest_timer is None:
            self.transport.pause_reading()
            self.rest_timer = self.loop.call_later(self.piece_every_s, self._rested)

    def _rested(self) -> None:
        self.rest_timer = None
        if not self.read_paused and not self.transport.is_closing():
            self.transport.resume_reading()

    def _watch(self) -> None:
        """See to it that a message which has begun also ends, unless it is we who do not read."""
        is_partial = bool(self.frames) or (bool(self.unparsed) and self._whole() == 0)
        if not is_partial or self.read_paused or self.close_sent:
            self._message_is_over()
        elif self.message_timer is None:
            self.message_timer = self.loop.call_later(self.message_deadline_s, self._took_too_long)

    def _took_too_long(self) -> None:
        self._message_is_over()
        if not self.is_refused and not self.transport.is_closing():
            self.refuse(CloseCode.POLICY_VIOLATION, "the message did not end")

    def _message_is_over(self) -> None:
        if self.message_timer is not None:
            self.message_timer.cancel()
            self.message_timer = None
