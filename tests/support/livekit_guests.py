"""Who is in a LiveKit room: what a test asks of a client, hostile or not, and one without media."""

from dataclasses import dataclass, field
from typing import Any, Protocol

from livekit.protocol import models

MICROPHONE, CAMERA = "microphone", "camera"
AUDIO, VIDEO = int(models.TrackType.AUDIO), int(models.TrackType.VIDEO)


class Guest(Protocol):
    """A client in a room. `sent`: for how long it was heard, in seconds, each time that it was."""

    sent: list[float]

    @property
    def is_there(self) -> bool:
        """Whether it is connected."""
        ...

    @property
    def is_audible(self) -> bool:
        """Whether sound of this client reaches others, under whatever name."""
        ...

    @property
    def shows(self) -> bool:
        """Whether pictures of it do."""
        ...

    @property
    def may_hear(self) -> bool:
        """Whether it hears the others."""
        ...

    @property
    def may_speak(self) -> bool:
        """Whether its server has told it that it may send a microphone."""
        ...

    async def publish(self, source: str = MICROPHONE, media: int = AUDIO) -> bool:
        """Send a stream under this name; whether the server takes it."""
        ...

    async def unmute(self) -> None:
        """The client's own signal for all of its streams."""
        ...

    async def leave(self) -> None:
        """Gone."""
        ...


class Carrier(Protocol):
    """A LiveKit server, as a client sees it."""

    url: str
    key: str
    secret: str
    hook_port: int
    """Where it looks for a node to tell; 0 where it can be told."""

    async def join(self, token: str) -> Guest:
        """Whoever brings this token comes in; raises `NotLetIn`."""
        ...


class Serving(Protocol):
    """What a client without media needs from its server."""

    def sid(self, kind: str) -> str:
        """A new name."""
        ...

    def note(self, guest: "FakeGuest") -> None:
        """Something of it has changed."""
        ...

    def tell(self, event: str, name: str, who: Any = None, track: Any = None) -> None:
        """A webhook."""
        ...

    def goes(self, guest: "FakeGuest") -> None:
        """It is gone."""
        ...


class NotLetIn(Exception):
    """The server does not take this token, or not any more."""


@dataclass
class FakeGuest:
    """`Guest` without media: whatever the server passes on counts as heard."""

    server: "Serving"
    room: str
    info: models.ParticipantInfo
    is_there: bool = True
    sent: list[float] = field(default_factory=list)
    _since: float | None = None
    _has_called: bool = False

    @property
    def is_audible(self) -> bool:
        """Whether sound of this client is passed on, under whatever name."""
        return self.is_there and any(t.type == AUDIO and not t.muted for t in self.info.tracks)

    @property
    def shows(self) -> bool:
        """Whether pictures of it are passed on."""
        return self.is_there and any(t.type == VIDEO and not t.muted for t in self.info.tracks)

    @property
    def may_hear(self) -> bool:
        """As `Guest.may_hear`."""
        return self.info.permission.can_subscribe

    @property
    def may_speak(self) -> bool:
        """As `Guest.may_speak`."""
        return allows(self.info.permission, models.TrackSource.MICROPHONE)

    async def publish(self, source: str = MICROPHONE, media: int = AUDIO) -> bool:
        """As `Guest.publish`."""
        number = models.TrackSource.Value(source.upper())
        if not self.is_there or not allows(self.info.permission, number):
            return False
        if self.info.kind == models.ParticipantInfo.SIP and self._has_called:
            return False  # its gateway publishes a telephone once, as it calls
        self._has_called = True
        track = models.TrackInfo(
            sid=self.server.sid("TR"), type=models.TrackType.Name(media), source=source.upper(),
        )  # fmt: skip
        self.info.tracks.append(track)
        self.server.note(self)
        self.server.tell("track_published", self.room, self.info, track)
        return True

    async def unmute(self) -> None:
        """The client's own signal for all of its streams: nobody asks who muted them."""
        for track in self.info.tracks:
            track.muted = False
        self.server.note(self)

    async def leave(self) -> None:
        """Gone."""
        self.server.goes(self)


def allows(permission: models.ParticipantPermission, source: int) -> bool:
    """Whether a stream of this name may be sent."""
    if not permission.can_publish:
        return False
    return not permission.can_publish_sources or source in permission.can_publish_sources
