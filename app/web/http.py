"""The HTTP edge, whole: routes, refusals, and what every exchange is wrapped in."""

from functools import cache, partial
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.responses import JSONResponse
from starlette.routing import Mount

from app.access.errors import AccessError
from app.contract.errors import ContractError
from app.phases.errors import PlanError
from app.rooms.errors import RoomError
from app.rooms.ports import LogUnavailable
from app.web import problems
from app.web.api import (
    calls,
    clock,
    enter,
    enter_by_grant,
    events,
    grants,
    health,
    keys,
    links,
    livekit,
    pages,
    people,
    plans,
    record,
    rooms,
    stream,
    webhooks,
)
from app.web.client import PLACE, ClientFiles
from app.web.envelope import Envelope
from app.web.openapi import Description, document_of, printed
from app.web.parts import Parts
from app.web.reference import reference
from app.webhooks.errors import WebhookError

ROUTERS = (
    enter.router,
    enter_by_grant.router,
    people.router,
    livekit.router,
    rooms.router,
    clock.router,
    links.router,
    grants.router,
    calls.router,
    keys.router,
    webhooks.router,
    plans.router,
    stream.router,
    events.router,
    record.router,
    health.router,
    pages.router,
)
ABOUT = """Holds the frame of Balint group meetings: circle, phase, floor, clock and door.

Live meetings are a WebSocket at `/ws`; what is here is the way in, and the same for whoever cannot
or need not keep one open. Refusals are `application/problem+json` with a stable `code`.
"""


def make_http(parts: Parts) -> FastAPI:
    """The application; it has no lifespan of its own and starts nothing."""
    app, described = _routed(), description()
    app.openapi_schema = described.document
    app.state.parts = parts
    app.state.meter = parts.rooms.meter
    app.state.openapi, app.state.reference = written()
    app.state.ours = described.names
    app.state.methods = described.methods
    for refusal in (RoomError, AccessError, PlanError, WebhookError, ContractError):
        app.add_exception_handler(refusal, problems.on_refusal)
    app.add_exception_handler(LogUnavailable, problems.on_unavailable)
    app.add_exception_handler(RequestValidationError, problems.on_invalid)
    app.add_exception_handler(HTTPException, problems.on_http)
    app.add_middleware(Envelope, failed=partial(parts.rooms.meter.count, "fault"))
    return app


@cache
def description() -> Description:
    """What the edge can do, the same whatever it is made of: as it was printed."""
    return printed()


def drawn() -> dict[str, Any]:
    """The OpenAPI document as the code has it, to be printed: half a second of a core."""
    return document_of(_routed())


@cache
def written() -> tuple[bytes, str]:
    """What the edge can do, for machines and for people; written once, because each takes the loop
    milliseconds that a stranger could ask for at will."""
    document = description().document
    return bytes(JSONResponse(document).body), reference(document)


def _routed() -> FastAPI:
    app = FastAPI(
        title="Pushback",
        version="1",
        description=ABOUT,
        openapi_url=None,  # `pages` has it, written once
        docs_url=None,
        redoc_url=None,
        # As they are: `include_router` would make each anew, for every application, when it is
        # first asked for something: 150 ms during which the node answers nobody.
        # And a page asks for a hundred files, so that these come first.
        routes=[
            Mount(PLACE, ClientFiles()),
            *(route for router in ROUTERS for route in router.routes),
        ],
    )
    app.webhooks.post("floor.changed", summary="What is wanted of a call")(calls.floor_changed)
    return app
