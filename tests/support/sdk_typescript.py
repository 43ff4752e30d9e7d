"""The printed types of clients/js: what is seen, and what may be asked."""

from collections.abc import Iterator

from app.rooms.command_table import ON_THE_WIRE
from tests.support.sdk_shapes import Field, Kind, Shape, sections

PLAIN = {
    "string": "string", "integer": "number", "number": "number", "boolean": "boolean",
    "null": "null", "any": "unknown",
}  # fmt: skip
HEAD = """/**
 * What each section holds, and what may be asked. What is not there for everybody may be absent.
 * Printed from the server's own tables (`REPRINT=1`, tests/docs/test_sdk_types.py).
 */
"""


def sections_file() -> str:
    """`sections.d.ts`."""
    reading, held = sections()
    words = [_union(name, reading.known[name]["enum"]) for name in sorted(reading.words)]
    shapes = [_interface(shape) for shape in (*reading.shapes.values(), held)]
    return "\n".join([HEAD, *words, _union("CommandName", list(ON_THE_WIRE)), *shapes]) + "\n"


def _union(name: str, values: list[str]) -> str:
    return f"export type {name} =\n" + "\n".join(f'  | "{one}"' for one in values) + ";"


def _interface(shape: Shape) -> str:
    lines = [line for field in shape.fields for line in _field(field)]
    return "\n".join([f"\nexport interface {shape.name} {{", *lines, "}"])


def _field(field: Field) -> Iterator[str]:
    if field.about:
        yield f"  /** {field.about.replace(chr(10), ' ')} */"
    yield f"  readonly {field.name}{'' if field.is_always else '?'}: {_kind(field.kinds)};"


def _kind(kinds: tuple[Kind, ...]) -> str:
    return " | ".join(_one(kind) for kind in kinds)


def _one(kind: Kind) -> str:
    match kind.name:
        case "word" | "shape":
            return str(kind.inside)
        case "literal":
            return " | ".join(
                f'"{one}"' if isinstance(one, str) else str(one).lower() for one in kind.inside
            )
        case "list":
            return f"ReadonlyArray<{_kind(kind.inside)}>"
        case "by_name":
            return f"Readonly<Record<string, {_kind(kind.inside)}>>"
        case plain:
            return PLAIN[plain]
