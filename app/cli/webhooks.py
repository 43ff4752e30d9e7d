"""`pushback webhooks`: where operators' programs are told of meetings, and how that went.

A secret is shown when it is made, and never again. What is to be sent is sent by a server.
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import typer
from rich.console import Console
from rich.table import Table

from app.access.errors import BadTerms
from app.access.organisations import is_practice, name_of, practice_of, refuse_name
from app.cli.desk import Desk, check_there, desk
from app.cli.trouble import explained, give_up
from app.phases.units import HOUR, Instant, Millis, later
from app.settings import load
from app.webhooks.endpoint import Endpoint
from app.webhooks.errors import WebhookError
from app.webhooks.message import Message

LISTED = 50
T = TypeVar("T")
Id = Annotated[str, typer.Argument(help="The id from `webhooks list`.", metavar="ID")]

webhooks = typer.Typer(help="Tell your own programs when meetings begin and end.")


@webhooks.command()
def create(
    url: Annotated[str, typer.Argument(help="https://, a public name, port 443.")],
    organisation: Annotated[
        str, typer.Option(help="Tell it of their rooms; of everybody's without.")
    ] = "",
    test: Annotated[
        bool, typer.Option("--test", help="Tell it of test rooms, and of no other.")
    ] = False,
) -> None:
    """Make an endpoint and print its id, and once its secret."""
    owner = practice_of(organisation) if test else organisation
    try:
        refuse_name(owner)
    except BadTerms as wrong:
        give_up(wrong.say)
    made = _at_the_desk(lambda at: at.webhooks.create(url, organisation=owner))
    typer.echo(f"{made.id} {made.secret}")


@webhooks.command("list")
def list_() -> None:
    """Every endpoint, without its secret."""
    found = _at_the_desk_there(lambda at: at.webhooks.endpoints())
    _show(
        ("id", "url", "whose", "told of", "made", "disabled", "former secret until"),
        map(_endpoint, found),
    )


@webhooks.command()
def rotate(endpoint: Id) -> None:
    """Print a new secret, once; for 24 h the former signs too."""
    typer.echo(_at_the_desk_there(lambda at: at.webhooks.rotate(endpoint)).secret)


@webhooks.command()
def enable(endpoint: Id) -> None:
    """Tell an endpoint again that has answered 410."""
    _at_the_desk_there(lambda at: at.webhooks.enable(endpoint))
    typer.echo("enabled")


@webhooks.command()
def delete(endpoint: Id) -> None:
    """Tell an endpoint nothing any more."""
    _at_the_desk_there(lambda at: at.webhooks.delete(endpoint))
    typer.echo("deleted")


@webhooks.command()
def test(endpoint: Id) -> None:
    """Have a message sent that says nothing."""
    typer.echo(_at_the_desk_there(lambda at: at.webhooks.test(endpoint)).id)


@webhooks.command()
def messages(endpoint: Id) -> None:
    """What was sent last, and how it was answered; newest first, no bodies."""
    found = _at_the_desk_there(lambda at: at.webhooks.messages(endpoint, before=None, most=LISTED))
    _show(("id", "type", "room", "written", "outcome", "tries", "answer"), map(_message, found))


@webhooks.command()
def replay(
    endpoint: Id,
    hours: Annotated[float, typer.Option(min=0, max=24 * 30, help="How far to go back.")],
) -> None:
    """Have everything sent again that was written in the last hours and is still listed."""
    back = Millis(-round(hours * HOUR))

    def work(at: Desk) -> Awaitable[int]:
        return at.webhooks.replay_since(endpoint, later(at.rooms.clock.now(), back))

    typer.echo(_at_the_desk_there(work))


def _at_the_desk_there(work: Callable[[Desk], Awaitable[T]]) -> T:
    """The same for what nobody can mean before there is a database."""
    with explained():
        check_there(load())
    return _at_the_desk(work)


def _at_the_desk(work: Callable[[Desk], Awaitable[T]]) -> T:
    async def done() -> T:
        async with desk(load()) as at:
            try:
                return await work(at)
            except WebhookError as wrong:
                give_up(wrong.say)

    with explained():
        return asyncio.run(done())


def _endpoint(one: Endpoint) -> tuple[str, ...]:
    moments = (one.created_at, one.disabled_at, one.former_until)
    told = "test rooms" if is_practice(one.organisation) else "meetings"
    return one.id, one.url, name_of(one.organisation), told, *map(_moment, moments)


def _message(one: Message) -> tuple[str, ...]:
    answer = "" if one.answer is None else one.answer.value
    said = (one.outcome.value, str(one.tries), answer)
    return one.id, one.kind.value, one.room or "", _moment(one.written_at), *said


def _moment(at: Instant | None) -> str:
    return "" if at is None else f"{datetime.fromtimestamp(at // 1000, UTC):%Y-%m-%d %H:%M}Z"


def _show(columns: tuple[str, ...], rows: "map[tuple[str, ...]]") -> None:
    table = Table()
    for column in columns:
        table.add_column(column, no_wrap=column == "id")
    for row in rows:
        table.add_row(*row)
    Console().print(table)
