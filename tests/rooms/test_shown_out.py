"""Who is shown out, and who comes back as somebody else."""

from app.phases.phase import Phase
from app.phases.units import HOUR, Millis
from app.rooms import commands as c
from app.rooms.roles import SYSTEM
from app.rooms.seat import RESYNC, REVOKED
from app.rooms.shown_out import shown_out
from tests.support.scenario import ADA, DEV, FINN, STRANGER, given

SCENE = given(Phase.DISCUSS)


def test_only_the_removed_are_shown_out_for_good() -> None:
    room = SCENE.by(ADA).does(c.RemovePerson(DEV)).room

    assert REVOKED is shown_out(room, DEV)
    assert None is shown_out(room, ADA)


def test_who_is_somebody_we_know_comes_back_as_them() -> None:
    came = SCENE.arrives(FINN, needs_confirmation=True).without(DEV)

    assert RESYNC is shown_out(came.by(ADA).does(c.SameAs(FINN, DEV)).room, FINN)


def test_who_was_given_up_for_lost_comes_back() -> None:
    scene = SCENE.by(SYSTEM).at(Millis(HOUR))

    assert RESYNC is shown_out(scene.does(c.Lose(DEV, 1, scene.began)).room, DEV)


def test_machines_and_strangers_are_nobody_to_show_out() -> None:
    assert None is shown_out(SCENE.room, None)
    assert None is shown_out(SCENE.room, STRANGER)
