"""A phase move that waits on all leaders' screens, and everything by which it is not made."""

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.browser.test_leading import phase
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LATER = "Date.now() + 6_000"
"""When a move that began to wait now has long been due."""


def told(page: Page) -> Locator:
    """What another leader reads of a move that waits."""
    return page.locator(".attention li", has_text="Ada")


async def about_to_come_back_in(group: Group) -> tuple[Page, Page]:
    """Two leaders; on both screens Ada's move out of the discussion waits."""
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await ada.get_by_role("button", name="On to: Coming back in").click()
    await expect(told(ben)).to_be_visible()
    return ada, ben


class Line:
    """Of the first page that comes; while it holds, the page hears nothing."""

    def __init__(self, group: Group) -> None:
        self._kept: list[str | bytes] | None = None
        self._route: WebSocketRoute | None = None
        self.keeps_refusal = asyncio.Event()
        window = group.window

        async def routed(**how: Any) -> Page:
            page = await window(**how)
            if self._route is None:
                await page.route_web_socket("**/ws", self._passes_on)
            return page

        group.window = routed  # type: ignore[method-assign]

    def _passes_on(self, route: WebSocketRoute) -> None:
        self._route = route
        route.connect_to_server().on_message(self._hear)

    def _hear(self, frame: str | bytes) -> None:
        if self._kept is not None:
            self._kept.append(frame)
            if '"refused"' in str(frame):
                self.keeps_refusal.set()
        elif self._route is not None:
            self._route.send(frame)

    def holds(self) -> None:
        self._kept = []

    def lets_go(self) -> None:
        late, self._kept = self._kept or [], None
        for frame in late:
            self._hear(frame)


async def is_later(page: Page) -> None:
    """What waited would have been made by now."""
    await page.wait_for_function("until => Date.now() > until", arg=await page.evaluate(LATER))


@pytest.mark.parametrize("who", ["the other", "oneself"])
async def test_stop_here_stops_a_move_that_waits(group: Group, who: str) -> None:
    ada, ben = await about_to_come_back_in(group)

    await (ada if who == "oneself" else ben).get_by_role("button", name="Stop here").click()

    await expect(ada.locator(".pending")).to_have_count(0)
    await expect(told(ben)).to_have_count(0)
    await is_later(ben)
    assert Phase.DISCUSS is group.state.phase
    assert group.state.case is not None
    assert group.state.case.stopped


async def test_who_has_not_seen_the_stop_is_asked_before_a_move_undoes_it(group: Group) -> None:
    """The worst moment for both: Ada's line lets nothing through while Ben presses Stop here."""
    line = Line(group)
    ada, ben = await about_to_come_back_in(group)
    line.holds()
    await ben.get_by_role("button", name="Stop here").click()
    await is_later(ben)
    assert Phase.DISCUSS is group.state.phase

    line.lets_go()

    asked = ada.get_by_role("group", name="Somebody has just pressed “Stop here”.")
    await expect(asked).to_be_visible()
    await asked.get_by_role("button", name="Do it all the same").click()
    await expect(told(ben)).to_contain_text("Ada: Moving to “Coming back in” in a moment")
    assert Phase.DISCUSS is group.state.phase
    await expect(phase(ada, "Coming back in")).to_be_visible()


@pytest.mark.parametrize(
    ("pressed", "then"),
    [("Let the clock go on", "Pause the clock"), ("Back to: Discussion", "On to: Coming back in")],
)
async def test_who_presses_what_another_leader_has_just_done_reads_no_refusal(
    group: Group, pressed: str, then: str
) -> None:
    line = Line(group)
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    for one in (Phase.DISCUSS, Phase.REJOIN):
        await group.moves_to(one, presenter="Cleo")
        await expect(ada.locator(f"main[data-phase='{one}']")).to_be_visible()
    await group.presses(c.Pause())
    wanted = ada.locator(".moving").get_by_role("button", name=pressed)
    await expect(wanted).to_be_visible()
    line.holds()

    await group.presses(c.Resume() if then == "Pause the clock" else c.Undo())
    await wanted.click()
    await expect(ben.get_by_role("button", name=then)).to_be_visible()
    await asyncio.wait_for(line.keeps_refusal.wait(), timeout=10)
    line.lets_go()

    await expect(ada.get_by_role("button", name=then)).to_be_visible()
    await expect(ada.get_by_text("The meeting has moved on")).to_have_count(0)


async def test_who_leads_the_case_reads_of_the_co_leaders_move_before_the_circle_sees_it(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await group.presses(c.SetLeading((group.person("Ben"),)))
    await expect(ada.get_by_text("Leads this case: Ben")).to_be_visible()

    await ada.get_by_role("button", name="On to: Questions of fact").click()
    yes = ada.locator(".confirming").get_by_role("button", name="Do it all the same")
    await expect(yes).to_be_visible()
    await expect(told(ben)).to_have_count(0)
    await expect(ada.locator(".pending")).to_have_count(0)
    await yes.click()

    await expect(told(ben)).to_contain_text("Ada: Moving to “Questions of fact” in a moment")
    await expect(ada.get_by_role("button", name="Not yet")).to_be_focused()
    assert Phase.PRESENT is group.state.phase
    await expect(phase(ben, "Questions of fact")).to_be_visible()
    await expect(ada.locator(".confirming")).to_have_count(0)


async def test_pausing_the_clock_stops_a_move_that_waits(group: Group) -> None:
    ada, ben = await about_to_come_back_in(group)

    await ben.get_by_role("button", name="Pause the clock").click()

    await is_later(ben)
    assert Phase.DISCUSS is group.state.phase
    await expect(ada.locator(".pending")).to_have_count(0)
    await expect(told(ben)).to_have_count(0)


async def test_the_glance_for_not_yet_stops_a_move_that_waits_and_is_read(group: Group) -> None:
    ada, ben = await about_to_come_back_in(group)

    await ben.get_by_text("A glance").click()
    await ben.locator(".between").get_by_role("button", name="not yet", exact=True).click()

    await is_later(ben)
    assert Phase.DISCUSS is group.state.phase
    await expect(told(ben)).to_have_count(0)
    await expect(ada.locator(".between .lines")).to_contain_text("not yet")


async def test_a_page_that_stood_still_makes_no_move_that_is_long_due(group: Group) -> None:
    """As a frozen tab does: nothing of it runs."""
    ada, ben = await about_to_come_back_in(group)
    devtools = await ada.context.new_cdp_session(ada)
    stood = asyncio.Event()
    devtools.once("Debugger.paused", lambda _: stood.set())
    await devtools.send("Debugger.enable")
    await devtools.send("Debugger.pause")
    await stood.wait()
    await is_later(ben)

    await devtools.send("Debugger.resume")

    said = ada.get_by_role("status").filter(has_text="This page stood still for a while")
    await expect(said).to_be_visible()
    await expect(ada.locator(".pending")).to_have_count(0)
    await expect(told(ben)).to_have_count(0)
    assert Phase.DISCUSS is group.state.phase


async def test_a_move_is_not_made_where_the_plan_has_come_to_lead_elsewhere(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.CLOSE, presenter="Cleo")
    await ada.get_by_role("button", name="On to: Who has a case?").click()
    await expect(told(ben)).to_be_visible()

    await ben.get_by_role("button", name="One case fewer").click()

    await expect(ada.get_by_role("button", name="On to: Closing")).to_be_visible()
    await expect(told(ben)).to_have_count(0)
    assert Phase.CLOSE is group.state.phase


async def test_another_window_of_who_was_about_to_move_takes_it_back(group: Group) -> None:
    ada, ben = await about_to_come_back_in(group)

    second = await ada.context.new_page()
    await second.goto(f"{group.origin}/r/{group.room}")

    await expect(phase(second, "Discussion")).to_be_visible()
    await expect(told(ben)).to_have_count(0, timeout=5_000)


async def test_leaders_read_where_a_move_that_waits_will_lead(group: Group) -> None:
    ada, ben = await about_to_come_back_in(group)

    await expect(told(ben)).to_contain_text("Ada: Moving to “Coming back in” in a moment")
    await expect(ada.locator(".pending")).to_contain_text("Moving to “Coming back in” in a moment")


async def test_leaders_read_where_a_skip_will_lead(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")

    await ada.get_by_text("Other moves").click()
    await ada.get_by_role("button", name="Straight to: Discussion").click()

    await expect(ada.locator(".pending")).to_contain_text("Moving to “Discussion” in a moment")
    await expect(told(ben)).to_contain_text("Ada: Moving to “Discussion” in a moment")


async def test_the_end_waits_on_the_other_leaders_screen_too(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.CORRIDOR, presenter="Cleo")
    await ada.get_by_role("button", name="End the meeting").click()
    await ada.locator("[data-asked] button.first").click()

    await expect(told(ben)).to_contain_text("Ada: Ending the meeting in a moment")
    await told(ben).get_by_role("button", name="Not yet").click()

    await expect(ada.get_by_role("button", name="End the meeting")).to_be_visible()
    assert Phase.CORRIDOR is group.state.phase
