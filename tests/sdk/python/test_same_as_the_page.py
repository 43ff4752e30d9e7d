"""The library and the page keep the same laws: asked the same, they say the same."""

import json
from typing import Any, get_args

from pushback.clock import Sample, ServerClock
from pushback.coming_back import ending, pause
from pushback.commands import CONFIRMED, EXPECTS, CommandName
from pushback.expect import TIMING, confirmed, expected, in_turn
from pushback.meant import is_meant
from pushback.view import NOTHING, View, merged
from tests.support.javascript import evaluated, exported

CASE = {"number": 1, "of": 2, "presenter": "p1", "kind": "new", "stopped": False}
STOPPED = {**CASE, "stopped": True}
PHASE = {"phase": "discuss", "step": "1.discuss", "text": ""}
SEEN: list[Any] = [
    {},
    {"phase": {**PHASE, "case": None, "phase_rev": 4, "case_rev": 2}, "room": {"plan_rev": 1}},
    {"phase": {**PHASE, "case": CASE, "phase_rev": 4, "case_rev": 2}, "clock": {"timer_rev": 7}},
    {"phase": {**PHASE, "case": STOPPED, "phase_rev": 4, "case_rev": 2}, "you": {}},
    {"phase": {**PHASE, "case": STOPPED}, "you": {"case_rev": 9, "phase_rev": 3}},
    {"phase": {**PHASE, "case": {**CASE, "presenter": "p2"}}, "you": {"timer_rev": 5}},
]
TYPES = sorted(get_args(CommandName))
FRAMES: list[Any] = [
    {"t": "welcome", "epoch": "e1", "view": "member.v1", "now": 1, "resume": ""},
    {"t": "state", "now": 2, "seq": 7, "set": {"phase": {"phase": "opening"}, "door": {}}},
    {"t": "state", "now": 3, "set": {"own": {"away": False}}},
    {"t": "ping", "n": 1, "seq": 7, "now": 4},
    {"t": "state", "now": 4, "seq": 6, "set": {"phase": {"phase": "gathering"}}},
    {"t": "welcome", "epoch": "e1", "view": "member.v1", "now": 1, "resume": ""},
    {"t": "state", "now": 5, "seq": 9, "full": True, "view": "leader.v1", "set": {"room": {}}},
    {"t": "welcome", "epoch": "e2", "view": "leader.v1", "now": 1, "resume": ""},
]


def test_every_close_code_means_the_same() -> None:
    codes = [*range(1000, 1020), *range(3995, 4600)]
    said = evaluated("wire/link.js", f"{codes}.map((code) => all.ending(code))")

    assert said == [
        {
            "comesBack": one.comes_back,
            "needsTicket": one.needs_ticket,
            "within": one.within,
            "reason": one.reason,
        }
        for one in map(ending, codes)
    ]


def test_pauses_are_drawn_from_the_same() -> None:
    asked = [(tries, longest) for tries in range(1, 12) for longest in (250, 1000)]
    said = evaluated("wire/link.js", f"{json.dumps(asked)}.map(([n, m]) => all.pause(n, 0.5, m))")

    assert said == [pause(tries, 0.5, longest) for tries, longest in asked]


def test_presses_bring_the_same() -> None:
    assert exported("wire/expect.js", "EXPECTS") == EXPECTS
    assert sorted(exported("wire/expect.js", "CONFIRMED")) == sorted(CONFIRMED)
    given = json.dumps([[one, type_] for one in SEEN for type_ in TYPES])
    said = evaluated(
        "wire/expect.js",
        f"{given}.map(([seen, type]) => "
        "({expect: all.expected(seen, type) ?? null, ...all.confirmed(seen, type)}))",
    )

    assert said == [
        {"expect": expected(one, type_), **confirmed(one, type_)} for one in SEEN for type_ in TYPES
    ]


def test_minutes_in_turn_bring_the_same() -> None:
    frames: list[Any] = [{"type": "extend", "expect": {"timer_rev": 8}}, {"type": "pause"}]
    waiting = f"{json.dumps(frames)}.map((frame) => ({{frame}}))"
    asked = f"(type) => all.inTurn(type, {{timer_rev: 7}}, {waiting})"
    types = [*sorted(TIMING), "resume"]

    assert evaluated("wire/expect.js", f"{types}.map({asked})") == [
        in_turn(type_, {"timer_rev": 7}, frames) for type_ in types
    ]


def test_late_presses_are_meant_for_the_same() -> None:
    types, seen = json.dumps(TYPES), json.dumps(SEEN)
    said = evaluated(
        "wire/kept.js",
        f"{types}.flatMap((type) => {seen}.flatMap((seen, _, every) => every.map((now) => "
        "all.meaning(type, seen).isMeant?.(now) ?? true)))",
    )

    assert said == [is_meant(one, then, now) for one in TYPES for then in SEEN for now in SEEN]


def test_frames_are_merged_to_the_same() -> None:
    step = "(views, one) => [...views, all.merged(views.at(-1), one)]"
    script = f"{json.dumps(FRAMES)}.reduce({step}, [all.NOTHING])"
    said = evaluated(
        "wire/view.js", f"{script}.map((view) => ({{...view, cursor: all.cursor(view)}}))"
    )
    views: list[View] = [NOTHING]
    for frame in FRAMES:
        views.append(merged(views[-1], frame))

    assert said == [
        {"sections": v.sections, "epoch": v.epoch, "name": v.name, "seq": v.seq, "cursor": v.cursor}
        for v in views
    ]


def test_clocks_say_the_same() -> None:
    samples = [
        {"c0": n * 150, "s1": 1_000_000 + n * 150 + n % 5, "s2": 1_000_001 + n * 150 + n % 5,
         "c1": n * 150 + 3 + n % 7}
        for n in range(20)
    ]  # fmt: skip
    at = 10_000
    said = evaluated(
        "wire/clock.js",
        f"(() => {{ const clock = new all.ServerClock(); clock.hint(999_000, 5);"
        f" const told = clock.offset({at});"
        f" {json.dumps(samples)}.forEach((one) => clock.add(one));"
        f" return [told, clock.offset({at}), clock.error({at})]; }})()",
    )
    clock = ServerClock()
    clock.hint(999_000, 5)
    told = clock.offset(at)
    for one in samples:
        clock.add(Sample(**one))

    assert said == [told, clock.offset(at), clock.error(at)]
