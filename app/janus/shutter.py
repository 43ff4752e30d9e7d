"""What stands before one person's microphone or camera: a lock of the room's, and their own hand.

It begins closed, and after a lock it is closed again: only the person's own hand opens it.
"""

from dataclasses import dataclass

from app.calls.ports import Microphone
from app.calls.wanted import Wanted
from app.janus.offers import Kind

FRAME = {Kind.AUDIO: "microphone", Kind.VIDEO: "camera"}
"""How a page calls it."""


@dataclass(slots=True)
class Shutter:
    """`is_wished` is what the person's hand said last, `is_open` what the call has confirmed.

    `locks` counts the locks, so that whoever waited can tell whether there was one meanwhile.
    """

    kind: Kind
    is_locked: bool = False
    is_wished: bool = False
    is_open: bool = False
    locks: int = 0

    @property
    def state(self) -> Microphone:
        """What the person is told that it is."""
        if self.is_locked:
            return Microphone.LOCKED
        return Microphone.OPEN if self.is_open else Microphone.CLOSED

    def lock(self) -> None:
        """The room wants it closed, whatever was wished before."""
        self.is_locked = True
        self.locks += 1
        self.shut()

    def free(self) -> None:
        """The room wants nothing of it. It stays as it is."""
        self.is_locked = False

    def may_open(self, locks: int) -> bool:
        """Whether it is still to be opened, for whoever began when there had been `locks` locks."""
        return self.is_wished and not self.is_open and self.locks == locks

    def shut(self) -> None:
        """It is closed, and stays so until it is wished otherwise."""
        self.is_wished = self.is_open = False


def is_locked(kind: Kind, wanted: Wanted) -> bool:
    """Whether the room locks this of a person."""
    return wanted.microphone_locked if kind is Kind.AUDIO else wanted.camera_locked
