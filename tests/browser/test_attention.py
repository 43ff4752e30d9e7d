"""What leaders are told of people, and nobody else: who is missing, who minds, who is who."""

from dataclasses import replace

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.units import SECOND, Millis
from app.rooms import commands as c
from app.rooms.leader_signals import LeaderSignal
from app.rooms.roles import Role
from app.rooms.roles import person as actor
from tests.support.browser import PHONE, Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

PLAN = SHIPPED["two_case_90"]
REFUSED = "Failed to load resource: the server responded with a status of 422"
"""A name is needed: the answer that makes the page ask for it."""
HASTY = replace(PLAN, tempo=replace(PLAN.tempo, told_presenter=Millis(1 * SECOND)))
"""That the presenter is not connected is told after a second."""


async def comes_new(group: Group, name: str) -> Page:
    """Somebody comes by the link that is for everybody, and waits to be known."""
    page = await group.comes(await group.invites_all())
    await page.get_by_label("What shall the circle call you?").fill(name)
    await page.keyboard.press("Enter")
    await agrees(page)
    return page


async def goes(page: Page) -> None:
    """Somebody has to go, and says so."""
    await page.get_by_role("button", name="I have to go").click()
    await page.get_by_role("button", name="Yes, I have to go").click()
    await expect(page.get_by_text("Your seat is kept.")).to_be_visible()


async def test_leaders_read_that_the_presenter_is_missing_and_pause_with_one_tap(
    group: Group,
) -> None:
    group.room = await group.node.room(HASTY)
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.context.close()
    missing = ada.locator(".attention").get_by_text("Cleo, who presents, is not connected.")

    await expect(missing).to_be_visible()
    assert group.state.paused is None
    await ada.locator(".attention").get_by_role("button", name="Pause the clock").click()
    await expect(dev.get_by_text("The clock is paused")).to_be_visible()
    await expect(missing).to_be_visible()
    await expect(dev.get_by_text("who presents, is not connected")).to_have_count(0)
    await group.comes(await group.invites("Cleo"))

    await expect(missing).to_have_count(0)
    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()


async def test_who_needs_a_leader_and_had_to_go_is_not_lost(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    await cleo.get_by_role("button", name="I need a leader").click()
    row = ada.locator(".attention li")
    await expect(row.get_by_text("Cleo needs a leader", exact=True)).to_be_visible()

    await goes(cleo)

    await expect(row.get_by_text("Cleo needs a leader, and had to go")).to_be_visible()
    await expect(row).to_have_count(1)
    await expect(dev.locator(".circle").get_by_role("img", name="Cleo")).to_have_count(0)
    await expect(dev.get_by_text("had to go")).to_have_count(0)
    await row.get_by_role("button", name="I have seen it").click()
    await expect(row).to_have_count(0)


async def test_leaders_read_quietly_that_somebody_had_to_go(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    told = ada.locator(".attention").get_by_text("Cleo had to go.")
    await cleo.get_by_role("button", name="I need a leader").click()
    await ada.get_by_role("button", name="I have seen it").click()
    await expect(cleo.get_by_text("Ada has seen this.")).to_be_visible()

    await goes(cleo)
    await expect(told).to_be_visible()
    await expect(dev.get_by_text("had to go")).to_have_count(0)
    await cleo.get_by_role("button", name="Come in again").click()
    await expect(told).to_have_count(0)
    await goes(cleo)
    await ada.locator(".attention").get_by_role("button", name="I have seen it").click()

    await expect(ada.locator(".attention")).to_have_count(0)


async def test_who_minds_an_observer_tells_the_leaders_and_nobody_else(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    dev = await group.joins("Dev")
    omar = await group.joins("Omar", Role.OBSERVER)
    await ada.get_by_role("button", name="The group agreed to observers today").click()
    await expect(omar.locator(".circle")).to_be_visible()

    await cleo.get_by_role("button", name="I would rather not be observed today").click()

    told = "Cleo would rather not be observed by Omar."
    await expect(ada.locator(".attention").get_by_text(told)).to_be_visible()
    await expect(cleo.get_by_text("The leaders know, and nobody else.")).to_be_visible()
    for page in (dev, omar):
        await expect(page.get_by_text(told)).to_have_count(0)
    await ada.locator(".attention").get_by_role("button", name="I have seen it").click()
    await expect(ada.locator(".attention")).to_have_count(0)


async def test_an_observer_comes_in_between_cases_once_the_group_has_agreed(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    omar = await group.joins("Omar", Role.OBSERVER)
    await group.presses(c.RecordObserversAgreed())
    await expect(ada.locator(".door li", has_text="Omar")).to_be_visible()
    await expect(omar.get_by_role("heading", name="You are at the door")).to_be_visible()

    await group.moves_to(Phase.CLOSE)
    await group.presses(c.Advance())

    await expect(omar.locator(".circle")).to_be_visible()
    await expect(ada.get_by_text("Observing: Omar")).to_be_visible()


async def test_a_newcomer_who_is_somebody_we_know_has_their_seat_again(group: Group) -> None:
    group.pardoned.append(REFUSED)
    ada = await group.joins("Ada", Role.LEADER)
    first = await group.joins("Cleo")
    await first.context.close()
    page = await comes_new(group, "Cleo on the phone")

    row = ada.locator(".door li", has_text="Cleo on the phone")
    await row.get_by_label("Who is Cleo on the phone?").select_option(label="Cleo")
    await row.get_by_role("button", name="This is them").click()

    await expect(page.locator(".circle")).to_be_visible()
    await expect(row).to_have_count(0)
    assert ["Ada", "Cleo"] == [one.name for one in group.state.seated()]


async def test_what_was_chosen_for_one_newcomer_is_not_handed_on_to_the_next(group: Group) -> None:
    group.pardoned.append(REFUSED)
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    for name in ("Dev", "Eve"):
        await comes_new(group, name)
    door = ada.locator(".door li")
    await door.filter(has_text="Dev").get_by_label("Who is Dev?").select_option(label="Cleo")

    await door.filter(has_text="Dev").get_by_role("button", name="Turn away").click()
    await ada.get_by_role("button", name="Yes, turn them away").click()

    await expect(door).to_have_count(1)
    await expect(ada.get_by_label("Who is Eve?")).to_have_value("")


async def test_another_device_is_told_until_the_phase_moves_on(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.joins("Cleo")
    await group.comes(await group.invites("Cleo"))
    told = ada.locator(".attention").get_by_text("Cleo went on from another device.")

    await expect(told).to_be_visible()
    await group.moves_to(Phase.OPENING)

    await expect(told).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(390, 844), (1280, 720)])
async def test_another_leaders_glance_is_seen_wherever_a_leader_has_scrolled_to(
    group: Group, width: int, height: int
) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport={"width": width, "height": height})
    for name, role in (("Ben", Role.LEADER), ("Cleo", Role.MEMBER)):
        await group.sits(name, role)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(ada.locator("main[data-phase=discuss]")).to_be_visible()

    await group.presses(c.SignalLeaders(LeaderSignal.LOOK_AT_PRESENTER), actor(group.person("Ben")))

    glance = ada.locator(".attention").get_by_text("look at the presenter")
    for place in ("0", "document.body.scrollHeight"):
        await ada.evaluate(f"scrollTo(0, {place})")
        await expect(glance).to_be_in_viewport(ratio=1)
    await ada.get_by_text("A glance").click()
    await ada.locator(".between").get_by_role("button", name="yes", exact=True).click()
    await expect(ada.locator(".between .lines li")).to_have_count(2)
    await expect(ada.locator(".attention li")).to_have_count(1)


async def test_leaders_are_told_that_the_presenter_is_back_in_whoever_ended_it(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=PHONE)
    dev = await group.joins("Dev")
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    words = "Cleo is back in the circle."
    told = ada.locator(".attention").get_by_text(words)
    for ends in ("by themselves", "by a leader"):
        await group.presses(c.SitBack(), actor(group.person("Cleo")))
        await expect(cleo.get_by_text("You only listen.")).to_be_visible()
        await expect(ada.get_by_text("Cleo sits back and listens.")).to_be_attached()
        await expect(told).to_have_count(0)

        if ends == "by themselves":
            await cleo.get_by_role("button", name="Come back in").click()
            await cleo.get_by_role("button", name="Yes, come back in").click()
        else:
            await group.presses(c.Release())

        await expect(told).to_be_in_viewport(ratio=1)
        await expect(ada.locator("#announced")).to_have_text(words)
        await group.presses(c.OfferPushBack())
    await expect(dev.get_by_text(words)).to_have_count(0)


@pytest.mark.parametrize(("width", "height"), [(1280, 800), tuple(PHONE.values()), (844, 390)])
async def test_no_button_and_no_chair_moves_where_a_row_comes_and_goes(
    group: Group, width: int, height: int
) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport={"width": width, "height": height})
    await group.sits("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(ada.locator("main[data-phase=discuss]")).to_be_visible()
    cleo, row = group.person("Cleo"), ada.locator(".attention li")
    places = [ada.locator(one) for one in (".stop", ".reach .next", ".circle")]
    before = [await one.bounding_box() for one in places]

    await group.presses(c.NeedLeader(), actor(cleo))
    await expect(row).to_be_in_viewport(ratio=1)
    during = [await one.bounding_box() for one in places]
    await group.presses(c.AnswerNeed(cleo), actor(group.person("Ada")))
    await expect(row).to_have_count(0)

    assert before == during == [await one.bounding_box() for one in places]


async def test_a_row_lies_over_nothing_that_the_keyboard_stands_on(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=PHONE, script=KNOWS)
    await group.sits("Cleo")
    await group.presses(c.NeedLeader(), actor(group.person("Cleo")))
    row, more = ada.locator(".attention"), ada.get_by_role("button", name="What is this?")
    await expect(row).to_be_visible()

    await more.focus()
    await ada.keyboard.press("Tab")
    await ada.keyboard.press("Shift+Tab")
    await expect(more).to_be_focused()

    above, below = await row.bounding_box(), await more.bounding_box()
    assert above is not None
    assert below is not None
    assert above["y"] + above["height"] <= below["y"]


KNOWS = """if (location.protocol === "http:") localStorage.setItem(
  "pushback.known", JSON.stringify({ gathering: { count: 4, day: "2020-01-01" } })
);"""
"""A leader to whom a name says enough."""


async def test_a_new_line_between_leaders_is_read_out_alone(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Ben", Role.LEADER)
    ben = actor(group.person("Ben"))
    lines = ada.locator(".between .lines li")
    for said in ("time", "questions", "you_take_it", "move_on"):
        await group.presses(c.SignalLeaders(LeaderSignal(said)), ben)
    await expect(lines).to_have_count(4)
    await ada.evaluate(READ_OUT)

    await group.presses(c.SignalLeaders(LeaderSignal.YES), ben)
    await expect(lines.last).to_contain_text("yes")

    read = await ada.evaluate("[...readOut].map((line) => line.lastChild.textContent)")
    assert ["yes"] == [line.strip() for line in read]


READ_OUT = """
window.readOut = new Set();
new MutationObserver((all) => {
  for (const { type, target, addedNodes } of all) {
    if (type === "characterData") readOut.add(target.parentElement.closest("li"));
    for (const one of addedNodes) {
      const line = (one.closest ? one : one.parentElement)?.closest("li");
      if (line) readOut.add(line);
    }
  }
}).observe(document.querySelector(".between .lines"), {
  subtree: true, childList: true, characterData: true,
});
"""
"""Keeps the lines that have changed: what a screen reader says of a live region."""
