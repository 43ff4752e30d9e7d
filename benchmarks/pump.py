"""Lends a crowd's sockets to the generator's inner loop in C (`pump.c`), for a window at a time."""

import ctypes as c
import shutil
import subprocess
import tempfile
import time
from array import array
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks.line import TEXT, frame
from benchmarks.swarm import Crowd, Member, Place

SOURCE = Path(__file__).with_suffix(".c")
MOST = 2_000_000
"""Latencies that are kept of one window."""
CYCLE = 64
"""Commands that are made where they may be sent again and again."""

OnWindow = c.CFUNCTYPE(None, c.c_int)
OnTold = c.CFUNCTYPE(None, c.c_int, c.POINTER(c.c_uint8), c.c_long)


class Options(c.Structure):
    """As `options` in C."""

    _fields_ = [
        *((name, c.c_char * 32) for name in ("marker", "answer", "refusal", "tell")),
        ("is_numbered", c.c_int), ("many", c.c_int), ("rate", c.c_double),
        ("warm", c.c_double), ("seconds", c.c_double), ("drain", c.c_double),
    ]  # fmt: skip


COUNTED = (
    "sent", "complete", "deliveries", "frames", "bytes", "extras", "refused", "lost", "ran_out",
    "pings", "counted", "answers", "outstanding", "whole_inside", "deliveries_inside",
)  # fmt: skip


class Counts(c.Structure):
    """As `tally` in C."""

    _fields_ = [(name, c.c_long) for name in COUNTED]


@dataclass(frozen=True, slots=True)
class Window:
    """What is done: `rate` commands a second of all rooms together, or 0 for the closed loop."""

    kind: str
    rate: float
    warm_s: float
    seconds: float
    drain_s: float = 10.0


@dataclass(slots=True)
class Tally:
    """What came of a window. Latencies count from the scheduled instant, in seconds.

    `frames` of `bytes` carried `deliveries`; `extras` were asked for by nobody, `ran_out` commands
    were due and could not be sent.
    """

    counts: dict[str, int]
    latencies: "array[float]"
    answers: "array[float]" = field(default_factory=lambda: array("d"))


class NoCompiler(Exception):
    """The generator is C, and there is no compiler: install gcc or clang."""


@cache
def library() -> c.CDLL:
    """The inner loop, compiled for this machine; raises `NoCompiler`."""
    compiler = next(filter(None, map(shutil.which, ("cc", "gcc", "clang"))), None)
    if compiler is None:
        raise NoCompiler
    with tempfile.TemporaryDirectory() as folder:
        made = Path(folder) / "pump.so"
        options = ("-O2", "-Wall", "-Wextra", "-Werror", "-shared", "-fPIC")
        subprocess.run([compiler, *options, "-o", made, SOURCE], check=True)
        found = c.CDLL(str(made))
    found.pump_new.restype = c.c_void_p
    found.pump_new.argtypes = [c.c_int, c.c_int, c.c_long]
    found.pump_member.argtypes = [c.c_void_p, c.c_int, c.c_int, c.c_int, c.c_int]
    found.pump_commands.argtypes = [
        c.c_void_p, c.c_int, c.c_char_p, c.POINTER(c.c_uint32), c.c_int, c.c_int,
    ]  # fmt: skip
    found.pump_run.argtypes = [
        c.c_void_p, c.POINTER(Options), OnWindow, OnTold, c.POINTER(Counts),
    ]  # fmt: skip
    for name in ("pump_latencies", "pump_answers"):
        getattr(found, name).restype = c.POINTER(c.c_double)
        getattr(found, name).argtypes = [c.c_void_p]
    found.pump_number.restype = c.c_long
    found.pump_number.argtypes = [c.c_void_p, c.c_int]
    for name in ("pump_last", "pump_rest"):
        getattr(found, name).restype = c.POINTER(c.c_uint8)
        getattr(found, name).argtypes = [c.c_void_p, c.c_int, c.POINTER(c.c_int)]
    found.pump_free.argtypes = [c.c_void_p]
    return found


class Pump:
    """One window over the rooms of `crowd` in which everybody is connected."""

    def __init__(self, crowd: Crowd, window: Window, sides: Callable[[bool], None]) -> None:
        """`sides` is called as the window opens (True) and closes."""
        self.crowd = crowd
        self.window = window
        self.words = crowd.dialect.words(window.kind)
        self.sides = sides
        self.places = [p for p in crowd.places if p.members and all(m.is_joined for m in p.members)]
        self.members = [m for place in self.places for m in place.members]
        self._kept: list[Any] = []

    def run(self) -> Tally:
        """Run it. The event loop stands still meanwhile."""
        inner = library()
        self.handle = inner.pump_new(len(self.places), len(self.members), MOST)
        try:
            self._lend(inner)
            counts, options = Counts(), self._options()
            on_window = OnWindow(lambda is_open: self.sides(bool(is_open)))
            inner.pump_run(self.handle, options, on_window, OnTold(self._told), counts)
            found = {name: int(getattr(counts, name)) for name in COUNTED}
            return Tally(
                found,
                _array(inner.pump_latencies(self.handle), found["counted"]),
                _array(inner.pump_answers(self.handle), found["answers"]),
            )
        finally:
            self._take_back(inner)
            inner.pump_free(self.handle)

    def _lend(self, inner: c.CDLL) -> None:
        at = 0
        for number, place in enumerate(self.places):
            for nth, member in enumerate(place.members):
                assert member.line is not None
                descriptor = member.line.lend()
                is_sender = nth == self.words.sender
                inner.pump_member(self.handle, at, descriptor, number, is_sender)
                at += 1
            frames, ends, count = self._commands(place)
            inner.pump_commands(self.handle, number, frames, ends, count, not self.words.is_once)

    def _commands(self, place: Place) -> tuple[bytes, Any, int]:
        """The frames of a room one behind the other, and where each ends."""
        w, count = self.window, CYCLE
        if self.words.is_once:
            a_room = (w.rate or FASTEST) / len(self.places)
            count = int(a_room * (w.warm_s + w.seconds)) + CYCLE
        made = [frame(TEXT, said) for said in place.crowd.dialect.commands(place, w.kind, count)]
        ends = (c.c_uint32 * count)()
        total = 0
        for nth, one in enumerate(made):
            total += len(one)
            ends[nth] = total
        frames = b"".join(made)
        self._kept += (frames, ends)
        return frames, ends, count

    def _options(self) -> Options:
        w, words = self.window, self.words
        return Options(
            words.marker, words.answer, words.refusal, words.tell, words.is_numbered,
            words.is_many, w.rate, w.warm_s, w.seconds, w.drain_s,
        )  # fmt: skip

    def _told(self, at: int, payload: Any, size: int) -> None:
        member = self.members[at]
        self.crowd.dialect.heard(member, c.string_at(payload, size), time.perf_counter())

    def _take_back(self, inner: c.CDLL) -> None:
        for at, member in enumerate(self.members):
            if member.line is not None:
                self._learn(inner, at, member)
                member.line.take_back()

    def _learn(self, inner: c.CDLL, at: int, member: Member) -> None:
        """What Python must know to go on: the seq, and what the room looks like now."""
        if self.words.is_numbered:
            member.seq = max(member.seq, inner.pump_number(self.handle, at))
        if self.words.is_once and (last := _bytes(inner.pump_last, self.handle, at)):
            self.crowd.dialect.heard(member, last, time.perf_counter())
        assert member.line is not None
        member.line.rest = _bytes(inner.pump_rest, self.handle, at)


def _bytes(found: Any, handle: int, at: int) -> bytes:
    size = c.c_int()
    start = found(handle, at, size)
    return c.string_at(start, size.value) if size.value else b""


FASTEST = 12_000
"""Commands a second that no server here exceeds, where each must be made beforehand."""


def _array(found: Any, size: int) -> "array[float]":
    values = array("d")
    values.frombytes(c.string_at(found, size * 8))
    return values
