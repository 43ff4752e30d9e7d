"""Pictures of each role in each phase, light and dark, wide and on a phone.

`make pictures`, with ARGS="discuss rejoin" for some phases only, writes them to `docs/pictures/`.
Look at every one. Those that the documents show are kept in the repository.
"""

import asyncio
import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.support.browser import Group, running_browser
from tests.support.node import running_node, sqlite_url

FOLDER = Path(__file__).parents[2] / "docs" / "pictures"
WIDE = {"width": 1180, "height": 820}
PHONE = {"width": 390, "height": 760}
LOOKS: dict[str, dict[str, Any]] = {
    "light-wide": {"viewport": WIDE, "color_scheme": "light"},
    "light-phone": {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2},
    "dark-wide": {"viewport": WIDE, "color_scheme": "dark"},
    "dark-phone": {"viewport": PHONE, "color_scheme": "dark", "device_scale_factor": 2},
}
PHASES = [phase for phase in Phase if phase not in (Phase.LEADERSHIP, Phase.DEBRIEF)]
ROLES = {"leader": "Ada", "presenter": "Cleo", "member": "Dev", "observer": "Omar"}


async def main(wanted: list[str]) -> None:
    """One meeting per look."""
    with tempfile.TemporaryDirectory() as folder:
        async with running_node(sqlite_url(Path(folder))) as node, running_browser() as browser:
            for look, how in LOOKS.items():
                room = await node.room()
                group = Group(node, browser, room, node.origin)
                await take(group, look, how, wanted)
                await group.goes()
                print(look, file=sys.stderr)


async def take(group: Group, look: str, how: dict[str, Any], wanted: list[str]) -> None:
    """Every page in every phase that is wanted."""
    roles = {"Ada": Role.LEADER, "Omar": Role.OBSERVER}
    pages = {
        role: await group.joins(name, roles.get(name, Role.MEMBER), **how)
        for role, name in ROLES.items()
    }
    await group.presses(c.RecordObserversAgreed())
    for name, role in (("Ben", Role.LEADER), ("Eve", Role.MEMBER), ("Finn", Role.MEMBER)):
        await group.presses(c.SeatByName(name, role))
    for phase in PHASES:
        if phase is Phase.ENDED:
            await group.presses(c.EndMeeting())
        elif phase is not Phase.GATHERING:
            await group.moves_to(phase, presenter="Cleo")
        if phase is Phase.DISCUSS:
            await pages["presenter"].locator(".presenting button.first").click()
        if not wanted or phase in wanted:
            await keep(pages, look, phase)


async def keep(pages: dict[str, Page], look: str, phase: Phase) -> None:
    """One picture of each page, once it shows this phase."""
    for role, page in pages.items():
        shown = "main.card" if phase is Phase.ENDED else f"main[data-phase='{phase}']"
        await page.locator(shown).wait_for()
        await page.wait_for_timeout(300)  # fonts and the chair's place; nothing is judged here
        place = FOLDER / f"{phase}-{role}-{look}.jpg"
        await page.screenshot(path=place, type="jpeg", quality=82)


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    asyncio.run(main(sys.argv[1:]))
