"""What people press, by what they are and what they see: never at random for its own sake."""

from typing import Any

from app.calls.places import place_of
from app.rooms.fields import PersonId
from tests.laws.meeting import LEADERS, MARK, OTTO, PAULA
from tests.simulation.stages import PRESENTER, ROOM, TELEPHONE

Act = tuple[str, dict[str, Any]]
MINUTE_MS = 60_000
PLACE = place_of(ROOM, TELEPHONE)
MATCHED = {"place": PLACE, "person": PRESENTER}


def acts(who: PersonId, view: dict[str, Any]) -> list[Act]:
    """What this person may well press now; some of it is refused, or already so."""
    if "phase" not in view:
        return _at_the_door()
    if who in LEADERS:
        return _leading(view)
    return _presenting() if who == PAULA else _sitting(who)


def _at_the_door() -> list[Act]:
    return [("attest", {}), ("need_leader", {})]


def _leading(view: dict[str, Any]) -> list[Act]:
    phase = view["phase"]
    confirm = {"confirm": phase["case_rev"]} if "case_rev" in phase else {}
    found: list[Act] = [
        ("extend", {"by": MINUTE_MS}), ("shorten", {"by": MINUTE_MS}), ("pause", {}),
        ("resume", {}), ("undo", {}), ("add_case", {}), ("stop", {}),
        ("signal_leaders", {"signal": "time"}),
    ]  # fmt: skip
    name = phase["phase"]
    if name == "gathering":
        return [*found[:3], *[("open_meeting", {})] * 3, ("record_observers_agreed", {})]
    if name in ("opening", "select"):
        found += [("choose_presenter", {"person": PAULA})]
    if name in ("clarify", "discuss", "rejoin"):
        found += [("back", confirm)] * 2
    if name in ("discuss", "rejoin"):
        found += [("release", {}), ("offer_push_back", {})]
        found += [
            ("free_place", {"place": PLACE}),
            ("match_place", MATCHED),
            ("match_place", MATCHED),
        ]
    if name in ("present", "clarify", "discuss", "rejoin"):
        found += [("withdraw_case", confirm), ("close_meeting", confirm)]
    found += [("remove_person", {"person": OTTO})]
    return found + [("advance", confirm)] * 5


def _presenting() -> list[Act]:
    return [
        ("sit_back", {}), ("sit_back", {}), ("stay", {}), ("come_back_in", {}),
        ("choose_camera", {"on": True}),
    ]  # fmt: skip


def _sitting(who: PersonId) -> list[Act]:
    found: list[Act] = [("attest", {}), ("need_leader", {}), ("someone_can_hear", {})]
    if who == MARK:
        found += [("volunteer", {}), ("want_in", {}), ("leave", {})]
    return found
