"""From page to page on the way in and out: where the keyboard stands, and what is refused."""

import json
from collections.abc import Callable
from dataclasses import replace

import pytest
from playwright.async_api import Browser, Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.phases.plan import Step, StepId
from app.phases.shipped import SHIPPED
from app.phases.units import MINUTE, Millis
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import PHONE, Group, agrees
from tests.support.node import Node

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

Answer = Callable[[dict[str, object]], dict[str, object] | None]


async def answering(page: Page, answer: Answer) -> None:
    """Presses for which there is an answer do not reach the server."""

    def wire(route: WebSocketRoute) -> None:
        server = route.connect_to_server()

        def passes(message: str | bytes) -> None:
            said = answer(json.loads(message))
            if said is None:
                server.send(message)
            else:
                route.send(json.dumps(said))

        route.on_message(passes)

    await page.route_web_socket("**/ws", wire)


def refusing(kind: str, **refusal: object) -> Answer:
    """Every press of that kind is refused so."""

    def answer(asked: dict[str, object]) -> dict[str, object] | None:
        if asked.get("type") != kind:
            return None
        return {"t": "refused", "id": asked["id"], "retry": False, "say": "", **refusal}

    return answer


async def test_the_keyboard_follows_to_the_heading_of_each_page_and_there_is_one(
    group: Group,
) -> None:
    page = await group.comes(await group.invites("Cleo"))

    async def stands_on(name: str) -> None:
        await expect(page.locator("h1")).to_have_text(name)
        await expect(page.locator("h1")).to_be_focused()

    await stands_on("Cleo")
    await page.get_by_role("button", name="I agree").click()
    await expect(page.locator(".oath")).to_be_visible()
    await stands_on("Cleo")
    await page.get_by_role("button", name="That is so").click()
    await stands_on("Gathering")
    await page.get_by_role("button", name="Someone can hear").click()
    await stands_on("The page is blank now")
    await page.get_by_role("button", name="I am alone again").click()
    await stands_on("Gathering")
    await page.get_by_role("button", name="I have to go").click()
    await page.get_by_role("button", name="Yes, I have to go").click()
    await stands_on("You have left")
    await page.get_by_role("button", name="Come in again").click()
    await stands_on("Gathering")
    await group.presses(c.RemovePerson(group.person("Cleo")))
    await stands_on("You are not part of this meeting any more.")


async def test_a_page_that_comes_by_itself_is_followed_to_as_well(group: Group) -> None:
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.DISCUSS, presenter="Ada")
    page = await group.joins("Cleo")
    await page.reload()
    await expect(page.get_by_role("heading", name="You are at the door")).to_be_focused()
    await page.evaluate("document.activeElement.blur()")

    await group.presses(c.Admit(group.person("Cleo")))
    await expect(page.get_by_role("heading", name="Discussion")).to_be_focused()
    await group.moves_to(Phase.CLOSING, presenter="Ada")
    await group.presses(c.EndMeeting())

    await expect(page.get_by_role("heading", name="The meeting has ended")).to_be_focused()


async def test_a_page_begins_at_its_top_however_far_down_the_last_one_was(group: Group) -> None:
    page = await group.joins("Ada", Role.LEADER, viewport=PHONE)
    await page.get_by_role("button", name="I have to go").click()
    await page.set_viewport_size({"width": 390, "height": 150})
    await page.evaluate("scrollTo(0, document.body.scrollHeight)")
    before = await page.evaluate("scrollY")

    await page.get_by_role("button", name="Yes, I have to go").click()
    await expect(page.get_by_role("heading", name="You have left")).to_be_in_viewport()

    assert before > 0
    assert 0 == await page.evaluate("scrollY")
    await page.set_viewport_size({"width": 390, "height": 844})
    assert await page.evaluate("document.documentElement.scrollHeight <= innerHeight")


async def test_nothing_takes_the_keyboard_within_a_page(group: Group) -> None:
    page = await group.joins("Cleo")
    need = page.get_by_role("button", name="I need a leader")
    await need.focus()

    await group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    await expect(need).to_be_focused()


async def test_who_stands_nowhere_is_not_moved_within_a_page(group: Group) -> None:
    page = await group.joins("Cleo")
    await expect(page.get_by_role("heading", name="Gathering")).to_be_focused()
    await page.evaluate("document.activeElement.blur()")

    await group.moves_to(Phase.OPENING)

    await expect(page.get_by_role("heading", name="Opening")).to_be_visible()
    await expect(page.locator("body")).to_be_focused()


async def test_who_would_rather_stay_stands_again_where_they_asked_to_go(group: Group) -> None:
    page = await group.joins("Cleo")
    go = page.get_by_role("button", name="I have to go", exact=True)
    await go.focus()

    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="No", exact=True)).to_be_focused()
    await page.get_by_role("button", name="No", exact=True).press("Enter")

    await expect(go).to_be_focused()


async def test_an_agreement_that_changed_while_it_was_read_is_to_be_read_again(
    group: Group,
) -> None:
    page = await group.window()
    await answering(page, refusing("agree", code="stale", facts={"version": 2}))

    await page.goto(group.address(await group.invites("Cleo")))
    await page.get_by_role("button", name="I agree").click()

    await expect(page.get_by_text("The agreement has just been changed.")).to_be_visible()


@pytest.mark.parametrize(
    ("pressed", "kind"), [("I need a leader", "need_leader"), ("That is so", "attest")]
)
async def test_what_is_refused_on_the_way_in_is_said_there(
    group: Group, pressed: str, kind: str
) -> None:
    await group.sits("Ada", Role.LEADER)
    await group.moves_to(Phase.DISCUSS, presenter="Ada")
    page = await group.window()
    await answering(page, refusing(kind, code="too_late"))
    await page.goto(group.address(await group.invites("Cleo")))
    await page.get_by_role("button", name="I agree").click()
    if kind != "attest":
        await page.get_by_role("button", name="That is so").click()

    await page.get_by_role("button", name=pressed).click()

    await expect(page.get_by_text("The moment for that has passed.")).to_be_visible()


async def test_a_blank_page_that_cannot_come_back_says_so(group: Group) -> None:
    page = await group.window()
    await answering(page, refusing("alone_again", code="forbidden"))
    await page.goto(group.address(await group.invites("Cleo")))
    await agrees(page)
    await page.get_by_role("button", name="Someone can hear").click()

    await page.get_by_role("button", name="I am alone again").click()

    await expect(page.get_by_role("heading", name="The page is blank now")).to_be_visible()
    await expect(page.get_by_role("status").filter(has_text="not open to you")).to_be_visible()


async def test_a_press_that_the_server_cannot_write_is_kept_and_said_to_be(group: Group) -> None:
    ids: list[object] = []

    def away_for_once(asked: dict[str, object]) -> dict[str, object] | None:
        if asked.get("type") != "attest":
            return None
        ids.append(asked["id"])
        is_back = len(ids) > 1
        refused = {"t": "refused", "id": asked["id"], "code": "unavailable", "retry": True}
        return None if is_back else {**refused, "say": "", "facts": {"after_ms": 300}}

    page = await group.window()
    await answering(page, away_for_once)
    await page.goto(group.address(await group.invites("Cleo")))
    await page.get_by_role("button", name="I agree").click()

    await page.get_by_role("button", name="That is so").click()

    await expect(page.get_by_text("What you pressed is kept")).to_be_visible()
    await expect(page.get_by_role("heading", name="Gathering")).to_be_visible()
    assert 2 == len(ids)
    assert 1 == len(set(ids))


async def test_who_is_sent_out_for_the_debrief_reads_of_a_shut_door_and_of_no_case(
    node: Node, browser: Browser
) -> None:
    plan = SHIPPED["two_case_90"]
    debrief = Step(StepId("debrief"), Phase.DEBRIEF, Millis(10 * MINUTE))
    until = [step for step in plan.steps if step.phase is not Phase.CORRIDOR]
    room = await node.room(replace(plan, steps=(*until, debrief)))
    group = Group(node, browser, room, node.origin)
    await group.sits("Ada", Role.LEADER)
    page = await group.joins("Cleo")

    await group.moves_to(Phase.DEBRIEF, presenter="Ada")

    await expect(page.get_by_role("heading", name="You are at the door")).to_be_visible()
    await expect(page.get_by_text("The door is shut just now")).to_be_visible()
    await expect(page.locator("main").get_by_text("case")).to_have_count(0)
    await group.goes()
    assert [] == group.unpardoned
