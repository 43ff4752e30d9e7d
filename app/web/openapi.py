"""The description of the HTTP edge: FastAPI's own, with what it cannot know put in."""

from typing import Any

from fastapi import FastAPI

from app.web.problems import Problem, names_of


def describe(app: FastAPI) -> None:
    """Write the description once; call it when every route is there."""
    document: dict[str, Any] = app.openapi()
    schemas = document.setdefault("components", {}).setdefault("schemas", {})
    schemas["Problem"] = Problem.model_json_schema()
    app.state.ours = names_of(document)
