"""`pushback rehearse`: a whole meeting with bots over real sockets, and a verdict."""

import asyncio
import json
from typing import Annotated

import httpx
import typer
from rich.console import Console

from app.cli.trouble import give_up
from app.rehearsal.address import Address, BadUrl, address
from app.rehearsal.client import Refused
from app.rehearsal.evidence import Evidence
from app.rehearsal.failures import root
from app.rehearsal.rehearse import rehearse as play
from app.rehearsal.report import as_json, passed, tell
from app.rehearsal.screen import Lines, Screen, Silence
from app.rehearsal.script import PLANNED_SECONDS
from app.rehearsal.server import DidNotStart
from app.rehearsal.verdict import verdict
from app.system import SystemIds, seconds

DEFAULT_SECONDS = 75.0
FASTEST = 600.0
INTERRUPTED = 130

Url = Annotated[str | None, typer.Option(help="A running server; its own one without it.")]
Key = Annotated[
    str | None,
    typer.Option(help="An operator's key of that server.", envvar="PUSHBACK_KEY", show_envvar=True),
]
Seconds = Annotated[float, typer.Option("--seconds", help="How long the 90 planned minutes take.")]
Speed = Annotated[float | None, typer.Option(help="How many times faster, instead of --seconds.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON object, for machines.")]


def rehearse(
    url: Url = None,
    key: Key = None,
    seconds_: Seconds = DEFAULT_SECONDS,
    speed: Speed = None,
    is_json: AsJson = False,
) -> None:
    """Run a whole meeting with bots over real sockets; exit status 1 if any check fails."""
    times = speed if speed is not None else PLANNED_SECONDS / max(1.0, seconds_)
    if not 1 <= times <= FASTEST:
        give_up(f"A meeting is rehearsed 1 to {FASTEST:.0f} times faster; choose another speed.")
    if url is not None and key is None:
        give_up("A running server wants an operator's key: --key, or PUSHBACK_KEY.")
    console = Console(highlight=False)
    evidence = _played(_place(url, key), times, watcher_for(console, is_json=is_json))
    checks = verdict(evidence)
    if is_json:
        typer.echo(json.dumps(as_json(evidence, checks), indent=2))
    else:
        tell(console, evidence, checks)
    if not passed(checks):
        raise typer.Exit(1)


def _place(url: str | None, key: str | None) -> tuple[Address, str] | None:
    if url is None or key is None:
        return None
    try:
        return address(url), key
    except BadUrl as wrong:
        give_up(str(wrong))


def watcher_for(console: Console, *, is_json: bool) -> Silence:
    """A screen, plain lines where nobody watches, nothing for machines."""
    if is_json:
        return Silence()
    return Screen(console) if console.is_terminal else Lines(console)


def _played(running: tuple[Address, str] | None, times: float, watcher: Silence) -> Evidence:
    """The evidence; says in one paragraph why there is none."""
    where = running[0].url if running else "this machine"
    try:
        playing = play(
            running,
            speed=times,
            watcher=watcher,
            ids=SystemIds(),
            ticks=lambda: seconds() * 1000,
        )
        return asyncio.run(playing)
    except KeyboardInterrupt:
        typer.echo("Stopped.", err=True)
        raise typer.Exit(INTERRUPTED) from None
    except (DidNotStart, Refused, httpx.HTTPError, BaseExceptionGroup) as error:
        _explain(root(error), where)
        raise


def _explain(error: BaseException, where: str) -> None:
    match error:
        case DidNotStart():
            give_up(f"The server for the rehearsal did not start. It said:\n{error}")
        case Refused(code="bad_key" | "forbidden"):
            give_up(f"{where} does not take this key as an operator's: {error}")
        case Refused():
            give_up(f"{where} refused: {error}")
        case httpx.TransportError():
            give_up(
                f"No server answers at {where}. Start one with `pushback serve`, or leave out "
                "--url: a rehearsal brings a server of its own."
            )
        case _:
            return
