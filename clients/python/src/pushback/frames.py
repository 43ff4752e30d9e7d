"""Frames as they come: what each kind must have. Whatever is new in one is kept and ignored."""

import json
from typing import Any

Frame = dict[str, Any]

NUMBER = int | float
MUST: dict[str, dict[str, Any]] = {
    "welcome": {"epoch": str, "view": str, "resume": str, "now": int},
    "state": {"now": int, "set": dict},
    "done": {"id": str},
    "refused": {"code": str, "retry": bool, "say": str},
    "sync": {"c0": NUMBER, "s1": NUMBER, "s2": NUMBER},
    "ping": {"n": int, "seq": int, "now": int},
    "bye": {"code": int},
    "drain": {"within_ms": NUMBER},
}
"""By kind, the fields without which nothing can be made of it."""
MAY: dict[str, dict[str, Any]] = {
    "state": {"seq": int, "full": bool, "view": str, "because": list},
    "done": {"seq": int | None},
    "refused": {"id": str | None, "facts": dict},
}
"""And those that are of this kind where they are there."""


class BadFrame(Exception):
    """No server of this protocol says that; nothing of it is repeated here."""


def frame_of(text: str | bytes) -> Frame:
    """The frame that a message is; raises `BadFrame`. A kind that is not known here is a frame."""
    if isinstance(text, bytes):
        raise BadFrame
    try:
        frame = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        raise BadFrame from None
    if not isinstance(frame, dict) or not isinstance(frame.get("t"), str):
        raise BadFrame
    must, may = MUST.get(frame["t"], {}), MAY.get(frame["t"], {})
    if not all(isinstance(frame.get(name), kind) for name, kind in must.items()):
        raise BadFrame
    if not all(isinstance(frame[name], kind) for name, kind in may.items() if name in frame):
        raise BadFrame
    if not all(isinstance(section, dict) for section in frame.get("set", {}).values()):
        raise BadFrame
    return frame


def _no_number(_: str) -> None:
    """NaN and its like are no JSON, though Python reads them."""
    raise ValueError
