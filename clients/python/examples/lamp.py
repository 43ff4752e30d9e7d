"""A lamp beside the call: one line in a terminal, with the phase, what is left of it, and the door.

PUSHBACK_KEY=pbk_… python lamp.py https://circle.example ROOM      (a key with room:read)
"""

import asyncio
import os
import sys

from pushback import Room, connect_by_key
from pushback.sections import Sections

DRAWN_EVERY = 0.2
"""Seconds. Only the drawing ticks: what is drawn comes from facts and the server's time."""


def digits(left_ms: float | None) -> str:
    """`12:05`, or `+0:40` past the time; nothing where a step has no minutes."""
    if left_ms is None:
        return ""
    minutes, seconds = divmod(int(abs(left_ms)) // 1000, 60)
    return f"{'+' if left_ms < 0 else ''}{minutes}:{seconds:02}"


def who_listens(sections: Sections) -> str:
    """Who has pushed back the chair."""
    seats = sections["circle"]["seats"]
    return ", ".join(f"{seat['name']} listens" for seat in seats if seat["sits_back"])


def line(room: Room) -> str:
    """What the lamp shows now, and whether it is true now."""
    sections = room.view.sections
    parts = [
        sections["phase"]["phase"],
        digits(room.left()),
        "paused" if sections["clock"]["paused"] else "",
        who_listens(sections),
        f"door {sections['door']['state']}",
        "" if room.is_live else "(no connection; this is what was seen last)",
    ]
    return " · ".join(part for part in parts if part)


async def shine(server: str, number: str, key: str) -> None:
    """Until the meeting ends, or the key is no longer good."""
    async with connect_by_key(server, number, key) as room:
        while room.stopped is None and room.view.sections["phase"]["phase"] != "ended":
            print(f"\r\033[K{line(room)}", end="", flush=True)
            await asyncio.sleep(DRAWN_EVERY)
        print(f"\r\033[K{room.stopped.reason if room.stopped else 'ended'}")


if __name__ == "__main__":
    asyncio.run(shine(sys.argv[1], sys.argv[2], os.environ["PUSHBACK_KEY"]))
