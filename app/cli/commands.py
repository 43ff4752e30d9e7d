"""The list of commands; what each does stands in a file of its name."""

from typing import Annotated

import typer

from app.cli import serve as serving
from app.cli.trouble import explained
from app.settings import load

main = typer.Typer(
    name="pushback",
    help="Holds the frame of Balint groups that meet by teleconference.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@main.callback()
def about() -> None:
    """Give the commands a common help."""


@main.command()
def serve(
    host: Annotated[str | None, typer.Option(help="Address to listen on.")] = None,
    port: Annotated[int | None, typer.Option(help="Port to listen on.")] = None,
) -> None:
    """Run a server; on this machine alone unless HOST says otherwise."""
    with explained():
        serving.serve(load(host=host, port=port))
