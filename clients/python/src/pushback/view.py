"""What somebody sees: sections, merged as they come. The whole logic of a client's state."""

from dataclasses import dataclass, field, replace
from typing import Any, cast

from pushback.frames import Frame
from pushback.sections import Sections


@dataclass(frozen=True, slots=True)
class View:
    """`sections` as they stand at `seq`. `name` is the audience and the wire's version, as
    `member.v1`. Both `sections` and what is in them are only to be read."""

    sections: Sections = field(default_factory=Sections)
    epoch: str = ""
    name: str = ""
    seq: int = 0

    @property
    def audience(self) -> str:
        """Whose view it is, as `member`."""
        return self.name.partition(".")[0]

    @property
    def cursor(self) -> dict[str, Any] | None:
        """Where the view stands, for a `hello`; None when there is nothing to go on from."""
        if not self.epoch or not self.seq:
            return None
        return {"epoch": self.epoch, "view": self.name, "seq": self.seq}


NOTHING = View()


def merged(view: View, frame: Frame) -> View:
    """The view after a frame; the same object where the frame says nothing about it."""
    if frame["t"] == "welcome":
        is_other = (frame["epoch"], frame["view"]) != (view.epoch, view.name)
        seq = 0 if is_other else view.seq
        return replace(view, epoch=frame["epoch"], name=frame["view"], seq=seq)
    if frame["t"] != "state":
        return view
    if not frame.get("full") and frame.get("seq", view.seq) < view.seq:
        return view
    brought = frame["set"] if frame.get("full") else {**view.sections, **frame["set"]}
    return replace(
        view,
        sections=cast("Sections", brought),
        name=frame.get("view", view.name),
        seq=frame.get("seq", view.seq),
    )
