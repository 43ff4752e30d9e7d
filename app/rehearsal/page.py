"""What a page knows: the merged view and where it stands. Pure; this is all a client must do.

`state` brings whole sections, only those that changed: put them into the view. With `full` the view
begins anew. The cursor `(epoch, view, seq)` is what the next `hello` brings, and the server sends
what is newer.
"""

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

REVISIONS = {
    "phase_rev": ("phase", "you"),
    "case_rev": ("phase", "you"),
    "timer_rev": ("clock", "you"),
    "plan_rev": ("room", "you"),
}
"""Where each revision stands; a person may find their own in `you`."""


@dataclass
class Page:
    """One tab's view. `name` is the audience with the wire version, such as `member.v1`."""

    view: Json = field(default_factory=dict)
    epoch: str = ""
    name: str = ""
    seq: int = 0
    person: str = ""
    resume: str = field(default="", repr=False)

    def take(self, frame: Json) -> None:
        """Merge one frame of the server; other frames than `welcome` and `state` change nothing."""
        if frame["t"] == "welcome":
            self._welcome(frame)
        elif frame["t"] == "state":
            if frame.get("full"):
                self.view, self.name = {}, frame["view"]
            self.view.update(frame["set"])
            self.seq = frame.get("seq", self.seq)

    def _welcome(self, frame: Json) -> None:
        if (self.epoch, self.name) != (frame["epoch"], frame["view"]):
            self.seq = 0
        self.epoch, self.name = frame["epoch"], frame["view"]
        self.person, self.resume = frame["person"], frame["resume"]

    @property
    def cursor(self) -> Json | None:
        """What `hello` brings back; None before the first state."""
        if not self.seq:
            return None
        return {"epoch": self.epoch, "view": self.name, "seq": self.seq}

    @property
    def audience(self) -> str:
        """Whose projection this page receives."""
        return self.name.partition(".")[0]

    @property
    def expect(self) -> dict[str, int]:
        """Every revision this page sees: a press was made on this picture and no other."""
        return {
            rev: self.view[section][rev]
            for rev, sections in REVISIONS.items()
            for section in sections
            if rev in self.view.get(section, {})
        }

    def section(self, name: str) -> Json:
        """A section of the view, empty where this audience has none."""
        found: Json = self.view.get(name, {})
        return found
