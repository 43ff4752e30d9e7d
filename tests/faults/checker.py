"""Proves from a history and the log at its end that the laws held. Pure: it reads what it is given.

The log is one line of commands, so a history of a room is linearizable if that very line explains
it: each acceptance stands in it once (L1, L2), on the state it was decided on (L5), later than
whatever had been answered before it was pressed (L3). A press without an answer may stand anywhere
or nowhere. What clients held is compared with what the line shows their audience (L4, L8).
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from tests.support.history import History, Pinged, Press, Seen, Truth


@dataclass(frozen=True, slots=True)
class Complaint:
    """A law that did not hold, and where."""

    law: str
    room: str
    about: str

    def __str__(self) -> str:
        return f"{self.law}: {self.about} (room {self.room})"


def complaints(history: History, truths: list[Truth]) -> list[Complaint]:
    """Everything that is wrong, none if the laws held."""
    found: list[Complaint] = []
    for truth in truths:
        presses = history.of(truth.room)
        said = [
            *_dense(truth),
            *_doubled(truth),
            *_lost(presses, truth),
            *_refused_and_recorded(presses, truth),
            *_overtaken(presses, truth),
            *_decided_on(presses, truth),
            *_refused_as_stale(presses, truth),
            *_held([one for one in history.seen if one.room == truth.room], truth),
            *_ended([one for one in history.ends if one.room == truth.room], truth),
            *_pinged([one for one in history.pinged if one.room == truth.room], truth),
        ]
        found += [Complaint(law, truth.room, about) for law, about in said]
    return found


Said = Iterator[tuple[str, str]]


def _dense(truth: Truth) -> Said:
    seqs = [row.seq for row in truth.rows]
    if seqs != list(range(1, len(seqs) + 1)):
        yield "L3 dense", f"the log's seqs are not 1 to {len(seqs)}"


def _doubled(truth: Truth) -> Said:
    by_command = groupby(truth.rows, lambda row: row.command)
    runs = Counter(command for command, _ in by_command if command)
    for command, times in runs.items():
        if times > 1:
            yield "L2 once", f"{command} took effect {times} times"
    for command in sorted(runs.keys() - truth.answers.keys()):
        yield "L2 once", f"{command} took effect and is not among the accepted"


def _lost(presses: list[Press], truth: Truth) -> Said:
    last = {row.command: row.seq for row in truth.rows}
    for press in presses:
        if press.seq is None:
            continue
        recorded = truth.answers.get(press.id)
        if recorded is None:
            yield "L1 durable", f"{press.id} ({press.type}) was acknowledged and is lost"
        elif set(press.done) != {recorded}:
            yield "L2 once", f"{press.id} ({press.type}) was answered otherwise than recorded"
        elif press.seq != last.get(press.id, press.seq):
            yield "L3 dense", f"{press.id} stands at another seq than it was answered"


def _refused_and_recorded(presses: list[Press], truth: Truth) -> Said:
    """A press that was sent twice may have been refused once and accepted later, but never one of
    which the revision was gone: either it is in the log already, and the repeat had to be answered
    as before, or it can never get there."""
    for press in presses:
        if press.refused is None or press.id not in truth.answers:
            continue
        if press.times_sent == 1 or press.refused["code"] == "stale":
            yield "L5 legal", f"{press.id} ({press.type}) was refused and recorded"


def _overtaken(presses: list[Press], truth: Truth) -> Said:
    """Real time: what was pressed after an answer stands behind it, answered itself or not."""
    first = _first_rows(truth)
    answered = sorted((p.answered_at, p.seq) for p in acknowledged(presses))
    newest, upto = 0, 0
    for press in presses:
        while upto < len(answered) and answered[upto][0] < press.pressed_at:
            newest = max(newest, answered[upto][1])
            upto += 1
        at = first.get(press.id, press.seq)
        if at is not None and at < newest:
            yield "L3 order", f"{press.id} stands at {at}, pressed after {newest} was known"


def _first_rows(truth: Truth) -> dict[str, int]:
    """Where the first event of each command stands."""
    first: dict[str, int] = {}
    for row in truth.rows:
        if row.command:
            first.setdefault(row.command, row.seq)
    return first


def acknowledged(presses: list[Press]) -> list[Any]:
    """Those of which somebody read that they were recorded, and where."""
    return [p for p in presses if p.seq is not None and p.answered_at is not None]


def decided_within(press: Press, known: list[Any], head: int) -> range:
    """The seqs of the states that an answered press can have met: from the newest that was known
    when it was pressed, to the oldest that was pressed when it was answered. `known` are the
    acknowledged presses of its room."""
    least = max((k.seq for k in known if k.answered_at < press.pressed_at), default=0)
    later = [k.seq for k in known if k.pressed_at > (press.answered_at or 0.0)]
    return range(least, max(least, min([head, *later])) + 1)


def _decided_on(presses: list[Press], truth: Truth) -> Said:
    """Each accepted press found the revision that it brought, answered or not."""
    first = _first_rows(truth)
    for press in presses:
        need = truth.needs.get(press.type)
        at = first.get(press.id)
        if need is None or at is None or at > truth.head:
            continue
        was = truth.revs[at - 1][need]
        if press.expect.get(need) != was:
            yield "L5 legal", f"{press.id} ({press.type}) was accepted on another {need}"


def _refused_as_stale(presses: list[Press], truth: Truth) -> Said:
    """The revision named in a refusal was the room's at some instant between press and answer."""
    known = acknowledged(presses)
    for press in presses:
        if press.refused is None or press.refused.get("code") != "stale":
            continue
        facts = press.refused["facts"]
        met = {truth.revs[seq][facts["rev"]] for seq in decided_within(press, known, truth.head)}
        if facts["current"] not in met:
            yield "L5 legal", f"{press.id} ({press.type}) was refused by a state long gone"
        if facts["current"] == press.expect.get(facts["rev"]):
            yield "L5 legal", f"{press.id} ({press.type}) was refused for what it brought"


def _held(seen: list[Seen], truth: Truth) -> Said:
    newest: dict[tuple[str, int], int] = {}
    for one in seen:
        line = (one.who, one.line)
        if one.seq < newest.get(line, 0):
            yield "L3 order", f"{one.who} was sent {one.seq} after {newest[line]}"
        newest[line] = max(newest.get(line, 0), one.seq)
        if one.seq > truth.head:
            yield "L1 durable", f"{one.who} was shown {one.seq}, which is not in the log"
            continue
        yield from _differs("L4 sections", one, truth, one.seq)
        if one.seq < one.after <= truth.head:
            yield from _differs("L4 answer before its effect", one, truth, one.after)


def _ended(ends: list[Seen], truth: Truth) -> Said:
    for one in ends:
        yield from _differs("L8 converged", one, truth, one.after)


def _pinged(pinged: list[Pinged], truth: Truth) -> Said:
    """What the server believes somebody holds is what they hold, and what the log shows."""
    for one in pinged:
        if one.said != one.held:
            yield "L8 hash", f"{one.who} at {one.seq} holds something else than the server believes"
        if one.seq > truth.head:
            yield "L1 durable", f"{one.who} was pinged {one.seq}, which is not in the log"
        elif one.said[0] != truth.hashes[one.seq].get(one.audience):
            yield "L8 hash", f"{one.who} at {one.seq} was told another hash than the log gives"


def _differs(law: str, one: Seen, truth: Truth, seq: int) -> Said:
    shown = truth.shown[seq].get(one.audience)
    if shown is None:
        yield law, f"there is no audience {one.audience} for {one.who}"
    elif dict(shown) != dict(one.held):
        names = sorted(n for n in {*shown, *one.held} if shown.get(n) != one.held.get(n))
        yield law, f"{one.who} at {one.seq} holds other {', '.join(names)} than the log shows"
