"""The printed files of clients/python: types of what is seen and answered, the table of presses."""

import subprocess
import textwrap
from collections.abc import Iterator

from ruff import find_ruff_bin  # type: ignore[import-untyped]

from app.rooms.command_table import ON_THE_WIRE, row
from tests.support.sdk_shapes import Field, Kind, Reading, Shape, answers, sections

PLAIN = {
    "string": "str", "integer": "int", "number": "float", "boolean": "bool", "null": "None",
    "any": "Any",
}  # fmt: skip
PRINTED = "Printed from the server's own tables (`REPRINT=1`, tests/docs/test_sdk_types.py)."
SECTION_HEAD = f'''"""What each section holds. What is not there for everybody may be absent.

{PRINTED}
"""

from typing import Literal, NotRequired, TypedDict
'''
ANSWER_HEAD = f'''"""What is answered over HTTP.

{PRINTED}
"""

from typing import Any, Literal, TypedDict

from pushback.sections import {{names}}
'''
COMMAND_HEAD = f'''"""What each press brings.

{PRINTED}
"""

from typing import Literal
'''
WIDE = 100


def sections_file() -> str:
    """`sections.py`."""
    reading, held = sections()
    parts = [SECTION_HEAD, *_words(reading, reading.words)]
    parts += [_class(shape) for shape in reading.shapes.values()]
    return _formatted([*parts, _class(held, ending=", total=False"), ""])


def answers_file() -> str:
    """`answers.py`; the words that sections have too are theirs."""
    seen, _ = sections()
    reading = answers()
    names = ", ".join(sorted({"Sections", *(reading.words & seen.words)}))
    parts = [ANSWER_HEAD.format(names=names), *_words(reading, reading.words - seen.words)]
    return _formatted([*parts, *(_class(shape) for shape in reading.shapes.values()), ""])


def commands_file() -> str:
    """`commands.py`."""
    expects = {name: rev for name, one in ON_THE_WIRE.items() if (rev := row(one).expect)}
    led = sorted(name for name, one in ON_THE_WIRE.items() if row(one).led)
    listed = "".join(f'    "{name}",\n' for name in ON_THE_WIRE)
    pairs = "".join(f'    "{name}": "{rev}",\n' for name, rev in expects.items())
    return (
        f"{COMMAND_HEAD}\nCommandName = Literal[\n{listed}]\n\n"
        f"EXPECTS: dict[str, str] = {{\n{pairs}}}\n"
        '"""The revision that each brings in `expect`; what only frees or protects brings none."""'
        "\n\n"
        f"CONFIRMED = frozenset({{{', '.join(map(_quoted, led))}}})\n"
        '"""The moves that have to be confirmed where the case is stopped."""\n'
    )


def _formatted(parts: list[str]) -> str:
    ruff = [find_ruff_bin(), "format", "--line-length", str(WIDE), "-"]
    return subprocess.check_output(ruff, input="\n".join(parts), text=True)


def _words(reading: Reading, names: set[str]) -> Iterator[str]:
    for name in sorted(names):
        enum = [_quoted(one) for one in reading.known[name]["enum"]]
        yield f"{name} = Literal[{', '.join(enum)}]"


def _class(shape: Shape, ending: str = "") -> str:
    lines = [f"\n\nclass {shape.name}(TypedDict{ending}):", *_quote(_about(shape)), ""]
    is_total = not ending
    for field in shape.fields:
        lines += _field(field, is_total=is_total)
    return "\n".join(lines)


def _field(field: Field, *, is_total: bool) -> list[str]:
    kind = _kind(field.kinds)
    said = kind if field.is_always or not is_total else f"NotRequired[{kind}]"
    return [f"    {field.name}: {said}", *(_quote(field.about) if field.about else ())]


def _quote(about: str) -> list[str]:
    lines = textwrap.wrap(about.replace("\n", " "), WIDE - 10)
    return ['    """' + "\n    ".join(lines) + '"""']


def _about(shape: Shape) -> str:
    told = shape.about.split("\n\n")[0].replace("\n", " ")
    return told if told and not shape.path[0:1].islower() else f"`{shape.path}`."


def _kind(kinds: tuple[Kind, ...]) -> str:
    return " | ".join(_one(kind) for kind in kinds)


def _one(kind: Kind) -> str:
    match kind.name:
        case "word" | "shape":
            return str(kind.inside)
        case "literal":
            return f"Literal[{', '.join(_quoted(one) for one in kind.inside)}]"
        case "list":
            return f"list[{_kind(kind.inside)}]"
        case "by_name":
            return f"dict[str, {_kind(kind.inside)}]"
        case plain:
            return PLAIN[plain]


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)
