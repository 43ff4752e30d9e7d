"""What the shipped proxy lets through, and what it keeps out and to itself."""

import asyncio
import uuid
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import repeat
from pathlib import Path

import httpx
import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus
from websockets.typing import Origin

from tests.deploy.proxy import Proxy
from tests.deploy.site import PATIENCE, Site, Standing, standing, trusting, visited
from tests.support.postgres import PostgresServer, free_port
from tests.support.rim import soon

pytestmark = [pytest.mark.postgres, pytest.mark.system]

HELLOS = 1
"""How many sockets of one address may wait for their hello, on each node."""
KIB = 1024


@pytest.fixture(scope="module")
def stands(
    postgres_server: PostgresServer, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Standing]:
    """One deployment for all tests here; they use different rooms and addresses."""
    name = postgres_server.database()
    folder = tmp_path_factory.mktemp("site")
    with standing(postgres_server.url(name), folder, HELLOS_PER_ADDRESS=str(HELLOS)) as running:
        yield running
    postgres_server.drop(name)


@pytest.fixture
async def site(stands: Standing) -> AsyncIterator[Site]:
    """With somebody at the desk."""
    async with visited(stands) as one:
        yield one


def knocking(site: Site, address: str, url: str = "", **headers: str) -> connect:
    """A socket from a machine with that address, which says no hello."""
    spoken = {name.replace("_", "-"): value for name, value in headers.items()}
    return connect(
        url or site.proxy.socket_url,
        origin=Origin(site.proxy.origin),
        local_addr=(address, 0),
        additional_headers=spoken,
        compression=None,
    )


async def test_a_stream_and_its_presses_go_through_and_nothing_waits_in_a_buffer(
    site: Site,
) -> None:
    browser, path = await site.entered(await site.room(), "Ada", "leader")
    async with browser.stream("GET", f"{path}/stream") as stream:
        lines = stream.aiter_lines()
        await until(lines, "event: state")
        for press in ({"type": "agree", "version": 1}, {"type": "attest"}):
            frame = {"t": "do", "id": str(uuid.uuid4()), "expect": {}, **press}
            assert (await browser.post(f"{path}/commands", json=frame)).is_success
        await until(lines, '"person_seated"')


async def until(lines: AsyncIterator[str], wanted: str) -> None:
    async for line in lines:
        if wanted in line:
            return
    raise AssertionError(f"the stream ended before {wanted}")


async def test_limits_see_the_address_of_each_machine_and_not_the_proxy(site: Site) -> None:
    async with filled(site, "127.0.0.2"):
        with pytest.raises(InvalidStatus, match="429"):
            await knocking(site, "127.0.0.2")
        async with knocking(site, "127.0.0.3"):
            pass


async def test_nobody_is_somebody_else_by_claiming_an_address_to_the_proxy(site: Site) -> None:
    async with filled(site, "127.0.0.4", claims=iter(f"192.0.2.{n}" for n in range(1, 100))):
        with pytest.raises(InvalidStatus, match="429"):
            await knocking(site, "127.0.0.4", X_Forwarded_For="192.0.2.100")


async def test_a_node_believes_no_forwarded_address_of_anybody_but_the_proxy(site: Site) -> None:
    url = site.nodes[0].socket_url
    knocks = [knocking(site, "127.0.0.5", url, X_Forwarded_For=f"192.0.2.{n}") for n in range(3)]

    assert 1 == await let_in(knocks)


@asynccontextmanager
async def filled(
    site: Site, address: str, claims: Iterator[str] = repeat("192.0.2.1")
) -> AsyncIterator[None]:
    """Every node has as many sockets of this address as it takes. The proxy asks only one for each,
    so it may take more knocks than that."""
    async with AsyncExitStack() as stack:
        opened, refusals = 0, set()
        async with asyncio.timeout(PATIENCE):
            while opened < HELLOS * len(site.nodes):
                knock = knocking(site, address, X_Forwarded_For=next(claims))
                try:
                    await stack.enter_async_context(knock)
                except InvalidStatus as refused:
                    refusals.add(refused.response.status_code)
                else:
                    opened += 1
        assert {429} >= refusals
        yield


async def let_in(knocks: list[connect]) -> int:
    """How many of these sockets are open at once; the others are refused."""
    found = await asyncio.gather(*knocks, return_exceptions=True)
    opened = [one for one in found if isinstance(one, ClientConnection)]
    refused = [one.response.status_code for one in found if isinstance(one, InvalidStatus)]
    for one in opened:
        one.transport.abort()
    assert len(found) == len(opened) + len(refused)
    assert {429} >= set(refused)
    return len(opened)


async def test_a_foreign_page_is_refused_by_one_node_and_it_is_not_let_be_for_it(
    site: Site,
) -> None:
    for _ in range(3):
        with pytest.raises(InvalidStatus, match="403"):
            await connect(site.proxy.socket_url, origin=Origin("https://elsewhere.example"))
        async with knocking(site, "127.0.0.6"):
            pass
    await soon(lambda: 3 <= site.proxy.written.count(" 403\n"))

    assert "403, 403" not in site.proxy.written, "the next node was asked as well"


async def test_who_knocks_too_often_is_refused_by_one_node(site: Site) -> None:
    async with filled(site, "127.0.0.8"):
        with pytest.raises(InvalidStatus, match="429"):
            await knocking(site, "127.0.0.8")
    await soon(lambda: " 429\n" in site.proxy.written)

    assert "429, " not in site.proxy.written, "the next node was asked as well"


async def test_who_comes_without_tls_is_sent_to_the_name_that_people_type(site: Site) -> None:
    async with httpx.AsyncClient() as plain:
        found = await plain.get(f"http://127.0.0.1:{site.proxy.plain_port}/r/room?as=typed")

    assert (308, f"{site.proxy.origin}/r/room?as=typed") == (
        found.status_code,
        found.headers["location"],
    )


async def test_the_pass_never_leaves_over_a_line_that_others_read(site: Site) -> None:
    room = await site.room()
    made = await site.desk.post(f"/api/rooms/{room}/links", json={"kind": "personal", "name": "Di"})
    browser = await site.browser()
    secret = made.json()["url"].partition("#")[2]
    entered = await browser.post("/api/enter", json={"link": secret, "room": room})

    cookies = entered.headers.get_list("set-cookie")
    assert cookies
    assert all("Secure" in cookie and "HttpOnly" in cookie for cookie in cookies)
    assert "max-age=31536000" == entered.headers["strict-transport-security"]


async def test_what_is_for_the_keeper_is_not_for_the_public(site: Site) -> None:
    answers = [
        (await site.desk.get(f"{site.proxy.origin}{path}")).status_code
        for path in ("/metrics", "//metrics", "/%6detrics", "/readyz", "/healthz")
    ]

    assert [404, 404, 404, 404, 200] == answers


async def test_a_large_body_is_refused_as_a_node_would_and_never_reaches_one(site: Site) -> None:
    large = await site.desk.post("/api/enter", content=b"x" * 65 * KIB)
    direct = httpx.AsyncClient(base_url=site.nodes[0].origin)
    async with direct:
        by_node = await direct.post("/api/enter", content=b"x" * 65 * KIB)

    assert (413, by_node.json()) == (large.status_code, large.json())


async def test_the_proxy_writes_down_neither_who_nor_where_nor_what(site: Site) -> None:
    room = await site.room()
    stranger = await site.browser("127.0.0.7", **{"User-Agent": "a canary", "Referer": "canary"})
    await stranger.get(f"/r/{room}?canary=1")
    await stranger.get("/api/plans?canary=1")
    await stranger.post("/api/enter", json={"link": "canary", "room": room})
    async with knocking(site, "127.0.0.7", f"{site.proxy.socket_url}?canary=1"):
        pass
    before = site.proxy.written.count("\n")
    await stranger.get("/healthz")
    await soon(lambda: site.proxy.written.count("\n") > before)
    written = site.proxy.written

    assert not [word for word in ("canary", room, "127.0.0.7", "/api", "GET") if word in written]
    assert any(str(node.port) in written for node in site.nodes), "which node it was, is known"


async def test_where_no_node_answers_programs_are_told_to_try_again(tmp_path: Path) -> None:
    proxy = Proxy(tmp_path / "alone")
    proxy.start([free_port(), free_port(), free_port()])
    try:
        transport = httpx.AsyncHTTPTransport(verify=trusting(), retries=5)
        async with httpx.AsyncClient(base_url=proxy.origin, transport=transport) as asking:
            program, page = await asking.get("/api/plans"), await asking.get("/")
    finally:
        proxy.stop()

    assert (503, "1", "application/problem+json") == (
        program.status_code,
        program.headers["retry-after"],
        program.headers["content-type"],
    )
    assert ("not_serving", True) == (program.json()["code"], program.json()["retry"])
    assert 502 == page.status_code
    assert "/api/plans" not in proxy.written
