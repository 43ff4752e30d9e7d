"""The presenter: offered, sitting back, coming back in by their own hand, or listening on."""

from dataclasses import replace
from typing import Any

import pytest
from playwright.async_api import Locator, Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.phases.shipped import SHIPPED
from app.rooms import commands as c
from app.rooms.roles import Role
from app.rooms.roles import person as actor
from tests.support.browser import PHONE, Group

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

CLOSED = "Your microphone is closed."
LOCKS = '"locks":"agreed"', '"locks":"enforced"'
"""What a page reads beside a call that can only agree, and beside one that has confirmed it."""


def chair(page: Page, name: str) -> Locator:
    """Somebody's chair, with all that is said of it."""
    return page.get_by_role("img", name=name)


async def distance(one: Locator) -> float:
    """How far from the middle a chair stands."""
    moved = await one.evaluate(
        "it => { const { e, f } = it.transform.baseVal[0].matrix; return Math.hypot(e, f) }"
    )
    return float(moved)


async def sits_back(group: Group, *, is_seen: bool = True) -> Page:
    """Ada leads, Cleo presents and sits back in the discussion."""
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_label("Let my camera be seen", exact=True).set_checked(is_seen)
    await cleo.get_by_role("button", name="Sit back").click()
    await expect(cleo.get_by_text("You only listen.")).to_be_visible()
    return cleo


async def test_a_presenter_is_offered_to_sit_back_and_may_stay(group: Group) -> None:
    ada = await group.joins("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await expect(cleo.get_by_text("You tell the case.")).to_be_visible()

    await ada.get_by_role("button", name="Offer to sit back").click()
    await cleo.get_by_role("button", name="Stay in the circle").click()

    await expect(ada.get_by_text("Cleo stays in the circle.")).to_be_visible()
    await expect(cleo.get_by_role("button", name="Stay in the circle")).to_have_count(0)
    await expect(cleo.get_by_text("You tell the case.")).to_be_visible()


async def test_who_stayed_may_still_sit_back_until_the_case_is_left(group: Group) -> None:
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await cleo.get_by_role("button", name="Stay in the circle").click()
    await expect(
        cleo.get_by_text("You stay in the circle, and may still sit back.")
    ).to_be_visible()

    await cleo.get_by_role("button", name="Sit back").click()

    await expect(cleo.get_by_text("You only listen.")).to_be_visible()
    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()
    await group.moves_to(Phase.CLOSE)
    await expect(cleo.locator("main[data-phase=close]")).to_be_visible()
    await expect(cleo.get_by_role("button", name="Sit back")).to_have_count(0)


@pytest.mark.parametrize("phase", [Phase.DISCUSS, Phase.REJOIN])
async def test_who_is_back_in_reads_of_no_offer(group: Group, phase: Phase) -> None:
    cleo = await sits_back(group)
    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()
    await group.moves_to(phase)

    await expect(cleo.locator(f"main[data-phase={phase}] .asked")).to_have_text(
        "You are back in the circle, with something to say or nothing."
    )
    await expect(cleo.locator(".presenting button")).to_have_count(0)


async def test_without_push_back_a_presenter_reads_of_no_offer(group: Group) -> None:
    group.room = await group.node.room(replace(SHIPPED["two_case_90"], push_back=False))
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    for phase in (Phase.DISCUSS, Phase.REJOIN):
        await group.moves_to(phase, presenter="Cleo")

        await expect(cleo.locator(f"main[data-phase={phase}] .asked")).to_have_text(
            "You are in the circle. You may speak, or only listen."
        )


async def test_the_chair_of_who_sits_back_is_moved_back_on_every_page(group: Group) -> None:
    dev = await group.joins("Dev")
    cleo = await sits_back(group)

    for page in (dev, cleo):
        await expect(chair(page, "Cleo")).to_have_accessible_name(
            "Cleo, you, presents, listening" if page is cleo else "Cleo, presents, listening"
        )
        assert await distance(chair(page, "Dev")) + 30 < await distance(chair(page, "Cleo"))


async def test_a_camera_off_by_choice_never_looks_like_a_lost_connection(group: Group) -> None:
    dev = await group.joins("Dev")
    await sits_back(group, is_seen=False)

    await expect(chair(dev, "Cleo")).to_have_accessible_name(
        "Cleo, presents, listening, camera off by choice"
    )
    await expect(chair(dev, "Cleo")).not_to_contain_text("not connected")


async def test_who_tells_the_case_may_say_already_whether_to_be_seen(group: Group) -> None:
    dev = await group.joins("Dev")
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport=PHONE)
    await group.moves_to(Phase.PRESENT, presenter="Cleo")

    await cleo.get_by_label("If I sit back, let my camera be seen").uncheck()
    await expect(chair(dev, "Cleo")).to_have_accessible_name("Cleo, presents")
    await group.moves_to(Phase.DISCUSS)
    await expect(cleo.get_by_label("Let my camera be seen", exact=True)).not_to_be_checked()
    await cleo.get_by_role("button", name="Sit back").click()

    await expect(chair(dev, "Cleo")).to_have_accessible_name(
        "Cleo, presents, listening, camera off by choice"
    )


async def test_a_camera_choice_that_was_refused_does_not_stand(group: Group) -> None:
    group.pardoned += ["ERR_INTERNET_DISCONNECTED", "the server responded with a status of 409"]
    cleo = await sits_back(group)
    seen = cleo.get_by_label("Let my camera be seen")
    await cleo.context.set_offline(True)
    await expect(cleo.get_by_text("What you see may be old.")).to_be_visible()
    await seen.click()
    for is_on in (False, True):
        said = c.ChooseCamera(on=is_on, said_by=group.person("Cleo"))
        await group.presses(said, actor(group.person("Ada")))

    await cleo.context.set_offline(False)

    await expect(cleo.get_by_text("The meeting has moved on.")).to_be_visible()
    await expect(seen).to_be_checked()


async def test_who_sits_back_sees_no_clock(group: Group) -> None:
    dev = await group.joins("Dev")
    cleo = await sits_back(group)

    await expect(dev.locator(".clock")).to_contain_text("The meeting ends at")
    await expect(cleo.locator(".band")).to_have_count(0)
    await expect(cleo.locator("main")).not_to_contain_text("left")


async def test_coming_back_in_is_a_tap_and_a_confirmation(group: Group) -> None:
    cleo = await sits_back(group)

    await cleo.get_by_role("button", name="Come back in").click()
    await expect(cleo.get_by_role("group", name="Come back into the circle?")).to_be_visible()
    await cleo.get_by_role("button", name="Keep listening").click()
    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()

    await expect(chair(cleo, "Cleo")).to_have_accessible_name("Cleo, you, presents")


@pytest.mark.parametrize("phase", [Phase.DISCUSS, Phase.REJOIN])
async def test_who_comes_back_in_without_a_connection_may_speak_at_once(
    group: Group, phase: Phase
) -> None:
    group.pardoned.append("ERR_INTERNET_DISCONNECTED")
    await group.joins("Ada", Role.LEADER)  # where no leader is here, nobody is locked
    cleo = await sits_back(group)
    await expect(cleo.get_by_text("Please stay muted in the call.")).to_be_visible()
    await group.moves_to(phase)
    await expect(cleo.locator(f"main[data-phase={phase}]")).to_be_visible()
    await cleo.context.set_offline(True)
    await expect(cleo.get_by_text("What you see may be old.")).to_be_visible()

    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()

    await expect(cleo.get_by_text("What you pressed is kept")).to_be_visible()
    await expect(cleo.locator(".presenting")).to_have_text("You may speak at any time.")
    await expect(cleo.locator(".asked")).to_have_count(0)
    await cleo.context.set_offline(False)
    await expect(cleo.get_by_text("You are back in the circle")).to_be_visible()


async def test_no_microphone_is_said_to_be_open_that_the_call_has_confirmed_closed(
    group: Group,
) -> None:
    group.pardoned.append("ERR_INTERNET_DISCONNECTED")
    window = group.window

    async def beside_a_call(**how: Any) -> Page:
        page = await window(**how)
        await page.route_web_socket("**/ws", _as_if_enforced)
        return page

    group.window = beside_a_call  # type: ignore[method-assign]  # whoever joins has that line
    await group.joins("Ada", Role.LEADER)  # where no leader is here, nobody is locked
    cleo = await sits_back(group)
    await expect(cleo.get_by_text(CLOSED)).to_be_visible()
    await cleo.context.set_offline(True)
    await expect(cleo.get_by_text("What you see may be old.")).to_be_visible()

    await cleo.get_by_role("button", name="Come back in").click()
    await cleo.get_by_role("button", name="Yes, come back in").click()

    await expect(cleo.get_by_text("What you pressed is kept")).to_be_visible()
    await expect(cleo.locator(".presenting")).to_have_text(CLOSED)


def _as_if_enforced(route: WebSocketRoute) -> None:
    server = route.connect_to_server()
    server.on_message(lambda text: route.send(str(text).replace(*LOCKS)))


async def test_a_leader_can_end_the_sitting_back(group: Group) -> None:
    cleo = await sits_back(group)

    await group.presses(c.Release())

    await expect(chair(cleo, "Cleo")).to_have_accessible_name("Cleo, you, presents")
    await expect(cleo.get_by_role("button", name="Come back in")).to_have_count(0)


async def test_a_presenter_may_decline_to_come_back_and_the_way_back_stays(group: Group) -> None:
    cleo = await sits_back(group)
    await group.presses(c.Advance())
    await expect(
        cleo.get_by_text("You may come back in now, later, or not at all.")
    ).to_be_visible()

    await cleo.get_by_role("button", name="Keep listening").click()

    await expect(cleo.get_by_role("button", name="Keep listening")).to_have_count(0)
    await expect(cleo.get_by_role("button", name="Come back in")).to_be_visible()
    await expect(chair(cleo, "Cleo")).to_have_accessible_name("Cleo, you, presents, listening")


async def test_a_leader_reads_that_the_presenter_declined_and_may_invite_once_more(
    group: Group,
) -> None:
    cleo = await sits_back(group)
    ada = await group.comes(group.links["Ada"])
    await group.presses(c.Advance())
    await cleo.get_by_role("button", name="Keep listening").click()
    await expect(ada.get_by_text("Cleo would rather keep listening.")).to_be_visible()

    await ada.get_by_role("button", name="Invite back in once more").click()

    await expect(cleo.get_by_role("button", name="Keep listening")).to_be_visible()


SIZES = {
    "phone": (390, 844),
    "phone with its bars": (390, 664),
    "small phone": (320, 568),
    "phone on its side": (844, 390),
    "laptop": (1366, 625),
    "half a laptop": (683, 625),
    "laptop at 200 %": (640, 400),
}
SIZED = pytest.mark.parametrize(("width", "height"), SIZES.values(), ids=SIZES)


@SIZED
async def test_the_way_back_is_in_reach_without_scrolling(
    group: Group, width: int, height: int
) -> None:
    cleo = await sits_back(group)
    for name in ("Eve", "Finn", "Gwen"):
        await group.presses(c.SeatByName(name))
    await cleo.set_viewport_size({"width": width, "height": height})
    come = cleo.get_by_role("button", name="Come back in")
    for phase in (Phase.DISCUSS, Phase.REJOIN):
        await group.moves_to(phase)
        await expect(cleo.locator(f"main[data-phase={phase}]")).to_be_visible()
        await cleo.evaluate("scrollTo(0, 0)")
        await expect(come).to_be_in_viewport(ratio=1)

    await come.click()

    await expect(cleo.get_by_role("button", name="Yes, come back in")).to_be_in_viewport(ratio=1)


@SIZED
async def test_who_is_offered_sees_the_camera_choice_above_the_keys(
    group: Group, width: int, height: int
) -> None:
    await group.sits("Ada", Role.LEADER)
    cleo = await group.joins("Cleo", viewport={"width": width, "height": height})
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    keys = [cleo.get_by_role("button", name=name) for name in ("Sit back", "Stay in the circle")]

    for one in (*keys, cleo.get_by_label("Let my camera be seen", exact=True)):
        await expect(one).to_be_in_viewport(ratio=1)
        await one.click(trial=True)
        assert 0 == await cleo.evaluate("scrollY")


@pytest.mark.parametrize(("width", "height"), [(390, 664), (320, 568), (844, 390), (1366, 625)])
async def test_who_leads_and_sits_back_has_the_way_back_above_the_moves(
    group: Group, width: int, height: int
) -> None:
    ada = await group.joins("Ada", Role.LEADER, viewport={"width": width, "height": height})
    await group.sits("Ben", Role.LEADER)
    await group.sits("Dev")
    await group.moves_to(Phase.DISCUSS, presenter="Ada")

    for name in ("Sit back", "Come back in", "Yes, come back in"):
        await expect(ada.get_by_role("button", name=name, exact=True)).to_be_in_viewport(ratio=1)
        await ada.get_by_role("button", name=name, exact=True).click()
