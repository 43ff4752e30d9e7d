"""The operator's page: from a key to a meeting that people can come to."""

import asyncio
import json
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.async_api import Locator, Page, Route, expect

from app.access.grants import Scope
from app.phases.floor import Place
from app.phases.phase import Phase
from app.phases.plan import ClockView, Plan, Step
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE
from app.rooms.fields import RoomId
from tests.browser.test_seen import NARROW, fits, is_clean
from tests.support.browser import HASTE, Group, agrees
from tests.support.qr import read

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


async def office(group: Group, title: str = "A new meeting", **how: Any) -> Page:
    """The page with a key in its address, as a local start prints it."""
    key = await group.node.service.access.create_key(
        "desk", frozenset({Scope.OPERATOR}), frozenset(), expires_in=None
    )
    page = await group.window(**how)
    await page.goto(f"{group.origin}/operator#{key.text}")
    await expect(page.get_by_role("heading", name=title)).to_be_visible()
    return page


async def makes(page: Page) -> None:
    """Two leaders, two members, tomorrow at half past seven."""
    await page.get_by_label("When does the group meet?").fill("2027-03-01T19:30")
    await page.locator("#names-leader").fill("Ada\nBen")
    await page.locator("#names-member").fill("Cleo\nDev")
    await page.get_by_role("button", name="Make the meeting").click()
    await expect(page.get_by_role("heading", name="The meeting is made")).to_be_visible()


async def unfolds(page: Page) -> None:
    """All that the form keeps folded."""
    for summary in await page.locator("summary").all():
        await summary.click()


async def opens(page: Page, leader: str) -> Page:
    """A leader comes in by the link on the page."""
    async with page.context.expect_page() as opened:
        await page.get_by_role("link", name=f"Open the link of {leader} in a new tab").click()
    theirs = await opened.value
    await agrees(theirs)
    return theirs


async def held(page: Page, path: str) -> asyncio.Event:
    """What goes there waits until the event is set."""
    is_free = asyncio.Event()

    async def hold(route: Route) -> None:
        await is_free.wait()
        await route.continue_()

    await page.route(path, hold)
    return is_free


async def plan_behind(group: Group, page: Page) -> Plan:
    """What the room of this page runs."""
    room = RoomId(urlsplit(page.url).path.split("/")[2])
    return (await group.node.service.rooms.hold(room)).room.plan


def minutes(step: Step) -> float:
    """How long it is, 0 without a clock."""
    return (step.limit or 0) / MINUTE


async def test_a_meeting_is_made_and_its_leader_comes_in(group: Group) -> None:
    page = await office(group)
    await makes(page)

    ada = await opens(page, "Ada")
    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()


async def test_a_plan_is_changed_and_its_leader_sees_it_so(group: Group) -> None:
    page = await office(group, script=HASTE)
    await unfolds(page)
    await expect(page.locator(".shape rect")).to_have_count(15)
    await page.get_by_role("group", name="Case 2").get_by_label("Discussion").fill("25")
    await page.get_by_role("button", name="One more case").click()
    await expect(page.get_by_text("Cases: 3")).to_be_visible()
    await page.get_by_label("The leaders’ debrief").first.check()
    debrief = page.get_by_role("group", name="The leaders’ debrief")
    await debrief.get_by_label("Observers stay for it").check()
    await expect(page.locator(".shape rect")).to_have_count(22)
    await expect(page.get_by_text("Case 3: 42 min")).to_be_visible()
    await (
        page.locator("details", has_text="The sentences")
        .get_by_label("Opening")
        .fill("Two breaths.")
    )
    await page.get_by_label("Whoever presents may sit back").uncheck()
    await page.get_by_label("What the circle sees of the clock").select_option("full")
    await makes(page)

    ada = await opens(page, "Ada")
    await expect(ada.locator(".timeline rect")).to_have_count(22)
    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(ada.get_by_text("Two breaths.").first).to_be_visible()
    plan = await plan_behind(group, ada)
    assert [20, 25, 25] == [minutes(step) for step in plan.steps if step.phase is Phase.DISCUSS]
    assert (ClockView.FULL, False) == (plan.clock, plan.push_back)
    assert plan.stays(Phase.DEBRIEF, Place.OBSERVER)
    assert not plan.stays(Phase.DEBRIEF, Place.MEMBER)
    assert "Cases: 3 · 137 min" == plan.title


async def test_the_plan_that_the_list_shows_is_the_one_that_is_made(group: Group) -> None:
    page = await office(group)
    plans = page.get_by_label("Plan")
    has_come = await held(page, "**/api/plans/*")
    await plans.focus()
    for _ in range(2):
        await page.keyboard.press("ArrowDown")
    make = page.get_by_role("button", name="Make the meeting")
    await expect(make).to_be_disabled()
    await make.press("Enter")
    has_come.set()
    await expect(make).to_be_enabled()
    await expect(plans).to_have_value("single_60")
    await expect(page.locator(".shape rect")).to_have_count(len(SHIPPED["single_60"].steps))

    await page.unroute("**/api/plans/*")
    await page.evaluate("() => { asks = fetch; fetch = () => Promise.reject(); }")
    await plans.select_option("first_meeting")
    await expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    await expect(plans).to_have_value("single_60")
    await page.evaluate("() => { fetch = asks; }")
    await makes(page)
    ada = await opens(page, "Ada")
    assert "single_60" == (await plan_behind(group, ada)).name


async def test_cases_end_where_a_plan_does_and_the_keyboard_keeps_its_place(group: Group) -> None:
    page = await office(group)
    await unfolds(page)
    fewer = page.get_by_role("button", name="One case fewer")

    await fewer.focus()
    for count in (1, 0):
        await page.keyboard.press("Enter")
        await expect(page.get_by_text(f"Cases: {count}")).to_be_visible()
    await expect(fewer).to_have_attribute("aria-disabled", "true")
    await page.keyboard.press("Enter")
    await expect(fewer).to_be_focused()
    await makes(page)
    ada = await opens(page, "Ada")
    assert 0 == (await plan_behind(group, ada)).cases


async def test_a_qr_code_of_a_link_is_that_link_and_goes_again(group: Group) -> None:
    page = await office(group, color_scheme="dark")
    await makes(page)
    link = await page.get_by_label("Link of Ada", exact=True).input_value()
    button = page.get_by_role("button", name="QR code of the link of Ada")

    await button.click()
    code = page.get_by_role("img", name="QR code of the link of Ada")
    await expect(code).to_be_visible()
    assert link == read(await squares(code))
    await expect(code.locator("rect")).to_have_css("fill", "rgb(255, 255, 255)")

    await page.get_by_role("button", name="QR code of the link of Cleo").click()
    await expect(page.get_by_role("img", name="QR code of the link of Cleo")).to_be_visible()
    await expect(code).to_have_count(0)
    await page.get_by_role("button", name="QR code of the link of Cleo").click()
    await expect(page.locator(".code")).to_have_count(0)


async def squares(code: Locator) -> list[list[bool]]:
    """What is dark in it, square by square, with the rim that a reader needs left out."""
    path = code.locator("path")
    drawn: list[list[bool]] = await path.evaluate(
        """path => {
          const { x, width } = path.ownerSVGElement.viewBox.baseVal;
          const dark = (x, y) => path.isPointInFill(new DOMPoint(x + 0.5, y + 0.5));
          const all = [...Array(width).keys()].map((n) => n + x);
          return all.map((y) => all.map((x) => dark(x, y)));
        }"""
    )
    rim = 4
    assert not any(any(row) for row in [*drawn[:rim], *drawn[-rim:]])
    assert not any([*row[:rim], *row[-rim:]] != [False] * 2 * rim for row in drawn)
    return [row[rim:-rim] for row in drawn[rim:-rim]]


async def test_a_qr_code_that_cannot_be_drawn_is_no_riddle(group: Group) -> None:
    group.pardoned.append("net::ERR_FAILED")
    page = await office(group)
    await makes(page)
    await page.route("**/lean-qr.js", lambda route: route.abort())

    await page.get_by_role("button", name="QR code of the link of Ada").click()
    await expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    await expect(page.locator(".code")).to_have_count(0)


async def test_the_key_leaves_the_address_and_can_be_forgotten(group: Group) -> None:
    page = await office(group)
    assert "pbk_" not in page.url

    await page.get_by_role("button", name="Forget the key").click()
    await expect(page.get_by_label("Your key, or the whole link")).to_be_visible()
    assert "pbk_" not in await page.evaluate("JSON.stringify([sessionStorage, localStorage])")


async def test_a_calendar_file_names_nobody(group: Group, tmp_path: Path) -> None:
    page = await office(group)
    await makes(page)

    async with page.expect_download() as coming:
        await page.get_by_role("button", name="Calendar file for Cleo").click()
    file = tmp_path / "meeting.ics"
    await (await coming.value).save_as(file)
    text = file.read_text().replace("\r\n ", "")
    assert "BEGIN:VEVENT" in text
    assert "/r/r" in text
    assert not any(name in text for name in ("Ada", "Ben", "Cleo", "Dev"))


async def test_a_refused_plan_is_said_in_german_and_names_its_step(group: Group) -> None:
    group.pardoned.append("the server responded with a status of 422")
    page = await office(group, title="Ein neues Treffen", locale="de-DE")

    async def spoil(route: Route) -> None:
        terms = route.request.post_data_json or {}
        step = next(one for one in terms["plan"]["steps"] if one["id"] == "2.discuss")
        step["minutes"] = 1e-9
        await route.continue_(post_data=json.dumps(terms))

    await page.route("**/api/rooms", spoil)
    await page.get_by_text("Die Schritte und ihre Minuten").click()
    await page.get_by_role("button", name="Ein Fall mehr").click()
    await page.locator("#names-leader").fill("Ada")
    await page.get_by_role("button", name="Treffen anlegen").click()
    said = page.get_by_role("alert").filter(has_text="Fall 2 · Gespräch")
    await expect(said).to_contain_text("diesen Schritt an")
    await expect(page.locator("[aria-invalid=true]")).to_have_count(1)
    await expect(
        page.get_by_role("group", name="Fall 2").get_by_label("Gespräch")
    ).to_have_attribute("aria-invalid", "true")


async def test_the_page_reads_from_right_to_left_and_fits(group: Group) -> None:
    page = await office(group, title="מפגש חדש", viewport=NARROW, locale="he-IL", bypass_csp=True)
    await expect(page.locator("html")).to_have_attribute("dir", "rtl")
    await expect(page.locator("html")).to_have_attribute("lang", "he")
    await unfolds(page)
    await page.locator("#debrief").check()
    await fits(page)
    await is_clean(page, "form")

    await page.locator("#names-leader").fill("Ada")
    await page.locator("#names-member").fill("חנה")
    await page.locator(".go button.first").click()
    await page.locator("[aria-expanded]").last.click()
    await expect(page.locator(".code")).to_be_visible()
    await fits(page)
    await is_clean(page, "links")


async def test_a_revoked_link_turns_away_whoever_came_by_it(group: Group) -> None:
    page = await office(group)
    await makes(page)
    ada = await opens(page, "Ada")
    await page.get_by_role("button", name="Rooms").click()
    await page.get_by_text("Links", exact=True).first.click()
    adas = page.get_by_role("listitem").filter(has=page.locator("p strong", has_text="Ada"))
    await adas.last.get_by_text("Revoke", exact=True).click()
    await expect(
        adas.last.get_by_text("The link of Ada will open nothing any more")
    ).to_be_visible()
    await adas.last.get_by_role("button", name="Revoke this link").click()

    await expect(adas.last.get_by_text("revoked")).to_be_visible()
    await expect(ada.get_by_role("heading", name="You are not part of this")).to_be_visible()
    await expect(ada.get_by_role("button", name="On to: Opening")).to_have_count(0)


async def test_rooms_asked_for_while_links_are_made_come_then_the_newest_first(
    group: Group,
) -> None:
    for _ in range(24):
        await group.node.room()
    page = await office(group)
    is_free = await held(page, "**/api/rooms/*/links")
    await page.locator("#names-leader").fill("Ada")
    await page.get_by_role("button", name="Make the meeting").click()
    await page.get_by_role("button", name="Rooms").click()
    await expect(page.get_by_text("One moment …")).to_be_visible()
    await expect(page.get_by_text("There are no rooms.")).to_have_count(0)
    is_free.set()

    rooms = page.locator("main > .entries > li")
    await expect(rooms).to_have_count(20)
    newest = await rooms.first.locator(".id").inner_text()
    await page.get_by_role("button", name="New meeting").click()
    assert newest in await page.get_by_label("Link of Ada", exact=True).input_value()


async def test_links_of_two_rooms_opened_at_once_both_come(group: Group) -> None:
    await group.node.room()
    page = await office(group)
    await page.get_by_role("button", name="Rooms").click()
    is_free = await held(page, "**/api/rooms/*/links")
    opened = page.locator("main > .entries > li > details")
    await expect(opened).to_have_count(2)
    for room in await opened.all():
        await room.locator("summary").click()
    await expect(opened.get_by_text("One moment …")).to_have_count(2)
    is_free.set()

    await expect(opened.get_by_text("No links yet.")).to_have_count(2)


async def test_a_server_that_is_lost_is_not_one_without_rooms_or_links(group: Group) -> None:
    group.pardoned.append("net::ERR_FAILED")
    page = await office(group)
    await page.route("**/api/rooms?*", lambda route: route.abort())
    await page.get_by_role("button", name="Rooms").click()
    await expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    await expect(page.get_by_text("There are no rooms.")).to_have_count(0)
    await expect(page.get_by_text("One moment …")).to_have_count(0)
    await page.unroute("**/api/rooms?*")
    await page.get_by_role("button", name="Look again").click()

    await page.route("**/links", lambda route: route.abort())
    room = page.locator("main > .entries > li")
    await room.get_by_text("Links", exact=True).click()
    await expect(page.get_by_role("alert")).to_contain_text("The server does not answer")
    await page.unroute("**/links")
    await room.get_by_role("button", name="Look again").click()
    await expect(room.get_by_text("No links yet.")).to_be_visible()


async def presses(button: Locator) -> None:
    """By the keyboard."""
    await button.focus()
    await button.press("Enter")


async def test_the_keyboard_stays_by_what_was_revoked_or_made(group: Group) -> None:
    page = await office(group)
    await makes(page)
    await page.get_by_role("button", name="Rooms").click()
    await presses(page.get_by_text("Links", exact=True).first)
    cleo = page.locator(".entries .entries > li", has_text="Cleo")
    await presses(cleo.get_by_text("Revoke", exact=True))
    await presses(cleo.get_by_role("button", name="Revoke this link"))
    await expect(cleo.get_by_text("revoked")).to_be_visible()
    await expect(cleo).to_be_focused()

    await page.get_by_role("button", name="Keys").click()
    await page.get_by_label("What is it for?").fill("the second desk")
    await page.get_by_label("Make rooms, links and keys").check()
    make = page.get_by_role("button", name="Make the key")
    await presses(make)
    await expect(page.get_by_label("the second desk", exact=True)).to_be_visible()
    await expect(make).to_be_focused()
    desk = page.get_by_role("listitem").filter(has_text="the second desk")
    await presses(desk.get_by_text("Revoke", exact=True))
    await presses(desk.get_by_role("button", name="Revoke this key"))
    await expect(desk.get_by_text("revoked")).to_be_visible()
    await expect(desk).to_be_focused()


async def test_a_link_made_in_the_list_opens_its_room_by_its_code(group: Group) -> None:
    page = await office(group)
    await page.get_by_role("button", name="Rooms").click()
    await page.get_by_text("Links", exact=True).first.click()
    await page.get_by_label("Name").fill("Gita")
    await page.get_by_role("button", name="Make a link").click()
    await page.get_by_role("button", name="QR code of the link of Gita").click()
    link = read(await squares(page.get_by_role("img", name="QR code of the link of Gita")))

    gita = await group.window()
    await gita.goto(link)
    await agrees(gita)
    await expect(gita.locator("main[data-phase='gathering']")).to_be_visible()


async def test_a_key_is_made_opens_the_page_and_opens_nothing_once_revoked(group: Group) -> None:
    group.pardoned.append("the server responded with a status of 401")
    page = await office(group)
    await page.get_by_role("button", name="Keys").click()
    await page.get_by_label("What is it for?").fill("the second desk")
    await page.get_by_label("Make rooms, links and keys").check()
    await page.get_by_role("button", name="Make the key").click()
    key = await page.get_by_label("the second desk", exact=True).input_value()

    other = await group.window()
    await other.goto(f"{group.origin}/operator#{key}")
    await expect(other.get_by_role("heading", name="A new meeting")).to_be_visible()
    theirs = page.get_by_role("listitem").filter(has_text="the second desk")
    await theirs.get_by_text("Revoke", exact=True).click()
    await theirs.get_by_role("button", name="Revoke this key").click()
    await expect(theirs.get_by_text("revoked")).to_be_visible()

    await other.get_by_role("button", name="Rooms").click()
    await expect(other.get_by_role("alert")).to_contain_text("This key opens nothing here")
    await expect(other.get_by_label("Your key, or the whole link")).to_be_visible()


async def test_the_page_is_clean_and_fits_a_narrow_page(group: Group) -> None:
    page = await office(group, viewport=NARROW, bypass_csp=True)
    await is_clean(page, "form")
    await fits(page)
    await unfolds(page)
    for phase in ("leadership", "debrief"):
        await page.locator(f"#{phase}").check()
    await page.get_by_role("button", name="One more case").click()
    await is_clean(page, "form unfolded")
    await fits(page)
    await makes(page)
    await page.get_by_role("button", name="QR code of the link of Cleo").click()
    await expect(page.locator(".code")).to_be_visible()
    await is_clean(page, "links")
    await fits(page)
    await page.get_by_role("button", name="Rooms").click()
    await expect(page.get_by_role("heading", name="Rooms")).to_be_visible()
    await is_clean(page, "rooms")
    await fits(page)
    await page.get_by_text("Links", exact=True).first.click()
    await page.get_by_label("Name").fill("Gita")
    await page.get_by_role("button", name="Make a link").click()
    await page.get_by_role("button", name="QR code of the link of Gita").click()
    await expect(page.locator(".code")).to_be_visible()
    await is_clean(page, "links of a room")
    await fits(page)
    await page.get_by_role("button", name="Keys").click()
    await expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    await is_clean(page, "keys")
    await fits(page)


async def test_an_answer_that_no_server_of_ours_gives_does_not_stop_the_page(group: Group) -> None:
    page = await office(group)

    async def garble(route: Route) -> None:
        await route.fulfill(status=200, content_type="text/html", body="<p>Sign in to the network")

    await page.route("**/api/keys", garble)
    await page.get_by_role("button", name="Keys").click()
    await expect(page.get_by_text("Something went wrong at the server.")).to_be_visible()
    await page.unroute("**/api/keys")
    await page.get_by_role("button", name="New meeting", exact=True).click()
    await makes(page)
