"""What operators see: metrics and log lines, with no names, no ids of people and no words.

Metric labels are names of our own: refusal codes, frame kinds, close codes.
"""

import logging
from contextlib import AbstractContextManager
from typing import Any

import structlog
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

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
    "cursor_ahead": "cursors ahead of the log; must stay 0",
    "part_lost": "closed connections that could not be recorded",
    "turned_away": "connections refused before hello, by reason",
    "malformed": "frames that were not understood",
    "part_failed": "faults of a background part, which was run again",
    "fault": "faults of one connection, by kind",
}
DURATIONS: dict[str, str] = {
    "answer": "command read to answer written",
    "delivery": "change recorded to its last frame written; apart, for each slow reader",
    "loop_lag": "how late the event loop was",
}
GAUGES: dict[str, str] = {
    "sockets": "connections past hello",
    "rooms": "rooms held in memory",
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


def set_up_logging(level: str, *, is_json: bool) -> None:
    """Log lines as `event key=value`, or JSON; everything of the standard library at `level`."""
    number = logging.getLevelNamesMapping()[level.upper()]
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
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
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(number)
    for chatty in ("alembic", "uvicorn", "sqlalchemy"):
        logging.getLogger(chatty).setLevel(max(number, logging.WARNING))
