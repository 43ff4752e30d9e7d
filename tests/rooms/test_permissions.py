"""Who may do what, for everybody, every command and every phase.

`ROWS` is the table of design.md, written down from its words and not from the code: if the code and
this page disagree, one of them breaks a promise.
"""

from collections.abc import Callable
from dataclasses import replace
from functools import cache
from typing import Any, cast, get_args

import pytest

from app.phases.phase import Phase
from app.rooms import commands as c
from app.rooms import events as e
from app.rooms.command_table import is_said_aloud, row, wire_name
from app.rooms.decide import check_permitted
from app.rooms.deciding.scene import Ask
from app.rooms.errors import Forbidden, RoomClosed, RoomError
from app.rooms.fields import PersonId
from app.rooms.roles import SYSTEM, Role
from tests.support.clock import NOON
from tests.support.samples import ALL
from tests.support.scenario import (
    ADA,
    BEN,
    CLEO,
    DEV,
    EVE,
    FINN,
    MACHINE,
    OMAR,
    OPERATOR,
    READER,
    STRANGER,
    Scene,
    given,
)

ROWS = {
    # phases, undo, time, plan edits, presenter, stand-in, leading, rings, observers agreed,
    # confirm a newcomer, "this is X again"
    "open_meeting advance back skip withdraw_case add_case drop_case undo": "leader integration",
    "extend shorten resume set_end edit_plan count_follow_ups": "leader integration",
    "choose_presenter name_stand_in set_leading": "leader integration",
    "set_ring open_outer_ring close_outer_ring record_observers_agreed": "leader integration",
    "seat_by_name confirm_person same_as": "leader integration",
    # whose place in the call is whose
    "match_place free_place": "leader integration",
    # pause, stop, release, admit, remove, close the meeting, end
    "pause release admit close_meeting end_meeting": "leader stand_in integration",
    "stop remove_person": "leader integration",
    # offer push-back, invite
    "offer_push_back invite_rejoin": "leader integration",
    # sit back, stay, camera choice, come back in, decline
    "sit_back stay choose_camera come_back_in keep_listening": "presenter",
    # volunteer, "I would like to come in"
    "volunteer no_longer_volunteer want_in no_longer_want_in": "leader presenter member stand_in",
    # agreement, attestation
    "agree attest": "leader presenter member observer stand_in waiting",
    # I need a leader, I have to go
    "need_leader leave": "leader presenter member observer stand_in waiting",
    # someone can hear
    "someone_can_hear alone_again": "leader presenter member observer stand_in",
    # object to an observer
    "object_to_observer": "leader presenter member stand_in",
    # between leaders
    "signal_leaders write_leaders about_to not_yet answer_need": "leader stand_in",
    # said aloud: around the circle
    "heard_from": "leader",
    "remind_presenter": "leader",
    # the stand-in's offer; attendance on the record; what the system alone may ask
    "take_room decline_room": "offered",
    "confirm_attendance": "leader integration",
    "reach_mark arrive join lose fail_open lose_leaders end_abandoned advance_clock": "system",
}
MAY = {name: set(who.split()) for names, who in ROWS.items() for name in names.split()}
PRESENTING = {Phase.PRESENT, Phase.CLARIFY, Phase.DISCUSS, Phase.REJOIN, Phase.CLOSE}
FREEING = {"come_back_in", "stay"}

Who = Callable[[Phase], tuple[Scene, set[str]]]


@cache
def meeting(phase: Phase, presenter: PersonId = CLEO) -> Scene:
    """Everybody is there, and Finn waits for a leader to confirm him."""
    before = Phase.CORRIDOR if phase is Phase.ENDED else phase
    scene = given(before, presenter=presenter, observers=(OMAR,))
    scene = scene.arrives(FINN, needs_confirmation=True)
    return scene.by(ADA).does(c.EndMeeting()) if phase is Phase.ENDED else scene


def admitted(phase: Phase, *columns: str) -> set[str]:
    """The debrief is for leaders: whoever the plan does not admit there waits."""
    return {"waiting"} if phase is Phase.DEBRIEF else set(columns)


def leader(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(ADA), {"leader"}


def presenter(phase: Phase) -> tuple[Scene, set[str]]:
    columns = {"presenter", "member"} if phase in PRESENTING else {"member"}
    return meeting(phase).by(CLEO), admitted(phase, *columns)


def leader_presenting_beside_another(phase: Phase) -> tuple[Scene, set[str]]:
    columns = {"presenter", "member"} if phase in PRESENTING else {"leader"}
    return meeting(phase, presenter=BEN).by(BEN), columns


def leader_presenting_alone(phase: Phase) -> tuple[Scene, set[str]]:
    scene = given(phase, leaders=(ADA,), presenter=ADA, observers=(OMAR,))
    columns = {"leader", "presenter"} if phase in PRESENTING else {"leader"}
    return scene.by(ADA), columns


def member(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(DEV), admitted(phase, "member")


def observer(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(OMAR), admitted(phase, "observer")


def stand_in_offered_the_room(phase: Phase) -> tuple[Scene, set[str]]:
    scene = meeting(phase).without(ADA, BEN).after(e.StandInNamed(NOON, EVE))
    return scene.after(e.LeadersLost(NOON, NOON)).by(EVE), admitted(phase, "offered", "member")


def stand_in_acting(phase: Phase) -> tuple[Scene, set[str]]:
    scene, _ = stand_in_offered_the_room(phase)
    return scene.after(e.RoomTaken(NOON)), admitted(phase, "stand_in", "member")


def waiting(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(FINN), {"waiting"}


def departed(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).after(e.PersonDeparted(NOON, DEV)).by(DEV), {"waiting"}


def removed(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).after(e.PersonRemoved(NOON, DEV)).by(DEV), set()


def stranger(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(STRANGER), set()


def machine_that_may_lead(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(MACHINE), {"integration"}


def machine_that_may_only_read(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(READER), set()


def operator(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(OPERATOR), set()


def system(phase: Phase) -> tuple[Scene, set[str]]:
    return meeting(phase).by(SYSTEM), {"system"}


EVERYBODY: tuple[Who, ...] = (
    leader,
    presenter,
    leader_presenting_beside_another,
    leader_presenting_alone,
    member,
    observer,
    stand_in_offered_the_room,
    stand_in_acting,
    waiting,
    departed,
    removed,
    stranger,
    machine_that_may_lead,
    machine_that_may_only_read,
    operator,
    system,
)
"""Some are one column, some several, because rights add up; some are none."""


def expected(scene: Scene, columns: set[str], name: str) -> str:
    if scene.room.phase is Phase.ENDED and name != "confirm_attendance":
        return "room_closed"
    person = scene.actor.person
    has_presented = any(person == case.presenter for case in scene.room.cases.values() if person)
    if columns & MAY[name] or (name in FREEING and has_presented):
        return "may"
    return "forbidden"


def found(scene: Scene, command: c.Command) -> str:
    try:
        scene.does(command)
    except RoomClosed:
        return "room_closed"
    except Forbidden as refused:
        by_rule = refused.say not in (
            Forbidden.__doc__,
            "only leaders enter what somebody said aloud",
        )
        return "may" if by_rule else "forbidden"
    except RoomError:
        return "may"
    return "may"


def test_table_of_this_page_has_every_command_once() -> None:
    named = [name for names in ROWS for name in names.split()]

    assert sorted(wire_name(command) for command in get_args(c.Command)) == sorted(named)
    assert sorted(named) == sorted(wire_name(type(sample)) for sample in ALL)


@pytest.mark.parametrize("phase", Phase)
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.__name__)
def test_everybody_may_do_what_the_table_says_and_nothing_else(who: Who, phase: Phase) -> None:
    """Whether it makes sense in the phase is another question, asked and answered after this."""
    scene, columns = who(phase)
    wrong = {
        name: (should, came)
        for sample in ALL
        if (should := expected(scene, columns, name := wire_name(type(sample))))
        != (came := found(scene, sample))
    }

    assert {} == wrong


@pytest.mark.parametrize("phase", [phase for phase in Phase if phase is not Phase.ENDED])
@pytest.mark.parametrize("who", EVERYBODY, ids=lambda who: who.__name__)
def test_only_leaders_enter_what_somebody_said_aloud(who: Who, phase: Phase) -> None:
    scene, columns = who(phase)
    room = scene.by(MACHINE).does(c.SeatByName("Tilly", Role.LEADER, PersonId("tilly"))).room
    wrong = []
    for sample in filter(lambda one: is_said_aloud(type(one)), ALL):
        said: c.Command = replace(cast(Any, sample), said_by=PersonId("tilly"))
        try:
            check_permitted(room, Ask(said, scene.actor), row(type(said)))
            may = True
        except Forbidden:
            may = False
        if may is not ("leader" in columns):
            wrong.append(type(said).__name__)

    assert [] == wrong


def test_every_act_of_a_person_can_be_said_aloud() -> None:
    acts = {wire_name(command) for command in get_args(c.Command) if is_said_aloud(command)}
    own = {"agree", "attest", "volunteer", "no_longer_volunteer", "leave"}
    of_the_presenter = {"sit_back", "stay", "choose_camera", "come_back_in", "keep_listening"}

    assert own | of_the_presenter == acts
