"""What the terminal shows: a leader's page, and nothing that a leader's page would not."""

import asyncio
import io
from typing import Any, cast

import pytest
from rich.console import Console

from app.rehearsal.bots import Bot, Part
from app.rehearsal.evidence import Evidence
from app.rehearsal.page import Page
from app.rehearsal.recording import CAME, Recording, Text, merged
from app.rehearsal.screen import Lines, Screen, Silence, chairs, clock, drawn, evening, left_ms
from app.rehearsal.script import MEETING


def rendered(page: Page, now: float) -> str:
    console = Console(file=io.StringIO(), width=80, record=True)
    console.print(drawn(page, now, ("Before.", "Just now.")))
    return console.export_text()


def leaders_pages(evidence: Evidence, phase: str) -> Page:
    """The leader's page at its last moment in that phase."""
    texts: list[Text] = []
    found: Page | None = None
    for one in evidence[Part.LEADER].texts:
        texts.append(one)
        if one.way == CAME and '"state"' in one.text:
            page = merged(texts)
            if page.section("phase").get("phase") == phase:
                found = page
    assert found is not None
    return found


def test_the_page_shows_phase_case_clock_circle_and_what_just_happened(evidence: Evidence) -> None:
    page = leaders_pages(evidence, "discuss")
    text = rendered(page, page.view["clock"]["since"] + 500)
    for word in (
        "discuss · case 2 of 2",
        "Imagine being the patient",
        "s left",
        "● Tomasz",
        "sits back",
        "microphone closed",
        "● Walter (telephone)",
        "door shut",
        "» Just now.",
    ):
        assert word in text


def test_no_word_between_leaders_and_nobody_at_the_door_is_on_screen(evidence: Evidence) -> None:
    page = leaders_pages(evidence, "clarify")
    assert not any(canary in rendered(page, 0) for canary in evidence.canaries)
    waiting = leaders_pages(evidence, "present")
    waiting.view["door"]["waiting"] = [{"name": "Canary"}]
    assert "Canary" not in rendered(waiting, 0)


def test_who_declined_is_not_on_screen(evidence: Evidence) -> None:
    assert "declin" not in rendered(leaders_pages(evidence, "rejoin"), 0)


def test_the_end_is_shown_too(evidence: Evidence) -> None:
    text = rendered(leaders_pages(evidence, "ended"), 0)
    assert "no clock here" in text
    assert "░" not in text


CLOCK: dict[str, Any] = {"limit_ms": 10_000, "spent_ms": 4_000, "since": None, "band": 1}


@pytest.mark.parametrize(
    ("facts", "now", "left"),
    [
        (CLOCK, 99_000, 6_000),
        (CLOCK | {"since": 1_000}, 3_000, 4_000),
        (CLOCK | {"since": 1_000}, 9_000, -2_000),
        (CLOCK | {"since": 1_000}, 500, 6_000),
        (CLOCK | {"limit_ms": None}, 0, None),
    ],
    ids=["still", "running", "past", "not yet", "no clock"],
)
def test_what_is_left_is_computed_from_facts(
    facts: dict[str, Any], now: float, left: float | None
) -> None:
    assert left == left_ms(facts, now)


def test_past_the_time_is_said_in_words() -> None:
    assert "2.0 s past the time" in clock(CLOCK | {"since": 1_000}, 9_000).plain
    assert "middle" in clock(CLOCK, 0).plain


def test_a_lost_or_absent_person_is_said_in_words(evidence: Evidence) -> None:
    page = leaders_pages(evidence, "discuss")
    people = page.view["presence"]["people"]
    first, second, *_ = page.view["circle"]["seats"]
    people[first["person"]], people[second["person"]] = "not_connected", "away"
    says = {chair.name: chair.says for chair in chairs(page)}
    assert says[first["name"]] == ("not connected",)
    assert says[second["name"]] == ("away for a moment",)


def test_the_evening_is_one_line_with_the_present_in_it(evidence: Evidence) -> None:
    line = evening(leaders_pages(evidence, "discuss")).plain
    assert {"▓", "█", "░", "│"} <= set(line)
    assert len(line) <= 80


class Tab:
    """As much of a client as a screen looks at."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.clock = self
        self.samples = (1,)

    def server_now(self) -> float:
        """Some time."""
        return 0.0


def leader(page: Page) -> Bot:
    return Bot(Part.LEADER, cast(Any, Tab(page)), Recording("Miriam", "leader", "leader"))


async def run_for_a_moment(shown: Silence) -> None:
    async with asyncio.TaskGroup() as tasks:
        showing = tasks.create_task(shown.run())
        await asyncio.sleep(0.05)
        showing.cancel()


async def test_the_screen_draws_before_there_is_a_room_and_after(evidence: Evidence) -> None:
    console = Console(file=io.StringIO(), width=80, force_terminal=True)
    screen = Screen(console)
    await run_for_a_moment(screen)
    screen.begin(leader(leaders_pages(evidence, "discuss")), len(MEETING))
    screen.scene(MEETING[0])
    await run_for_a_moment(screen)
    text = cast(io.StringIO, console.file).getvalue()
    assert "The room is being made" in text
    assert "● Miriam" in text


async def test_without_a_terminal_there_is_one_line_for_each_scene(evidence: Evidence) -> None:
    console = Console(file=io.StringIO(), width=120)
    lines = Lines(console)
    lines.begin(leader(Page()), len(MEETING))
    for scene in MEETING[:2]:
        lines.scene(scene)
    await run_for_a_moment(lines)
    said = cast(io.StringIO, console.file).getvalue().splitlines()
    assert said[1] == f" 2/{len(MEETING)}  {MEETING[1].says}"
    assert len(said) == 2


async def test_for_machines_nothing_is_shown() -> None:
    silence = Silence()
    silence.begin(leader(Page()), 1)
    silence.scene(MEETING[0])
    await run_for_a_moment(silence)
