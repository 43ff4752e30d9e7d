"""What scenes do with the room: wait for minutes, for everybody, for a lost connection."""

import pytest

from app.rehearsal.bots import Part, WentWrong
from app.rehearsal.client import NeverSaw
from app.rehearsal.page import Json
from app.rehearsal.stage import SHORTEST_EXTENSION, Stage
from app.system import seconds
from tests.support.tabs import Tab, bot

SEATED: Json = {"circle": {"seats": [{"person": "p1"}]}, "phase": {"phase": "select"}}
CLOCK: Json = {"limit_ms": 1_000, "spent_ms": 0, "since": 0, "zero": True}


async def nobody(part: Part) -> None:
    """No one is brought in."""


def stage(**tabs: Tab) -> Stage:
    """A stage with those parts, by the names of the enumeration."""
    bots = {Part[name]: bot(tab, Part[name]) for name, tab in tabs.items()}
    return Stage(bots, nobody, ("a", "b"))


async def test_everyone_in_the_circle_must_see_it_and_nobody_else() -> None:
    here = stage(LEADER=Tab(SEATED), LATE=Tab({}), MEMBER=Tab(SEATED))
    await here.everyone_sees("select", lambda page: page.section("phase")["phase"] == "select")
    assert [one.part for one in here.circle] == [Part.LEADER, Part.MEMBER]


async def test_who_had_to_go_or_has_no_network_is_not_waited_for() -> None:
    here = stage(LEADER=Tab(SEATED), LEAVER=Tab(SEATED), SECOND=Tab(SEATED))
    here.gone.add(Part.LEAVER)
    here[Part.SECOND].client.cut()
    assert [one.part for one in here.circle] == [Part.LEADER]


async def test_a_move_is_over_when_everybody_has_seen_it() -> None:
    here = stage(LEADER=Tab(SEATED), MEMBER=Tab(SEATED))
    await here.move(here.lead, "select", confirm=3)
    with pytest.raises(ExceptionGroup) as group:
        await here.move(here.lead, "present")
    assert group.group_contains(NeverSaw, match="the phase present")


@pytest.mark.parametrize(
    "clock",
    [CLOCK | {"limit_ms": None}, CLOCK | {"since": None}, {}],
    ids=["no minutes", "paused", "no clock"],
)
async def test_a_step_without_minutes_or_motion_is_not_waited_for(clock: Json) -> None:
    began = seconds()
    await stage(LEADER=Tab({"clock": clock})).spend(1.0)
    assert seconds() - began < 0.5


@pytest.mark.parametrize(("now", "wait"), [(700.0, 0.1), (2_000.0, 0.0)], ids=["before", "after"])
async def test_minutes_are_spent_by_the_leaders_clock(now: float, wait: float) -> None:
    began = seconds()
    await stage(LEADER=Tab({"clock": CLOCK}, now=now)).spend(0.8)
    assert wait - 0.02 <= seconds() - began < wait + 0.5


async def test_zero_is_waited_for_as_a_fact() -> None:
    await stage(LEADER=Tab({"clock": CLOCK}, now=2_000)).zero()
    late = stage(LEADER=Tab({"clock": CLOCK | {"zero": False}}, now=2_000))
    with pytest.raises(NeverSaw, match="the end of the minutes"):
        await late.zero()


async def test_a_step_without_minutes_has_no_zero() -> None:
    with pytest.raises(WentWrong):
        await stage(LEADER=Tab({"clock": CLOCK | {"limit_ms": None}})).zero()


@pytest.mark.parametrize(
    ("limit", "by"), [(1_000, SHORTEST_EXTENSION), (60_000, 3_000)], ids=["short", "long"]
)
async def test_an_extension_is_a_share_of_the_step_and_at_least_a_second(
    limit: int, by: int
) -> None:
    tab = Tab({"clock": CLOCK | {"limit_ms": limit}})
    here = stage(LEADER=tab)
    await here.extend(here.lead, 0.05)
    assert tab.pressed == [("extend", {"by": by})]


async def test_a_lost_connection_is_back_when_the_meanwhile_is_over() -> None:
    here = stage(SECOND=Tab(SEATED))
    second = here[Part.SECOND]
    was: list[bool] = []

    async def meanwhile() -> None:
        was.append(second.client.is_connected)

    await here.lost_for(second, meanwhile)
    assert was == [False]
    assert second.client.is_connected


async def test_a_meanwhile_that_goes_wrong_leaves_nobody_without_a_network() -> None:
    here = stage(SECOND=Tab(SEATED))

    async def meanwhile() -> None:
        raise WentWrong("no")

    with pytest.raises(WentWrong):
        await here.lost_for(here[Part.SECOND], meanwhile)
    assert here[Part.SECOND].client.is_connected
