"""A leader with a phone: what hurries is in reach of a thumb, and nothing lies hidden behind it."""

from typing import Any

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from app.rooms.roles import person as actor
from tests.browser.test_seen import NARROW, fits, is_clean
from tests.support.browser import PHONE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

HURRIES = ("Stop here", "Pause the clock", "On to: Coming back in")


async def leads_on(group: Group, width: int, height: int) -> Page:
    """A leader in the middle of a case, on a screen of this size."""
    ada = await group.joins("Ada", Role.LEADER, viewport={"width": width, "height": height})
    await group.sits("Cleo")
    for one in (Phase.CLARIFY, Phase.DISCUSS):
        await group.moves_to(one, presenter="Cleo")
        await expect(ada.locator(f"main[data-phase='{one}']")).to_be_visible()
    return ada


@pytest.mark.parametrize(("width", "height"), [tuple(PHONE.values()), (320, 640), (844, 390)])
async def test_what_hurries_is_in_reach_wherever_a_leader_has_scrolled_to(
    group: Group, width: int, height: int
) -> None:
    ada = await leads_on(group, width, height)

    for place in ("0", "document.body.scrollHeight"):
        await ada.evaluate(f"scrollTo(0, {place})")
        for name in HURRIES:
            button = ada.get_by_role("button", name=name)
            await expect(button).to_be_in_viewport(ratio=1)
            await button.click(trial=True)


SMALL = [(390, 664), (320, 568), (844, 390)]
NEAR = ("One phase back", "1 min less here", "1 min more here", "5 min more here")


@pytest.mark.parametrize(("width", "height"), SMALL)
async def test_what_corrects_is_one_tap_away_in_the_bar(
    group: Group, width: int, height: int
) -> None:
    ada = await leads_on(group, width, height)

    await expect(ada.get_by_role("button", name="Back to: Questions of fact")).to_be_in_viewport(
        ratio=1
    )
    await ada.get_by_role("button", name="Back to: Questions of fact").click(trial=True)
    await ada.get_by_role("button", name="Other moves").click()
    for name in NEAR:
        await expect(ada.get_by_role("button", name=name)).to_be_in_viewport(ratio=1)
        await ada.get_by_role("button", name=name).click(trial=True)
    await ada.get_by_role("button", name="Straight to: Leaving the case").click(trial=True)

    assert 0 == await ada.evaluate("scrollY")


async def test_who_cannot_go_on_without_a_presenter_is_led_to_the_choice(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=PHONE)
    for name in ("Cleo", "Dev", "Eve", "Finn"):
        await group.sits(name)
    await group.moves_to(Phase.SELECT)
    choice, bar = ada.get_by_label("Presents case 1"), ada.locator(".reach")

    await ada.get_by_role("button", name="Choose a presenter first.").click()

    await expect(choice).to_be_focused()
    await expect(choice).to_be_in_viewport(ratio=1)
    place, thumb = await choice.bounding_box(), await bar.bounding_box()
    assert place is not None
    assert thumb is not None
    assert place["y"] + place["height"] <= thumb["y"]
    time = await ada.locator(".timing").bounding_box()
    assert time is not None
    assert place["y"] < time["y"]


async def test_what_comes_and_goes_in_the_bar_moves_nothing_under_a_thumb(group: Group) -> None:
    ada = await leads_on(group, 390, 664)
    undo = ada.get_by_role("button", name="Back to: Questions of fact")
    pause = ada.get_by_role("button", name="Pause the clock")
    await expect(undo).to_be_visible()
    before = await pause.bounding_box()

    await ada.get_by_role("button", name="Other moves").click()
    unfolded = await pause.bounding_box()
    await expect(undo).to_have_count(0, timeout=20_000)

    assert before == unfolded == await pause.bounding_box()


async def test_what_is_folded_away_is_there_for_keys(group: Group) -> None:
    ada = await leads_on(group, 640, 400)
    await group.presses(c.Pause())
    await expect(ada.locator(".timing")).to_contain_text("19:5")

    await ada.keyboard.press("+")
    await expect(ada.locator(".timing")).to_contain_text("20:5")
    await ada.get_by_role("button", name="On to: Coming back in").focus()
    await ada.keyboard.press("Tab")

    await expect(ada.get_by_role("button", name="One phase back")).to_be_focused()
    await expect(ada.get_by_role("button", name="One phase back")).to_be_in_viewport(ratio=1)


@pytest.mark.parametrize("width", [PHONE["width"], 320])
async def test_nothing_lies_behind_what_hurries(group: Group, width: int) -> None:
    ada = await leads_on(group, width, 640)
    last = ada.get_by_role("button", name="I have to go")

    await ada.evaluate("scrollTo(0, document.body.scrollHeight)")
    await expect(last).to_be_in_viewport(ratio=1)
    bar, own = await ada.locator(".reach").bounding_box(), await last.bounding_box()

    assert bar is not None
    assert own is not None
    assert own["y"] + own["height"] <= bar["y"]


async def test_who_needs_a_leader_is_read_at_the_top_wherever_the_leader_has_scrolled_to(
    group: Group,
) -> None:
    ada = await leads_on(group, **PHONE)
    await (await group.joins("Gwen")).get_by_role("button", name="I need a leader").click()

    request = ada.locator(".attention").get_by_text("Gwen needs a leader")
    await expect(request).to_be_in_viewport()
    await ada.evaluate("scrollTo(0, document.body.scrollHeight)")

    await expect(request).to_be_in_viewport()
    await ada.get_by_role("button", name="I have seen it").click(trial=True)


async def test_however_many_need_a_leader_most_of_the_page_stays_seen(group: Group) -> None:
    ada = await leads_on(group, 320, 568)
    for name in ("Dev", "Eve", "Finn", "Gwen"):
        await group.sits(name)
        await group.presses(c.NeedLeader(), actor(group.person(name)))
    await expect(ada.locator(".attention li")).to_have_count(4)

    top, bar = await ada.locator(".attention").bounding_box(), ada.locator(".reach")
    below = await bar.bounding_box()

    assert top is not None
    assert below is not None
    assert below["y"] - (top["y"] + top["height"]) > 568 / 4
    await ada.get_by_role("button", name="I have seen it").last.click(trial=True)


async def test_right_to_left_words_stand_off_the_border_where_they_begin(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport=NARROW, locale="he-IL")
    await group.sits("Cleo")
    await group.presses(c.NeedLeader(), actor(group.person("Cleo")))

    await expect(ada.locator(".attention li")).to_have_css("padding-right", "16px")


@pytest.mark.parametrize("locale", ["en-GB", "de", "fr", "he"])
async def test_all_that_leaders_unfold_fits_a_narrow_page_and_breaks_no_rule(
    group: Group, locale: str
) -> None:
    narrow: dict[str, Any] = {"viewport": NARROW, "locale": locale, "bypass_csp": True}
    ada = await group.joins("Ada", Role.LEADER, **narrow)
    for name in ("Cleo", "Bartholomew Featherstonehaugh"):
        await group.sits(name)
    await group.presses(c.SeatByName("Maximiliane-Sophie"))
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await group.comes(await group.invites("Dev"))
    await expect(ada.locator(".door li")).to_have_count(1)

    await ada.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
    await ada.locator("button.more").click()

    await fits(ada)
    await is_clean(ada, f"a leader's page with everything unfolded, {locale}")


@pytest.mark.parametrize(
    ("width", "height"), [tuple(PHONE.values()), (320, 640), (844, 390), (1280, 900)]
)
async def test_a_yes_never_lies_where_the_question_was_asked(
    group: Group, width: int, height: int
) -> None:
    ada = await leads_on(group, width, height)
    await group.comes(await group.invites("Dev"))
    await group.moves_to(Phase.CORRIDOR, presenter="Cleo")

    for name in ("End the meeting", "Turn away"):
        opener = ada.get_by_role("button", name=name, exact=True)
        await opener.scroll_into_view_if_needed()
        before = await opener.bounding_box()
        await opener.click()
        yes = await ada.locator("[data-asked] button:not(.plain)").bounding_box()
        assert before is not None
        assert yes is not None
        assert not overlap(before, yes)
        await ada.locator("[data-asked] button.plain").click()


def overlap(one: Any, other: Any) -> bool:
    """Whether two boxes share a place."""
    return all(
        one[at] < other[at] + other[long] and other[at] < one[at] + one[long]
        for at, long in (("x", "width"), ("y", "height"))
    )


async def test_what_was_refused_is_read_at_the_thumb_wherever_the_leader_has_scrolled_to(
    group: Group,
) -> None:
    ada = await leads_on(group, **PHONE)
    await ada.evaluate("scrollTo(0, document.body.scrollHeight)")

    for _ in range(6):
        await ada.get_by_role("button", name="One case fewer").click()

    await expect(ada.locator(".notice:visible")).to_be_in_viewport(ratio=1)
