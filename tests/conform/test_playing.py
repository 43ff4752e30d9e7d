"""A scenario has its result, whatever a stand does, and leaves nobody locked or in the call."""

from app.calls.capabilities import Strength
from app.conform import steps as s
from app.conform.playing import Setting, play
from app.conform.stand import Posting
from app.conform.verdict import Result, Shown
from app.conform.wire import Act
from tests.conform.scripted import BRISK, ScriptedStand
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds

ADA, CLEO = s.Who.ADA, s.Who.CLEO
SITS_BACK = s.Wants(locked=frozenset({CLEO}))


async def played(stand: ScriptedStand, *play_: s.Step, begin: tuple[s.Step, ...] = ()) -> Result:
    scenario = s.Scenario("it", "It is so.", begin, play_, "Mend it.", Strength.NONE)
    return await play(scenario, Setting(stand, BRISK, FakeClock(), CountingIds()))


async def test_what_is_so_is_said() -> None:
    found = await played(ScriptedStand("place-1"), s.Comes(ADA), s.Sends(), s.IsHeard(ADA))

    assert (Shown.PASSED, "It is so.") == (found.shown, found.found)


async def test_what_is_not_so_is_said_with_what_to_do() -> None:
    found = await played(ScriptedStand(""), s.Comes(ADA), s.IsHeard(ADA))

    assert Shown.FAILED is found.shown
    assert found.found.endswith("Mend it.")
    assert Strength.NONE is found.allows


async def test_what_could_not_begin_shows_nothing() -> None:
    found = await played(ScriptedStand(""), begin=(s.Comes(ADA), s.IsHeard(ADA)))

    assert Shown.NOT_SHOWN is found.shown
    assert "could not be played" in found.found


async def test_state_that_is_not_taken_is_noticed() -> None:
    stand = ScriptedStand("")
    stand.statuses = (202, 500)

    assert "answered 500" in (await played(stand, s.Sends())).found
    stand.statuses = (0,)
    assert "not answered" in (await played(stand, s.Sends())).found


async def test_what_is_to_be_refused_must_be_refused() -> None:
    stand = ScriptedStand("")
    assert Shown.FAILED is (await played(stand, s.IsRefused(SITS_BACK, Posting()))).shown
    stand.statuses = (401,)
    assert Shown.PASSED is (await played(stand, s.IsRefused(SITS_BACK, Posting()))).shown


async def test_afterwards_everybody_is_free_and_gone_and_our_side_is_there() -> None:
    stand = ScriptedStand("place-1")
    await played(stand, s.Comes(ADA), s.Comes(CLEO), SITS_BACK, s.Sends(), s.WeAreAway())
    wanted = [one for _, one in stand.sent[-1][0].places.values()]

    assert not any(one.microphone_locked for one in wanted)
    assert ["place-1", "place-2"] == [ref for act, ref, _ in stand.acts if act is Act.LEAVE]
    assert not stand.is_away


async def test_version_is_kept_by_a_repeat_and_rises_with_all_else() -> None:
    stand = ScriptedStand("")
    await played(stand, s.Sends(), s.Repeats(), s.Sends(skipped=2), s.SendsOlder(SITS_BACK))
    first, repeat, second, older, last = [floor.version for floor, _ in stand.sent]

    assert first == repeat
    assert second.n == first.n + 3
    assert older < second < last
