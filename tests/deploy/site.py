"""Three real nodes over one PostgreSQL behind the proxy that is shipped; people come in by it."""

import asyncio
import ssl
from collections.abc import AsyncIterator, Iterable, Iterator
from contextlib import AsyncExitStack, asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx

from app.access.grants import Scope
from app.access.service import Access
from app.phases.units import HOUR
from app.storage.access_store import SqlAccessStore
from app.storage.engine import open_database
from app.system import SystemClock, SystemIds
from tests.deploy.proxy import CERTIFICATE, Proxy
from tests.support.postgres import apart
from tests.support.process import ServerProcess
from tests.support.roamer import Roamer

READY_WITHIN = 60.0
PATIENCE = 30.0
LOOK_EVERY = 0.05


@dataclass(frozen=True)
class Standing:
    """The processes over the database at `url`."""

    url: str
    proxy: Proxy
    nodes: list[ServerProcess]


@dataclass(frozen=True)
class Site:
    """A deployment. `desk` speaks as its operator, by the proxy."""

    stands: Standing
    desk: httpx.AsyncClient
    stack: AsyncExitStack

    @property
    def proxy(self) -> Proxy:
        """The only way in."""
        return self.stands.proxy

    @property
    def nodes(self) -> list[ServerProcess]:
        """What is behind it."""
        return self.stands.nodes

    async def room(self) -> str:
        """A new room in `gathering`."""
        body = {"plan": "two_case_90", "agreement": {"text": "We keep it here."}}
        return str(_good(await self.desk.post("/api/rooms", json=body))["room"])

    async def link(self, room: str, name: str, role: str = "member") -> str:
        """A personal link, as it is handed out."""
        link = {"kind": "personal", "name": name, "role": role}
        return str(_good(await self.desk.post(f"/api/rooms/{room}/links", json=link))["url"])

    async def browser(self, address: str = "127.0.0.1", **headers: str) -> httpx.AsyncClient:
        """A browser on a machine with that address."""
        brought = {"Origin": self.proxy.origin, "X-Pushback": "1", **headers}
        made = httpx.AsyncClient(
            base_url=self.proxy.origin,
            headers=brought,
            timeout=PATIENCE,
            transport=httpx.AsyncHTTPTransport(verify=trusting(), local_address=address),
        )
        return await self.stack.enter_async_context(made)

    async def person(self, room: str, name: str, role: str = "member") -> Roamer:
        """Somebody with a link who comes in by the proxy, as a page does."""
        browser, path = await self.entered(room, name, role)

        async def ticket() -> str:
            return str(_good(await browser.post(f"{path}/ticket"))["ticket"])

        return Roamer(name, self.proxy.socket_url, self.proxy.origin, room, ticket)

    async def entered(
        self, room: str, name: str, role: str = "member"
    ) -> tuple[httpx.AsyncClient, str]:
        """A browser that has opened its link, and below which address it acts."""
        secret = (await self.link(room, name, role)).partition("#")[2]
        browser = await self.browser()
        entered = _good(await browser.post("/api/enter", json={"link": secret, "room": room}))
        return browser, str(entered["path"])

    async def restart(self, node: ServerProcess) -> int:
        """What an upgrade does to one node; how it went away."""
        status = await asyncio.to_thread(node.stop)
        node.start()
        await ready(node)
        return status


def trusting() -> ssl.SSLContext:
    """Believes the certificate of the tests."""
    return ssl.create_default_context(cafile=str(CERTIFICATE))


async def ready(node: ServerProcess) -> None:
    """Wait as whoever restarts a node does, by asking it."""
    async with asyncio.timeout(READY_WITHIN), httpx.AsyncClient(base_url=node.origin) as asking:
        while not await _is_ready(asking):  # noqa: ASYNC110  # another process: no event to wait for
            await asyncio.sleep(LOOK_EVERY)


async def _is_ready(asking: httpx.AsyncClient) -> bool:
    """On a machine that the tests keep busy the clock may be known to 10 ms only much later."""
    try:
        answer = await asking.get("/readyz", timeout=5)
    except httpx.TransportError:
        return False
    return answer.status_code == 200 or answer.json()["facts"] == {"complaints": ["clock"]}


@contextmanager
def standing(url: str, folder: Path, **settings: str) -> Iterator[Standing]:
    """The deployment over a migrated database, ready for people; gone after the block."""
    proxy = Proxy(folder / "proxy")
    given = {
        "PUBLIC_URL": proxy.origin,
        "TRUSTED_PROXIES": "127.0.0.1",
        "DRAIN_SECONDS": "2",
        "OPENS_PER_SECOND": "1000",
        **settings,
    }
    nodes = [_node(url, folder / f"node-{n}", given) for n in range(3)]
    try:
        for node in nodes:
            node.start()
        proxy.start([node.port for node in nodes])
        apart(lambda: asyncio.run(_all_ready(nodes)))
        yield Standing(url, proxy, nodes)
    finally:
        proxy.stop()
        for node in nodes:
            node.end()


@asynccontextmanager
async def visited(stands: Standing) -> AsyncIterator[Site]:
    """The deployment with somebody at its desk."""
    key = await _operator(stands.url)
    async with AsyncExitStack() as stack:
        desk = httpx.AsyncClient(
            base_url=stands.proxy.origin,
            verify=trusting(),
            headers={"Authorization": f"Bearer {key}"},
            timeout=PATIENCE,
        )
        await stack.enter_async_context(desk)
        yield Site(stands, desk, stack)


@asynccontextmanager
async def running_site(url: str, folder: Path, **settings: str) -> AsyncIterator[Site]:
    """A deployment of one test."""
    with standing(url, folder, **settings) as stands:
        async with visited(stands) as site:
            yield site


async def _all_ready(nodes: Iterable[ServerProcess]) -> None:
    await asyncio.gather(*map(ready, nodes))


def _node(url: str, folder: Path, settings: dict[str, str]) -> ServerProcess:
    folder.mkdir()
    return ServerProcess(url, folder, **settings)


async def _operator(url: str) -> str:
    database = await open_database(url)
    try:
        access = Access(SqlAccessStore(database), SystemClock(), SystemIds())
        scopes: frozenset[Scope] = frozenset({Scope.OPERATOR})
        return (await access.create_key("desk", scopes, frozenset(), expires_in=HOUR)).text
    finally:
        await database.close()


def _good(answer: httpx.Response) -> dict[str, Any]:
    assert answer.is_success, (answer.status_code, answer.text)
    return dict(answer.json())
