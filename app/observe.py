"""What operators see: metrics and log lines, with no names, no ids of people and no words.

Metric labels are names of our own: refusal codes, frame kinds, close codes.
"""

import logging
import re
import sys
from collections.abc import MutableMapping
from contextlib import AbstractContextManager
from pathlib import Path
from traceback import walk_tb
from types import TracebackType
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

APP = Path(__file__).parent
WITH_VALUES = re.compile(r"[<\n]|\((?!\))")
"""Where a message of asyncio begins to show objects: `f(args)`, `<Task …>`, or the next line."""

SECONDS = (0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5)

COUNTERS: dict[str, str] = {
    "commands": "accepted commands",
    "refused": "refused commands, by code",
    "state": "state frames sent",
    "passing": "frames of ephemeral sections sent",
    "conflated": "times a slow reader began to conflate",
    "evicted": "connections ended by us, by close code",
    "joined": "hellos answered with a full view",
    "resumed": "hellos answered with what was newer",
    "cursor_ahead": "cursors ahead of the log; must stay 0 but for invented ones",
    "bus_dropped": "messages between nodes that were dropped, by reason; the log repairs it",
    "share_malformed": "shares of other nodes that were not understood",
    "part_lost": "closed connections that could not be recorded",
    "barred": "HTTP requests refused at the door, by code: keys, grants, links, passes",
    "not_livekit": "webhooks in LiveKit's name: not signed by it, changed, old, or said before",
    "turned_away": "connections refused before hello, by reason",
    "malformed": "frames that were not understood",
    "part_failed": "faults of a background part, which was run again",
    "webhook_tries": "webhook messages tried, by what the endpoint answered",
    "webhook_dead": "webhook messages given up after the last try",
    "fault": "faults of ours in one connection, request or room, by kind",
}
DURATIONS: dict[str, str] = {
    "answer": "command read to answer written",
    "delivery": "change recorded to its last frame written; apart, for each slow reader",
    "loop_lag": "how late the event loop was",
}
GAUGES: dict[str, str] = {
    "sockets": "connections past hello",
    "rooms": "rooms held in memory",
    "bus_up": "whether this node hears the others by the bus: 1 or 0",
    "clock_error_ms": "difference from the database's time, in milliseconds",
}


class Metrics:
    """The `Meter` of this process; a name that is not in the tables above is a `KeyError`."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        self._counters = {
            name: Counter(f"pushback_{name}", about, ["label"], registry=self.registry)
            for name, about in COUNTERS.items()
        }
        self._children: dict[tuple[str, str], Counter] = {}
        self._durations = {
            name: Histogram(
                f"pushback_{name}_seconds", about, buckets=SECONDS, registry=self.registry
            )
            for name, about in DURATIONS.items()
        }
        self._gauges = {
            name: Gauge(f"pushback_{name}", about, registry=self.registry)
            for name, about in GAUGES.items()
        }

    def count(self, what: str, label: str = "", by: int = 1) -> None:
        """So many more of `what`."""
        child = self._children.get((what, label))
        if child is None:
            child = self._children[what, label] = self._counters[what].labels(label)
        child.inc(by)

    def took(self, what: str, seconds: float) -> None:
        """`what` took this long."""
        self._durations[what].observe(seconds)

    def timing(self, what: str) -> AbstractContextManager[object]:
        """How long the block takes, as `what`."""
        return self._durations[what].time()

    def level(self, what: str, value: float) -> None:
        """`what` stands at this."""
        self._gauges[what].set(value)

    def text(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self.registry)


Event = MutableMapping[str, Any]


def set_up_logging(level: str, *, is_json: bool) -> None:
    """Log lines as `event key=value`, or JSON; everything of the standard library at `level`.

    An exception is its kind and its place, a record of somebody else's code its first line.
    """
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        kind_and_place,
    ]
    renderer: Any = (
        structlog.processors.JSONRenderer()
        if is_json
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.make_filtering_bound_logger(number),
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler()
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[first_line, *shared],
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for chatty in ("alembic", "uvicorn", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(max(number, logging.WARNING))


def first_line(_logger: object, _name: str, event: Event) -> Event:
    """Of a record of the standard library; of asyncio's, what stands before any object.

    The other lines show objects, or a traceback as text.
    """
    shown = str(event["event"])
    if event["_record"].name == "asyncio":
        shown = WITH_VALUES.split(shown, maxsplit=1)[0].rstrip()
    event["event"] = shown.partition("\n")[0]
    return event


def kind_and_place(_logger: object, _name: str, event: Event) -> Event:
    """In place of an exception `error`, its type, and `at`, unless it was never raised.

    Its text, its arguments and the variables around it may hold what was said.
    """
    error = _exception(event.pop("exc_info", None))
    event.pop("stack_info", None)
    if error is None:
        return event
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]  # a TaskGroup's own place would say nothing
    event["error"] = type(error).__name__
    if error.__traceback__ is not None:
        event["at"] = _place(error.__traceback__)
    return event


def _exception(given: Any) -> BaseException | None:
    """Whatever `exc_info` may be: an exception, the triple of the standard library, or a wish."""
    if isinstance(given, BaseException):
        return given
    if isinstance(given, tuple):
        found: BaseException | None = given[1]
        return found
    return sys.exception() if given else None


def _place(trace: TracebackType) -> str:
    """The innermost frame in our code; where there is none, the innermost of all."""
    frames = list(walk_tb(trace))
    for frame, line in reversed(frames):
        file = Path(frame.f_code.co_filename)
        if file.is_relative_to(APP):
            return f"{file.relative_to(APP.parent).as_posix()}:{line} in {frame.f_code.co_qualname}"
    frame, line = frames[-1]
    return f"{frame.f_globals.get('__name__')}:{line}"
