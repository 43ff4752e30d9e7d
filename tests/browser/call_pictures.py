"""Pictures of the page as the call: before one has joined, and while the presenter sits back.

Part of `make pictures`. The call is a real one, of fake devices, in a network of its own. Look at
every one: above all at what the keys at the foot leave of the circle.
"""

import sys
import tempfile
from pathlib import Path
from typing import Any

from playwright.async_api import Page, expect

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms.roles import Role
from tests.browser.pictures import FOLDER, PHONE, WIDE
from tests.support.call_group import CallGroup, call_group, key
from tests.support.janus import JanusProcess
from tests.support.network import Apart

WITHIN = 300
LOOKS: dict[str, dict[str, Any]] = {
    "light-wide": {"viewport": WIDE, "color_scheme": "light"},
    "light-phone": {"viewport": PHONE, "color_scheme": "light", "device_scale_factor": 2},
    "dark-phone": {"viewport": PHONE, "color_scheme": "dark", "device_scale_factor": 2},
    "light-small": {"viewport": {"width": 320, "height": 568}, "device_scale_factor": 2},
    "light-low": {"viewport": {"width": 844, "height": 390}},
}
SEATED = (("Ben", Role.LEADER), ("Eve", Role.MEMBER), ("Finn", Role.MEMBER))
"""By telephone, so that the circle is as full as many are."""


async def main() -> None:
    """One Janus, and one meeting of it per look."""
    with tempfile.TemporaryDirectory() as folder:
        janus = JanusProcess(Path(folder))
        await janus.start()
        try:
            for look, how in LOOKS.items():
                place = Path(folder) / look
                place.mkdir()
                async with call_group(place) as group:
                    await take(group, look, how)
                print("call", look, file=sys.stderr)
        finally:
            janus.kill()


async def take(group: CallGroup, look: str, how: dict[str, Any]) -> None:
    """Every page, while the presenter sits back; and one of who has not joined yet."""
    devices = ("microphone", "camera")
    pages = {
        "leader": await group.calls("Ada", Role.LEADER, opens=devices, **how),
        "presenter": await group.calls("Cleo", opens=devices, **how),
        "member": await group.calls("Dev", opens=devices, **how),
        "newcomer": await group.joins("Gita", **how),
    }
    for name, role in SEATED:
        await group.presses(c.SeatByName(name, role))
    await pages["newcomer"].locator(".hearing").wait_for()
    await keep(pages.pop("newcomer"), f"call-joining-{look}")
    await group.moves_to(Phase.DISCUSS, presenter="Cleo")
    await pages["presenter"].locator(".presenting button.first").click()
    await expect(key(pages["presenter"], "microphone")).to_have_class("key locked")
    for who, page in pages.items():
        await expect(page.locator(".face.seen")).to_have_count(3)
        await keep(page, f"call-{Phase.DISCUSS}-{who}-{look}")


async def keep(page: Page, name: str) -> None:
    """What stands on the screen, and no more of the page."""
    await page.wait_for_timeout(300)  # fonts and the chair's place; nothing is judged here
    await page.screenshot(path=FOLDER / f"{name}.jpg", type="jpeg", quality=82)


def run() -> None:
    """In the network that media needs."""
    apart = Apart()
    apart.start()
    try:
        apart.run(main(), WITHIN)
    finally:
        apart.stop()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    run()
