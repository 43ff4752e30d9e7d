"""The table of a siege, and whether its targets are met."""

from typing import Any

TARGETS: tuple[tuple[str, str, float], ...] = (
    ("p99_growth", "p99 of the good ones, times that alone", 1.2),
    ("kib_each", "KiB a bad peer", 512.0),
    ("gone_after_s", "seconds until the last was evicted", 10.0),
    ("log_lines_per_second_each", "log lines a second and peer", 1.0),
)
"""Figure, what it is, and its limit."""

COLUMNS: tuple[tuple[str, str], ...] = (
    ("p50_ms", "p50 ms"), ("p99_ms", "p99 ms"), ("p99_growth", "times alone"),
    ("server_cpu_percent", "server %"), ("peers_cpu_percent", "peers %"),
    ("tried_per_second", "tried/s"),
    ("evicted_per_second", "evicted/s"), ("refused_per_second", "refused/s"),
    ("gone_after_s", "gone after s"), ("kib_each", "KiB each"),
    ("log_lines_per_second_each", "lines/s each"),
)  # fmt: skip

Found = dict[str, Any]


def text(result: Found) -> str:
    """Everything, for people."""
    lines = [
        run(result),
        "",
        f"{'':22}" + "".join(f"{title:>13}" for _, title in COLUMNS),
    ]
    lines += [_row(kind, figures) for kind, figures in result["kinds"].items()]
    return "\n".join([*lines, "", *_targets(result)])


def run(result: Found) -> str:
    """How often, where and under which load."""
    found = result["machine"]
    head = (
        f"{found['processor']}, {found['cores']} cores, {found['system']}, Python {found['python']}"
    )
    many = f"median of {result['runs']} runs [least to most of p99]"
    return f"{head}\n{many}; load {result['load_average']}"


def _row(kind: str, figures: Found) -> str:
    shown = "".join(f"{_number(_median(kind, figures, name)):>13}" for name, _ in COLUMNS)
    p99 = figures["p99_ms"]
    return f"{kind:22}{shown}  [{_number(p99['least'])} to {_number(p99['most'])}]"


def _median(kind: str, figures: Found, name: str) -> float | None:
    """The figure; the eviction of all kinds at once is that of the slowest of them."""
    if name == "gone_after_s":
        own = f"{kind}_gone_after_s"
        took = [
            one["most"]
            for key, one in figures.items()
            if key == own or (kind == "all" and _is_gone(key))
        ]
        return max(took, default=None)
    found: float | None = figures[name]["median"] if name in figures else None
    return found


def _is_gone(name: str) -> bool:
    return name.endswith("_gone_after_s")


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.2f}"


def targets(result: Found) -> list[tuple[str, ...]]:
    """What was to be held, and by whom it was not; the first row is the head."""
    found: list[tuple[str, ...]] = [("Beside bad peers", "target", "")]
    for name, label, limit in TARGETS:
        over = _over(result["kinds"], name, limit)
        missed = ", ".join(f"{kind} {_number(value)}" for kind, value in over.items())
        said = f"**missed** by {missed}" if over else "met by all"
        found.append((label, f"at most {_number(limit)}", said))
    return found


def rows(result: Found) -> list[tuple[str, ...]]:
    """What the good rooms noticed of each kind, for a document."""
    head = ("200 rooms", "p99 in ms (least to most)", "times alone", "tried/s", "gone after", "KiB")
    return [head, *(_shown(kind, figures) for kind, figures in result["kinds"].items())]


def has_missed(result: Found) -> bool:
    """Whether any target was."""
    return any(_over(result["kinds"], name, limit) for name, _, limit in TARGETS)


def _shown(kind: str, figures: Found) -> tuple[str, ...]:
    p99, gone = figures["p99_ms"], _median(kind, figures, "gone_after_s")
    return (
        kind.replace("_", " "),
        f"{_number(p99['median'])} ({_number(p99['least'])} to {_number(p99['most'])})",
        _spread(figures.get("p99_growth")),
        _number(_median(kind, figures, "tried_per_second")),
        "-" if gone is None else f"{_number(gone)} s",
        _number(_median(kind, figures, "kib_each")),
    )


def _spread(figure: Found | None) -> str:
    if figure is None:
        return "-"
    least, most = _number(figure["least"]), _number(figure["most"])
    return f"{_number(figure['median'])} ({least} to {most})"


def _over(kinds: Found, name: str, limit: float) -> dict[str, float]:
    found = {kind: _median(kind, figures, name) for kind, figures in kinds.items()}
    return {kind: value for kind, value in found.items() if value is not None and value > limit}


def _targets(result: Found) -> list[str]:
    _, *found = targets(result)
    return ["targets", *(f"  {label}: {limit}: {said}" for label, limit, said in found)]
