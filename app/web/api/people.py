"""`/api/rooms/{room}/people/{person}`: what a browser does by the pass in its cookie."""

from fastapi import APIRouter, Depends, Request, Response
from pydantic import BaseModel

from app.access import errors as access
from app.rooms.errors import Forbidden, RateLimited
from app.web.askers import Held, SamePlace, Writer, open_metered
from app.web.posting import ANSWERS, COMMAND_BODY, OF_A_PRESS, actor, post
from app.web.problems import USUAL, refusals

PREFIX = "/api/rooms/{room}/people/{person}"
OF_A_PASS = (
    access.PassInvalid,
    access.PassExpired,
    access.LinkRevoked,
    access.Removed,
    access.ResumeReused,
    Forbidden,
    *USUAL,
)

router = APIRouter(prefix=PREFIX, tags=["people"])


class Ticket(BaseModel):
    """Lets one socket in, once, within 30 s, from the same Origin: for `hello`."""

    ticket: str


class RenewedUntil(BaseModel):
    """Until when the pass is good now, in milliseconds since the epoch."""

    expires_at: int


@router.post(
    "/ticket",
    summary="Draw a ticket for a socket",
    dependencies=[Depends(open_metered)],
    responses=refusals(*OF_A_PASS, access.TicketInvalid, RateLimited),
)
async def draw_ticket(parts: Held, held: Writer, origin: SamePlace) -> Ticket:
    """A ticket of this browser's pass."""
    text = await parts.access.draw_ticket(held.pass_text, room=held.room, origin=origin)
    return Ticket(ticket=text)


@router.post("/renew", summary="Renew the pass", responses=refusals(*OF_A_PASS))
async def renew(parts: Held, held: Writer) -> RenewedUntil:
    """Another 15 minutes; a live connection does the same by itself."""
    renewed = await parts.access.renew_pass(held.pass_text)
    return RenewedUntil(expires_at=renewed.expires_at)


@router.post(
    "/commands",
    summary="Press as a person",
    response_class=Response,
    responses=ANSWERS | refusals(*OF_A_PASS, *OF_A_PRESS),
    openapi_extra=COMMAND_BODY,
)
async def press(request: Request, parts: Held, held: Writer) -> Response:
    """A `do` frame; the answer is `done`, byte for byte the same for a repeat of its id."""
    live = await parts.room(held.room)
    return await post(parts, live, await actor(parts, live, held), request)
