"""How the microphone of who sits back is closed: leaders read it at the chair, nobody else does."""

import json
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role, person
from app.rooms.state import CallKind
from tests.browser.test_languages import LANGUAGES, words
from tests.support.browser import PHONE, Group, agrees
from tests.support.node import running_node, sqlite_url
from tests.support.vendor import Vendor, connected, vendor_of

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

ENFORCED = "Their microphone is closed in the call, confirmed."
REQUESTED = (
    "We asked the call to close their microphone; not confirmed. Ask them aloud to stay muted."
)
AGREED = "By agreement: the call does not close their microphone."


@pytest_asyncio.fixture(loop_scope="session")
async def called(browser: Browser, tmp_path: Path) -> AsyncIterator[tuple[Group, Vendor]]:
    """A group whose call a vendor makes, of whom it is told by a socket."""
    async with running_node(sqlite_url(tmp_path)) as node:
        group = Group(node, browser, await node.room(call=CallKind.CONTRACT), node.origin)
        vendor = await vendor_of(node, group.room)
        async with connected(vendor):
            yield group, vendor
        await group.goes()
        assert [] == group.unpardoned


def at_the_chair(ada: Page) -> Locator:
    """What stands below who presents, and below their keys."""
    return ada.locator("section.case")


async def cleo_sits_back(group: Group) -> None:
    """By her own word."""
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await group.presses(c.SitBack(), person(group.person("Cleo")))


@pytest.mark.parametrize(("holds", "said"), [("enforced", ENFORCED), ("requested", REQUESTED)])
async def test_leaders_read_how_firmly_the_call_has_closed_it(
    called: tuple[Group, Vendor], holds: str, said: str
) -> None:
    group, vendor = called
    vendor.holds = holds
    ada = await group.joins("Ada", Role.LEADER)
    cleo, dev = [await group.joins(name) for name in ("Cleo", "Dev")]
    await vendor.lets_in_bound("laptop", group.person("Cleo"))
    await cleo_sits_back(group)

    await expect(at_the_chair(ada)).to_contain_text(said)

    await vendor.until(lambda: set() == vendor.audible())
    await expect(ada.locator(".attention")).to_have_count(0)
    for page in (cleo, dev):
        await expect(page.get_by_text(said)).to_have_count(0)
    await group.presses(c.Release())
    await expect(ada.get_by_text("Cleo is back in the circle.").first).to_be_visible()
    await expect(ada.get_by_text(said)).to_have_count(0)


async def test_beside_a_call_leaders_read_that_it_is_by_agreement(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await cleo_sits_back(group)

    await expect(at_the_chair(ada)).to_contain_text(AGREED)


NOON_UTC = int(datetime(2026, 11, 23, 12, tzinfo=UTC).timestamp() * 1000)


@dataclass
class Line:
    """A leader's line, on which a test says what the call has made of the lock.

    Once it has, the server's own word of it is passed on as the test's.
    """

    routes: list[WebSocketRoute] = field(default_factory=list)
    heard: dict[str, Any] = field(default_factory=dict)
    said: dict[str, str | int] = field(default_factory=dict)

    def passes_on(self, route: WebSocketRoute) -> None:
        """Everything, and keep what was heard of the call last."""
        server = route.connect_to_server()
        self.routes.append(route)

        def pass_on(text: str | bytes) -> None:
            frame = json.loads(text)
            if "enforcement" in frame.get("set", {}):
                frame["set"]["enforcement"] |= self.said
                self.heard = frame
            route.send(json.dumps(frame))

        server.on_message(pass_on)

    def says(self, locks: str, why: str = "") -> None:
        """As the server would, and since noon."""
        self.said = {"locks": locks, "why": why, "since": NOON_UTC}
        said = self.heard["set"]["enforcement"] | self.said
        self.routes[-1].send(json.dumps(self.heard | {"set": {"enforcement": said}}))


async def stands(ada: Page) -> list[int]:
    """How far down the presenter's keys and the clock's are, in whole pixels."""
    found: list[int] = await ada.evaluate(
        "() => ['section.case .row', '.timing'].map((one) =>"
        " Math.round(document.querySelector(one).getBoundingClientRect().top))"
    )
    return found


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_on_a_phone_nothing_moves_when_the_call_says_something_else(
    called: tuple[Group, Vendor], language: str
) -> None:
    group, line = called[0], Line()
    ada = await group.window(viewport=PHONE, locale=language)
    await ada.route_web_socket("**/ws", line.passes_on)
    await ada.goto(group.address(await group.invites("Ada", Role.LEADER)))
    await agrees(ada)
    await group.sits("Cleo")
    await cleo_sits_back(group)
    spoken, lock = await words(ada, language), ada.locator(".case > .lock")
    await expect(lock).not_to_be_empty()
    before = await stands(ada)

    for locks, why, key in [
        ("enforced", "", "lock.enforced"),
        ("requested", "untold", "lock.aloud"),
        ("requested", "late", "lock.aloud"),
    ]:
        line.says(locks, why)

        await expect(lock).to_contain_text(spoken[key])
        assert before == await stands(ada)
    assert 0 == await ada.locator(".case [role=status], .case [aria-live]").count()


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_leaders_read_since_when_the_call_fails_in_their_own_words_and_time(
    called: tuple[Group, Vendor], language: str
) -> None:
    group, line = called[0], Line()
    ada = await group.window(viewport=PHONE, locale=language, timezone_id="Asia/Kolkata")
    await ada.route_web_socket("**/ws", line.passes_on)
    await ada.goto(group.address(await group.invites("Ada", Role.LEADER)))
    await agrees(ada)
    await group.sits("Cleo")
    await cleo_sits_back(group)
    spoken, lock = await words(ada, language), ada.locator(".case > .lock")
    await expect(lock).not_to_be_empty()
    since = spoken["call.why_since"].replace("{time}", "05:30 PM" if language == "en" else "17:30")
    banner = ada.locator(".attention [role=status]")

    line.says("failed", "lost")

    await expect(banner).to_contain_text(since.replace("{why}", spoken["why.lost"]))
    assert 0 >= await ada.evaluate("() => document.documentElement.scrollWidth - innerWidth")
    line.says("requested", "late")
    await expect(lock).to_contain_text(since.replace("{why}", spoken["why.late"]))
    await expect(banner).to_have_count(0)


@pytest.mark.parametrize("language", sorted(LANGUAGES))
async def test_one_tap_of_a_leader_is_read_once_by_who_sits_back_and_by_nobody_else(
    group: Group, language: str
) -> None:
    pages = {}
    for name, role in (("Ada", Role.LEADER), ("Ben", Role.LEADER), ("Cleo", Role.MEMBER)):
        page = pages[name] = await group.window(viewport=PHONE, locale=language)
        await page.goto(group.address(await group.invites(name, role)))
        await agrees(page)
    ada, ben, cleo = pages.values()
    await cleo_sits_back(group)
    spoken = await words(ada, language)
    reminder, key = spoken["back.reminded"], ada.get_by_role("button", name=spoken["lock.remind"])
    await expect(cleo.locator(".presenting")).to_contain_text(spoken["back.mute"])
    way_back = cleo.get_by_role("button", name=spoken["back.come"])
    await expect(way_back).to_be_in_viewport()

    await key.click()

    await expect(cleo.locator(".presenting")).to_contain_text(reminder)
    await expect(cleo.locator("#announced")).to_contain_text(reminder)
    await expect(way_back).to_be_in_viewport()
    sent = ada.locator("section.case").get_by_role("button", name=spoken["lock.reminded"])
    await expect(sent).to_be_visible()
    for page in (ada, ben):
        await expect(page.get_by_text(reminder)).to_have_count(0)
    await expect(ben.get_by_role("button", name=spoken["lock.remind"])).to_be_visible()
    for page in pages.values():
        wide = "() => document.documentElement.scrollWidth - innerWidth"
        assert 0 >= await page.evaluate(wide)
