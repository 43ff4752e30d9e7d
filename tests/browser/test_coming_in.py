"""From a link to the circle, and what a link says that leads nowhere."""

import pytest
from playwright.async_api import Response, expect

from app.phases.phase import Phase
from app.phases.units import Millis
from app.rooms import commands as c
from app.rooms.roles import Role
from app.rooms.state import Standing
from tests.support.browser import Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

FIRST_PAGE = 150_000
"""Bytes on the line of everything until somebody sits, at most."""
REFUSED = "Failed to load resource: the server responded with a status of 4"


async def test_a_personal_link_leads_by_agreement_and_attestation_to_a_seat(group: Group) -> None:
    page = await group.comes(await group.invites("Cleo"))

    await expect(page.get_by_role("heading", name="Cleo")).to_be_visible()
    await expect(page.get_by_text("We keep it here.")).to_be_visible()
    await page.get_by_role("button", name="I agree").click()
    await expect(page.get_by_text("I am alone, nobody can hear us")).to_be_visible()
    await page.get_by_role("button", name="That is so").click()

    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()


async def test_the_secret_of_the_link_leaves_the_address_bar_and_every_store(group: Group) -> None:
    link = await group.invites("Cleo")
    page = await group.joins("Cleo")

    stored = await page.evaluate(
        "JSON.stringify([{...localStorage}, {...sessionStorage}, history.state])"
    )

    assert f"{group.origin}/r/{group.room}" == page.url
    assert link.text not in stored


async def test_a_shared_link_asks_for_a_name_and_a_leader_lets_the_newcomer_in(
    group: Group,
) -> None:
    group.pardoned.append(REFUSED)  # a name is needed: the answer that makes the page ask
    ada = await group.joins("Ada", Role.LEADER)
    page = await group.comes(await group.invites_all())

    await page.get_by_label("What shall the circle call you?").fill("Gita")
    await page.keyboard.press("Enter")
    await agrees(page)
    await expect(page.get_by_text("A leader will say hello and let you in.")).to_be_visible()
    await ada.get_by_role("button", name="I know them").click()

    await expect(page.get_by_role("img", name="Gita, you")).to_be_visible()


async def test_who_loads_the_page_again_is_the_same_person_and_agrees_no_second_time(
    group: Group,
) -> None:
    page = await group.joins("Cleo")
    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()

    await page.reload()

    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()
    assert ["Cleo"] == [one.name for one in group.state.people.values()]


async def test_a_second_window_takes_over_and_the_first_can_take_back(group: Group) -> None:
    first = await group.joins("Cleo")
    await expect(first.get_by_role("img", name="Cleo, you")).to_be_visible()
    second = await first.context.new_page()

    await second.goto(group.address(group.links["Cleo"]))

    await expect(second.get_by_role("img", name="Cleo, you")).to_be_visible()
    await expect(first.get_by_text("in another window or on another device")).to_be_visible()
    await first.get_by_role("button", name="Be here instead").click()
    await expect(first.get_by_role("img", name="Cleo, you")).to_be_visible()
    await expect(second.get_by_text("in another window or on another device")).to_be_visible()


async def test_a_link_that_has_run_out_says_so(group: Group) -> None:
    group.pardoned.append(REFUSED)
    link = await group.node.service.access.make_personal_link(
        group.room, name="Cleo", role=Role.MEMBER, expires_in=Millis(1)
    )

    page = await group.comes(link)

    await expect(page.get_by_text("This link has run out. Ask for a new one.")).to_be_visible()


async def test_a_revoked_link_says_so_and_shows_out_whoever_came_by_it(group: Group) -> None:
    group.pardoned.append(REFUSED)
    link = await group.invites("Cleo")
    inside = await group.joins("Cleo")

    await group.node.service.access.revoke_link(group.room, link.link.id)

    await expect(inside.get_by_text("You are not part of this meeting any more.")).to_be_visible()
    again = await group.comes(link)
    await expect(again.get_by_text("This link is no longer valid.")).to_be_visible()


async def test_a_link_that_was_cut_short_says_so(group: Group) -> None:
    group.pardoned.append(REFUSED)
    page = await group.window()

    await page.goto(group.address(await group.invites("Cleo"))[:-3])

    await expect(page.get_by_text("This link leads nowhere.")).to_be_visible()


async def test_a_browser_without_a_link_is_told_to_open_one(group: Group) -> None:
    page = await group.window()

    await page.goto(f"{group.origin}/r/{group.room}")

    await expect(page.get_by_text("Open your link again.")).to_be_visible()


async def test_who_is_removed_is_told_and_is_not_let_in_again(group: Group) -> None:
    group.pardoned.append(REFUSED)
    page = await group.joins("Cleo")
    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()

    await group.presses(c.RemovePerson(group.person("Cleo")))

    told = page.get_by_text("You are not part of this meeting any more.")
    await expect(told).to_be_visible()
    await page.goto(group.address(group.links["Cleo"]))
    await expect(told).to_be_visible()


async def test_the_first_page_is_light_and_asks_nobody_else(group: Group) -> None:
    page = await group.window()
    answers: list[Response] = []
    page.on("response", lambda one: answers.append(one))  # noqa: PLW0108  # takes no builtin

    await page.goto(group.address(await group.invites("Cleo")))
    await agrees(page)
    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()

    weights = {one.url: (await one.request.sizes())["responseBodySize"] for one in answers}
    assert all(url.startswith(group.origin) for url in weights)
    assert sum(weights.values()) <= FIRST_PAGE


async def test_the_way_in_needs_no_mouse(group: Group) -> None:
    page = await group.comes(await group.invites("Cleo"))

    for name in ("I agree", "That is so"):
        await expect(page.get_by_role("button", name=name)).to_be_visible()
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("button", name=name)).to_be_focused()
        await page.keyboard.press("Enter")

    await expect(page.get_by_role("img", name="Cleo, you")).to_be_visible()


@pytest.mark.parametrize("steps", range(3), ids=["agreement", "privacy", "door"])
async def test_who_has_not_come_in_yet_can_say_that_they_have_to_go(
    group: Group, steps: int
) -> None:
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.DISCUSS, presenter="Ada")
    page = await group.comes(await group.invites("Cleo"))
    for name in ("I agree", "That is so")[:steps]:
        await page.get_by_role("button", name=name).click()
        await expect(page.get_by_role("button", name=name)).to_have_count(0)

    await expect(page.get_by_role("button", name="Someone can hear")).to_have_count(0)
    await page.get_by_role("button", name="I have to go").click()
    await page.get_by_role("button", name="Yes, I have to go").click()

    await expect(page.get_by_role("heading", name="You have left")).to_be_visible()
    assert Standing.DEPARTED is group.state.people[group.person("Cleo")].standing
