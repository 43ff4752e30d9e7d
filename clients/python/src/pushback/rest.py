"""One server over HTTP: JSON there and back, and every refusal raised as what it is."""

from types import TracebackType
from typing import Any, Self

import httpx

from pushback.address import Address
from pushback.errors import Refused, Unreachable

PATIENCE = 15.0
"""Seconds to wait for an answer."""
ELSEWHERE = (
    "What answers sends elsewhere, where no secret is sent: give the address that it leads to."
)
STRANGE = "The answer is not one of a Pushback server."
"""Said where something stands before the server, as in a hotel's network: it may be gone soon."""
NO_CONTENT = 204
BUSY = 429
BROKEN = 500


class Rest:
    """`headers` go with each request: an API key, or what a page brings."""

    def __init__(self, server: Address, headers: dict[str, str]) -> None:
        self.server = server
        self._http = httpx.AsyncClient(
            base_url=server.url, headers=headers, timeout=PATIENCE, trust_env=not server.is_here
        )

    async def get(self, path: str, **asked: str | int) -> Any:
        """What stands there; raises `Refused`, `Unreachable`."""
        return await self._answer("GET", path, params=asked)

    async def post(self, path: str, body: object = None, *, key: str | None = None) -> Any:
        """The answer to a POST; raises `Refused`, `Unreachable`. Under a `key` of one's own choice
        the same may be asked again, and is done once."""
        headers = {} if key is None else {"Idempotency-Key": key}
        asked = {} if body is None else body
        return await self._answer("POST", path, json=asked, headers=headers)

    async def delete(self, path: str) -> None:
        """Take it away; raises `Refused`, `Unreachable`."""
        await self._answer("DELETE", path)

    async def close(self) -> None:
        """Ask nothing more."""
        await self._http.aclose()

    async def _answer(self, method: str, path: str, **how: Any) -> Any:
        try:
            answer = await self._http.request(method, path, **how)
        except httpx.HTTPError:
            raise Unreachable from None
        if answer.is_redirect:
            raise Refused("failed", ELSEWHERE, retry=True)
        if not answer.is_success:
            raise refusal(answer)
        if answer.status_code == NO_CONTENT:
            return None
        try:
            return answer.json()
        except ValueError:
            raise Refused("failed", STRANGE, retry=True) from None

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.close()


def refusal(answer: httpx.Response) -> Refused:
    """What a problem document says (RFC 9457); what stands before a server may answer otherwise."""
    try:
        said = answer.json()
    except ValueError:
        said = None
    problem = said if isinstance(said, dict) else {}
    status = answer.status_code
    facts = problem.get("facts")
    return Refused(
        str(problem.get("code", "failed")),
        str(problem.get("detail") or problem.get("title") or ""),
        retry=bool(problem.get("retry", status >= BROKEN or status == BUSY)),
        facts=_asked(answer) | (facts if isinstance(facts, dict) else {}),
    )


def _asked(answer: httpx.Response) -> dict[str, Any]:
    after = answer.headers.get("Retry-After", "")
    return {"after_ms": int(after) * 1000} if after.isdecimal() and int(after) > 0 else {}
