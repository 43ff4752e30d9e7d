"""A whole meeting on eight pages, from the start page on which it is made to the corridor, led by
its two leaders' hands, and looked at in every phase."""

import asyncio

import pytest
from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.browser.test_operator import office
from tests.browser.test_seen import violations
from tests.support.browser import HASTE, Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.slow, pytest.mark.asyncio(loop_scope="session")]

NAMES = {
    Role.LEADER: ("Ada", "Ben"),
    Role.MEMBER: ("Cleo", "Dev", "Eve", "Finn", "Gwen"),
    Role.OBSERVER: ("Omar",),
}
LOOKED_AT = ("Ada", "Cleo", "Dev", "Omar")
"""One page of each role: leader, presenter, member, observer."""
CASE = (Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN, Phase.CLOSE)
WAY = (Phase.OPENING, Phase.SELECT, *CASE, Phase.SELECT, *CASE, Phase.CLOSING, Phase.CORRIDOR)


async def seats(page: Page) -> list[str]:
    """Who sits where, in the order of the circle."""
    return await page.locator(".circle .chair .name").all_text_contents()


async def chooses(leader: Page, presenter: str, number: int) -> None:
    """A leader chooses who presents a case."""
    await leader.get_by_label(f"Presents case {number}").select_option(label=presenter)
    await expect(leader.locator("button.next")).to_be_enabled()


async def makes_for(page: Page) -> dict[str, str]:
    """The usual meeting for these people: everybody's link, as the start page gives them."""
    for role, names in NAMES.items():
        await page.locator(f"#names-{role}").fill("\n".join(names))
    await page.get_by_role("button", name="Make the meeting").click()
    await expect(page.locator(".links li")).to_have_count(8)
    whose = await page.locator(".links li .whose strong").all_text_contents()
    links = await page.locator(".links input").all()
    return dict(zip(whose, [await link.input_value() for link in links], strict=True))


async def comes(group: Group, address: str) -> Page:
    """Somebody opens the address that they were sent, agrees and is at the door or in."""
    page = await group.window(script=HASTE, bypass_csp=True)
    await page.goto(address)
    await agrees(page)
    return page


async def test_eight_pages_go_through_two_cases_as_one_circle(group: Group) -> None:
    links = await makes_for(await office(group))
    pages = {name: await comes(group, address) for name, address in links.items()}
    ada, cleo = pages["Ada"], pages["Cleo"]
    await ada.get_by_role("button", name="The group agreed to observers today").click()
    await expect(pages["Omar"].locator(".circle")).to_be_visible()
    same = await seats(ada)
    assert [*NAMES[Role.LEADER], *NAMES[Role.MEMBER]] == same

    case = 0
    for phase in WAY:
        await ada.locator("button.next").click()
        await asyncio.gather(
            *(
                expect(page.locator(f"main[data-phase='{phase}']")).to_be_visible()
                for page in pages.values()
            )
        )
        if phase is Phase.SELECT:
            case += 1
            await chooses(ada, ("Cleo", "Dev")[case - 1], case)
        if phase is Phase.DISCUSS and case == 1:
            await cleo.get_by_role("button", name="Sit back").click()
            await expect(pages["Gwen"].locator(".chair.back")).to_be_visible()
        is_seen = case == 2 and phase in CASE  # as in the first case
        for name in () if is_seen else LOOKED_AT:
            assert [] == await violations(pages[name]), f"{name} in {phase}"
            assert same == await seats(pages[name])

    await ada.get_by_role("button", name="End the meeting").click()
    await ada.locator("[data-asked] button.first").click()
    for page in pages.values():
        await expect(page.get_by_text("Nothing that was said is kept")).to_be_visible()
    for name in LOOKED_AT:
        assert [] == await violations(pages[name]), f"{name} after the end"
    await ada.get_by_role("button", name="Confirm attendance").click()
    await expect(ada.get_by_text("Attendance is confirmed.")).to_be_visible()
