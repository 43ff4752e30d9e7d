"""`pushback conform`: our side of the Call Control Contract, played against a vendor's stand."""

import asyncio
import json
import socket
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from app.calls.capabilities import Strength
from app.cli.trouble import BadHost, explained, give_up
from app.conform.conform import Found, Silence
from app.conform.pace import Pace
from app.conform.report import as_json, passed, tell
from app.conform.run import NobodyThere, run
from app.conform.scenarios.table import SCENARIOS
from app.conform.screen import Lines
from app.conform.steps import Scenario
from app.conform.wiring import BadStand, Wiring, checked_url, wired
from app.system import SystemClock, SystemIds
from app.web.serving.server import bind

HERE = "127.0.0.1:9000"
INTERRUPTED = 130
STANDARD_OUTPUT = Path("-")

Url = Annotated[str, typer.Argument(help="Where the stand takes what we post.")]
Secret = Annotated[
    str | None,
    typer.Option(
        help="What signs to it (whsec_…).", envvar="PUSHBACK_STAND_SECRET", show_envvar=True
    ),
]
Listen = Annotated[str, typer.Option(help="Where the stand's own posts are taken.")]
PublicUrl = Annotated[
    str | None, typer.Option(help="How the stand reaches that, where it is elsewhere.")
]
Class = Annotated[Strength, typer.Option("--class", help="What it has to hold for exit status 0.")]
AsJson = Annotated[Path | None, typer.Option("--json", help="A report for machines; - prints it.")]
Only = Annotated[list[str] | None, typer.Option(help="Only this scenario; may be repeated.")]
BySocket = Annotated[bool, typer.Option("--socket", help="States on the stand's own socket.")]
Wait = Annotated[float, typer.Option(help="Seconds until the stand has to answer.")]


def conform(
    url: Url,
    secret: Secret = None,
    listen: Listen = HERE,
    public_url: PublicUrl = None,
    asked: Class = Strength.GUARDED,
    report: AsJson = None,
    only: Only = None,
    by_socket: BySocket = False,
    wait: Wait = 30.0,
) -> None:
    """Play our side of a call against a vendor's test stand, and say which class it may claim.

    Exit status 0 if that is at least the one asked for. docs/conform.md says what a stand is.
    """
    if secret is None:
        give_up("A stand knows us by our signature: --secret, or PUSHBACK_STAND_SECRET.")
    scenarios = _chosen(only)
    console = Console(highlight=False, soft_wrap=True, quiet=report == STANDARD_OUTPUT)
    with explained():
        listener = _listening(listen)
    with listener:
        found = _found(
            url, secret, public_url, listener, scenarios, wait, asked, console, by_socket
        )
    tell(console, found, asked)
    if report is not None:
        _write(report, found, asked)
    if not passed(found, asked):
        raise typer.Exit(1)


def _found(
    url: str,
    secret: str,
    public_url: str | None,
    listener: socket.socket,
    scenarios: Sequence[Scenario],
    wait: float,
    asked: Strength,
    console: Console,
    is_by_socket: bool,
) -> Found:
    """Says in one paragraph why nothing was found."""
    watcher = Silence() if console.quiet else Lines(console, asked)
    try:
        host, port = listener.getsockname()[:2]
        wiring = wired(secret, public_url or f"http://{host}:{port}")
        _point_out(console, wiring)
        return asyncio.run(
            run(
                checked_url(url), secret, wiring, listener, scenarios, pace=Pace(),
                clock=SystemClock(), ids=SystemIds(), watcher=watcher, patience=wait,
                is_by_socket=is_by_socket,
            )
        )  # fmt: skip
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except BadStand as wrong:
        give_up(str(wrong))
    except NobodyThere as nobody:
        give_up(
            f"{nobody} Start the stand with the three values above, the same secret, and a clock "
            "that is right."
        )


def _chosen(only: Sequence[str] | None) -> Sequence[Scenario]:
    """All of them, or those that were named with what they need."""
    if not only:
        return SCENARIOS
    by_name = {one.name: one for one in SCENARIOS}
    if not set(only) <= by_name.keys():
        give_up(f"There is no such scenario; there are {', '.join(by_name)}.")
    wanted, more = set[str](), set(only)
    while more:
        wanted |= more
        more = {need for name in more for need in by_name[name].needs} - wanted
    return tuple(one for one in SCENARIOS if one.name in wanted)


def _listening(listen: str) -> socket.socket:
    """Raises `PortInUse`, `BadHost`."""
    host, _, port = listen.rpartition(":")
    if not port.isdecimal():
        raise BadHost
    try:
        return bind(host.strip("[]") or "127.0.0.1", int(port))
    except (OSError, OverflowError, UnicodeError):
        raise BadHost from None


def _point_out(console: Console, wiring: Wiring) -> None:
    """What the stand is configured with; the key opens nothing but this run."""
    console.print("\nConfigure the stand once with\n")
    for name, value in (("base URL", wiring.base), ("key", wiring.key), ("call", wiring.call)):
        console.print(f"  {name:<9} {value}", markup=False)
    console.print()


def _write(report: Path, found: Found, asked: Strength) -> None:
    text = json.dumps(as_json(found, asked), indent=2)
    if report == STANDARD_OUTPUT:
        typer.echo(text)
        return
    with explained():
        report.write_text(f"{text}\n", encoding="utf-8")
