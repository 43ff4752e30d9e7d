"""Where the keyboard stands on a leader's page, when what it stood on goes away."""

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.browser.test_leading import phase
from tests.support.browser import HASTE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]


EACH_PRESS = """() => {
    window.presses = 0;
    addEventListener("click", () => (window.presses += 1), true);
}"""
"""Counts the presses that reach a button of the page."""


IN_ONE_FRAME = """button => {
    button.click();
    button.dispatchEvent(new KeyboardEvent("keydown", { key: "Escape", bubbles: true }));
}"""
"""Begins and stops so quickly that nothing is drawn between."""


async def presses(page: Page, name: str) -> None:
    """By keyboard alone."""
    await page.get_by_role("button", name=name, exact=name == "No").focus()
    await page.keyboard.press("Enter")


async def holds(page: Page, name: str) -> None:
    """So long that the key repeats itself, each time after the page was drawn."""
    await page.get_by_role("button", name=name).focus()
    for _ in range(4):
        await page.keyboard.down("Enter")
        await page.evaluate(
            "() => new Promise(drawn => requestAnimationFrame(() => requestAnimationFrame(drawn)))"
        )
    await page.keyboard.up("Enter")


async def is_no_slip_any_more(page: Page) -> None:
    """So long after a move was begun that the next press of the key is meant."""
    await page.wait_for_function(
        "until => performance.now() > until", arg=await page.evaluate("performance.now() + 500")
    )


async def test_a_move_begun_stopped_and_made_keeps_the_keyboard_at_the_next_step(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HASTE.replace("300", "1500"))

    await presses(ada, "On to: Opening")
    await expect(ada.get_by_role("button", name="Not yet")).to_be_focused()
    await is_no_slip_any_more(ada)
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(phase(ada, "Opening")).to_be_visible()
    await expect(ada.get_by_role("button", name="On to: Who has a case?")).to_be_focused()


async def test_who_goes_on_pressing_after_a_move_stops_nothing(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await group.sits("Cleo")
    await group.moves_to(Phase.SELECT)
    await group.presses(c.ChoosePresenter(group.person("Cleo")))

    await presses(ada, "On to: The case is told")
    await expect(phase(ada, "The case is told")).to_be_visible()
    await expect(ada.get_by_role("button", name="On to: Questions of fact")).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(phase(ada, "Questions of fact")).to_be_visible()
    assert group.state.case is not None
    assert not group.state.case.stopped


async def test_a_move_nobody_can_make_yet_leaves_the_keyboard_at_no_other_key(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER, script=HASTE)
    await group.sits("Cleo")
    await group.moves_to(Phase.OPENING)

    await presses(ada, "On to: Who has a case?")

    await expect(phase(ada, "Who has a case?")).to_be_visible()
    await expect(ada.get_by_role("button", name="On to: The case is told")).to_be_disabled()
    await expect(ada.locator("section.moving")).to_be_focused()


async def test_a_key_that_slips_twice_does_not_cancel_what_it_began(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await ada.get_by_role("button", name="On to: Opening").focus()
    await ada.evaluate(EACH_PRESS)

    await ada.keyboard.press("Enter")
    await ada.wait_for_selector(".pending button:focus")
    await ada.keyboard.press("Enter")
    assert 2 == await ada.evaluate("presses")

    await expect(phase(ada, "Opening")).to_be_visible()


async def test_escape_stops_at_once_what_was_just_begun(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await ada.get_by_role("button", name="On to: Opening").focus()

    await ada.keyboard.press("Enter")
    await ada.keyboard.press("Escape")

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


async def test_escape_stops_what_was_begun_before_it_was_drawn(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)

    await ada.get_by_role("button", name="On to: Opening").evaluate(IN_ONE_FRAME)

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_focused()
    assert Phase.GATHERING is group.state.phase


async def test_a_key_held_down_presses_once(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)

    await holds(ada, "On to: Opening")

    await expect(ada.get_by_role("button", name="Not yet")).to_be_focused()


async def test_a_key_that_presses_nothing_leads_on_while_it_is_held_down(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await ada.get_by_role("button", name="Stop here").focus()

    await ada.keyboard.down("Tab")
    await expect(ada.get_by_role("button", name="Pause the clock")).to_be_focused()
    await ada.keyboard.down("Tab")

    await expect(ada.get_by_role("button", name="Other moves")).to_be_focused()


async def test_escape_says_not_yet_to_a_move_of_the_other_leader(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(ben.locator(".attention")).to_contain_text("Ada: Opening the meeting in a moment")

    await ben.keyboard.press("Escape")

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


@pytest.mark.parametrize("field", ["A word between leaders", "Stand-in, if all leaders are lost"])
async def test_escape_stops_a_move_from_wherever_one_writes_or_chooses(
    group: Group, field: str
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Ben", Role.LEADER)
    await ada.get_by_role("button", name="On to: Opening").click()
    await expect(ada.get_by_role("button", name="Not yet")).to_be_focused()

    await ada.get_by_label(field).focus()
    await ada.keyboard.press("Escape")

    await expect(ada.get_by_role("button", name="On to: Opening")).to_be_visible()
    assert Phase.GATHERING is group.state.phase


async def test_a_key_held_down_at_the_end_asks_and_ends_nothing(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.CORRIDOR, presenter=await seated(group, "Cleo"))

    await holds(ada, "End the meeting")

    await expect(ada.get_by_text("End it for everybody? This cannot be undone.")).to_be_visible()
    assert Phase.CORRIDOR is group.state.phase


async def test_who_does_not_want_it_after_all_stands_where_they_asked(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    for name in ("Cleo", "Dev"):
        await group.sits(name)
    await ada.get_by_text("Around the circle").click()
    row = ada.locator(".around li", has_text="Cleo")

    await row.get_by_role("button", name="Remove").focus()
    await ada.keyboard.press("Enter")
    await expect(row.get_by_role("button", name="No", exact=True)).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(row.get_by_role("button", name="Remove", exact=True)).to_be_focused()


async def test_who_turns_somebody_away_is_asked_once_and_reads_what_else_is_to_do(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.comes(await group.invites("Dev"))

    await presses(ada, "Turn away")
    await expect(ada.get_by_role("button", name="No", exact=True)).to_be_focused()
    await ada.keyboard.press("Enter")
    await expect(ada.get_by_role("button", name="Turn away", exact=True)).to_be_focused()
    await ada.keyboard.press("Enter")
    await presses(ada, "Yes, turn them away")
    await expect(ada.get_by_role("button", name="Done")).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(ada.locator(".leading")).to_be_focused()


async def test_who_does_not_end_the_meeting_stands_at_its_end(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.CORRIDOR, presenter=await seated(group, "Cleo"))

    await presses(ada, "End the meeting")
    await expect(ada.get_by_role("button", name="No", exact=True)).to_be_focused()
    await ada.keyboard.press("Enter")

    await expect(ada.get_by_role("button", name="End the meeting")).to_be_focused()


async def test_who_let_somebody_in_stands_at_the_door_and_at_nobody_elses_row(
    group: Group,
) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.PRESENT, presenter=await seated(group, "Cleo"))
    await group.joins("Dev")
    await group.joins("Eve")
    door = ada.locator(".door")
    await expect(door.get_by_role("button", name="Let them in now")).to_have_count(2)

    await door.locator("li", has_text="Dev").get_by_role("button", name="Let them in").focus()
    await ada.keyboard.press("Enter")
    await expect(door).to_be_focused()
    await door.get_by_role("button", name="Let them in").focus()
    await ada.keyboard.press("Enter")

    await expect(door.locator("li")).to_have_count(0)
    await expect(door).to_be_focused()


async def test_who_answered_a_request_still_stands_among_what_is_for_leaders(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo")
    await cleo.get_by_role("button", name="I need a leader").click()

    await presses(ada, "I have seen it")

    await expect(ada.locator(".attention")).to_have_count(0)
    await expect(ada.locator(".leading")).to_be_focused()


async def test_a_move_told_above_a_request_leaves_the_keyboard_at_its_button(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    cleo = await group.joins("Cleo")
    await cleo.get_by_role("button", name="I need a leader").click()
    seen = ada.locator(".attention").get_by_role("button", name="I have seen it")
    await seen.focus()

    await ben.get_by_role("button", name="On to: Opening").click()
    told = ada.locator(".attention").get_by_text("Ben: Opening the meeting in a moment")
    await expect(told).to_be_visible()
    await expect(seen).to_be_focused()

    await expect(told).to_have_count(0)
    await expect(seen).to_be_focused()


async def seated(group: Group, name: str) -> str:
    """Somebody sits in the circle; their name."""
    await group.sits(name)
    return name


@pytest.mark.parametrize("letters", ["נ", "т", "ν"])
async def test_keys_are_where_they_are_on_keyboards_of_other_letters(
    group: Group, letters: str
) -> None:
    ada = await group.joins("Ada", Role.LEADER)

    await ada.evaluate(
        """key => document.body.dispatchEvent(
            new KeyboardEvent('keydown', {key, code: 'KeyN', bubbles: true}))""",
        letters,
    )

    await expect(ada.get_by_role("button", name="Not yet")).to_be_visible()


async def test_a_key_does_nothing_where_its_button_would_not(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    ben = await group.joins("Ben", Role.LEADER)
    await group.moves_to(Phase.SELECT)
    await expect(ada.get_by_role("button", name="On to: The case is told")).to_be_disabled()

    for key in ("n", "b"):
        await ada.keyboard.press(key)
    await ada.keyboard.press("p")

    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    for page in (ada, ben):
        assert 0 == await page.get_by_role("button", name="Not yet").count()
