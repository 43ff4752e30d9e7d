"""The Call Control Contract as an AsyncAPI 3.0 document: the socket of a call's makers.

Made from the shapes that the code itself uses, as `asyncapi.document` is; what may be posted
stands in the OpenAPI document, with the same shapes.
"""

from typing import Any

from pydantic import BaseModel, create_model
from pydantic.json_schema import models_json_schema

from app.contract.wire import CONTRACT, FloorChanged
from app.rooms.seat import DRAIN, NO_PONG, PASS_EXPIRED, REVOKED, UNAVAILABLE
from app.web.asyncapi import SOUGHT_FIRST, untitled
from app.web.contract_frames import (
    INBOUND,
    Done,
    EventsTaken,
    ParticipantsTaken,
    Refused,
    ReportTaken,
)
from app.web.partings import FORBIDDEN, OVERLOADED, RATE_LIMITED, VIOLATION

Json = dict[str, Any]
FLOOR = "floor"
ABOUT = (
    "Push-back in a call that you make: you are told everything that a meeting wants of its call, "
    "and say who is in it, what happened, and what became of each state. docs/contract.md tells "
    "the whole of it."
)
KEY_ABOUT = (
    "An API key with the scope `room:report` for the room, or a machine's grant that one has "
    "signed, in the header Authorization of the handshake, and no Origin."
)
ANSWERS: dict[str, type[BaseModel]] = {
    f"{kind}_done": create_model(
        f"{taken.__name__}Done", __base__=(taken, Done), __doc__=f"The answer to `{kind}`."
    )
    for kind, taken in (
        ("participants", ParticipantsTaken),
        ("events", EventsTaken),
        ("floor_report", ReportTaken),
    )
}
MESSAGES: dict[str, type[BaseModel]] = {
    **INBOUND, **ANSWERS, "floor_changed": FloorChanged, "refused": Refused,
}  # fmt: skip
CLOSED = (
    DRAIN, NO_PONG, OVERLOADED, RATE_LIMITED, UNAVAILABLE, PASS_EXPIRED, REVOKED, FORBIDDEN,
    VIOLATION,
)  # fmt: skip


def document() -> Json:
    """The whole document, ready to be written as JSON."""
    return {
        "asyncapi": "3.0.0",
        "info": {
            "title": "Pushback: the Call Control Contract",
            "version": f"{CONTRACT}.0.0",
            "description": ABOUT,
        },
        "defaultContentType": "application/json",
        "servers": {
            "local": {
                "host": "localhost:8000",
                "protocol": "ws",
                "description": "A server started by `make run`; elsewhere use wss.",
                "security": [{"$ref": "#/components/securitySchemes/key"}],
            }
        },
        "channels": {FLOOR: _channel()},
        "operations": _operations(),
        "components": {
            "messages": {
                name: {
                    "name": name,
                    "summary": (shape.__doc__ or name).split("\n", maxsplit=1)[0],
                    "payload": {"$ref": f"#/components/schemas/{shape.__name__}"},
                }
                for name, shape in MESSAGES.items()
            },
            "schemas": _schemas(),
            "securitySchemes": {
                "key": {"type": "http", "scheme": "bearer", "description": KEY_ABOUT}
            },
        },
    }


def _schemas() -> Json:
    _, defined = models_json_schema(
        [(shape, "validation") for shape in MESSAGES.values()],
        ref_template="#/components/schemas/{model}",
    )
    return {name: untitled(schema) for name, schema in sorted(defined["$defs"].items())}


def _channel() -> Json:
    return {
        "address": "/api/calls/{call}/floor",
        "title": "The socket of a call's makers",
        "parameters": {"call": {"description": "the room's id"}},
        "messages": {name: {"$ref": f"#/components/messages/{name}"} for name in MESSAGES},
        "bindings": {"ws": {"method": "GET", "bindingVersion": "0.1.0"}},
        "x-close-codes": [
            {"code": one.code, "reason": one.reason, "retry": one.code < SOUGHT_FIRST}
            for one in CLOSED
        ],
    }


def _operations() -> Json:
    told = {"action": "send", "summary": "Everything that is wanted of the call, on each change."}
    found: Json = {"tell": told | _of(["floor_changed"])}
    for kind, shape in INBOUND.items():
        about = (shape.__doc__ or kind).split("\n", maxsplit=1)[0]
        answers = {"reply": _of([f"{kind}_done", "refused"])}
        found[f"hear_{kind}"] = {"action": "receive", "summary": about} | _of([kind]) | answers
    return found


def _of(messages: list[str]) -> Json:
    refs = [{"$ref": f"#/channels/{FLOOR}/messages/{name}"} for name in messages]
    return {"channel": {"$ref": f"#/channels/{FLOOR}"}, "messages": refs}
