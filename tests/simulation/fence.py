"""L7 as pages see it: a frame holds what `app/web/outbound.py` says that its audience may see.

The shapes there are said a second time, apart from the projection. Every frame is compared by its
sections and their fields; a `whole` fence compares every value, which takes longer.
"""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from app.rooms.roles import Audience
from app.web.outbound import STATE
from app.web.shown.by_audience import LOGGED, PASSING


def _fields(shape: Any) -> frozenset[str]:
    models = get_args(shape) or (shape,)
    return frozenset(name for model in models for name in model.model_fields)


ALLOWED: dict[str, dict[str, frozenset[str]]] = {
    to.value: {
        section.value: _fields(shape) for section, shape in (LOGGED[to] | PASSING[to]).items()
    }
    for to in Audience
}
"""The fields of each section that an audience may be sent."""


@cache
def _shapes(audience: str) -> Any:
    whole, some, passing = STATE[Audience(audience)]
    shapes: Any = whole | some | passing
    return TypeAdapter(shapes)


class Fence:
    """Looks at each state frame on its way into a page."""

    def __init__(self, *, is_whole: bool = False) -> None:
        self.is_whole = is_whole

    def complaints(self, audience: str, frame: dict[str, Any], payload: bytes) -> Iterator[str]:
        """What the frame holds and should not."""
        allowed = ALLOWED[audience]
        for name, section in frame["set"].items():
            if name not in allowed:
                yield f"{audience} was sent the section {name}"
            elif not section.keys() <= allowed[name]:
                beside = sorted(section.keys() - allowed[name])
                yield f"{audience} was sent {', '.join(beside)} in {name}"
        if self.is_whole:
            try:
                _shapes(audience).validate_json(payload)
            except ValidationError:
                yield f"{audience} was sent a frame that is none of its shapes"
