"""Every frame from the server, held to the published document: AsyncAPI, by audience."""

from functools import cache
from typing import Any

import jsonschema_rs

from app.rooms.roles import Audience
from app.web.asyncapi import FROM_CLIENT, FROM_SERVER, document, state_name

DRAFT = "http://json-schema.org/draft-07/schema#"


class WrongFrame(AssertionError):
    """A frame that the document does not allow; says where, and shows the frame."""


def check_frame(frame: dict[str, Any], audience: str) -> None:
    """Raises `WrongFrame` unless the server may send this to `audience` (`"member"`)."""
    name = message_of(frame, audience)
    if name is None:
        raise WrongFrame(f"no frame of the document has this t: {frame}")
    complain(name, frame)
    you = frame.get("set", {}).get("you", {"audience": audience})
    if you["audience"] != audience:
        raise WrongFrame(f"a frame for {audience} reached somebody else: {you}")


def check_sent(frame: dict[str, Any]) -> None:
    """Raises `WrongFrame` unless a client may send this."""
    t = frame.get("t")
    name = f"do_{frame.get('type')}" if t == "do" else str(t)
    if name not in FROM_CLIENT:
        raise WrongFrame(f"no frame of the document is called {name}")
    complain(name, frame)


def message_of(frame: dict[str, Any], audience: str) -> str | None:
    """The document's message that a frame from the server must be."""
    t = str(frame.get("t"))
    name = {"state": state_name(Audience(audience)), "sync": "sync_answer"}.get(t, t)
    return name if name in FROM_SERVER else None


def complain(name: str, frame: dict[str, Any]) -> None:
    """Raises `WrongFrame` with every complaint about a message."""
    validator = validators()[name]
    if not validator.is_valid(frame):
        complaints = [
            f"{'/'.join(map(str, e.instance_path))}: {e.message}"
            for e in validator.iter_errors(frame)
        ]
        raise WrongFrame(f"{name} is not as the document says: {complaints} in {frame}")


@cache
def validators() -> dict[str, jsonschema_rs.Draft7Validator]:
    """A validator for each message."""
    made = document()
    schemas = {"schemas": made["components"]["schemas"]}
    return {
        name: jsonschema_rs.Draft7Validator(
            {"$schema": DRAFT, **message["payload"], "components": schemas}
            if "oneOf" in message["payload"]
            else {"$schema": DRAFT, "allOf": [message["payload"]], "components": schemas}
        )
        for name, message in made["components"]["messages"].items()
    }
