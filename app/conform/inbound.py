"""Our side's REST of one call, as a stand sees it: what it tells is read strictly, and kept.

A refusal names our own fields and never what was in them.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from hmac import compare_digest

import orjson
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.requests import HTTPConnection, Request
from starlette.responses import Response
from starlette.routing import Route, WebSocketRoute
from starlette.websockets import WebSocket

from app.calls.capabilities import Identity
from app.calls.wanted import Version
from app.conform.sockets import Sockets
from app.conform.told import Told
from app.conform.wire import PREFIX, Json, fields_of
from app.contract.wire import EventsSaid, FloorReport, ParticipantSaid, ParticipantsSaid

MOST_BYTES = 256 * 1024
MOST_KEYS = 1_000
"""Idempotency keys that are remembered."""
SAYS = {
    401: "bad_key", 404: "not_found", 409: "unknown_version", 413: "too_large", 422: "invalid",
    503: "unavailable",
}  # fmt: skip
NAMES = {"participants": "participants", "events": "events", "floor-reports": "floor_report"}
"""What is posted, and the type of the frame that says the same."""
OF_FRAMES = {frame: name for name, frame in NAMES.items()}
FORBIDDEN = 4504

Answer = tuple[int, Json]


@dataclass
class Inbound:
    """`is_away`: whether all is answered 503; `newest`: the version that was sent last."""

    call: str
    key: str
    told: Told
    is_away: Callable[[], bool] = lambda: False
    newest: Callable[[], Version] = Version
    sockets: Sockets = field(default_factory=Sockets)
    _answered: dict[tuple[str, str], Answer] = field(default_factory=dict)

    def app(self) -> Starlette:
        """The application."""
        base = f"{PREFIX}/{{call}}"
        posts = [Route(f"{base}/{name}", self._taking(name), methods=["POST"]) for name in NAMES]
        return Starlette(routes=[*posts, WebSocketRoute(f"{base}/floor", self._socket)])

    async def _socket(self, socket: WebSocket) -> None:
        if self._at_the_door(socket) is None:
            await self.sockets.serve(socket, self._framed)
        else:
            await socket.close(FORBIDDEN)

    def _framed(self, text: str) -> Json:
        """The answer to a frame, which has the body of a post beside its type."""
        frame: Json = {}
        try:
            frame = orjson.loads(text)
            name = OF_FRAMES.get(frame.pop("type"), "")
        except (ValueError, TypeError, KeyError, AttributeError):
            name = ""
        if name not in NAMES:
            self.told.refuses("a frame was none of the contract's")
            return _refused("", 422)
        of = NAMES[name]
        if self.is_away():
            return _refused(of, 503)
        status, body = self._taken(name, orjson.dumps(frame))
        return {"type": "done", "of": of, **body} if status == 200 else _refused(of, status)

    def _taking(self, name: str) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            status = self._at_the_door(request)
            if status is not None:
                return _problem(status)
            body = await _body(request)
            if body is None:
                self.told.refuses(f"`{name}` was larger than {MOST_BYTES} bytes")
                return _problem(413)
            return self._once(name, request.headers.get("idempotency-key"), body)

        return answer

    def _at_the_door(self, request: HTTPConnection) -> int | None:
        """Why not; who does not know the call is somebody else, whom no stand answers for."""
        if self.is_away():
            return 503
        if request.path_params["call"] != self.call:
            return 404
        brought = request.headers.get("authorization", "")
        if not compare_digest(brought.encode(), f"Bearer {self.key}".encode()):
            self.told.refuses("a request came without the key that was given")
            return 401
        return None

    def _once(self, name: str, key: str | None, body: bytes) -> Response:
        if key is not None and (name, key) in self._answered:
            return _json(*self._answered[name, key])
        found = self._taken(name, body)
        if key is not None and found[0] != 422 and len(self._answered) < MOST_KEYS:
            self._answered[name, key] = found
        return _json(*found)

    def _taken(self, name: str, body: bytes) -> Answer:
        takes = {
            "participants": self._participants,
            "events": self._events,
            "floor-reports": self._report,
        }
        try:
            return takes[name](body)
        except ValidationError as error:
            wrong = fields_of(error.errors(include_input=False, include_url=False))
            self.told.refuses(f"`{name}` ({wrong})")
            return 422, _problem_of(422)

    def _participants(self, body: bytes) -> Answer:
        told = ParticipantsSaid.model_validate_json(body).participants
        for who in told:
            self.told.introduces(who)
        return 200, {
            "participants": [{"ref": who.ref, "identity": identity_of(who)} for who in told]
        }

    def _events(self, body: bytes) -> Answer:
        events = EventsSaid.model_validate_json(body).events
        return 200, {"taken": sum(self.told.happens(event) for event in events)}

    def _report(self, body: bytes) -> Answer:
        report = FloorReport.model_validate_json(body)
        newest = self.newest()
        if report.version.version > newest:
            self.told.refuses("a report was of a version that nobody has sent")
            return 409, _problem_of(409)
        self.told.reports_(report)
        return 200, {"newest": {"seq": newest.seq, "n": newest.n}}


async def _body(request: Request) -> bytes | None:
    """The whole of it; None where it is too large."""
    found = b""
    async for part in request.stream():
        found += part
        if len(found) > MOST_BYTES:
            return None
    return found


def identity_of(who: ParticipantSaid) -> Identity:
    """How somebody is said to be who they are."""
    if who.grant is not None:
        return Identity.BOUND
    return Identity.CLAIMED if who.person or who.name else Identity.MANUAL


def _refused(of: str, status: int) -> Json:
    said = _problem_of(status)
    return {
        "type": "refused", "of": of, "code": said["code"], "detail": said["title"],
        "retry": said["retry"],
    }  # fmt: skip


def _problem(status: int) -> Response:
    body = _problem_of(status)
    return Response(orjson.dumps(body), status, media_type="application/problem+json")


def _problem_of(status: int) -> Json:
    code = SAYS[status]
    return {
        "type": f"urn:pushback:problem:{code}", "title": code.replace("_", " "), "status": status,
        "code": code, "retry": status == 503,
    }  # fmt: skip


def _json(status: int, body: Json) -> Response:
    kind = "application/json" if status < 400 else "application/problem+json"
    return Response(orjson.dumps(body), status, media_type=kind)
