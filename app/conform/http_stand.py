"""A vendor's stand, reached at its URL as our side would reach it: signed, bounded, never further.

No redirect is followed, no proxy of the environment is used, and of an answer only what the
contract names is read. The URL is the operator's own word, so it may lead to this machine.
"""

import asyncio
import contextlib
from typing import Annotated, TypeVar

import httpx
import orjson
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from app.calls.places import Ref
from app.conform.pace import Pace
from app.conform.stand import Guest, NotPlayable, Posting, Seal
from app.conform.told import Told
from app.conform.wire import Act, Floor, Json, conform_act, conform_listen, floor_changed
from app.contract.wire import LASTS_MS, RefIn
from app.phases.units import Millis, later
from app.rooms.ports import Clock, Ids
from app.webhooks.endpoint import draw_secret
from app.webhooks.signing import signed

PATIENCE = 5.0
"""Seconds for an answer; whoever needs longer holds up what comes next."""
MOST_BYTES = 64 * 1024
MOST_AUDIBLE = 1_000
T = TypeVar("T", bound=BaseModel)
LATER_FIELDS: Json = {"later": {"is": "unknown"}, "reason": None}
"""As a later minor version of the contract might have them."""


class _Answer(BaseModel):
    """What a stand may answer; fields of its own are passed over."""

    model_config = ConfigDict(strict=True, frozen=True)


class Acted(_Answer):
    """Where the pretend participant is in the call now."""

    ref: RefIn


class Heard(_Answer):
    """Of whom packets arrive."""

    audible: Annotated[tuple[RefIn, ...], Field(max_length=MOST_AUDIBLE)]


class HttpStand:
    """One call at a stand. `told` is filled by `app/conform/inbound.py`."""

    tells = True

    def __init__(
        self,
        url: str,
        secret: str,
        call: str,
        *,
        told: Told,
        pace: Pace,
        clock: Clock,
        ids: Ids,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self.told = told
        self.is_away = False
        self._url = url
        self._secret = secret
        self._foreign = draw_secret(ids)
        self._call = call
        self._pace = pace
        self._clock = clock
        self._ids = ids
        self._http = httpx.AsyncClient(
            transport=transport, timeout=PATIENCE, trust_env=False, follow_redirects=False
        )

    async def close(self) -> None:
        """Let go of its connections."""
        await self._http.aclose()

    async def act(self, act: Act, ref: Ref | None, guest: Guest | None) -> Ref:
        """As `Stand.act`."""
        given = {"ref": ref}
        if guest is not None:
            given |= {"person": guest.person, "grant": guest.grant}
        answer = await self._asked(conform_act(self._call, act, given), f"`{act}`")
        return _read(Acted, answer, f"`{act}`").ref

    async def listen(self, at: Ref | None = None) -> frozenset[Ref]:
        """As `Stand.listen`."""
        what = "its listener" if at is None else "a listener at a place in the call"
        answer = await self._asked(conform_listen(self._call, at), what)
        return frozenset(_read(Heard, answer, what).audible)

    async def send(self, floor: Floor, posting: Posting) -> tuple[int, ...]:
        """As `Stand.send`."""
        body = self._message(floor, posting)
        headers = self._headers(body, posting)
        if posting.seal is Seal.ALTERED:
            body = body.replace(b'"locked"', b'"free"') + b" "
        copies = (self._status(headers, body) for _ in range(posting.copies))
        return tuple(await asyncio.gather(*copies))

    def away(self, *, is_away: bool) -> None:
        """As `Stand.away`."""
        self.is_away = is_away

    async def there(self) -> None:
        """Raises `NotPlayable` while nobody answers."""
        await self.listen()

    def _message(self, floor: Floor, posting: Posting) -> bytes:
        lasts_ms = self._pace.lasts_ms if posting.is_short else LASTS_MS
        message = floor_changed(
            self._call, floor, deadline_ms=self._pace.deadline_ms, lasts_ms=lasts_ms
        )
        if posting.has_more:
            message |= LATER_FIELDS
            message["participants"] = [one | LATER_FIELDS for one in message["participants"]]
        return orjson.dumps(message)

    def _headers(self, body: bytes, posting: Posting) -> dict[str, str]:
        at = later(self._clock.now(), Millis(posting.skew))
        secret = self._foreign if posting.seal is Seal.FOREIGN else self._secret
        headers = signed(f"msg_{self._ids.secret()}", body, (secret,), at)
        if posting.seal is Seal.NONE:
            headers = {k: v for k, v in headers.items() if not k.startswith("webhook-")}
        return headers

    async def _status(self, headers: dict[str, str], body: bytes) -> int:
        try:
            answer, _ = await self._post(headers, body)
        except httpx.HTTPError:
            return 0
        return answer

    async def _asked(self, asked: Json, what: str) -> bytes:
        """The body of a 200."""
        body = orjson.dumps(asked)
        try:
            status, answer = await self._post(self._headers(body, Posting()), body)
        except httpx.TimeoutException:
            raise NotPlayable(f"The stand did not answer {what} within {PATIENCE:.0f} s.") from None
        except httpx.HTTPError:
            raise NotPlayable(f"The stand could not be asked for {what}.") from None
        if status != 200:
            raise NotPlayable(f"The stand answered {status} to {what}.")
        return answer

    async def _post(self, headers: dict[str, str], body: bytes) -> tuple[int, bytes]:
        """The status, and what came of the body in time.

        Head and body have their whole patience each: that of httpx begins anew with every byte.
        """
        request = self._http.build_request("POST", self._url, headers=headers, content=body)
        try:
            async with asyncio.timeout(PATIENCE):
                answer = await self._http.send(request, stream=True)
        except TimeoutError:
            raise httpx.ReadTimeout("no whole head in time", request=request) from None
        found = b""
        try:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(PATIENCE):
                    async for part in answer.aiter_bytes():
                        found += part
                        if len(found) > MOST_BYTES:
                            break
        finally:
            await answer.aclose()
        return answer.status_code, found[:MOST_BYTES]


def _read(kind: type[T], answer: bytes, what: str) -> T:
    try:
        return kind.model_validate_json(answer)
    except ValidationError:
        raise NotPlayable(f"The stand's answer to {what} is not that of the contract.") from None
