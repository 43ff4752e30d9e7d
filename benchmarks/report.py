"""The table that is printed, and whether the targets are met."""

from typing import Any

from benchmarks.figures import ratio

TITLES: dict[str, tuple[str, tuple[tuple[str, str], ...]]] = {
    "paced_200": ("200 commands/s to 200 rooms of 12", (
        ("p50_ms", "to the last member, p50 ms"), ("p95_ms", "p95 ms"), ("p99_ms", "p99 ms"),
        ("max_ms", "worst ms"), ("answer_p50_ms", "answer, p50 ms"),
        ("server_cpu_percent", "server, % of a core"),
        ("generator_cpu_percent", "generator, % of a core"),
        ("not_delivered", "commands not delivered to all"),
    )),
    "paced_1000": ("1,000 commands/s", (
        ("p50_ms", "to the last member, p50 ms"), ("p95_ms", "p95 ms"), ("p99_ms", "p99 ms"),
        ("max_ms", "worst ms"), ("commands_per_second", "commands/s"),
        ("deliveries_per_second", "deliveries/s"), ("server_cpu_percent", "server, % of a core"),
        ("generator_cpu_percent", "generator, % of a core"),
        ("not_delivered", "commands not delivered to all"),
    )),
    "saturated": ("as fast as it goes, one command per room on its way", (
        ("commands_per_second", "commands/s"), ("deliveries_per_second", "deliveries/s"),
        ("server_cpu_us_per_delivery", "server us per delivery"), ("p50_ms", "p50 ms"),
        ("p99_ms", "p99 ms"), ("server_cpu_percent", "server, % of a core"),
        ("generator_cpu_percent", "generator, % of a core"),
    )),
    "accept": ("arrivals, 2,400 by ticket, 64 at a time", (
        ("per_second", "arrivals/s"), ("p50_ms", "p50 ms"), ("p99_ms", "p99 ms"),
        ("server_cpu_ms_each", "server ms each"),
    )),
    "idle_2000": ("2,000 idle connections", (("kib_each", "KiB resident each"),)),
    "idle_10000": ("10,000 idle connections", (
        ("kib_each", "KiB resident each"), ("kib_each_after", "KiB each, pings later"),
        ("cpu_percent", "server, % of a core"),
    )),
    "accept_large": ("arrivals up to 10,000", (
        ("per_second", "arrivals/s"), ("p99_ms", "p99 ms"),
    )),
    "storm": ("5,000 cut at once", (
        ("all_back_s", "all back, s"), ("p50_s", "p50 s"), ("p95_s", "p95 s"),
        ("retries", "attempts that failed"), ("server_cpu_s", "server, s of processor"),
    )),
}  # fmt: skip
"""Scenario: its heading, and the figures that are shown."""

TARGETS: tuple[tuple[str, str, str, float, bool], ...] = (
    ("200 commands/s, p50 ms", "paced_200", "p50_ms", 3, True),
    ("200 commands/s, p99 ms", "paced_200", "p99_ms", 20, True),
    ("1,000 commands/s, p99 ms", "paced_1000", "p99_ms", 50, True),
    ("1,000 commands/s, deliveries/s", "paced_1000", "deliveries_per_second", 11_900, False),
    ("10,000 idle, KiB each", "idle_10000", "kib_each", 40, True),
    ("10,000 idle, % of a core", "idle_10000", "cpu_percent", 15, True),
    ("5,000 cut at once, s until all are back", "storm", "all_back_s", 10, True),
)
"""What, where, which figure, the limit, and whether less is better. Deliveries allow for the
moments at which the window opens and closes."""


def text(result: dict[str, Any]) -> str:
    """Everything, for people."""
    return "\n".join([*_machine(result), "", *_table(result["scenarios"]), "", *_targets(result)])


def _machine(result: dict[str, Any]) -> list[str]:
    found = result["machine"]
    packages = ", ".join(f"{name} {v}" for name, v in found["packages"].items() if v)
    return [
        f"{found['processor']}, {found['cores']} cores, {found['memory_gib']} GiB, "
        f"{found['system']}, Python {found['python']}, SQLite {found['sqlite']}",
        packages,
        f"median of {result['runs']} [least to most]; load average {result['load_average']}",
    ]


def _table(scenarios: dict[str, Any]) -> list[str]:
    lines = [f"{'':34} {'Pushback':>26} {'plain':>26} {'ratio':>7}"]
    for name, (title, figures) in TITLES.items():
        if name not in scenarios:
            continue
        lines.append(title)
        for figure, label in figures:
            ours, plain = (_figure(scenarios[name], who, figure) for who in ("pushback", "plain"))
            shown = f"{_shown(ours):>26} {_shown(plain):>26} {_ratio(ours, plain)}"
            lines.append(f"  {label:32} {shown}".rstrip())
    return lines


def _figure(scenario: dict[str, Any], who: str, figure: str) -> dict[str, Any] | None:
    found: dict[str, Any] | None = scenario.get(who, {}).get(figure)
    return found if found and found["median"] is not None else None


def _shown(found: dict[str, Any] | None) -> str:
    if found is None:
        return "-"
    return f"{_number(found['median'])} [{_number(found['least'])} to {_number(found['most'])}]"


def _number(value: float | None) -> str:
    if value is None:
        return "-"
    if abs(value) >= 100 or value == int(value):
        return f"{value:,.0f}"
    return f"{value:.2f}" if abs(value) < 10 else f"{value:.1f}"


def _ratio(ours: dict[str, Any] | None, plain: dict[str, Any] | None) -> str:
    if ours is None or plain is None or not plain["median"]:
        return f"{'':>7}"
    return f"{ratio(ours['median'], plain['median']):7.2f}"


def _targets(result: dict[str, Any]) -> list[str]:
    lines = ["targets"]
    for label, scenario, figure, limit, is_ceiling in TARGETS:
        found = _figure(result["scenarios"].get(scenario, {}), "pushback", figure)
        if found is None:
            continue
        is_met = found["median"] <= limit if is_ceiling else found["median"] >= limit
        sign = "at most" if is_ceiling else "at least"
        met = "met" if is_met else "MISSED"
        lines.append(f"  {label:42} {sign} {_number(limit):>7}: {_shown(found):>24}  {met}")
    return lines
