"""The circle as it is drawn and as it is read out: seats in order, each told once, nothing in a
name's way."""

from itertools import combinations
from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms.roles import Role
from app.rooms.roles import person as actor
from app.rooms.state import Ring
from tests.support.browser import PHONE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

SMALL = {"width": 320, "height": 568}
NAMES = (
    *("Maximiliane-Sophie", "Bartholomew", "Anne-Charlotte", "Wilhelmina", "Konstantinos"),
    *("Jean-Baptiste", "Friederike", "Mohammed", "Rosalind", "Yevgeniya", "Oluwaseun"),
    *("Ingeborg", "Featherstonehaugh", "Quentin", "Zsófia", "Leopoldine", "Immanuel", "Thaddäus"),
)


async def written(page: Page) -> list[dict[str, Any]]:
    """Each line that stands beside a chair, and where, in the window's pixels."""
    lines: list[dict[str, Any]] = await page.locator(".chair .name, .chair .state").evaluate_all(
        """all => all.map((it) => [it.textContent, it.getBoundingClientRect().toJSON()])
          .map(([text, box]) => ({ text, ...box })).filter((one) => one.width)"""
    )
    return lines


def overlap(one: dict[str, Any], other: dict[str, Any]) -> bool:
    """More than the rim that a box of letters has around them."""
    rim = 2
    return bool(
        one["left"] + rim < other["right"]
        and other["left"] + rim < one["right"]
        and one["top"] + rim < other["bottom"]
        and other["top"] + rim < one["bottom"]
    )


async def test_each_chair_is_told_once_in_the_order_of_seats(group: Group) -> None:
    cleo = await group.joins("Cleo")
    await group.joins("Ada", Role.LEADER)
    await group.joins("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Dev")
    await group.presses(c.SitBack(camera=False), actor(group.person("Dev")))
    chairs = cleo.locator(".circle").get_by_role("list")
    await expect(chairs.get_by_role("img")).to_have_count(3)

    await expect(chairs).to_match_aria_snapshot(
        """
        - 'list "The circle, people: 3"':
          - /children: deep-equal
          - listitem:
            - img "Cleo, you"
          - listitem:
            - img "Ada, leads"
          - listitem:
            - img "Dev, presents, listening, camera off by choice"
        """
    )


@pytest.mark.parametrize("window", [PHONE, SMALL, {"width": 1180, "height": 820}])
@pytest.mark.parametrize("count", [8, 12, 16])
async def test_names_stand_clear_of_each_other_and_within_the_window(
    group: Group, window: dict[str, int], count: int
) -> None:
    dev = await group.joins("Dev", viewport=window)
    await group.sits("Ada", Role.LEADER)
    await group.joins("Cleo")
    for name in NAMES[: count - 3]:
        await group.presses(c.SeatByName(name))
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await group.presses(c.SitBack(camera=False), actor(group.person("Cleo")))
    await expect(dev.locator(".chair")).to_have_count(count)
    await expect(dev.get_by_text("by choice", exact=True)).to_be_visible()

    lines = await written(dev)

    assert [] == [(a["text"], b["text"]) for a, b in combinations(lines, 2) if overlap(a, b)]
    assert [] == [one["text"] for one in lines if one["left"] < 0 or one["right"] > window["width"]]


async def test_names_of_an_outer_ring_stand_within_the_window_too(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["inner_outer"])
    dev = await group.joins("Dev", viewport=SMALL)
    for name in NAMES[:13]:
        await group.presses(c.SeatByName(name))
    for one in group.state.seated()[-6:]:
        await group.presses(c.SetRing(one.id, Ring.OUTER))
    await expect(dev.locator(".circle svg.rings .chair")).to_have_count(14)

    assert [] == [one["text"] for one in await written(dev) if one["left"] < 0]
    assert [] == [one["text"] for one in await written(dev) if one["right"] > SMALL["width"]]


async def test_sixteen_are_drawn_and_the_others_counted(group: Group) -> None:
    dev = await group.joins("Dev")
    await group.sits("Ada", Role.LEADER)
    for name in NAMES:
        await group.presses(c.SeatByName(name))

    await expect(dev.locator(".chair")).to_have_count(16)
    await expect(dev.get_by_text("and 4 more")).to_be_visible()


async def test_a_presenter_is_drawn_however_many_sit_before_them(group: Group) -> None:
    dev = await group.joins("Dev")
    await group.sits("Ada", Role.LEADER)
    for name in NAMES:
        await group.presses(c.SeatByName(name))
    await group.joins("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    await expect(dev.get_by_role("img", name="Cleo, presents")).to_be_visible()
    await expect(dev.locator(".chair")).to_have_count(16)


async def test_observers_are_named_up_to_sixteen_and_then_counted(group: Group) -> None:
    dev = await group.joins("Dev")
    for n in range(1, 19):
        await group.sits(f"Omar{n}", Role.OBSERVER)
    await group.presses(c.RecordObserversAgreed())

    names = ", ".join(f"Omar{n}" for n in range(1, 17))
    await expect(dev.get_by_text(f"Observing: {names} and 2 more", exact=True)).to_be_visible()


async def test_a_name_of_the_other_direction_turns_nothing_around(group: Group) -> None:
    noa = await group.joins("נועה", locale="he-IL")
    await group.sits("Dev (B.)", Role.LEADER)
    name = noa.locator(".chair .name", has_text="Dev (B.)")
    await name.wait_for()

    first, last = await name.evaluate(
        """it => [0, it.getNumberOfChars() - 1].map((n) => it.getStartPositionOfChar(n).x)"""
    )

    assert first < last


WINDOWS = ((1280, 800), (1024, 700), (640, 360), tuple(PHONE.values()))


@pytest.mark.parametrize("locale", ["en-GB", "de-DE", "fr-FR", "he-IL"])
async def test_no_word_in_the_middle_runs_under_a_chair(group: Group, locale: str) -> None:
    people = [("Ada", Role.LEADER), ("Cleo", Role.MEMBER), ("Dev", Role.MEMBER)]
    here = [await group.joins(*one, locale=locale) for one in (*people, ("Omar", Role.OBSERVER))]
    await group.presses(c.RecordObserversAgreed())
    for name in ("Eva Maria", "Friedrich", "Gwen", "Hans-Peter", "Ben"):
        await group.presses(c.SeatByName(name))
    cleo = actor(group.person("Cleo"))

    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await stands_clear(here, "main[data-phase=discuss]")
    await group.presses(c.SitBack(camera=True), cleo)
    await stands_clear(here, "main:has(.chair.back)")
    await group.presses(c.ComeBackIn(), cleo)
    await stands_clear(here, "main:not(:has(.chair.back))")
    await group.presses(c.Stop())
    await stands_clear(here, "main:has(.stopped-here)")


async def stands_clear(pages: list[Page], drawn: str) -> None:
    """Once it is drawn, each line in the middle stands beside every chair, in every window."""
    for page in pages:
        await page.locator(drawn).wait_for()
        for width, height in WINDOWS:
            await page.set_viewport_size({"width": width, "height": height})
            assert [] == await page.evaluate(UNDER), f"{drawn}, {width} by {height}"


UNDER = """() => {
  const chairs = [...document.querySelectorAll(".chair .seat")];
  const seats = chairs.map((it) => it.getBoundingClientRect());
  const isUnder = (line) => seats.some(({ x, y, width }) => {
    const [across, down] = [x + width / 2, y + width / 2];
    const aside = Math.max(line.left - across, 0, across - line.right);
    const apart = Math.max(line.top - down, 0, down - line.bottom);
    return Math.hypot(aside, apart) < width / 2;
  });
  const range = document.createRange();
  const words = document.createTreeWalker(document.querySelector(".middle"), NodeFilter.SHOW_TEXT);
  const under = [];
  for (let one; (one = words.nextNode()); ) {
    if (!one.textContent.trim() || one.parentElement.closest(".unseen")) continue;
    range.selectNodeContents(one);
    if ([...range.getClientRects()].some(isUnder)) under.push(one.textContent.trim());
  }
  return under;
}"""
"""What stands in the middle behind a chair, line by line; a chair is round."""
