"""What the libraries of clients/ know of the wire, read from its shapes: one type for each section.

A client holds one view whoever it belongs to, so the shapes of all audiences become one: a field
that only some of them see may be absent.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from app.web.asyncapi import schemas
from app.web.http import description
from app.web.shown.by_audience import LOGGED, PASSING

Json = dict[str, Any]
ANSWERS = ("RoomOut", "LinkOut", "LinkMade", "KeyOut", "KeyMade", "EventOut", "RecordOut")
"""What machines and operators are answered over HTTP."""
AS_SECTIONS = "EveryIntegrationSection"
SECTIONS = "Sections"


@dataclass(frozen=True)
class Kind:
    """What a value is: a `name`, with what is `inside` it.

    Names: string, integer, number, boolean, null, any; word (an enumeration), literal (values as
    they are), list, by_name (an object whose keys are ids), shape.
    """

    name: str
    inside: Any = None


@dataclass(frozen=True)
class Field:
    """A field of a shape; `is_always`: whoever has the shape has the field."""

    name: str
    kinds: tuple[Kind, ...]
    is_always: bool
    about: str


@dataclass(frozen=True)
class Shape:
    """An object with known fields; `path`: where it stands; `about`: what the server says of it."""

    name: str
    path: str
    about: str
    fields: tuple[Field, ...]


class Reading:
    """Reads shapes out of JSON schemas; each of `shapes` comes after those that it needs."""

    def __init__(self, known: Json) -> None:
        self.known = known
        self.shapes: dict[str, Shape] = {}
        self.words: set[str] = set()

    def shape(self, path: str, variants: list[Json]) -> Kind:
        """One shape for all variants of what stands at `path`."""
        name = _camel(path)
        names = dict.fromkeys(one for each in variants for one in each["properties"])
        fields = []
        for field in names:
            has = [each for each in variants if field in each["properties"]]
            always = len(has) == len(variants) and all(
                field in each.get("required", ()) for each in has
            )
            said = [each["properties"][field] for each in has]
            about = next((one["description"] for one in said if "description" in one), "")
            fields.append(Field(field, self._kinds(f"{path}.{field}", said), always, about))
        about = "" if len(variants) > 1 else str(variants[0].get("description", ""))
        self.shapes[name] = Shape(name, path, about, tuple(fields))
        return Kind("shape", name)

    def _kinds(self, at: str, variants: Iterable[Json]) -> tuple[Kind, ...]:
        alternatives = [one for each in variants for one in _alternatives(each)]
        objects, kinds = [], []
        for one in alternatives:
            name = one.get("$ref", "").rpartition("/")[2]
            if name == AS_SECTIONS:
                kinds.append(Kind("shape", SECTIONS))
            elif name and "properties" in self.known[name]:
                objects.append(self.known[name])
            elif name:
                self.words.add(name)
                kinds.append(Kind("word", name))
            elif one.get("type") not in ("array", "object"):
                kinds.append(_plain(one))
        lists = [one["items"] for one in alternatives if one.get("type") == "array"]
        by_name = [_values(one) for one in alternatives if one.get("type") == "object"]
        if objects:
            kinds.append(self.shape(at, objects))
        if lists:
            kinds.append(Kind("list", self._kinds(at.removesuffix("s"), lists)))
        if by_name:
            kinds.append(Kind("by_name", self._kinds(at.removesuffix("s"), by_name)))
        return tuple(dict.fromkeys(sorted(kinds, key=lambda kind: kind.name == "null")))


def sections() -> tuple[Reading, Shape]:
    """Every section, and what holds them all."""
    reading = Reading(schemas())
    held = []
    for name, variants in _by_section().items():
        kind = reading.shape(name, [reading.known[one] for one in variants])
        held.append(Field(name, (kind,), False, ""))
    return reading, Shape(SECTIONS, "", "Every section, by its name.", tuple(held))


def answers() -> Reading:
    """What is answered over HTTP."""
    reading = Reading(description().document["components"]["schemas"])
    for name in ANSWERS:
        reading.shape(name, [reading.known[name]])
    return reading


def _by_section() -> dict[str, list[str]]:
    found: dict[str, dict[str, None]] = {}
    for table in (LOGGED, PASSING):
        for by_audience in table.values():
            for section, shape in by_audience.items():
                names = [one.__name__ for one in getattr(shape, "__args__", (shape,))]
                found.setdefault(section.value, {}).update(dict.fromkeys(names))
    return {name: list(shapes) for name, shapes in found.items()}


def _alternatives(schema: Json) -> Iterator[Json]:
    for one in schema.get("anyOf", (schema,)):
        yield from _alternatives(one) if "anyOf" in one else (one,)


def _values(schema: Json) -> Json:
    patterns = schema.get("patternProperties")
    found = next(iter(patterns.values())) if patterns else schema.get("additionalProperties")
    return found if isinstance(found, dict) else {"type": "any"}


def _plain(schema: Json) -> Kind:
    if "const" in schema:
        return Kind("literal", (schema["const"],))
    if "enum" in schema:
        return Kind("literal", tuple(schema["enum"]))
    return Kind(schema["type"])


def _camel(path: str) -> str:
    """`phase` becomes PhaseSection, `phase.case` PhaseCase; what is CamelCase already stays."""
    name = "".join(word[0].upper() + word[1:] for word in re.split("[._]", path))
    return name if "." in path or path[0].isupper() else f"{name}Section"
