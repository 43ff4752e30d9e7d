"""Who is in somebody else's call without being known: leaders are asked, and nobody else hears."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Locator, Page, expect

from app.phases.phase import Phase
from app.rooms.places import Unmatched, Via
from app.rooms.roles import Role
from app.rooms.state import CallKind
from tests.browser.test_seen import fits, is_clean
from tests.support.browser import Group
from tests.support.node import running_node, sqlite_url
from tests.support.pretend_call import PretendCall

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

TELEPHONE, LAPTOP = "+49 30 1234567", "laptop"
OPEN = "In the call, not known who: "
SMALL = {"width": 320, "height": 640}


class Called(Group):
    """A group whose node drives a call that does as the test says."""

    call: PretendCall


@pytest_asyncio.fixture(loop_scope="session")
async def called(browser: Browser, tmp_path: Path) -> AsyncIterator[Called]:
    """A room whose call knows whoever came by their own way."""
    async with running_node(sqlite_url(tmp_path)) as node:
        gathered = Called(node, browser, await node.room(call=CallKind.CONTRACT), node.origin)
        gathered.call = PretendCall()
        node.service.driving.calls = {CallKind.CONTRACT: gathered.call}
        yield gathered
        await gathered.goes()
        assert [] == gathered.unpardoned


def matching(page: Page) -> Locator:
    return page.locator(".matching")


async def test_whom_the_call_says_that_they_are_is_asked_first_and_matched_by_one_tap(
    called: Called,
) -> None:
    ada = await called.joins("Ada", Role.LEADER)
    cleo = await called.joins("Cleo")
    called.call.dials(TELEPHONE, Unmatched("C.", called.person("Cleo"), Via.TELEPHONE))
    await matching(ada).get_by_text(f"{OPEN}1").click()

    await expect(matching(ada).get_by_text("Is this Cleo?")).to_be_visible()
    await matching(ada).get_by_role("button", name="Yes, Cleo").click()

    await expect(matching(ada).get_by_role("status")).to_have_text("Cleo is matched.")
    await expect(matching(ada).get_by_text(OPEN)).to_have_count(0)
    assert [called.person("Cleo")] == list(called.state.places.values())
    await expect(matching(cleo)).to_have_count(0)
    await expect(cleo.get_by_text("in the call")).to_have_count(0)


async def test_somebody_else_is_chosen_from_the_seats_and_taken_back(called: Called) -> None:
    ada = await called.joins("Ada", Role.LEADER)
    await called.sits("Cleo")
    await called.sits("Dev")
    called.call.dials(LAPTOP, Unmatched("cleo"))
    await matching(ada).get_by_text(f"{OPEN}1").click()
    await matching(ada).get_by_role("button", name="Somebody else").click()

    await matching(ada).get_by_label("Who is cleo?").select_option("Dev")
    await matching(ada).get_by_role("button", name="This is them").click()

    await expect(matching(ada).get_by_text("matched", exact=True)).to_be_visible()
    assert [called.person("Dev")] == list(called.state.places.values())
    await matching(ada).get_by_role("button", name="Not Dev after all").click()
    await expect(matching(ada).get_by_text(f"{OPEN}1")).to_be_visible()
    assert {} == called.state.places


async def test_whoever_is_nobody_of_us_is_asked_about_no_more_until_one_looks_again(
    called: Called,
) -> None:
    ada = await called.joins("Ada", Role.LEADER)
    called.call.dials(TELEPHONE, Unmatched(via=Via.TELEPHONE))
    await matching(ada).get_by_text(f"{OPEN}1").click()
    row = matching(ada).get_by_text("Somebody on the telephone")
    await expect(row).to_be_visible()

    await matching(ada).get_by_role("button", name="Nobody of us").click()

    await expect(row).to_have_count(0)
    await expect(matching(ada).get_by_text(OPEN)).to_have_count(0)
    await matching(ada).get_by_role("button", name="Look again").click()
    await expect(row).to_be_visible()


async def test_by_keyboard_alone_and_on_a_small_screen_without_scrolling_sideways(
    called: Called,
) -> None:
    ada = await called.joins("Ada", Role.LEADER, viewport=SMALL)
    await called.sits("Cleo, who has a name as long as names can be, or nearly so")
    called.call.dials(
        TELEPHONE,
        Unmatched(
            "W" * 60, called.person("Cleo, who has a name as long as names can be, or nearly so")
        ),
    )
    await matching(ada).locator("summary").focus()
    await ada.keyboard.press("Enter")
    yes = matching(ada).get_by_role("button", name="Yes, Cleo")
    await expect(yes).to_be_visible()
    assert await ada.evaluate("document.documentElement.scrollWidth") <= SMALL["width"]

    await ada.keyboard.press("Tab")
    await expect(yes).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(matching(ada).get_by_role("status")).to_contain_text("is matched.")
    assert await ada.evaluate("document.activeElement.matches('.matching summary')")


async def test_it_is_clean_by_the_rules_in_light_and_dark(called: Called) -> None:
    ada = await called.joins("Ada", Role.LEADER, viewport=SMALL, bypass_csp=True)
    await called.sits("Cleo")
    called.call.dials(TELEPHONE, Unmatched("Cleo", via=Via.TELEPHONE))
    called.call.dials(LAPTOP)
    await matching(ada).get_by_text(f"{OPEN}2").click()
    await expect(matching(ada).get_by_text("Is this Cleo?")).to_be_visible()
    await expect(matching(ada).get_by_label("Who is Somebody?")).to_be_visible()

    await is_clean(ada, "who is in the call")
    await fits(ada)


async def test_telephone_matched_while_its_person_sits_back_is_closed_at_once(
    called: Called,
) -> None:
    ada = await called.joins("Ada", Role.LEADER)
    cleo = await called.joins("Cleo")
    called.call.joins(called.person("Cleo"))
    called.call.dials(TELEPHONE, Unmatched("Cleo", via=Via.TELEPHONE))
    await called.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(cleo.get_by_text("Your microphone is closed")).to_be_visible()
    assert set() == called.call.shut_places

    await matching(ada).locator("summary").click()
    await matching(ada).get_by_role("button", name="Yes, Cleo").click()

    async with asyncio.timeout(10):
        while called.call.shut_places != {TELEPHONE}:  # noqa: ASYNC110  # a pretend call tells nobody
            await asyncio.sleep(0.01)


async def test_leaders_read_how_the_call_is_tested_and_nobody_else_does(called: Called) -> None:
    ada = await called.joins("Ada", Role.LEADER)
    cleo = await called.joins("Cleo")

    await expect(ada.locator(".evening").get_by_text("contract-tested")).to_be_visible()
    await expect(cleo.get_by_text("contract-tested")).to_have_count(0)
