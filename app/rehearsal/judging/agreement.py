"""One circle, one phase, one time: what all pages agree on (promise 7; laws L4 and L8)."""

import json

from app.rehearsal.evidence import Check, Evidence, Judge, share
from app.rehearsal.page import Json, Page
from app.rehearsal.recording import merged

LOGGED = ("room", "phase", "clock", "circle", "floor", "door")
"""The shared logged sections; `you` is each person's own."""
MOST_APART = 50.0
"""Milliseconds by which any two clocks may differ, at the 99th percentile."""


def clocks(evidence: Evidence) -> Check:
    """The server's time, as any two pages know it, is the same within 50 ms."""
    apart = share(evidence.spreads, 0.99)
    found = f"any two within {apart:.1f} ms at p99, of {len(evidence.spreads)} comparisons"
    return Check("one time", bool(evidence.spreads) and apart <= MOST_APART, found)


def same_end(evidence: Evidence) -> Check:
    """Every page of an audience ends with the same sections, and everybody seated reads the end."""
    ends: dict[str, dict[str, list[str]]] = {}
    wrong = []
    for recording in evidence.recordings.values():
        page = recording.page()
        body = json.dumps(shared(page), sort_keys=True)
        ends.setdefault(page.audience, {}).setdefault(body, []).append(recording.name)
        if "phase" in page.view and page.view["phase"]["phase"] != "ended":
            wrong.append(f"{recording.name} ends in {page.view['phase']['phase']}")
    for audience, bodies in ends.items():
        if len(bodies) > 1:
            odd = min(bodies.values(), key=len)
            wrong.append(f"{', '.join(odd)} ends with another view as {audience}")
    found = f"{len(evidence.recordings)} pages, {len(ends)} audiences, one view each"
    ok = bool(ends) and not wrong
    return Check("everybody ends in the same meeting", ok, "; ".join(wrong) or found)


def merged_is_fresh(evidence: Evidence) -> Check:
    """What a page merged frame by frame is what a new tab is sent whole (L4)."""
    wrong = []
    for recording in evidence.recordings.values():
        old, new = recording.page(), merged(recording.fresh)
        apart = [
            name
            for name in (*LOGGED, "you")
            if old.view.get(name) != new.view.get(name) or old.name != new.name
        ]
        if apart:
            wrong.append(f"{recording.name}: {', '.join(apart)}")
    found = f"{len(evidence.recordings)} pages, merged from changes, equal a new tab's"
    ok = bool(evidence.recordings) and not wrong
    return Check("changes add up", ok, "; ".join(wrong) or found)


def one_circle(evidence: Evidence) -> Check:
    """At each seq the same people sit in the same order on every screen."""
    orders: dict[int, set[tuple[tuple[int, str], ...]]] = {}
    for recording in evidence.recordings.values():
        for seen in recording.seen():
            circle: Json | None = seen.frame.get("set", {}).get("circle")
            if circle is not None:
                order = tuple((seat["seat"], seat["person"]) for seat in circle["seats"])
                orders.setdefault(seen.frame["seq"], set()).add(order)
    wrong = [str(seq) for seq, ways in orders.items() if len(ways) > 1]
    wrong += [str(seq) for seq, ways in orders.items() if any(list(w) != sorted(w) for w in ways)]
    seats = max((len(way) for ways in orders.values() for way in ways), default=0)
    found = f"{seats} seats, the same order on every screen"
    said = f"the order differed at seq {', '.join(sorted(set(wrong)))}"
    return Check("one circle", bool(orders) and not wrong, said if wrong else found)


def shared(page: Page) -> Json:
    """The shared sections that this page has."""
    return {name: page.view[name] for name in LOGGED if name in page.view}


JUDGES: tuple[Judge, ...] = (clocks, same_end, merged_is_fresh, one_circle)
