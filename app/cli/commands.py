"""The list of commands; what each does stands in a file of its name."""

import sys
from io import TextIOWrapper
from typing import Annotated

import orjson
import typer
from rich.console import Console

from app.cli import migrating, replay
from app.cli import restored as restoring
from app.cli import serve as serving
from app.cli.bots import bots
from app.cli.conform import conform
from app.cli.keys import keys
from app.cli.plans import plans
from app.cli.rehearse import rehearse
from app.cli.rooms import rooms
from app.cli.trouble import explained
from app.cli.webhooks import webhooks
from app.phases.diagram import diagram
from app.settings import load

main = typer.Typer(
    name="pushback",
    help="Holds the frame of Balint groups that meet by teleconference.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
main.add_typer(keys, name="keys")
main.add_typer(plans, name="plans")
main.add_typer(rooms, name="rooms")
main.add_typer(webhooks, name="webhooks")
main.command()(rehearse)
main.command()(bots)
main.command()(conform)


@main.callback(help=main.info.help)
def speak() -> None:
    """A terminal that lacks a letter gets another one, and no traceback."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")


@main.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Run a server; on this machine alone unless HOST says otherwise.

    DATABASE_URL says where its data is, PUBLIC_URL what people type to reach it; docs/operations.md
    lists every setting.
    """
    with explained():
        serving.serve(load(host=host, port=port))


@main.command()
def migrate() -> None:
    """Make the database, or bring it up to date."""
    with explained():
        migrating.migrate(load(), Console())


@main.command()
def restored() -> None:
    """The last step of restoring a backup: clients will read everything anew."""
    with explained():
        restoring.restored(load(), Console())


@main.command("diagram")
def diagram_() -> None:
    """Print the phases and moves as a Mermaid diagram."""
    typer.echo(diagram())


@main.command()
def protocol() -> None:
    """Print the live wire as an AsyncAPI 3 document, for generators and tools."""
    # The shapes of every frame take a second to build, and no other command needs them.
    from app.web.asyncapi import document  # noqa: PLC0415

    typer.echo(orjson.dumps(document(), option=orjson.OPT_INDENT_2).decode())


@main.command("replay")
def replay_(room: Annotated[str, typer.Argument(help="The id of a room.")]) -> None:
    """Fold a room's log again and print its events by kind."""
    with explained():
        replay.replay(load(), room, Console())
