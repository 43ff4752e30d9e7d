"""The description of the HTTP edge: FastAPI's own, with what it cannot know put in.

It is printed into `openapi.json` and read from there, because to draw it would be a sixth of a
node's start. A test holds the two to each other.
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson
from fastapi import FastAPI
from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from app.web.posting import Done, Kept
from app.web.problems import Methods, Problem, names_of
from app.web.wire import DO

REF = "#/components/schemas/{model}"
PRINTED = Path(__file__).with_name("openapi.json")


@dataclass(frozen=True, slots=True)
class Description:
    """The OpenAPI document, every name of ours in it, and the methods of every address."""

    document: dict[str, Any]
    names: frozenset[str]
    methods: Methods


def printed() -> Description:
    """The description as it stands beside this file."""
    document: dict[str, Any] = orjson.loads(PRINTED.read_bytes())
    return Description(document, names_of(document), methods_of(document))


def document_of(app: FastAPI) -> dict[str, Any]:
    """The document of an application that has all its routes."""
    document: dict[str, Any] = app.openapi()
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas |= ours()
    return document


def methods_of(document: dict[str, Any]) -> Methods:
    """The methods of every address."""
    return tuple(
        (re.compile(re.sub(r"{\w+}", "[^/]+", path)), frozenset(map(str.upper, found)))
        for path, found in document["paths"].items()
    )


def ours() -> dict[str, Any]:
    """The schemas of what FastAPI does not read or write itself: commands and problems."""
    models: list[type[BaseModel]] = [*DO.values(), Problem, Done, Kept]
    of, found = models_json_schema([(model, "validation") for model in models], ref_template=REF)
    refs = {name: of[model, "validation"]["$ref"] for name, model in DO.items()}
    command = {
        "title": "Command",
        "description": "A press. `id` is a new UUID of the asker's, in lower case with hyphens; "
        "`expect` brings the revision that the command's row of the table names.",
        "oneOf": [{"$ref": ref} for ref in refs.values()],
        "discriminator": {"propertyName": "type", "mapping": refs},
    }
    schemas: dict[str, Any] = found["$defs"]
    return schemas | {"Command": command}
