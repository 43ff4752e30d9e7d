"""What a call has made of the door and of a removal: leaders read as much as was verified."""

import json
from typing import Any

import pytest
from playwright.async_api import Page, WebSocketRoute, expect

from app.phases.phase import Phase
from app.rooms.roles import Role
from tests.support.browser import Group, agrees

pytestmark = [pytest.mark.system, pytest.mark.asyncio(loop_scope="session")]

DOOR = {
    "enforced": "The call is locked.",
    "requested": "We asked the call to lock; not confirmed.",
    "agreed": "Lock the call too.",
    "failed": "We could not lock the call.",
}
REMOVAL = {
    "enforced": "Removed here and in the call.",
    "requested": "We asked the call to remove them; not confirmed.",
    "agreed": "Remove them in the call too.",
    "failed": "We could not remove them from the call.",
}


async def leads_beside(group: Group, name: str, is_so: str) -> Page:
    """A leader whose page hears that the call has made this of door and removal."""

    def passes_on(route: WebSocketRoute) -> None:
        server = route.connect_to_server()
        server.on_message(lambda text: route.send(_as_if(text, is_so)))

    page = await group.window()
    await page.route_web_socket("**/ws", passes_on)
    await page.goto(group.address(await group.invites(name, Role.LEADER)))
    await agrees(page)
    return page


def _as_if(text: str | bytes, is_so: str) -> str:
    frame: dict[str, Any] = json.loads(text)
    enforcement = frame.get("set", {}).get("enforcement")
    if enforcement is not None:
        enforcement |= {"door": is_so, "removal": is_so}
    return json.dumps(frame)


@pytest.mark.parametrize("is_so", DOOR)
async def test_of_door_and_removal_no_more_is_said_than_the_call_has_made_of_them(
    group: Group, is_so: str
) -> None:
    ada = await leads_beside(group, "Ada", is_so)
    for name in ("Cleo", "Dev"):
        await group.sits(name)
    await expect(ada.get_by_text("The door is open.")).to_be_visible()
    await group.moves_to(Phase.PRESENT, presenter="Cleo")
    await expect(ada.get_by_text(f"Shut here. {DOOR[is_so]}")).to_be_visible()

    await ada.get_by_text("Around the circle").click()
    row = ada.locator(".around li", has_text="Dev")
    await row.get_by_role("button", name="Remove").click()
    await row.get_by_role("button", name="Remove Dev from this meeting").click()

    await expect(row).to_have_count(0)
    receipt = ada.get_by_role("status").filter(has_text=REMOVAL[is_so])
    await expect(receipt).to_contain_text("Dev: Removed here")
    staying = ada.get_by_role("status").filter(has_text="may still be in the call")
    await expect(staying).to_have_count(1 if is_so == "failed" else 0)
    await expect(ada.get_by_role("button", name="Done")).to_be_focused()
    await ada.get_by_role("button", name="Pause the clock").click()
    await expect(ada.get_by_role("button", name="Let the clock go on")).to_be_visible()
    await ada.get_by_role("button", name="Done").click()
    await expect(ada.get_by_text("Removed here")).to_have_count(0)
    await expect(ada.locator(":focus")).to_have_count(1)
