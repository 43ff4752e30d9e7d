"""What a vendor's report comes to: never more than it has said, no more than its class holds."""

from collections.abc import Mapping

from app.calls.capabilities import Capabilities, Identity, Strength, Tested
from app.calls.claims import of_several
from app.calls.places import Ref
from app.calls.ports import Closed, Report, Why
from app.calls.wanted import Desired, Wanted
from app.contract.floor import Places, Seating
from app.contract.wire import (
    STRENGTH,
    FloorChanged,
    FloorReport,
    Holds,
    Lock,
    Outcome,
    OutcomeSaid,
)
from app.rooms.fields import PersonId

OF_AN_OUTCOME: Mapping[Outcome, Closed] = {
    Outcome.LOCKED: Closed.CONFIRMED,
    Outcome.REQUESTED: Closed.ASKED,
    Outcome.FREE: Closed.FAILED,
    Outcome.FAILED: Closed.FAILED,
    Outcome.ABSENT: Closed.ABSENT,
}
"""Of what was to be locked."""
WHY: Mapping[Outcome, Why] = {Outcome.FREE: Why.NOT_CLOSED, Outcome.FAILED: Why.REFUSED}
NOT_FREE = frozenset({Outcome.LOCKED, Outcome.FAILED})
"""Of what was to be free: a release has failed."""
HOW_WELL: Mapping[Lock, Mapping[Outcome, int]] = {
    Lock.LOCKED: {
        Outcome.LOCKED: 2, Outcome.ABSENT: 2, Outcome.REQUESTED: 1,
        Outcome.FREE: 0, Outcome.FAILED: 0,
    },
    Lock.FREE: {one: 0 if one in NOT_FREE else 2 for one in Outcome},
}  # fmt: skip
"""Of what is wanted, what was said; more is better."""
FIRM = frozenset({Holds.ENFORCED, Holds.GUARDED})
_FIRMNESS = (Strength.ENFORCED, Strength.GUARDED, Strength.REQUESTED, Strength.NONE)

UNHEARD = Capabilities(
    Strength.REQUESTED, Strength.REQUESTED, Strength.REQUESTED, Strength.REQUESTED, Identity.BOUND,
    release_opens=False, tested=Tested.COMMUNITY,
)  # fmt: skip
"""Before the first report."""


def capabilities(holds: Holds, proven: Strength | None) -> Capabilities:
    """What the vendor claims, and not more than `proven` where the conformance kit has said it. The
    door is asked for at most: a stranger in the call is nobody's place, and stays."""
    claimed = STRENGTH[holds]
    strength = claimed if proven is None else max(claimed, proven, key=_FIRMNESS.index)
    return Capabilities(
        microphone=strength,
        camera=strength,
        door=Strength.REQUESTED,
        removal=strength,
        identity=Identity.BOUND,
        release_opens=False,
        tested=Tested.COMMUNITY if proven is None else Tested.CONTRACT,
    )


def is_whole(report: FloorReport, desired: Desired, seated: Seating, places: Places) -> bool:
    """Whether every place that is there and to be locked is spoken of."""
    spoken = {one.ref for one in report.outcomes}
    here = {
        ref for person in desired.people for ref in seated.refs(person) if _is_here(places, ref)
    }
    return here <= spoken


def takes_back(before: FloorReport | None, report: FloorReport, state: FloorChanged) -> bool:
    """Whether a report of this state says less of anything than the last one of it has said: that
    was believed already, and nobody may be waiting for another."""
    if before is None or before.version != report.version:
        return False
    if _FIRMNESS.index(STRENGTH[report.holds]) > _FIRMNESS.index(STRENGTH[before.holds]):
        return True
    was, now = ({one.ref: one for one in said.outcomes} for said in (before, report))
    return any(
        HOW_WELL[one.microphone][now[one.ref].microphone]
        < HOW_WELL[one.microphone][was[one.ref].microphone]
        or HOW_WELL[one.camera][now[one.ref].camera] < HOW_WELL[one.camera][was[one.ref].camera]
        for one in state.participants
        if one.ref in was and one.ref in now
    )


def judged(
    report: FloorReport, desired: Desired, seated: Seating, places: Places, proven: Strength | None
) -> Report:
    """What may be said of everybody; a person of several places is as good as the worst of them."""
    said = {one.ref: one for one in report.outcomes}
    found: dict[PersonId, Closed] = {}
    whys: list[Why] = []
    for person, wanted in desired.people.items():
        outcomes = [o for ref in seated.refs(person) if ref in said for o in _of(said[ref], wanted)]
        found[person] = of_several(_closed(one, report.holds) for one in outcomes)
        whys += [WHY[one] for one in outcomes if one in WHY]
    held = frozenset(
        person
        for ref, person in seated.of.items()
        if ref in said and not NOT_FREE.isdisjoint(_of(said[ref], _free(desired.of(person))))
    )
    return Report(
        found,
        why=whys[0] if whys else Why.REFUSED if held else None,
        lingering=_lingering(said, desired, seated, places),
        unmatched=seated.unmatched,
        held=held,
        can=capabilities(report.holds, proven),
    )


def _free(wanted: Wanted) -> Wanted:
    """The streams that are to be free, in the place of those that are to be closed."""
    return Wanted(not wanted.microphone_locked, not wanted.camera_locked)


def _of(said: OutcomeSaid, wanted: Wanted) -> list[Outcome]:
    """What was said of these streams."""
    pairs = ((wanted.microphone_locked, said.microphone), (wanted.camera_locked, said.camera))
    return [outcome for is_wanted, outcome in pairs if is_wanted]


def _closed(outcome: Outcome, holds: Holds) -> Closed:
    closed = OF_AN_OUTCOME[outcome]
    return Closed.ASKED if closed is Closed.CONFIRMED and holds not in FIRM else closed


def _lingering(
    said: Mapping[Ref, OutcomeSaid], desired: Desired, seated: Seating, places: Places
) -> frozenset[PersonId]:
    """Who may not be in the call, and is there as far as anybody has said."""
    return frozenset(
        person
        for ref, person in seated.of.items()
        if person in desired.out
        and _is_here(places, ref)
        and not (ref in said and said[ref].microphone is Outcome.ABSENT)
    )


def _is_here(places: Places, ref: Ref) -> bool:
    return ref in places and places[ref].is_here
