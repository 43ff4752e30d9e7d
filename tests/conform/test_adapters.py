"""The table of scenarios, at calls behind our own port."""

from app.calls.capabilities import Strength
from app.conform.conform import Found, Silence, conform
from app.conform.playing import Setting
from app.conform.scenarios.table import SCENARIOS
from app.conform.verdict import Shown
from app.rooms.fields import RoomId
from tests.conform.stands import QUICK
from tests.simulation.loop import VirtualLoop
from tests.support.call_stand import LIVEKIT, CallStand, PretendCast, unplayed
from tests.support.clock import FakeClock
from tests.support.ids import CountingIds
from tests.support.pretend_call import PretendCall


def played(call: PretendCall, *, is_slipping: bool = False) -> Found:
    stand = CallStand(call, RoomId("r1"), PretendCast(call, is_slipping=is_slipping))
    setting = Setting(stand, QUICK, FakeClock(), CountingIds())
    loop = VirtualLoop()  # type: ignore[abstract]  # what nobody calls is missing
    found: Found = loop.run_until_complete(conform(setting, SCENARIOS, Silence()))
    return found


def shown(found: Found, how: Shown) -> set[str]:
    return {one.scenario.name for one in found.results if one.shown is how}


def test_call_that_holds_passes_all_that_can_be_played_at_it() -> None:
    found = played(PretendCall())

    assert set() == shown(found, Shown.FAILED)
    assert unplayed(LIVEKIT) == shown(found, Shown.NOT_SHOWN)
    assert {Strength.ENFORCED} == {one.allows for one in found.results if one.shown is Shown.PASSED}


def test_call_that_lets_slip_what_is_published_anew_needs_a_guard() -> None:
    found = played(PretendCall(), is_slipping=True)

    assert {"second_stream", "rejoin", "second_ref"} == {
        one.scenario.name for one in found.results if one.allows is Strength.GUARDED
    }


def test_call_that_is_told_and_does_nothing_has_asked_at_most() -> None:
    call = PretendCall()
    call.is_lying = True

    assert Strength.REQUESTED is played(call).verdict.may_claim
