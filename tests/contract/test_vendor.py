"""What is known of a vendor only goes on."""

import json

from app.calls.wanted import Desired, Version, Wanted
from app.contract.floor import floor_changed, seating
from app.contract.place import Place
from app.contract.vendor import Vendor, standing
from app.contract.wire import LASTS_MS
from app.phases.units import Instant
from app.rooms.fields import PersonId
from tests.contracts.contract_rows import EVERYTHING, REPORT
from tests.contracts.samples import ROOM
from tests.support.clock import NOON

LOCKED = Desired({PersonId("ann"): Wanted(microphone_locked=True)}, version=Version(4, 1))
SEATED = seating(LOCKED, {"a": Place("a", PersonId("ann"))})
STATE = floor_changed(ROOM, LOCKED, SEATED, NOON).model_dump_json()


def test_newer_state_is_told_the_newest_again_and_an_older_one_never() -> None:
    told = Vendor(ROOM).telling(Version(4, 1), "first", NOON)
    assert told is not None
    again = told.telling(Version(4, 1), "again", Instant(NOON + 1))

    assert again is not None
    assert (2, "again", NOON + 1) == (again.told, again.floor, again.floor_at)
    assert again.telling(Version(4, 0), "older", NOON) is None


def test_what_it_says_is_counted_so_that_others_notice() -> None:
    heard = Vendor(ROOM).hearing(REPORT).stirring(heard=3, is_stirred=True)

    assert (1, 3, 1, REPORT) == (heard.reported, heard.heard, heard.stirred, heard.report)
    assert 1 == heard.stirring(is_stirred=False).stirred


def test_state_that_nobody_repeats_runs_out() -> None:
    told = Vendor(ROOM).telling(Version(4, 1), STATE, NOON)
    assert told is not None

    assert STATE == standing(told, NOON)
    over = json.loads(standing(told, Instant(NOON + LASTS_MS)))
    assert ({"seq": 4, "n": 1}, []) == (over["version"], over["participants"])
    assert {"seq": 0, "n": 0} == json.loads(standing(Vendor(ROOM), NOON))["version"]


def test_state_that_is_read_again_lasts_no_longer_for_it() -> None:
    """A vendor that comes again and again is not kept closed by a node that is no more."""
    told = Vendor(ROOM).telling(Version(4, 1), STATE, NOON)
    assert told is not None
    newest = json.loads(STATE)

    for later, left in ((-5, LASTS_MS), (1, LASTS_MS - 1), (LASTS_MS - 1, 1)):
        again = json.loads(standing(told, Instant(NOON + later)))
        assert newest | {"lasts_ms": left} == again


def test_address_and_secret_are_not_shown() -> None:
    assert "whsec_" not in repr(EVERYTHING)
    assert "v.example" not in repr(EVERYTHING)
