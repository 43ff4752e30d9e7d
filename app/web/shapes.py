"""Validation derived from the commands themselves: their fields, their bounds, nothing else.

The bounds of `rooms.fields` become pydantic's; unknown fields are refused; numbers are not read
from text. A command added to the table is on the wire without a line here.
"""

from dataclasses import MISSING, fields, is_dataclass
from enum import StrEnum
from functools import cache, reduce
from operator import or_
from types import UnionType
from typing import Annotated, Any, Union, get_args, get_origin, get_type_hints

from pydantic import BaseModel, ConfigDict, Field, create_model

from app.rooms.command_table import DRAWN, ON_THE_WIRE
from app.rooms.commands import Command
from app.rooms.fields import Between, Length, Pattern

STRICT = ConfigDict(extra="forbid", strict=True, frozen=True)
MOST_ITEMS = 64


class Shape(BaseModel):
    """Any validated input; unknown fields are refused and types are not bent."""

    model_config = STRICT


def bounded(hint: Any) -> Any:
    """The hint with our bounds in pydantic's words, enums read from their text."""
    origin = get_origin(hint)
    if origin is Annotated:
        inner, *marks = get_args(hint)
        return reduce(_annotated, marks, bounded(inner))
    if origin is tuple:
        items: Any = tuple[bounded(get_args(hint)[0]), ...]  # type: ignore[misc]  # made at run time
        return Annotated[items, Field(max_length=MOST_ITEMS, strict=False)]
    if origin in (Union, UnionType):
        return reduce(or_, (bounded(part) for part in get_args(hint)))
    if is_dataclass(hint):
        return model_of(hint)
    if isinstance(hint, type) and issubclass(hint, StrEnum):
        return Annotated[hint, Field(strict=False)]
    return getattr(hint, "__supertype__", hint)


def _annotated(hint: Any, mark: object) -> Any:
    return Annotated[hint, _constraint(mark)]


def _constraint(mark: object) -> Any:
    match mark:
        case Length(least, most):
            return Field(min_length=least, max_length=most)
        case Between(least, most):
            return Field(ge=least, le=most)
        case Pattern(expression):
            return Field(pattern=f"^(?:{expression})$")
        case _:
            return mark


def model_of(shape: Any) -> type[Shape]:
    """A model with the fields of a dataclass, fields the service draws left out."""
    hints = get_type_hints(shape, include_extras=True)
    drawn = DRAWN.get(shape, frozenset())
    wanted: dict[str, Any] = {
        f.name: (bounded(hints[f.name]), ... if f.default is MISSING else f.default)
        for f in fields(shape)
        if f.name not in drawn
    }
    return create_model(shape.__name__, __base__=Shape, __doc__=shape.__doc__, **wanted)


MODELS: dict[str, type[Shape]] = {name: model_of(c) for name, c in ON_THE_WIRE.items()}
"""The shape of each command's own fields, by wire name."""


def built(name: str, shape: Shape) -> Command:
    """The command that a validated shape stands for; fields of the frame around it are left out."""
    return _build(ON_THE_WIRE[name], shape)  # type: ignore[no-any-return]  # by the table


def _build(kind: Any, shape: Shape) -> Any:
    wanted = _fields_of(kind)
    if not wanted:
        return kind()
    return kind(
        **{
            name: getattr(shape, name) if item is None else _items(item, getattr(shape, name))
            for name, item in wanted
        }
    )


def _items(kind: Any, shapes: tuple[Shape, ...]) -> tuple[Any, ...]:
    return tuple(_build(kind, shape) for shape in shapes)


@cache
def _fields_of(kind: Any) -> tuple[tuple[str, Any], ...]:
    """The fields read from the wire, each with the dataclass of its items if it has any."""
    hints, drawn = get_type_hints(kind), DRAWN.get(kind, frozenset())
    names = [f.name for f in fields(kind) if f.name not in drawn]
    return tuple((name, _item_of(hints[name])) for name in names)


def _item_of(hint: Any) -> Any:
    item = get_args(hint)[0] if get_origin(hint) is tuple else None
    return item if is_dataclass(item) else None
