"""Events as rows and back: by class name and version, derived from the union of events.

A stored event is never edited. Whoever changes the shape of an event raises its number in
`VERSIONS` and adds to `UPCASTERS` what turns the former body into the new one.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, get_args

import orjson
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from app.rooms.events import Event
from app.storage.errors import NewerEvent, UnknownEvent, UnreadableEvent

Body = dict[str, Any]
Upcasters = Mapping[tuple[str, int], Callable[[Body], Body]]

VERSIONS: Mapping[str, int] = {"RoomCreated": 3}
"""The current version by class name, where it is not 1."""

UPCASTERS: Upcasters = {
    ("RoomCreated", 1): lambda body: {**body, "call": "beside"},
    ("RoomCreated", 2): lambda body: {**body, "is_test": False},
}
"""From (class name, version) to the body of the next version."""


@dataclass(frozen=True, slots=True)
class Encoded:
    """An event as a row holds it."""

    type: str
    version: int
    body: str


class Codec:
    """Encodes and decodes the classes it was built for."""

    def __init__(
        self, classes: Iterable[type], versions: Mapping[str, int], upcasters: Upcasters
    ) -> None:
        self._adapters = {cls.__name__: TypeAdapter[Any](cls) for cls in classes}
        self._versions = {name: versions.get(name, 1) for name in self._adapters}
        self._upcasters = upcasters

    def encode(self, event: Event) -> Encoded:
        """The event as a row; raises `UnreadableEvent` when it could not be read back."""
        name = type(event).__name__
        version, adapter = self._versions[name], self._adapters[name]
        try:
            body = adapter.serializer.to_json(event, warnings=False)
            # Read back, and no `warnings="error"`: to read that word it makes and drops an error,
            # and gives the interpreter's lock to the writer in the midst of every command.
            adapter.validator.validate_json(body, strict=True)
        except (PydanticSerializationError, ValidationError):
            raise UnreadableEvent(name, version, "has a field of another type") from None
        return Encoded(name, version, body.decode())

    def decode(self, name: str, version: int, body: str) -> Event:
        """The event of a row; raises `UnknownEvent`, `NewerEvent` or `UnreadableEvent`."""
        adapter = self._adapters.get(name)
        if adapter is None:
            raise UnknownEvent(name, version, "this program has no such event")
        current = self._versions[name]
        if version > current:
            raise NewerEvent(name, version, f"this program knows versions up to {current}")
        text = body if version == current else self._raised(name, version, body)
        try:
            event: Event = adapter.validate_json(text, strict=True)
        except ValidationError as error:
            raise UnreadableEvent(name, version, _places(error)) from None
        return event

    def _raised(self, name: str, version: int, body: str) -> bytes:
        steps = [self._upcasters[name, n] for n in range(version, self._versions[name])]
        try:
            shape: Body = orjson.loads(body)
            for step in steps:
                shape = step(shape)
            return orjson.dumps(shape)
        except (LookupError, TypeError, ValueError) as error:
            raise UnreadableEvent(name, version, type(error).__name__) from None


def _places(error: ValidationError) -> str:
    """Where a body is wrong, never what stands there: it may be somebody's name."""
    found = error.errors(include_url=False, include_context=False, include_input=False)
    return "; ".join(f"{e['loc'][0] if e['loc'] else 'body'}: {e['type']}" for e in found)


CODEC = Codec(get_args(Event), VERSIONS, UPCASTERS)
