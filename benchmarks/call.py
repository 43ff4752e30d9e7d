"""`python -m benchmarks.call`: from a lock to silence, and from the own hand to sound, in the call.

Two people with real media over a real Janus, in a network of their own; what is timed are packets
at a listener, before anything plays them. From the moment at which the call is told what the room
wants; what the room itself takes until then is in docs/performance.md.
"""

import argparse
import asyncio
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.figures import percentile
from tests.janus.calls import LOCKED, Meeting, node
from tests.support.janus import running_janus
from tests.support.network import Apart
from tests.support.peers import Peer, now, peers

LISTENED_S = 0.3
"""After each lock: fifteen packets would have come."""
SHARES = (("median", 0.5), ("p95", 0.95), ("worst", 1.0))


class Rounds:
    """What was measured, in milliseconds."""

    def __init__(self) -> None:
        self.confirmed: list[float] = []
        self.silent: list[float] = []
        self.audible: list[float] = []
        self.leaked = 0

    async def one(self, meeting: Meeting, ada: Peer, ben: Peer) -> None:
        """Lock Ada, listen, release her, and have her open her microphone."""
        locked_at = now()
        await meeting.want(ada=LOCKED)
        confirmed_at = now()
        await asyncio.sleep(LISTENED_S)
        packets = ben.heard[ada.name, "audio"]
        self.confirmed.append((confirmed_at - locked_at) * 1000)
        self.silent.append(max(0.0, packets[-1] - locked_at) * 1000)
        self.leaked += sum(at > confirmed_at + 0.005 for at in packets)
        await meeting.want()
        pressed_at, so_far = now(), len(packets)
        await ada.tell({"t": "microphone", "open": True})
        await ben.until(lambda peer: len(peer.heard[ada.name, "audio"]) > so_far)
        self.audible.append((packets[so_far] - pressed_at) * 1000)

    def report(self) -> str:
        """A line for each figure."""
        lines = [
            _line("lock to confirmation", self.confirmed),
            _line("lock to the last packet", self.silent),
            _line("own press to the first packet", self.audible),
            f"packets after confirmation: {self.leaked}",
        ]
        return "\n".join(lines)


def _line(name: str, values: Sequence[float]) -> str:
    told = "  ".join(f"{word} {percentile(values, share):.1f}" for word, share in SHARES)
    return f"{name:30} ms, n={len(values)}: least {min(values):.1f}  {told}"


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
            for _ in range(rounds):
                await found.one(meeting, ada, ben)
    return found


def main() -> None:
    """Measure and print."""
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--rounds", type=int, default=40)
    rounds = asked.parse_args().rounds
    apart = Apart()
    apart.start()
    try:
        print(apart.run(measured(rounds)).report())
    finally:
        apart.stop()


if __name__ == "__main__":
    main()
