"""`python -m benchmarks.call`: from a press to silence, and from the own hand to sound, in a call.

Two people with real media over a real Janus, in a network of their own; what is timed are packets
at a listener, before anything plays them. Once over the whole way, from a page's press to what
another page hears, and once from the moment at which the call is told what the room wants.
"""

import argparse
import asyncio
import re
import subprocess
import tempfile
from collections.abc import Awaitable, Sequence
from importlib.metadata import version
from pathlib import Path

from benchmarks import machine
from benchmarks.figures import percentile
from tests.janus import meetings
from tests.janus.calls import LOCKED, Meeting, node
from tests.support.janus import program, running_janus
from tests.support.network import Apart
from tests.support.peers import Peer, now, peers

LISTENED_S = 0.3
"""After each lock: fifteen packets would have come."""
FRAME_S = 0.02
"""From one packet to the next. Presses are spread over it: a round begins with a packet that has
just come, and a press that always follows it would find silence before the next."""
PHASES = 7
ON_ITS_WAY_S = 0.005
"""What a packet that was sent before takes to the listener at most."""
SHARES = (("median", 0.5), ("p90", 0.9), ("max", 1.0))
ROUND_S = 20
"""The longest that a round may take on a busy machine."""
PROMISED_MS = 100
"""Median, from a press that was accepted to silence."""


class Presses:
    """From a press to what another page hears, in milliseconds, over so many rounds a kind."""

    def __init__(self) -> None:
        self.taken: dict[str, list[float]] = {}
        self.leaked = 0

    async def rounds(self, meeting: meetings.Meeting, many: int) -> None:
        """First the leader's move, for which nobody may have ended push-back; then the presenter's
        own press, after which somebody has."""
        await self.moves(meeting, many)
        await meeting.cleo.do("come_back_in")
        for n in range(many):
            await meeting.is_heard()
            await meeting.ada.do("offer_push_back")
            await meeting.cleo.until(lambda one: one.view["you"].get("chair") == "offered")
            await meeting.leader.hears(meeting.presenter, packets=1)
            await asyncio.sleep(spread(n))
            await self._one(meeting, "the presenter's own sit back", meeting.cleo.do("sit_back"))
            await meeting.cleo.do("come_back_in")

    async def moves(self, meeting: meetings.Meeting, many: int) -> None:
        """The leader's move into the discussion, again and again."""
        for n in range(many):
            await meeting.moves("back", "clarify")
            await meeting.is_heard()
            await asyncio.sleep(spread(n))
            await self._one(meeting, "the leader's move into discuss", meeting.ada.do("advance"))

    async def _one(self, meeting: meetings.Meeting, name: str, press: Awaitable[object]) -> None:
        pressed_at = now()
        await press
        accepted_at = now()
        await meeting.presenter.until_microphone("locked")
        await meeting.locks("enforced")
        confirmed_at = now()
        await asyncio.sleep(LISTENED_S)
        packets = meeting.leader.heard[meeting.presenter.name, "audio"]
        self._took(f"{name}, sent: to silence", packets[-1] - pressed_at)
        self._took(f"{name}, accepted: to silence", packets[-1] - accepted_at)
        self._took(f"{name}, accepted: to enforced", confirmed_at - accepted_at)
        self.leaked += sum(at > confirmed_at + ON_ITS_WAY_S for at in packets)

    def _took(self, name: str, seconds: float) -> None:
        self.taken.setdefault(name, []).append(max(0.0, seconds) * 1000)

    @property
    def is_as_promised(self) -> bool:
        """Whether it is as docs/calls.md says that it must be."""
        silences = [taken for name, taken in self.taken.items() if name.endswith("to silence")]
        return not self.leaked and all(percentile(one, 0.5) <= PROMISED_MS for one in silences)

    def report(self) -> str:
        """A line for each figure."""
        lines = [_line(name, values) for name, values in self.taken.items()]
        return "\n".join([*lines, f"packets after what screens call enforced: {self.leaked}"])


def spread(n: int) -> float:
    """Seconds from a packet to the press of this round."""
    return n % PHASES / PHASES * FRAME_S


class Rounds:
    """What was measured, in milliseconds."""

    def __init__(self) -> None:
        self.confirmed: list[float] = []
        self.silent: list[float] = []
        self.audible: list[float] = []
        self.leaked = 0

    async def one(self, n: int, meeting: Meeting, ada: Peer, ben: Peer) -> None:
        """Lock Ada, listen, release her, and have her open her microphone."""
        await ben.hears(ada, packets=1)
        await asyncio.sleep(spread(n))
        locked_at = now()
        await meeting.want(ada=LOCKED)
        confirmed_at = now()
        await asyncio.sleep(LISTENED_S)
        packets = ben.heard[ada.name, "audio"]
        self.confirmed.append((confirmed_at - locked_at) * 1000)
        self.silent.append(max(0.0, packets[-1] - locked_at) * 1000)
        self.leaked += sum(at > confirmed_at + ON_ITS_WAY_S for at in packets)
        await meeting.want()
        pressed_at, so_far = now(), len(packets)
        await ada.tell({"t": "microphone", "open": True})
        await ben.until(lambda peer: len(peer.heard[ada.name, "audio"]) > so_far)
        self.audible.append((packets[so_far] - pressed_at) * 1000)

    def report(self) -> str:
        """A line for each figure."""
        lines = [
            _line("what the room wants, told: to confirmation", self.confirmed),
            _line("what the room wants, told: to silence", self.silent),
            _line("own microphone, pressed: to sound", self.audible),
            f"packets after confirmation: {self.leaked}",
        ]
        return "\n".join(lines)


def _line(name: str, values: Sequence[float]) -> str:
    told = "  ".join(f"{word} {percentile(values, share):.1f}" for word, share in SHARES)
    return f"{name:54} ms, n={len(values)}: min {min(values):.1f}  {told}"


def described() -> str:
    """On what it was measured."""
    about = machine.described()
    said = subprocess.run([program(), "--help"], capture_output=True, text=True, check=False)
    found = re.search(r"Janus version: (.*)", said.stdout + said.stderr)
    return (
        f"{about['processor']}, {about['cores']} cores, {about['system']}, load "
        f"{machine.load_average()}; Python {about['python']}, aiortc {version('aiortc')}, "
        f"Janus {found[1] if found else 'unknown'}"
    )


async def pressed(rounds: int) -> Presses:
    """So many rounds of each kind, over the whole way."""
    found = Presses()
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as data:
        async with running_janus(Path(folder)), meetings.sat_back(Path(data)) as meeting:
            await found.rounds(meeting, rounds)
    return found


async def measured(rounds: int) -> Rounds:
    """So many rounds with one Janus."""
    found = Rounds()
    with tempfile.TemporaryDirectory() as folder:
        async with (
            running_janus(Path(folder)),
            node("bench") as meeting,
            peers("ada", "ben") as (ada, ben),
        ):
            for one in (ada, ben):
                await meeting.join(one)
                await one.publish()
                await one.open_microphone()
            await ben.hears(ada)
            for n in range(rounds):
                await found.one(n, meeting, ada, ben)
    return found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=40)
    rounds = asked.parse_args().rounds
    apart = Apart()
    apart.start()
    try:
        presses = apart.run(pressed(rounds), within=ROUND_S * rounds)
        print(described(), presses.report(), sep="\n")
        print(apart.run(measured(rounds), within=ROUND_S * rounds).report())
    finally:
        apart.stop()
    if not presses.is_as_promised:
        raise SystemExit(f"not silent within {PROMISED_MS} ms")


if __name__ == "__main__":
    main()
