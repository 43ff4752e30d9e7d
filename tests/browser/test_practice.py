"""A room for practice says what it is on every page, and its pages follow when it grows older."""

import re

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE, Millis
from app.rooms import commands as c
from app.rooms.fields import CommandId
from app.rooms.roles import Role
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

MARK = "Practice room"


@pytest_asyncio.fixture(loop_scope="session")
async def practising(group: Group) -> Group:
    """The group in such a room."""
    group.room = await group.node.room(SHIPPED["two_case_90"], is_test=True)
    return group


async def says_so(page: Page) -> None:
    await expect(page.get_by_text(MARK, exact=True)).to_be_visible()


async def test_room_for_practice_says_so_from_the_way_in_to_the_end(practising: Group) -> None:
    page = await practising.comes(await practising.invites("Cleo"))

    await says_so(page)
    await page.get_by_role("button", name="I agree").click()
    await expect(page.get_by_role("button", name="That is so")).to_be_visible()
    await says_so(page)
    await page.get_by_role("button", name="That is so").click()
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    await says_so(page)
    await practising.moves_to(Phase.OPENING)
    await practising.presses(c.CloseMeeting())
    await practising.presses(c.EndMeeting())
    await expect(page.get_by_role("heading", name="The meeting has ended")).to_be_visible()
    await says_so(page)


async def test_meeting_says_nothing_of_practice(group: Group) -> None:
    page = await group.joins("Ada", Role.LEADER)

    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    await expect(page.get_by_text(MARK)).to_have_count(0)


async def test_clock_of_a_page_is_right_when_the_room_has_grown_older(practising: Group) -> None:
    ada = await practising.joins("Ada", Role.LEADER)
    await practising.moves_to(Phase.OPENING)
    await expect(ada.locator(".clock")).to_contain_text(re.compile(r"^\s*(8:00|7:\d\d) left"))

    await practising.node.service.rooms.issue(
        practising.room, CommandId("test:advance"), c.AdvanceClock(Millis(5 * MINUTE))
    )

    await expect(ada.locator(".clock")).to_contain_text(re.compile(r"^\s*(3:00|2:\d\d) left"))
