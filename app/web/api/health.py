"""`/healthz`, `/readyz`, `/metrics`: for whoever runs the service."""

from typing import Literal

from fastapi import APIRouter, Response
from pydantic import BaseModel

from app.rooms.errors import NotFound
from app.web.askers import Held
from app.web.problems import problem, refusals

METRICS_TYPE = "text/plain; version=0.0.4; charset=utf-8"

router = APIRouter(tags=["health"])


class Alive(BaseModel):
    """The process lives."""

    status: Literal["ok"] = "ok"


class Ready(BaseModel):
    """The node takes people in."""

    status: Literal["ready"] = "ready"


@router.head("/healthz", summary="Does the process live, in a status?", responses=refusals())
@router.get("/healthz", summary="Does the process live?", responses=refusals())
async def healthz() -> Alive:
    """Always, if it answers."""
    return Alive()


@router.head(
    "/readyz",
    summary="May people be sent here, in a status?",
    response_model=Ready,
    responses=refusals("not_serving"),
)
@router.get(
    "/readyz",
    summary="May people be sent here?",
    response_model=Ready,
    responses=refusals("not_serving"),
)
async def readyz(parts: Held) -> Ready | Response:
    """Whether the database is in reach, the clock agrees with it and the node is not leaving.

    `not_serving` lists what is wrong, by name, as `facts.complaints`.
    """
    complaints = await parts.readiness()
    if complaints:
        return problem("not_serving", retry=True, facts={"complaints": complaints})
    return Ready()


@router.get(
    "/metrics",
    summary="Numbers for Prometheus",
    response_class=Response,
    responses={
        200: {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "numbers"},
        **refusals(NotFound),
    },
)
async def metrics(parts: Held) -> Response:
    """Counts and durations; no names, no ids, no words."""
    if parts.metrics_text is None:
        raise NotFound("no metrics are served here")
    return Response(parts.metrics_text(), headers={"Content-Type": METRICS_TYPE})
