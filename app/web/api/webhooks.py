"""`/api/webhooks`: where operators' servers are told of meetings, and how that went."""

from typing import Annotated, Any

from fastapi import APIRouter, Depends, Path, Query
from pydantic import BaseModel, Field

from app.access.grants import Grant
from app.access.organisations import is_seen_by, name_of
from app.phases.units import Instant
from app.rooms.fields import RoomId
from app.web.api.links import ROW_ID
from app.web.api.rooms import LATEST, OF_A_KEY
from app.web.askers import METERED, Held, Operator
from app.web.paging import MOST, After, Limit, Next, page
from app.web.parts import Parts
from app.web.problems import refusals
from app.web.repeatable import OF_A_REPEAT, REPEATABLE, RepeatableRoute
from app.web.shapes import Shape
from app.webhooks import errors
from app.webhooks.addresses import MOST_CHARACTERS
from app.webhooks.endpoint import Endpoint
from app.webhooks.facts import Kind
from app.webhooks.message import ID_PATTERN, Message, Outcome
from app.webhooks.reply import Answer

router = APIRouter(
    prefix="/api/webhooks", tags=["webhooks"], route_class=RepeatableRoute, dependencies=[METERED]
)
MARK = rf"^[0-9]{{1,15}}\.{ID_PATTERN}$"
"""A place in the log of deliveries: when a message was written, and its id."""
EndpointPath = Annotated[str, Path(pattern=ROW_ID, description="an endpoint's id")]
MessagePath = Annotated[str, Path(pattern=f"^{ID_PATTERN}$", description="a message's id")]
OF_AN_ENDPOINT = (*OF_A_KEY, errors.NoSuchEndpoint)


async def theirs(webhook: EndpointPath, parts: Held, grant: Operator) -> str:
    """An endpoint that the asker's organisation may know of; raises `NoSuchEndpoint`."""
    if webhook not in {one.id for one in await _seen_by(grant, parts)}:
        raise errors.NoSuchEndpoint
    return webhook


async def _seen_by(grant: Grant, parts: Parts) -> list[Endpoint]:
    """Its own, oldest first; to the server's own keys those of every organisation."""
    every = await parts.webhooks.endpoints()
    return [one for one in every if is_seen_by(grant.organisation, one.organisation)]


TheirEndpoint = Annotated[str, Depends(theirs)]


class EndpointIn(Shape):
    """Where to call: `https://`, a public name or number, port 443."""

    url: str = Field(min_length=1, max_length=MOST_CHARACTERS)


class EndpointOut(BaseModel):
    """An endpoint, without its secret. Until `former_until` the secret it had before signs too. A
    disabled one answered 410, and is told nothing until it is enabled. `organisation` is whose
    rooms it is told of; null: everybody's."""

    id: str
    url: str
    organisation: str | None
    created_at: int
    disabled_at: int | None
    former_until: int | None


class EndpointMade(EndpointOut):
    """An endpoint with a new secret, `whsec_…`, shown this once."""

    secret: str


class EndpointList(BaseModel):
    """Endpoints, oldest first; `next` is what to bring as `after` for more, null at the end."""

    webhooks: list[EndpointOut]
    next: Next


class MessageOut(BaseModel):
    """A message to an endpoint: what became of it so far, and how the last try was answered.

    `due_at` is null unless it waits. A test has no room.
    """

    id: str
    type: Kind
    room: RoomId | None
    seq: int
    written_at: int
    outcome: Outcome
    tries: int
    answer: Answer | None
    tried_at: int | None
    due_at: int | None


class MessageList(BaseModel):
    """Messages, the newest first; `next` is what to bring as `after` for more, null at the end."""

    messages: list[MessageOut]
    next: Annotated[str, Field(pattern=MARK)] | None


class ReplayIn(Shape):
    """`since`: the moment from which on everything is sent again."""

    since: int = Field(ge=0, le=LATEST)


class Replayed(BaseModel):
    """How many messages are sent again."""

    messages: int


@router.post(
    "",
    status_code=201,
    summary="Make a webhook",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_A_KEY, *OF_A_REPEAT, errors.AddressRefused, errors.TooManyEndpoints),
)
async def make_webhook(asked: EndpointIn, parts: Held, grant: Operator) -> EndpointMade:
    """It is told what happens from now on in the rooms of the key's organisation, a test key's in
    its test rooms, one of the server's own in everybody's. Its secret is shown this once."""
    return _made(await parts.webhooks.create(asked.url, organisation=grant.organisation))


@router.get("", summary="List webhooks", responses=refusals(*OF_A_KEY))
async def list_webhooks(
    parts: Held, grant: Operator, after: After = "", limit: Limit = MOST
) -> EndpointList:
    """All endpoints of the key's organisation; to the server's own keys everybody's, and to a test
    key those of test rooms."""
    found, mark = page(await _seen_by(grant, parts), after, limit)
    return EndpointList(webhooks=[EndpointOut(**_seen(one)) for one in found], next=mark)


@router.delete(
    "/{webhook}",
    status_code=204,
    summary="Delete a webhook",
    responses=refusals(*OF_AN_ENDPOINT),
)
async def delete_webhook(webhook: TheirEndpoint, parts: Held, _: Operator) -> None:
    """It is told nothing any more; its messages go with it."""
    await parts.webhooks.delete(webhook)


@router.post(
    "/{webhook}/rotate",
    summary="Rotate a secret",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_AN_ENDPOINT, *OF_A_REPEAT),
)
async def rotate_secret(webhook: TheirEndpoint, parts: Held, _: Operator) -> EndpointMade:
    """A new secret, shown this once. For 24 h the one before it signs every message too, unless
    another rotation ends it: two sign, and never three. Where the answer was lost, ask again with
    the same `Idempotency-Key`; without one rotate anew, and put the new secret in place at once."""
    return _made(await parts.webhooks.rotate(webhook))


@router.post(
    "/{webhook}/enable",
    summary="Enable a webhook",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_AN_ENDPOINT, *OF_A_REPEAT),
)
async def enable_webhook(webhook: TheirEndpoint, parts: Held, _: Operator) -> EndpointOut:
    """It is told again, also what has waited since it answered 410."""
    return EndpointOut(**_seen(await parts.webhooks.enable(webhook)))


@router.post(
    "/{webhook}/test",
    status_code=202,
    summary="Send a test",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_AN_ENDPOINT, *OF_A_REPEAT),
)
async def send_test(webhook: TheirEndpoint, parts: Held, _: Operator) -> MessageOut:
    """A message that says nothing; how it went stands in the log of deliveries."""
    return _message(await parts.webhooks.test(webhook))


@router.get("/{webhook}/messages", summary="List messages", responses=refusals(*OF_AN_ENDPOINT))
async def list_messages(
    webhook: TheirEndpoint,
    parts: Held,
    _: Operator,
    after: Annotated[
        str, Query(pattern=f"^$|{MARK}", description="`next` of the page before")
    ] = "",
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> MessageList:
    """The log of deliveries. What was told of a meeting goes with its log, within 24 h of its end,
    all else 30 days after it was written, unless it waits."""
    found = await parts.webhooks.messages(webhook, before=_place(after), most=limit + 1)
    page = found[:limit]
    mark = f"{page[-1].written_at}.{page[-1].id}" if len(found) > limit else None
    return MessageList(messages=[_message(message) for message in page], next=mark)


@router.post(
    "/{webhook}/messages/{message}/replay",
    status_code=202,
    summary="Send a message again",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_AN_ENDPOINT, *OF_A_REPEAT, errors.NoSuchMessage),
)
async def replay_message(
    webhook: TheirEndpoint, message: MessagePath, parts: Held, _: Operator
) -> MessageOut:
    """At once, under the same id, as if it had never been tried."""
    return _message(await parts.webhooks.replay(webhook, message))


@router.post(
    "/{webhook}/replay",
    status_code=202,
    summary="Send everything again",
    dependencies=[REPEATABLE],
    responses=refusals(*OF_AN_ENDPOINT, *OF_A_REPEAT),
)
async def replay(webhook: TheirEndpoint, asked: ReplayIn, parts: Held, _: Operator) -> Replayed:
    """Whatever was written since that moment and is still listed."""
    return Replayed(messages=await parts.webhooks.replay_since(webhook, Instant(asked.since)))


def _place(mark: str) -> tuple[Instant, str] | None:
    at, _, message_id = mark.partition(".")
    return (Instant(int(at)), message_id) if mark else None


def _made(endpoint: Endpoint) -> EndpointMade:
    return EndpointMade(**_seen(endpoint), secret=endpoint.secret)


def _seen(endpoint: Endpoint) -> dict[str, Any]:
    return {
        "id": endpoint.id,
        "url": endpoint.url,
        "organisation": name_of(endpoint.organisation) or None,
        "created_at": endpoint.created_at,
        "disabled_at": endpoint.disabled_at,
        "former_until": endpoint.former_until,
    }


def _message(message: Message) -> MessageOut:
    return MessageOut(
        id=message.id,
        type=message.kind,
        room=message.room,
        seq=message.seq,
        written_at=message.written_at,
        outcome=message.outcome,
        tries=message.tries,
        answer=message.answer,
        tried_at=message.tried_at,
        due_at=message.due_at,
    )
