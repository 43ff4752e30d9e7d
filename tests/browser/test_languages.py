"""A meeting in each language: nothing is left in English, and it fits where pages are narrow."""

import re

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from app.web.client import FOLDER
from tests.browser.test_seen import NARROW, fits
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

ZOOMED = {"width": 640, "height": 450}
"""A window of 1280 px at 200 %."""
LANGUAGES = [path.stem for path in (FOLDER / "words").glob("*.js") if len(path.stem) < 4]
OTHERS = sorted({*LANGUAGES} - {"en"})
PHASES = [one for one in Phase if one not in (Phase.LEADERSHIP, Phase.DEBRIEF, Phase.ENDED)]


async def words(page: Page, language: str) -> dict[str, str]:
    """The circle's words in the file of that language, as the page itself has it."""
    found: dict[str, str] = await page.evaluate(
        "async (one) => (await import(`/client/words/${one}.js`)).default", language
    )
    return found


async def direction(page: Page, language: str) -> str:
    """Which way that language is written, by its file."""
    found: str = await page.evaluate(
        "async (one) => (await import(`/client/words/${one}.js`)).direction", language
    )
    return found


async def told(page: Page) -> list[str]:
    """All that is written or read out, drawn or folded away, piece by piece."""
    pieces: list[str] = await page.evaluate(
        """() => {
          const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          const texts = [];
          while (walk.nextNode()) texts.push(walk.currentNode.textContent);
          for (const name of ["aria-label", "title", "placeholder"])
            for (const it of document.querySelectorAll(`[${name}]`))
              texts.push(it.getAttribute(name));
          return texts.map((text) => text.trim()).filter(Boolean);
        }"""
    )
    return pieces


def left_over(pieces: list[str], english: dict[str, str], spoken: dict[str, str]) -> list[str]:
    """Which of them are English words, where that language has its own; whatever was filled in."""
    only = {words for key, words in english.items() if words and words != spoken[key]}
    own = set(spoken.values())
    patterns = [
        re.compile(re.sub(r"\\\{\w+\\\}", ".*", re.escape(words)))
        for words in only - own
        if re.search(r"[a-z]{3}", re.sub(r"\{\w+\}", "", words))
    ]
    return [one for one in pieces if any(pattern.fullmatch(one) for pattern in patterns)]


async def test_english_words_are_found_where_they_are_left(group: Group) -> None:
    page = await group.joins("Cleo", locale="en-GB")
    english, german = await words(page, "en"), await words(page, "de")

    assert "I need a leader" in left_over(await told(page), english, german)
    assert ["Ada has seen this."] == left_over(["Ada has seen this.", "Ada"], english, german)


@pytest.mark.slow
@pytest.mark.parametrize("language", OTHERS)
async def test_a_meeting_in_another_language_has_nothing_left_in_english(
    group: Group, language: str
) -> None:
    roles = {"Ada": Role.LEADER, "Cleo": Role.MEMBER, "Dev": Role.MEMBER, "Omar": Role.OBSERVER}
    pages = {
        name: await group.joins(name, role, locale=language, viewport=NARROW)
        for name, role in roles.items()
    }
    await group.presses(c.RecordObserversAgreed())
    english, spoken = await words(pages["Dev"], "en"), await words(pages["Dev"], language)
    for phase in PHASES:
        await group.moves_to(phase, presenter="Cleo")
        for name, page in pages.items():
            heading = page.get_by_role("heading", level=1)
            await expect(heading).to_have_text(spoken[f"phase.{phase.value}"])
            assert [] == left_over(await told(page), english, spoken), f"{name} in {phase.value}"
        if phase is Phase.DISCUSS:
            await pages["Cleo"].get_by_role("button", name=spoken["back.sit"], exact=True).click()
            await expect(pages["Dev"].locator(".chair.back")).to_be_visible()
    for page in pages.values():
        await expect(page.locator("html")).to_have_attribute("lang", language)
        written = await direction(page, language)
        await expect(page.locator("html")).to_have_attribute("dir", written)


@pytest.mark.slow
@pytest.mark.parametrize("window", [NARROW, ZOOMED], ids=["narrow", "twice the size"])
@pytest.mark.parametrize("language", OTHERS)
async def test_a_page_in_another_language_fits(
    group: Group, language: str, window: dict[str, int]
) -> None:
    cleo = await group.joins("Cleo", locale=language, viewport=window)
    dev = await group.joins("Dev", locale=language, viewport=window)
    await group.joins("Ada", Role.LEADER)
    for phase in (Phase.SELECT, Phase.DISCUSS, Phase.REJOIN):
        await group.moves_to(phase, presenter="Cleo")
        if phase is Phase.DISCUSS:
            await fits(cleo)
            await cleo.locator(".presenting button.first").click()
        for page in (cleo, dev):
            await page.locator(f"main[data-phase={phase}]").wait_for()
            await fits(page)
    own = cleo.locator(".presenting .pair button").first
    assert (await own.bounding_box() or {"x": -1})["x"] >= 0


async def test_who_reads_no_language_of_ours_reads_english_and_nothing_fails(group: Group) -> None:
    cleo = await group.joins("Cleo", locale="da-DK")

    await expect(cleo.locator("html")).to_have_attribute("lang", "en")
    await expect(cleo.get_by_role("heading", level=1)).to_have_text("Gathering")


async def test_what_is_written_from_right_to_left_begins_at_the_right(group: Group) -> None:
    cleo = await group.joins("Cleo", locale="he-IL")
    first, last = cleo.locator(".own button").first, cleo.locator(".own button").last
    begins, ends = await first.bounding_box(), await last.bounding_box()

    assert begins is not None
    assert ends is not None
    assert begins["x"] > ends["x"]
