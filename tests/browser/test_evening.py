"""The shape of the evening: seen, heard, and changed where it has not begun."""

import re

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

LATER = "The steps to come, in minutes"


async def looks_ahead(group: Group) -> Page:
    """A leader at the opening, who looks at what is to come."""
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    await ada.get_by_text(LATER).click()
    return ada


def limits(group: Group) -> dict[str, int | None]:
    """The minutes of each step as the room has them."""
    return {s.id: s.limit and s.limit // MINUTE for s in group.state.plan.steps}


async def test_the_whole_meeting_can_be_heard_as_one_line(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    shape = ada.locator(".evening").get_by_role("img")

    said = "Questions of fact, over; now: Discussion, 20 min left; Coming back in, 5 min;"
    await expect(shape).to_have_accessible_name(
        re.compile(f"^Opening, over; Case 1 of 2: .*{said}")
    )


async def test_a_rehearsal_is_drawn_in_the_shape_of_its_meeting(group: Group) -> None:
    drawn = []
    for plan in (SHIPPED["two_case_90"], SHIPPED["two_case_90"].divided(10)):
        group.room = await group.node.room(plan)
        group.links.clear()
        ada = await group.joins("Ada", Role.LEADER)
        bars = ada.locator(".timeline .step")
        await expect(bars).to_have_count(len(plan.steps))
        wide = await bars.evaluate_all("all => all.map((it) => it.getBoundingClientRect().width)")
        drawn.append([round(one) for one in wide])

    assert drawn[0] == drawn[1]
    assert max(drawn[1]) > 5 * min(drawn[1])


async def test_a_rehearsal_offers_no_more_minutes_than_it_has(group: Group) -> None:
    group.room = await group.node.room(SHIPPED["two_case_90"].divided(10), is_rehearsal=True)
    ada = await group.joins("Ada", Role.LEADER)
    await group.sits("Cleo")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")

    await expect(ada.get_by_role("button", name="1 min more here")).to_be_visible()
    await expect(ada.get_by_role("button", name="5 min more here")).to_have_count(0)
    await expect(ada.locator(".reach")).not_to_contain_text("min more here, the next case")


async def test_minutes_of_steps_to_come_are_changed_in_one_press(group: Group) -> None:
    ada = await looks_ahead(group)
    ben = await group.joins("Ben", Role.LEADER)
    await ben.get_by_text(LATER).click()

    await ada.get_by_role("spinbutton", name="Discussion").first.fill("25")
    await ada.get_by_role("spinbutton", name="Closing").fill("5")
    await ada.get_by_role("button", name="Use these minutes").click()

    await expect(ben.get_by_role("spinbutton", name="Discussion").first).to_have_value("25")
    assert (25, 20, 5) == tuple(limits(group)[s] for s in ("1.discuss", "2.discuss", "closing"))
    await ben.get_by_role("spinbutton", name="Discussion").first.fill("30")
    await ben.get_by_role("button", name="Use these minutes").click()

    await expect(ada.get_by_role("spinbutton", name="Discussion").first).to_have_value("30")


async def test_what_is_not_kept_yet_outlives_a_change_by_the_other_leader(group: Group) -> None:
    ada = await looks_ahead(group)
    ben = await group.joins("Ben", Role.LEADER)
    await ada.get_by_role("spinbutton", name="Discussion").first.fill("25")

    await ben.get_by_role("button", name="One case fewer").click()

    await expect(ada.get_by_role("spinbutton", name="Discussion")).to_have_count(1)
    await expect(ada.get_by_role("spinbutton", name="Discussion")).to_have_value("25")


async def test_minutes_typed_for_one_step_never_stand_at_another(group: Group) -> None:
    ada = await looks_ahead(group)
    await ada.get_by_role("spinbutton", name="The case is told").first.fill("33")

    await group.presses(c.Advance())

    await expect(ada.get_by_role("spinbutton", name="Who has a case?")).to_have_count(1)
    await expect(ada.get_by_role("spinbutton", name="The case is told").first).to_have_value("33")
    await expect(ada.get_by_role("spinbutton", name="Questions of fact").first).to_have_value("4")


async def test_a_step_that_need_not_be_is_left_out_and_added_again(group: Group) -> None:
    ada = await looks_ahead(group)

    await ada.get_by_role("button", name="Leave out: The corridor").click()
    await expect(ada.get_by_role("button", name="Add: The corridor")).to_be_visible()
    assert "corridor" not in limits(group)
    await ada.get_by_role("button", name="Add: The corridor").click()
    await ada.get_by_role("button", name="Add: The leaders’ debrief").click()
    await expect(ada.get_by_role("button", name="Leave out: The leaders’ debrief")).to_be_visible()

    assert ["closing", "debrief", "corridor"] == list(limits(group))[-3:]


async def test_a_follow_up_counted_once_too_often_is_taken_back(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    await group.moves_to(Phase.OPENING)
    fewer = ada.get_by_role("button", name="One follow-up fewer")
    await expect(ada.get_by_text("A follow-up was told (0 so far)")).to_be_visible()
    await expect(fewer).to_have_count(0)
    await ada.get_by_role("button", name="A follow-up was told").click()
    await expect(ada.get_by_text("A follow-up was told (1 so far)")).to_be_visible()

    await fewer.click()

    await expect(ada.get_by_text("A follow-up was told (0 so far)")).to_be_visible()
    await expect(fewer).to_have_count(0)
    assert 0 == group.state.follow_ups


async def test_the_planned_end_is_put_off_and_brought_forward(group: Group) -> None:
    ada = await looks_ahead(group)
    before = group.state.planned_end
    assert before is not None

    for name, minutes in (("5 min later", 5), ("5 min later", 10), ("5 min earlier", 5)):
        end = before + minutes * MINUTE
        said = await ada.evaluate(
            "at => new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' })", end
        )
        await ada.get_by_role("button", name=name).click()
        await expect(ada.get_by_text(f"We end at {said}")).to_be_visible()
        assert end == group.state.planned_end
