"""The meeting as data: scenes in order, each awaiting states and never a guessed time.

How long a step lasts is taken from the plan's clock: most are left before their minutes are over,
one is overrun, so that its bands and its end become recorded facts.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from app.rehearsal.bots import (
    NAMES,
    TELEPHONE,
    Part,
    WentWrong,
    case,
    floor,
    named,
    phase,
    seat_of,
    seats,
)
from app.rehearsal.page import Page
from app.rehearsal.recording import Recording
from app.rehearsal.stage import Stage

PLAN = "two_case_90"
PLANNED_SECONDS = 90 * 60


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing that happens. `says` is what somebody in the room would say happened."""

    says: str
    play: Callable[[Stage], Awaitable[None]]


async def gather(stage: Stage) -> None:
    """Everybody with a personal link has a seat; the observer once the group has agreed."""
    here = len(stage.bots) - 1  # the observer waits for the group
    await stage.lead.sees("everybody's seat", lambda page: len(seats(page)) == here)
    await stage.lead.do("record_observers_agreed")
    await stage.everyone_sees("the observer", lambda page: named(page, NAMES[Part.OBSERVER]))


async def telephone(stage: Stage) -> None:
    """Somebody without a page gets a seat by name; what they say aloud is entered for them."""
    await stage.co.do("seat_by_name", name=TELEPHONE)
    await stage.everyone_sees("the telephone seat", lambda page: named(page, TELEPHONE))
    who = named(stage.co.page, TELEPHONE)
    version = stage.co.page.section("room")["agreement"]["version"]
    await stage.co.do("agree", version=version, said_by=who)
    await stage.co.do("attest", said_by=who)


async def offices(stage: Stage) -> None:
    """A stand-in, and who leads the first case."""
    await stage.lead.do("name_stand_in", person=stage[Part.STAND_IN].person)
    await stage.lead.do("set_leading", case=1, people=[stage.lead.person])


async def open_meeting(stage: Stage) -> None:
    """The meeting begins, and its planned end is set."""
    await stage.lead.do("open_meeting")
    await stage.everyone_sees("the opening", lambda page: phase(page) == "opening")


async def asides(stage: Stage) -> None:
    """What is private stays private: a request, a room that is not, a word between leaders."""
    member = stage[Part.MEMBER]
    await member.do("someone_can_hear")
    await stage.co.sees(
        "that somebody is away",
        lambda page: page.section("presence")["people"].get(member.person) == "away",
    )
    await member.do("alone_again")
    await member.do("need_leader")
    await stage.co.sees("a request for a leader", lambda page: page.section("signals")["needs"])
    await stage.co.do("answer_need", person=member.person)
    await member.sees(
        "that a leader has seen it", lambda page: page.section("own")["need"]["seen_by"]
    )
    observer = stage[Part.OBSERVER].person
    await stage[Part.STAND_IN].do("object_to_observer", person=observer)
    await stage.co.do("write_leaders", text=stage.canaries[0])
    await stage.lead.sees("a word between leaders", lambda page: _between(page, stage.canaries[0]))


async def next_at_once(stage: Stage) -> None:
    """Both leaders press "next" on the same picture."""
    await stage.spend(0.8)
    revisions = {bot.page.expect["phase_rev"] for bot in (stage.lead, stage.co)}
    answers = await asyncio.gather(
        stage.lead.client.press("advance"), stage.co.client.press("advance")
    )
    if len(revisions) != 1 or sorted(a["t"] for a in answers) != ["done", "refused"]:
        raise WentWrong("two leaders pressed next at once, and it was not one step")
    await stage.everyone_sees("“Who has a case?”", lambda page: phase(page) == "select")


async def choose_both(stage: Stage) -> None:
    """Two have a case: both are chosen, the second is remembered."""
    chosen = [stage[Part.FIRST].person, stage[Part.SECOND].person]
    await stage.lead.sees(
        "two volunteers", lambda page: set(chosen) <= set(page.section("signals")["volunteers"])
    )
    for number, person in enumerate(chosen, start=1):
        await stage.lead.do("choose_presenter", case=number, person=person)
    await stage.spend(0.8)
    await stage.move(stage.lead, "present")


async def late_comer(stage: Stage) -> None:
    """Somebody comes by the shared link while the door is shut: known by name, and waiting."""
    await stage.bring(Part.LATE)
    late = stage[Part.LATE]
    await stage.co.sees(
        "somebody ready at the door",
        lambda page: any(w["ready"] for w in page.section("door")["waiting"]),
    )
    await stage.co.do("confirm_person", person=late.person)
    await late.sees("when the door is likely to open", lambda page: page.section("door")["gap_at"])


async def offer(stage: Stage) -> None:
    """Push-back is offered aloud before it is needed; the presenter says yes."""
    await stage.lead.do("offer_push_back")
    first = stage[Part.FIRST].person
    await stage.everyone_sees("the chair", lambda page: seat_of(page, first).get("sits_back"))
    await stage.spend(0.8)
    await stage.move(stage.lead, "clarify")


async def to_discuss(stage: Stage) -> None:
    """The group works; whoever sits back is locked, and hears."""
    await stage.spend(0.7)
    await stage.move(stage.lead, "discuss")
    first = stage[Part.FIRST].person
    await stage.everyone_sees("the closed microphone", lambda page: floor(page, first) == "locked")
    await stage.co.do("signal_leaders", signal="let_the_silence_be")


async def overrun(stage: Stage) -> None:
    """Past the time: nothing happens but a recorded fact; a leader gives a little more."""
    await stage.zero()
    await stage.extend(stage.lead, 0.05)
    await stage.move(stage.lead, "rejoin")


async def come_back(stage: Stage) -> None:
    """The first presenter comes back in by their own hand."""
    first = stage[Part.FIRST].person
    await stage.everyone_sees("the way back", lambda page: floor(page, first) == "open")
    await stage.spend(0.7)
    await stage.move(stage.lead, "close")


async def gap(stage: Stage) -> None:
    """Between the cases the door opens, and who waited is seated by that move."""
    await stage.spend(0.6)
    await stage.move(stage.lead, "select")
    await stage.everyone_sees("the late-comer", lambda page: named(page, NAMES[Part.LATE]))


async def hand_over(stage: Stage) -> None:
    """The other leader leads the second case."""
    await stage.lead.do("set_leading", case=2, people=[stage.co.person])
    await stage.spend(0.7)
    await stage.move(stage.co, "present")


async def second_case(stage: Stage) -> None:
    """The remembered presenter tells it; facts are asked."""
    if case(stage.co.page) != 2:
        raise WentWrong("the second case has not begun")
    await stage.spend(0.75)
    await stage.move(stage.co, "clarify")
    await stage.spend(0.7)


async def asked_to_confirm(stage: Stage) -> None:
    """The leader who does not lead this case presses "next", is asked, and means it."""
    answer = await stage.lead.client.press("advance")
    if answer.get("code") != "confirm_needed":
        raise WentWrong("another leader's case was moved without a question")
    await stage.move(stage.lead, "discuss", confirm=answer["facts"]["case_rev"])
    second = stage[Part.SECOND].person
    await stage.everyone_sees("the closed microphone", lambda page: floor(page, second) == "locked")


async def lost_presenter(stage: Stage) -> None:
    """The presenter's connection is lost in the middle of a press; leaders pause and wait."""
    await stage.spend(0.4)
    second = stage[Part.SECOND]
    stage.notes["cursor"] = dict(second.page.cursor or {})
    stage.notes["seat"] = seat_of(stage.co.page, second.person)["seat"]
    async with asyncio.TaskGroup() as tasks:
        tasks.create_task(second.do("choose_camera", on=False))
        await asyncio.sleep(0)  # the press is on its way, and nobody has read an answer
        await stage.lost_for(second, lambda: _meanwhile(stage))
    await stage.co.sees(
        "the presenter again",
        lambda page: page.section("presence")["people"].get(second.person) == "here",
    )
    await stage.co.sees("the choice", lambda page: seat_of(page, second.person)["camera_off"])
    await stage.co.do("resume")


async def _meanwhile(stage: Stage) -> None:
    await stage.co.sees(
        "that the presenter is missing", lambda page: page.section("presence")["presenter_missing"]
    )
    await stage.co.do("pause", reason="technical")
    await stage.lead.do("write_leaders", text=stage.canaries[1])
    stage.gone.add(Part.LEAVER)
    await stage[Part.LEAVER].do("leave")
    leaver = stage[Part.LEAVER].person
    await stage.everyone_sees("that somebody had to go", lambda page: not seat_of(page, leaver))


async def declined(stage: Stage) -> None:
    """Invited, the second presenter keeps listening; it costs the group nothing."""
    await stage.spend(0.85)
    await stage.move(stage.co, "rejoin")
    second = stage[Part.SECOND].person
    await stage.co.sees(
        "the answer", lambda page: seat_of(page, second).get("push_back", {}).get("declined")
    )
    await stage.spend(0.6)
    await stage.move(stage.co, "close")
    await stage.everyone_sees("an open floor", lambda page: floor(page, second) == "open")


async def end(stage: Stage) -> None:
    """Closing, a corridor, and the end."""
    await stage.spend(0.6)
    await stage.move(stage.co, "closing")
    await stage.spend(0.8)
    await stage.move(stage.lead, "corridor")
    await stage.lead.do("end_meeting")
    await stage.everyone_sees("the end", lambda page: phase(page) == "ended")


async def once_more(stage: Stage) -> None:
    """After the end: an old press is answered as it was, a new one is refused."""
    await stage.lead.client.repeat(last_accepted(stage.lead.recording))
    answer = await stage.lead.client.press("pause")
    if answer.get("code") != "room_closed":
        raise WentWrong("a press after the end was not refused")


def last_accepted(recording: Recording) -> str:
    """The id of the last press that was recorded."""
    return [press.id for press in recording.pressed() if press.seq is not None][-1]


def _between(page: Page, text: str) -> bool:
    return any(line["value"] == text for line in page.section("between")["lines"])


MEETING: tuple[Scene, ...] = (
    Scene("People sit down; the group agrees to be observed by Oskar.", gather),
    Scene("Walter is on the telephone; what he says aloud is entered for him.", telephone),
    Scene("Ines would stand in; Miriam leads the first case.", offices),
    Scene("Miriam opens the meeting.", open_meeting),
    Scene("Grace is not alone for a moment, and asks for a leader; Jonas sees it.", asides),
    Scene("Both leaders press “next” at once: one step.", next_at_once),
    Scene("Elif and Tomasz have a case; both are chosen.", choose_both),
    Scene("Philippa comes late. The door is shut, and she waits.", late_comer),
    Scene("Miriam offers Elif to sit back; Elif will.", offer),
    Scene("The group works. Elif sits back and listens.", to_discuss),
    Scene("They run past the time; nothing moves until Miriam does.", overrun),
    Scene("Elif comes back in, by her own hand.", come_back),
    Scene("Between the cases the door opens for Philippa.", gap),
    Scene("Jonas leads the second case.", hand_over),
    Scene("Tomasz tells it.", second_case),
    Scene("Miriam presses “next” in Jonas’s case, is asked, and confirms.", asked_to_confirm),
    Scene("Tomasz’s connection is gone; Jonas pauses. Henrik has to go.", lost_presenter),
    Scene("Invited to come back in, Tomasz keeps listening.", declined),
    Scene("Closing, the corridor, the end.", end),
    Scene("Afterwards an old press is answered as it was.", once_more),
)
"""The whole evening."""
