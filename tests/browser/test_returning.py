"""Away from the circle and back: by the browser, by another device, by one's own word."""

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from app.rooms.state import Standing
from tests.support.browser import HASTE, PHONE, Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

REFUSED = "Failed to load resource: the server responded with a status of 4"
CUT = "net::ERR_"
ELSEWHERE = "in another window or on another device"


async def goes(page: Page) -> None:
    """Somebody has to go, and says so twice."""
    await page.get_by_role("button", name="I have to go").click()
    await page.get_by_role("button", name="Yes, I have to go").click()
    await expect(page.get_by_role("heading", name="You have left")).to_be_visible()


async def test_who_looks_at_another_page_and_goes_back_is_in_the_circle_again(group: Group) -> None:
    page = await group.joins("Cleo")
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()

    await page.goto("about:blank")
    await page.go_back()
    await group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("heading", level=1, name="Opening")).to_be_visible()
    assert f"{group.origin}/r/{group.room}" == page.url


async def test_going_back_from_the_circle_meets_no_address_with_the_secret(group: Group) -> None:
    page = await group.joins("Cleo")

    await page.go_back()
    before = page.url
    await page.go_forward()

    assert "about:blank" == before
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    assert f"{group.origin}/r/{group.room}" == page.url


async def test_a_page_that_the_browser_kept_aside_takes_its_line_up_anew(group: Group) -> None:
    page = await group.joins("Cleo")
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()

    async with page.expect_websocket():
        await page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', {persisted: true}))")

    await expect(page.get_by_text("What you see may be old.")).to_have_count(0)


async def test_the_newest_device_has_the_seat_and_the_other_can_take_it_back(group: Group) -> None:
    laptop = await group.joins("Cleo")
    await expect(laptop.get_by_role("heading", name="Gathering")).to_be_visible()

    phone = await group.comes(group.links["Cleo"], viewport=PHONE)

    await expect(phone.get_by_role("heading", name="Gathering")).to_be_visible()
    await expect(laptop.get_by_text(ELSEWHERE)).to_be_visible()
    await laptop.get_by_role("button", name="Be here instead").click()
    await expect(laptop.get_by_role("heading", name="Gathering")).to_be_visible()
    await expect(phone.get_by_text(ELSEWHERE)).to_be_visible()
    assert ["Cleo"] == [one.name for one in group.state.people.values()]


async def test_who_loads_the_page_again_before_saying_a_name_is_asked_for_it_again(
    group: Group,
) -> None:
    group.pardoned.append(REFUSED)
    page = await group.comes(await group.invites_all())
    name = page.get_by_label("What shall the circle call you?")
    await expect(name).to_be_focused()

    await page.reload()
    await expect(name).to_be_focused()
    await page.goto("about:blank")
    await page.go_back()
    await name.fill("Gita")
    await page.keyboard.press("Enter")
    await agrees(page)

    await expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()
    assert f"{group.origin}/r/{group.room}" == page.url
    assert await page.evaluate("history.state") is None


async def test_who_loads_the_page_again_while_nobody_answers_is_in_once_somebody_does(
    group: Group,
) -> None:
    group.pardoned.append(CUT)
    link = await group.invites("Cleo")
    page = await group.window(viewport=PHONE)
    await page.route("**/api/enter", lambda route: route.abort())
    await page.goto(group.address(link))
    await expect(page.get_by_text("The page tries again by itself")).to_be_visible()
    assert f"{group.origin}/r/{group.room}" == page.url

    await page.unroute("**/api/enter")
    await page.reload()
    await agrees(page)

    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()


async def test_a_link_that_was_refused_for_good_is_kept_nowhere(group: Group) -> None:
    group.pardoned.append(REFUSED)
    page = await group.window()

    await page.goto(group.address(await group.invites("Cleo"))[:-3])

    await expect(page.get_by_text("This link leads nowhere.")).to_be_visible()
    assert await page.evaluate("history.state") is None


async def test_who_has_left_stays_away_until_they_press(group: Group) -> None:
    group.pardoned.append(CUT)
    await group.sits("Ada", Role.LEADER)
    page = await group.joins("Cleo")
    await goes(page)

    await page.context.set_offline(True)
    await page.context.set_offline(False)
    await page.reload()

    await expect(page.get_by_role("heading", name="You have left")).to_be_visible()
    assert Standing.DEPARTED is group.state.people[group.person("Cleo")].standing
    await page.get_by_role("button", name="Come in again").click()
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    assert Standing.SEATED is group.state.people[group.person("Cleo")].standing


async def test_who_has_left_and_comes_again_while_the_door_is_shut_waits_there(
    group: Group,
) -> None:
    await group.sits("Ada", Role.LEADER)
    page = await group.joins("Cleo")
    await goes(page)
    await group.moves_to(Phase.DISCUSS, presenter="Ada")

    await page.get_by_role("button", name="Come in again").click()

    await expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()


async def test_who_has_left_and_comes_again_after_the_end_reads_that_it_has_ended(
    group: Group,
) -> None:
    await group.sits("Ada", Role.LEADER)
    page = await group.joins("Cleo")
    await goes(page)
    await group.moves_to(Phase.CLOSING, presenter="Ada")
    await group.presses(c.EndMeeting())

    await page.get_by_role("button", name="Come in again").click()

    await expect(page.get_by_role("heading", name="The meeting has ended.")).to_be_visible()


async def test_the_link_brings_somebody_who_has_left_back_at_once(group: Group) -> None:
    page = await group.joins("Cleo")
    await goes(page)

    await page.goto("about:blank")
    await page.goto(group.address(group.links["Cleo"]))

    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()


REFUSING = """
for (const name of ["localStorage", "sessionStorage"]) {
  Object.defineProperty(window, name, { get() { throw new DOMException("no", "SecurityError"); } });
}
"""
"""A browser that keeps nothing, as many do in a private window."""
KEPT = "JSON.stringify({ ...localStorage })"


async def test_who_comes_with_a_browser_that_keeps_nothing_leads_as_anybody_does(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=REFUSING + HASTE)

    await ada.get_by_text("Keys", exact=True).click()
    await ada.get_by_label("A phase move waits").select_option("5 seconds")
    await ada.get_by_label("A phase move waits").select_option("3 seconds")
    await ada.get_by_role("button", name="On to: Opening").click()

    await expect(ada.get_by_role("heading", level=1, name="Opening")).to_be_visible()


async def test_after_the_end_the_browser_keeps_no_room_and_the_leader_reads_who_was_there(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await expect(ada.get_by_role("heading", name="Gathering")).to_be_visible()
    assert str(group.room) in await ada.evaluate(KEPT)
    await group.sits("Cleo")
    await group.moves_to(Phase.CLOSING, presenter="Cleo")
    await group.presses(c.EndMeeting())

    await expect(ada.get_by_role("heading", name="The meeting has ended")).to_be_visible()
    await expect(ada.get_by_label("Cleo")).to_be_checked()
    assert str(group.room) not in await ada.evaluate(KEPT)


async def test_a_phase_is_told_in_full_however_often_the_page_is_loaded(group: Group) -> None:
    page = await group.joins("Cleo")
    sentence = page.locator(".sentence")
    for _ in range(5):
        await page.reload()
        await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()

    await expect(sentence).to_be_visible()
