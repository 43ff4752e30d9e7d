"""The tables of docs/protocol.md, printed from the tables and shapes of the code."""

from collections.abc import Iterator
from dataclasses import fields
from typing import Any

from app.contract.errors import ContractError
from app.rooms.command_table import DRAWN, ON_THE_WIRE, row, wire_name
from app.rooms.commands import Command
from app.rooms.roles import Audience, Capacity
from app.web.asyncapi import FROM_CLIENT, FROM_SERVER, close_codes, schemas
from app.web.outbound import REFUSALS
from app.web.problems import SAYS, STATUS
from app.web.shown.by_audience import LOGGED, PASSING
from app.webhooks.errors import WebhookError
from tests.support.printed import table

Json = dict[str, Any]
SCHEMAS: Json = schemas()
OF_WEBHOOKS = {error.code: error for error in WebhookError.__subclasses__()}
OF_THE_CONTRACT = {error.code: error for error in ContractError.__subclasses__()}
ELSEWHERE = OF_WEBHOOKS | OF_THE_CONTRACT
"""Refusals that no socket of a meeting meets."""
AUDIENCES = tuple(Audience)
CAPACITIES = tuple(Capacity)


# Sections ------------------------------------------------------------------------------------


def section_table(name: str) -> str:
    """Every field of a section with its type, and which audience finds it there."""
    found: dict[str, tuple[str, str]] = {}
    presence: dict[str, dict[Audience, str]] = {}
    for to in AUDIENCES:
        shapes = _shapes(name, to)
        for shape in shapes:
            for path, kind, about in _fields(shape):
                known = found.get(path, ("", ""))
                found[path] = (known[0] or kind, known[1] or about)
        for path in found:
            presence.setdefault(path, {})[to] = _how_often(path, shapes)
    heads = ("field", "type", *(to.replace("_", " ") for to in AUDIENCES), "")
    rows = [
        (
            f"`{path}`",
            kind,
            *(presence[path].get(to, "–") for to in AUDIENCES),
            about,
        )
        for path, (kind, about) in found.items()
    ]
    return table(heads, *rows)


def _shapes(name: str, to: Audience) -> list[str]:
    sections: dict[str, Any] = {
        s.value: shape for s, shape in (*LOGGED[to].items(), *PASSING[to].items())
    }
    shape = sections.get(name)
    if shape is None:
        return []
    return [one.__name__ for one in getattr(shape, "__args__", (shape,))]


def _how_often(path: str, shapes: list[str]) -> str:
    has = [path in {p for p, _, _ in _fields(shape)} for shape in shapes]
    if not any(has):
        return "–"
    return "yes" if all(has) else "some"


def _fields(shape: str, prefix: str = "") -> Iterator[tuple[str, str, str]]:
    """(path, type, about) of each field, those of nested objects too."""
    for name, schema in SCHEMAS[shape].get("properties", {}).items():
        path = f"{prefix}{name}"
        yield path, _kind(schema), str(schema.get("description", _about(schema)))
        for mark, inner in _inner(schema):
            yield from _fields(inner, f"{path}{mark}.")


def _inner(schema: Json) -> Iterator[tuple[str, str]]:
    for one in schema.get("anyOf", (schema,)):
        if "$ref" in one and "properties" in _at(one["$ref"]):
            yield "", _name(one["$ref"])
        if one.get("type") == "array":
            yield from ((f"[]{mark}", name) for mark, name in _inner(one["items"]))
        values = one.get("additionalProperties") or next(
            iter(one.get("patternProperties", {}).values()), None
        )
        if isinstance(values, dict):
            yield from ((f"{{person}}{mark}", name) for mark, name in _inner(values))


def _kind(schema: Json) -> str:
    if "anyOf" in schema:
        return " or ".join(dict.fromkeys(_kind(one) for one in schema["anyOf"]))
    if "$ref" in schema:
        found = _at(schema["$ref"])
        return _name(schema["$ref"]) if "enum" in found else "object"
    if "const" in schema:
        return f"`{_said(schema['const'])}`"
    if "enum" in schema:
        return ", ".join(f"`{one}`" for one in schema["enum"])
    if schema.get("type") == "array":
        inner = _kind(schema["items"])
        return f"list of {inner}s" if inner.isalpha() and inner.islower() else f"list of {inner}"
    if schema.get("type") == "object":
        return "object by person"
    return {"boolean": "true or false"}.get(schema["type"], str(schema["type"]))


def _said(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _about(schema: Json) -> str:
    for one in schema.get("anyOf", ()):
        if "description" in one:
            return str(one["description"])
    return ""


def _at(ref: str) -> Json:
    found: Json = SCHEMAS[_name(ref)]
    return found


def _name(ref: str) -> str:
    return ref.rsplit("/", maxsplit=1)[-1]


# Words ---------------------------------------------------------------------------------------

ENUMERATIONS = (
    "Phase", "Audience", "Role", "Standing", "Capacity", "Ring", "Chair", "CaseKind", "Floor",
    "Reason", "Presence", "PauseReason", "ClockView", "Move", "LeaderSignal",
)  # fmt: skip


def words_table() -> str:
    """Every closed list of words on the wire."""
    rows = [
        (name, ", ".join(f"`{word}`" for word in SCHEMAS[name]["enum"])) for name in ENUMERATIONS
    ]
    return table(("name", "words"), *rows)


# Frames --------------------------------------------------------------------------------------


def frame_table(message: str) -> str:
    """The fields of one frame."""
    shape: Any = {**FROM_CLIENT, **FROM_SERVER}[message]
    schema = SCHEMAS[shape.__name__]
    needed = schema.get("required", ())
    rows = [
        (
            f"`{name}`",
            _kind(one),
            "yes" if name in needed else "may be absent",
            str(one.get("description", _about(one))),
        )
        for name, one in schema["properties"].items()
    ]
    return table(("field", "type", "there", ""), *rows)


def facts_table() -> str:
    """What a refusal may say beside its code."""
    rows = [
        (f"`{name}`", _kind(one), str(one.get("description", "")))
        for name, one in SCHEMAS["Facts"]["properties"].items()
    ]
    return table(("fact", "type", ""), *rows)


# Commands ------------------------------------------------------------------------------------


def command_table() -> str:
    """Every command that can be sent, with its row of the table."""
    rows = [
        (
            f"`{wire_name(command)}`",
            ", ".join(_arguments(command)),
            _may(command),
            f"`{row(command).expect}`" if row(command).expect else "–",
            "yes" if row(command).durable else "ephemeral",
            (command.__doc__ or "").split("\n\n")[0].replace("\n", " "),
        )
        for command in ON_THE_WIRE.values()
    ]
    return table(("type", "fields", "who", "expect", "recorded", "what"), *rows)


def _arguments(command: type[Command]) -> Iterator[str]:
    drawn = DRAWN.get(command, frozenset())
    needed = SCHEMAS[f"Do{command.__name__}"]["required"]
    for field in fields(command):
        if field.name not in drawn:
            yield f"`{field.name}`" if field.name in needed else f"`{field.name}`?"


def _may(command: type[Command]) -> str:
    rules = row(command)
    names = [c.replace("_", " ") for c in CAPACITIES if c in rules.may]
    return ", ".join(names) + ("; said aloud" if rules.aloud else "")


# Endings -------------------------------------------------------------------------------------


def refusal_table() -> str:
    """Every code, with its status over HTTP and whether to send the same again."""
    rows = [
        (
            f"`{code}`",
            str(STATUS.get(code, "–")),
            "yes" if getattr(error, "retry", False) else "no",
            (error.__doc__ or "").replace("\n", " "),
        )
        for code, error in (REFUSALS | ELSEWHERE).items()
    ]
    rows += [
        (f"`{code}`", str(status), "yes" if code == "not_serving" else "no", SAYS[code])
        for code, status in STATUS.items()
        if code not in REFUSALS | ELSEWHERE
    ]
    return table(("code", "HTTP", "retry", "usual sentence"), *rows)


def close_table() -> str:
    """Every close code of ours."""
    rows = [
        (str(p.code), "come back" if p.code < 4500 else "stop", p.reason) for p in close_codes()
    ]
    return table(("code", "then", "reason"), *rows)
