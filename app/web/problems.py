"""Refusals over HTTP: one table from code to status, one form (RFC 9457), no value echoed.

What was wrong is named by our own fields; a word that the peer made up is never repeated.
"""

import re
from collections.abc import Iterable, Mapping
from math import ceil
from typing import Any

from fastapi import Request
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.responses import Response

from app.access.errors import AccessError
from app.contract.errors import ContractError
from app.phases.errors import PlanError
from app.rooms.errors import BadPlan, Fact, Invalid, RoomError, Unavailable
from app.rooms.frames import encode
from app.webhooks.errors import WebhookError

Refusal = RoomError | AccessError | PlanError | WebhookError | ContractError
Methods = tuple[tuple[re.Pattern[str], frozenset[str]], ...]
MEDIA_TYPE = "application/problem+json"
URN = "urn:pushback:problem:"
MOST_FIELDS = 5

STATUS: Mapping[str, int] = {
    # of a room
    "invalid": 422,
    "forbidden": 403,
    "not_found": 404,
    "stale": 409,
    "confirm_needed": 409,
    "illegal_here": 409,
    "no_presenter": 409,
    "not_ready": 409,
    "too_late": 409,
    "bad_plan": 422,
    "room_full": 409,
    "room_closed": 410,
    "id_reused": 409,
    "conflict": 409,
    "unavailable": 503,
    "rate_limited": 429,
    "wire_version_unsupported": 422,
    # at the door
    "bad_key": 401,
    "bad_grant": 401,
    "grant_algorithm": 401,
    "grant_claims": 422,
    "grant_expired": 401,
    "grant_too_long": 422,
    "grant_used": 403,
    "grant_foreign": 403,
    "bad_link": 403,
    "pass_invalid": 401,
    "pass_expired": 401,
    "ticket_invalid": 403,
    "join_grant_refused": 403,
    "resume_invalid": 401,
    "resume_reused": 401,
    "link_expired": 410,
    "link_revoked": 410,
    "removed": 403,
    "name_needed": 422,
    "bad_terms": 422,
    "idempotency_key_reused": 422,
    "still_running": 409,
    "already_rotated": 409,
    "no_such_key": 404,
    "no_such_link": 404,
    # of webhooks
    "address_refused": 422,
    "too_many_endpoints": 409,
    "no_such_endpoint": 404,
    "no_such_message": 404,
    # of the contract
    "not_by_contract": 409,
    "unknown_version": 409,
    "too_many_places": 409,
    "too_many_sockets": 409,
    "not_seated": 409,
    # of HTTP alone
    "method_not_allowed": 405,
    "too_slow": 408,
    "too_large": 413,
    "not_serving": 503,
    "failed": 500,
}
"""The status of every code. A code means the same on a socket, where it needs no status."""

SAYS: Mapping[str, str] = {
    "not_found": "There is nothing here.",
    "method_not_allowed": "This address has no such method.",
    "too_slow": "The request did not arrive in time.",
    "too_large": "The request is too large.",
    "not_serving": "This server cannot serve now.",
    "failed": "Something went wrong here; it was written down.",
}
"""What is said where no error of a room or of the door says it."""

USUAL = (Invalid, Unavailable)
"""What everything refuses that reads a form of ours or the database."""
ALWAYS = ("too_slow", "too_large", "failed")
"""What whatever is wrapped in an envelope can answer."""

_BY_STATUS = {404: "not_found", 405: "method_not_allowed", 413: "too_large"}


class Problem(BaseModel):
    """A refusal. `code` is stable and for programs, `detail` for people; `retry` says whether the
    same request may be sent again as it is. `facts` are numbers, ids and words of ours."""

    type: str = Field(examples=["urn:pushback:problem:stale"])
    title: str
    status: int
    code: str = Field(examples=["stale"])
    detail: str
    retry: bool
    facts: dict[str, Any]


def problem(
    code: str, say: str = "", *, retry: bool = False, facts: Mapping[str, Fact] | None = None
) -> Response:
    """The answer to whatever was refused with this code."""
    status, known = STATUS[code], dict(facts or {})
    body = Problem(
        type=f"{URN}{code}",
        title=code.replace("_", " "),
        status=status,
        code=code,
        detail=say or SAYS[code],
        retry=retry,
        facts=known,
    )
    return Response(
        encode(body.model_dump()), status, _headers(status, retry, known), media_type=MEDIA_TYPE
    )


def _headers(status: int, retry: bool, facts: Mapping[str, Fact]) -> dict[str, str]:
    found = {}
    if status == 401:
        found["WWW-Authenticate"] = "Bearer"
    if retry:
        after = facts.get("after_ms")
        found["Retry-After"] = str(ceil(after / 1000)) if isinstance(after, int) else "1"
    return found


def problem_of(error: Refusal) -> Response:
    """The answer to a refusal of a room, of the door, of a plan, of webhooks or the contract."""
    if isinstance(error, PlanError):
        error = BadPlan(error.rule, step=error.step)
    if isinstance(error, AccessError):
        return problem(error.code, error.say, retry=error.retry)
    if isinstance(error, WebhookError | ContractError):
        return problem(error.code, error.say)
    return problem(error.code, error.say, retry=error.retry, facts=error.facts)


async def on_refusal(request: Request, error: Exception) -> Response:
    """For every `Refusal`; what the door refuses is counted, by its code alone."""
    assert isinstance(error, Refusal)
    if isinstance(error, AccessError):
        request.app.state.meter.count("barred", error.code)
    return problem_of(error)


async def on_unavailable(_: Request, __: Exception) -> Response:
    """For `LogUnavailable`: what it says is for operators."""
    return problem_of(Unavailable())


async def on_invalid(request: Request, error: Exception) -> Response:
    """For a request that does not have the form of ours."""
    assert isinstance(error, RequestValidationError)
    ours: frozenset[str] = request.app.state.ours
    places = (_place(wrong["loc"], ours) for wrong in error.errors())
    named = list(dict.fromkeys(place for place in places if place))[:MOST_FIELDS]
    say = f"a field is missing or not as it must be: {', '.join(named)}" if named else ""
    return problem_of(Invalid(say, **({"fields": named} if named else {})))


def _place(loc: Iterable[str | int], ours: frozenset[str]) -> str:
    """Where it is wrong, in words of ours: `steps[2].minutes`."""
    place = ""
    for part in tuple(loc)[1:]:
        if isinstance(part, int):
            place += f"[{part}]"
        elif part in ours:
            place += f".{part}" if place else part
    return place


async def on_http(request: Request, error: Exception) -> Response:
    """For what the framework refuses: no such address, no such method, a body nobody can read."""
    assert isinstance(error, HTTPException)
    code = _BY_STATUS.get(error.status_code)
    answer = problem_of(Invalid("the body is not JSON")) if code is None else problem(code)
    for name, value in (error.headers or {}).items():
        answer.headers[name] = value
    if error.status_code == 405:
        # The framework asks one route only, and several may share an address.
        answer.headers["Allow"] = _allowed(request) or answer.headers.get("Allow", "")
    return answer


def _allowed(request: Request) -> str:
    methods: Methods = request.app.state.methods
    path = request.url.path
    found = {m for address, of in methods if address.fullmatch(path) for m in of}
    return ", ".join(sorted(found))


def names_of(document: Any) -> frozenset[str]:
    """Every name of a field or parameter in an OpenAPI document."""
    found: set[str] = set()
    if isinstance(document, dict):
        found |= set(document.get("properties", ()))
        if "in" in document and isinstance(document.get("name"), str):
            found.add(document["name"])
        found |= {name for value in document.values() for name in names_of(value)}
    elif isinstance(document, list):
        found |= {name for value in document for name in names_of(value)}
    return frozenset(found)


def refusals(
    *errors: type[RoomError | AccessError | WebhookError | ContractError] | str,
) -> dict[int | str, dict[str, Any]]:
    """What an endpoint may refuse, for OpenAPI: every status with its codes."""
    codes: dict[int, list[str]] = {}
    for error in (*errors, *ALWAYS):
        code = error if isinstance(error, str) else error.code
        listed = codes.setdefault(STATUS[code], [])
        if code not in listed:
            listed.append(code)
    content = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    return {
        status: {"description": ", ".join(f"`{code}`" for code in listed), "content": content}
        for status, listed in sorted(codes.items())
    }
