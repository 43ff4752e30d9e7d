"""What a plan's deeds do to a world. Those that last return how they are undone."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from tests.simulation.acts import acts
from tests.simulation.bus import CALM, STORM
from tests.simulation.locks import watch_own_way
from tests.simulation.plan import Deed
from tests.simulation.stages import CAST
from tests.simulation.store import FAIR, WEATHERS

if TYPE_CHECKING:
    from tests.simulation.world import World

Undo = Callable[[], None]


def press(world: "World", deed: Deed, times: int = 1) -> None:
    """They press something that fits what they see; two presses may wait, not more."""
    page = world.page_of(deed.who)
    if page.view and len(page.open_presses) < 2:
        found = acts(page.who, page.view)
        type_, fields = found[deed.pick % len(found)]
        is_own_way = type_ == "come_back_in" and page.is_welcome
        page.press(type_, fields, times=times)
        if is_own_way:
            watch_own_way(world, page)


def twice(world: "World", deed: Deed) -> None:
    """The same press, sent twice."""
    press(world, deed, times=2)


def come_back_in(world: "World", deed: Deed) -> None:
    """The presenter's own way back."""
    page = world.page_of(deed.who)
    if page.is_welcome:
        page.press("come_back_in", {})
        watch_own_way(world, page)


def cut(world: "World", deed: Deed) -> None:
    """A line breaks."""
    world.page_of(deed.who).cut()


def hold(world: "World", deed: Deed) -> Undo | None:
    """A page reads nothing."""
    wire = world.page_of(deed.who).wire
    if wire is None:
        return None
    wire.hold()
    return wire.let_go


def black(world: "World", deed: Deed) -> Undo | None:
    """Nothing gets through on a line, and nobody is told."""
    wire = world.page_of(deed.who).wire
    if wire is None:
        return None
    wire.is_black = True
    return wire.broken


def device(world: "World", deed: Deed) -> None:
    """They go on from another device, and the first page stays open."""
    who = next(one for one in CAST if one == deed.who)
    world.open_page(who).come()


def leave(world: "World", deed: Deed) -> Undo:
    """They close their page, and come back by and by."""
    page = world.page_of(deed.who)
    page.leave()
    return page.come_back


def kill(world: "World", deed: Deed) -> Undo:
    """A node ends as by a power cut, and is started again."""
    place = int(deed.who)
    world.nodes[place].kill()
    return lambda: world.restart(place)


def pause(world: "World", deed: Deed) -> Undo:
    """A node stands still, and goes on."""
    (node,) = world.nodes_at(deed.who)
    node.pause()
    return node.go_on


def store(world: "World", deed: Deed) -> Undo:
    """The way to the store is bad, for one node or for all."""
    nodes = tuple(world.nodes_at(deed.who))
    for node in nodes:
        node.disturbed()
        node.way.weather = WEATHERS[deed.way]

    def fair() -> None:
        for node in nodes:
            node.disturbed()
            node.way.weather = FAIR

    return fair


def bus(world: "World", deed: Deed) -> Undo:
    """A node is cut off from the bus, and knows it or does not."""
    (node,) = world.nodes_at(deed.who)
    node.end.is_cut, node.end.is_up = True, deed.way == "unnoticed"

    def mended() -> None:
        node.end.is_cut, node.end.is_up = node.host.is_dead, True

    return mended


def wind(world: "World", deed: Deed) -> Undo:
    """The bus loses, doubles, delays and reorders."""
    world.bus.wind = STORM

    def still() -> None:
        world.bus.wind = CALM

    return still


DEEDS: "dict[str, Callable[[World, Deed], Undo | None]]" = {
    "press": press,
    "twice": twice,
    "come_back_in": come_back_in,
    "cut": cut,
    "hold": hold,
    "black": black,
    "device": device,
    "leave": leave,
    "kill": kill,
    "pause": pause,
    "store": store,
    "bus": bus,
    "wind": wind,
}
