"""What happened to each: presenters, leaders, the late-comer, the telephone, the lost line."""

from collections.abc import Iterator
from itertools import pairwise

from app.rehearsal.bots import NAMES, TELEPHONE, Part
from app.rehearsal.evidence import Check, Evidence, Judge
from app.rehearsal.page import Json
from app.rehearsal.recording import Pressed, Recording, Seen


def resumed(evidence: Evidence) -> Check:
    """The dropped connection came back at its cursor: the same seat, the same push-back."""
    second, name = evidence[Part.SECOND], NAMES[Part.SECOND]
    wrong = list(_resumed(evidence, second))
    twice = [p for p in second.pressed() if p.type == "choose_camera" and p.sendings > 1]
    if not twice:
        wrong.append("the interrupted press was not sent again")
    found = (
        f"{name} came back at seq {evidence.lost.get('cursor', {}).get('seq')}, still sitting back"
    )
    return Check("a lost connection costs nothing", not wrong, "; ".join(wrong) or found)


def _resumed(evidence: Evidence, second: Recording) -> Iterator[str]:
    hellos = list(second.sent("hello"))
    if len(hellos) != 2:
        yield f"{len(hellos)} hellos instead of 2"
        return
    if "resume" not in hellos[1] or hellos[1].get("cursor") != evidence.lost.get("cursor"):
        yield "it did not come back with its secret and cursor"
    after = _after_welcome(second, 2)
    logged = [seen.frame for seen in after if "seq" in seen.frame]
    if not logged or logged[0].get("full"):
        yield "it was not sent what was newer, but everything"
        return
    for frame in logged:
        seat = _seat(frame, second.person)
        if seat is not None and (seat["seat"], seat["sits_back"]) != (evidence.lost["seat"], True):
            yield "the seat or the push-back was lost"
            return
        if "phase" in frame["set"]:
            return


def _after_welcome(recording: Recording, nth: int) -> list[Seen]:
    seen_all = list(recording.seen())
    places = [n for n, seen in enumerate(seen_all) if seen.frame["t"] == "welcome"]
    states = seen_all[places[nth - 1] :] if len(places) >= nth else []
    return [seen for seen in states if seen.frame["t"] == "state"]


def _seat(frame: Json, person: str) -> Json | None:
    seats = frame["set"].get("circle", {}).get("seats", [])
    return next((dict(seat) for seat in seats if seat["person"] == person), None)


def late(evidence: Evidence) -> Check:
    """The late-comer waited while the door was shut, and the move that opened it seated her."""
    recording = evidence[Part.LATE]
    audiences = list(dict.fromkeys(seen.audience for seen in recording.seen()))
    seated = evidence.entries("person_seated", person=recording.person)
    moves = evidence.entries("phase_entered", phase="select")
    wrong = []
    if audiences != ["waiting", "member"]:
        wrong.append(f"she was {' then '.join(audiences)}")
    if len(seated) != 1 or len(moves) != 2 or seated[0].at != moves[1].at:
        wrong.append("no move between the cases seated her")
    told = any(s.frame.get("set", {}).get("door", {}).get("gap_at") for s in recording.seen())
    if not told:
        wrong.append("she was not told when the door is likely to open")
    found = f"{NAMES[Part.LATE]} waited, knew until when, and was seated by the move to the gap"
    return Check("the late-comer", not wrong, "; ".join(wrong) or found)


def telephone(evidence: Evidence) -> Check:
    """Somebody without a page has a seat on every screen; their words were entered for them."""
    wrong = []
    for recording in evidence.recordings.values():
        page = recording.page()
        seats = page.view.get("circle", {}).get("seats", [])
        seat = next((s for s in seats if s["name"] == TELEPHONE), None)
        if seats and (seat is None or not seat["by_name"]):
            wrong.append(f"not on {recording.name}'s screen")
    aloud = [p.type for p in evidence[Part.CO_LEADER].pressed() if "said_by" in p.frame]
    if sorted(aloud) != ["agree", "attest"]:
        wrong.append("nothing was entered as said aloud")
    found = f"{TELEPHONE} sits by name on every screen; {' and '.join(aloud)} said aloud"
    return Check("the telephone seat", not wrong, "; ".join(wrong) or found)


def came_back(evidence: Evidence) -> Check:
    """The first presenter was locked, and ended it by their own hand and nobody else's."""
    first = evidence[Part.FIRST]
    floors = list(_floors(first))
    opened = [after for was, after in pairwise(floors) if was == "locked" != after]
    ended = evidence.entries("push_back_ended")
    own = _accepted(first, "come_back_in")
    released = [p for leader in evidence.leaders for p in leader.pressed() if p.type == "release"]
    wrong = []
    if len(own) != 1 or [e.seq for e in ended] != [own[0].seq] or released:
        wrong.append(f"{len(own)} presses of their own, {len(ended)} endings")
    if opened != ["open"]:
        wrong.append(f"floors {', '.join(dict.fromkeys(floors))}")
    found = f"{first.name} was locked, and came back in by own hand"
    return Check("the first presenter", not wrong, "; ".join(wrong) or found)


def declined(evidence: Evidence) -> Check:
    """The second presenter kept listening; leaders know, and the floor opened at the end of it."""
    second = evidence[Part.SECOND]
    kept = _accepted(second, "keep_listening")
    floors = list(_floors(second))
    known = any(_is_told(seen.frame, second.person) for seen in evidence[Part.LEADER].seen())
    wrong = []
    if len(kept) != 1 or _accepted(second, "come_back_in"):
        wrong.append("the invitation was not declined")
    if not known:
        wrong.append("leaders do not know")
    if "locked" not in floors or floors[-1:] != ["open"]:
        wrong.append(f"floors {', '.join(dict.fromkeys(floors))}")
    found = f"{second.name} kept listening, and was free when the case was left"
    return Check("the second presenter", not wrong, "; ".join(wrong) or found)


def led_by_both(evidence: Evidence) -> Check:
    """The leading changed between the cases, and the other leader was asked once to confirm."""
    lead, co = evidence.leaders
    handed = [p.frame["people"] for p in _accepted(lead, "set_leading")]
    wrong = [] if handed == [[lead.person], [co.person]] else ["the leading did not change"]
    presses = [p for leader in evidence.leaders for p in leader.pressed()]
    asked = [p for p in presses if p.answer.get("code") == "confirm_needed"]
    meant = [p for p in presses if "confirm" in p.frame and p.is_accepted]
    if len(asked) != 1 or len(meant) != 1:
        wrong.append(f"asked {len(asked)} times, confirmed {len(meant)} times")
    found = f"{lead.name}, then {co.name}; asked once to confirm"
    return Check("the leading", not wrong, "; ".join(wrong) or found)


def played_through(evidence: Evidence) -> Check:
    """The play itself stumbled over nothing."""
    said = " ".join(evidence.troubles)
    return Check("the whole meeting", not evidence.troubles, said or "every scene was played")


def _accepted(recording: Recording, type_: str) -> list[Pressed]:
    return [p for p in recording.pressed() if p.type == type_ and p.is_accepted]


def _floors(recording: Recording) -> Iterator[str]:
    for seen in recording.seen():
        seat = seen.frame.get("set", {}).get("floor", {}).get("seats", {}).get(recording.person)
        if seat is not None:
            yield seat["floor"]


def _is_told(frame: Json, person: str) -> bool:
    seat = _seat(frame, person) if "set" in frame else None
    return bool(seat and seat.get("push_back", {}).get("declined"))


JUDGES: tuple[Judge, ...] = (
    played_through,
    came_back,
    declined,
    led_by_both,
    late,
    telephone,
    resumed,
)
