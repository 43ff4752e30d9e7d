"""The meeting live in the terminal, as a leader's page shows it and nothing more.

`Screen` draws; `Lines` says the same in plain lines where nobody can watch a screen; `Silence` is
for machines.
"""

import asyncio
from collections import deque

from rich.console import Console, Group
from rich.live import Live
from rich.panel import Panel
from rich.text import Text

from app.rehearsal.bots import Bot
from app.rehearsal.circle import Chair, draw
from app.rehearsal.page import Json, Page
from app.rehearsal.script import Scene

PER_SECOND = 8
RECENT = 5
LONGEST_BAR = 72
STRETCHES = ("early", "middle", "last")
"""How a soft clock's bands are called."""


class Silence:
    """Shows nothing."""

    def begin(self, leader: Bot, scenes: int) -> None:
        """The leader is connected."""

    def scene(self, scene: Scene) -> None:
        """This is being played now."""

    async def run(self) -> None:
        """Until cancelled."""
        await asyncio.Event().wait()


class Lines(Silence):
    """One plain line per scene."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.count = self.played = 0

    def begin(self, leader: Bot, scenes: int) -> None:
        """The leader is connected."""
        self.count = scenes

    def scene(self, scene: Scene) -> None:
        """This is being played now."""
        self.played += 1
        self.console.print(f"{self.played:>2}/{self.count}  {scene.says}")


class Screen(Silence):
    """Draws the leader's page several times a second."""

    def __init__(self, console: Console) -> None:
        self.console = console
        self.leader: Bot | None = None
        self.recent: deque[str] = deque(maxlen=RECENT)

    def begin(self, leader: Bot, scenes: int) -> None:
        """The leader is connected."""
        self.leader = leader

    def scene(self, scene: Scene) -> None:
        """This is being played now."""
        self.recent.append(scene.says)

    async def run(self) -> None:
        """Until cancelled: draw."""
        with Live(console=self.console, auto_refresh=False, transient=True) as live:
            while True:
                live.update(self.draw(), refresh=True)
                await asyncio.sleep(1 / PER_SECOND)

    def draw(self) -> Panel:
        """The page now."""
        leader = self.leader
        if leader is None or "phase" not in leader.page.view or not leader.client.clock.samples:
            return Panel(Text("The room is being made …"), title="Pushback", width=LONGEST_BAR + 4)
        return drawn(leader.page, leader.client.server_now(), tuple(self.recent))


def drawn(page: Page, now: float, recent: tuple[str, ...]) -> Panel:
    """A leader's page at the server's time `now`, and what just happened."""
    parts = (
        headline(page),
        Text(page.view["phase"]["text"], style="italic"),
        clock(page.view["clock"], now),
        draw(chairs(page), middle=str(page.view["phase"]["phase"])),
        evening(page),
        *(
            Text(
                ("» " if n == len(recent) - 1 else "  ") + says,
                style="" if n == len(recent) - 1 else "dim",
            )
            for n, says in enumerate(recent)
        ),
    )
    title = f"Pushback · rehearsal · {page.view['room']['title']}"
    return Panel(Group(*parts), title=title, width=LONGEST_BAR + 4)


def headline(page: Page) -> Text:
    """The phase and the case, the door, and the pause."""
    phase, door = page.view["phase"], page.view["door"]
    line = Text(phase["phase"], style="bold")
    if phase["case"] is not None:
        line.append(f" · case {phase['case']['number']} of {phase['case']['of']}")
    line.append(f" · door {door['state']}", style="dim")
    if page.view["clock"]["paused"]:
        line.append(" · paused", style="bold yellow")
    return line


def left_ms(facts: Json, now: float) -> float | None:
    """What is left of the step; below zero past the time, None without minutes."""
    if facts["limit_ms"] is None:
        return None
    since = facts["since"]
    running = max(0.0, now - since) if since is not None else 0.0
    return float(facts["limit_ms"] - facts["spent_ms"] - running)


def clock(facts: Json, now: float) -> Text:
    """What is left as digits, a bar and the stretch that members read."""
    left = left_ms(facts, now)
    if left is None:
        return Text("no clock here", style="dim")
    share = min(1.0, max(0.0, 1 - left / facts["limit_ms"]))
    filled = round(share * 40)
    line = Text("█" * filled, style="cyan")
    line.append("░" * (40 - filled), style="dim")
    line.append(f"  {abs(left) / 1000:.1f} s {'left' if left >= 0 else 'past the time'}")
    band = facts.get("band")
    if band is not None:
        line.append(f" · {STRETCHES[min(band, len(STRETCHES) - 1)]}", style="dim")
    return line


def chairs(page: Page) -> list[Chair]:
    """The circle's seats with what the page shows of each."""
    return [_chair(page, seat) for seat in page.view["circle"]["seats"]]


def _chair(page: Page, seat: Json) -> Chair:
    presence = page.section("presence").get("people", {}).get(seat["person"], "")
    floor = page.view["floor"]["seats"].get(seat["person"], {}).get("floor", "")
    away = {"not_connected": "not connected", "away": "away for a moment"}.get(presence)
    says: tuple[str, ...] = ()
    if away is not None:
        says = (away,)
    elif seat["sits_back"]:
        says = ("sits back", "microphone closed") if floor == "locked" else ("sits back",)
    elif seat["presents"]:
        says = ("presents",)
    elif seat["role"] != "member":
        says = (seat["role"],)
    style = "red" if presence == "not_connected" else "magenta" if seat["presents"] else ""
    if seat["role"] == "leader":
        style = style or "cyan"
    is_outside = seat["sits_back"] or seat["role"] == "observer"
    return Chair(seat["name"], says, style, is_back=is_outside)


def evening(page: Page) -> Text:
    """The evening in one line, as long as its minutes: what is over, what runs, what comes."""
    steps = page.view["room"]["steps"]
    whole = sum(step["limit_ms"] or 0 for step in steps) or 1
    current = page.view["phase"]["step"]
    ids = [step["id"] for step in steps]
    has_ended = page.view["phase"]["phase"] == "ended"
    at = ids.index(current) if current in ids else len(ids) if has_ended else -1
    line = Text()
    for n, step in enumerate(steps):
        width = max(1, round((step["limit_ms"] or 0) / whole * (LONGEST_BAR - len(steps))))
        sign, style = ("▓", "dim") if n < at else ("█", "bold cyan") if n == at else ("░", "")
        line.append(sign * width, style)
        line.append("│" if n + 1 < len(steps) and step["case"] != steps[n + 1]["case"] else "")
    return line
