"""What is wanted of the call, by the places of the call."""

from app.calls.wanted import Desired, Version, Wanted
from app.contract.floor import floor_changed, nothing_wanted, seating
from app.contract.place import Place
from app.rooms.fields import PersonId
from app.rooms.places import Unmatched, Via
from tests.contracts.samples import ROOM
from tests.support.clock import NOON

ANN, BEN, CLEO = PersonId("ann"), PersonId("ben"), PersonId("cleo")
PLACES = {
    "bound": Place("bound", ANN),
    "gone": Place("gone", ANN, is_here=False),
    "claimed": Place("claimed", claims=ANN, name="Ann"),
    "nobody": Place("nobody"),
    "left": Place("left", is_here=False),
}


def test_bound_goes_before_what_leaders_say_and_a_claim_is_nobody() -> None:
    seated = seating(Desired(refs={"bound": BEN, "nobody": BEN, "elsewhere": CLEO}), PLACES)

    assert {"bound": ANN, "gone": ANN, "nobody": BEN} == seated.of
    assert {"claimed": Unmatched("Ann", ANN, Via.WEB)} == seated.unmatched
    assert ("bound", "gone") == seated.refs(ANN)


def test_place_of_somebody_who_is_somebody_else_by_now_is_theirs() -> None:
    desired = Desired({BEN: Wanted(microphone_locked=True)}, frozenset({ANN}), again={ANN: BEN})

    seated = seating(desired, PLACES)
    state = floor_changed(ROOM, desired, seated, NOON)

    assert {"bound": BEN, "gone": BEN} == seated.of
    assert ({"locked"}, []) == ({one.microphone for one in state.participants}, state.out)


def test_state_is_complete_and_names_nobody_s_place_never() -> None:
    wanted = Desired(
        {ANN: Wanted(microphone_locked=True), BEN: Wanted(True, camera_locked=True)},
        frozenset({CLEO}), {"nobody": BEN, "left": CLEO}, Version(7, 2),
    )  # fmt: skip

    state = floor_changed(ROOM, wanted, seating(wanted, PLACES), NOON)

    assert [
        ("bound", ANN, "locked", "free"),
        ("gone", ANN, "locked", "free"),
        ("left", CLEO, "free", "free"),
        ("nobody", BEN, "locked", "locked"),
    ] == [(one.ref, one.person, one.microphone, one.camera) for one in state.participants]
    assert ["left"] == state.out
    assert ((7, 2), NOON, ROOM) == ((state.version.seq, state.version.n), state.at, state.call)


def test_where_nothing_is_wanted_everybody_is_free() -> None:
    state = nothing_wanted(ROOM, Version(3), NOON)

    assert ([], [], 3) == (state.participants, state.out, state.version.seq)
