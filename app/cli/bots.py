"""`pushback bots`: participants for a room for practice, over the real wire."""

import asyncio
from typing import Annotated

import httpx
import typer

from app.cli.rehearse import INTERRUPTED
from app.cli.trouble import give_up
from app.rehearsal.address import Address, BadUrl, address
from app.rehearsal.bots import WentWrong
from app.rehearsal.client import NeverSaw, Refused
from app.rehearsal.failures import root
from app.rehearsal.office import Office
from app.rehearsal.practice import MOST, Behave, Bots
from app.system import SystemIds, seconds

Room = Annotated[str, typer.Argument(help="The id of a room that a test key has made.")]
Url = Annotated[str, typer.Option(help="The running server.")]
Key = Annotated[
    str, typer.Option(help="A test key of that server.", envvar="PUSHBACK_KEY", show_envvar=True)
]
Count = Annotated[int, typer.Option(help="How many come.", min=1, max=MOST)]
Lead = Annotated[bool, typer.Option("--lead", help="The first leads a whole meeting, in seconds.")]


def bots(
    room: Room,
    key: Key,
    url: Url = "http://127.0.0.1:8000",
    count: Count = 6,
    behave: Behave = Behave.LIVELY,
    lead: Lead = False,
) -> None:
    """Let bots come into a room for practice, and stay until its meeting has ended."""
    if not key.startswith("pbk_test_"):
        give_up("Bots sit in rooms for practice alone: bring a test key (`pushback keys create`).")
    if lead and count < 2:  # the leader, and somebody to present
        give_up("A meeting is led with two bots at least: --count 2.")
    try:
        at = address(url)
    except BadUrl as wrong:
        give_up(str(wrong))
    try:
        asyncio.run(_play(at, key, room, count, behave, leads=lead))
    except KeyboardInterrupt:
        raise typer.Exit(INTERRUPTED) from None
    except (Refused, NeverSaw, WentWrong, httpx.TransportError, BaseExceptionGroup) as error:
        _explain(root(error), at)
        raise


async def _play(
    at: Address, key: str, room: str, count: int, behave: Behave, *, leads: bool
) -> None:
    office = Office(at, key)
    try:
        playing = Bots(office, SystemIds(), lambda: seconds() * 1000, typer.echo)
        await playing.play(room, count, behave, leads=leads)
    finally:
        await office.close()


def _explain(error: BaseException, at: Address) -> None:
    match error:
        case Refused():
            give_up(f"{at.url} refused: {error}")
        case NeverSaw() | WentWrong():
            give_up(f"{error}.")
        case httpx.TransportError():
            give_up(f"No server answers at {at.url}. Start one with `pushback serve`.")
        case _:
            return
