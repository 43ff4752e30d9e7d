"""L10 as pages see it: nobody is locked whom no leader can release, one's own way back works.

What a page is shown counts, while nothing is between it and its node and the node stands as it did.
"""

from typing import TYPE_CHECKING

from tests.simulation.page import Page
from tests.simulation.store import NOWHERE

if TYPE_CHECKING:
    from tests.simulation.world import World

LOCKED_UPTO = 15.0 + 2.5
"""Seconds: the law's fifteen, counted from when leaders were gone or a node's store was, and the
rest to find it out and be told."""
OWN_WAY_WITHIN = 1.0 + 0.7
"""Seconds: without the database one's own way back opens after one; the rest is for two trips."""


def look_for_locks(world: "World") -> None:
    """See that nobody is locked while no leader has been there for long."""
    if world.unled_since is None:
        return
    for page in world.pages:
        if not is_well(page) or page.node is None:
            continue
        since = max(world.unled_since, page.node.disturbed_at, page.came_at)
        if page.is_locked and world.loop.now > since + LOCKED_UPTO:
            world.complain("L10 open", f"{page.name} is shown a lock without leaders")


def watch_own_way(world: "World", page: Page) -> None:
    """See that somebody who has just pressed to come back in is let, on the line they used."""
    wire, node, pressed_at = page.wire, page.node, world.loop.now
    many = page.pressed

    def look() -> None:
        if page.wire is not wire or page.pressed != many or node is None or not is_well(page):
            return
        if wire is not None and wire.let_go_at > pressed_at:
            return
        if node.disturbed_at < pressed_at and page.is_locked:
            world.complain("L10 own way back", f"{page.name} pressed and is still shown a lock")

    world.loop.call_later(OWN_WAY_WITHIN, look, context=NOWHERE)


def is_well(page: Page) -> bool:
    """Whether what the page shows is what its node means it to show."""
    wire, node = page.wire, page.node
    if wire is None or node is None or not page.is_welcome or wire.is_black or wire.is_held:
        return False
    return not node.host.is_dead and not node.host.is_paused
