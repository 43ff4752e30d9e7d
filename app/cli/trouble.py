"""What goes wrong at a start, in one paragraph that says what to do; never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn

import typer
from rich.console import Console

from app.rooms.errors import RoomError
from app.rooms.ports import LogUnavailable
from app.settings import BadSetting
from app.storage.errors import BadAddress, DatabaseBusy, DatabaseNewer, DatabaseOlder
from app.web.serving.sockets import PortInUse

CURES: dict[type[Exception], str] = {
    BadSetting: "Correct it in the environment and start again; the README lists every setting.",
    BadAddress: "DATABASE_URL is sqlite:///path/to/file or postgresql://user:password@host/name.",
    DatabaseBusy: "Stop the other server, or use its address: a file has one server at a time.",
    DatabaseOlder: "Run `pushback migrate` once, then start again.",
    DatabaseNewer: "Use the Pushback that wrote it, or a newer one; nothing was changed.",
    PortInUse: "Stop what listens there, or choose another port: PORT=8001 pushback serve.",
    LogUnavailable: "Check that the database runs, can be written, and has room on its disk.",
}


@contextmanager
def explained() -> Iterator[None]:
    """Turn a foreseen failure into one paragraph and exit status 1."""
    try:
        yield
    except tuple(CURES) as error:
        give_up(f"{error} {CURES[type(error)]}" if type(error) in CURES else str(error))
    except RoomError as error:
        give_up(error.say)
    except PermissionError as error:
        give_up(f"No permission to use {error.filename}. Choose another place in DATABASE_URL.")


def give_up(paragraph: str) -> NoReturn:
    """Say it on standard error and leave."""
    Console(file=sys.stderr, highlight=False, soft_wrap=True).print(
        f"[bold]pushback:[/] {paragraph}"
    )
    raise typer.Exit(1)
