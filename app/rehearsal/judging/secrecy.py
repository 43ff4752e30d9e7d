"""Nothing leaked: every frame against what its audience may see, and canaries (law L7)."""

from collections import Counter
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from app.rehearsal.bots import NAMES, Part
from app.rehearsal.evidence import Check, Evidence, Judge
from app.rehearsal.recording import Recording, Seen
from app.rooms.roles import Audience


def known_fields_only(evidence: Evidence) -> Check:
    """Deny by default: every frame has the fields that its audience's description has, no other."""
    wrong: Counter[str] = Counter()
    count = 0
    for recording in evidence.recordings.values():
        for seen in recording.seen():
            count += 1
            place = misfit(seen)
            if place is not None:
                wrong[f"{seen.audience} of {recording.name}: {place}"] += 1
    found = f"{count} frames, {len({*audiences(evidence)})} audiences"
    said = "; ".join(f"{place} ({n}×)" for place, n in wrong.most_common(3))
    return Check("only what each may see", bool(count) and not wrong, said or found)


def misfit(seen: Seen) -> str | None:
    """Where a frame is not as its audience's description says; never the value."""
    try:
        _description(str(seen.frame["t"]), seen.audience).validate_json(seen.text)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)
        places = Counter(str(wrong["loc"][-1]) for wrong in first if wrong["loc"])
        return f"{seen.frame['t']}, at {places.most_common(1)[0][0]}" if places else "a frame"
    except (KeyError, ValueError):
        return "a frame that is not described"
    return None


@cache
def _description(kind: str, audience: str) -> TypeAdapter[Any]:
    # Hundreds of models take a second to make; no other command has to wait for them.
    from app.web.outbound import FRAMES, state_of  # noqa: PLC0415

    shape = state_of(Audience(audience)) if kind == "state" else FRAMES[kind]
    return TypeAdapter(shape)


def audiences(evidence: Evidence) -> set[str]:
    """The audiences that somebody was."""
    return {
        seen.audience
        for recording in evidence.recordings.values()
        for seen in recording.seen()
        if seen.frame["t"] == "state"
    }


def between_leaders(evidence: Evidence) -> Check:
    """What leaders write to each other is in no other page's bytes, and in no log (L11)."""
    leaks = [
        recording.name
        for recording in evidence.others
        for text in (*recording.texts, *recording.fresh)
        if any(canary in text.text for canary in evidence.canaries)
    ]
    leaks += ["the log" for e in evidence.log if any(c in repr(e) for c in evidence.canaries)]
    read = sum(
        any(canary in text.text for text in leader.texts)
        for leader in evidence.leaders
        for canary in evidence.canaries
    )
    if read < 2 * len(evidence.canaries):
        leaks.append("the leaders, who did not read them all")
    found = f"{len(evidence.canaries)} canaries, read by both leaders and by nobody else"
    said = f"canaries reached {', '.join(sorted(set(leaks)))}"
    return Check("between leaders", not leaks, said if leaks else found)


def at_the_door(evidence: Evidence) -> Check:
    """Until she is seated only leaders read who waits, and she reads nothing of the circle."""
    late = evidence[Part.LATE]
    person, name = late.person, NAMES[Part.LATE]
    seated = [e.seq for e in evidence.entries("person_seated", person=person)]
    if not seated:
        return Check("who waits is nobody's business", False, f"{name} was never seated")
    leaks = [
        recording.name
        for recording in evidence.others
        if recording is not late
        for seen in before(recording, seated[0])
        if name in seen.text or person in seen.text
    ]
    others = [name for part, name in NAMES.items() if part is not Part.LATE]
    peeped = [n for seen in before(late, seated[0]) for n in others if f'"{n}"' in seen.text]
    if peeped:
        leaks.append(f"the late-comer, who read of {peeped[0]}")
    found = f"{name} waited, and {len(evidence.others) - 1} pages did not know it"
    said = f"the door was open to {', '.join(sorted(set(leaks)))}"
    return Check("who waits is nobody's business", not leaks, said if leaks else found)


def before(recording: Recording, seq: int) -> list[Seen]:
    """The state frames that came before the first one of `seq` or later."""
    found = []
    for seen in recording.seen():
        if seen.frame.get("seq", 0) >= seq:
            break
        if seen.frame["t"] == "state":
            found.append(seen)
    return found


def without_clock(evidence: Evidence) -> Check:
    """Who sits back is shown no clock: not by a frame, not by what is left of an older view."""
    held: Counter[str] = Counter()
    backs = 0
    for part in (Part.FIRST, Part.SECOND):
        view: dict[str, Any] = {}
        for seen in evidence[part].seen():
            if seen.frame.get("full"):
                view = {}
            view |= seen.frame.get("set", {})
            if seen.audience == Audience.SITTING_BACK and seen.frame["t"] == "state":
                backs += 1
                held[evidence[part].name] += "clock" in view
    wrong = [f"{name} was shown a clock" for name, n in held.items() if n]
    if not backs:
        wrong.append("nobody sat back")
    found = f"{backs} frames to who sat back, none with a clock"
    return Check("no clock for who sits back", not wrong, "; ".join(wrong) or found)


JUDGES: tuple[Judge, ...] = (known_fields_only, between_leaders, at_the_door, without_clock)
