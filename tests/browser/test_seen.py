"""What eyes and screen readers meet: narrow pages, right to left, and the rules of WCAG by axe."""

import re
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.units import Millis
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TELEPHONE = ("Maximiliane-Sophie", "Bartholomew Featherstonehaugh", *"DEFGHIJK")
"""Those beside the call, so that the circle is as full as it gets."""
NARROW = {"width": 320, "height": 640}


async def is_clean(page: Page, where: str) -> None:
    """Light and dark, the page breaks no rule of WCAG 2.2 A and AA that axe can check."""
    for scheme in SCHEMES:
        await page.emulate_media(color_scheme=scheme)
        assert [] == await violations(page), f"{where}, {scheme}"


async def violations(page: Page) -> list[str]:
    """What axe complains of: which rule, and what breaks it."""
    await page.evaluate(AXE.read_text())
    seen: Any = await page.evaluate(
        "rules => axe.run(document, { runOnly: { type: 'tag', values: rules } })", RULES
    )
    assert seen["passes"]
    return [
        f"{one['id']}: {node['html'][:120]}: {node['failureSummary'][:200]}"
        for one in seen["violations"]
        for node in one["nodes"]
    ]


async def fits(page: Page) -> None:
    """Nothing of the page stands outside the window's width."""
    await page.locator("main").wait_for()
    overhang = await page.evaluate(
        """() => {
          const wide = document.documentElement.clientWidth;
          const out = [...document.querySelectorAll("main *")].filter((it) => {
            const { left, right, width } = it.getBoundingClientRect();
            return width && it.checkVisibility() && (left < -1 || right > wide + 1);
          });
          const scrolls = document.documentElement.scrollWidth > wide;
          return out.map((it) => it.outerHTML.slice(0, 120)).concat(scrolls ? ["it scrolls"] : []);
        }"""
    )
    assert [] == overhang


async def test_axe_is_there_and_finds_what_is_wrong(group: Group) -> None:
    page = await group.joins("Cleo", viewport=NARROW, bypass_csp=True)
    await page.evaluate("document.querySelector('.own button').style.color = '#ccc'")

    assert ["color-contrast"] == [one.partition(":")[0] for one in await violations(page)]


async def test_the_way_in_is_clean_and_fits_a_narrow_page(group: Group) -> None:
    group.pardoned.append("the server responded with a status of 4")
    newcomer = await group.comes(await group.invites_all(), viewport=NARROW, bypass_csp=True)
    await expect(newcomer.get_by_label("What shall the circle call you?")).to_be_visible()
    await is_clean(newcomer, "name")
    await fits(newcomer)
    await newcomer.get_by_label("What shall the circle call you?").fill("Gita")
    await newcomer.get_by_role("button", name="Come in").click()
    await expect(newcomer.get_by_role("button", name="I agree")).to_be_visible()
    await is_clean(newcomer, "agreement")
    await fits(newcomer)
    await newcomer.get_by_role("button", name="I agree").click()
    await newcomer.get_by_role("button", name="That is so").click()
    await expect(newcomer.get_by_role("heading", name="You are at the door")).to_be_visible()
    await is_clean(newcomer, "door")
    await fits(newcomer)


async def test_one_long_unbroken_name_fits_a_narrow_page(group: Group) -> None:
    long = 60 * "W"
    cleo = await group.comes(await group.invites(long), viewport=NARROW)
    await cleo.locator(".agreement").wait_for()
    await fits(cleo)
    await agrees(cleo)
    ada = await group.joins("Ada", Role.LEADER, viewport=NARROW)
    dev = await group.joins("Dev", viewport=NARROW)
    for phase in (Phase.SELECT, Phase.PRESENT, Phase.DISCUSS):
        await group.moves_to(phase, presenter=long)
        if phase is Phase.SELECT:
            await group.presses(c.ChoosePresenter(group.person(long)))
            for summary in await ada.locator("summary").all():
                await summary.click()
        if phase is Phase.DISCUSS:
            await cleo.get_by_role("button", name="I need a leader").click()
            await expect(ada.locator(".attention")).to_contain_text(long)
        for page in (ada, cleo, dev):
            await page.locator(f"main[data-phase={phase}]").wait_for()
            await fits(page)


@pytest.mark.slow
async def test_the_pages_of_a_case_are_clean_and_fit_a_narrow_page(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=NARROW, bypass_csp=True)
    await group.sits("Ben", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=NARROW, bypass_csp=True)
    dev = await group.joins("Dev", viewport=NARROW, bypass_csp=True)
    omar = await group.joins("Omar", Role.OBSERVER, viewport=NARROW, bypass_csp=True)
    await group.moves_to(Phase.OPENING)
    await group.presses(c.RecordObserversAgreed())
    for name in TELEPHONE:
        await group.presses(c.SeatByName(name))
    await group.moves_to(Phase.SELECT)
    await expect(ada.get_by_role("button", name="On to: The case is told")).to_be_visible()
    for summary in await ada.locator("summary").all():
        await summary.click()
    await is_clean(ada, "leader in select")
    await fits(ada)

    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(cleo.get_by_role("button", name="Sit back")).to_be_visible()
    await is_clean(cleo, "presenter who is offered")
    await fits(cleo)
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(cleo.get_by_text("You only listen.")).to_be_visible()
    for page, who in ((ada, "leader"), (cleo, "presenter"), (dev, "member"), (omar, "observer")):
        await expect(page.get_by_role("heading", level=1, name="Discussion")).to_be_visible()
        await is_clean(page, f"{who} in discuss")
        await fits(page)


@pytest.mark.parametrize("width", [NARROW, {"width": 1280, "height": 900}], ids=["narrow", "wide"])
async def test_hebrew_reads_from_right_to_left_and_fits(
    group: Group, width: dict[str, int]
) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=width, locale="he-IL")
    cleo = await group.joins("Cleo", viewport=width, locale="he-IL")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    for page in (ada, cleo):
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        await expect(page.locator("html")).to_have_attribute("lang", "he")
        await expect(page.get_by_role("heading", level=1)).not_to_contain_text("Discussion")
        await expect(page.get_by_role("heading", level=1)).to_be_visible()
        await fits(page)


async def test_twice_the_text_size_still_fits(group: Group) -> None:
    """A window of 1280 px is 640 px wide at 200 %."""
    cleo = await group.joins("Cleo", viewport={"width": 640, "height": 450})
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    await expect(cleo.get_by_role("button", name="Sit back")).to_be_visible()

    await fits(cleo)


async def test_a_phase_is_announced_once_and_politely_and_time_never(group: Group) -> None:
    cleo = await group.joins("Cleo", script=HEARD)
    await group.sits("Ada", Role.LEADER)
    said = cleo.locator("#announced")
    await expect(said).to_have_attribute("aria-live", "polite")

    await group.moves_to(Phase.OPENING)
    await expect(said).to_have_text(re.compile("^Opening. We settle"))
    await group.presses(c.Pause())
    await group.presses(c.Extend(Millis(60_000)))
    await expect(cleo.get_by_text("The clock is paused")).to_be_visible()

    assert ["Opening"] == [one.partition(".")[0] for one in await heard(cleo)]
    live = ":is([aria-live=polite], [role=status], [role=timer])"
    await expect(cleo.locator(f"{live} .clock, .clock {live}, {live}.clock")).to_have_count(0)


HEARD = """
window.heard = [];
addEventListener("DOMContentLoaded", () => {
  const place = document.getElementById("announced");
  new MutationObserver(() => place.textContent && heard.push(place.textContent))
    .observe(place, { childList: true });
});
"""
"""Keeps what was announced, whether or not it stands there still."""


async def heard(page: Page) -> list[str]:
    """All that was announced so far."""
    found: list[str] = await page.evaluate("heard")
    return found


async def test_a_sentence_that_is_the_phases_name_is_said_once(group: Group) -> None:
    cleo = await group.joins("Cleo", script=HEARD)
    await group.sits("Ada", Role.LEADER)

    await group.moves_to(Phase.SELECT)

    await expect(cleo.locator("#announced")).to_have_text("Who has a case?")


async def test_a_button_that_says_the_way_back_is_not_pressed_as_well(group: Group) -> None:
    cleo = await group.joins("Cleo")
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.SELECT)

    await cleo.get_by_role("button", name="I could present").click()

    back = cleo.get_by_role("button", name="Rather not")
    await expect(back).to_be_visible()
    assert await back.get_attribute("aria-pressed") is None


async def test_the_screen_may_sleep_once_the_meeting_is_over(group: Group) -> None:
    cleo = await group.joins("Cleo", script=LOCK)
    await expect(cleo.locator("html")).to_have_attribute("data-screen", "kept on")

    await group.presses(c.EndMeeting())

    await expect(cleo.locator("html")).to_have_attribute("data-screen", "let go")


LOCK = """
const say = (what) => { document.documentElement.dataset.screen = what; };
const lock = { released: true, release: async () => { lock.released = true; say("let go"); } };
const request = async () => { lock.released = false; say("kept on"); return lock; };
Object.defineProperty(navigator, "wakeLock", { value: { request } });
"""
"""A screen that can be kept on, wherever the browser runs."""


async def test_what_needs_a_leader_is_announced_once_and_to_leaders_alone(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HEARD)
    ben = await group.joins("Ben", Role.LEADER, script=HEARD)
    cleo = await group.joins("Cleo", script=HEARD)
    said = ada.locator("#announced")

    await cleo.get_by_role("button", name="I need a leader").click()
    await expect(said).to_have_text("Cleo needs a leader")
    await ben.get_by_role("button", name="On to: Opening").click()

    await expect(said).to_have_text("Ben: Opening the meeting in a moment")
    await expect(ben.locator("#announced")).to_have_text("Opening the meeting in a moment")
    await expect(said).to_have_text(re.compile("^Opening. We settle"))
    assert 1 == (await heard(ada)).count("Cleo needs a leader")
    assert [] == [one for one in await heard(cleo) if "leader" in one or "moment" in one]


async def test_the_time_is_said_now_and_then_to_who_turned_that_on(group: Group) -> None:
    """An opening of four seconds: who sees parts of it is told a new part, who leads the digits."""
    pages = {"Cleo": await group.joins("Cleo"), "Ada": await group.joins("Ada", Role.LEADER)}
    dev = await group.joins("Dev")
    await group.moves_to(Phase.OPENING)
    for page in pages.values():
        await page.get_by_role("button", name="Say the time now and then").focus()
        await page.keyboard.press("Enter")
    await expect(pages["Cleo"].locator("#announced")).to_have_text("Opening: early")

    await group.presses(c.Shorten(Millis(8 * 60_000 - 4_000)))

    await expect(pages["Cleo"].locator("#announced")).to_have_text("Opening: last part")
    await expect(pages["Ada"].locator("#announced")).to_have_text("0:00 left")
    await expect(dev.locator("#announced")).to_have_text(re.compile("^Opening. We settle"))


async def test_what_was_announced_is_gone_soon_after(group: Group) -> None:
    cleo = await group.joins("Cleo", script=HEARD)
    await group.sits("Ada", Role.LEADER)

    await group.moves_to(Phase.OPENING)
    await expect(cleo.locator("#announced")).to_have_text(re.compile("^Opening. We settle"))

    await expect(cleo.locator("#announced")).to_be_empty()
    assert 1 == len(await heard(cleo))


KEPT = "const real = setTimeout; setTimeout = (f, ms) => real(f, ms === 5000 ? 1e9 : ms);"
"""What was announced does not go by itself."""


async def test_what_was_announced_is_gone_at_once_where_it_is_not_to_be_read(group: Group) -> None:
    cleo = await group.joins("Cleo", script=KEPT)
    await group.sits("Ada", Role.LEADER)
    said = cleo.locator("#announced")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await expect(said).to_have_text(re.compile("^Discussion"))

    await cleo.get_by_role("button", name="Sit back").click()
    await expect(cleo.get_by_text("You only listen.")).to_be_visible()
    await expect(said).to_be_empty()
    await group.moves_to(Phase.REJOIN)
    await expect(said).to_have_text(re.compile("^Coming back in"))
    await cleo.get_by_role("button", name="Someone can hear").click()

    await expect(cleo.get_by_text("The page is blank now")).to_be_visible()
    await expect(said).to_be_empty()


async def test_that_a_leader_stops_the_meeting_is_announced(group: Group) -> None:
    cleo = await group.joins("Cleo")
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await expect(cleo.locator("#announced")).to_have_text(re.compile("^The case is told. Cleo"))

    await group.presses(c.Stop())

    await expect(cleo.locator("#announced")).to_have_text("We stop here for a moment.")


@pytest.mark.parametrize("phase", [Phase.OPENING, Phase.DISCUSS])
async def test_members_of_a_soft_clock_meet_no_digits_but_the_end(
    group: Group, phase: Phase
) -> None:
    dev = await group.joins("Dev")
    await group.joins("Cleo")
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(phase, presenter="Cleo")
    await expect(dev.locator(".clock")).to_contain_text("The meeting ends at")

    told: list[str] = await dev.evaluate(
        """() => {
          const told = (name) => [...document.querySelectorAll(`[${name}]`)]
            .map((it) => it.getAttribute(name));
          const spoken = ["aria-label", "title", "aria-valuetext"].flatMap(told);
          return [document.body.innerText, document.title, ...spoken];
        }"""
    )

    kept = re.sub(r"The meeting ends at \d\d:\d\d|people: \d", "", " ".join(told))
    assert [] == re.findall(r"\d+", kept)


async def test_past_the_time_nothing_changes_its_colour(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await expect(ada.locator(".clock")).to_contain_text("left")
    before = await colours(ada)

    await group.presses(c.Shorten(Millis(8 * 60_000 - 1_000)))
    await expect(ada.locator(".clock")).to_contain_text("past the time")

    assert before == await colours(ada)


async def colours(page: Page) -> dict[str, list[str]]:
    """What colours the clock and all around it have, by what they are the colours of."""
    seen: dict[str, list[str]] = await page.evaluate(
        """() => {
          const props = ["color", "backgroundColor", "borderTopColor", "fill", "animationName"];
          const places = ["html", "body", ".table", ".middle", ".clock", ".clock p", ".rug"];
          return Object.fromEntries(places.map((place) => {
            const style = getComputedStyle(document.querySelector(place));
            return [place, props.map((prop) => style[prop])];
          }));
        }"""
    )
    return seen


async def test_nothing_moves_where_somebody_wants_no_motion(group: Group) -> None:
    cleo = await group.joins("Cleo", reduced_motion="reduce")

    await expect(cleo.locator(".chair").first).to_have_css("transition-duration", "0s")
