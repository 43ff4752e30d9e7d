"""What a module of commands or events holds, as sets that a test can compare."""

from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import get_type_hints


def defined_in(module: ModuleType) -> set[type]:
    """The dataclasses that the module itself defines."""
    own = (value for value in vars(module).values() if isinstance(value, type))
    return {kind for kind in own if is_dataclass(kind) and kind.__module__ == module.__name__}


def dated(module: ModuleType) -> set[str]:
    """The names of the first fields of the module's dataclasses."""
    return {fields(kind)[0].name for kind in defined_in(module)}


def texts(module: ModuleType) -> set[str]:
    """The fields that hold plain text: no ids, which are types of their own, and no choices."""
    return {
        f"{kind.__name__}.{name}"
        for kind in defined_in(module)
        for name, hint in get_type_hints(kind).items()
        if hint in (str, str | None)
    }
