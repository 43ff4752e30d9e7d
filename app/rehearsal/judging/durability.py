"""Nothing lost, nothing doubled: presses against the log (laws L1, L2, L3, L5 and L6).

What a machine may not read in the log, because it is about people, every leader reads as a cause
with the seq of its frame; so each kind of press is looked for where its fact can be read.
"""

from collections import Counter
from collections.abc import Iterator

from app.phases.marks import thresholds
from app.phases.shipped import SHIPPED
from app.phases.units import Millis
from app.rehearsal.bots import Part
from app.rehearsal.evidence import Check, Evidence, Judge
from app.rehearsal.office import Entry
from app.rehearsal.recording import Pressed, Recording
from app.rehearsal.script import PLAN

BANDS = SHIPPED[PLAN].recorded_bands

IN_THE_LOG = {
    "open_meeting": "phase_entered",
    "advance": "phase_entered",
    "end_meeting": "phase_entered",
    "extend": "limit_set",
    "pause": "clock_paused",
    "resume": "clock_resumed",
    "record_observers_agreed": "observers_agreed",
    "offer_push_back": "push_back_offered",
    "sit_back": "sat_back",
    "come_back_in": "push_back_ended",
}
"""The fact that a press becomes, where a machine may read it."""
FOR_LEADERS = {
    "agree": "agreement_accepted",
    "attest": "privacy_attested",
    "seat_by_name": "person_arrived",
    "confirm_person": "person_confirmed",
    "name_stand_in": "stand_in_named",
    "set_leading": "leading_set",
    "choose_presenter": "presenter_chosen",
    "choose_camera": "camera_chosen",
    "keep_listening": "rejoin_declined",
    "leave": "person_departed",
}
"""The fact that a press becomes, where only leaders may read it."""
OWN = {"agree": "agreed", "attest": "attested"}
"""What a person reads of their own acts in `you`."""


def acknowledged(evidence: Evidence) -> list[tuple[Recording, Pressed]]:
    """Every press that was answered `done` with a place in the log, in the order of the log."""
    found = [
        (recording, press)
        for recording in evidence.recordings.values()
        for press in recording.pressed()
        if press.seq is not None
    ]
    return sorted(found, key=lambda one: one[1].seq or 0)


def logged_once(evidence: Evidence) -> Check:
    """Every acknowledged press is one fact, in the stretch of the log that its answer named.

    What was entered for somebody without a page changes no page: of that only the place is known.
    """
    wrong, before = [], 0
    presses = acknowledged(evidence)
    for recording, press in presses:
        seq = press.seq or 0
        if "said_by" in press.frame:
            before = seq
            continue
        facts = [fact for fact in _facts(evidence, recording, press) if before < fact <= seq]
        if len(facts) != 1:
            wrong.append(f"{recording.name}'s {press.type} is {len(facts)} facts")
        before = seq
    counts = Counter(press.type for _, press in presses)
    for fact in sorted(set(IN_THE_LOG.values())):
        asked = sum(n for type_, n in counts.items() if IN_THE_LOG.get(type_) == fact)
        if len(evidence.entries(fact)) != asked:
            wrong.append(f"{len(evidence.entries(fact))} × {fact} of {asked} presses")
    aloud = sum("said_by" in press.frame for _, press in presses)
    found = f"{len(presses) - aloud} acknowledged presses, each one fact; {aloud} said aloud"
    return Check("nothing lost, nothing doubled", bool(presses) and not wrong, _said(wrong, found))


def in_order(evidence: Evidence) -> Check:
    """A press that was answered before another was sent stands before it in the log."""
    presses = acknowledged(evidence)
    wrong = [
        f"{later.type} stands before {earlier.type}"
        for n, (_, later) in enumerate(presses)
        for _, earlier in presses[n:]
        if earlier.answered_at is not None and earlier.answered_at < later.at
    ]
    seqs = [press.seq for _, press in presses]
    if len(set(seqs)) != len(seqs):
        wrong.append("two presses have one place in the log")
    if [e.seq for e in evidence.log] != sorted({e.seq for e in evidence.log}):
        wrong.append("the log's seq does not rise")
    found = f"{len(presses)} presses, in the order in which they were answered"
    return Check("one order for everybody", bool(presses) and not wrong, _said(wrong, found))


def every_answer(evidence: Evidence) -> Check:
    """Every press was answered; refusals are of the two kinds the play asks for."""
    wanted = {"stale", "confirm_needed", "room_closed"}
    wrong, refused = [], Counter[str]()
    for recording in evidence.recordings.values():
        for press in recording.pressed():
            if not press.answers:
                wrong.append(f"{recording.name}'s {press.type} was never answered")
            elif not press.is_accepted:
                refused[str(press.answer["code"])] += 1
    wrong += [f"refused as {code}" for code in refused if code not in wanted]
    found = ", ".join(f"{n} × {code}" for code, n in sorted(refused.items()))
    ok = set(refused) == wanted and not wrong
    return Check("every press was answered", ok, _said(wrong, f"refused: {found}"))


def one_step(evidence: Evidence) -> Check:
    """Both leaders' "next" on the same picture moved one step, and no picture moved two."""
    moves: dict[int, list[tuple[str, Pressed]]] = {}
    for leader in evidence.leaders:
        for press in leader.pressed():
            if press.type == "advance":
                rev = press.frame["expect"]["phase_rev"]
                moves.setdefault(rev, []).append((leader.part, press))
    both = [tried for tried in moves.values() if len({part for part, _ in tried}) == 2]
    simultaneous = [
        tried for tried in both if "confirm_needed" not in {p.answer.get("code") for _, p in tried}
    ]
    doubled = [t for t in moves.values() if sum(press.is_accepted for _, press in t) > 1]
    ok = bool(simultaneous) and not doubled
    codes = sorted(
        str(press.answer.get("code", press.answer.get("t")))
        for tried in simultaneous
        for _, press in tried
    )
    found = (
        f"two pressed at once: {' and '.join(codes)}" if simultaneous else "nobody pressed twice"
    )
    return Check("two leaders, one step", ok, "a picture moved twice" if doubled else found)


def repeated(evidence: Evidence) -> Check:
    """A press sent again is answered byte for byte as before."""
    again = [
        press
        for recording in evidence.recordings.values()
        for press in recording.pressed()
        if press.sendings > 1 and press.is_accepted
    ]
    wrong = [press.type for press in again if len(set(press.answers)) != 1]
    after_end = any(len(press.answers) > 1 for press in again)
    found = f"{len(again)} presses sent again, answered as they were"
    if not after_end:
        wrong.append("nothing was answered twice")
    return Check("a repeat changes nothing", not wrong, _said(wrong, found))


def marks(evidence: Evidence) -> Check:
    """Zero and each band of a step at most once per arming, and never early."""
    wrong: list[str] = []
    reached: set[tuple[str, int]] = set()
    entered: dict[str, int] = {}
    limits = _limits(evidence)
    for entry in evidence.log:
        step = str(entry.fields.get("step", ""))
        if entry.type == "phase_entered":
            entered.setdefault(step, entry.at)
        if entry.type == "limit_set":
            reached = {mark for mark in reached if mark[0] != step}
            limits[step] = entry.fields["limit_ms"]
        if entry.type == "mark_reached":
            wrong += _mark(entry, reached, entered, limits)
            reached.add((step, entry.fields["mark"]))
    zeros = len(evidence.entries("mark_reached", mark=0))
    if not zeros:
        wrong.append("no step reached the end of its minutes")
    bands = len(evidence.entries("mark_reached")) - zeros
    found = f"{zeros} × zero and {bands} × band, each once and none early"
    return Check("zero is a fact", not wrong, _said(wrong, found))


def _mark(
    entry: Entry, reached: set[tuple[str, int]], entered: dict[str, int], limits: dict[str, int]
) -> Iterator[str]:
    step, mark = str(entry.fields["step"]), int(entry.fields["mark"])
    if (step, mark) in reached:
        yield f"mark {mark} of {step} twice"
    due = thresholds(Millis(limits[step]), BANDS) if limits.get(step) else {}
    if step not in entered:
        yield f"mark {mark} of {step}, which has not begun"
    elif mark not in due:
        yield f"mark {mark} of {step}, which has no such mark"
    elif entry.at < entered[step] + due[mark]:
        yield f"mark {mark} of {step} came early"


def _limits(evidence: Evidence) -> dict[str, int]:
    """The minutes of each step as leaders saw them first."""
    for seen in evidence[Part.LEADER].seen():
        steps = seen.frame.get("set", {}).get("room", {}).get("steps", [])
        if steps and "limit_ms" in steps[0]:
            return {step["id"]: step["limit_ms"] or 0 for step in steps}
    return {}


def _facts(evidence: Evidence, by: Recording, press: Pressed) -> list[int]:
    """Where in the log there are facts of this press's kind."""
    if press.type in IN_THE_LOG:
        return [entry.seq for entry in evidence.entries(IN_THE_LOG[press.type])]
    if press.type in OWN and "said_by" not in press.frame:
        return list(_turned_true(by, OWN[press.type]))
    wanted = FOR_LEADERS.get(press.type)
    return sorted(
        {
            int(seen.frame["seq"])
            for leader in evidence.leaders
            for seen in leader.seen()
            if wanted in seen.frame.get("because", ())
        }
    )


def _turned_true(by: Recording, field: str) -> Iterator[int]:
    """When somebody's own page began to say so."""
    was = False
    for seen in by.seen():
        you = seen.frame.get("set", {}).get("you", {})
        if you.get(field) and not was:
            yield int(seen.frame["seq"])
        was = bool(you.get(field, was))


def _said(wrong: list[str], found: str) -> str:
    return "; ".join(dict.fromkeys(wrong)) or found


JUDGES: tuple[Judge, ...] = (logged_once, in_order, every_answer, one_step, repeated, marks)
