"""The wire as an AsyncAPI 3.0 document, made from the shapes that the code itself uses.

`wire.DO` and `wire.INBOUND` are what the server reads, `outbound` is what it sends. The document
has no clock and no version of the program in it: the same code always makes the same bytes.
"""

from typing import Any

from pydantic.json_schema import models_json_schema

from app.rooms import seat
from app.rooms.command_table import ON_THE_WIRE, row
from app.rooms.frames import WIRE_VERSION
from app.rooms.roles import Audience
from app.rooms.seat import Parting
from app.web import outbound, partings, wire
from app.web.shown.kinds import Sent

Json = dict[str, Any]
SOCKET = "socket"
ABOUT = (
    "The live wire of one meeting. The server sends whole sections, only those that changed; "
    "a client merges `set` into its view, and replaces the view when the frame is `full`. "
    "docs/protocol.md tells the whole of it."
)
TICKET_ABOUT = (
    "People: the first frame, `hello`, brings a single-use `ticket`, drawn with the browser's pass "
    "at the Origin it is used from, or the `resume` secret of the last `welcome`."
)
KEY_ABOUT = "Machines: an API key in the header Authorization of the handshake, and no Origin."
SOUGHT_FIRST = 4500
"""Close codes below this mean: come back."""


def document() -> Json:
    """The whole document, ready to be written as JSON."""
    return {
        "asyncapi": "3.0.0",
        "info": {"title": "Pushback", "version": f"{WIRE_VERSION}.0.0", "description": ABOUT},
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "localhost:8000",
                "protocol": "ws",
                "description": "A server started by `make run`; elsewhere use wss.",
                "security": [_to("securitySchemes", "ticket"), _to("securitySchemes", "key")],
            }
        },
        "channels": {SOCKET: _channel()},
        "operations": _operations(),
        "components": {
            "messages": {name: _message(name, shape) for name, shape in MESSAGES.items()},
            "schemas": schemas(),
            "securitySchemes": {
                "ticket": {"type": "apiKey", "in": "password", "description": TICKET_ABOUT},
                "key": {"type": "http", "scheme": "bearer", "description": KEY_ABOUT},
            },
        },
    }


def do_name(command: str) -> str:
    """The message of a command: `do_advance`."""
    return f"do_{command}"


def state_name(to: Audience) -> str:
    """The message of an audience's state: `state_member`."""
    return f"state_{to.value}"


FROM_CLIENT: dict[str, Any] = {
    **wire.INBOUND,
    **{do_name(name): shape for name, shape in wire.DO.items()},
}
"""What the server reads, by message name."""
FROM_SERVER: dict[str, Any] = {
    **{state_name(to): outbound.STATE[to] for to in Audience},
    **{"sync_answer" if t == "sync" else t: shape for t, shape in outbound.FRAMES.items()},
}
"""What the server sends, by message name; a tuple is any one of its shapes."""
MESSAGES: dict[str, Any] = {**FROM_CLIENT, **FROM_SERVER}


def schemas() -> Json:
    """Every shape, by the name of its class; every `$ref` leads to one of them."""
    shapes = [s for found in MESSAGES.values() for s in _each(found)]
    _, defined = models_json_schema(
        [(shape, "validation") for shape in shapes],
        ref_template="#/components/schemas/{model}",
    )
    return {name: untitled(schema) for name, schema in sorted(defined["$defs"].items())}


def close_codes() -> list[Parting]:
    """Every way in which the server ends a connection, by code."""
    found = {p for module in (seat, partings) for p in vars(module).values() if _is_parting(p)}
    return sorted(found, key=lambda p: p.code)


def _channel() -> Json:
    return {
        "address": "/ws",
        "title": "One connection to one meeting",
        "messages": {name: _to("messages", name) for name in MESSAGES},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-close-codes": [
            {"code": p.code, "reason": p.reason, "retry": p.code < SOUGHT_FIRST}
            for p in close_codes()
        ],
    }


def _operations() -> Json:
    states = [state_name(to) for to in Audience]
    presses = [do_name(name) for name in wire.DO]
    return {
        "greet": _receive("Say who you are; the first frame.", ["hello"], ["welcome", "refused"]),
        "press": _receive("Ask the room for something.", presses, ["done", "refused"]),
        "compare_clocks": _receive("Sample the server's clock.", ["sync"], ["sync_answer"]),
        "answer_ping": _receive("Show a sign of life.", ["pong"], []),
        "show": _send("What changed, in whole sections.", states),
        "ping": _send("Ask for a sign of life.", ["ping"]),
        "part": _send("Say goodbye.", ["drain", "bye"]),
    }


def _receive(about: str, messages: list[str], answers: list[str]) -> Json:
    found = {"action": "receive", **_with(about, messages)}
    if answers:
        found["reply"] = {"channel": _channel_ref(), "messages": _listed(answers)}
    return found


def _send(about: str, messages: list[str]) -> Json:
    return {"action": "send", **_with(about, messages)}


def _with(about: str, messages: list[str]) -> Json:
    return {"channel": _channel_ref(), "summary": about, "messages": _listed(messages)}


def _listed(messages: list[str]) -> list[Json]:
    return [{"$ref": f"#/channels/{SOCKET}/messages/{name}"} for name in messages]


def _channel_ref() -> Json:
    return {"$ref": f"#/channels/{SOCKET}"}


def _message(name: str, found: Any) -> Json:
    shapes = _each(found)
    payloads = [_to("schemas", shape.__name__) for shape in shapes]
    made: Json = {
        "name": name,
        "summary": (shapes[0].__doc__ or name).split("\n", maxsplit=1)[0],
        "payload": payloads[0] if len(payloads) == 1 else {"oneOf": payloads},
    }
    command = name.removeprefix("do_")
    if name in FROM_CLIENT and command in ON_THE_WIRE:
        rules = row(ON_THE_WIRE[command])
        made["x-may"] = sorted(rules.may)
        made["x-durable"] = rules.durable
        made["x-expect"] = rules.expect
    elif len(shapes) > 1:
        audience = name.removeprefix("state_").replace("_", " ")
        made["summary"] = f"What {audience} may see: a whole view, what changed, or what passes."
    return made


def _each(found: Any) -> tuple[type[Sent], ...]:
    return found if isinstance(found, tuple) else (found,)


def _to(kind: str, name: str) -> Json:
    return {"$ref": f"#/components/{kind}/{name}"}


def _is_parting(found: object) -> bool:
    return isinstance(found, Parting)


def untitled(schema: Any) -> Any:
    """A schema without the titles that pydantic makes of names; a field called `title` stays."""
    if isinstance(schema, list):
        return [untitled(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    return {
        key: {name: untitled(one) for name, one in value.items()}
        if key == "properties"
        else untitled(value)
        for key, value in schema.items()
        if key != "title"
    }
